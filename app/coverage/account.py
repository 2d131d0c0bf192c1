"""Who is covered, who is not, and who cannot be told: counted without dropping anybody and without
calling unknown a no.

A share is a range. Its lower end counts only places that are surely covered; its upper end counts also
those covered if roads are good and all whose answer is unknown (no point, or no way in the road data).
The denominator is always everybody. A share is of people when the population of every place in the report
is known, else of places; the two are never mixed in one report, so that areas and townships can be
compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Literal, get_args

from app.coverage.places import Place
from app.coverage.reach import Reach
from app.coverage.travel_time import TravelTime
from app.wording import Wording

Standing = Literal["covered", "covered_if_roads_good", "not_covered", "no_route", "unlocated"]
WeighedBy = Literal["people", "places"]

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


def standing_of(located: bool, reach: Reach | None, limit: TravelTime, *, roads_answer: bool) -> Standing:
    """Where a place stands. Limits are inclusive.

    `roads_answer` tells how to read a located place that reaches nothing: by straight line (False) there
    is no located site at all, so it is not covered; by road (True) the map may have a gap, so nothing is
    known.
    """
    if not located:
        return "unlocated"
    if reach is None:
        return "no_route" if roads_answer else "not_covered"
    if reach.longest <= limit:
        return "covered"
    return "covered_if_roads_good" if reach.shortest <= limit else "not_covered"


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, as a range of whole numbers: at least `low` and at most `high` of `whole` people
    or places.
    """

    low: int
    high: int
    whole: int

    @property
    def fractions(self) -> tuple[Fraction, Fraction] | None:
        """The exact ends; None where there is nobody to count."""
        return (Fraction(self.low, self.whole), Fraction(self.high, self.whole)) if self.whole else None

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


def weighing_of(places: Iterable[Place]) -> WeighedBy:
    """People when every place's population is known (and there is any), else places."""
    known = [p.population is not None for p in places]
    return "people" if known and all(known) else "places"


def tally(places: Sequence[Place], standings: Mapping[str, Standing], weighed_by: WeighedBy) -> Tally:
    """Count a group of places, whose standings are given by code, weighed like the whole report."""
    counts = dict.fromkeys(STANDINGS, 0)
    residents = dict.fromkeys(STANDINGS, 0)
    for place in places:
        standing = standings[place.code]
        counts[standing] += 1
        residents[standing] += place.population or 0
    all_known = all(p.population is not None for p in places)
    return Tally(counts, residents if all_known else None, weighed_by)


def tallies_by(
    places: Sequence[Place],
    standings: Mapping[str, Standing],
    weighed_by: WeighedBy,
    group_of: Callable[[Place], str],
) -> dict[str, Tally]:
    """One tally a group, in the order of the groups' names."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(group_of(place), []).append(place)
    return {name: tally(groups[name], standings, weighed_by) for name in sorted(groups)}
