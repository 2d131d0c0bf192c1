"""The texts of the interface: the same ones in both languages, and none that no page says."""

import re
from pathlib import Path

import pytest

from app.web.language import Speech, messages
from tests.networks import ROOT

PLACE = re.compile(r"\{(\w+)\}")
LITERAL = re.compile(r"""["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']""")
ASKED = re.compile(r"""\bsay\(\s*["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']\s*[,)]""")
VALUE = re.compile(r"\b(\w+)\s*=(?!=)")
BEGINNING = (
    re.compile(r"""f["']([a-z0-9_]+[._][a-z0-9_.]*)\{"""),  # f"query.{key}"
    re.compile(r"""["']([a-z0-9_]+(?:[._][a-z0-9_]+)*[._])["']\s*[~+]"""),  # "rectify.done_" ~ done
)


def sources() -> list[Path]:
    """Where texts are asked for: code of pages, templates and scripts. Elsewhere what looks like one is a path."""
    files = [path for ending in ("*.py", "*.html") for path in (ROOT / "app" / "web").rglob(ending)]
    return files + [path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts]


def unused(keys: set[str], text: str) -> list[str]:
    """The keys that no text names, whole or by a beginning that something is put behind."""
    named = set(LITERAL.findall(text))
    beginnings = tuple(found for pattern in BEGINNING for found in pattern.findall(text))
    return sorted(key for key in keys if key not in named and not key.startswith(beginnings))


def test_every_text_is_said_somewhere() -> None:
    assert unused(set(messages("zh")), "\n".join(path.read_text("utf-8") for path in sources())) == []


def test_every_text_that_is_asked_for_exists() -> None:
    """Wherever it is asked for: a page that is shown once in a while would break only then."""
    asked = {(key, path.name) for path in sources() for key in ASKED.findall(path.read_text("utf-8"))}
    assert len(asked) > 500
    assert sorted((key, name) for key, name in asked if key not in messages("zh")) == []


def given(text: str, start: int) -> str:
    """What a call is given by itself, from behind its first comma, where `start` is, to the bracket that closes it."""
    depth, own = 1, ""
    for sign in text[start:]:
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return own
        own += sign if depth == 1 else ""
    raise AssertionError("a call that nothing closes")


def unfilled(text: str) -> list[tuple[str, str]]:
    """The texts that are asked for without a value for one of their places, with the place."""
    found = []
    for call in ASKED.finditer(text):
        values = given(text, call.end()) if call[0].endswith(",") else ""
        places = set() if "**" in values else set(PLACE.findall(messages("zh")[call[1]].other))
        found += [(call[1], place) for place in sorted(places - set(VALUE.findall(values)))]
    return found


def test_every_place_of_a_text_gets_its_value_wherever_the_text_is_asked_for() -> None:
    assert [(path.name, *one) for path in sources() for one in unfilled(path.read_text("utf-8"))] == []


def test_a_text_with_a_place_and_no_value_is_refused_rather_than_shown_raw() -> None:
    assert unfilled('say("map.cluster")') == [("map.cluster", "n")]
    assert unfilled('say("map.cluster", m=say("x", n=1))') == [("map.cluster", "n")]
    assert unfilled('say("map.cluster", n=f(1))') == []
    with pytest.raises(KeyError):
        Speech("zh")("map.cluster")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('say("work.title")', ["work.done_saved"]),
        ('say("work.done_" ~ done)', ["work.title"]),
        ('say(f"work.{what}")', []),
        ('say("work.titles")', ["work.done_saved", "work.title"]),
    ],
)
def test_a_text_that_nobody_says_is_found(text: str, left: list[str]) -> None:
    assert unused({"work.title", "work.done_saved"}, text) == left


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    zh, en = messages("zh"), messages("en")
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        assert set(PLACE.findall(text.other)) == set(PLACE.findall(en[key].other)), key


def test_counts_are_written_as_the_language_writes_them() -> None:
    assert "1,095 days" in Speech("en")("progress.overdue", day="2023-11-30", n=1095)
    assert "1095 天" in Speech("zh")("progress.overdue", day="2023-11-30", n=1095)
    assert "2026 holidays" in Speech("en")("open.unknown_year", year="2026")
