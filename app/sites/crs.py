"""The three coordinate systems in which people hand in Chinese positions, and the way from each to WGS-84.

GCJ-02 (Amap, Tencent) moves a point by up to about 700 m, BD-09 (Baidu) a further kilometre, so a system that
is read wrongly is visible on a map. CGCS2000 differs from WGS-84 by less than a metre and is taken as WGS-84.
The conversion is that of the library `geocoordinates`: its refined inverse is within 1 m of the published
formula, which the tests hold it to. Outside the rectangle in which China shifts coordinates, GCJ-02 passes
unchanged.
"""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from app.sites.site import SourceCrs
from app.units import LatLon

SOURCE_CRS: tuple[SourceCrs, ...] = get_args(SourceCrs)


def to_wgs84(lon: Decimal, lat: Decimal, crs: SourceCrs) -> LatLon:
    """The point in WGS-84 that `lon` and `lat`, degrees in the system `crs`, stand for.

    WGS-84 coordinates pass unchanged. Raises ValueError when they are outside -180…180 or -90…90.

    >>> point = to_wgs84(Decimal("106.971831"), Decimal("30.838137"), "gcj02")
    >>> round(point.lon, 6), round(point.lat, 6)
    (106.967698, 30.840679)
    """
    given = LatLon(float(lat), float(lon))
    if crs == "wgs84":
        return given
    import geocoordinates_ffi as geo  # slow to load, and most documents do without it

    try:
        if crs == "gcj02":
            found = geo.gcj02_to_wgs84_refined(geo.Gcj02(lat=given.lat, lon=given.lon))
        else:
            found = geo.bd09_to_wgs84_refined(geo.Bd09(lat=given.lat, lon=given.lon))
    except geo.GeoError as beyond:  # BD-09 shifts everywhere, so a corner of the world ends up beyond 180 degrees
        raise ValueError(f"{crs} {lon}, {lat} lies outside the world") from beyond
    return LatLon(found.lat, found.lon)


def from_wgs84(point: LatLon, crs: SourceCrs) -> tuple[float, float]:
    """(lon, lat) in degrees of the system `crs`; exact by the published formula."""
    if crs == "wgs84":
        return point.lon, point.lat
    import geocoordinates_ffi as geo

    given = geo.Wgs84(lat=point.lat, lon=point.lon)
    found = geo.wgs84_to_gcj02(given) if crs == "gcj02" else geo.wgs84_to_bd09(given)
    return found.lon, found.lat
