"""Placing villages: by hand, from a file, or as a rough suggestion where a former township's seat justifies one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.access.actor import Actor
from app.access.may import Target, may_all
from app.compliance.network_columns import NetworkColumns
from app.coverage.places import Place, place_of
from app.errors import Fault, InvalidInput, Malformed, TooLarge
from app.exchange.separated import separator_of
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.normal.encodings import decoded
from app.normal.positions import named_system
from app.normal.text import compared
from app.normal.words import yes_or_no
from app.sites.divisions import widened
from app.sites.entry import Entry
from app.sites.site import SourceCrs
from app.sites.typed import typed_number
from app.sites.whereabouts import FAR_AWAY, SWAPPED, is_near, read_location
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.revisions import read_revision
from app.store.village_points import REVISION, StoredVillagePoint, read_village_points, write_village_points
from app.units import LatLon
from app.wording import Wording

CRS: tuple[SourceCrs, ...] = ("wgs84", "gcj02", "bd09")
SUGGESTED, OWN_SITE = "former_township", "own_site"
"""How a rough point was found that was only suggested."""
MOST_PLACINGS = 5000
"""Rows of one file: more than the villages of any county."""
BOX_MARGIN_DEGREES = 0.3


@dataclass(frozen=True, slots=True)
class Placing:
    """One village to be placed: where, how that is known, and whether only roughly."""

    division: str
    point: LatLon
    source: str
    approximate: bool = False


async def points_revision() -> int:
    """What rises whenever a village is placed: whatever is made of the points is as old as it."""
    return await read_revision(REVISION)


async def places_of(house: House, jurisdiction: str) -> tuple[Place, ...]:
    """Every village and community of a county, with the point that somebody here gave it, else the seeds' own."""
    placed = await read_village_points()
    return tuple(_placed(place_of(d), placed) for d in house.divisions.under(jurisdiction, "village"))


def _placed(place: Place, placed: Mapping[str, StoredVillagePoint]) -> Place:
    point = placed.get(place.code)
    if point is None:
        return place
    return replace(place, location=LatLon(lat=point.lat, lon=point.lon), approximate=point.approximate)


async def place_villages(house: House, actor: Actor, placings: Sequence[Placing], reason: str = "") -> int:
    """Place villages, all or none; how many changed. Raises InvalidInput with every fault, NotAllowed."""
    may_all(actor, "place_village", [Target(division=placing.division) for placing in placings]).require()
    faults = list(_faults(house, placings))
    if faults:
        raise InvalidInput(faults)
    now = house.now()
    async with transaction():
        before = await read_village_points()
        new = [
            StoredVillagePoint(
                division=placing.division,
                lon=placing.point.lon,
                lat=placing.point.lat,
                approximate=placing.approximate,
                source=placing.source,
                placed_by=actor.name,
                placed_at=now,
            )
            for placing in placings
            if not _same(before.get(placing.division), placing)
            # A suggestion is for who has no point: one placed meanwhile stands.
            and not (placing.source in (SUGGESTED, OWN_SITE) and placing.division in before)
        ]
        await write_village_points(new)
        await append_changes([_change(house, actor, before.get(point.division), point, reason) for point in new])
    return len(new)


def points_of_own_sites(columns: NetworkColumns, slug: str) -> dict[str, LatLon]:
    """Where the operating sites of a programme stand, by the division that each is of; of several the first by code."""
    cells = columns.cells
    is_somewhere = ~np.isnan(cells.lon) & (cells.division > 0)
    places = np.flatnonzero(columns.of_programme(slug) & columns.named("status").any_of(("operating",)) & is_somewhere)
    divisions, firsts = np.unique(cells.division[places], return_index=True)
    points = zip(cells.lat[places[firsts]].tolist(), cells.lon[places[firsts]].tolist(), strict=True)
    return {str(code): LatLon(lat=lat, lon=lon) for code, (lat, lon) in zip(divisions.tolist(), points, strict=True)}


def suggestions(house: House, jurisdiction: str, own_sites: Mapping[str, LatLon]) -> list[Placing]:
    """A rough point for each village that has a site of its own (`points_of_own_sites`), or else bears the name of a
    former township: that site's, or that township's seat.
    """
    found = {placing.division: placing for placing in _at_own_sites(house, jurisdiction, own_sites)}
    path = house.settings.seeds_dir / "divisions" / "former_townships.csv"
    if path.exists():
        found |= {one.division: one for one in _suggested(house, jurisdiction, path) if one.division not in found}
    return list(found.values())


def _at_own_sites(house: House, jurisdiction: str, own_sites: Mapping[str, LatLon]) -> Iterator[Placing]:
    for code, point in own_sites.items():
        division = house.divisions.get(code)
        if division is not None and division.level == "village" and code[:6] == jurisdiction[:6]:
            yield Placing(code, point, OWN_SITE, approximate=True)


def _suggested(house: House, jurisdiction: str, path: Path) -> Iterator[Placing]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code, lon, lat = row["same_name_community_code"], row["lon_wgs84"], row["lat_wgs84"]
            division = house.divisions.get(code) if code else None
            if division is None or not lon or not lat or not code.startswith(jurisdiction[:6]):
                continue
            yield Placing(code, LatLon(lat=float(lat), lon=float(lon)), SUGGESTED, approximate=True)


def read_placings(raw: bytes) -> list[Placing]:
    """The placings of a CSV: ``division,lon,lat``, ``crs`` where it is not WGS-84, and ``approximate`` (true or false).

    Raises Malformed, TooLarge, InvalidInput with the row and column of every fault.
    """
    text, _ = decoded(raw)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator_of(text)))
    except csv.Error:
        raise Malformed(Wording("不是合法的 CSV 文件", "is not valid CSV")) from None
    if len(rows) > MOST_PLACINGS:
        raise TooLarge(
            Wording(
                f"一个文件最多 {MOST_PLACINGS} 行，请分开上传", f"a file has {MOST_PLACINGS} rows at most; split it"
            )
        )
    faults: list[Fault] = []
    placings = [found for number, row in enumerate(rows, start=2) if (found := _row(number, row, faults)) is not None]
    if faults:
        raise InvalidInput(faults)
    return placings


def _row(number: int, row: Mapping[str, str | None], faults: list[Fault]) -> Placing | None:
    def at(column: str, message: Wording) -> None:
        faults.append(Fault(f"row {number}, {column}", "invalid", message))

    try:
        code = widened(compared(row.get("division") or ""))
    except ValueError:
        at("division", Wording("应为统计用区划代码", "must be a statistics (NBS) code"))
        return None
    said = row.get("approximate") or ""
    rough = yes_or_no(said) if compared(said) else False  # nothing means exact
    if rough is None:
        at("approximate", Wording("应为 是 或 否", "must be true or false"))
    try:
        point = point_given(row.get("lon"), row.get("lat"), _system(row.get("crs") or ""))
    except InvalidInput as error:
        for fault in error.faults:
            at(fault.path, fault.message)
        return None
    return None if rough is None else Placing(code, point, "file", rough)


def _system(text: str) -> str:
    return named_system(text) or compared(text) or "wgs84"


def point_given(lon: str | None, lat: str | None, crs: str) -> LatLon:
    """The point that two typed coordinates in the system `crs` stand for. Raises InvalidInput naming ``lon``, ``lat``,
    ``crs``, or where only the pair is wrong ``lon, lat``.
    """
    entry = Entry()
    location = read_location(entry, {"lon": typed_number(lon or ""), "lat": typed_number(lat or ""), "crs": crs})
    if location is None:
        raise InvalidInput(
            Fault(fault.path.removeprefix("location").removeprefix(".") or "lon, lat", fault.code, fault.message)
            for fault in entry.faults
        )
    return location.point


def _faults(house: House, placings: Sequence[Placing]) -> Iterator[Fault]:
    seen: set[str] = set()
    for placing in placings:
        division = house.divisions.get(placing.division)
        if division is None or division.level != "village":
            yield Fault(placing.division, "unknown_code", Wording("没有此村（社区）", "there is no such village"))
            continue
        if placing.division in seen:
            yield Fault(placing.division, "duplicate", Wording("重复", "is given twice"))
        seen.add(placing.division)
        county = placing.division[:6] + "000000"
        extent = house.divisions.extent(county)
        if extent is None or is_near(placing.point.lon, placing.point.lat, extent, BOX_MARGIN_DEGREES):
            continue
        swapped = is_near(placing.point.lat, placing.point.lon, extent, BOX_MARGIN_DEGREES)
        yield Fault(placing.division, "far_away", SWAPPED if swapped else FAR_AWAY)


def _same(before: StoredVillagePoint | None, placing: Placing) -> bool:
    return before is not None and (before.lon, before.lat, before.approximate) == (
        placing.point.lon,
        placing.point.lat,
        placing.approximate,
    )


def _change(
    house: House, actor: Actor, before: StoredVillagePoint | None, after: StoredVillagePoint, reason: str
) -> NewChange:
    def said(point: StoredVillagePoint) -> str:
        words = {"lon": point.lon, "lat": point.lat, "approximate": point.approximate, "source": point.source}
        return json_text(words)

    was = said(before) if before else None
    return change_by(
        actor, house, "village.placed", "village", after.division, reason=reason, before=was, after=said(after)
    )
