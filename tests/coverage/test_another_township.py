"""A point that is clearly nearer to another township's seat than to its own is asked about, wherever it is written."""

import pytest

from app.coverage.elsewhere import Seats, elsewhere
from app.sites.divisions import Division, Divisions
from app.sites.document import read_site
from app.sites.site import Site
from app.units import LatLon
from tests.standards.cases import seeds

TUXI, SANHUI, COUNTY = "511725103000", "511725104000", "511725000000"
AT_TUXI, AT_SANHUI, BETWEEN = (107.0545, 31.0131), (107.1337, 31.0318), (107.098, 31.0234)


def site(division: str, point: tuple[float, float] | None) -> Site:
    rules = {slug: one.entry_rules for slug, one in seeds().programmes.items()}
    document = {"code": "M-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "division": division}
    if point is not None:
        document |= {"location": {"lon": point[0], "lat": point[1], "crs": "wgs84"}}
    return read_site(document, rules, seeds().divisions)


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        (None, site(TUXI, AT_SANHUI), "location"),
        (None, site(TUXI, AT_TUXI), None),
        (None, site(TUXI, BETWEEN), None),
        (None, site(TUXI, None), None),
        (None, site(COUNTY, AT_SANHUI), None),
        (site(TUXI, AT_TUXI), site(TUXI, AT_SANHUI), "location"),
        (site(SANHUI, AT_SANHUI), site(TUXI, AT_SANHUI), "division"),
        (site(TUXI, AT_SANHUI), site(TUXI, AT_SANHUI), None),
        (site(TUXI, AT_SANHUI), site(TUXI, AT_TUXI), None),
    ],
)
def test_a_new_point_near_another_seat_is_asked_about(before: Site | None, after: Site, path: str | None) -> None:
    found = elsewhere([(before, after)], seeds().divisions)
    assert {code: doubt.path for code, doubt in found.items()} == ({} if path is None else {"M-1": path})
    for doubt in found.values():
        assert "三汇镇" in doubt.why.zh
        assert "土溪镇" in doubt.why.zh
        assert "7.8 公里" in doubt.why.zh


def test_a_site_without_a_point_keeps_no_other_from_being_asked_about() -> None:
    assert elsewhere([(None, site(TUXI, None)), (None, site(TUXI, AT_SANHUI))], seeds().divisions).keys() == {"M-1"}


def seats(**points: LatLon | None) -> Divisions:
    """Townships of two counties by the digits that tell them apart, with their seats."""
    made = [
        Division(f"5117{code[1:]}000", f"镇{code}", "township", None, "镇", point=point)
        for code, point in points.items()
    ]
    return Divisions(made)


HERE = LatLon(lat=31.0, lon=107.0)


@pytest.mark.parametrize(
    ("other", "own_km", "other_km", "told"),
    [
        ("_25201", 10, 5.9, True),
        ("_25201", 10, 6.1, False),
        ("_25001", 10, 5.9, True),
        ("_26201", 10, 1, False),
        ("_25201", 1, 10, False),
    ],
)
def test_a_seat_of_the_same_county_is_clearly_nearer_under_six_tenths_of_the_way(
    other: str, own_km: float, other_km: float, told: bool
) -> None:
    """A degree of latitude is 110.9 km there."""
    north, south = (LatLon(lat=31.0 + km / 110.86, lon=107.0) for km in (own_km, -other_km))
    known = seats(_25101=north, _25102=None, **{other: south})
    own = known.get("511725101000")
    assert own is not None
    asked = Seats(known)
    for found in (asked.clearly_nearer(HERE, own), asked.clearly_nearer(HERE, own)):
        assert (found is not None) is told
        if found is not None:
            assert (found[0].name, found[1], found[2]) == (
                f"镇{other}",
                pytest.approx(5900, rel=1e-3),
                pytest.approx(10_000, rel=1e-3),
            )
    nowhere = known.get("511725102000")
    assert nowhere is not None
    assert Seats(known).clearly_nearer(HERE, nowhere) is None


def test_what_is_said_of_it_is_only_told_and_names_the_point() -> None:
    (doubt,) = elsewhere([(None, site(TUXI, AT_SANHUI))], seeds().divisions).values()
    assert (doubt.read, doubt.kind, doubt.only_told) == ("107.134, 31.0318", "elsewhere", True)
