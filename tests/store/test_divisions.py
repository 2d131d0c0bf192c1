"""Divisions come back as loaded, and loading again adds to them."""

from __future__ import annotations

from collections.abc import Sequence

from app.store.divisions import StoredDivision, read_divisions, upsert_divisions
from app.store.engine import Engine, transaction
from app.store.revisions import read_revision
from tests.store.examples import a_division

TOWN = a_division("511725104000", name="鲜渡镇", aliases=("𰝟渡镇",))
COUNTY = a_division(
    "511725000000", name="渠县", level="county", parent_code="511700000000", kind="县", lon=106.968892, lat=30.839158,
    point_approximate=True, coord_source="a gazetteer", population=917508,
)  # fmt: skip
VILLAGE = a_division("511725103201", level="village", parent_code="511725103000", urban_rural_code="220")


async def upsert(divisions: Sequence[StoredDivision]) -> None:
    async with transaction():
        await upsert_divisions(divisions)


async def test_divisions_come_back_as_loaded_in_the_order_of_their_codes(database: Engine) -> None:
    await upsert([TOWN, VILLAGE, COUNTY])
    assert await read_divisions() == [COUNTY, VILLAGE, TOWN]


async def test_adding_keeps_the_others_and_replaces_the_same_code(database: Engine) -> None:
    await upsert([TOWN, COUNTY])
    renamed = a_division(TOWN.code, name="𰝟渡镇", aliases=("鲜渡镇",))
    await upsert([renamed, VILLAGE])
    assert await read_divisions() == [COUNTY, VILLAGE, renamed]


async def test_a_whole_province_is_added_in_one_go(database: Engine) -> None:
    many = [a_division(f"51{number:010}") for number in range(1_500)]
    await upsert(many)
    await upsert(many)
    assert await read_divisions() == many


async def test_every_load_raises_the_revision(database: Engine) -> None:
    await upsert([TOWN])
    await upsert([COUNTY])
    assert await read_revision("divisions") == 2
