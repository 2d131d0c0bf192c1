"""Who is covered, who is not, and who cannot be told: counted without dropping anybody and without
calling unknown a no.

A share is a range. Its lower end counts only places that are surely covered; its upper end counts also
those covered if roads are good and all whose answer is unknown (no point, or no way in the road data).
The denominator is always everybody. A share is of people when the population of every place in the report
is known, else of places; the two are never mixed in one report, so that areas and townships can be
compared with each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.coverage.columns import NOT_REACHED, UNKNOWN_PEOPLE, Marks, Milliseconds, ReachColumns, Rows
from app.wording import Wording

Standing = Literal["covered", "covered_if_roads_good", "not_covered", "no_route", "unlocated"]
WeighedBy = Literal["people", "places"]
People = NDArray[np.int64]

STANDINGS: tuple[Standing, ...] = get_args(Standing)

STANDING_LABELS: dict[Standing, Wording] = {
    "covered": Wording("已覆盖", "covered"),
    "covered_if_roads_good": Wording("路况良好时覆盖", "covered only if roads are good"),
    "not_covered": Wording("未覆盖", "not covered"),
    "no_route": Wording("路网数据不足，无法判定", "no answer from the road data"),
    "unlocated": Wording("未标注位置", "no location"),
}

UNKNOWN: frozenset[Standing] = frozenset({"no_route", "unlocated"})
"""Standings that say nothing about whether people are served."""


def standings_of(located: Marks, reached: ReachColumns, limits: Milliseconds, *, roads_answer: bool) -> Rows:
    """Where each place stands, as a number in STANDINGS. `limits` in milliseconds a place, inclusive.

    `roads_answer` tells how to read a located place that reaches nothing: by straight line (False) there
    is no located site at all, so it is not covered; by road (True) the map may have a gap, so nothing is
    known.
    """
    named = {name: number for number, name in enumerate(STANDINGS)}
    standings = np.full(len(located), named["not_covered"], dtype=np.intp)
    standings[reached.shortest <= limits] = named["covered_if_roads_good"]
    standings[reached.longest <= limits] = named["covered"]
    standings[reached.site == NOT_REACHED] = named["no_route" if roads_answer else "not_covered"]
    standings[~located] = named["unlocated"]
    return standings


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, as a range of whole numbers: at least `low` and at most `high` of `whole` people
    or places.
    """

    low: int
    high: int
    whole: int

    @property
    def percent(self) -> tuple[Decimal, Decimal] | None:
        """Both ends to one decimal, rounded down: 100.0 is only ever everybody.

        >>> [str(p) for p in Share(1999, 2000, 2000).percent]
        ['99.9', '100.0']
        """
        if not self.whole:
            return None
        low, high = (
            (Decimal(n * 100) / self.whole).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
            for n in (self.low, self.high)
        )
        return low, high


@dataclass(frozen=True, slots=True)
class Tally:
    """How a group of places stands. `places` counts villages and communities; `people` their residents,
    or None where not all are known.

    `weighed_by` says what `share` is a share of.
    """

    places: Mapping[Standing, int]
    people: Mapping[Standing, int] | None
    weighed_by: WeighedBy

    @property
    def total(self) -> int:
        """How many places are in the group."""
        return sum(self.places.values())

    @property
    def share(self) -> Share:
        """The covered share of the group."""
        counts = self.places if self.weighed_by == "places" or self.people is None else self.people
        surely = counts["covered"]
        perhaps = counts["covered_if_roads_good"] + sum(counts[s] for s in UNKNOWN)
        return Share(surely, surely + perhaps, sum(counts.values()))


def weighing_of(people: People) -> WeighedBy:
    """People when every place's population is known (and there is any), else places."""
    return "people" if len(people) and (people != UNKNOWN_PEOPLE).all() else "places"


def tally(standings: Rows, people: People, weighed_by: WeighedBy) -> Tally:
    """Count a group of places, weighed like the whole report."""
    return tallies_by(standings, people, weighed_by, np.zeros(len(standings), dtype=np.intp), 1)[0]


def tallies_by(standings: Rows, people: People, weighed_by: WeighedBy, group: Rows, groups: int) -> list[Tally]:
    """One tally a group; `group` is the number of each place's."""
    cell, cells = group * len(STANDINGS) + standings, groups * len(STANDINGS)
    counts = np.bincount(cell, minlength=cells).reshape(groups, len(STANDINGS))
    residents = np.zeros(cells, dtype=np.int64)
    np.add.at(residents, cell, people)  # where some are not known the sum is left out below
    unknown = np.bincount(group[people == UNKNOWN_PEOPLE], minlength=groups)
    return [
        Tally(_by_standing(places), None if missing else _by_standing(living), weighed_by)
        for places, living, missing in zip(counts, residents.reshape(groups, len(STANDINGS)), unknown, strict=True)
    ]


def _by_standing(counts: People) -> dict[Standing, int]:
    return dict(zip(STANDINGS, counts.tolist(), strict=True))
