"""A province by straight line: 30,000 villages, 25,000 sites, the whole report, beside scikit-learn and PROJ.

The peer finds the nearest site and the minutes; it weighs no place, draws up no account and no fingerprint.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from geopy.distance import geodesic
from pyproj import Geod
from scipy.spatial import cKDTree
from sklearn.neighbors import BallTree

from app.coverage.assumptions import rule_for
from app.coverage.distance import on_ellipsoid
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_straight_line
from app.units import LatLon
from tests.bench.measuring import side_by_side, tell, timed
from tests.bench.road_country import scattered
from tests.standards.cases import seeds

pytestmark = pytest.mark.bench

VILLAGES, SITES = 30_000, 25_000
AS_OF = date(2026, 11, 24)
CANDIDATES = 5
"""How many neighbours on the sphere the peer measures on the ellipsoid. The nearest on the sphere alone is not
always the nearest.
"""
TOLERANCE_MS = 1

Nearest = dict[str, tuple[str, int, int]]
"""By the code of a village: the site, and the milliseconds on good roads and on bad ones."""


def province() -> tuple[list[Place], list[ServingSite]]:
    """Villages and sites, thicker around towns; one village in five is urban."""
    rng = np.random.default_rng(20231127)
    here, there = np.round(scattered(rng, VILLAGES), 6).tolist(), np.round(scattered(rng, SITES), 6).tolist()
    places = [
        Place(
            f"{n:012d}",
            f"村{n}",
            f"{n // 100:09d}000",
            Settlement("urban" if n % 5 == 0 else "rural", "class_code"),
            LatLon(lat, lon),
            population=100 + n % 3000,
        )
        for n, (lat, lon) in enumerate(here)
    ]
    sites = [
        ServingSite(f"S{n:06d}", f"站{n}", "service_point", LatLon(lat, lon)) for n, (lat, lon) in enumerate(there)
    ]
    return places, sites


def test_the_whole_report_of_a_province_is_what_a_ball_tree_and_proj_find() -> None:
    places, sites = province()
    circle = seeds().programmes["qu-2023"].service_circle
    assert circle is not None
    here = np.array([(p.location.lat, p.location.lon) for p in places if p.location])
    there = np.array([(s.location.lat, s.location.lon) for s in sites if s.location])

    def ours() -> CoverageReport:
        return report_by_straight_line(places, sites, circle, AS_OF)

    def lines(report: CoverageReport) -> Nearest:
        return {
            e.place.code: (e.reach.site, e.reach.shortest.milliseconds, e.reach.longest.milliseconds)
            for e in report.entries
            if e.reach is not None
        }

    def bare() -> object:
        there_flat, here_flat = on_ellipsoid(there), on_ellipsoid(here)
        return cKDTree(there_flat).query(here_flat)

    def peer() -> Nearest:
        _, near = BallTree(np.radians(there), metric="haversine").query(np.radians(here), k=CANDIDATES)
        rows = np.repeat(np.arange(len(here)), CANDIDATES)
        of = there[near.reshape(-1)]
        _, _, metres = Geod(ellps="WGS84").inv(here[rows, 1], here[rows, 0], of[:, 1], of[:, 0])
        metres = metres.reshape(-1, CANDIDATES)
        best = metres.argmin(axis=1)
        answers = {}
        for row, place in enumerate(places):
            rule = rule_for(circle, place.settlement.area)
            straight = metres[row, best[row]] * 3600 / float(rule.speed_kmh)
            good, bad = (round(straight * float(f)) for f in (rule.detour_factor_good, rule.detour_factor_bad))
            answers[place.code] = (sites[near[row, best[row]]].code, good, bad)
        return answers

    def with_geopy() -> float:
        _, near = BallTree(np.radians(there), metric="haversine").query(np.radians(here), k=1)
        return sum(geodesic(point, there[index]).m for point, index in zip(here, near[:, 0], strict=True))

    mine, theirs = side_by_side(ours, peer)
    found = lines(mine.answer)
    assert [answer[0] for answer in found.values()] == [answer[0] for answer in theirs.answer.values()]
    for code, (_, good, bad) in found.items():
        assert abs(good - theirs.answer[code][1]) <= TOLERANCE_MS
        assert abs(bad - theirs.answer[code][2]) <= TOLERANCE_MS

    _, sphere = BallTree(np.radians(there), metric="haversine").query(np.radians(here), k=1)
    misled = sum(sites[i].code != found[p.code][0] for p, i in zip(places, sphere[:, 0], strict=True))
    tell(
        f"a province by straight line: {VILLAGES:,} villages, {SITES:,} sites",
        f"the whole report               {mine}",
        f"every line of it read, on top  {timed(lambda: lines(mine.answer))}",
        f"its fingerprint, on top        {timed(lambda: mine.answer.fingerprint)}",
        f"cKDTree alone, in space        {timed(bare)}",
        f"BallTree ×{CANDIDATES} and PROJ, no report  {theirs}",
        f"ratio                          {mine.median / theirs.median:.2f}",
        f"BallTree ×1 and geopy          {timed(with_geopy)}, and on the sphere {misled} villages get a wrong site",
    )
