"""How a place is reached: the one answer that both ways of travelling give, and that everything after
them reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.coverage.travel_time import TravelTime
from app.wording import Wording

Method = Literal["roads", "straight_line"]

METHOD_LABELS: dict[Method, Wording] = {
    "roads": Wording(
        "按路网最短时间计算，不计转弯限制、路口等候和堵车",
        "quickest way on the loaded road network, without turn restrictions, waiting at crossings or jams",
    ),
    "straight_line": Wording("按直线距离估算，不是实测时间", "estimated from the straight line, not a measured time"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """The site that a place reaches first, and how long that takes.

    `shortest` is the time if roads are good, `longest` if they are bad; by road the two are equal.
    `straight_m` is the geodesic distance to the site (straight-line method), `off_road_m` the walk from
    the place to the road (by road); the other is None.
    """

    site: str
    shortest: TravelTime
    longest: TravelTime
    straight_m: float | None = None
    off_road_m: float | None = None

    def __post_init__(self) -> None:
        if self.longest < self.shortest:
            raise ValueError("the way on bad roads cannot be the quicker one")
