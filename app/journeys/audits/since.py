"""Since when a clause has come out as it does: found by judging what was recorded, back from today.

A verdict changes where a site was recorded anew, where the pack changed, and by itself where the clause looks at days
that pass (a month that ended, a training that grew old, somebody who left). Between two such days it cannot change, so
one judging for each stretch is enough. Before a site was first recorded nobody knows how it stood, and it is said so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.compliance.judge import judge_clause
from app.compliance.standing import unasked
from app.compliance.verdicts import ClauseVerdict, Verdict
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.network.past import house_on, pack_days
from app.journeys.network.stored import site_once
from app.journeys.turns import LISTS, in_turn
from app.sites.site import Site
from app.sites.vocabulary import STAFF, TRAININGS
from app.standards.checks.base import needs_of
from app.standards.programme import Clause, Programme
from app.store.changes import ChangeRecord, read_all_changes_of
from app.units import CHINA

_DAY = timedelta(days=1)
_SITES_AT_ONCE = 100
"""So many sites' records are held in memory at a time."""
_MOST_KNOWN = 200_000
"""So many answers are kept; then all are let go, and found again when somebody asks."""


@dataclass(frozen=True, slots=True)
class Since:
    """The first recorded day from which on a verdict has held without a break.

    `turned`: it was another the day before. False: nothing is known of the day before, and it may be older.
    """

    day: date
    turned: bool


_Known = dict[tuple[str, str], tuple[tuple[int, date, int], Since | None]]


@dataclass(slots=True)
class KnownSince:
    """Kept: since when, by site and clause, each for one version of the site, one day and one state of the packs.

    Lost, it is found again from what was recorded.
    """

    found: _Known = field(default_factory=dict)


Wanted = tuple[NetworkSite, ClauseVerdict]


async def since_when(house: House, whole: Network, wanted: Sequence[Wanted]) -> list[Since | None]:
    """Since when each of these verdicts of today has held; None where no record tells."""
    known = house.kept.of(KnownSince).found
    if len(known) > _MOST_KNOWN:
        known.clear()
    packs, begins = await pack_days(house)
    # Others renew what is kept for another day, or let it go: the answers are gathered here.
    answers, by_site = await in_turn(house, LISTS, _known_before, known, whole.as_of, packs, wanted)
    codes = list(by_site)
    past = await _Past.of(house, whole.as_of, begins if codes else ())
    for start in range(0, len(codes), _SITES_AT_ONCE):
        some = codes[start : start + _SITES_AT_ONCE]
        records = _by_site(await read_all_changes_of("site", sorted(some)))
        now = [one for code in some for one in by_site[code]]
        found = await in_turn(house, LISTS, _found, past, now, records)
        for (member, verdict), since in zip(now, found, strict=True):
            place = member.site.code, verdict.clause.id
            answers[place] = since
            known[place] = (member.version, whole.as_of, packs), since
    return await in_turn(
        house, LISTS, lambda: [answers[member.site.code, verdict.clause.id] for member, verdict in wanted]
    )


def _known_before(
    known: _Known, as_of: date, packs: int, wanted: Sequence[Wanted]
) -> tuple[dict[tuple[str, str], Since | None], dict[str, list[Wanted]]]:
    """What was found before, and what is still to be found, by the code of the site."""
    answers: dict[tuple[str, str], Since | None] = {}
    missing: dict[str, list[Wanted]] = {}
    for member, verdict in wanted:
        place = member.site.code, verdict.clause.id
        found = known.get(place)
        if found is None or found[0] != (member.version, as_of, packs):
            missing.setdefault(member.site.code, []).append((member, verdict))
        else:
            answers[place] = found[1]
    return answers, missing


class _Past:
    """The packs that judged the days up to one, ready to be asked."""

    def __init__(self, house: House, today: date, begins: Sequence[date], houses: Sequence[House]) -> None:
        self.house, self.today, self.begins, self._houses = house, today, tuple(begins), tuple(houses)

    @classmethod
    async def of(cls, house: House, today: date, pack_days: Sequence[date]) -> _Past:
        """The houses of the days before each pack began to judge, and today's."""
        begins = [day for day in pack_days if day <= today]
        ends = [*(day - _DAY for day in begins), today]
        return cls(house, today, begins, [(await house_on(house, day)).house for day in ends])

    def programme(self, slug: str, day: date) -> Programme:
        """The pack of this slug that judges the day."""
        return self._houses[bisect_right(self.begins, day)].programme(slug)


def _by_site(changes: Iterable[ChangeRecord]) -> Mapping[str, list[ChangeRecord]]:
    found: dict[str, list[ChangeRecord]] = {}
    for change in changes:
        found.setdefault(change.subject_key, []).append(change)
    return found


def _found(past: _Past, wanted: Sequence[Wanted], records: Mapping[str, Sequence[ChangeRecord]]) -> list[Since | None]:
    read: dict[tuple[str, int], Site | None] = {}
    return [_since(past, member, verdict, records.get(member.site.code, ()), read) for member, verdict in wanted]


def _since(
    past: _Past,
    member: NetworkSite,
    verdict: ClauseVerdict,
    records: Sequence[ChangeRecord],
    read: dict[tuple[str, int], Site | None],
) -> Since | None:
    """Back from today through what was recorded, the newest first; the verdict of each stretch must be the same."""
    earliest: date | None = None
    until = past.today
    for change in records:
        day, version = change.at.astimezone(CHINA).date(), change.version or 0
        # Recorded over on the same day, or newer than what was judged: what counts is how the day ended.
        if day > until or version > member.version:
            continue
        key = (change.subject_key, change.sequence)
        if key not in read:
            read[key] = member.site if version == member.version else site_once(past.house, change.after)
        then = read[key]
        if then is None:
            return None if earliest is None else Since(earliest, turned=False)
        for begin, end in _stretches(past, then, verdict.clause, day, until):
            if _verdict_on(past, then, verdict.clause.id, end) != verdict.verdict:
                return None if earliest is None else Since(earliest, turned=True)
            earliest = begin
        until = day - _DAY
    return None if earliest is None else Since(earliest, turned=False)


def _verdict_on(past: _Past, site: Site, clause_id: str, day: date) -> Verdict | None:
    programme = past.programme(site.programme, day)
    clause = programme.clauses_by_id.get(clause_id)
    if clause is None or unasked(site, day) is not None:
        return None
    found = judge_clause(site, clause, programme, past.house.divisions, day)
    return None if found is None else found.verdict


def _stretches(past: _Past, site: Site, clause: Clause, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The stretches of days in which nothing can turn the verdict on this record, the latest first."""
    events = {*past.begins, *_own_days(past, site, clause, first, last)}
    end = last
    for begin in sorted((day for day in events if first < day <= last), reverse=True):
        yield begin, end
        end = begin - _DAY
    yield first, end


def _own_days(past: _Past, site: Site, clause: Clause, first: date, last: date) -> Iterator[date]:
    """The days on which a verdict may turn by itself, by what the clause looks at."""
    versions = {past.programme(site.programme, day).clauses_by_id.get(clause.id) for day in (*past.begins, first, last)}
    for version in (clause, *(one for one in versions if one is not None)):
        yield version.in_force_from  # that a clause ends is no such day: before it there was another verdict than none
        yield from _looked_at(past, site, version, first, last)
    for former in site.history:
        yield former.end + _DAY
        if former.start is not None:
            yield former.start
    yield from (waiver.until + _DAY for waiver in site.waivers)


def _looked_at(past: _Past, site: Site, clause: Clause, first: date, last: date) -> Iterator[date]:
    vocabulary = past.house.programme(site.programme).vocabulary
    for need in needs_of(clause.check):
        if need.code == STAFF:
            for person in site.staff or ():
                yield from (day for day in (person.start, person.end and person.end + _DAY) if day is not None)
        elif need.code == TRAININGS:
            for training in site.trainings or ():
                yield from _anniversaries(training.day, first, last)
        elif need.code in vocabulary.metrics:
            yield from (date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13))
        elif isinstance(said := site.facts.get(need.code), date):
            yield from _anniversaries(said, first, last)


def _anniversaries(day: date, first: date, last: date) -> Iterator[date]:
    """The days around a date and its returns: where so many years since then may begin or end to count."""
    for year in range(first.year - 1, last.year + 2):
        with suppress(ValueError):
            yield from (date(year, day.month, min(day.day, 28)) + n * _DAY for n in range(-1, 5))
