"""Where a site is, as map applications and map sites want to be told: each in the coordinate system that it draws in.

A WGS-84 position given to Amap, Tencent or Apple lies some 500 m off in China, given to Baidu some 1,100 m. The page
holds links only: no other host is asked until somebody follows one.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from app.sites.crs import from_wgs84
from app.sites.site import SourceCrs
from app.units import LatLon

_AMAP = "sourceApplication=zhanwang&dlat={lat}&dlon={lon}&dname={name}&dev=0&t=0"
_BAIDU = "destination=name:{name}%7Clatlng:{lat},{lon}&coord_type=bd09ll&mode=driving&src=zhanwang"
_TENCENT = "type=drive&fromcoord=CurrentLocation&to={name}&tocoord={lat},{lon}&referer=zhanwang"


@dataclass(frozen=True, slots=True)
class _Form:
    """How one of them is addressed, after the vendor's own description.

    `web` marks the place in a browser, and on a telephone offers the application; `android` and `ios` open the
    application at the way there. Amap takes GCJ-02 with ``coordinate=gaode`` and ``dev=0``, Baidu its own with
    ``bd09ll``, Tencent always GCJ-02; Apple draws China from Amap's data, OpenStreetMap the world in WGS-84.
    """

    code: str
    crs: SourceCrs
    web: str
    android: str = ""
    ios: str = ""


_FORMS = (
    _Form(
        "amap",
        "gcj02",
        "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=gaode&callnative=1&src=zhanwang",
        android="amapuri://route/plan/?" + _AMAP,
        ios="iosamap://path?" + _AMAP,
    ),
    _Form(
        "baidu",
        "bd09",
        "https://api.map.baidu.com/marker?location={lat},{lon}&title={name}&content={name}&output=html&coord_type=bd09ll"
        "&src=zhanwang",
        android="baidumap://map/direction?" + _BAIDU,
        ios="baidumap://map/direction?" + _BAIDU,
    ),
    _Form(
        "tencent",
        "gcj02",
        "https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lon};title:{name};addr:{name}&referer=zhanwang",
        android="qqmap://map/routeplan?" + _TENCENT,
        ios="qqmap://map/routeplan?" + _TENCENT,
    ),
    _Form("apple", "gcj02", "https://maps.apple.com/?ll={lat},{lon}&q={name}"),
    _Form("osm", "wgs84", "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"),
)


@dataclass(frozen=True, slots=True)
class MapApp:
    """One of them: its code, its addresses for the site (empty where it has none), the coordinates in its system."""

    code: str
    web: str
    android: str
    ios: str
    coordinates: str


def map_apps(point: LatLon, name: str) -> tuple[MapApp, ...]:
    """The site at this WGS-84 point in each of them.

    >>> [(app.code, app.coordinates) for app in map_apps(LatLon(30.840679, 106.967698), "x")][:2]
    [('amap', '30.838137, 106.971831'), ('baidu', '30.843844, 106.978414')]
    """
    found = []
    for form in _FORMS:
        lon, lat = (f"{degrees:.6f}" for degrees in from_wgs84(point, form.crs))
        given = {"lat": lat, "lon": lon, "name": quote(name, safe="")}
        web, android, ios = (address.format(**given) for address in (form.web, form.android, form.ios))
        found.append(MapApp(form.code, web, android, ios, f"{lat}, {lon}"))
    return tuple(found)
