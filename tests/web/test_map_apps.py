"""A site's page hands its position to each map application in the system that the application draws in."""

import re
from decimal import Decimal
from urllib.parse import unquote

import pytest
from geopy.distance import geodesic
from litestar.testing import TestClient

from app.sites.crs import to_wgs84
from tests.networks import reader

__all__ = ["reader"]


@pytest.mark.parametrize(
    ("scheme", "pattern", "crs"),
    [
        ("androidamap", r"lat=(?P<lat>[\d.]+)&lon=(?P<lon>[\d.]+)&dev=0", "gcj02"),
        ("baidumap", r"location=(?P<lat>[\d.]+),(?P<lon>[\d.]+)&.*coord_type=bd09ll", "bd09"),
        ("qqmap", r"coord:(?P<lat>[\d.]+),(?P<lon>[\d.]+);", "gcj02"),
    ],
)
def test_each_application_is_led_to_the_very_place(reader: TestClient, scheme: str, pattern: str, crs: str) -> None:
    text = reader.get("/sites/QX-TUXI").text.replace("&amp;", "&")
    lat, lon = map(float, re.search(r'id="coordinates">([\d.]+), ([\d.]+)<', text).groups())
    href = re.search(rf'href="({scheme}://[^"]+)"', text)[1]
    given = re.search(pattern, href)
    back = to_wgs84(Decimal(given["lon"]), Decimal(given["lat"]), crs)
    assert geodesic((lat, lon), (back.lat, back.lon)).m < 2
    # As it stands it would be hundreds of metres away.
    assert geodesic((lat, lon), (float(given["lat"]), float(given["lon"]))).m > 300
    assert "土溪镇" in unquote(href)
