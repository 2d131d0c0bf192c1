"""Since when a verdict holds: what judging every recorded day would say, found without judging every day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.actor import program
from app.compliance.verdicts import Verdict
from app.exchange.strict_json import dump_json, load_json
from app.journeys.audits.findings import explained, finding_scene
from app.journeys.audits.pairs import ANSWERS, FindingQuery
from app.journeys.audits.since import KnownSince, Since
from app.journeys.house import House
from app.journeys.network.one_site import site_verdict
from app.journeys.registry.register import register
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.sites import insert_sites, read_stored_site, replace_site
from tests.journeys.proposing_people import ADMIN

EVERY = FindingQuery(states=frozenset(ANSWERS))
STATION = {
    "code": "NEW-1",
    "programme": "qu-2023",
    "kind": "service_station",
    "tier": "township_basic",
    "name": "土溪镇服务站",
    "division": "511725103000",
    "status": "operating",
}


def at(house: House, start: datetime, days: int) -> date:
    """Let the house's clock stand so many days after the start."""
    object.__setattr__(house, "now", lambda: start + timedelta(days=days))
    return house.today()


async def tell(house: House, start: datetime, story: Mapping[int, dict[str, Any]], end: int) -> None:
    """Register a site's documents, each on its day; then the clock stands at the last."""
    for day, document in sorted(story.items()):
        at(house, start, day)
        await register(house, ADMIN, [document], reason="x")
    at(house, start, end)


async def since_of(house: House, slug: str, code: str) -> dict[str, tuple[Verdict, Since | None]]:
    scene = await finding_scene(
        house, program("test"), slug, FindingQuery(states=EVERY.states, sites=frozenset({code}))
    )
    found = await explained(house, scene)
    return {one.verdict.clause.id: (one.verdict.verdict, one.since) for one in found}


async def day_by_day(house: House, code: str) -> dict[str, tuple[Verdict, Since | None]]:
    """The same by judging every day, back from today to the first that is recorded."""
    day = house.today()
    today = (await site_verdict(house, code)).by_clause()
    found: dict[str, tuple[Verdict, Since | None]] = {}
    going = dict(today)
    while going:
        before = await site_verdict(house, code, day - timedelta(days=1))
        recorded = before.reason != "not_yet_recorded"
        for clause, said in list(going.items()):
            if not recorded or before.by_clause().get(clause) != said:
                found[clause] = said, Since(day, turned=recorded)
                del going[clause]
        day -= timedelta(days=1)
    return found


async def test_a_verdict_holds_since_the_record_that_turned_it(house: House) -> None:
    start = house.now()
    first = at(house, start, 0)
    story = {day: STATION | {"facts": {"area_m2": area}} for day, area in ((0, 12), (10, 20), (20, 13), (25, 12))}
    await tell(house, start, story, 30)
    found = await since_of(house, "qu-2023", "NEW-1")
    assert found["station.area_basic"] == ("not_met", Since(first + timedelta(days=20), turned=True))
    assert found["station.plaque"] == ("unknown", Since(first, turned=False)), "nobody knows what was before"
    assert found == await day_by_day(house, "NEW-1")


async def test_what_was_recorded_over_on_the_same_day_is_not_counted(house: House) -> None:
    start = house.now()
    first = at(house, start, 0)
    await tell(house, start, {0: STATION | {"facts": {"area_m2": 20}}}, 0)
    for area in (12, 20, 30):
        await register(house, ADMIN, [STATION | {"facts": {"area_m2": area}}], reason="x")
    at(house, start, 3)
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"] == ("met", Since(first, turned=False))


async def test_before_a_site_was_built_it_came_out_otherwise(house: House) -> None:
    start = house.now()
    first, built = at(house, start, 0), STATION | {"facts": {"area_m2": 20}}
    await tell(house, start, {0: built | {"status": "building"}, 10: built}, 12)
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"] == (
        "met",
        Since(first + timedelta(days=10), turned=True),
    )
    await tell(house, start, {15: built | {"status": "closed"}, 20: built}, 22)
    found = await since_of(house, "qu-2023", "NEW-1")
    assert found["station.area_basic"] == ("met", Since(first + timedelta(days=20), turned=True))
    assert found == await day_by_day(house, "NEW-1")


async def behind(house: House, version: int, document: dict[str, Any], *, recorded: bool) -> None:
    """The next version of NEW-1 as another hand may have left it, with a change record or with none."""
    async with transaction():
        row = await read_stored_site("NEW-1")
        assert row is not None
        after = dump_json(document).decode()
        assert await replace_site(replace(row, version=version, document=after), version - 1)
        if recorded:
            who = {"actor_key": "x", "actor_name": "x", "action": "site.updated", "reason": "x"}
            told = {"subject_kind": "site", "subject_key": "NEW-1", "before": row.document, "after": after}
            await append_changes([NewChange(at=house.now(), version=version, **who, **told)])


@pytest.mark.parametrize("recorded", [True, False])
async def test_beyond_a_record_that_nobody_can_read_any_more_nothing_is_known(house: House, recorded: bool) -> None:
    start = house.now()
    first, site = at(house, start, 0), STATION | {"facts": {"area_m2": 20}}
    await tell(house, start, {0: site}, 10)
    await behind(house, 2, site | {"kind": "palace"}, recorded=True)
    at(house, start, 20)
    await behind(house, 3, site | {"facts": {"area_m2": 21}}, recorded=recorded)
    at(house, start, 22)
    since = Since(first + timedelta(days=20), turned=False) if recorded else None
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"] == ("met", since)


async def test_of_a_site_without_any_record_nobody_knows_since_when(house: House) -> None:
    start = house.now()
    await tell(house, start, {0: STATION | {"facts": {"area_m2": 20}}}, 3)
    async with transaction():
        row = await read_stored_site("NEW-1")
        assert row is not None
        document = {**load_json(row.document.encode()), "code": "NEW-2"}
        await insert_sites([replace(row, code="NEW-2", id=uuid4(), document=dump_json(document).decode())])
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"][1] is not None
    assert (await since_of(house, "qu-2023", "NEW-2"))["station.area_basic"] == ("met", None)


async def test_a_save_is_seen_at_once_and_midnight_too(house: House) -> None:
    start = house.now()
    await tell(house, start, {0: STATION | {"facts": {"area_m2": 20}}}, 4)
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"][0] == "met"
    await register(house, ADMIN, [STATION | {"facts": {"area_m2": 10}}], reason="x")
    turned = ("not_met", Since(house.today(), turned=True))
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"] == turned
    at(house, start, 6)
    assert (await since_of(house, "qu-2023", "NEW-1"))["station.area_basic"] == turned


async def test_what_is_kept_may_be_let_go_while_somebody_is_answered(house: House) -> None:
    start = house.now()
    await tell(house, start, {0: STATION | {"facts": {"area_m2": 12}}}, 4)
    told = await since_of(house, "qu-2023", "NEW-1")
    house.kept.of(KnownSince).found = LetGo()
    assert await since_of(house, "qu-2023", "NEW-1") == told


class LetGo(dict[Any, Any]):
    """What is kept, where others need the room at once."""

    def __setitem__(self, place: Any, found: Any) -> None:
        self.clear()


def people(house: House, first: date) -> dict[str, Any]:
    """A roster of which somebody leaves and somebody comes, with nothing recorded on these days; trainings grow old."""
    staff = [
        {"role": "hr_specialist", "employment": "full_time", "to": str(first + timedelta(days=17))},
        {"role": "hr_specialist", "employment": "full_time"},
        {"role": "service_staff", "employment": "part_time", "from": str(first + timedelta(days=31))},
        {"role": "service_staff", "employment": "full_time", "from": str(first - timedelta(days=90))},
    ]
    last_year = first - timedelta(days=365)
    trainings = [
        {"topic": topic, "date": str(last_year + timedelta(days=later))}
        for topic, later in (("acceptance_verification", 3), ("statistics_survey", 44), ("career_guidance", 45))
    ]
    waivers = [{"clause": "station.training", "reason": "书面批准", "until": str(first + timedelta(days=23))}]
    return STATION | {"staff": staff, "trainings_held": trainings, "waivers": waivers}


def figures(house: House, first: date) -> dict[str, Any]:
    """A livestream station whose months come and go."""
    metrics, month = [], first.replace(day=1)
    for value in (16, 15, 14, 5):
        month = (month - timedelta(days=1)).replace(day=1)
        metrics.append({"metric": "livestream_hours", "period": f"{month:%Y-%m}", "value": value})
    new = {"kind": "livestream_station", "tier": "portal", "facts": {"livestream_rooms": 1}, "metrics": metrics}
    return STATION | new


def incubator(house: House, first: date) -> dict[str, Any]:
    """A base that becomes two years old."""
    began = first.replace(year=first.year - 2, day=min(first.day, 28)) + timedelta(days=13)
    return STATION | {"kind": "incubator", "tier": "city", "facts": {"operating_since": str(began)}}


def tiers(house: House, first: date) -> dict[str, Any]:
    """A station that is said to be of another tier for some weeks to come, with nothing recorded as they begin."""
    weeks = {"from": str(first + timedelta(days=22)), "to": str(first + timedelta(days=40))}
    return STATION | {"history": [{"field": "tier", "value": "township_demonstration", **weeks}]}


@pytest.mark.both_engines
@pytest.mark.parametrize("made", [people, figures, incubator, tiers])
async def test_it_is_what_judging_every_day_says_also_where_days_alone_turn_a_verdict(house: House, made: Any) -> None:
    start = house.now()
    document = made(house, house.today())
    later = document | {"facts": {**document.get("facts", {}), "area_m2": 16}}
    await tell(house, start, {0: document, 20: later}, 0)
    turned = set()
    for day in (20, 26, 47, 70):
        at(house, start, day)
        found, slowly = await since_of(house, "qu-2023", "NEW-1"), await day_by_day(house, "NEW-1")
        assert found == slowly
        turned |= {clause for clause, (_, since) in found.items() if since is not None and since.turned}
    assert turned - {"station.area_basic"}, "days alone turned something"
