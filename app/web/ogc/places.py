"""Villages, townships and the service circle as features: few enough to be laid out whole, once for each state of what
is known of them, in a thread.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import mapping

from app.coverage.circle_shapes import CircleShape
from app.coverage.places import Place
from app.errors import NotFound
from app.exchange.strict_json import Written, dump_json
from app.journeys.coverage.circle import Reckoned, reckon, shapes_of
from app.journeys.coverage.circle_area import CircleArea, area_of
from app.journeys.coverage.village_points import places_of, points_revision
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.turns import LISTS, in_turn
from app.sites.divisions import Division, lies_within
from app.sites.splice import place_of
from app.web.ogc.asked import AskedItems
from app.web.ogc.items import NO_SUCH, Page, feature, point_of

_NOWHERE = (nan, nan, nan, nan)


@dataclass(frozen=True, slots=True)
class Laid:
    """Features laid out in the order of their identifiers, with their boxes (NaN where there is no geometry)."""

    codes: tuple[str, ...]
    features: tuple[dict[str, Any], ...]
    boxes: NDArray[np.float64]

    @classmethod
    def of(cls, features: Sequence[dict[str, Any]], boxes: Sequence[Sequence[float]]) -> Laid:
        """The features, in any order, with west, south, east, north of each."""
        order = sorted(range(len(features)), key=lambda place: features[place]["id"])
        ordered = tuple(features[place] for place in order)
        found = np.array([boxes[place] for place in order], np.float64).reshape(len(order), 4)
        return cls(tuple(one["id"] for one in ordered), ordered, found)

    def page(self, asked: AskedItems, wanted: Mapping[str, str]) -> Page:
        """A page of those that have these values; `division` asks for what lies within."""
        west, south, east, north = self.boxes.T
        is_in = np.zeros(len(self.codes), np.bool_) if asked.boxes else np.ones(len(self.codes), np.bool_)
        for box in asked.boxes:
            is_in |= (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)
        places = [place for place in np.flatnonzero(is_in).tolist() if _fits(self.features[place], wanted)]
        begun = [place for place in places if not asked.after or self.codes[place] > asked.after]
        shown = begun[: asked.limit]
        more = self.codes[shown[-1]] if len(begun) > len(shown) else None
        return Page(len(places), [Written(dump_json(self.features[place])) for place in shown], more)

    def one(self, code: str) -> dict[str, Any]:
        """One feature. Raises NotFound."""
        place = place_of(self.codes, code)
        if place is None:
            raise NotFound(NO_SUCH)
        return self.features[place]


def _fits(one: Mapping[str, Any], wanted: Mapping[str, str]) -> bool:
    properties = one["properties"]
    return all(
        lies_within(properties["code"], value) if name == "division" else properties[name] == value
        for name, value in wanted.items()
    )


@dataclass(slots=True)
class KeptPlaces:
    """Kept: the features of each collection as they were laid out last, by what they were laid out of.

    Renewed when that is another. Lost, they are laid out again.
    """

    by_name: dict[str, tuple[Hashable, Laid]] = field(default_factory=dict)


async def villages(house: House) -> Laid:
    """Every village and community of the programmes' counties."""
    basis = await points_revision()
    kept = house.kept.of(KeptPlaces).by_name.get("villages")
    if kept is None or kept[0] != basis:
        found = {place.code: place for county in _counties(house) for place in await places_of(house, county)}
        kept = basis, await in_turn(house, LISTS, _villages, house, tuple(found.values()))
        house.kept.of(KeptPlaces).by_name["villages"] = kept
    return kept[1]


def _villages(house: House, places: Sequence[Place]) -> Laid:
    features, boxes = [], []
    for place in places:
        division, township = house.divisions.get(place.code), house.divisions.get(place.township)
        at = place.location
        properties = {
            "code": place.code,
            "name": place.name,
            "name_en": division.label.en if division else None,
            "township": place.township,
            "township_name": township.name if township else None,
            "county": f"{place.code[:6]}000000",
            "area": place.settlement.area,
            "approximate": place.approximate if at else None,
            "population": place.population,
        }
        features.append(feature(place.code, point_of(at.lon, at.lat) if at else None, properties))
        boxes.append((at.lon, at.lat, at.lon, at.lat) if at else _NOWHERE)
    return Laid.of(features, boxes)


async def townships(house: House) -> Laid:
    """Every township of the programmes' counties, with how many sites that count lie in each."""
    whole = await network(house)
    kept = house.kept.of(KeptPlaces).by_name.get("townships")
    if kept is None or kept[0] != whole.state:
        counts = whole.columns.named("township").counts(whole.columns.counting)
        kept = whole.state, await in_turn(house, LISTS, _townships, house, counts)
        house.kept.of(KeptPlaces).by_name["townships"] = kept
    return kept[1]


def _townships(house: House, counts: Mapping[str, int]) -> Laid:
    found: dict[str, Division] = {
        one.code: one for county in _counties(house) for one in house.divisions.under(county, "township")
    }
    features, boxes = [], []
    for one in found.values():
        county = house.divisions.get(f"{one.code[:6]}000000")
        properties = {
            "code": one.code,
            "name": one.name,
            "name_en": one.label.en,
            "county": f"{one.code[:6]}000000",
            "county_name": county.name if county else None,
            "kind": one.kind,
            "sites": counts.get(one.code, 0),
        }
        at = one.point
        features.append(feature(one.code, point_of(at.lon, at.lat) if at else None, properties))
        boxes.append((at.lon, at.lat, at.lon, at.lat) if at else _NOWHERE)
    return Laid.of(features, boxes)


async def circle(house: House) -> Laid:
    """The areas of the service circle of every programme that has one, by the pack's own rules."""
    slugs = [slug for slug, pack in house.programmes.items() if pack.service_circle is not None]
    found = [await reckon(house, slug) for slug in slugs]
    kept = house.kept.of(KeptPlaces).by_name.get("circle")
    basis = tuple(id(one) for one in found)
    if kept is None or kept[0] != basis:
        drawn = [(one, await shapes_of(house, one), await area_of(house, one)) for one in found]
        kept = basis, await in_turn(house, LISTS, _areas, drawn)
        house.kept.of(KeptPlaces).by_name["circle"] = kept
    return kept[1]


def _areas(drawn: Sequence[tuple[Reckoned, Sequence[CircleShape], CircleArea | None]]) -> Laid:
    features, boxes = [], []
    for found, shapes, measured in drawn:
        report, shares = found.report, {one.area: one for one in measured.county} if measured else {}
        villages = report.with_approximate.everyone.share.percent
        covered = None if report.has_too_few_placed else villages
        for one in shapes:
            if one.shape.is_empty:
                continue
            rules = found.report.circle.urban if one.area == "urban" else found.report.circle.rural
            properties = {
                "programme": found.programme.slug,
                "area": one.area,
                "roads": one.roads,
                "limit_minutes": rules.limit_minutes,
                "method": found.report.method,
                "as_of": found.report.as_of.isoformat(),
                "county_area_low": _real(shares[one.area].low if one.area in shares else None),
                "county_area_high": _real(shares[one.area].high if one.area in shares else None),
                "villages": len(report.entries),
                "villages_placed": report.placed,
                "undecided": report.has_too_few_placed,
                "villages_covered_low": _real(covered[0] if covered else None),
                "villages_covered_high": _real(covered[1] if covered else None),
            }
            code = f"{found.programme.slug}.{one.area}.{one.roads}"
            features.append(feature(code, mapping(one.shape), properties))
            boxes.append(one.shape.bounds)
    return Laid.of(features, boxes)


def _real(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)


def _counties(house: House) -> list[str]:
    return sorted({pack.jurisdiction for pack in house.programmes.values()})
