"""What a process keeps between journeys is found again, and never grows beyond what it says: figures are written out
here, so that whoever changes one in the program says so here too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.compliance.judge import judge_registered
from app.coverage.asked import AskedCircle
from app.journeys.audits.compare_days import ComparedDays, compare_days
from app.journeys.audits.compared import FrozenDays, compared
from app.journeys.audits.since import KnownSince, since_when
from app.journeys.coverage.circle import Circles, reckon, shapes_of
from app.journeys.coverage.circle_area import CircleAreas, area_of
from app.journeys.desk.due import KeptDue, due_numbers
from app.journeys.desk.reporting import SaidOwed, in_words, reporting
from app.journeys.house import House
from app.journeys.network import evaluate
from app.journeys.network.judged import Networks, network
from app.journeys.network.records import SitesAtHand
from app.journeys.network.search_index import search_index
from app.journeys.network.searched import SearchColumns
from app.web.api.features import KeptFeatures, feature_of
from app.web.ogc.items import KeptSiteFeatures, _site_features
from tests.journeys.looked_at import World, world
from tests.journeys.writes.table import OFFICE, QU

__all__ = ["world"]

EVERY = range(40)


@pytest.fixture
def house(world: World) -> House:
    """The county that all of these journeys are asked in."""
    return world.house


async def _two_days(house: House) -> Any:
    return await compare_days(house, QU, house.today() - timedelta(days=1), None)


async def _circle(house: House) -> Any:
    return await reckon(house, QU, AskedCircle())


async def _shapes(house: House) -> Any:
    return await shapes_of(house, await _circle(house))


async def _area(house: House) -> Any:
    return await area_of(house, await _circle(house))


async def _yesterday(house: House) -> Any:
    return await network(house, house.today() - timedelta(days=1))


async def _due(house: House) -> Any:
    return await due_numbers(house, await _yesterday(house))


def state(number: int) -> Any:
    return (number, 0, date(2020, 1, 1))


KEPT: dict[str, tuple[Callable[[House], dict[Any, Any]], Callable[[int], Any], Callable[[House], Awaitable[Any]], int]]
KEPT = {
    "two days": (lambda h: h.kept.of(ComparedDays).by_states, lambda n: (QU, state(n), state(n)), _two_days, 4),
    "circles": (lambda h: h.kept.of(Circles).by_basis, lambda n: (QU, "x", *state(n), 0, 0), _circle, 8),
    "areas drawn": (lambda h: h.kept.of(Circles).shapes, lambda n: (QU, "x", *state(n), 0, 0), _shapes, 8),
    "areas measured": (lambda h: h.kept.of(CircleAreas).by_basis, lambda n: (QU, "x", *state(n), 0, 0), _area, 8),
    "days": (lambda h: h.kept.of(Networks).by_day, lambda n: date(1990, 1, 1) + timedelta(days=n), _yesterday, 4),
    "what is due": (lambda h: h.kept.of(KeptDue)._by_day, lambda n: date(1990, 1, 1) + timedelta(days=n), _due, 5),
}


@pytest.mark.parametrize("what", KEPT)
async def test_what_is_kept_is_found_again_and_the_oldest_goes_first(house: House, what: str) -> None:
    of, name, ask, most = KEPT[what]
    kept, old = of(house), [name(number) for number in EVERY]
    kept.clear()
    await network(house)
    kept |= dict.fromkeys(old)
    made = await ask(house)
    assert len(kept) == most
    stay = [key for key in kept if key in old]
    assert stay == old[-len(stay) :], "the oldest went"
    assert await ask(house) is made
    assert len(kept) == most


async def test_days_that_audits_are_held_against_are_kept_and_no_more(house: House, world: World) -> None:
    kept = house.kept.of(FrozenDays).by_state
    kept |= {(QU, state(number)): None for number in EVERY}
    one = await compared(house, OFFICE, world["audit"])
    assert (len(kept), one.found.turned) == (4, ())
    assert (await compared(house, OFFICE, world["audit"])).after.told is one.after.told


async def test_answers_of_a_search_are_kept_and_no_more(house: House) -> None:
    index = await search_index(house, await network(house))
    first = index.fit("土溪")
    assert index.fit("土溪") is first
    index.found |= {f"x{number}": first for number in range(62)}
    index.fit("三汇")
    assert (len(index.found), index.fit("土溪") is first) == (64, True)
    index.fit("临巴")
    assert (len(index.found), "土溪" in index.found) == (64, False)


class Supposed:
    """Proposals that were made up."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def proposals(self, _: object) -> list[str]:
        return self.texts


async def test_of_what_may_have_been_meant_three_are_told_that_find_something_of_the_first_six(house: House) -> None:
    index = await search_index(house, await network(house))
    for texts, told in (
        (("土溪", "三汇", "临巴", "渠县"), ["土溪", "三汇", "临巴"]),
        (("zzqx1", "土溪", "zzqx2", "zzqx3", "zzqx4", "三汇", "临巴"), ["土溪", "三汇"]),
        (("zzqx1", "zzqx2"), []),
    ):
        assert replace(index, meant=Supposed(*texts)).meant_by("x") == told


async def test_texts_of_a_day_looked_back_at_take_no_place_of_todays(house: House) -> None:
    today = await network(house)
    await search_index(house, today)
    await search_index(house, await _yesterday(house))
    assert house.kept.of(SearchColumns).whole is today


async def test_sites_read_off_their_records_are_at_hand_and_no_more(house: House) -> None:
    at_hand = house.kept.of(SitesAtHand)
    site = (await network(house)).every[0].site
    at_hand.by_version.clear()
    for number in range(4096):
        at_hand.put("X", number, b"{}", site)
    assert at_hand.of("X", 0, b"{}") is site
    assert at_hand.of("X", 0, b"{ }") is None, "another document of the same version"
    at_hand.put("Y", 1, b"{}", site)
    assert (len(at_hand.by_version), at_hand.of("X", 0, b"{}"), at_hand.of("X", 1, b"{}")) == (4096, None, site)
    at_hand.by_version.clear()


async def test_since_when_is_kept_for_so_many_and_then_all_is_let_go(house: House) -> None:
    found, whole = house.kept.of(KnownSince).found, await network(house)
    found.clear()
    for count, left in ((200_000, 200_000), (200_001, 0)):
        found |= {(str(number), ""): ((1, house.today(), 0), None) for number in range(count)}
        await since_when(house, whole, [])
        assert len(found) == left


async def test_judges_and_clauses_said_of_an_evaluation_are_kept_and_no_more(house: House) -> None:
    judging, member = evaluate._Judging(house), (await network(house)).every[0]
    (first, second, *_) = judge_registered(member.site, house.programmes[QU], house.divisions, house.today()).clauses
    said = judging.written(first, "x")
    assert judging.written(first, "x") is said
    judging._written |= {number: judging._written[id(first)] for number in range(4095)}
    assert (len(judging._written), judging.written(first, "x") is said) == (4096, True)
    judging.written(second, "x")
    assert (len(judging._written), judging.written(first, "x") is said) == (4096, False)
    days = [house.today() - timedelta(days=number) for number in range(9)]
    judges = [judging.judge(QU, day) for day in days[:8]]
    assert [judging.judge(QU, day) for day in days[:8]] == judges
    judging.judge(QU, days[8])
    assert ([judging.judge(QU, day) for day in days[1:8]], judging.judge(QU, days[0]) is judges[0]) == (
        judges[1:],
        False,
    )


async def test_sites_written_for_the_interface_and_as_features_are_kept_and_no_more(house: House) -> None:
    members = (await network(house)).every[:3]
    kept: list[tuple[Any, int, Callable[[Any], Any]]] = [
        (house.kept.of(KeptFeatures).by_code, 50_000, lambda member: feature_of(house, member)),
        (house.kept.of(KeptSiteFeatures).by_code, 30_000, lambda member: _site_features(house, [member], {})),
    ]
    for by_code, most, ask in kept:
        by_code.clear()
        ask(members[0])
        one = by_code[members[0].site.code]
        by_code |= {str(number): one for number in range(most - 1)}
        ask(members[1])
        assert (len(by_code), members[0].site.code in by_code, members[1].site.code in by_code) == (most, False, True)
        ask(members[1])
        assert len(by_code) == most
        by_code.clear()


async def test_what_sites_owe_is_kept_in_words_and_no_more(house: House) -> None:
    known = house.kept.of(SaidOwed).known
    known.clear()
    found = await reporting(house, OFFICE, QU)
    first, second = [one.sites for one in found.townships if len(one.sites)][:2]
    ((said,),) = await in_words(house, [first[:1]])
    assert first[0] is said
    (key,) = known
    known |= {(str(number), *key[1:]): said for number in range(2047)}
    assert (len(known), first[0] is said) == (2048, True)
    assert second[0] is second[0]
    assert (len(known), key in known) == (2048, False)
    known.clear()
