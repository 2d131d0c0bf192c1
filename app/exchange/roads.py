"""Roads in and out of files: OpenStreetMap extracts (.osm.pbf and what else osmium reads) and the graph
kept as .npz.

Reads tags into classes and rights of way; knows no speeds and computes no minutes. A file is written
whole or not at all, and a damaged one is refused by its fingerprint.
"""

from __future__ import annotations

import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from shapely.geometry.base import BaseGeometry

from app.coverage.road_graph import ENDS_ONLY, RoadGraph, clipped, fingerprint_of_roads, road_graph, with_margin
from app.errors import Fault, InvalidInput, Malformed
from app.exchange.osm_files import reading_extract
from app.exchange.osm_passage import is_ends_only, passage_of, road_class_of, stopped_at
from app.exchange.private_files import private_file
from app.wording import Wording

OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
"""What the licence of OpenStreetMap data asks to be shown with anything made from it."""

OSM_LICENCE = "https://www.openstreetmap.org/copyright"
"""Where that licence is to be read."""

GRAPH_FORMAT = 1
WAYS_BETWEEN_REPORTS = 20_000
MOST_CLASSES = 254
OTHER_CLASS = "other"
"""People invent values of `highway`; those beyond the first 254 met share this class, which no pack gives a speed."""

_Node = tuple[int, float, float]
"""Number, latitude, longitude."""
Progress = Callable[[int], None]
"""Told now and then how many ways have been read."""


def read_osm_roads(
    path: Path, area: BaseGeometry | None = None, margin_km: float = 0.0, progress: Progress | None = None
) -> RoadGraph:
    """The roads of an extract, clipped to `area` (lon, lat degrees) with a margin; all of them without an
    area.

    Malformed when the file cannot be read; InvalidInput when it holds no road there.
    """
    wanted = None if area is None else with_margin(area, margin_km)
    columns = _Columns()
    with reading_extract(path):
        columns.barriers = _barriers(path)
        for count, (tags, nodes) in enumerate(_ways(path)):
            columns.add(tags, nodes, None if wanted is None else wanted.bounds)
            if progress is not None and count % WAYS_BETWEEN_REPORTS == 0:
                progress(count)
        data_as_of = _data_as_of(path)
    graph = columns.graph(path.name, data_as_of)
    if wanted is not None:
        graph = clipped(graph, wanted)
    if graph.pieces == 0:
        raise InvalidInput(
            [
                Fault(
                    path.name,
                    "no_roads",
                    Wording("该范围内没有道路，请换一个数据文件", "no road in this area: use another extract"),
                )
            ]
        )
    return graph


def save_road_graph(graph: RoadGraph, path: Path) -> None:
    """Keep a graph as compressed .npz, together with its fingerprint. An older file is replaced in one
    step.
    """
    with private_file(path) as part:
        np.savez_compressed(
            part,
            format=np.array(GRAPH_FORMAT),
            fingerprint=np.array(fingerprint_of_roads(graph)),
            degrees=graph.degrees,
            start=graph.start,
            end=graph.end,
            metres=graph.metres,
            road_class=graph.road_class,
            access=graph.open_to,
            classes=np.array(graph.classes, dtype=np.str_),
            source=np.array(graph.source),
            attribution=np.array(graph.attribution),
            data_as_of=np.array(graph.data_as_of or ""),
        )


def load_road_graph(path: Path) -> RoadGraph:
    """The graph kept by `save_road_graph`. Malformed when the file is damaged or of another format."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            if int(kept["format"]) != GRAPH_FORMAT:
                raise ValueError(f"format {int(kept['format'])}, expected {GRAPH_FORMAT}")
            graph = RoadGraph(
                kept["degrees"],
                kept["start"],
                kept["end"],
                kept["metres"],
                kept["road_class"],
                kept["access"],
                tuple(str(name) for name in kept["classes"]),
                str(kept["source"]),
                str(kept["attribution"]),
                str(kept["data_as_of"]) or None,
            )
            if fingerprint_of_roads(graph) != str(kept["fingerprint"]):
                raise ValueError("its content does not match its fingerprint")
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as fault:
        raise Malformed(
            Wording(
                f"路网文件 {path.name} 已损坏或格式不符，请重新载入道路：{fault}",
                f"the road file {path.name} is damaged or of another format; load the roads again: {fault}",
            )
        ) from fault
    return graph


def _ways(path: Path) -> Iterator[tuple[dict[str, str], list[_Node | None]]]:
    """Tags and nodes of every way with a `highway` or `route` tag; None for a node that the file does not hold.

    Positions are taken from nodes that stand before their ways, as they should; ways that lack some then are given once
    more thought: the file is gone through for the nodes that were missed (after the ways, or with negative numbers).
    """
    import osmium  # here, since it takes a process much memory, and few need it

    processor = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway", "route"))
    )
    incomplete: list[tuple[dict[str, str], list[int]]] = []
    for way in processor:
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = {tag.k: tag.v for tag in way.tags}
        if all(node.location.valid() for node in way.nodes):
            yield tags, [(node.ref, node.lat, node.lon) for node in way.nodes]
        else:
            incomplete.append((tags, [node.ref for node in way.nodes]))
    found = _nodes(path, {ref for _, refs in incomplete for ref in refs}) if incomplete else {}
    for tags, refs in incomplete:
        yield tags, [found.get(ref) for ref in refs]


def _nodes(path: Path, wanted: set[int]) -> dict[int, _Node]:
    """Those of the wanted nodes that the file holds, wherever in it."""
    import osmium

    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE)
    if min(wanted) >= 0:
        nodes = nodes.with_filter(osmium.filter.IdFilter(wanted))
    return {
        node.id: (node.id, node.lat, node.lon)
        for node in nodes
        if isinstance(node, osmium.osm.Node) and node.id in wanted and node.location.valid()
    }


def _barriers(path: Path) -> dict[int, int]:
    """Whom the nodes with a barrier stop, by their numbers."""
    import osmium

    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(osmium.filter.KeyFilter("barrier"))
    found = ((node.id, stopped_at({tag.k: tag.v for tag in node.tags})) for node in nodes)
    return {number: stopped for number, stopped in found if stopped}


def _data_as_of(path: Path) -> str | None:
    import osmium

    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        return reader.header().get("osmosis_replication_timestamp") or None


@dataclass(slots=True)
class _Columns:
    """Pieces of road as they are read, in compact arrays: node ids, positions, class and rights of way."""

    start: array[int] = field(default_factory=lambda: array("q"))
    end: array[int] = field(default_factory=lambda: array("q"))
    node: array[int] = field(default_factory=lambda: array("q"))
    degrees: array[float] = field(default_factory=lambda: array("d"))
    road_class: array[int] = field(default_factory=lambda: array("B"))
    open_to: array[int] = field(default_factory=lambda: array("B"))
    classes: dict[str, int] = field(default_factory=dict)
    barriers: dict[int, int] = field(default_factory=dict)

    def add(
        self, tags: dict[str, str], nodes: list[_Node | None], bounds: tuple[float, float, float, float] | None
    ) -> None:
        """Take in the pieces of one way. `bounds` is only a first sieve: a way with no node inside is left out.

        A piece that ends at a barrier is closed for whom that stops, so that nobody passes it.
        """
        name, granted = road_class_of(tags), passage_of(tags)
        if name is None or granted == 0:
            return
        if bounds is not None:
            west, south, east, north = bounds
            if not any(n and west <= n[2] <= east and south <= n[1] <= north for n in nodes):
                return
        if name not in self.classes and len(self.classes) == MOST_CLASSES:
            name = OTHER_CLASS
        number = self.classes.setdefault(name, len(self.classes))
        for node in nodes:
            if node is not None:
                self.node.append(node[0])
                self.degrees.extend(node[1:])
        for one, two in pairwise(nodes):
            if one is not None and two is not None:
                self.start.append(one[0])
                self.end.append(two[0])
                self.road_class.append(number)
                stopped = self.barriers.get(one[0], 0) | self.barriers.get(two[0], 0)
                left = granted & ~stopped
                self.open_to.append(left | ENDS_ONLY if left and is_ends_only(tags) else left)

    def graph(self, source: str, data_as_of: str | None) -> RoadGraph:
        """The graph of everything taken in, nodes in the order of their ids."""
        ids, first = np.unique(np.frombuffer(self.node, dtype=np.int64), return_index=True)
        degrees = np.frombuffer(self.degrees, dtype=np.float64).reshape(-1, 2)[first]
        return road_graph(
            degrees,
            np.searchsorted(ids, np.frombuffer(self.start, dtype=np.int64)).astype(np.int32),
            np.searchsorted(ids, np.frombuffer(self.end, dtype=np.int64)).astype(np.int32),
            np.frombuffer(self.road_class, dtype=np.uint8),
            np.frombuffer(self.open_to, dtype=np.uint8),
            tuple(self.classes),
            source=source,
            attribution=OSM_ATTRIBUTION,
            data_as_of=data_as_of,
        )
