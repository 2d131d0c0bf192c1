"""A report is reckoned in columns: its lines and totals are what reckoning place by place gives."""

from collections import Counter
from datetime import date

from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.account import STANDINGS, Standing, Tally
from app.coverage.assumptions import limit_for, rule_for
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_straight_line
from app.coverage.report_wording import headline, share_in_words
from app.coverage.straight_line import farthest_metres
from app.units import LatLon
from tests.standards.cases import seeds
from tests.thorough import share

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
DAY = date(2026, 11, 30)

POINTS = st.builds(LatLon, st.floats(30.8, 31.1).map(lambda x: round(x, 4)), st.just(106.9) | st.just(107.0))
PLACES = st.lists(
    st.tuples(
        *(st.none() | POINTS, st.sampled_from(["urban", "rural"]), st.booleans()),
        *(st.none() | st.integers(0, 5000), st.sampled_from(["T1", "T2", "T3"])),
    ),
    max_size=8,
)


def made(rows: list[tuple]) -> list[Place]:
    return [
        Place(f"V{n}", f"村{n}", township, Settlement(area, "class_code"), point, rough and point is not None, people)
        for n, (point, area, rough, people, township) in enumerate(rows)
    ]


def reckoned_one_by_one(place: Place, sites: list[ServingSite]) -> tuple[float, int, int] | None:
    """Metres to the nearest site, milliseconds on good roads and on bad ones."""
    assert CIRCLE is not None
    located = [site for site in sites if site.location is not None]
    if place.location is None or not located:
        return None
    here = (place.location.lat, place.location.lon)
    rule = rule_for(CIRCLE, place.settlement.area)
    metres = min(geodesic(here, (s.location.lat, s.location.lon)).m for s in located if s.location)
    seconds = metres / 1000 / float(rule.speed_kmh) * 3600
    good, bad = (round(seconds * float(f) * 1000) for f in (rule.detour_factor_good, rule.detour_factor_bad))
    return metres, good, bad


@given(rows=PLACES, points=st.lists(st.none() | POINTS, max_size=5, unique=True))
@settings(max_examples=share(60, 1000), deadline=None)
def test_every_line_says_the_nearest_site_and_its_milliseconds(rows: list[tuple], points: list[LatLon | None]) -> None:
    assert CIRCLE is not None
    sites = [ServingSite(f"S{n}", "站", "gig_market", point) for n, point in enumerate(points)]
    report = report_by_straight_line(made(rows), sites, CIRCLE, DAY)
    for line, place in zip(report.entries, made(rows), strict=True):
        expected = reckoned_one_by_one(place, sites)
        assert (line.place, line.limit) == (place, limit_for(CIRCLE, place.settlement.area))
        if line.reach is None:
            assert expected is None
            assert line.standing == ("unlocated" if place.location is None else "not_covered")
            continue
        assert expected is not None
        assert line.reach.straight_m is not None
        metres, good, bad = expected
        (site,) = [one for one in sites if one.code == line.reach.site]
        assert site.location is not None
        assert place.location is not None
        there = geodesic((place.location.lat, place.location.lon), (site.location.lat, site.location.lon)).m
        assert max(abs(line.reach.straight_m - metres), abs(there - metres)) < 1e-5
        assert abs(line.reach.shortest.milliseconds - good) <= 1, "PROJ and geopy agree to the micrometre"
        assert abs(line.reach.longest.milliseconds - bad) <= 1
        within = (line.reach.shortest <= line.limit, line.reach.longest <= line.limit)
        standings = {(True, True): "covered", (True, False): "covered_if_roads_good", (False, False): "not_covered"}
        assert line.standing == standings[within]
        assert line.standing_without_approximate == ("unlocated" if place.approximate else line.standing)
    assert_totals(report)


def assert_totals(report: CoverageReport) -> None:
    """The totals are what counting the lines gives."""
    lines = list(report.entries)
    weighed_by = report.with_approximate.everyone.weighed_by
    known = all(line.place.population is not None for line in lines)
    assert weighed_by == ("people" if lines and known else "places")
    assert report.placed == sum(line.place.location is not None for line in lines)
    assert [line.place.code for line in report.approximate] == [x.place.code for x in lines if x.place.approximate]
    for totals, rough in ((report.with_approximate, True), (report.without_approximate, False)):
        groups = {("area", area): one for area, one in totals.areas.items()}
        groups |= {("township", code): one for code, one in totals.townships.items()} | {("all", ""): totals.everyone}
        assert sorted(totals.townships) == list(totals.townships) == sorted({x.place.township for x in lines})
        for (sort, name), one in groups.items():
            own = [
                line
                for line in lines
                if sort == "all" or name == (line.place.settlement.area if sort == "area" else line.place.township)
            ]
            standings = [line.standing if rough else line.standing_without_approximate for line in own]
            assert +Counter(one.places) == Counter(standings)
            if one.people is None:
                assert any(line.place.population is None for line in own)
                continue
            people: Counter[str] = Counter()
            for line, standing in zip(own, standings, strict=True):
                people[standing] += line.place.population or 0
            assert +Counter(one.people) == +people


def test_lines_can_be_asked_for_one_by_one_and_in_part() -> None:
    assert CIRCLE is not None
    places = made([(LatLon(30.9, 106.9), "rural", False, 5, "T1"), (None, "urban", False, 5, "T2")] * 2)
    lines = report_by_straight_line(places, [], CIRCLE, DAY).entries
    assert [line.place.code for line in lines[1:3]] == ["V1", "V2"]
    assert (lines[-1].place.code, lines[-1].standing) == ("V3", "unlocated")
    assert len(lines) == 4


def test_minutes_are_counted_by_steps_whose_end_belongs_to_them() -> None:
    assert CIRCLE is not None
    site = ServingSite("S", "站", "gig_market", LatLon(30.9, 106.9))
    rows = [(LatLon(round(30.9 + n / 300, 6), 106.9), "rural", False, 5, "T1") for n in range(40)]
    report = report_by_straight_line(made(rows), [site], CIRCLE, DAY)
    minutes = [line.reach.longest.minutes for line in report.entries if line.reach is not None]
    steps = Counter(sum(one > end for end in (5, 10, 20, 30)) for one in minutes)
    assert report.in_steps((5, 10, 20, 30)) == [steps[n] for n in range(5)]


NORTH_M = farthest_metres(CIRCLE, "rural", good_roads=False)
"""As far as half an hour goes on bad roads."""


def villages(*shares: float | None) -> list[Place]:
    """Villages so many shares of the half hour north of the site; None: nobody knows where."""
    found = []
    for n, share_ in enumerate(shares):
        point = None
        if share_ is not None:
            there = geodesic(meters=NORTH_M * share_).destination((30.9, 106.9), 0)
            point = LatLon(lat=there.latitude, lon=there.longitude)
        found.append(Place(f"V{n}", "村", "T", Settlement("rural", "class_code"), point))
    return found


HERE = ServingSite("S", "站", "service_station", LatLon(lat=30.9, lon=106.9))


def test_places_are_counted_by_steps_of_minutes_of_which_the_last_minute_is_inside() -> None:
    assert CIRCLE is not None
    report = report_by_straight_line(villages(0, 0.3, 0.334, 0.9, 1.1, 3, None), [HERE], CIRCLE, DAY)
    assert report.in_steps([10, 30]) == [2, 2, 2]
    assert report.in_steps([5]) == [1, 5]
    nobody = report_by_straight_line(villages(0, None), [], CIRCLE, DAY)
    assert nobody.in_steps([10, 30]) == [0, 0, 0]
    (at_the_limit,) = report_by_straight_line(villages(1), [HERE], CIRCLE, DAY).reached.longest.tolist()
    assert at_the_limit == 30 * 60_000
    assert report_by_straight_line(villages(1), [HERE], CIRCLE, DAY).in_steps([30]) == [1, 0]


def test_a_rate_is_told_where_half_of_the_places_have_a_point() -> None:
    assert CIRCLE is not None
    for shares, too_few, placed in (
        ((0, None), False, 1),
        ((0, None, None), True, 1),
        ((), False, 0),
        ((None,), True, 0),
    ):
        report = report_by_straight_line(villages(*shares), [HERE], CIRCLE, DAY)
        assert (report.has_too_few_placed, report.placed) == (too_few, placed)
        assert ("暂不能判断" in headline(report).zh) is too_few


def test_lines_of_a_report_are_read_by_number_from_either_end_and_as_a_part() -> None:
    assert CIRCLE is not None
    lines = report_by_straight_line(villages(0, 2, None), [HERE], CIRCLE, DAY).entries
    assert [line.place.code for line in lines] == ["V0", "V1", "V2"]
    assert (lines[-1].place.code, lines[1].standing, len(lines), len(lines[1:])) == ("V2", "not_covered", 3, 2)
    assert [line.place.code for line in lines[1:]] == ["V1", "V2"]
    assert [line.limit.minutes for line in lines] == [30, 30, 30]


def test_a_rate_with_equal_ends_in_print_is_one_only_where_nothing_is_unknown() -> None:
    for low, high, told in ((1, 1, "33.3%。"), (0, 0, "0%。"), (333, 333, "33.3%。")):
        whole = 3 if low < 3 else 1000
        counts: dict[Standing, int] = dict.fromkeys(STANDINGS, 0)
        tally = Tally(counts | {"covered": low, "not_covered": whole - high}, None, "places")
        assert share_in_words(tally).zh.endswith(told)
    nearly = dict.fromkeys(STANDINGS, 0) | {"covered": 1999, "unlocated": 0, "no_route": 1, "not_covered": 100_000}
    assert "～" in share_in_words(Tally(nearly, None, "places")).zh
    assert "按人口" in share_in_words(Tally(nearly, nearly, "people")).zh
    assert "按村" in share_in_words(Tally(nearly, nearly, "places")).zh
