"""The packs say what the documents say: all clauses, all promises, all money, each with the document's own words."""

import re
import tomllib
from decimal import Decimal

import pytest

from tests.standards.cases import SEEDS_FOLDER, seeds

# What the document promises, read off it by hand: id, count, duty, budget in yuan, whether stated or derived.
QU = {
    "park": (1, "must", None),
    "hub": (1, "must", 500_000),
    "branches": (3, "must", 600_000),
    "demonstration": (8, "must", 400_000),
    "basic": (26, "must", 520_000),
    "stations": (37, "must", None),
    "points": (132, "must", None),
    "staff": (400, "must", None),
    "gig_city": (1, "strive", None),
    "gig_county": (11, "must", None),
    "internship_city": (2, "strive", None),
    "internship_county": (13, "must", None),
    "livestream_park": (1, "must", 100_000),
    "livestream_portal": (2, "must", 20_000),
    "studios": (5, "must", 90_000),
    "micro_parks": (5, "must", 100_000),
    "incubators": (2, "strive", None),
    "workshop_city": (1, "strive", None),
    "workshop_county": (3, "must", None),
    "outposts": (9, "must", None),
}


def test_every_promise_of_qu_county_is_there_with_its_number_duty_and_money() -> None:
    targets = seeds().programmes["qu-2023"].targets
    assert {t.id: (t.count, t.duty, int(t.budget_yuan) if t.budget_yuan else None) for t in targets} == QU


def test_the_stated_money_of_qu_county_adds_up_to_2_330_000_yuan() -> None:
    targets = seeds().programmes["qu-2023"].targets
    assert sum(t.budget_yuan for t in targets if t.in_budget_total and t.budget_yuan) == Decimal(2_330_000)


def test_the_yearly_money_of_gangbei_adds_up_to_320_000_yuan_and_three_years_to_960_000() -> None:
    programme = seeds().programmes["gangbei-2025"]
    assert sum(line.yuan_a_year for line in programme.budget_lines) == Decimal(320_000)
    assert [int(line.yuan_a_year) // 10_000 for line in programme.budget_lines] == [4, 5, 1, 2, 3, 1, 4, 12]
    assert programme.targets[0].budget_yuan == Decimal(960_000)


def test_there_are_103_and_23_clauses() -> None:
    of_documents = {"gangbei-2025": 23, "qu-2023": 103}
    assert {slug: len(seeds().programmes[slug].clauses) for slug in of_documents} == of_documents


@pytest.mark.parametrize("slug", seeds().programmes)
def test_every_quote_stands_word_for_word_in_the_document(slug: str) -> None:
    programme = seeds().programmes[slug]
    source = "".join((SEEDS_FOLDER / "programmes" / slug / "source.txt").read_text("utf-8").split())
    quoted = [(c.id, c.quote) for c in programme.clauses] + [(t.id, t.quote) for t in programme.targets]
    quoted += [(t.id, t.quote) for t in programme.annual_targets] + [(b.id, b.quote) for b in programme.budget_lines]
    parts = [(name, part) for name, quote in quoted for part in quote.split("……")]
    assert [name for name, part in parts if "".join(part.split()) not in source] == []


@pytest.mark.parametrize("slug", seeds().programmes)
def test_every_clause_speaks_both_languages(slug: str) -> None:
    for clause in seeds().programmes[slug].clauses:
        for text in (clause.title, clause.wording, *([clause.reading] if clause.reading else [])):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), clause.id
            outside_quotes = re.sub("“[^”]*”", "", text.en)
            assert any("a" <= sign <= "z" for sign in outside_quotes.lower()), clause.id


@pytest.mark.parametrize("slug", seeds().programmes)
def test_where_a_pack_comes_from_is_told(slug: str) -> None:
    assert len((SEEDS_FOLDER / "programmes" / slug / "SOURCE.md").read_text("utf-8")) > 500


def test_every_hotline_says_where_it_was_found_to_be_so() -> None:
    """A number that answers for something else sends people astray: none is written down from memory."""
    told = [row["call"] for row in tomllib.loads((SEEDS_FOLDER / "vocabulary.toml").read_text("utf-8"))["elsewhere"]]
    assert {"12333", "12345"} < {call["number"] for call in told}
    assert [call["number"] for call in told if not call.get("source")] == []
