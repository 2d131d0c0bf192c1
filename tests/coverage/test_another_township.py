"""A point that is clearly nearer to another township's seat than to its own is asked about, wherever it is written."""

import pytest

from app.coverage.elsewhere import elsewhere
from app.sites.document import read_site
from app.sites.site import Site
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
