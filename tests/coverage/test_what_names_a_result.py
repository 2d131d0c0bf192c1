"""A fingerprint names a result by all it rests on: the same for ever for the same inputs, another for any other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from app.coverage.assumptions import canonical
from app.coverage.fingerprint import fingerprint_of_inputs
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.road_graph import RoadGraph, fingerprint_of_roads, road_graph
from app.standards.programme import ServiceCircle
from app.units import LatLon

WORDS = ["字", "words"]
FACTORS = {"detour_factor_good": 1, "detour_factor_bad": "1.50"}
CIRCLE = ServiceCircle.model_validate(
    {
        "id": "n.circle",
        "section": "一",
        "quote": "引",
        "level": "must",
        "title": WORDS,
        "wording": WORDS,
        "in_force_from": "2023-01-01",
        "covered_percent_at_least": "100.0",
        "counting_kinds": ["b", "a"],
        "counting_statuses": ["operating"],
        "urban": {"limit_minutes": 10, "mode": "walk", "speed_kmh": "5.0", **FACTORS},
        "rural": {"limit_minutes": 30, "mode": "car", "speed_kmh": 30, **FACTORS},
    }
)
POINT = LatLon(lat=31.0, lon=107.0)
PLACES = [
    Place("A", "甲", "T", Settlement("urban", "name"), POINT, approximate=True, population=0),
    Place("B", "乙", "T", Settlement("rural", "class_code")),
]
SITES = [ServingSite("S", "站", "a", POINT), ServingSite("N", "无", "b")]


def named(places: list[Place] = PLACES, sites: list[ServingSite] = SITES, circle: ServiceCircle = CIRCLE) -> str:
    return fingerprint_of_inputs(places, sites, circle, "straight_line", None)


def test_a_result_that_was_kept_is_known_again_by_every_later_program() -> None:
    assert named() == "d0808f9e365d25e89878486243bcf5196d0effd987cc42fbdf23d29e4a8a0e40"
    assert (
        fingerprint_of_inputs(PLACES, SITES, CIRCLE, "roads", "r")
        == "cc9f8a62ed637f9021c569a176af59f1c45e18288ef95723b5affca307c5a2fd"
    )


def test_rules_are_kept_in_one_spelling() -> None:
    kept = canonical(CIRCLE)
    assert (kept["urban"]["speed_kmh"], kept["urban"]["detour_factor_bad"]) == ("5", "1.5")
    assert (kept["counting_kinds"], kept["in_force_from"], kept["roads"]) == (["a", "b"], "2023-01-01", None)
    assert list(kept["rural"]) == sorted(kept["rural"])


def test_neither_the_order_of_rows_nor_the_spelling_of_a_number_makes_another_result() -> None:
    urban = CIRCLE.urban.model_copy(update={"speed_kmh": Decimal("5.000")})
    circle = CIRCLE.model_copy(update={"urban": urban, "counting_kinds": ("a", "b")})
    zero = [replace(PLACES[0], location=LatLon(lat=-0.0, lon=0.0)), PLACES[1]]
    assert named(PLACES[::-1], SITES[::-1], circle) == named()
    assert named(zero) == named([replace(zero[0], location=LatLon(lat=0.0, lon=-0.0)), PLACES[1]])


@pytest.mark.parametrize(
    "changed",
    [
        *({"places": [replace(PLACES[0], **{name: value}), PLACES[1]]} for name, value in (
            ("code", "C"),
            ("name", "丙"),
            ("township", "U"),
            ("settlement", Settlement("rural", "name")),
            ("settlement", Settlement("urban", "neither")),
            ("location", None),
            ("location", LatLon(lat=31.0, lon=107.1)),
            ("location", LatLon(lat=31.1, lon=107.0)),
            ("approximate", False),
            ("population", None),
            ("population", 1),
        )),
        *({"sites": [replace(SITES[0], **{name: value}), SITES[1]]} for name, value in (
            ("code", "C"),
            ("name", "丙"),
            ("kind", "b"),
            ("location", None),
            ("location", LatLon(lat=31.0, lon=107.1)),
        )),
        {"places": PLACES[:1]},
        {"sites": SITES[1:]},
        {"circle": CIRCLE.model_copy(update={"in_force_from": date(2024, 1, 1)})},
        {"circle": CIRCLE.model_copy(update={"counting_statuses": ("operating", "planned")})},
    ],
)  # fmt: skip
def test_whatever_a_result_rests_on_makes_another_one(changed: dict[str, Any]) -> None:
    assert named(**changed) != named()


GRAPH = road_graph(
    np.array([(31.0, 107.0), (31.0, 107.1), (31.1, 107.1)]),
    np.array([0, 1]),
    np.array([1, 2]),
    np.array([0, 1]),
    np.array([3, 1]),
    ("primary", "path"),
    source="somewhere",
    attribution="© somebody",
)


def with_first(column: str) -> Callable[[RoadGraph], Any]:
    """The graph with another value at the beginning of a column."""

    def changed(graph: RoadGraph) -> RoadGraph:
        other = getattr(graph, column).copy()
        other.flat[0] += 1
        return replace(graph, **{column: other})

    return changed


def test_roads_that_were_kept_are_known_again_by_every_later_program() -> None:
    assert fingerprint_of_roads(GRAPH) == "4408e41761f8a530e04716ff49580b4d31fe35808b22b0dd30ad8372b8cd218b"
    assert fingerprint_of_roads(replace(GRAPH, data_as_of="")) == fingerprint_of_roads(GRAPH)


@pytest.mark.parametrize(
    "other",
    [
        *map(with_first, ("degrees", "start", "end", "metres", "road_class", "open_to")),
        *(
            lambda graph, name=name: replace(graph, **{name: "elsewhere"})
            for name in ("source", "attribution", "data_as_of")
        ),
        lambda graph: replace(graph, classes=("primary", "steps")),
    ],
)
def test_whatever_roads_are_made_of_makes_others(other: Callable[[RoadGraph], RoadGraph]) -> None:
    assert fingerprint_of_roads(other(GRAPH)) != fingerprint_of_roads(GRAPH)
