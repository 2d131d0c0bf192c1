"""Administrative divisions, loaded from the seeds: province to village, with their place in the hierarchy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from piccolo.columns import BigInt, Boolean, DoublePrecision, Text, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import in_chunks, insert

REVISION = "divisions"


class Division(Table):
    """One division, by its code of the statistics bureau (NBS)."""

    code = Varchar(length=12, primary_key=True, default=None, help_text="NBS code, 12 digits.")
    name = Text(default=None, help_text="The name as the bureau writes it.")
    level = Text(default=None, help_text="province, city, county, township or village.")
    parent_code = Varchar(length=12, null=True, default=None, help_text="The division above; empty for a province.")
    kind = Text(default=None, help_text="The ending the name carries, such as 镇 or 社区.")
    urban_rural_code = Text(
        null=True, default=None, help_text="NBS class, 1xx urban, 2xx rural; empty where none is given."
    )
    lon = DoublePrecision(
        null=True, default=None, help_text="Degrees east, WGS-84; empty when no source gives a point."
    )
    lat = DoublePrecision(
        null=True, default=None, help_text="Degrees north, WGS-84; empty when no source gives a point."
    )
    point_approximate = Boolean(default=None, help_text="True when the point only stands for the place roughly.")
    coord_source = Text(null=True, default=None, help_text="Where the point comes from; empty without a point.")
    population = BigInt(null=True, default=None, help_text="Residents; empty when not known, never zero for that.")
    aliases = Text(default=None, help_text="Other writings of the name, a JSON list of texts.")

    division_code_has_12_digits = Check("length(code) = 12 AND trim(code, '0123456789') = ''")
    division_level_known = Check("level IN ('province', 'city', 'county', 'township', 'village')")
    division_point_whole = Check("(lon IS NULL) = (lat IS NULL)")
    division_lon_possible = Check("lon BETWEEN -180 AND 180")
    division_lat_possible = Check("lat BETWEEN -90 AND 90")
    division_population_possible = Check("population >= 0")


class StoredDivision(NamedTuple):
    """One division. Columns as described at `Division`, the aliases as texts. A tuple, since every start of a command
    reads all of them and looks whether they are as in the seeds.
    """

    code: str
    name: str
    level: str
    parent_code: str | None
    kind: str
    urban_rural_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    point_approximate: bool = False
    coord_source: str | None = None
    population: int | None = None
    aliases: tuple[str, ...] = ()


async def read_divisions() -> list[StoredDivision]:
    """Every division, in the order of the codes."""
    rows: list[dict[str, Any]] = await Division.select().order_by(Division.code)
    return [StoredDivision._make((*_all_but_aliases(row), _texts(row["aliases"]))) for row in rows]


_all_but_aliases = itemgetter(*StoredDivision._fields[:-1])


def _texts(aliases: str) -> tuple[str, ...]:
    return tuple(json.loads(aliases)) if aliases != "[]" else ()  # as of nearly all


async def upsert_divisions(divisions: Sequence[StoredDivision]) -> None:
    """Add these divisions, each in place of the one with its code. Needs an open transaction."""
    if not divisions:
        return
    for codes in in_chunks(division.code for division in divisions):
        await Division.delete().where(Division.code.is_in(codes))
    await _insert(divisions)


async def _insert(divisions: Sequence[StoredDivision]) -> None:
    await insert(Division, [{**d._asdict(), "aliases": json.dumps(d.aliases, ensure_ascii=False)} for d in divisions])
    await bump_revision(REVISION)
