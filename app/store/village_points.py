"""Where villages and communities lie, as somebody here said; what the seeds say stands with the divisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from piccolo.columns import Boolean, DoublePrecision, Text, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import as_record, as_row, insert

REVISION = "village_points"


class VillagePoint(Table):
    """One village's or community's point. A later one replaces it; the change records keep the former."""

    division = Varchar(length=12, primary_key=True, default=None, help_text="The 12-digit code of the village.")
    lon = DoublePrecision(default=None, help_text="Longitude, WGS-84.")
    lat = DoublePrecision(default=None, help_text="Latitude, WGS-84.")
    approximate = Boolean(default=None, help_text="True for a rough point, which results show apart.")
    source = Text(default=None, help_text="How it was found: on the map, by phone, from a file, by a suggestion.")
    placed_by = Text(default=None, help_text="The name of whoever placed it, as it was then.")
    placed_at = Timestamptz(default=None, help_text="When it was placed.")

    village_point_has_12_digits = Check("length(division) = 12")
    village_point_on_earth = Check("lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVillagePoint:
    """One point. Columns as described at `VillagePoint`."""

    division: str
    lon: float
    lat: float
    approximate: bool
    source: str
    placed_by: str
    placed_at: datetime


async def read_village_points() -> dict[str, StoredVillagePoint]:
    """Every placed point, by its village's code."""
    return {row["division"]: as_record(StoredVillagePoint, row) for row in await VillagePoint.select()}


async def write_village_points(points: list[StoredVillagePoint]) -> None:
    """Place villages, replacing former points. Needs an open transaction."""
    if not points:
        return
    await VillagePoint.delete().where(VillagePoint.division.is_in([point.division for point in points]))
    await insert(VillagePoint, [as_row(point) for point in points])
    await bump_revision(REVISION)
