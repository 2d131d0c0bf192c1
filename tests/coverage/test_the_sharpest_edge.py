"""At the last millisecond before the limit a place is served, and at the first after it is not: in a report, and by a
candidate for the same spot.
"""

from datetime import date

import pytest

from app.coverage.by_road import within_limit_by_road
from app.coverage.places import Area, Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_road, report_by_straight_line
from app.coverage.straight_line import within_limit_by_straight_line
from app.units import LatLon
from tests.coverage.test_the_drawn_circle import CIRCLE, networks

HERE = LatLon(lat=31.0, lon=107.0)
SITES = [ServingSite("S", "站", "service_station", HERE)]
NETWORKS = networks()
WAYS = ["by road", "on good roads", "on bad roads"]


def homes(area: Area, *lons: float) -> list[Place]:
    """Places on the road, east of the site."""
    settlement = Settlement(area, "class_code")
    return [Place(f"P{n}", "村", "T", settlement, LatLon(lat=31.0, lon=lon)) for n, lon in enumerate(lons)]


def reported(places: list[Place], way: str) -> CoverageReport:
    assert CIRCLE is not None
    if way == "by road":
        return report_by_road(places, SITES, CIRCLE, NETWORKS, date(2026, 11, 30))
    return report_by_straight_line(places, SITES, CIRCLE, date(2026, 11, 30))


def served(places: list[Place], way: str) -> list[bool]:
    """Whether the report has each of them served, that way."""
    wanted = ("covered", "covered_if_roads_good") if way == "on good roads" else ("covered",)
    return [entry.standing in wanted for entry in reported(places, way).entries]


def would_be_served(places: list[Place], way: str) -> list[bool]:
    """Whether a candidate where the site stands would serve each of them, that way."""
    assert CIRCLE is not None
    if way == "by road":
        by, to = within_limit_by_road([HERE], places, CIRCLE, NETWORKS)
    else:
        by, to = within_limit_by_straight_line([HERE], places, CIRCLE, good_roads=way == "on good roads")
    assert set(by.tolist()) <= {0}
    return [n in to.tolist() for n in range(len(places))]


@pytest.mark.parametrize("area", ["urban", "rural"])
@pytest.mark.parametrize("way", WAYS)
def test_the_last_who_is_served_is_served_by_a_candidate_too_and_the_first_who_is_not_is_not(
    area: Area, way: str
) -> None:
    assert CIRCLE is not None
    inside, outside = 107.0, 107.3
    while outside - inside > 1e-11:
        between = [inside + (outside - inside) * n / 40 for n in range(1, 40)]
        count = served(homes(area, *between), way).count(True)
        inside, outside = [inside, *between, outside][count : count + 2]
    places = homes(area, inside, outside)
    assert served(places, way) == would_be_served(places, way) == [True, False]
    limit = 60_000 * int(CIRCLE.urban.limit_minutes if area == "urban" else CIRCLE.rural.limit_minutes)
    reached = reported(places, way).reached
    times = reached.longest if way == "on bad roads" else reached.shortest
    assert times.tolist() == [limit, limit + 1], "whole milliseconds, of which the limit is the last"
