"""What measuring does at its edges: nothing to search among, ways that are no time, names and points that are rough."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.coverage.nearest import NearestSearch
from app.coverage.places import place_of
from app.coverage.reach import Reach
from app.coverage.travel_time import TravelTime
from app.units import LatLon
from app.wording import Wording
from tests.standards.cases import seeds

HERE, THERE = LatLon(lat=30.9, lon=106.9), LatLon(lat=30.9, lon=107.0)


def test_among_no_points_there_is_no_nearest() -> None:
    none = NearestSearch([])
    assert len(none.pairs_within([HERE], 1e9).row) == 0
    with pytest.raises(ValueError, match="no points"):
        none.nearest_of_each([HERE])


def test_nobody_who_asks_gets_no_answer_and_of_two_alike_the_first_comes_first() -> None:
    search = NearestSearch([THERE, HERE, HERE])
    assert [len(found) for found in search.nearest_of_each([])] == [0, 0]
    indices, metres = search.nearest_of_each([HERE, THERE])
    assert (list(indices), list(metres)) == ([1, 0], [0, 0])
    alone = NearestSearch([THERE])
    assert list(alone.nearest_of_each([HERE, THERE])[0]) == [0, 0]


def test_what_is_no_length_of_time_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        TravelTime(-1)
    with pytest.raises(ValueError, match="whole number"):
        TravelTime.of_minutes(Decimal("0.00001"))


def test_a_village_says_its_name_and_whether_its_point_is_rough() -> None:
    village = next(one for one in seeds().divisions if one.level == "village")
    named = replace(village, point=HERE, point_approximate=True)
    assert place_of(named).approximate
    assert not place_of(replace(named, point_approximate=False)).approximate
    assert not place_of(replace(named, point=None)).approximate
    place = replace(place_of(named), name="村", label=None)
    assert (place.said.zh, place.said.en) == ("村", "村")
    assert replace(place, label=Wording("村", "Village")).said.en == "Village"


def test_no_way_is_quicker_on_bad_roads() -> None:
    with pytest.raises(ValueError, match="bad roads"):
        Reach("A", shortest=TravelTime(60_001), longest=TravelTime(60_000))
    assert Reach("A", shortest=TravelTime(60_000), longest=TravelTime(60_000)).site == "A"
