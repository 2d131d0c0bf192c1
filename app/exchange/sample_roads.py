"""A made-up road network as an OpenStreetMap file, so that a demonstration loads roads the way any county does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from app.units import LatLon


@dataclass(frozen=True, slots=True)
class MadeUpRoad:
    """A road of the `highway` class `road_class` along these points; roads meet where they share the same point."""

    road_class: str
    points: tuple[LatLon, ...]


def write_osm(roads: Sequence[MadeUpRoad], path: Path) -> None:
    """Write roads as OpenStreetMap XML. Numbers are negative, as of anything that OpenStreetMap does not know."""
    numbers: dict[LatLon, str] = {}
    for road in roads:
        for point in road.points:
            numbers.setdefault(point, str(-1 - len(numbers)))
    root = ET.Element("osm", version="0.6", generator="zhanwang: made up, no real road")
    for point, number in numbers.items():
        ET.SubElement(root, "node", id=number, version="1", lat=f"{point.lat:.6f}", lon=f"{point.lon:.6f}")
    for count, road in enumerate(roads, start=1):
        way = ET.SubElement(root, "way", id=str(-count), version="1")
        for point in road.points:
            ET.SubElement(way, "nd", ref=numbers[point])
        ET.SubElement(way, "tag", k="highway", v=road.road_class)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
