"""igraph's minutes on the same roads: Dijkstra from all sites at once, against the direction of travel.

What it does not do: find where a point meets its road (it is handed that), keep one-way streets from trapping a
point, say which site was reached, stand by limits, or account for anybody. It shares no search with the program.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import igraph
import numpy as np

from app.coverage.distance import Floats, degrees_of, metres_along
from app.coverage.road_graph import BACKWARD, FORWARD, RoadGraph
from app.coverage.road_pieces import Snapped
from app.standards.programme import RoadTravel, TravelMode
from app.units import LatLon


def igraph_seconds(
    graph: RoadGraph,
    mode: TravelMode,
    rules: RoadTravel,
    places: list[LatLon],
    sites: list[LatLon],
    here: Snapped,
    there: Snapped,
) -> Floats:
    """Seconds from each place to the site it reaches first, infinite where no road leads to one.

    `here`, `there`: pieces of the mode's own numbering, as `RoadPieces.snap` gives them.
    """
    kmh = np.array([float(rules.speeds_kmh[mode].get(name, 0)) for name in graph.classes])
    allowed = (graph.open_to & (FORWARD[mode] | BACKWARD[mode])) != 0
    usable = np.flatnonzero(allowed & (kmh[graph.road_class] > 0))
    start, end = graph.start[usable], graph.end[usable]
    seconds = graph.metres[usable].astype(float) * 3.6 / kmh[graph.road_class[usable]]
    ahead, back = ((graph.open_to[usable] & bits[mode]) != 0 for bits in (FORWARD, BACKWARD))
    walk = 3.6 / float(rules.walking_kmh)

    # every arc turned round, since the search starts where the ways end
    arcs = [np.stack((end[ahead], start[ahead]), axis=1), np.stack((start[back], end[back]), axis=1)]
    costs = [seconds[ahead], seconds[back]]
    source = graph.nodes
    place_node, site_node = source + 1, source + 1 + len(places)
    more: list[tuple[int, int, float]] = []
    on_piece: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for first, met in ((place_node, here), (site_node, there)):
        for row in np.flatnonzero(met.piece >= 0).tolist():
            on_piece[int(met.piece[row])].append((float(met.along[row]), first + row))
    for piece, stops in on_piece.items():
        chain = [(0.0, int(start[piece])), *sorted(stops), (1.0, int(end[piece]))]
        for (one, a), (two, b) in pairwise(chain):
            if ahead[piece] or one == two:
                more.append((b, a, (two - one) * seconds[piece]))
            if back[piece] or one == two:
                more.append((a, b, (two - one) * seconds[piece]))
    joined = np.flatnonzero(there.piece >= 0)
    more += [(source, site_node + row, float(there.metres[row]) * walk) for row in joined.tolist()]
    arcs.append(np.array([arc[:2] for arc in more]))
    costs.append(np.array([arc[2] for arc in more]))
    made = igraph.Graph(n=site_node + len(sites), edges=np.concatenate(arcs), directed=True)
    found = made.distances(source, None, weights=np.concatenate(costs).tolist())[0]
    by_road = np.array(found[place_node:site_node]) + np.where(here.piece >= 0, here.metres, np.inf) * walk
    return np.minimum(by_road, straight_walks(places, sites, here, there) * walk)


def straight_walks(places: list[LatLon], sites: list[LatLon], here: Snapped, there: Snapped) -> Floats:
    """Metres to the nearest site that is no farther straight than the two walks to the road; infinite without one."""
    shortest = np.full(len(places), np.inf)
    joined = np.flatnonzero(there.piece >= 0)
    farthest = there.metres[joined].max()
    from_degrees, to_degrees = degrees_of(places), degrees_of(sites)[joined]
    # a tenth of a degree of latitude is 11 km, ten times what a walk to the road may be
    order = np.argsort(to_degrees[:, 0])
    latitudes = to_degrees[order, 0]
    for row in np.flatnonzero(here.piece >= 0).tolist():
        reach = (here.metres[row] + farthest) / 110_000
        low, high = np.searchsorted(latitudes, from_degrees[row, 0] + np.array([-reach, reach]))
        near = order[low:high]
        near = near[np.abs(to_degrees[near, 1] - from_degrees[row, 1]) <= 2 * reach]
        if len(near):
            metres = metres_along(np.repeat(from_degrees[row : row + 1], len(near), axis=0), to_degrees[near])
            fits = metres <= here.metres[row] + there.metres[joined[near]]
            shortest[row] = metres[fits].min(initial=np.inf)
    return shortest
