"""Roads and waters to be drawn: each of its sort, joined from crossing to crossing, without what nobody sees."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon

from app.coverage.ground import NUMBER_OF, SORTS, ground_of
from app.coverage.road_graph import road_graph

FROM_ZOOM = {
    6: {"motorway", "lake"},
    8: {"river", "primary"},
    9: {"secondary"},
    11: {"tertiary"},
    12: {"canal"},
    13: {"street", "stream"},
    14: {"path"},
}
ROADS = {
    "motorway": "motorway motorway_link trunk trunk_link",
    "primary": "primary primary_link",
    "secondary": "secondary secondary_link",
    "tertiary": "tertiary tertiary_link",
    "street": "unclassified residential living_street pedestrian road",
    "path": "service track path footway cycleway bridleway steps",
}
CLASSES = tuple(" ".join(ROADS.values()).split())


def roads(degrees: list[tuple[float, float]], pieces: list[tuple[int, int, str]]):
    """A graph of pieces, each from node to node and of a class."""
    start, end = (np.array([piece[n] for piece in pieces], dtype=np.int32) for n in (0, 1))
    kinds = np.array([(*CLASSES, "ferry").index(piece[2]) for piece in pieces], dtype=np.uint8)
    ways = np.full(len(pieces), 3, dtype=np.uint8)
    return road_graph(
        np.array(degrees), start, end, kinds, ways, (*CLASSES, "ferry"), source="somewhere", attribution="© somebody"
    )


def drawn(graph, waters=()) -> list[tuple[str, list[tuple[float, float]]]]:
    ground = ground_of(graph, waters)
    return [(SORTS[sort].code, list(shape.coords)) for sort, shape in zip(ground.sorts, ground.shapes, strict=True)]


def test_every_sort_is_drawn_from_the_zoom_on_at_which_it_matters_and_the_weightiest_come_first() -> None:
    assert {zoom: {sort.code for sort in SORTS if sort.from_zoom == zoom} for zoom in FROM_ZOOM} == FROM_ZOOM
    zooms = [sort.from_zoom for sort in SORTS]
    assert zooms == sorted(zooms)
    assert [sort.code for sort in SORTS if sort.is_area] == ["lake"]
    assert [SORTS[number].code for number in NUMBER_OF.values()] == list(NUMBER_OF)


@pytest.mark.parametrize("name", CLASSES)
def test_a_road_of_every_class_is_drawn_as_its_sort(name: str) -> None:
    sort = next(code for code, names in ROADS.items() if name in names.split())
    assert drawn(roads([(30.0, 106.0), (30.1, 106.1)], [(0, 1, name)])) == [(sort, [(106.0, 30.0), (106.1, 30.1)])]


def test_a_ferry_is_no_road_to_draw() -> None:
    assert drawn(roads([(30.0, 106.0), (30.1, 106.1)], [(0, 1, "ferry")])) == []


def test_pieces_of_one_sort_are_joined_up_to_their_crossings_and_not_with_other_sorts() -> None:
    nodes = [(30.0, 106.0), (30.1, 106.1), (30.0, 106.2), (30.2, 106.1), (30.3, 106.2)]
    straight = drawn(roads(nodes, [(0, 1, "primary"), (1, 2, "primary_link"), (1, 3, "steps"), (3, 4, "path")]))
    assert [(code, len(line)) for code, line in straight] == [("primary", 3), ("path", 3)]
    crossing = drawn(roads(nodes, [(0, 1, "primary"), (1, 2, "primary"), (1, 3, "primary")]))
    assert [len(line) for _, line in crossing] == [2, 2, 2]


def test_a_bend_of_half_a_metre_is_left_out_and_one_of_two_stays() -> None:
    for bend, corners in ((0.000005, 2), (0.00002, 3)):
        pieces = [(0, 1, "road"), (1, 2, "road")]
        ((_, line),) = drawn(roads([(30.0, 106.0), (30.0 + bend, 106.1), (30.0, 106.2)], pieces))
        assert len(line) == corners


def test_waters_are_drawn_part_by_part_after_the_roads_and_only_in_the_form_of_their_sort() -> None:
    line, square = LineString([(0, 0), (1, 1)]), Polygon([(0, 0), (1, 0), (1, 1)])
    graph = roads([(30.0, 106.0), (30.1, 106.1)], [(0, 1, "path")])
    both = shapely.GeometryCollection([line, square])
    given = [
        ("river", MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])),
        ("lake", both),
        ("canal", both),
        ("stream", LineString()),
        ("lake", Polygon()),
    ]
    ground = ground_of(graph, given)
    assert [(SORTS[sort].code, shape.geom_type) for sort, shape in zip(ground.sorts, ground.shapes, strict=True)] == [
        ("path", "LineString"),
        ("river", "LineString"),
        ("river", "LineString"),
        ("lake", "Polygon"),
        ("canal", "LineString"),
    ]
    assert (ground.source, ground.attribution, ground.sorts.dtype) == ("somewhere", "© somebody", np.uint8)
    assert ground.tree.query(shapely.box(106, 30, 107, 31)).tolist() == [0]
    assert len(ground_of(roads([(30.0, 106.0)], []), []).shapes) == 0
