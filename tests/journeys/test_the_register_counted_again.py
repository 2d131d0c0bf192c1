"""The register of sites counted again, one condition after the other, by going through every site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from app.access.actor import Actor, Scope
from app.inspections.acceptance import STAGES
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.demo.sample_acceptance import add_acceptances
from app.journeys.house import House
from app.journeys.network.stored import readable
from app.journeys.registry.acceptance import stages_of
from app.journeys.registry.life import change_life
from app.journeys.registry.register import Registered, register
from app.journeys.registry.register_list import RegisterList, RegisterQuery, kept_programmes, register_list
from app.journeys.site_rights import stored_site
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.store.sites import SiteFilter, read_sites
from tests.journeys.writes.table import BUREAU, EDITOR, OFFICE, QU, QU_COUNTY, ROOT
from tests.networks import house_of_copy

WHOLE = Actor("whole", "省厅", "county_admin")
GANGBEI, CLOSED, ALL = "gangbei-2025", "QX-JINGBIAN", 1000


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, with sites in every stage of their acceptance, and one that has closed."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("register")) as built:
        closing = {"status": "closed", "reason": "撤并"}
        await change_life(built, OFFICE, CLOSED, (await stored_site(CLOSED)).version, "status", closing)
        await add_acceptances(built, ROOT)
        yield built


async def every_site(house: House) -> list[Site]:
    """Every site of Qu County, closed ones too, by code."""
    rows = await read_sites(SiteFilter(programme=QU))
    return [site for row in sorted(rows, key=lambda row: row.code) if (site := readable(house, row)) is not None]


async def found(house: House, page: int = 1, size: int = ALL, **asked: str) -> RegisterList:
    return await register_list(house, WHOLE, RegisterQuery(QU, **asked), page, size)


def codes(shown: RegisterList) -> list[str]:
    return [one.site.code for one in shown.shown]


def township(house: House, site: Site) -> str:
    place = house.divisions.township_of(site.division) if site.division is not None else None
    within = place is not None and place.code.startswith(QU_COUNTY[:6])
    return place.code if place is not None and within else ELSEWHERE


async def test_each_condition_finds_the_sites_that_meet_it_and_all_of_them_together(house: House) -> None:
    every = await every_site(house)
    stages = await stages_of(house, every)

    async def agrees(meets: Callable[[Site], bool], **asked: str) -> int:
        shown, wanted = await found(house, **asked), [site for site in every if meets(site)]
        assert codes(shown) == [site.code for site in wanted], asked
        assert (shown.matched, shown.page) == (len(wanted), 1)
        assert shown.closed == sum(site.status == "closed" for site in wanted), asked
        assert shown.stages == {site.code: stages[site.code] for site in wanted}
        return len(wanted)

    places = {township(house, site) for site in every}
    assert ELSEWHERE in places
    assert await agrees(lambda _: True) == len(every)
    assert sum([await agrees(lambda site, at=at: township(house, site) == at, township=at) for at in places]) == len(
        every
    )
    assert sum(
        [await agrees(lambda site, status=status: site.status == status, status=status) for status in STATUSES]
    ) == len(every)
    staged = [await agrees(lambda site, stage=stage: stages[site.code] == stage, stage=stage) for stage in STAGES]
    assert all(staged), "there is one in every stage"
    hub = next(site for site in every if stages[site.code] == "declared")
    at = township(house, hub)
    both = [site for site in every if township(house, site) == at and stages[site.code] == "declared"]
    assert 0 < await agrees(lambda site: site in both, township=at, stage="declared") < staged[0]


async def test_the_townships_offered_are_those_with_sites_and_elsewhere_only_where_one_lies_there(house: House) -> None:
    places = {township(house, site) for site in await every_site(house)}
    assert (await found(house)).townships == (*sorted(places - {ELSEWHERE}), ELSEWHERE)
    (centre,) = (await register_list(house, BUREAU, RegisterQuery(GANGBEI), 1, ALL)).shown
    within = house.divisions.township_of(centre.site.division or "")
    told = (await register_list(house, BUREAU, RegisterQuery(GANGBEI), 1, ALL)).townships
    assert told == ((ELSEWHERE,) if within is None else (within.code,))


async def test_who_keeps_one_township_is_offered_that_one_alone(house: House) -> None:
    town = Actor("town", "镇办", "county_admin", (Scope(division="511725103000"),))
    shown = await register_list(house, town, RegisterQuery(QU), 1, ALL)
    assert shown.townships == ("511725103000",)
    assert codes(shown) == codes(await found(house, township="511725103000"))
    assert (await register_list(house, EDITOR, RegisterQuery(QU), 1, ALL)).townships == ()


async def test_pages_put_together_are_the_list_and_past_the_last_comes_the_last(house: House) -> None:
    every, size = codes(await found(house)), 7
    last = -(-len(every) // size)
    pages = [await found(house, page, size) for page in range(1, last + 1)]
    assert [code for shown in pages for code in codes(shown)] == every
    assert {shown.matched for shown in pages} == {len(every)}
    beyond = await found(house, last + 5, size)
    assert (beyond.page, codes(beyond)) == (last, codes(pages[-1]))
    exactly = await found(house, 9, len(every))
    assert (exactly.page, codes(exactly)) == (1, every)
    none = await found(house, 3, size, status="closed", stage="declared")
    assert (none.page, none.matched, none.shown) == (1, 0, ())


async def test_a_text_finds_what_it_names_and_only_where_it_names_none_what_it_describes(house: House) -> None:
    every = await every_site(house)
    named = codes(await found(house, text="土溪"))
    assert set(named) >= {site.code for site in every if "土溪" in (site.name or "")}
    assert len(named) < len(every)
    assert codes(await found(house, text=CLOSED)) == [CLOSED]
    assert 0 < len(codes(await found(house, text="打零工"))) < len(every), "nothing is called so"
    assert codes(await found(house, text="没有这样的站点名")) == []
    both = await found(house, text="土溪", status="operating")
    assert set(codes(both)) == {one.site.code for one in (await found(house, text="土溪")).shown} & {
        site.code for site in every if site.status == "operating"
    }


async def test_the_programme_of_which_somebody_keeps_most_comes_first_and_is_shown_unasked(house: House) -> None:
    for who, first in ((OFFICE, QU), (BUREAU, GANGBEI), (WHOLE, QU)):
        programmes = [one.slug for one in await kept_programmes(house, who)]
        assert programmes[0] == first
        assert set(programmes) == set(house.programmes)
        shown = await register_list(house, who, RegisterQuery(), 1, ALL)
        assert (shown.programme.slug, [one.slug for one in shown.programmes]) == (first, programmes)
    assert (await register_list(house, EDITOR, RegisterQuery(QU), 1, ALL)).shown == ()


@pytest.mark.parametrize(
    ("done", "nothing"),
    [
        (Registered((), (), ()), True),
        (Registered((), (), ("A",)), True),
        (Registered(("A",), (), ()), False),
        (Registered((), ("A",), ()), False),
    ],
)
def test_nothing_is_done_where_none_is_new_and_none_is_changed(done: Registered, nothing: bool) -> None:
    assert done.nothing is nothing


async def test_of_a_dry_run_nothing_stays(house: House) -> None:
    new = {"code": "QX-DRY", "programme": QU, "kind": "service_point", "tier": "village", "status": "planned"}
    new |= {"name": "试运行点", "division": "511725103000"}
    done = await register(house, ROOT, [new, {"code": CLOSED, "phone": "0818-7200001"}], reason="x", dry_run=True)
    assert (done.created, done.changed) == (("QX-DRY",), (CLOSED,))
    assert [row.code for row in await read_sites(SiteFilter(codes=("QX-DRY",)))] == []
