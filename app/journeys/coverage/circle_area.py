"""The share of a county's area within the limit, and of its townships' where their outlines are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.coverage.area_share import AreaShare, area_shares
from app.coverage.circle_shapes import CircleShape, shapes_by_straight_line
from app.exchange.boundaries import OUTLINES, outlines_in
from app.journeys.coverage.circle import Basis, Reckoned, shapes_of
from app.journeys.coverage.roads import county_outline
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.turns import CIRCLES, a_turn

MOST_MEASURED = 3000
"""Sites up to which the area is measured, which takes seconds for so many; no county has a tenth of them."""
_KEPT = 8


@dataclass(frozen=True, slots=True)
class CircleArea:
    """Urban and rural shares of the whole county, and by the 12-digit code of a township whose outline is known."""

    county: tuple[AreaShare, ...]
    townships: Mapping[str, tuple[AreaShare, ...]]


@dataclass(slots=True)
class CircleAreas:
    """Kept: the last few by what the circle was reckoned from. Lost, they are measured again."""

    by_basis: dict[Basis, CircleArea | None] = field(default_factory=dict)


async def area_of(house: House, found: Reckoned) -> CircleArea | None:
    """The shares; None where the county's outline is not known or there are too many sites. Raises Busy."""
    kept = house.kept.of(CircleAreas).by_basis
    if found.basis not in kept:
        drawn = await shapes_of(house, found) if found.networks is not None else None
        async with a_turn(house, CIRCLES) as at_work:
            if found.basis not in kept:
                kept[found.basis] = await at_work(_measured, house, found, drawn)
                let_go(kept, _KEPT)
    return kept.get(found.basis)


def _measured(house: House, found: Reckoned, drawn: tuple[CircleShape, ...] | None) -> CircleArea | None:
    jurisdiction, report = found.programme.jurisdiction, found.report
    county = county_outline(house, jurisdiction)
    if county is None or report.located > MOST_MEASURED:
        return None
    shapes = drawn or shapes_by_straight_line(report.sites, report.circle, county, to_measure=True)
    townships = {
        properties["code"]: outline
        for properties, outline in outlines_in(house.settings.seeds_dir / OUTLINES)
        if properties.get("level") == "township" and properties["code"][:6] == jurisdiction[:6]
    }
    return CircleArea(
        area_shares(shapes, county), {code: area_shares(shapes, outline) for code, outline in townships.items()}
    )
