"""What a registration asks of the registry answers as a walk over the whole of it would, and reads what it needs."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.journeys.registry.hierarchy import hierarchy_faults, with_all_above
from app.store.engine import Engine, transaction
from app.store.sites import (
    StoredSite,
    insert_sites,
    read_sites,
    read_sites_at,
    read_sites_of,
)
from app.store.sites_around import read_above, read_codes_like
from app.units import LatLon
from tests.databases import queries
from tests.store.examples import a_site

LETTERS = "aAbB-中"
POINTS = [LatLon(30.0 + north / 100, 106.0 + east / 100) for north in range(4) for east in range(4)]
NOT_STORABLE = ("A\x00B", "\ud800")


async def keep(sites: list[StoredSite]) -> None:
    async with transaction():
        await insert_sites(sites)


def a_registry(rng: random.Random) -> Iterator[StoredSite]:
    """Sites of which some differ in capitals from what is asked, share a point, or stand in a ring of parents."""
    codes = {"".join(rng.choices(LETTERS, k=3)).casefold(): None for _ in range(40)}
    spelt = ["".join(rng.choice((sign, sign.upper())) for sign in code) for code in codes]
    for code in spelt:
        above = rng.choice([*(other for other in spelt if other != code), "NOBODY", None, None])
        point = rng.choice([*POINTS, None])
        where = {} if point is None else {"lat": point.lat, "lon": point.lon}
        yield a_site(code, parent=above, programme=rng.choice(("qu-2023", "other")), **where)


@pytest.mark.parametrize("seed", range(3))
async def test_each_answer_is_that_of_a_walk_over_all_sites(database: Engine, seed: int) -> None:
    rng = random.Random(seed)
    await keep(list(a_registry(rng)))
    every = {row.code: row for row in await read_sites()}

    asked = {"".join(rng.choices(LETTERS, k=3)) for _ in range(60)} | set(rng.sample(sorted(every), 5))
    like = {code.casefold(): code for code in every}
    wanted = {code.casefold() for code in asked}
    assert await read_codes_like(asked) == {small: code for small, code in like.items() if small in wanted}

    points = rng.sample(POINTS, 3)
    at = [row for row in every.values() if row.lat is not None and LatLon(row.lat, row.lon or 0.0) in points]
    assert await read_sites_at(points) == at
    assert at, "the case says nothing"

    changed = [a_site(code, parent=rng.choice([*every, "NEW-1", "NOBODY", None])) for code in rng.sample([*every], 6)]
    changed += [a_site("NEW-1", parent=rng.choice([*every])), a_site("NEW-2", parent="NEW-1")]
    changed = [site for site in changed if site.parent != site.code]
    above = await with_all_above(changed)
    whole = {**every, **{site.code: site for site in changed}}
    for site in changed:
        assert hierarchy_faults(site, above) == hierarchy_faults(site, whole)


async def test_a_chain_costs_a_statement_a_level_and_a_ring_ends(database: Engine) -> None:
    chain = [a_site(f"C{number}", parent=f"C{number + 1}") for number in range(4)]
    await keep([*chain, a_site("C4", parent="C2"), *(a_site(f"X{number}") for number in range(200))])
    with queries() as heard:
        found = await read_above(["C0", "C1"])
    assert sorted(found) == ["C0", "C1", "C2", "C3", "C4"]
    assert heard.rows == [2, 1, 1, 1]


async def test_two_sites_of_one_longitude_do_not_share_a_point(database: Engine) -> None:
    await keep([a_site("A", lon=106.5, lat=30.5), a_site("B", lon=106.5, lat=30.6), a_site("C", lon=106.6, lat=30.5)])
    found = await read_sites_at([LatLon(30.5, 106.5), LatLon(30.6, 106.6)])
    assert [row.code for row in found] == ["A"]
    assert await read_sites_at([]) == []


async def test_what_no_database_can_hold_is_nobodys(database: Engine) -> None:
    await keep([a_site("A")])
    assert (await read_sites_of(["A", *NOT_STORABLE])).keys() == {"A"}
    assert await read_codes_like(["a", *NOT_STORABLE]) == {"a": "A"}
    assert (await read_above(["A", *NOT_STORABLE])).keys() == {"A"}
