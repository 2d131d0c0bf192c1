"""What a change says that can be right and is probably not: telephones nobody can dial, figures out of proportion,
points that stand in for a place.

Only what changes is looked at: what was confirmed once is not asked again. Who asks, and what an answer is, is the
business of journeys (see `normal.doubts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import cos, hypot, radians

from app.normal.doubts import Doubt
from app.normal.numbers import PER_CENT
from app.normal.telephones import telephone_doubt, with_lost_zero
from app.normal.text import compared
from app.sites.crs import SOURCE_CRS, to_wgs84
from app.sites.name_doubts import name_doubts
from app.sites.site import Person, Site
from app.sites.text_doubts import text_doubts
from app.sites.vocabulary import Range, Vocabulary
from app.units import LatLon, Period, plain
from app.wording import Wording

TIMES = 10
"""How many times the last figure a new one must be to be asked about: a digit too many."""
FAR_MOVED_M = 3000
"""A site seldom moves farther than this: out of its own town."""
EARTH_RADIUS_M = 6_371_009.0  # mean radius, IUGG
PLACEHOLDER_DECIMALS = 2
"""Degrees with no more decimals than these (a kilometre) are a guess at a place where two sites share them."""
NO_PLACE_DECIMALS = 1
"""Degrees with no more decimals than these (ten kilometres) name no place at all."""


def doubts(before: Site | None, after: Site, vocabulary: Vocabulary, today: date | None = None) -> tuple[Doubt, ...]:
    """What is to be asked about a change of one site; `before` is None for a new one. Paths are those of its document,
    of figures their items (``metrics.livestream_hours.2026-09``). What lies after `today` is asked about where that is
    given.
    """
    return (
        *text_doubts(before, after, vocabulary),
        *_telephones(before, after),
        *name_doubts(before, after),
        *_people_twice(before, after),
        *_people_to_come(before, after, today),
        *_place(before, after),
        *_figures(before, after, vocabulary),
    )


def _place(before: Site | None, after: Site) -> Iterator[Doubt]:
    """A new point that is far from the one before, or too rough to be one; nothing is said of a point that stays."""
    point = _point(after)
    if after.location is None or point is None or (before is not None and _point(before) == point):
        return
    if before is not None and before.location is not None:
        metres = _metres(before.location.point, after.location.point)
        if metres >= FAR_MOVED_M:
            km = f"{metres / 1000:.1f}"
            yield Doubt(
                "location",
                "moved",
                f"{plain(point[0])}, {plain(point[1])}",
                Wording(
                    f"新位置距原位置 {km} 公里，请核对坐标；确已迁址请确认",
                    f"the new point is {km} km from the one before; check it, and confirm if the site moved",
                ),
            )
    if _is_rough(point, NO_PLACE_DECIMALS):
        shown = f"{plain(point[0])}, {plain(point[1])}"
        yield Doubt(
            "location",
            "rough_point",
            shown,
            Wording(
                f"坐标（{shown}）小数位太少，误差可达 10 公里；请填 5 位以上小数，确实如此请确认",
                f"the point ({shown}) has so few decimals that it may be ten kilometres out; give five, or confirm",
            ),
        )


def _metres(one: LatLon, other: LatLon) -> float:
    """The way between two points of a county, on a sphere: good to half a per cent, which is enough to ask."""
    north = radians(other.lat - one.lat)
    east = radians(other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(north, east) * EARTH_RADIUS_M


def _people_to_come(before: Site | None, after: Site, today: date | None) -> Iterator[Doubt]:
    """People of a new row who are to begin only after today."""
    known = set(before.staff or ()) if before is not None else set()
    for index, person in enumerate(after.staff or ()):
        if today is not None and person.start is not None and person.start > today and person not in known:
            yield Doubt(
                f"staff[{index}].from",
                "in_the_future",
                person.start.isoformat(),
                Wording(
                    f"到岗日期 {person.start} 晚于今天，到岗前不计入人数；请核对，确实如此请确认",
                    f"in post from {person.start}, later than today, and not counted before; check, or confirm",
                ),
            )


def shared_points(changed: Iterable[tuple[Site | None, Site]], everyone: Iterable[Site]) -> dict[str, Doubt]:
    """A doubt by code for every changed site whose new point another one of `everyone` has, where that is a stand-in:
    of two decimals at most, or in another township. Two sites in one house share a point rightly.
    """
    moved = [(point, after) for before, after in changed if (point := _new_point(before, after)) is not None]
    at: dict[tuple[Decimal, Decimal], list[Site]] = {point: [] for point, _ in moved}
    for site in everyone if moved else ():
        if (point := _point(site)) in at:
            at[point].append(site)
    found = {}
    for point, after in moved:
        others = [o for o in at[point] if o.code != after.code and (_is_rough(point) or _apart(o, after))]
        if others:
            found[after.code] = _shared(point, others)
    return found


def points_of_the_same(site: Site) -> frozenset[LatLon]:
    """Where, in WGS-84, another site can stand that was given the same coordinates, in whichever system."""
    if site.location is None:
        return frozenset()
    found = set()
    for system in SOURCE_CRS:
        with suppress(ValueError):  # beyond the world in that system, so nobody stands there
            found.add(to_wgs84(site.location.source_lon, site.location.source_lat, system))
    return frozenset(found)


def _shared(point: tuple[Decimal, Decimal], others: list[Site]) -> Doubt:
    shown = f"{plain(point[0])}, {plain(point[1])}"
    names = [other.code for other in others[:3]]
    more_zh, more_en = (f"等 {len(others)} 个站点", f" and {len(others) - 3} more") if len(others) > 3 else ("", "")
    return Doubt(
        "location",
        "shared_point",
        shown,
        Wording(
            f"坐标（{shown}）与 {'、'.join(names)}{more_zh} 相同，像是代填的位置；请填实际位置，确实在一处请确认",
            f"the point ({shown}) is that of {', '.join(names)}{more_en} too and looks like a stand-in;"
            " give the real one, or confirm that they stand together",
        ),
    )


def _point(site: Site) -> tuple[Decimal, Decimal] | None:
    location = site.location
    return None if location is None else (location.source_lon.normalize(), location.source_lat.normalize())


def _new_point(before: Site | None, after: Site) -> tuple[Decimal, Decimal] | None:
    """The point of a site where it is another one than before."""
    point = _point(after)
    return None if before is not None and _point(before) == point else point


def _is_rough(point: tuple[Decimal, Decimal], decimals: int = PLACEHOLDER_DECIMALS) -> bool:
    return all(part == round(part, decimals) for part in point)


def _apart(one: Site, other: Site) -> bool:
    return one.division is not None and other.division is not None and one.division[:9] != other.division[:9]


def _telephones(before: Site | None, after: Site) -> Iterator[Doubt]:
    if after.phone and (before is None or before.phone != after.phone) and (why := telephone_doubt(after.phone)):
        yield Doubt("phone", "telephone", after.phone, why, with_lost_zero(after.phone))
    known = {person.phone for person in (before.staff or ())} if before is not None else set()
    for index, person in enumerate(after.staff or ()):
        if person.phone and person.phone not in known and (why := telephone_doubt(person.phone)):
            yield Doubt(f"staff[{index}].phone", "telephone", person.phone, why)


def _people_twice(before: Site | None, after: Site) -> Iterator[Doubt]:
    """People whose name stands in two rows for the same time, where a row is new."""
    known = set(before.staff or ()) if before is not None else set()
    rows: dict[str, list[int]] = {}
    staff = after.staff or ()
    for index, person in enumerate(staff):
        if person.name:
            rows.setdefault("".join(compared(person.name).split()), []).append(index)
    for indices in rows.values():
        pairs = ((one, other) for one, other in combinations(indices, 2) if _overlap(staff[one], staff[other]))
        again = next((other for one, other in pairs if not {staff[one], staff[other]} <= known), None)
        if again is None:
            continue
        name = staff[again].name or ""
        yield Doubt(
            f"staff[{again}].name",
            "same_person",
            name,
            Wording(
                f"名册中“{name}”有两行，是否同一人重复？确为两人或兼两个岗位请确认，否则删去一行",
                f"“{name}” stands twice on the roster; confirm if these are two people or two posts",
            ),
        )


def _overlap(one: Person, other: Person) -> bool:
    """Whether two rows are about the same time; an end that nobody gave lies open."""
    return not (
        (one.end is not None and other.start is not None and one.end < other.start)
        or (other.end is not None and one.start is not None and other.end < one.start)
    )


def _figures(before: Site | None, after: Site, vocabulary: Vocabulary) -> Iterator[Doubt]:
    old_facts = before.facts if before is not None else {}
    for code, value in after.facts.items():
        kind = vocabulary.facts.get(code)
        number, last = _number(value), _number(old_facts.get(code))
        if kind is not None and number is not None and number != last:
            yield from _figure(f"facts.{code}", number, last, kind.plausible, kind.unit)
    counted = (before.equipment if before is not None else None) or {}
    for item, count in (after.equipment or {}).items():
        last = Decimal(counted[item]) if item in counted else None
        if count != last:
            yield from _figure(f"equipment.{item}", Decimal(count), last, None)
    old_figures = before.metrics if before is not None else {}
    for (metric, period), value in after.metrics.items():
        if old_figures.get((metric, period)) == value:
            continue
        kept = vocabulary.metrics.get(metric)
        usual = kept.plausible if kept is not None and kept.grain == period.grain else None
        last = old_figures.get((metric, period), _last(after.metrics, metric, period))
        yield from _figure(f"metrics.{metric}.{period.text}", value, last, usual, kept.unit if kept else None)


def _last(figures: Mapping[tuple[str, Period], Decimal], metric: str, period: Period) -> Decimal | None:
    """The figure of the latest period of the same sort before this one."""
    if period.grain == "cumulative":
        return None
    earlier = [
        other.first_day
        for code, other in figures
        if code == metric and other.grain == period.grain and other.first_day < period.first_day
    ]
    if not earlier:
        return None
    latest = max(earlier)
    return next(v for (m, p), v in figures.items() if m == metric and p.grain == period.grain and p.first_day == latest)


def _figure(
    path: str, number: Decimal, last: Decimal | None, plausible: Range | None, unit: Wording | None = None
) -> Iterator[Doubt]:
    """One doubt at most: the one that says most."""
    shown = plain(number)
    if unit is not None and unit.zh == PER_CENT and 0 < number <= 1:
        hundredfold = plain(number * 100)
        yield Doubt(
            path,
            "percent",
            shown,
            Wording(
                f"读作 {shown}%，还是 {hundredfold}%？如为 {hundredfold}% 请填 {hundredfold}，确为 {shown}% 请确认",
                f"read as {shown} %; is it {hundredfold} %? Then write {hundredfold}, else confirm",
            ),
            instead=hundredfold,
        )
    elif last is not None and 0 < last * TIMES <= number:
        yield Doubt(
            path,
            "ten_times",
            shown,
            Wording(
                f"读作 {shown}，是上次 {plain(last)} 的 {TIMES} 倍以上，是否多写了一位？确实如此请确认",
                f"read as {shown}, at least {TIMES} times the last, {plain(last)}; a digit too many? Confirm if not",
            ),
            instead=plain(number / TIMES),
        )
    elif plausible is not None and not plausible[0] <= number <= plausible[1]:
        low, high = (plain(end) for end in plausible)
        yield Doubt(
            path,
            "implausible",
            shown,
            Wording(
                f"读作 {shown}，不在通常的 {low}–{high} 之内，请核对；确实如此请确认",
                f"read as {shown}, outside the usual {low}–{high}; check it, and confirm if it is so",
            ),
        )


def _number(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
