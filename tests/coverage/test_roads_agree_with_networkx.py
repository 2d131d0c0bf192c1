"""Road minutes against an independent router: networkx on the same graph, points joined by hand."""

import contextlib
import math
from datetime import date
from decimal import Decimal

import networkx as nx
import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.by_road import RoadNetworks, reach_by_road, within_limit_by_road
from app.coverage.columns import PlaceColumns
from app.coverage.places import Area, Place, ServingSite, Settlement
from app.coverage.report import report_by_road
from app.coverage.road_graph import BACKWARD, FORWARD, RoadGraph, road_graph
from app.standards.programme import RoadTravel
from app.units import LatLon
from tests.standards.cases import seeds

CLASSES = ("primary", "residential", "footway")
SPEEDS = {
    "car": {"primary": 40, "residential": 20},
    "walk": {"residential": 5, "footway": 4, "primary": 5},
    "ebike": {"residential": 15},
}
RULES = RoadTravel.model_validate(
    {
        "speeds_kmh": {mode: {c: Decimal(v) for c, v in classes.items()} for mode, classes in SPEEDS.items()},
        "walking_kmh": Decimal(5),
        "snap_limit_m": Decimal(1500),
        "smallest_network_nodes": 2,
        "clip_margin_km": Decimal(0),
    }
)
BASE = seeds().programmes["qu-2023"].service_circle
assert BASE is not None
CIRCLE = BASE.model_copy(update={"roads": RULES})
TOLERANCE = 0.5
WEST, SOUTH, STEP = 106.9, 30.9, 0.004
SIDE = 6
MIDDLE = SOUTH + SIDE * STEP / 2
SCALE = geodesic((MIDDLE, WEST), (MIDDLE, WEST + 0.01)).m / geodesic((MIDDLE, WEST), (MIDDLE + 0.01, WEST)).m
"""How much of a degree of latitude a degree of longitude is there, on the ellipsoid."""


@st.composite
def graphs(draw: st.DrawFn) -> RoadGraph:
    """A grid of streets with holes, one-way pieces and classes, bent a little so that no two ways are equally long."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    degrees = np.column_stack((SOUTH + row * STEP, WEST + column * STEP)) + rng.uniform(
        -0.0008, 0.0008, (SIDE * SIDE, 2)
    )
    pieces = []
    for node in range(SIDE * SIDE):
        if node % SIDE < SIDE - 1:
            pieces.append((node, node + 1))
        if node < SIDE * (SIDE - 1):
            pieces.append((node, node + SIDE))
    kept = [piece for piece in pieces if rng.random() < 0.85]
    start, end = (np.array([piece[n] for piece in kept], dtype=np.int32) for n in (0, 1))
    classes = rng.integers(0, 3, len(kept)).astype(np.uint8)
    both = sum(FORWARD.values()) + sum(BACKWARD.values())
    ways = rng.choice([both, sum(FORWARD.values()), sum(BACKWARD.values())], len(kept), p=[0.7, 0.15, 0.15])
    access = ways.astype(np.uint8)
    return road_graph(degrees, start, end, classes, access, CLASSES, source="made up", attribution="made up")


def independent_seconds(graph: RoadGraph, mode: str, place: LatLon, sites: list[LatLon]) -> float:
    """Seconds to the site reached first, on a networkx graph with the points joined at the nearest place on a piece."""
    made = nx.MultiDiGraph()
    speeds = SPEEDS[mode]
    usable = []
    for piece in range(graph.pieces):
        kind = CLASSES[graph.road_class[piece]]
        forward = bool(graph.open_to[piece] & FORWARD[mode])
        backward = bool(graph.open_to[piece] & BACKWARD[mode])
        if kind not in speeds or not (forward or backward):
            continue
        one, two = int(graph.start[piece]), int(graph.end[piece])
        seconds = float(graph.metres[piece]) * 3.6 / speeds[kind]
        usable.append((one, two, seconds, forward, backward))
        if forward:
            made.add_edge(one, two, weight=seconds)
        if backward:
            made.add_edge(two, one, weight=seconds)
    parts = {n: len(c) for c in nx.strongly_connected_components(made) for n in c}
    large = [p for p in usable if parts.get(p[0], 1) >= 2 and parts.get(p[1], 1) >= 2]
    if not large:
        return math.inf

    # A small part that nothing joins is passed over where the main network is within the limit.
    most = max(parts.values())
    main = [p for p in large if min(parts[p[0]], parts[p[1]]) * 2 >= most]

    def near_main(point: LatLon) -> bool:
        return any(metres_to(point, *p[:2]) <= float(RULES.snap_limit_m) for p in main)

    def metres_to(point: LatLon, one: int, two: int) -> float:
        a, b = graph.degrees[one], graph.degrees[two]
        ax, ay, bx, by = a[1] * SCALE, a[0], b[1] * SCALE, b[0]
        along = ((point.lon * SCALE - ax) * (bx - ax) + (point.lat - ay) * (by - ay)) / (
            (bx - ax) ** 2 + (by - ay) ** 2
        )
        t = min(1.0, max(0.0, along))
        return float(geodesic((point.lat, point.lon), (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))).m)

    def join(point: LatLon, name: str, *, arrives: bool) -> bool:
        best = None
        for one, two, seconds, forward, backward in main if near_main(point) else large:
            a, b = graph.degrees[one], graph.degrees[two]
            ax, ay, bx, by = a[1] * SCALE, a[0], b[1] * SCALE, b[0]
            px, py = point.lon * SCALE, point.lat
            length = (bx - ax) ** 2 + (by - ay) ** 2
            t = min(1.0, max(0.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
            at = (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))
            far = geodesic((point.lat, point.lon), at).m
            if best is None or far < best[0]:
                best = (far, t, one, two, seconds, forward, backward)
        assert best is not None
        far, t, one, two, seconds, forward, backward = best
        if far > float(RULES.snap_limit_m):
            return False
        walk = far * 3.6 / 5
        # Who meets a road at its very end stands at the junction and may go any way from there.
        ends = [(two, (1 - t) * seconds, forward or t == 1), (one, t * seconds, backward or t == 0)]
        if arrives:
            ends = [(one, t * seconds, forward or t == 0), (two, (1 - t) * seconds, backward or t == 1)]
        for node, along, may in ends:
            if may:
                made.add_edge(*((node, name) if arrives else (name, node)), weight=walk + along)
        made.nodes[name]["piece"] = (one, two, t, seconds, forward, backward, walk) if name in made else None
        return name in made

    if not join(place, "place", arrives=False):
        return math.inf
    quickest = math.inf
    for number, site in enumerate(sites):
        name = f"site {number}"
        if not join(site, name, arrives=True):
            continue
        with contextlib.suppress(nx.NetworkXNoPath):
            quickest = min(quickest, nx.dijkstra_path_length(made, "place", name))
        one, other = made.nodes["place"]["piece"], made.nodes[name]["piece"]
        straight = geodesic((place.lat, place.lon), (site.lat, site.lon)).m * 3.6 / 5
        if straight <= one[6] + other[6]:  # walking straight there is no longer than the walks to the road and back
            quickest = min(quickest, straight)
        if one[:2] == other[:2]:  # both on one piece: straight along it
            ahead = (other[2] - one[2]) * one[3]
            if (ahead >= 0 and one[4]) or (ahead <= 0 and one[5]):
                quickest = min(quickest, one[6] + abs(ahead) + other[6])
    return quickest


POINT = st.builds(LatLon, lat=st.floats(SOUTH, SOUTH + 5 * STEP), lon=st.floats(WEST, WEST + 5 * STEP))


@given(graph=graphs(), where=POINT, sites=st.lists(POINT, min_size=1, max_size=4), urban=st.booleans())
@settings(max_examples=60)
def test_the_quickest_way_is_what_networkx_finds(
    graph: RoadGraph, where: LatLon, sites: list[LatLon], urban: bool
) -> None:
    area: Area = "urban" if urban else "rural"
    mode = CIRCLE.urban.mode if urban else CIRCLE.rural.mode
    place = Place("P", "村", "T", Settlement(area, "class_code"), where)
    serving = [ServingSite(f"S{n}", "站", "gig_market", point) for n, point in enumerate(sites)]
    answer, _ = reach_by_road(PlaceColumns([place]), serving, CIRCLE, RoadNetworks(graph, CIRCLE))
    expected = independent_seconds(graph, mode, where, sites)
    if math.isinf(expected):
        assert answer.reach(0, serving) is None
    else:
        found = answer.shortest[0] / 1000
        # Points are joined on a plane here and on another one there: they meet the road some centimetres apart.
        assert found == pytest.approx(expected, abs=TOLERANCE)


@given(graph=graphs(), places=st.lists(POINT, min_size=1, max_size=5), sites=st.lists(POINT, min_size=1, max_size=3))
@settings(max_examples=30)
def test_what_a_candidate_would_serve_is_what_it_serves_once_it_is_there(
    graph: RoadGraph, places: list[LatLon], sites: list[LatLon]
) -> None:
    networks = RoadNetworks(graph, CIRCLE)
    # A place of unknown position stands among them and is served by nobody.
    points = [None, *places]
    made = [Place(f"P{n}", "村", "T", Settlement("rural", "class_code"), point) for n, point in enumerate(points)]
    by, to = within_limit_by_road(sites, made, CIRCLE, networks)
    for number, point in enumerate(sites):
        alone = [ServingSite("S", "站", "gig_market", point)]
        report = report_by_road(made, alone, CIRCLE, networks, date(2026, 11, 24))
        assert [n for n, entry in enumerate(report.entries) if entry.standing == "covered"] == to[by == number].tolist()
