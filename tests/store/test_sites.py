"""The registry: what was put in comes out, filters mean what they say, and a stale save is refused."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from app.store.engine import Engine, transaction
from app.store.refusals import RowRefused
from app.store.revisions import read_revision
from app.store.sites import (
    SiteFilter,
    StoredSite,
    insert_sites,
    read_sites,
    read_stored_site,
    replace_site,
    sites_of_one_moment,
)
from tests.store.examples import a_moment, a_site


async def keep(*sites: StoredSite) -> None:
    async with transaction():
        await insert_sites(sites)


async def found(wanted: SiteFilter) -> list[str]:
    sites = await read_sites(wanted)
    return [site.code for site in sites]


async def test_a_site_comes_back_exactly_as_it_was_put_in(database: Engine) -> None:
    located = a_site("A", lon=106.968892, lat=30.839158, sample=True, version=7, parent="HUB", name="𰝟渡镇'服务站\"")
    unlocated = a_site("B")
    await keep(located, unlocated)
    assert await read_stored_site("A") == located
    assert await read_stored_site("B") == unlocated
    assert await read_sites() == [located, unlocated]


async def test_a_code_that_nobody_has_is_no_site(database: Engine) -> None:
    assert await read_stored_site("A") is None
    assert await read_sites() == []


async def test_a_taken_code_is_refused_and_nothing_of_the_whole_write_is_kept(database: Engine) -> None:
    await keep(a_site("A"))
    with pytest.raises(RowRefused):
        await keep(a_site("B"), a_site("A"))
    assert await found(SiteFilter()) == ["A"]


async def test_ten_thousand_sites_are_added_in_one_go(database: Engine) -> None:
    await keep(*(a_site(f"{number:05}") for number in range(10_000)))
    assert len(await read_sites()) == 10_000
    assert [site.code for site in await read_sites(limit=2, offset=9_998)] == ["09998", "09999"]


async def test_sites_come_in_the_order_of_their_codes_by_code_point(database: Engine) -> None:
    await keep(*(a_site(code) for code in ("b", "A-2", "a", "B", "A10", "A 1", "渠", "é", "Z", "_")))
    codes = await found(SiteFilter())
    assert codes == sorted(codes)
    assert [site.code for site in await read_sites(limit=3, offset=2)] == codes[2:5]


async def test_every_filter_keeps_what_it_names(database: Engine) -> None:
    await keep(
        a_site("A", programme="p1", kind="k1", tier="t1", parent="HUB", status="planned", sample=True),
        a_site("B", programme="p2", kind="k2", tier="t1", parent="HUB", status="operating"),
        a_site("C", programme="p2", kind="k3", tier="t2", status="closed"),
    )
    assert await found(SiteFilter(programme="p2")) == ["B", "C"]
    assert await found(SiteFilter(codes=("C", "A", "X"))) == ["A", "C"]
    assert await found(SiteFilter(codes=())) == []
    assert await found(SiteFilter(kinds=("k1", "k3"))) == ["A", "C"]
    assert await found(SiteFilter(kinds=())) == ["A", "B", "C"]
    assert await found(SiteFilter(tier="t1")) == ["A", "B"]
    assert await found(SiteFilter(parent="HUB")) == ["A", "B"]
    assert await found(SiteFilter(statuses=("operating", "closed"))) == ["B", "C"]
    assert await found(SiteFilter(sample=True)) == ["A"]
    assert await found(SiteFilter(sample=False)) == ["B", "C"]
    assert await found(SiteFilter(programme="p2", tier="t1", sample=False)) == ["B"]
    assert await found(SiteFilter(programme="p1", tier="t2")) == []


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("510000000000", ["CITY", "COUNTY", "OTHER COUNTY", "TOWN", "OTHER TOWN", "VILLAGE"]),
        ("511700000000", ["CITY", "COUNTY", "OTHER COUNTY", "TOWN", "OTHER TOWN", "VILLAGE"]),
        ("511725000000", ["COUNTY", "TOWN", "OTHER TOWN", "VILLAGE"]),
        ("511725103000", ["TOWN", "VILLAGE"]),
        ("511725103201", ["VILLAGE"]),
        ("511725105000", []),
        ("450000000000", []),
    ],
)
async def test_a_division_is_itself_and_all_below_it(database: Engine, under: str, expected: list[str]) -> None:
    divisions = {
        "CITY": "511700000000",
        "COUNTY": "511725000000",
        "OTHER COUNTY": "511724000000",
        "TOWN": "511725103000",
        "OTHER TOWN": "511725104000",
        "VILLAGE": "511725103201",
    }
    await keep(*(a_site(code, division=division) for code, division in divisions.items()))
    assert set(await found(SiteFilter(under=under))) == set(expected)


async def test_a_box_holds_its_edges_and_leaves_out_the_unlocated(database: Engine) -> None:
    await keep(
        a_site("EDGE", lon=106.5, lat=30.5),
        a_site("INSIDE", lon=106.9, lat=30.8),
        a_site("BEYOND", lon=107.0001, lat=30.8),
        a_site("NOWHERE"),
    )
    assert await found(SiteFilter(box=(106.5, 30.5, 107.0, 31.0))) == ["EDGE", "INSIDE"]


async def test_text_is_found_as_typed_whatever_the_case(database: Engine) -> None:
    await keep(
        a_site("A", search_text="土溪镇就业服务站 tuxizhen txz"),
        a_site("B", search_text="100%达标 under_score back\\slash"),
        a_site("C", search_text="1000达标 undersscore"),
    )
    assert await found(SiteFilter(text="溪")) == ["A"]
    assert await found(SiteFilter(text="TuXi")) == ["A"]
    assert await found(SiteFilter(text="0%达")) == ["B"]
    assert await found(SiteFilter(text="r_s")) == ["B"]
    assert await found(SiteFilter(text="k\\s")) == ["B"]
    assert await found(SiteFilter(text="' OR 1=1 --")) == []
    assert await found(SiteFilter(text="{}")) == []
    assert await found(SiteFilter(text="")) == ["A", "B", "C"]


async def test_a_save_over_the_version_that_was_read_is_kept_whole(database: Engine) -> None:
    await keep(a_site("A", lon=106.9, lat=30.8))
    before = await read_stored_site("A")
    assert before is not None
    after = replace(before, code="A-NEW", version=2, lon=None, lat=None, document="{}", updated_at=a_moment(5))
    async with transaction():
        assert await replace_site(after, expected_version=1)
    assert await read_sites() == [after]


async def test_a_save_over_an_older_version_changes_nothing(database: Engine) -> None:
    await keep(a_site("A", version=3))
    site = await read_stored_site("A")
    assert site is not None
    async with transaction():
        assert not await replace_site(replace(site, name="旧", version=3), expected_version=2)
        assert not await replace_site(replace(site, id=uuid.uuid4(), version=4), expected_version=3)
    assert await read_stored_site("A") == site
    assert await read_revision("sites") == 1


async def test_a_version_cannot_be_skipped(database: Engine) -> None:
    await keep(a_site("A"))
    site = await read_stored_site("A")
    assert site is not None
    with pytest.raises(ValueError, match="followed by 2"):
        async with transaction():
            await replace_site(replace(site, version=3), expected_version=1)


async def test_every_write_raises_the_revision_that_readers_look_at(database: Engine) -> None:
    assert await read_revision("sites") == 0
    await keep(a_site("A"), a_site("B"))
    assert await read_revision("sites") == 1
    site = await read_stored_site("A")
    assert site is not None
    async with transaction():
        await replace_site(replace(site, version=2), expected_version=1)
    assert await read_revision("sites") == 2


async def test_all_sites_of_one_moment_are_those_of_its_beginning(database: Engine) -> None:
    await keep(*(a_site(f"{number:04}", lon=106.9, lat=30.8, sample=True) for number in range(1_100)))
    before = await read_sites()
    async with sites_of_one_moment() as (number, parts):
        found = await anext(parts)
        await keep(a_site("9999"), a_site("0000-A"))
        async with transaction():
            assert await replace_site(replace(before[-1], name="改名", version=2), expected_version=1)
        sizes = [len(found)]
        async for rows in parts:
            sizes.append(len(rows))
            found += rows
    assert (number, found) == (1_100, before)
    assert max(sizes) <= 500
