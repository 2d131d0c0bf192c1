"""The country around the sample sites: a made-up point for every village, and made-up roads that join them.

True of no real place, and nothing of it is in the seeds: it is drawn here from the townships' points and the county's
outline, always the same. Villages carry `SOURCE`, the roads say what they are wherever their source is shown.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from app.access.actor import Actor
from app.coverage.report_wording import MADE_UP
from app.exchange.passing_folders import passing_folder
from app.exchange.sample_roads import MadeUpRoad, write_osm
from app.journeys.coverage.roads import county_outline, load_roads, roads_file
from app.journeys.coverage.village_points import Placing, place_villages, places_of
from app.journeys.house import House
from app.journeys.network.judged import network
from app.sites.divisions import Division
from app.standards.programme import Programme
from app.store.village_points import read_village_points
from app.units import LatLon

SOURCE = "sample"
"""How the point of a village was found: it was made up."""
_ABOUT_A_KILOMETRE = 0.009
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_BEND = 0.12
"""How far a made-up road swings out half-way, as a share of its length: no road is straight."""


async def add_country(house: House, actor: Actor, reason: str) -> None:
    """Place every village that lies nowhere yet and load sample roads. What is there already stays as it is."""
    if not await read_village_points():
        points: list[Placing] = []
        for programme in house.programmes.values():
            outline = await asyncio.to_thread(county_outline, house, programme.jurisdiction)
            points += sample_points(house, programme, outline)
        await place_villages(house, actor, points, reason)
    for programme in house.programmes.values():
        if programme.service_circle is None or roads_file(house, programme).exists():
            continue
        villages = [p.location for p in await places_of(house, programme.jurisdiction) if p.location is not None]
        sites = (await network(house)).of_programme(programme.slug)
        ends = [m.site.location.point for m in sites if m.site.location is not None]
        roads = sample_roads(house, programme, villages, ends)
        with passing_folder() as folder:
            file = folder / "sample.osm"
            await asyncio.to_thread(write_osm, roads, file)
            await load_roads(house, actor, programme.slug, file, source=MADE_UP, attribution="")


def sample_points(house: House, programme: Programme, outline: BaseGeometry | None) -> Iterator[Placing]:
    """A spot for each village whose place nobody knows: around its township's point, inside the county."""
    for number, township in enumerate(house.divisions.under(programme.jurisdiction, "township")):
        middle = _middle(house, programme, township, number, outline)
        if middle is None:
            continue
        villages = [d for d in house.divisions.under(township.code, "village") if d.point is None]
        for step, village in enumerate(villages, start=1):
            # A sunflower's spiral, as far out as villages of one township lie; turned for each township.
            point = _around(middle, 0.75 * math.sqrt(step), step * _GOLDEN_ANGLE + number, outline)
            yield Placing(village.code, point, SOURCE)


def _middle(
    house: House, programme: Programme, township: Division, number: int, outline: BaseGeometry | None
) -> LatLon | None:
    """The township's point; where none is known, a made-up one some kilometres from the county's."""
    if township.point is not None:
        return township.point
    seat = _seat(house, programme)
    return None if seat is None else _around(seat, 14, number * _GOLDEN_ANGLE, outline)


def _seat(house: House, programme: Programme) -> LatLon | None:
    """The county's own point; None where nobody knows one."""
    return next((county.point for county in house.divisions.under(programme.jurisdiction, "county")), None)


def _around(middle: LatLon, kilometres: float, angle: float, outline: BaseGeometry | None) -> LatLon:
    """The spot so far from a middle that lies in the county, drawn nearer until it does."""
    radius = kilometres * _ABOUT_A_KILOMETRE
    while True:
        lon = round(middle.lon + radius * math.cos(angle) / math.cos(math.radians(middle.lat)), 5)
        lat = round(middle.lat + radius * math.sin(angle), 5)
        if outline is None or radius < _ABOUT_A_KILOMETRE / 10 or outline.contains(Point(lon, lat)):
            return LatLon(lat=lat, lon=lon)
        radius *= 0.8


def sample_roads(
    house: House, programme: Programme, villages: Sequence[LatLon], ends: Sequence[LatLon]
) -> list[MadeUpRoad]:
    """Roads between the seats of the townships, and from each village and each of the `ends` to what is nearest."""
    county = _seat(house, programme)
    seats = [d.point for d in house.divisions.under(programme.jurisdiction, "township") if d.point is not None]
    joined = [county] if county is not None else seats[:1]
    roads = [*_grown(joined, seats, "secondary")]
    near = [p for p in dict.fromkeys(ends) if joined and _apart(p, joined[0]) < 1]
    return [*roads, *_grown(joined, villages, "tertiary"), *_grown(joined, near, "unclassified")]


def _grown(joined: list[LatLon], wanted: Sequence[LatLon], road_class: str) -> Iterator[MadeUpRoad]:
    """Each of the wanted points joined to the nearest that is joined already, those nearest to the first one first."""
    pending = sorted(set(wanted) - set(joined), key=lambda p: (_apart(p, joined[0]), p.lat, p.lon))
    if not pending:
        return
    every = [*joined, *pending]
    lat, lon = (np.array([getattr(point, axis) for point in every]) for axis in ("lat", "lon"))
    for known, point in enumerate(pending, start=len(joined)):
        east = (lon[:known] - point.lon) * math.cos(math.radians(point.lat))
        nearest = every[int(np.argmin(np.hypot(east, lat[:known] - point.lat)))]
        middle = LatLon(
            lat=round((point.lat + nearest.lat) / 2 + _BEND * (point.lon - nearest.lon), 6),
            lon=round((point.lon + nearest.lon) / 2 - _BEND * (point.lat - nearest.lat), 6),
        )
        yield MadeUpRoad(road_class, (point, middle, nearest))
        joined.append(point)


def _apart(one: LatLon, other: LatLon) -> float:
    """How far apart, in degrees of latitude: good enough to say which is nearer."""
    return math.hypot((one.lon - other.lon) * math.cos(math.radians(one.lat)), one.lat - other.lat)
