"""A site's page hands its position to each map application in the system that the application draws in."""

import re
from decimal import Decimal
from html import unescape
from urllib.parse import unquote

import pytest
from geopy.distance import geodesic
from litestar.testing import TestClient

from app.sites.crs import to_wgs84
from app.units import LatLon
from app.web.public.map_apps import MapApp, map_apps
from tests.networks import reader

__all__ = ["reader"]

QUXIAN = LatLon(lat=30.840679, lon=106.967698)
NAME = "土溪镇 A&B#1"
WRITTEN = "%E5%9C%9F%E6%BA%AA%E9%95%87%20A%26B%231"
GCJ = {"lat": "30.838137", "lon": "106.971831"}
BD = {"lat": "30.843844", "lon": "106.978414"}
WGS = {"lat": "30.840679", "lon": "106.967698"}
_AMAP = f"sourceApplication=zhanwang&dlat={GCJ['lat']}&dlon={GCJ['lon']}&dname={WRITTEN}&dev=0&t=0"
_BAIDU = (
    f"baidumap://map/direction?destination=name:{WRITTEN}%7Clatlng:{BD['lat']},{BD['lon']}"
    "&coord_type=bd09ll&mode=driving&src=zhanwang"
)
_TENCENT = (
    f"qqmap://map/routeplan?type=drive&fromcoord=CurrentLocation&to={WRITTEN}"
    f"&tocoord={GCJ['lat']},{GCJ['lon']}&referer=zhanwang"
)

EXPECTED = (
    MapApp(
        "amap",
        f"https://uri.amap.com/marker?position={GCJ['lon']},{GCJ['lat']}&name={WRITTEN}"
        "&coordinate=gaode&callnative=1&src=zhanwang",
        f"amapuri://route/plan/?{_AMAP}",
        f"iosamap://path?{_AMAP}",
        "30.838137, 106.971831",
    ),
    MapApp(
        "baidu",
        f"https://api.map.baidu.com/marker?location={BD['lat']},{BD['lon']}&title={WRITTEN}&content={WRITTEN}"
        "&output=html&coord_type=bd09ll&src=zhanwang",
        _BAIDU,
        _BAIDU,
        "30.843844, 106.978414",
    ),
    MapApp(
        "tencent",
        f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{GCJ['lat']},{GCJ['lon']};title:{WRITTEN};addr:{WRITTEN}"
        "&referer=zhanwang",
        _TENCENT,
        _TENCENT,
        "30.838137, 106.971831",
    ),
    MapApp(
        "apple",
        f"https://maps.apple.com/?ll={GCJ['lat']},{GCJ['lon']}&q={WRITTEN}",
        "",
        "",
        "30.838137, 106.971831",
    ),
    MapApp(
        "osm",
        f"https://www.openstreetmap.org/?mlat={WGS['lat']}&mlon={WGS['lon']}#map=17/{WGS['lat']}/{WGS['lon']}",
        "",
        "",
        "30.840679, 106.967698",
    ),
)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda app: app.code)
def test_each_is_addressed_as_its_vendor_describes_and_in_its_own_system(expected: MapApp) -> None:
    assert expected in map_apps(QUXIAN, NAME)


def test_the_expected_places_are_the_same_place() -> None:
    for given, crs in ((GCJ, "gcj02"), (BD, "bd09")):
        back = to_wgs84(Decimal(given["lon"]), Decimal(given["lat"]), crs)
        assert geodesic((QUXIAN.lat, QUXIAN.lon), (back.lat, back.lon)).m < 2
        # As it stands it would be hundreds of metres away.
        assert geodesic((QUXIAN.lat, QUXIAN.lon), (float(given["lat"]), float(given["lon"]))).m > 300


def test_the_page_offers_them_all_behind_one_button(reader: TestClient) -> None:
    text = reader.get("/sites/QX-TUXI").text
    (lat, lon) = map(float, re.search(r'id="coordinates">([\d.]+), ([\d.]+)<', text).groups())
    choices = text[text.index('<details class="navigate') :]
    choices = choices[: choices.index("</details>")]
    links = [unescape(href) for href in re.findall(r'href="([^"]+)"', choices)]
    name = re.search(r"&name=([^&]+)&", links[0])
    assert name is not None
    assert "土溪镇" in unquote(name[1])
    expected = map_apps(LatLon(lat=lat, lon=lon), unquote(name[1]))
    for app in expected:
        assert app.web in links
        assert not app.android or app.android in links
    assert f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}" in links
    # Who follows a link does not tell the map's host where from.
    assert choices.count('rel="noopener noreferrer"') == len(expected)


def test_a_site_known_only_by_its_township_is_navigated_nowhere(reader: TestClient) -> None:
    sites = reader.get("/api/v1/sites?limit=500").json()["features"]
    unplaced = [site["id"] for site in sites if site["geometry"] is None]
    assert unplaced, "the demonstration has sites without a location"
    assert 'class="navigate' not in reader.get(f"/sites/{unplaced[0]}").text
