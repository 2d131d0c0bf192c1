"""How long a way may take, from its metres: what lists and the interface say beside a distance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Literal

from app.standards.programme import CircleMode, ServiceCircle

LONGEST_WAY_MINUTES = 180
"""Beyond it speeds and detours of a county's roads say nothing of how long a way takes."""


@dataclass(frozen=True, slots=True)
class WayEstimate:
    """How long a way may take: an estimate from the distance, the programme's speed and its detour factors.

    Whole minutes, rounded up, never less than one; `low` for a direct way, `high` for a winding one.
    """

    mode: Literal["walk", "ebike", "car"]
    low_minutes: int
    high_minutes: int


def estimate_way(metres: float, circle: ServiceCircle) -> WayEstimate | None:
    """How long so many metres as the crow flies may take, the way a person would go.

    That is the programme's urban way (on foot) as long as it takes no longer than its rural limit, else the
    rural way (by road). None beyond `LONGEST_WAY_MINUTES`.
    """
    urban = _estimate(metres, circle.urban)
    way = urban if urban.high_minutes <= circle.rural.limit_minutes else _estimate(metres, circle.rural)
    return way if way.low_minutes <= LONGEST_WAY_MINUTES else None


def _estimate(metres: float, mode: CircleMode) -> WayEstimate:
    straight_minutes = Decimal(metres) / 1000 / mode.speed_kmh * 60
    low, high = (
        max(1, ceil(straight_minutes * detour)) for detour in (mode.detour_factor_good, mode.detour_factor_bad)
    )
    return WayEstimate(mode.mode, low, high)
