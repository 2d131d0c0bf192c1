"""Who counts as what: standings, shares that add unknown to the upper end only, and lists that are refused whole."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from app.coverage.account import STANDINGS, Share, Standing, standings_of, tallies_by, tally, weighing_of
from app.coverage.asked import AskedCircle, circle_as_asked
from app.coverage.columns import PlaceColumns, ReachColumns
from app.coverage.places import Place, ServingSite, Settlement, in_code_order, place_of, settlement_of
from app.coverage.report import report_by_straight_line
from app.errors import InvalidInput
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None


def reach(shortest: int, longest: int) -> ReachColumns:
    found = ReachColumns.of_none(1)
    found.site[0], found.shortest[0], found.longest[0] = 0, shortest, longest
    return found


@pytest.mark.parametrize(
    ("located", "found", "roads_answer", "standing"),
    [
        (False, None, True, "unlocated"),
        (False, reach(1, 1), True, "unlocated"),
        (True, None, True, "no_route"),
        (True, None, False, "not_covered"),
        (True, reach(900, 1000), False, "covered"),
        (True, reach(1000, 1001), False, "covered_if_roads_good"),
        (True, reach(1001, 1001), False, "not_covered"),
    ],
)
def test_where_a_place_stands(
    located: bool, found: ReachColumns | None, roads_answer: bool, standing: Standing
) -> None:
    reached = ReachColumns.of_none(1) if found is None else found
    (number,) = standings_of(np.array([located]), reached, np.array([1000]), roads_answer=roads_answer)
    assert STANDINGS[number] == standing


def place(code: str, people: int | None, township: str = "T1") -> Place:
    return Place(code, code, township, Settlement("rural", "class_code"), None, population=people)


EACH = np.arange(len(STANDINGS))
"""A place of each standing."""
PEOPLE = np.array([100, 20, 3, 4000, 50_000])
NOBODY = np.zeros(0, dtype=np.int64)


def test_a_share_counts_people_where_all_are_known_and_the_unknown_in_its_upper_end_only() -> None:
    assert weighing_of(PEOPLE) == "people"
    found = tally(EACH, PEOPLE, "people")
    assert (found.total, found.people) == (5, dict(zip(STANDINGS, PEOPLE, strict=True)))
    assert found.share == Share(100, 54_120, 54_123)
    assert tally(EACH, PEOPLE, "places").share == Share(1, 4, 5)


def test_where_one_population_is_unknown_places_are_counted_and_nobody_is_taken_for_none() -> None:
    some = PlaceColumns([place("A", None), *(place(code, 20) for code in "BCDE")]).people
    assert weighing_of(some) == "places"
    found = tally(EACH, some, "people")
    assert (found.people, found.share) == (None, Share(1, 4, 5))
    assert weighing_of(NOBODY) == "places"


def test_a_village_where_nobody_lives_is_known_and_counts_for_none() -> None:
    found = tally(EACH, PEOPLE * 0, weighing_of(PEOPLE * 0))
    assert (found.people, found.share) == (dict.fromkeys(STANDINGS, 0), Share(0, 0, 0))


def test_a_share_of_nobody_is_no_number() -> None:
    nobody = tally(NOBODY, NOBODY, "places").share
    assert nobody.percent is None
    assert Share(1, 2, 3).percent == (Decimal("33.3"), Decimal("66.6"))


def test_townships_are_counted_each_for_itself_in_order() -> None:
    places = PlaceColumns([place("A", 1, "T2"), place("B", 1, "T1"), place("C", None, "T2")])
    codes, township = places.townships
    found = tallies_by(EACH[:3], places.people, "places", township, len(codes))
    assert codes == ("T1", "T2")
    assert [(one.total, one.places["covered"], one.people is None) for one in found] == [(1, 0, False), (2, 1, True)]


def test_a_code_given_twice_and_a_population_below_zero_are_all_named() -> None:
    site = ServingSite("S", "站", "gig_market")
    with pytest.raises(InvalidInput) as told:
        in_code_order([place("B", -1), place("A", 0), place("A", 1)], [site, site])
    assert [(fault.path, fault.code) for fault in told.value.faults] == [
        ("places[A]", "duplicate"),
        ("sites[S]", "duplicate"),
        ("places[B].population", "negative"),
    ]
    ordered, _ = in_code_order([place("B", 0), place("A", None)], [site])
    assert [one.code for one in ordered] == ["A", "B"]


def test_towns_and_rough_points_are_told_apart_in_the_totals() -> None:
    here = LatLon(lat=30.9, lon=106.9)
    urban, rural = Settlement("urban", "class_code"), Settlement("rural", "class_code")
    places = [
        Place("A", "社区", "T1", urban, here),
        Place("B", "村", "T1", rural, here, approximate=True),
        Place("C", "村", "T2", rural, None),
    ]
    sites = [ServingSite("S1", "站", "gig_market", here), ServingSite("S2", "站", "gig_market")]
    report = report_by_straight_line(places, sites, CIRCLE, date(2026, 11, 24))
    assert [one.code for one in report.unlocated_sites] == ["S2"]
    assert [one.place.code for one in report.approximate] == ["B"]
    assert {area: one.total for area, one in report.with_approximate.areas.items()} == {"urban": 1, "rural": 2}
    assert {code: one.total for code, one in report.with_approximate.townships.items()} == {"T1": 2, "T2": 1}
    assert report.with_approximate.everyone.share == Share(2, 3, 3)
    assert report.without_approximate.everyone.share == Share(1, 3, 3)


@pytest.mark.parametrize(
    ("code", "name", "area", "basis"),
    [
        ("111", "某村", "urban", "class_code"),
        ("210", "某社区", "rural", "class_code"),
        (None, "文崇社区", "urban", "name"),
        (None, "东城居民委员会", "urban", "name"),
        (None, "长安村委会", "rural", "name"),
        (None, "村上", "urban", "neither"),
    ],
)
def test_town_or_country_by_class_then_by_name_then_by_the_stricter(
    code: str | None, name: str, area: str, basis: str
) -> None:
    assert settlement_of(code, name) == Settlement(area, basis)


def test_only_villages_are_places_and_only_classes_of_the_bureau_are_read() -> None:
    divisions = seeds().divisions
    township = next(one for one in divisions if one.level == "township")
    with pytest.raises(ValueError, match="not a village"):
        place_of(township)
    with pytest.raises(ValueError, match="no urban"):
        settlement_of("199", "某村")
    village = next(one for one in divisions if one.level == "village")
    found = place_of(village)
    assert (found.code, found.township, found.location) == (village.code, village.code[:9] + "000", village.point)


def asked(**given: object) -> AskedCircle:
    numbers = tuple((name.replace("__", "."), Decimal(str(value))) for name, value in given.pop("n", {}).items())
    return AskedCircle(numbers=numbers, **given)


def test_the_packs_rules_hold_where_nothing_is_asked_for_otherwise() -> None:
    assert circle_as_asked(CIRCLE, AskedCircle(), (), ()) is CIRCLE
    assert AskedCircle().as_in_the_pack
    for given in (
        {"kinds": ("gig_market",)},
        {"statuses": ("planned",)},
        {"modes": (("urban", "walk"),)},
        {"n": {"urban__limit_minutes": 5}},
    ):
        assert not asked(**given).as_in_the_pack
    same = asked(modes=(("rural", CIRCLE.rural.mode),))
    assert circle_as_asked(CIRCLE, same, (), ()) is CIRCLE


def test_what_is_asked_for_stands_in_the_rules_and_the_rest_stays() -> None:
    changed = circle_as_asked(
        CIRCLE,
        asked(kinds=("gig_market",), statuses=("planned",), n={"urban__limit_minutes": "12.5"}),
        ["gig_market"],
        ["planned"],
    )
    assert (changed.counting_kinds, changed.counting_statuses) == (("gig_market",), ("planned",))
    assert (changed.urban.limit_minutes, changed.rural) == (Decimal("12.5"), CIRCLE.rural)
    assert changed.urban.speed_kmh == CIRCLE.urban.speed_kmh


def test_any_way_to_travel_may_be_asked_for_where_the_pack_has_no_roads() -> None:
    bare = CIRCLE.model_copy(update={"roads": None})
    assert circle_as_asked(bare, asked(modes=(("rural", "walk"),)), (), ()).rural.mode == "walk"


def test_every_value_that_cannot_be_asked_for_is_named() -> None:
    wrong = asked(
        kinds=("x",),
        statuses=("y",),
        n={"urban__limit_minutes": 0, "urban__speed_kmh": 151, "rural__detour_factor_bad": "0.5"},
    )
    with pytest.raises(InvalidInput) as told:
        circle_as_asked(CIRCLE, wrong, ["gig_market"], ["planned"])
    assert {fault.path for fault in told.value.faults} == {
        *("kind", "status", "urban.limit_minutes", "urban.speed_kmh", "rural.detour_factor_bad")
    }
