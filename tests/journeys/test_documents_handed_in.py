"""Documents that somebody hands in to be judged or scored are all read, whatever is wrong with one, and every fault is
told at its place; an answer is given only as long as nothing was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import Fault
from app.exchange.evaluation import ToEvaluate
from app.journeys.assessments.score import score_documents, scorecards
from app.journeys.house import House, build_house
from app.journeys.network.evaluate import judge_documents
from tests.networks import seeds, settings_for

POINT = {"code": "A-1", "programme": "qu-2023", "kind": "service_point", "tier": "village", "name": "点"}
HALF = {"programme": "gangbei-2025", "period": "2026-H1"}
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house of which no database is open: what is handed in needs none."""
    return build_house(settings_for(f"sqlite:///{tmp_path}/none.sqlite", tmp_path), seeds=seeds())


def at(number: int) -> Callable[[str], str]:
    return lambda path: f"[{number}].{path}"


def judged(house: House, *asked: tuple[dict[str, Any], date | None]) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Code and day of every verdict, and what was wrong."""
    faults: list[Fault] = []
    documents = [ToEvaluate(document, day, at(number)) for number, (document, day) in enumerate(asked)]
    found = [answer.verdict for answer in judge_documents(house, documents, faults)]
    return [(verdict.site_code, str(verdict.as_of)) for verdict in found], faults


def test_a_site_may_be_asked_about_on_two_days(house: House) -> None:
    found, faults = judged(house, (POINT, MONDAY), (POINT, TUESDAY), ({**POINT, "code": "A-2"}, MONDAY))
    assert (found, faults) == ([("A-1", str(MONDAY)), ("A-1", str(TUESDAY)), ("A-2", str(MONDAY))], [])


@pytest.mark.parametrize("again", ["A-1", "a-1"])
def test_a_site_given_twice_for_one_day_is_refused_with_the_place_of_the_first(house: House, again: str) -> None:
    later, broken = {**POINT, "code": again}, {**POINT, "code": "A-3", "kind": "none"}
    found, faults = judged(house, (POINT, MONDAY), (POINT, TUESDAY), (later, MONDAY), (later, MONDAY), (broken, None))
    assert [(fault.path, fault.code) for fault in faults] == [
        ("[2].code", "duplicate_code"),
        ("[3].code", "duplicate_code"),
        ("[4].kind", "unknown_code"),
    ]
    for fault in faults[:2]:
        assert again in fault.message.zh
        assert "[0].code" in fault.message.zh
        assert "[0].code" in fault.message.en
    assert len(found) == 2


def test_a_site_asked_about_without_a_day_is_judged_today(house: House) -> None:
    found, faults = judged(house, (POINT, None), (POINT, house.today()))
    assert found == [("A-1", str(house.today()))]
    assert [(fault.path, fault.code) for fault in faults] == [("[1].code", "duplicate_code")]


def test_a_faulty_document_to_be_judged_ends_the_answers_and_not_the_reading(house: House) -> None:
    broken = {**POINT, "code": "A-2", "kind": "none"}
    found, faults = judged(
        house, (POINT, MONDAY), (broken, MONDAY), ({**POINT, "code": "A-3"}, MONDAY), (broken, MONDAY)
    )
    assert found == [("A-1", str(MONDAY))]
    assert [(fault.path, fault.code) for fault in faults] == [
        ("[1].kind", "unknown_code"),
        ("[3].kind", "unknown_code"),
    ]


def told_of(house: House, **said: Any) -> list[str]:
    """What is told beside the verdict of a station of Monday."""
    station = {**POINT, "kind": "service_station", "tier": "township_basic", "division": "511725103000"} | said
    faults: list[Fault] = []
    found = list(judge_documents(house, [ToEvaluate(station, MONDAY, at(0))], faults))
    assert faults == []
    (answer,) = found
    assert [note["en"] for note in answer.as_document().get("notes", [])] == [n.en for n in answer.verdict.notes]
    return [note.en for note in answer.verdict.notes]


def test_what_registration_would_refuse_is_told_beside_the_verdict(house: House) -> None:
    assert told_of(house) == []
    assert told_of(house, accepted_on=str(MONDAY), facts={"operating_since": str(MONDAY)}) == []
    (later,) = told_of(house, accepted_on=str(TUESDAY))
    assert f"{TUESDAY} lies after {MONDAY}" in later
    (later,) = told_of(house, facts={"operating_since": str(TUESDAY), "area_m2": 20})
    assert f"{TUESDAY} lies after {MONDAY}" in later
    assert len(told_of(house, accepted_on=str(TUESDAY), facts={"operating_since": str(TUESDAY)})) == 2
    apart, over = [["09:00", "12:00"], ["12:00", "17:00"]], [["09:00", "12:00"], ["11:59", "17:00"]]
    assert told_of(house, facts={"opening_hours": {"mon": apart, "tue": apart}}) == []
    (joined,) = told_of(house, facts={"opening_hours": {"mon": apart, "tue": over}})
    assert "overlap" in joined


def scored(house: House, *documents: object) -> tuple[list[str], list[Fault]]:
    """The period of every score, and what was wrong."""
    faults: list[Fault] = []
    placed = [(document, at(number)) for number, document in enumerate(documents)]
    return [found.as_document()["period"] for found in score_documents(house, placed, faults)], faults


def test_every_period_document_is_scored_in_its_order(house: House) -> None:
    assert scored(house, {**HALF, "period": "2026-H2"}, HALF) == (["2026-H2", "2026-H1"], [])


def test_a_faulty_period_document_ends_the_scores_and_not_the_reading(house: House) -> None:
    found, faults = scored(house, HALF, {**HALF, "period": "2026-Q1"}, {**HALF, "period": "2026-H2"}, {"period": "x"})
    assert found == ["2026-H1"]
    assert [(fault.path, fault.code) for fault in faults] == [
        ("[1].period", "wrong_period"),
        ("[3].programme", "missing"),
    ]
    assert "2026-H1" in faults[0].message.zh


def test_a_programme_without_a_scorecard_scores_nothing(house: House) -> None:
    assert set(scorecards(house)) == {"gangbei-2025"}
    assert "qu-2023" in house.programmes
    found, faults = scored(house, {**HALF, "programme": "qu-2023"})
    assert found == []
    assert [(fault.path, fault.code) for fault in faults] == [("[0].programme", "unknown_code")]
