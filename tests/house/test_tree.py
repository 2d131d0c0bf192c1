"""The tree says nothing of any machine, and keeps the rules that its authors agreed on."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import (
    MOST_LINES,
    PATCHING,
    ROOT,
    TOP_LEVEL,
    UNFINISHED,
    files,
    forbidden_words,
    own_files,
    text_of,
    unreasoned_silence,
)

OWN = own_files()
MODULES = [path for path in OWN if path.suffix == ".py" and path.parts[0] != "piccolo_migrations"]
SCRIPTS = [path for path in OWN if path.parts[0] == ".ci" or path == Path("Makefile")]


def test_only_the_agreed_entries_stand_at_the_top() -> None:
    assert [top for top in sorted({path.parts[0] for path in files()}) if not TOP_LEVEL.fullmatch(top)] == []


def test_no_file_names_a_machine_a_registry_or_a_content_network() -> None:
    assert [f"{path}:{words}" for path in OWN for words in forbidden_words(text_of(path))] == []


def joined(separator: str, *parts: str) -> str:
    """A name that this file plants without saying it."""
    return separator.join(parts)


@pytest.mark.parametrize(
    "line",
    [
        "open('" + joined("/", "", "work", "main", "seeds") + "')",
        "see " + joined("/", "..", "shared", "spec"),
        "cd " + joined("/", "", "root", "zhanwang"),
        "PATH=" + joined("/", "", "home", "clerk", "bin"),
        "https://" + joined(".", "files", "pythonhosted", "org") + "/x.whl",
        "index = https://" + joined(".", "pypi", "org"),
        "registry=https://" + joined(".", "registry", "npmjs", "org"),
        "deb http://" + joined(".", "deb", "debian", "org") + "/debian bookworm main",
        "<script src='https://" + joined(".", "unpkg", "com") + "/leaflet'>",
        "https://" + joined(".", "cdn", "jsdelivr", "net") + "/npm/echarts",
        "@import url(https://" + joined(".", "fonts", "googleapis", "com") + "/css)",
    ],
)
def test_each_forbidden_word_is_noticed(line: str) -> None:
    assert [words.partition(":")[0] for words in forbidden_words("first line\n" + line)] == ["2"]


@pytest.mark.parametrize("line", ["route = '/my/work/'", "homework/main", "~/root/x", "a shared roster"])
def test_words_that_merely_look_alike_are_left_alone(line: str) -> None:
    assert list(forbidden_words(line)) == []


def test_every_module_of_the_program_says_what_it_is() -> None:
    modules = [path for path in MODULES if path.parts[0] == "app"]
    assert [str(path) for path in modules if not ast.get_docstring(ast.parse(text_of(path)))] == []


def test_no_module_has_outgrown_one_idea() -> None:
    lengths = {path: len(text_of(path).splitlines()) for path in MODULES}
    too_long = [f"{path} has {lines} lines" for path, lines in lengths.items() if lines > MOST_LINES]
    assert too_long == [], f"more than {MOST_LINES} lines are more than one idea: part them"


def test_a_silenced_check_names_the_rule_and_the_reason() -> None:
    assert [f"{path}:{silence}" for path in MODULES for silence in unreasoned_silence(text_of(path))] == []


@pytest.mark.parametrize(
    ("silencer", "rest", "is_reasoned"),
    [
        ("type: {}ore", "", False),
        ("type: {}ore", "[arg-type]", False),
        ("type: {}ore", "[arg-type]  # geopy ships no types", True),
        ("no{}", "", False),
        ("no{}", ": E501", False),
        ("no{}", ": E501 - a table reads better on one line", True),
    ],
)
def test_silence_without_a_reason_is_noticed(silencer: str, rest: str, is_reasoned: bool) -> None:
    comment = silencer.format("ign" if "type" in silencer else "qa") + rest
    assert (list(unreasoned_silence(f"x = 1  # {comment}")) == []) is is_reasoned


def test_nothing_in_the_code_is_left_for_later() -> None:
    kinds = {".py", ".js", ".css", ".html", ".jinja", ".toml"}
    unfinished = [str(path) for path in OWN if path.suffix in kinds and UNFINISHED.search(text_of(path))]
    assert unfinished == []


def test_no_test_is_left_out_or_patches_what_it_tests() -> None:
    tests = [path for path in MODULES if path.parts[0] == "tests"]
    assert [f"{path}: {match.group()}" for path in tests if (match := PATCHING.search(text_of(path)))] == []


def test_the_scripts_can_be_started_and_read_by_their_shell() -> None:
    for script in SCRIPTS:
        text = text_of(script)
        if text.startswith("#!"):
            assert os.access(ROOT / script, os.X_OK), f"{script} is not executable"
        if "bash" in text.partition("\n")[0]:
            subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_the_continuous_integration_runs_what_a_developer_runs_and_the_long_tests_that_are_left_out_there() -> None:
    assert "exec make --no-print-directory test test-long <" in text_of(Path(".ci/run"))
    left_out = re.search(
        r"^test: .*\n(?:\t@.*\n)*\t.* -m \"not long and (\S+)\"$", text_of(Path("Makefile")), re.MULTILINE
    )
    alone = re.search(r"^test-long: .*\n\t.* -m \"long and (\S+)\"$", text_of(Path("Makefile")), re.MULTILINE)
    assert left_out is not None
    assert alone is not None
    assert left_out[1] == alone[1]
    usual = re.search(r"^USUAL := (.*)$", text_of(Path("Makefile")), re.MULTILINE)
    assert usual is not None
    assert f'"-m", "{usual[1]}"' in text_of(Path("pyproject.toml")), "what bare pytest leaves out, too"


def test_every_make_target_is_explained_by_make_help() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", text_of(Path("Makefile")), re.MULTILINE)
    explained = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert targets is not None
    assert set(targets[1].split()) == set(re.findall(r"^  make (\S+) +\S", explained, re.MULTILINE))
