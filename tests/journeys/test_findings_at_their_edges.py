"""Findings where little is known: on days before a record, without any site, beside records that nobody can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.access.actor import Actor, Scope, program
from app.errors import NotFound
from app.inspections.clause_state import ClauseState
from app.inspections.rectification import STATES
from app.journeys.audits.findings import explained, finding_scene, is_overdue
from app.journeys.audits.pairs import ANSWERS, ELSEWHERE, FindingQuery
from app.journeys.audits.result import audit
from app.journeys.audits.since import Since
from app.journeys.house import House
from app.journeys.inspections.ledger import _standings
from app.journeys.inspections.rectifications import OnSite, counts_of
from app.journeys.inspections.rectify import order_rectification
from app.journeys.network.judged import network
from app.journeys.registry.register import register
from app.store.rectifications import StoredRectification
from app.wording import same
from tests.journeys.proposing_people import ADMIN
from tests.journeys.test_edges_of_what_is_told import spoiled
from tests.journeys.test_since_when import STATION, at
from tests.journeys.writes.table import EDITOR, OFFICE, QU

GANGBEI = "gangbei-2025"
EVERY = FindingQuery(states=frozenset(ANSWERS))
AREA = FindingQuery(clauses=frozenset({"station.area_basic"}), states=EVERY.states)
PROGRAM = program("test")


async def test_on_days_before_a_record_findings_are_none_for_whom_there_are_sites_today(house: House) -> None:
    first, moment = house.today(), house.now()
    before = first - timedelta(days=1)
    for slug in (QU, GANGBEI, None):
        assert (await finding_scene(house, PROGRAM, slug, EVERY, as_of=before)).matched == 0
    at(house, moment, 2)
    await register(house, ADMIN, [STATION | {"facts": {"area_m2": 12}}], reason="x")
    at(house, moment, 4)
    await register(house, ADMIN, [STATION | {"status": "closed"}], reason="x")
    own = Actor("own", "x", "reader", (Scope(site="NEW-1"),))
    then = await finding_scene(house, own, None, AREA, as_of=first + timedelta(days=3))
    assert (then.programme.slug, [one.slug for one in then.programmes], then.matched) == (QU, [QU], 1)
    assert then.orders is None
    with pytest.raises(NotFound):
        await finding_scene(house, own, None, AREA)
    await register(house, ADMIN, [STATION | {"status": "operating"}], reason="x")
    then = await finding_scene(house, own, None, AREA, as_of=first + timedelta(days=1))
    assert (then.programme.slug, then.matched) == (QU, 0), "it came later"
    every = await finding_scene(house, own, None, FindingQuery(), problems_only=False)
    assert every.query.states == frozenset()


async def test_whoever_has_no_site_anywhere_is_told_so_whichever_programme_they_ask_for(house: House) -> None:
    nowhere = Actor("x", "x", "operator", (Scope(site="NO-SUCH"),))
    for slug in (QU, GANGBEI, None, "no-such"):
        with pytest.raises(NotFound):
            await finding_scene(house, nowhere, slug, EVERY)


async def test_codes_that_no_site_has_and_places_without_sites_find_nothing(house: House) -> None:
    for query in (FindingQuery(sites=frozenset({"NO-SUCH"})), FindingQuery(division="511725999000")):
        assert (await finding_scene(house, PROGRAM, QU, replace(query, states=EVERY.states))).matched == 0
    await register(house, ADMIN, [STATION], reason="x")
    scene = await finding_scene(house, PROGRAM, QU, replace(EVERY, sites=frozenset({"NEW-1"})))
    assert scene.matched > 5
    assert [
        scene.asked(replace(scene.query, division=where)).matched for where in (ELSEWHERE, STATION["division"])
    ] == [
        0,
        scene.matched,
    ]


async def test_a_save_while_findings_are_told_does_not_make_them_unknown(house: House) -> None:
    moment, first = house.now(), house.today()
    await register(house, ADMIN, [STATION | {"facts": {"area_m2": 20}}], reason="x")
    at(house, moment, 3)
    scene = await finding_scene(house, PROGRAM, QU, replace(AREA, sites=frozenset({"NEW-1"})))
    await register(house, ADMIN, [STATION | {"facts": {"area_m2": 10}}], reason="x")
    (found,) = await explained(house, scene)
    assert (found.verdict.verdict, found.since) == ("met", Since(first, turned=False))


async def ordered(house: House, code: str, days: int) -> Any:
    given = {"found_on": str(house.today()), "finding": "x", "demand": "y", "clauses": ["station.posted"]}
    return await order_rectification(house, OFFICE, code, given | {"due_on": str(house.today() + timedelta(days=days))})


async def test_of_several_orders_at_a_clause_one_that_is_late_makes_it_late(house: House) -> None:
    moment = house.now()
    await register(house, ADMIN, [STATION, STATION | {"code": "NEW-2", "name": "另一个站"}], reason="x")
    for code, days in (("NEW-1", 9), ("NEW-1", 1), ("NEW-2", 9)):
        await ordered(house, code, days)
    at(house, moment, 2)
    scene = await finding_scene(house, PROGRAM, QU, FindingQuery(clauses=frozenset({"station.posted"})))
    assert (scene.choices().orders["open"], scene.choices().orders["overdue"]) == (2, 1)
    (late,) = await explained(house, scene.asked(replace(scene.query, order="overdue")))
    assert (late.member.site.code, [is_overdue(house, one) for one in late.orders]) == ("NEW-1", [True, False])


async def test_an_order_at_a_site_whose_record_nobody_can_read_stops_no_list(house: House) -> None:
    await register(house, ADMIN, [STATION], reason="x")
    await ordered(house, "NEW-1", 9)
    await spoiled("NEW-1")
    around = Scope(site="GB-CENTRE"), Scope(site="QX-TUXI")
    elsewhere, own = (Actor("o", "x", "operator", (*around, *more)) for more in ((), (Scope(site="NEW-1"),)))
    scene = await finding_scene(house, PROGRAM, QU, EVERY)
    assert ([one.code for one in scene.unreadable], scene.choices().orders["open"]) == (["NEW-1"], 0)
    assert [await _unreadable(house, who, GANGBEI) for who in (PROGRAM, elsewhere, own)] == [[], [], []]
    assert [await _unreadable(house, who, QU) for who in (OFFICE, elsewhere, own)] == [["NEW-1"], [], ["NEW-1"]]
    assert [one.code for one in (await audit(house, programme=GANGBEI)).unreadable] == []
    assert [one.code for one in (await audit(house, programme=QU)).unreadable] == ["NEW-1"]
    assert [one.code for one in (await audit(house)).unreadable] == ["NEW-1"]
    before = (await network(house)).state
    await spoiled("NEW-1")
    again = await finding_scene(house, PROGRAM, QU, EVERY)
    assert (again.matched, again.whole.state == before) == (scene.matched, False)


async def test_the_county_is_told_of_an_outpost_far_away_whose_record_nobody_can_read(house: House) -> None:
    far = {"kind": "outpost", "tier": "standard", "division": "440100000000", "host_city": "广州"}
    await register(house, ADMIN, [STATION | far], reason="x")
    await spoiled("NEW-1")
    around = Actor("r", "x", "reader", (Scope(division=STATION["division"]),))
    assert [await _unreadable(house, who, QU) for who in (OFFICE, around)] == [["NEW-1"], []]


async def _unreadable(house: House, who: Actor, slug: str) -> list[str]:
    return [one.code for one in (await finding_scene(house, who, slug, EVERY)).unreadable]


TODAY, NOW = date(2026, 11, 25), datetime(2026, 11, 25, 4, tzinfo=UTC)
DAY: Any = SimpleNamespace(today=lambda: TODAY)
PLACE: Any = SimpleNamespace(code="A", division=STATION["division"])


def order_due(state: Any, days: int) -> OnSite:
    """An order in a state that is due so many days from now."""
    due = TODAY + timedelta(days=days)
    words = {"finding": "x", "clauses": "[]", "demand": "y", "ordered_by_key": "k", "ordered_by_name": "n"}
    stored = StoredRectification(site_code="A", state=state, found_on=due, due_on=due, ordered_at=NOW, **words)
    return OnSite(stored, PLACE)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("days", [-30, -1, 0, 1])
def test_late_is_what_nobody_answered_by_its_last_day_in_every_list(state: Any, days: int) -> None:
    order, late = order_due(state, days), days < 0 and state == "ordered"
    assert is_overdue(DAY, order) == late
    named = {"open": state in ("ordered", "answered"), "overdue": late, "escalated": late and days == -30}
    assert _standings(DAY, order, None) == {state, *(name for name, holds in named.items() if holds)}
    counted = counts_of(DAY, OFFICE, [order])
    assert (counted.late, counted.to_answer_late, counted.open) == (late, late, 1)
    assert (counted.to_answer, counted.to_reinspect) == (state == "ordered", state == "answered")
    assert counts_of(DAY, EDITOR, [order]).to_reinspect == 0, "who fills in looks at nothing again"
    assert counted.next_due == (order.stored.due_on if state == "ordered" else None)


@pytest.mark.parametrize("state", STATES)
def test_what_was_closed_while_a_clause_was_open_says_so_and_nothing_else_does(state: Any) -> None:
    none = same("")
    met, not_met = (ClauseState("c", none, "", "", verdict, none) for verdict in ("met", "not_met"))
    for clauses, is_open in (((), False), ((met,), False), ((met, not_met), True)):
        assert ("closed_open" in _standings(DAY, order_due(state, 1), clauses)) == (is_open and state == "closed")


def test_the_nearest_deadline_is_of_what_the_actor_answers() -> None:
    mine, others = order_due("ordered", 3), order_due("ordered", 1)
    away = replace(others, site=SimpleNamespace(code="B", division="450803000000"))
    found = counts_of(DAY, EDITOR, [away, mine, order_due("ordered", 9)])
    assert (found.next_due, found.to_answer, found.open) == (mine.stored.due_on, 2, 3)
