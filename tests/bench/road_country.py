"""A made-up country of roads: more than a million nodes, planar and connected, the same at every call.

Junctions are random points, thicker around towns. Roads are the Urquhart graph of the junctions (the Delaunay
triangulation without the longest side of each triangle): it contains the shortest tree that joins everything, has
junctions of three and four arms, blind ends and ways round, and no two roads cross. Every road bends a few times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay

from app.coverage.distance import Floats
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.road_graph import BACKWARD, FORWARD, RoadGraph, road_graph
from app.units import LatLon

SEED = 20231127
WEST, SOUTH, EAST, NORTH = 103.0, 28.5, 109.0, 32.5
"""Degrees: the eastern half of Sichuan, about 570 by 440 km."""
M_PER_DEGREE = np.array([111_000.0, 95_000.0])
"""Of latitude and longitude there, near enough to lay things out."""

JUNCTIONS, TOWNS, BENDS = 200_000, 400, 4
CLASSES = ("trunk", "secondary", "tertiary", "unclassified", "residential", "track", "footway")
SHARES = (0.03, 0.07, 0.15, 0.3, 0.3, 0.1, 0.05)
ONE_WAY = 0.04


@dataclass(frozen=True)
class Country:
    """The roads, the villages beside them and the sites beside them."""

    graph: RoadGraph
    places: tuple[Place, ...]
    sites: tuple[ServingSite, ...]


def scattered(rng: np.random.Generator, count: int) -> Floats:
    """Points (lat, lon), three in five of them around towns, at least a few metres apart."""
    low, high = np.array([SOUTH, WEST]), np.array([NORTH, EAST])
    towns = rng.uniform(low, high, (TOWNS, 2))
    near = towns[rng.integers(0, TOWNS, count * 3 // 5)] + rng.normal(0, 0.04, (count * 3 // 5, 2))
    far = rng.uniform(low, high, (count - len(near), 2))
    return np.clip(np.concatenate((near, far)), low, high)


def urquhart_edges(points: Floats) -> np.ndarray:
    """(n, 2) pairs of junctions that a road joins."""
    flat = points * M_PER_DEGREE
    corners = Delaunay(flat).simplices
    sides = np.sort(np.stack((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]), axis=1), axis=2)
    lengths = np.linalg.norm(flat[sides[..., 0]] - flat[sides[..., 1]], axis=2)
    longest = sides[np.arange(len(sides)), lengths.argmax(axis=1)]
    size = len(points)
    every = np.unique(sides[..., 0].astype(np.int64) * size + sides[..., 1])
    gone = np.unique(longest[:, 0].astype(np.int64) * size + longest[:, 1])
    kept = np.setdiff1d(every, gone, assume_unique=True)
    return np.stack((kept // size, kept % size), axis=1)


def roads(rng: np.random.Generator) -> RoadGraph:
    """The graph: every road of BENDS + 1 straight pieces, of one class, a few of them one-way."""
    points = scattered(rng, JUNCTIONS)
    edges = urquhart_edges(points)
    shares = (np.arange(BENDS) + 1) / (BENDS + 1)
    one, two = points[edges[:, 0]], points[edges[:, 1]]
    sideways = (two - one)[:, ::-1] * [1, -1] * rng.normal(0, 0.06, (len(edges), BENDS, 1)).transpose(1, 0, 2)
    bends = (one + shares[:, None, None] * (two - one) + sideways).transpose(1, 0, 2)
    number = JUNCTIONS + np.arange(len(edges) * BENDS).reshape(len(edges), BENDS)
    chain = np.column_stack((edges[:, 0], number, edges[:, 1])).astype(np.int32)
    degrees = np.clip(np.concatenate((points, bends.reshape(-1, 2))), (SOUTH, WEST), (NORTH, EAST))
    kind = rng.choice(len(CLASSES), len(edges), p=SHARES).astype(np.uint8)
    both = sum(FORWARD.values()) + sum(BACKWARD.values())
    one_way = both - BACKWARD["car"] - BACKWARD["ebike"]
    access = np.where(rng.random(len(edges)) < ONE_WAY, one_way, both).astype(np.uint8)
    return road_graph(
        degrees,
        chain[:, :-1].reshape(-1),
        chain[:, 1:].reshape(-1),
        np.repeat(kind, BENDS + 1),
        np.repeat(access, BENDS + 1),
        CLASSES,
        source="made up",
        attribution="made up",
    )


def beside_roads(rng: np.random.Generator, graph: RoadGraph, count: int) -> list[LatLon]:
    """Points some hundred metres from a road, a few of them too far from any."""
    piece = rng.integers(0, graph.pieces, count)
    share = rng.random((count, 1))
    on = graph.degrees[graph.start[piece]] * (1 - share) + graph.degrees[graph.end[piece]] * share
    away = rng.normal(0, 150.0, (count, 2)) / M_PER_DEGREE
    return [LatLon(lat, lon) for lat, lon in np.round(on + away, 6).tolist()]


def country(villages: int = 30_000, stations: int = 3_000) -> Country:
    """The whole. One village in five is urban, so both ways of travelling are asked for."""
    rng = np.random.default_rng(SEED)
    graph = roads(rng)
    places = tuple(
        Place(
            f"{n:012d}",
            f"村{n}",
            f"{n // 100:09d}000",
            Settlement("urban" if n % 5 == 0 else "rural", "class_code"),
            point,
        )
        for n, point in enumerate(beside_roads(rng, graph, villages))
    )
    sites = tuple(
        ServingSite(f"S{n:06d}", f"站{n}", "service_station", point)
        for n, point in enumerate(beside_roads(rng, graph, stations))
    )
    return Country(graph, places, sites)
