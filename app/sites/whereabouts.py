"""Where a site is: its division held against the statistics bureau's list, its point against the county."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from app.normal.printable import printable
from app.normal.text import compared
from app.sites.crs import to_wgs84
from app.sites.divisions import Divisions, level_of, lies_within, widened
from app.sites.entry import LONGEST_NAME, Entry
from app.sites.site import Location, Site, SourceCrs
from app.sites.vocabulary import EntryRules, SiteKind
from app.wording import Wording

MOST_LON, MOST_LAT = 180, 90
DEGREE_DECIMALS = 7
"""To what precision coordinates are kept: a centimetre, which is what programs of maps write."""
SWAPPED = Wording(
    "经纬度写反了：经度（本县约 100 多度）在前，纬度（约 20–30 度）在后",
    "longitude and latitude are swapped: the longitude is the one above 90 degrees",
)
FAR_AWAY = Wording("坐标远在本县（区）之外，请检查坐标和坐标系", "lies far outside the county; check it and its system")
Extent = tuple[float, float, float, float]
BOX_MARGIN_DEGREES = 0.5
"""How far beyond the outermost known points of its county a site may stand: some 50 km."""


def read_division(
    entry: Entry,
    given: Mapping[str, Any],
    rule: EntryRules,
    kind: SiteKind | None,
    tier: str | None,
    divisions: Divisions,
) -> str | None:
    """The division as 12 digits."""
    township_tier = kind is not None and tier in kind.township_tiers
    if "division" not in given:
        if township_tier:
            entry.fault(
                "division",
                "missing",
                "乡镇级站点必须填写所在乡镇",
                "a township-tier station must name its township",
            )
        return None
    text = given["division"]
    try:
        code = widened(compared(text)) if isinstance(text, str) else widened("")
    except ValueError:
        entry.fault(
            "division",
            "bad_code",
            "应为 6、9 或 12 位统计用区划代码",
            "must be a statistics (NBS) code of 6, 9 or 12 digits",
        )
        return None
    remote = kind is not None and kind.remote
    if not rule.jurisdiction and kind is None:
        return code
    inside = lies_within(code, rule.jurisdiction) if rule.jurisdiction else not remote
    if not inside and not remote:
        entry.fault("division", "outside", "不在本方案的县（区）内", "lies outside the programme's county")
        return None
    if inside and divisions.get(code) is None:
        entry.fault(
            "division",
            "unknown_code",
            "统计用区划代码表中没有此代码",
            "is not in the statistics bureau's list",
        )
        return None
    if "division_name" in given and inside:
        name = entry.text(given["division_name"], "division_name", longest=LONGEST_NAME)
        if name is not None and not divisions.name_agrees(code, name):
            known = divisions.get(code)
            called = known.name if known else ""
            entry.fault(
                "division_name",
                "name_differs",
                f"代码 {code} 是{called}，不是{printable(name)}；请确认用的是统计代码而非民政代码",
                f"code {code} is {called}, not {printable(name)}; is it a civil-affairs code?",
            )
    if township_tier and (level_of(code) not in ("township", "village") or divisions.township_of(code) is None):
        entry.fault(
            "division",
            "not_a_township",
            "乡镇级站点须位于某个乡镇（街道）",
            "a township-tier station must lie in a township",
        )
        return None
    return code


def read_location(entry: Entry, value: object) -> Location | None:
    """The point in WGS-84, with the coordinates as they were handed in."""
    given = entry.mapping(value, "location")
    if given is None:
        return None
    entry.unknown_keys(given, ("lon", "lat", "crs"), "location")
    faults_before = len(entry.faults)
    for key in ("lon", "lat", "crs"):
        if given.get(key) is None:
            entry.fault(f"location.{key}", "missing", "必须填写", "is required")
    if len(entry.faults) > faults_before:
        return None
    lon, lat = (
        entry.number(given["lon"], "location.lon", signed=True, decimals=DEGREE_DECIMALS),
        entry.number(given["lat"], "location.lat", signed=True, decimals=DEGREE_DECIMALS),
    )
    crs = entry.one_of(given["crs"], "location.crs", ("wgs84", "gcj02", "bd09"))
    if lon is not None and lat is not None and abs(lat) > MOST_LAT and abs(lon) <= MOST_LAT and abs(lat) <= MOST_LON:
        entry.fault("location.lat", "out_of_range", SWAPPED.zh, SWAPPED.en)
        return None
    for number, bound, key in ((lon, MOST_LON, "lon"), (lat, MOST_LAT, "lat")):
        if number is not None and abs(number) > bound:
            entry.fault(f"location.{key}", "out_of_range", f"须在 ±{bound} 之间", f"must lie within ±{bound}")
    if len(entry.faults) > faults_before:
        return None
    assert lon is not None
    assert lat is not None
    system = cast(SourceCrs, crs)
    try:
        return Location(to_wgs84(lon, lat, system), lon, lat, system)
    except ValueError:
        beyond = no_such_place(system)
        entry.fault("location", "out_of_range", beyond.zh, beyond.en)
        return None


def no_such_place(crs: SourceCrs) -> Wording:
    """What is said of coordinates that stand for no point of the earth in their system."""
    return Wording(
        f"这组 {crs} 坐标换算后不在地球上，请检查坐标和坐标系",
        f"these {crs} coordinates lie outside the world once converted; check them and their system",
    )


def hold_to_county(entry: Entry, site: Site, rule: EntryRules, divisions: Divisions) -> None:
    """Refuse a point far outside the county of the programme."""
    kind, location, extent = rule.kinds.get(site.kind), site.location, divisions.extent(rule.jurisdiction)
    # A site that serves another city stands there.
    if location is None or kind is None or kind.remote or site.host_city is not None or extent is None:
        return
    point = location.point
    if is_near(point.lon, point.lat, extent):
        return
    if is_near(point.lat, point.lon, extent):
        entry.fault("location", "far_away", SWAPPED.zh, SWAPPED.en)
    else:
        entry.fault("location", "far_away", FAR_AWAY.zh, FAR_AWAY.en)


def is_near(lon: float, lat: float, extent: Extent, margin: float = BOX_MARGIN_DEGREES) -> bool:
    """Whether a point lies in the rectangle (west, south, east, north), or no farther outside than `margin` degrees."""
    west, south, east, north = extent
    return south - margin <= lat <= north + margin and west - margin <= lon <= east + margin
