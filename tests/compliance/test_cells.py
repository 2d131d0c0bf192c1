"""Found, required and difference in words: the verdict's own figures, no code left, nothing said that is not known."""

import re
from datetime import date
from pathlib import Path

import pytest

from app.compliance.cells import NOTHING, cells_of
from app.compliance.judge import judge
from app.compliance.verdicts import ClauseVerdict
from app.sites.document import read_site
from app.sites.vocabulary import Vocabulary
from app.standards.reader import Seeds, read_seeds
from app.wording import same
from tests.compliance.test_columns_agree_with_the_judge import random_sites

DAY = date(2026, 11, 22)
CODE = re.compile(r"[a-z]{3,}")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


@pytest.fixture(scope="module")
def judged(seeds: Seeds) -> list[tuple[ClauseVerdict, Vocabulary]]:
    """Verdicts on sites in all moods."""
    found = []
    for site in random_sites(seeds, 7, 300):
        programme = seeds.programmes[site.programme]
        verdict = judge(site, programme, seeds.divisions, DAY)
        found += [(clause, programme.vocabulary) for clause in verdict.clauses]
    return found


def test_no_code_is_left_where_people_read(judged: list[tuple[ClauseVerdict, Vocabulary]]) -> None:
    looked_at = set()
    for verdict, vocabulary in judged:
        cells = cells_of(verdict, vocabulary)
        if "plaque" in verdict.clause.id or "sign" in verdict.clause.id:
            continue  # what people typed stands as they typed it
        for text in (cells.found, cells.required, cells.gap):
            assert not CODE.search(text.zh), (verdict.clause.id, text.zh)
            assert "_" not in text.en, (verdict.clause.id, text.en)
        looked_at.add(verdict.clause.id)
    assert len(looked_at) > 100


def test_every_figure_of_a_cell_stands_in_the_verdict_and_the_other_way_round(
    judged: list[tuple[ClauseVerdict, Vocabulary]],
) -> None:
    for verdict, vocabulary in judged:
        if "plaque" in verdict.clause.id or "sign" in verdict.clause.id:
            continue
        cells = cells_of(verdict, vocabulary)
        assert NUMBER.findall(cells.required.en) == NUMBER.findall(verdict.required or ""), verdict.clause.id
        found = NUMBER.findall(verdict.found or "")
        assert NUMBER.findall(cells.found.zh)[: len(found)] == found, verdict.clause.id
        short = NUMBER.findall(verdict.shortfall or "")
        if verdict.verdict == "not_met":
            assert NUMBER.findall(cells.gap.zh)[: len(short)] == short, verdict.clause.id


def test_only_what_is_known_to_lack_has_a_difference(judged: list[tuple[ClauseVerdict, Vocabulary]]) -> None:
    seen = set()
    for verdict, vocabulary in judged:
        cells = cells_of(verdict, vocabulary)
        lacks = verdict.verdict == "not_met" or (verdict.verdict == "waived" and not verdict.needs)
        if verdict.verdict != "waived":
            assert (cells.gap != NOTHING) is lacks, (verdict.clause.id, cells.gap)
        for code in verdict.needs:
            assert vocabulary.label(code).zh in cells.found.zh
        seen.add(verdict.verdict)
    assert seen == {"met", "not_met", "unknown", "waived"}


@pytest.mark.parametrize(
    ("clause", "facts", "cells"),
    [
        ("station.area_basic", {"area_m2": 11.2}, ("11.2 平方米", "≥ 15 平方米", "差 3.8 平方米")),
        ("station.area_basic", {}, ("未填报：场地面积", "≥ 15 平方米", "—")),
        ("station.networks", {"networks": ["jinbao"]}, ("金保专网", "金保专网、政务外网", "差 1 项（政务外网）")),
        ("station.networks", {"networks": []}, ("无", "金保专网、政务外网", "差 2 项（金保专网、政务外网）")),
        ("station.plaque", {"plaque_text": "true | =1+1"}, None),
    ],
)
def test_the_cells_of_known_verdicts(
    seeds: Seeds, clause: str, facts: dict[str, object], cells: tuple[str, str, str] | None
) -> None:
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    station = {"code": "S", "programme": "qu-2023", "kind": "service_station", "tier": "township_basic"}
    document = station | {"name": "站", "division": "511725103000", "facts": facts}
    programme = seeds.programmes["qu-2023"]
    judged = judge(read_site(document, rules, seeds.divisions), programme, seeds.divisions, DAY)
    said = next(cells_of(c, programme.vocabulary) for c in judged.clauses if c.clause.id == clause)
    if cells is None:
        assert said.found == same("true | =1+1"), "what people typed stands as they typed it"
    else:
        assert (said.found.zh, said.required.zh, said.gap.zh) == cells
