"""What is prepared of a county's roads for one way of travelling, kept in the data folder for the next process.

Made again, in some seconds for a million nodes, when the roads, the pack's rules of travelling or the form change, or
when the file is lost or damaged: it is never the truth, and backups leave it out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from app.coverage.by_road import KeepByMode
from app.coverage.road_graph import RoadGraph, fingerprint_of_roads
from app.coverage.road_pieces import Arrays
from app.exchange.array_files import read_arrays, write_arrays
from app.standards.programme import RoadTravel, TravelMode

FORM = 1
"""Rises when the same roads and rules are prepared otherwise."""


def kept_in(folder: Path, county: str, graph: RoadGraph, rules: RoadTravel) -> KeepByMode:
    """Keeps what is prepared of these roads, a file a mode."""
    told = {"form": FORM, "roads": fingerprint_of_roads(graph), "rules": json.loads(rules.model_dump_json())}

    def kept(mode: TravelMode, make: Callable[[], Arrays]) -> Arrays:
        place, head = folder / f"roads-{county}-{mode}.arrays", {**told, "mode": mode}
        found = read_arrays(place)
        if found is not None and found[0] == head:
            return found[1]
        made = make()
        write_arrays(place, head, made)
        return made

    return kept
