"""The rules of the service circle as they are used in one calculation: the pack's, or the pack's as
changed on a page.

The typed model is the pack's own (`standards.programme.ServiceCircle`), so what is read, changed, used
and printed is one thing. In `programme.toml`:

.. code-block:: toml

    [service_circle]
    id = "network.service_circle"
    section = "（三）3"
    quote = "形成“城市 10 分钟、农村半小时”就业服务圈"
    level = "must"
    title = { zh = "…", en = "…" }
    wording = { zh = "…", en = "…" }
    in_force_from = 2023-01-01
    covered_percent_at_least = 100
    counting_kinds = ["service_station", "service_point", "gig_market"]
    counting_statuses = ["operating"]

    [service_circle.urban]
    limit_minutes = 10
    mode = "walk"
    speed_kmh = 5
    detour_factor_good = 1.2
    detour_factor_bad = 1.5

    [service_circle.rural]
    limit_minutes = 30
    mode = "car"
    speed_kmh = 30
    detour_factor_good = 1.2
    detour_factor_bad = 1.8

    [service_circle.roads]
    walking_kmh = 5
    snap_limit_m = 1000
    smallest_network_nodes = 50
    clip_margin_km = 10

    [service_circle.roads.speeds_kmh.walk]
    residential = 5
    footway = 5
    steps = 3

    [service_circle.roads.speeds_kmh.car]
    primary = 30
    residential = 20
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.coverage.places import Area
from app.coverage.travel_time import TravelTime
from app.errors import Refused
from app.standards.programme import CircleMode, RoadTravel, ServiceCircle, TravelMode
from app.units import plain
from app.wording import Wording

AREAS: tuple[Area, ...] = ("urban", "rural")

AREA_LABELS: dict[Area, Wording] = {"urban": Wording("城镇", "urban"), "rural": Wording("农村", "rural")}
MODE_LABELS: dict[TravelMode, Wording] = {
    "walk": Wording("步行", "on foot"),
    "ebike": Wording("电动自行车", "by e-bike"),
    "car": Wording("乘车", "by car"),
}


def rule_for(circle: ServiceCircle, area: Area) -> CircleMode:
    """How people of such places travel, and their limit."""
    return circle.urban if area == "urban" else circle.rural


def limit_for(circle: ServiceCircle, area: Area) -> TravelTime:
    """The limit for such places, inclusive."""
    return TravelTime.of_minutes(rule_for(circle, area).limit_minutes)


def road_rules(circle: ServiceCircle) -> RoadTravel:
    """How people travel by road; Refused when the pack does not say, since speeds are never made up here."""
    if circle.roads is None:
        raise Refused(
            Wording(
                "方案包没有道路速度：请在 programme.toml 的 [service_circle.roads] 中填写后再按路网计算。",
                "The pack states no road speeds: fill in [service_circle.roads] of programme.toml first.",
            )
        )
    return circle.roads


def seconds_per_metre(kmh: Decimal) -> float:
    """Seconds that one metre takes at this speed.

    >>> seconds_per_metre(Decimal(30)) * 1000
    120.0
    """
    return float(Decimal("3.6") / kmh)


def canonical(circle: ServiceCircle) -> dict[str, Any]:
    """The rules as plain data in one spelling (30 and 30.0 are one speed), for fingerprints and records."""
    return {str(key): _spelled(value) for key, value in circle.model_dump().items()}


def _spelled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _spelled(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list | tuple):  # of kinds and of states: sets by meaning
        return sorted(_spelled(inner) for inner in value)
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, Decimal) else value


def stated(circle: ServiceCircle, area: Area, *, by_road: bool) -> Wording:
    """One sentence that puts the assumptions for such places on the table."""
    rule, label = rule_for(circle, area), AREA_LABELS[area]
    mode, limit = MODE_LABELS[rule.mode], plain(rule.limit_minutes)
    if by_road:
        walking, snap = plain(road_rules(circle).walking_kmh), plain(road_rules(circle).snap_limit_m)
        return Wording(
            f"{label.zh}：{mode.zh}，按路网最短时间，各级道路速度见方案包；"
            f"到道路的一段按步行 {walking} 公里/小时、最远 {snap} 米；限 {limit} 分钟（含）。",
            f"{label.en}: {mode.en}, quickest way on the road network at the pack's speeds by road class; "
            f"walking {walking} km/h to the road, at most {snap} m; limit {limit} minutes, inclusive.",
        )
    speed = plain(rule.speed_kmh)
    good, bad = plain(rule.detour_factor_good), plain(rule.detour_factor_bad)
    return Wording(
        f"{label.zh}：{mode.zh} {speed} 公里/小时，路程 = 直线距离 × {good}（路况良好）至 × {bad}（路况较差），"
        f"限 {limit} 分钟（含）；为估算，不是实测时间。",
        f"{label.en}: {mode.en} at {speed} km/h, way = straight line × {good} (good roads) "
        f"to × {bad} (bad roads), limit {limit} minutes, inclusive; an estimate, not a measured time.",
    )
