"""Longitude and latitude as people write them: decimal degrees, or degrees, minutes and seconds, one in a cell or both.

The same that the paste box of the form reads (`static/js/read-position.js`); links of maps are read there only.
"""

from __future__ import annotations

import re
from decimal import Decimal

from app.normal.text import compared, searched

_SIDE = "(?:(?:东经|西经|北纬|南纬|[EWNSewns东西南北])[:]?)?"
_ANGLE = re.compile(
    rf"({_SIDE})\s*(-?\d{{1,3}}(?:\.\d+)?)\s*(?:[°º˚度]\s*(?:(\d{{1,2}}(?:\.\d+)?)\s*['′’分]\s*"
    rf"(?:(\d{{1,2}}(?:\.\d+)?)\s*(?:\"|″|”|秒|''|′′|’’)?)?)?)?\s*({_SIDE})"
)
_LABELS = re.compile(r"longitude|latitude|lon|lng|lat|经度|纬度", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;:/、()\[\]|]*")
_SYSTEMS = {
    **dict.fromkeys(("wgs84", "gps", "cgcs2000", "gps/cgcs2000", "2000", "天地图", "国家2000"), "wgs84"),
    **dict.fromkeys(("gcj02", "高德", "腾讯", "高德/腾讯", "高德地图", "腾讯地图", "火星"), "gcj02"),
    **dict.fromkeys(("bd09", "bd09ll", "百度", "百度地图"), "bd09"),
}
_SYSTEM_SIGNS = re.compile(r"[\s\-_‐-―]+|(?:坐标系?)$")
_DECIMALS = Decimal("0.000001")
_SMALLEST_LON = 60
"""China lies east of 73° and south of 54°: the larger of two numbers is the longitude."""
Pair = tuple[Decimal, Decimal]


def named_system(text: str) -> str | None:
    """The code of a system of coordinates by one of the names that it goes by; None where it is none of them.

    >>> [named_system(text) for text in ("GCJ-02", "ＧＰＳ", "百度地图", "火星坐标", "天地图", "北京54", "")]
    ['gcj02', 'wgs84', 'bd09', 'gcj02', 'wgs84', None, None]
    """
    return _SYSTEMS.get(_SYSTEM_SIGNS.sub("", searched(text)))


def written_angle(text: str) -> Decimal | None:
    """One of both, in degrees. None where the text holds none, or more.

    >>> written_angle("106°58′20″E"), written_angle("北纬30.8362°"), written_angle("106.97, 30.84")
    (Decimal('106.972222'), Decimal('30.8362'), None)
    >>> written_angle("106.97W"), written_angle("南纬30.8°")
    (None, None)
    """
    found = _angles(text)
    return found[0][0] if found is not None and len(found) == 1 else None


def written_pair(text: str) -> Pair | None:
    """Longitude and latitude out of one text, in either order; None where it does not hold both.

    >>> written_pair("106.9724, 30.8362"), written_pair("30°50′10″N 106°58′20″E")
    ((Decimal('106.9724'), Decimal('30.8362')), (Decimal('106.972222'), Decimal('30.836111')))
    >>> written_pair("106.97"), written_pair("5月3日 12"), written_pair("1.5, 2.5, 3.5")
    (None, None, None)
    """
    found = _angles(text)
    if found is None or len(found) != 2:
        return None
    (one, side), (other, _) = found
    first_is_lat = side == "lat" or (side == "" and one < _SMALLEST_LON)
    return (other, one) if first_is_lat else (one, other)


def _angles(text: str) -> list[tuple[Decimal, str]] | None:
    """Every angle of a text, and which of both it says to be; None where anything else stands there, and for the west
    and the south, where no site is.
    """
    plain = _LABELS.sub(" ", compared(text))
    if not all(_BETWEEN.fullmatch(gap) for gap in _ANGLE.split(plain)[:: _ANGLE.groups + 1]):
        return None
    found = []
    for before, degrees, minutes, seconds, after in _ANGLE.findall(plain):
        parts = Decimal(minutes or 0), Decimal(seconds or 0)
        if max(parts) >= 60:
            return None
        angle = Decimal(degrees)
        if any(parts):
            angle = (angle + parts[0] / 60 + parts[1] / 3600).quantize(_DECIMALS)
        said = (before + after).casefold()
        if re.search("[ws西南]", said):
            return None
        found.append((angle, "lat" if re.search("[ns南北]", said) else "lon" if said else ""))
    return found
