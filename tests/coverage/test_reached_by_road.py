"""Which site each place reaches first by road, in how long, and what the roads cannot say: worked out by hand."""

from datetime import date

import numpy as np
import pytest

from app.coverage.asked import AskedCircle, circle_as_asked
from app.coverage.by_road import RoadNetworks
from app.coverage.places import Area, Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_road
from app.coverage.report_wording import notes
from app.units import LatLon
from tests.coverage.test_the_drawn_circle import CIRCLE, networks

NETWORKS = networks()
"""A straight road along 31° north, unclassified: 30 km/h by car, 5 on foot."""
EAST_KM, NORTH_KM = 1 / 95.504, 1 / 110.87


def point(east: float, north: float = 0.0) -> LatLon:
    """So many kilometres east and north of the middle of the road."""
    return LatLon(lat=31.0 + north * NORTH_KM, lon=107.0 + east * EAST_KM)


SITES = [
    ServingSite("A", "无址", "service_station", None),
    ServingSite("B", "西站", "service_station", point(-20)),
    ServingSite("C", "离路太远", "service_station", point(0, 3)),
    ServingSite("D", "东站", "service_station", point(2)),
]


def reported(*places: tuple[Area, LatLon | None], roads: RoadNetworks = NETWORKS, circle=CIRCLE) -> CoverageReport:
    made = [Place(f"P{n}", "村", "T", Settlement(area, "class_code"), at) for n, (area, at) in enumerate(places)]
    return report_by_road(made, SITES, circle, roads, date(2026, 11, 30))


def told(report: CoverageReport) -> list[tuple[str | None, float | None, float | None, str]]:
    """Site, minutes, metres on foot to the road, standing."""
    return [
        (
            line.reach and line.reach.site,
            None if line.reach is None else round(line.reach.shortest.milliseconds / 60_000, 1),
            None if line.off_road_m is None else round(line.off_road_m, -1),
            line.standing,
        )
        for line in report.entries
    ]


def test_each_place_reaches_its_site_by_the_way_of_its_area() -> None:
    found = reported(
        *(("rural", point(0)), ("rural", point(-18)), ("rural", point(0, 0.5)), ("rural", point(2, 0.4))),
        *(("rural", None), ("rural", point(0, 2)), ("urban", point(1)), ("urban", point(1.5, 0.3))),
    )
    assert told(found) == [
        ("D", 4.0, 0, "covered"),
        ("B", 4.0, 0, "covered"),
        ("D", 10.0, 500, "covered"),
        ("D", 4.8, 400, "covered"),
        (None, None, None, "unlocated"),
        (None, None, 2000, "no_route"),
        ("D", 12.0, 0, "not_covered"),
        ("D", 9.6, 300, "covered"),
    ]
    assert found.roads is not None
    assert found.roads.sites_off_road == {"walk": ("C",), "car": ("C",)}
    assert sum("1 个站点离路网太远" in note.zh for note in notes(found)) == 2
    assert np.array_equal(found.reached.shortest, found.reached.longest)
    assert np.isnan(found.reached.straight_m).all()


def test_only_ways_in_use_are_asked_and_both_areas_may_travel_alike() -> None:
    assert CIRCLE is not None
    rural = reported(("rural", point(0)))
    assert rural.roads is not None
    assert rural.roads.sites_off_road == {"car": ("C",)}
    alike = circle_as_asked(CIRCLE, AskedCircle(modes=(("urban", "car"),)), (), ())
    both = reported(("rural", point(0)), ("urban", point(0)), roads=RoadNetworks(NETWORKS.graph, alike), circle=alike)
    assert [line[:2] for line in told(both)] == [("D", 4.0), ("D", 4.0)]
    assert both.roads is not None
    assert both.roads.sites_off_road == {"car": ("C",)}


def test_where_no_site_has_a_point_nobody_is_served_and_nothing_is_unknown() -> None:
    assert CIRCLE is not None
    place = Place("P", "村", "T", Settlement("rural", "class_code"), point(0))
    for sites, standing in ((SITES[:1], "not_covered"), (SITES[2:3], "no_route")):
        (line,) = report_by_road([place], sites, CIRCLE, NETWORKS, date(2026, 11, 30)).entries
        assert (line.reach, line.standing) == (None, standing)


@pytest.mark.parametrize(("apart_km", "minutes"), [(0.5, 6.0), (0.79, 9.5), (0.81, 19.3), (0.9, 20.4)])
def test_whoever_lives_nearer_to_a_site_than_to_any_road_walks_there(apart_km: float, minutes: float) -> None:
    """Both live 400 metres off the road, on the same side: beyond 800 metres apart they take the road."""
    assert CIRCLE is not None
    home = Place("P", "村", "T", Settlement("urban", "class_code"), point(0, 0.4))
    site = ServingSite("S", "站", "service_station", point(apart_km, 0.4))
    (line,) = report_by_road([home], [site], CIRCLE, NETWORKS, date(2026, 11, 30)).entries
    assert line.reach is not None
    assert line.reach.shortest.milliseconds / 60_000 == pytest.approx(minutes, abs=0.05)
