"""Where a site is, as the map applications of a phone want to be told: each in the coordinate system that it draws in.

A WGS-84 position given to Amap or Tencent lies some 500 m off, given to Baidu some 1,100 m. The addresses are those of
the applications themselves, so no other host is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from app.sites.crs import from_wgs84
from app.sites.site import SourceCrs
from app.units import LatLon

_APPS: tuple[tuple[str, SourceCrs, str], ...] = (
    ("amap", "gcj02", "androidamap://viewMap?sourceApplication=zhanwang&poiname={name}&lat={lat}&lon={lon}&dev=0"),
    ("baidu", "bd09", "baidumap://map/marker?location={lat},{lon}&title={name}&coord_type=bd09ll&src=zhanwang"),
    ("tencent", "gcj02", "qqmap://map/marker?marker=coord:{lat},{lon};title:{name}&referer=zhanwang"),
)


@dataclass(frozen=True, slots=True)
class MapApp:
    """One application: its code, its address for the site, and the coordinates in its system to copy."""

    code: str
    href: str
    coordinates: str


def map_apps(point: LatLon, name: str) -> tuple[MapApp, ...]:
    """The site at this WGS-84 point in each application.

    >>> [(app.code, app.coordinates) for app in map_apps(LatLon(30.840679, 106.967698), "x")][:2]
    [('amap', '30.838137, 106.971831'), ('baidu', '30.843844, 106.978414')]
    """
    found = []
    for code, crs, address in _APPS:
        lon, lat = (f"{degrees:.6f}" for degrees in from_wgs84(point, crs))
        found.append(MapApp(code, address.format(lat=lat, lon=lon, name=quote(name, safe="")), f"{lat}, {lon}"))
    return tuple(found)
