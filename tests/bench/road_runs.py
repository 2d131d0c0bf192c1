"""One run over the million nodes in a process of its own, so that its memory is its own.

`python -m tests.bench.road_runs zhanwang|igraph FOLDER` reads the roads and points kept in FOLDER, writes the seconds
of every place beside them and prints what it took, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from app.coverage.assumptions import road_rules
from app.coverage.by_road import RoadNetworks
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.report import report_by_road
from app.coverage.road_pieces import Snapped
from app.exchange.roads import load_road_graph, save_road_graph
from app.journeys.coverage.prepared_roads import kept_in
from app.standards.programme import ServiceCircle, TravelMode
from app.units import LatLon
from tests.bench.measuring import peak_megabytes
from tests.bench.road_country import Country
from tests.bench.road_peer import igraph_seconds
from tests.standards.cases import seeds

AS_OF = date(2026, 11, 24)
MODES: tuple[TravelMode, ...] = ("walk", "car")


def keep(country: Country, folder: Path) -> None:
    """Write the roads and the points, for the runs to read."""
    save_road_graph(country.graph, folder / "roads.npz")
    for name, things in (("places", country.places), ("sites", country.sites)):
        points = [thing.location for thing in things]
        np.save(folder / f"{name}.npy", np.array([(p.lat, p.lon) for p in points if p is not None]))


def circle_of_the_pack() -> ServiceCircle:
    """The rules of Qu County: urban places on foot, rural ones by car."""
    circle = seeds().programmes["qu-2023"].service_circle
    assert circle is not None
    return circle


@dataclass
class Laps:
    """Seconds of each stage."""

    began: float = field(default_factory=time.process_time)
    seconds: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = time.process_time()
        self.seconds[stage] = now - self.began
        self.began = now


def run_zhanwang(folder: Path, laps: Laps) -> None:
    """What `zhanwang coverage` does once sites and villages are read, from the kept road file to the report."""
    here, there = points_of(folder)
    places = [
        Place(f"{n:012d}", f"村{n}", f"{n // 100:09d}000", Settlement(area_of(n), "class_code"), point)
        for n, point in enumerate(here)
    ]
    sites = [ServingSite(f"S{n:06d}", f"站{n}", "service_station", point) for n, point in enumerate(there)]
    graph, circle = load_road_graph(folder / "roads.npz"), circle_of_the_pack()
    laps.lap("load")
    networks = RoadNetworks(graph, circle, kept_in(folder, "bench", graph, road_rules(circle)))
    snapped = {mode: networks.of(mode).pieces.snap(np.load(folder / "sites.npy")) for mode in MODES}
    laps.lap("prepare")
    report = report_by_road(places, sites, circle, networks, AS_OF)
    laps.lap("report")
    report_by_road(places, sites, circle, networks, AS_OF)
    laps.lap("again")
    for mode in MODES:
        starts = np.unique(networks.of(mode).pieces.start[snapped[mode].piece[snapped[mode].found]])
        dijkstra(networks.of(mode).pieces.against_travel, indices=starts, min_only=True)
    laps.lap("bare scipy")
    laps.seconds["peak_mb"] = peak_megabytes()
    reached = [e.reach.shortest.milliseconds / 1000 if e.reach else np.inf for e in report.entries]
    np.save(folder / "zhanwang.npy", np.array(reached))
    for mode in MODES:
        rows = [n for n in range(len(here)) if mode_of(n) == mode]
        at = networks.of(mode).pieces.snap(np.load(folder / "places.npy")[rows])
        for name, met in (("here", at), ("there", snapped[mode])):
            np.save(folder / f"{mode}-{name}.npy", np.stack((met.piece.astype(float), met.along, met.metres)))


def run_igraph(folder: Path, laps: Laps) -> None:
    """The peer on the same file, handed where the points meet their roads."""
    here, there = points_of(folder)
    graph, rules = load_road_graph(folder / "roads.npz"), road_rules(circle_of_the_pack())
    laps.lap("load")
    seconds = np.full(len(here), np.inf)
    for mode in MODES:
        rows = [n for n in range(len(here)) if mode_of(n) == mode]
        met = [snapped_of(folder / f"{mode}-{name}.npy") for name in ("here", "there")]
        seconds[rows] = igraph_seconds(graph, mode, rules, [here[n] for n in rows], there, met[0], met[1])
    laps.lap("report")
    laps.seconds["peak_mb"] = peak_megabytes()
    np.save(folder / "igraph.npy", seconds)


def area_of(number: int) -> str:
    """One village in five is urban."""
    return "urban" if number % 5 == 0 else "rural"


def mode_of(number: int) -> TravelMode:
    """How the people of a village travel by the pack."""
    circle = circle_of_the_pack()
    return circle.urban.mode if area_of(number) == "urban" else circle.rural.mode


def points_of(folder: Path) -> tuple[list[LatLon], list[LatLon]]:
    """Where the places and the sites are."""
    here, there = (np.load(folder / f"{name}.npy").tolist() for name in ("places", "sites"))
    return [LatLon(*point) for point in here], [LatLon(*point) for point in there]


def snapped_of(path: Path) -> Snapped:
    """Where points meet their roads, as kept by the other run."""
    piece, along, metres = np.load(path)
    return Snapped(piece.astype(np.intp), along, metres)


if __name__ == "__main__":
    watch = Laps()
    {"zhanwang": run_zhanwang, "igraph": run_igraph}[sys.argv[1]](Path(sys.argv[2]), watch)
    sys.stdout.write(json.dumps(watch.seconds))
