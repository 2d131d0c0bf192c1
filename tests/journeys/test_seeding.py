"""Seeding registers what the documents themselves name or imply, once, and nothing else."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from app.access.actor import program
from app.errors import InvalidInput
from app.exchange.demo_toml import read_demo
from app.journeys.accounts.accounts import list_accounts
from app.journeys.demo.add import add_demo
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.registry.register import register
from app.journeys.registry.seed import Seeded, seed
from app.store.accounts import read_accounts
from app.store.changes import read_changes
from app.store.rectifications import read_rectifications
from app.store.revisions import read_revisions
from app.store.sites import read_sites

NOTHING = Seeded(divisions=0, programmes=(), sites=())


async def test_the_documents_own_sites_are_there_and_planned(house: House) -> None:
    rows = await read_sites()
    assert Counter((row.kind, row.tier) for row in rows) == {
        ("hr_industrial_park", "county"): 1,
        ("service_station", "county_hub"): 1,
        ("service_station", "county_branch"): 3,
        ("service_station", "township_basic"): 34,
        ("livestream_station", "park"): 1,
        ("livestream_station", "portal"): 2,
        ("park_service_centre", "autonomous_region"): 1,
    }
    assert {row.status for row in rows} == {"planned"}
    assert not any(row.sample for row in rows)


async def test_no_fact_is_invented(house: House) -> None:
    for member in (await network(house)).every:
        site = member.site
        assert (dict(site.facts), site.equipment, site.staff, site.trainings, dict(site.metrics)) == (
            {},
            None,
            None,
            None,
            {},
        )
        assert site.location is None
        assert member.status in ("incomplete", "not_assessed", "not_built")


async def test_stations_stand_under_the_hub_one_in_every_town_and_township(house: House) -> None:
    whole = await network(house)
    below = [member for member in whole.by_code.values() if member.site.parent == "QX-HUB"]
    towns = {m.site.division for m in below if m.site.tier == "township_basic"}
    expected = {d.code for d in house.divisions.under("511725000000", "township") if not d.name.endswith("街道")}
    assert towns == expected
    assert len(towns) == 34


@pytest.mark.both_engines
async def test_a_second_run_changes_nothing(house: House) -> None:
    assert await seed(house) == NOTHING
    assert len(await read_changes("site", "QX-HUB")) == 1


def with_a_pack_of(house: House, folder: Path, content_hash: str, more: str) -> House:
    """The same house with more lines in the sites of a pack of this fingerprint."""
    shutil.copytree(house.settings.seeds_dir / "programmes", folder / "programmes")
    with (folder / "programmes" / "qu-2023" / "sites.csv").open("a", encoding="utf-8") as file:
        file.write(more)
    changed = house.programme("qu-2023").model_copy(update={"content_hash": content_hash})
    settings = house.settings.model_copy(update={"seeds_dir": folder})
    return replace(house, settings=settings, programmes={**house.programmes, "qu-2023": changed})


async def test_a_site_that_a_newer_version_of_a_pack_names_is_registered_and_no_other(
    house: House, tmp_path: Path
) -> None:
    newer = "QX-NEWER,livestream_station,park,渠县新直播站,511725000000,渠县,,planned,\n"
    seeded = await seed(with_a_pack_of(house, tmp_path, "f" * 64, newer))
    assert (seeded.programmes, seeded.sites) == (("qu-2023",), ("QX-NEWER",))


async def test_a_faulty_site_in_a_newer_version_of_a_pack_leaves_everything_as_it_was(
    house: House, tmp_path: Path
) -> None:
    before = await read_revisions()
    with pytest.raises(InvalidInput) as refused:
        await seed(with_a_pack_of(house, tmp_path, "f" * 64, "QX-NEWER,no_such_kind\n"))
    assert all(fault.path.startswith("qu-2023/sites.csv: ") for fault in refused.value.faults)
    assert await read_revisions() == before


@pytest.mark.parametrize(
    ("table", "at", "code"),
    [
        ("", "sites.csv", "malformed"),
        ("kind,tier\nservice_station,county_hub\n", "sites.csv: row 1", "missing_column"),
        (
            "A,service_station,township_basic,甲,511725103000,,NOBODY,planned,\n",
            "sites.csv: row 2, column parent",
            "unknown_parent",
        ),
    ],
)
async def test_a_table_of_sites_that_is_none_or_names_nobody_is_told_with_its_place(
    house: House, tmp_path: Path, table: str, at: str, code: str
) -> None:
    changed = with_a_pack_of(house, tmp_path, "f" * 64, "")
    place = tmp_path / "programmes" / "qu-2023" / "sites.csv"
    heading = place.read_text("utf-8").splitlines(keepends=True)[0] if table.startswith("A,") else ""
    place.write_text(heading + table, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        await seed(changed)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(f"qu-2023/{at}", code)]


async def test_a_pack_may_name_no_site_at_all_and_parents_that_stand_anywhere_in_its_table(
    house: House, tmp_path: Path
) -> None:
    changed = with_a_pack_of(
        house,
        tmp_path,
        "f" * 64,
        "A-2,service_station,township_basic,甲,511725103000,,A-1,planned,\n"
        "A-1,service_station,county_hub,乙,511725000000,,,planned,\n",
    )
    assert set((await seed(changed)).sites) == {"A-1", "A-2"}
    (tmp_path / "programmes" / "qu-2023" / "sites.csv").unlink()
    again = {
        **changed.programmes,
        "qu-2023": changed.programmes["qu-2023"].model_copy(update={"content_hash": "e" * 64}),
    }
    seeded = await seed(replace(changed, programmes=again))
    assert (seeded.programmes, seeded.sites) == (("qu-2023",), ())


async def test_of_a_pack_that_is_stored_nothing_is_read_again(house: House, tmp_path: Path) -> None:
    stored = house.programme("qu-2023").content_hash
    assert await seed(with_a_pack_of(house, tmp_path, stored, "no,table\n")) == NOTHING


async def test_every_seeded_site_has_a_change_record_with_an_actor_and_a_reason(house: House) -> None:
    for row in await read_sites():
        (change,) = await read_changes("site", row.code)
        assert (change.action, change.actor_key, change.before) == ("site.seeded", "seed", None)
        assert change.reason


async def test_the_demonstration_is_the_whole_network_of_the_document_and_all_of_it_is_sample(house: House) -> None:
    await add_demo(house)
    whole = await network(house)
    assert all(member.site.sample for member in whole.every)
    counts = Counter((m.site.kind, m.site.tier) for m in whole.of_programme("qu-2023"))
    for target in house.programme("qu-2023").targets:
        if target.counts == "sites" and target.id != "stations":
            assert sum(counts[a.kind, tier] for a in target.of for tier in a.tiers) == target.count, target.id
    assert {m.status for m in whole.every} == {"compliant", "non_compliant", "incomplete", "not_assessed", "not_built"}
    assert any(m.waived for m in whole.every)
    files = [read_demo(house.settings.seeds_dir / "demo" / f"{slug}.toml") for slug in house.programmes]
    visited = [one.site for found in files if found is not None for one in found.visited]
    assert sorted(one.site_code for one in await read_rectifications()) == sorted(visited) != []


async def test_the_demonstration_added_twice_is_added_once(house: House) -> None:
    await add_demo(house)
    before = [(row.code, row.version) for row in await read_sites()]
    await add_demo(house)
    assert [(row.code, row.version) for row in await read_sites()] == before
    assert all(account.sample for account in await read_accounts())


async def test_who_opens_it_again_or_only_looks_makes_nobody_judge_anew(house: House) -> None:
    before = await read_revisions()
    await seed(house)
    await list_accounts()
    await register(house, program("test"), [], reason="nothing")
    assert await read_revisions() == before
