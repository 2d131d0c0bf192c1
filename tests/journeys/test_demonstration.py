"""A demonstration stays one, whatever is saved in it; a database with real sites never becomes one."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.access.actor import program
from app.errors import Refused
from app.exchange.demo_toml import read_demo
from app.journeys.demo.add import add_demo
from app.journeys.demo.sample_sites import SampleNetwork
from app.journeys.house import House
from app.journeys.registry.register import register
from app.store.sites import read_sites, read_stored_site
from tests.journeys.test_unreadable_records import POINT

ACTOR = program("test")


@pytest.mark.both_engines
async def test_a_site_made_in_a_demonstration_is_a_sample_and_it_starts_again(house: House) -> None:
    await add_demo(house)
    await register(house, ACTOR, [POINT, {"code": "QX-HUB", "sample": False}], reason="somebody tries it out")
    assert [(await read_stored_site(code)).sample for code in ("X1", "QX-HUB")] == [True, True]
    await add_demo(house)


async def test_a_database_with_a_real_site_still_refuses_the_demonstration(house: House) -> None:
    await register(house, ACTOR, [POINT], reason="a real one")
    assert not (await read_stored_site("X1")).sample
    with pytest.raises(Refused):
        await add_demo(house)
    assert not (await read_stored_site("X1")).sample


async def test_no_registered_site_of_a_demonstration_is_taken_for_real(house: House) -> None:
    """Those that seeding registered are in it as well; whoever changes one there changes a sample."""
    await add_demo(house)
    assert all(row.sample for row in await read_sites())
    await register(house, ACTOR, [{"code": "GB-CENTRE", "phone": "0775-1"}], reason="test")
    assert (await read_stored_site("GB-CENTRE")).sample
    await add_demo(house)


async def test_a_demonstration_of_what_no_model_tells_or_of_an_unknown_place_is_refused_by_name(house: House) -> None:
    demo = read_demo(house.settings.seeds_dir / "demo" / "qu-2023.toml")
    assert demo is not None

    def made(**changes: object) -> list[dict[str, object]]:
        other = demo.model_copy(update=changes)
        return list(SampleNetwork(house, house.programmes["qu-2023"], other, {}).documents())

    somewhere = next(group for group in demo.group if group.at).model_copy(update={"known": ()})
    assert made(group=(somewhere,))
    models = tuple(one for one in demo.model if not one.covers(somewhere.kind, somewhere.tier))
    with pytest.raises(ValueError, match=f"no model for {somewhere.kind} {somewhere.tier}"):
        made(group=(somewhere,), model=models)
    with pytest.raises(ValueError, match="unknown division 511725999000"):
        made(group=(somewhere.model_copy(update={"at": ("511725999000",)}),))


async def test_a_county_without_a_file_of_samples_gets_none(house: House, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    shutil.copy(house.settings.seeds_dir / "demo" / "gangbei-2025.toml", tmp_path / "demo")
    known = {row.code for row in await read_sites()}
    await add_demo(replace(house, settings=house.settings.model_copy(update={"seeds_dir": tmp_path})))
    assert {row.code for row in await read_sites()} == known
    assert (await read_stored_site("GB-CENTRE")).sample
