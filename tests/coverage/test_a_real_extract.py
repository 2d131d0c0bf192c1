"""Minutes on a real OpenStreetMap extract, against networkx on a graph that was read and joined independently.

The rules of the road are read here anew from the OpenStreetMap wiki, for what stands in this extract; only the file
format is read by osmium in both.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise
from pathlib import Path

import networkx as nx
import osmium
import pytest
from pyproj import Geod

from app.coverage.by_road import RoadNetworks
from app.coverage.road_graph import BACKWARD, FORWARD
from app.exchange.roads import read_osm_roads
from app.standards.programme import TravelMode
from app.units import LatLon
from tests.standards.cases import seeds

EXTRACT = Path(__file__).parent / "data" / "helsinki-roads.osm.pbf"
CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
assert CIRCLE.roads is not None
ROADS = CIRCLE.roads
WGS84 = Geod(ellps="WGS84")

CLOSED = {"no", "private", "use_sidepath"}
"""The closing words of this extract. Two ways carry a word that the wiki does not know; it closes nothing."""
SPEAKS_FOR: dict[TravelMode, list[str]] = {
    "walk": ["access", "foot"],
    "ebike": ["access", "vehicle", "bicycle", "electric_bicycle"],
    "car": ["access", "vehicle", "motor_vehicle", "motorcar"],
}
"""From the general to the particular: the last that is there decides."""
TOLERANCE_S = 0.01

Spot = tuple[float, float]


def ways() -> list[tuple[dict[str, str], list[Spot]]]:
    """Tags and bends of every road of the extract."""
    read = []
    for way in osmium.FileProcessor(str(EXTRACT)).with_locations():
        if way.is_way():
            spots = [(node.lat, node.lon) for node in way.nodes if node.location.valid()]
            complete = len(spots) == len(way.nodes)
            tags = {tag.k: tag.v for tag in way.tags}
            if complete:
                read.append((tags, spots))
            else:  # ways that leave the extract: only neighbours that are both in it
                for one, two in pairwise(way.nodes):
                    if one.location.valid() and two.location.valid():
                        read.append((tags, [(one.lat, one.lon), (two.lat, two.lon)]))
    return read


def may_pass(tags: dict[str, str], mode: TravelMode) -> bool:
    said = [tags[key] for key in SPEAKS_FOR[mode] if key in tags]
    return not said or said[-1] not in CLOSED


def directions(tags: dict[str, str], mode: TravelMode) -> tuple[bool, bool]:
    """With the way and against it."""
    if mode == "walk":
        return True, True
    own = tags.get("oneway:bicycle" if mode == "ebike" else "oneway:motor_vehicle")
    against_lane = any(tags.get(f"cycleway{side}", "").startswith("opposite") for side in ("", ":left", ":right"))
    if mode == "ebike" and own is None and against_lane:
        return True, True
    round_about = "yes" if tags.get("junction") == "roundabout" or tags["highway"] == "motorway" else "no"
    one_way = own or tags.get("oneway", round_about)
    return {"yes": (True, False), "-1": (False, True), "no": (True, True)}[one_way]


@cache
def read_independently(mode: TravelMode) -> nx.DiGraph:
    """Spots joined by seconds: of two ways between the same spots the quicker one."""
    made = nx.DiGraph()
    for tags, spots in ways():
        kmh = ROADS.speeds_kmh[mode].get(tags.get("highway", ""))
        if kmh is None or not may_pass(tags, mode):
            continue
        ahead, back = directions(tags, mode)
        for one, two in pairwise(spots):
            seconds = WGS84.inv(one[1], one[0], two[1], two[0])[2] * 3.6 / float(kmh)
            for a, b, allowed in ((one, two, ahead), (two, one, back)):
                if allowed and a != b and seconds < made.get_edge_data(a, b, {"weight": float("inf")})["weight"]:
                    made.add_edge(a, b, weight=seconds)
    return made


def halfway(one: Spot, two: Spot) -> Spot:
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


@pytest.mark.parametrize("mode", ["walk", "ebike", "car"])
def test_minutes_in_a_real_city_are_networkxs(mode: TravelMode) -> None:
    made = read_independently(mode).copy()
    core = max(nx.strongly_connected_components(made), key=len)
    pieces = sorted({(min(a, b), max(a, b)) for a, b in made.edges if a in core and b in core})
    chosen = random.Random(mode).sample(pieces, 70)
    for one, two in chosen:
        middle = halfway(one, two)
        for a, b in ((one, two), (two, one)):
            if made.has_edge(a, b):
                half = made.edges[a, b]["weight"] / 2
                made.add_edge(a, middle, weight=half)
                made.add_edge(middle, b, weight=half)
    middles = [halfway(*piece) for piece in chosen]
    places, sites = middles[:60], middles[60:]
    seconds, ways_back = nx.multi_source_dijkstra(made.reverse(), set(sites), weight="weight")

    network = RoadNetworks(read_osm_roads(EXTRACT), CIRCLE).of(mode)
    times = network.times_to_first_site([LatLon(*p) for p in places], [LatLon(*s) for s in sites])
    assert times.sites_on_roads.all()
    # A point set halfway between two spots in degrees lies within a millimetre of the piece.
    assert float(times.off_road_m.max()) < 0.001
    assert times.seconds.tolist() == pytest.approx([seconds[p] for p in places], abs=TOLERANCE_S)
    assert [sites[n] for n in times.site.tolist()] == [ways_back[p][0] for p in places]


@pytest.mark.parametrize("mode", ["walk", "ebike", "car"])
def test_every_piece_is_open_in_the_same_directions(mode: TravelMode) -> None:
    graph = read_osm_roads(EXTRACT)
    spots = [tuple(spot) for spot in graph.degrees.tolist()]
    arcs = set()
    for piece in range(graph.pieces):
        if graph.classes[graph.road_class[piece]] in ROADS.speeds_kmh[mode]:
            one, two = spots[graph.start[piece]], spots[graph.end[piece]]
            arcs |= {(one, two)} if graph.open_to[piece] & FORWARD[mode] else set()
            arcs |= {(two, one)} if graph.open_to[piece] & BACKWARD[mode] else set()
    assert arcs == set(read_independently(mode).edges)
