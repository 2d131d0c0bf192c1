"""What is found stands in the order that is promised: by words, for who goes there now, by distance, to read on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.compliance.standing import is_operating
from app.coverage.distance import metres_between
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.find import Found, SiteQuery, count_choices, find_sites, nearest_sites, open_first, understood
from app.journeys.network.judged import NetworkSite, network
from app.journeys.network.open_index import open_ranks
from app.units import CHINA, LatLon
from tests.networks import house_of_copy
from tests.province import settle

TYPED = ("服务", "就业", "渠县 服务站", "零工", "土溪", "港北")
TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=CHINA)
MIDDLE = LatLon(lat=30.84, lon=106.97)
QU, GANGBEI = "qu-2023", "gangbei-2025"


@pytest.fixture(scope="module")
async def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Two counties of made-up sites."""
    async with house_of_copy(sqlite_template, tmp_path_factory.mktemp("order")) as built:
        await settle(built, (QU, GANGBEI), 150)
        yield replace(built, now=lambda: TUESDAY, kept=Kept())


@pytest.fixture(params=["", GANGBEI, QU])
def house(settled: House, request: pytest.FixtureRequest) -> House:
    """The same, with one county's map to open with, the other's, or that of the most sites."""
    return replace(settled, settings=settled.settings.model_copy(update={"home_programme": request.param}))


def ordered(found: Found, first: Mapping[int, tuple[Any, ...]]) -> list[int]:
    """The places found by what comes first of each, then by kind and tier, by division, by code."""
    cells = found.network.columns.cells
    return sorted(found.places.tolist(), key=lambda at: (*first[at], int(cells.turn[at]), int(cells.division[at]), at))


def county_of(house: House) -> Callable[[NetworkSite], bool]:
    """Whether a site is of the other county than the one that comes first."""
    home = house.settings.home_programme or QU
    return lambda member: member.site.programme != home


async def test_words_find_the_best_fit_first_then_what_operates_then_the_own_county(house: House) -> None:
    of_other, seen = county_of(house), set()
    for typed in TYPED:
        found = await find_sites(house, SiteQuery(text=typed))
        fits = found.fits
        assert fits is not None
        assert found.by_fit
        keys = {at: (fits[at], not is_operating(m.site), of_other(m)) for at, m in enumerate(found.network.every)}
        assert found.places.tolist() == ordered(found, keys)
        seen |= {member.site.programme for member in found.members()}
    assert seen == {QU, GANGBEI}


async def test_who_goes_there_now_finds_what_is_open_first_among_what_fits_as_well(house: House) -> None:
    of_other = county_of(house)
    every = await find_sites(house, SiteQuery())
    ranks = await open_ranks(house, every.network)
    assert len({*ranks.tolist()}) > 2
    assert (every.fits, every.is_loose, every.by_fit) == (None, None, False)
    assert (await open_first(house, every)).places.tolist() == ordered(
        every, {at: (rank,) for at, rank in enumerate(ranks)}
    )
    for typed in TYPED:
        found = await find_sites(house, SiteQuery(text=typed))
        fits = found.fits
        assert fits is not None
        keys = {at: (fits[at], ranks[at], of_other(m)) for at, m in enumerate(found.network.every)}
        assert (await open_first(house, found)).places.tolist() == ordered(found, keys)
        chosen = await find_sites(house, SiteQuery(text=typed, open_now=True))
        assert sorted(chosen.places.tolist()) == sorted(at for at in found.places.tolist() if ranks[at] == 0)
        counts = await count_choices(house, SiteQuery(text=typed))
        assert (counts.open_now, sum(counts.kinds.values())) == (len(chosen), len(found))
    assert (await count_choices(house, SiteQuery(), house.today())).open_now == 0


@pytest.mark.parametrize("limit", [None, 0, 1, 7, 40])
async def test_the_nearest_come_by_distance_those_that_fit_by_their_place_alone_after_the_others(
    settled: House, limit: int | None
) -> None:
    both = 0
    for typed in TYPED:
        wanted = SiteQuery(text=typed)
        found = await find_sites(settled, wanted)
        assert found.is_loose is not None
        loose = found.is_loose.tolist()
        there = [(at, found.network.every[at]) for at in found.places.tolist()]
        operating = [(at, member) for at, member in there if is_operating(member.site)]
        located = [
            (loose[at], metres_between(MIDDLE, member.site.location.point), member.site.code)
            for at, member in operating
            if member.site.location is not None
        ]
        near = await nearest_sites(settled, MIDDLE, wanted, limit)
        assert [one.member.site.code for one in near.sites] == [code for _, _, code in sorted(located)][:limit]
        assert (near.matched, near.left_out) == (len(operating), len(there) - len(operating))
        assert len(near.unlocated) == len(operating) - len(located)
        named = await nearest_sites(settled, MIDDLE, replace(wanted, statuses=frozenset({"suspended"})), None)
        suspended = await find_sites(settled, replace(wanted, statuses=frozenset({"suspended"})))
        assert (named.matched, named.left_out) == (len(suspended), 0)
        both += len({is_loose for is_loose, _, _ in located}) == 2
    assert both > 0, "some fit by their name and others by their place alone"


async def test_who_reads_on_goes_on_after_the_last_site_read(settled: House) -> None:
    every = await find_sites(settled, SiteQuery(programmes=frozenset({QU})))
    codes = [member.site.code for member in every.members()]
    assert codes == sorted(codes)
    assert [every.begun_after(code) for code in codes] == list(range(1, len(codes) + 1))
    assert [every.begun_after(code) for code in ("", codes[3] + "-", "~")] == [0, 4, len(codes)]
    found = await find_sites(settled, SiteQuery(text="零工", programmes=frozenset({QU})))
    in_turn = [member.site.code for member in found.members()]
    assert [found.begun_after(code) for code in in_turn] == list(range(1, len(in_turn) + 1))
    other = next(code for code in codes if code not in in_turn)
    assert [found.begun_after(code) for code in ("GONE", other)] == [0, 0]
    assert [member.site.code for member in found.members(1, 3)] == in_turn[1:3]
    assert [member.site.code for member in found.members(2)] == in_turn[2:]


@pytest.mark.parametrize(
    ("typed", "of_both", "of_qu", "of_gangbei"),
    [
        ("龙潭镇", ["511725102000"], ["511725102000"], []),
        ("身份证", [GANGBEI, QU], [QU], [GANGBEI]),
        ("离婚 港北", [""], [""], [""]),
        ("土溪", [], [], []),
        ("", [], [], []),
    ],
)
async def test_what_is_said_of_words_is_said_of_the_counties_asked_about(
    settled: House, typed: str, of_both: list[str], of_qu: list[str], of_gangbei: list[str]
) -> None:
    for programmes, places in (((), of_both), ((QU, GANGBEI), of_both), ((QU,), of_qu), ((GANGBEI,), of_gangbei)):
        told = await understood(settled, SiteQuery(text=typed, programmes=frozenset(programmes)))
        assert sorted(note.place for note in told.notes) == places, programmes


async def test_words_that_find_nothing_are_answered_with_what_was_meant_and_weekends_are_heard(settled: House) -> None:
    for typed, meant, at_weekends in (
        ("土西", ("土溪",), False),
        ("土溪", (), False),
        ("周末 服务站", (), True),
        ("土溪镇 周日", (), True),
        ("", (), False),
    ):
        told = await understood(settled, SiteQuery(text=typed))
        assert (told.meant, told.at_weekends) == (meant, at_weekends), typed


async def test_a_past_day_is_searched_as_it_stood(settled: House) -> None:
    early = settled.today().replace(year=2020)
    assert len(await find_sites(settled, SiteQuery(text="服务"), early)) == 0
    assert (await network(settled, early)).as_of == early
