"""A small made-up OpenStreetMap extract of 渠县 with everything that is drawn behind a map, and some that is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import osmium
from osmium.osm import mutable

from tests.launching import ran
from tests.networks import ROOT, clean_environment
from tests.patience import PATIENCE_SECONDS

Spot = tuple[float, float]
LAKE = (106.960, 30.860)
"""The middle of a lake of some 4 km across, with an island in its middle."""
SHORE, ISLAND = 0.02, 0.004


def _square(middle: Spot, half: float) -> list[Spot]:
    x, y = middle
    turns = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [(x + across * half, y + up * half) for across, up in turns]


WAYS: tuple[tuple[Mapping[str, str], Sequence[Spot]], ...] = (
    ({"highway": "trunk"}, [(106.80, 30.80), (106.97, 30.83), (107.15, 30.81)]),
    ({"highway": "residential"}, [(106.97, 30.83), (106.975, 30.833)]),
    ({"highway": "proposed"}, [(106.97, 30.83), (106.99, 30.80)]),
    ({"waterway": "river"}, [(106.90, 30.70), (106.95, 30.78), (106.94, 30.90)]),
    ({"waterway": "stream", "tunnel": "culvert"}, [(106.90, 30.72), (106.91, 30.73)]),
    ({"natural": "wood"}, _square((107.0, 30.9), 0.01)),
)


def county_extract(path: Path) -> Path:
    """Write the extract: two roads and one that is only planned, a river, a lake with an island, a wood, a stream in a
    pipe, and a lake of which the extract holds only a part.
    """
    with osmium.SimpleWriter(str(path)) as writer:
        rings = [_square(LAKE, SHORE), _square(LAKE, ISLAND)]
        numbers: dict[Spot, int] = {}
        for line in (*(line for _, line in WAYS), *rings):
            for spot in line:
                if spot not in numbers:
                    numbers[spot] = len(numbers) + 1
                    writer.add_node(mutable.Node(id=numbers[spot], location=spot))
        for number, (tags, line) in enumerate((*WAYS, *(({}, ring) for ring in rings)), 1):
            writer.add_way(mutable.Way(id=number, nodes=[numbers[spot] for spot in line], tags=tags))
        shores = [("w", len(WAYS) + 1, "outer"), ("w", len(WAYS) + 2, "inner")]
        water = {"type": "multipolygon", "natural": "water"}
        writer.add_relation(mutable.Relation(id=1, members=shores, tags=water))
        writer.add_relation(mutable.Relation(id=2, members=[("w", 999, "outer")], tags=water))
    return path


def load_extract(folder: Path, extract: Path) -> None:
    """`zhanwang roads load` into this data directory."""
    done = ran(("roads", "load", str(extract)), clean_environment(folder), ROOT, b"", PATIENCE_SECONDS)
    assert done.returncode == 0, done.stderr.decode()
