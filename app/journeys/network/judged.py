"""Reading the network: every site with its verdict on a day, kept in memory until somebody saves something.

What is kept is keyed by the store's revision, so a save in this process is seen at the next read and one in another
within a second (`store.revision_watch`); that read then reads and judges only what was saved since.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from app.compliance.progress import TargetProgress, progress
from app.journeys.holidays import hold_calendar
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.judging import (
    AT_ONCE,
    joined,
    judged_anew,
    notes_of,
    nothing,
    part_of,
    points_of,
    renewed,
)
from app.journeys.network.past import HouseOnDay, house_on
from app.journeys.network.recorded import rows_on
from app.journeys.network.records import NO_RECORDS, Records
from app.journeys.network.searched import SearchColumns
from app.journeys.network.snapshot import read_snapshot
from app.journeys.network.state import Mark, Network, NetworkSite
from app.journeys.turns import AtWork, a_turn, lane_of
from app.store.replica import may_lag
from app.store.revisions import read_revision
from app.store.sites import REVISION, read_in_parts, read_sites_after, read_sites_of
from app.wording import Wording

__all__ = ["Mark", "Network", "NetworkSite", "Networks", "network", "programme_progress"]

DAYS_KEPT = 4
"""How many different days' networks are remembered; today's and a few looked back at."""


@dataclass(slots=True)
class Networks:
    """Kept: the judged network of today and of the last few days looked back at.

    Renewed when the store's revision is no longer the one it was built from: of today only the rows saved since are
    read and judged, of a past day everything. On a new day the records of the `latest`, which were checked already, are
    judged anew. Lost, it is what the file beside the database says (`snapshot`; `in_file` is that state, and maybe it
    `lacks_search`) and the rows saved since; where there is none, everything is read and judged, by one task while the
    others wait for their turn.
    """

    by_day: dict[date, Network] = field(default_factory=dict)
    latest: Network | None = None
    in_file: Network | None = None
    lacks_search: bool = False


async def network(house: House, as_of: date | None = None) -> Network:
    """The whole network judged on `as_of` (today when None), from memory where nothing was saved since."""
    day = as_of or house.today()
    networks = house.kept.of(Networks)
    kept = networks.by_day
    then = await house_on(house, day)
    await hold_calendar(house)
    revision = await read_revision(REVISION)
    found = kept.get(day)
    if found is not None and (found.revision, found.packs) == (revision, then.packs):
        return found
    async with a_turn(house, lane_of(house, day)) as at_work:
        found = kept.get(day)
        if found is not None and (found.revision, found.packs) == (revision, then.packs):
            return found
        if day < house.today():
            # What was checked for today need not be checked again, where the day has the packs of today.
            checked = networks.latest.records if networks.latest is not None and then.house is house else NO_RECORDS
            built = await _of_past_day(at_work, then, revision, day, checked)
        else:
            known = found or await _known_before(at_work, then, day, networks)
            built = networks.latest = await _brought_up_to_date(at_work, known, then, revision, day)
        kept[day] = built
        # Today's is never let go for days that somebody looked at once; of those the longest kept goes first.
        let_go(kept, DAYS_KEPT, [other for other in kept if other not in (day, house.today())])
        return built


async def _of_past_day(at_work: AtWork, then: HouseOnDay, revision: int, day: date, checked: Records) -> Network:
    none, parts, later, has_later_samples = nothing(then, revision, day), [], Counter[str](), False
    async with may_lag():
        async for past in rows_on(day, AT_ONCE):
            parts.append(await at_work(part_of, none, past.rows, checked))
            later += past.later
            has_later_samples |= past.has_later_samples
    built = replace(await at_work(joined, none, parts), has_later_samples=has_later_samples)
    return replace(built, not_yet_recorded=later, notes=notes_of(then, day, later))


async def _known_before(at_work: AtWork, then: HouseOnDay, day: date, networks: Networks) -> Network | None:
    """The network of a day from records that were checked before, as of their revision: of the last day that was judged
    here, else of the file beside the database. None where there are none.
    """
    if networks.latest is not None:
        return await at_work(judged_anew, networks.latest, networks.latest.columns.codes, then, day)
    kept = await read_snapshot(then.house, at_work, day)
    if kept is None:
        return None
    found = nothing(then, kept.revision, day)
    found = replace(found, records=Records(kept.records), origin=object(), lineage=object())
    if kept.judged is None:
        found = await at_work(judged_anew, found, kept.records.codes, then, day)
    else:
        columns, tables = kept.judged
        found = replace(found, columns=columns, tables=tables, points=points_of(found.points, columns))
        networks.in_file = found
    if kept.search is not None:
        then.house.kept.of(SearchColumns).begin(found, kept.search)
    networks.lacks_search = kept.search is None
    return await at_work(renewed, found, kept.revision, list((await read_sites_of(kept.unreadable)).values()))


async def _brought_up_to_date(
    at_work: AtWork, known: Network | None, then: HouseOnDay, revision: int, day: date
) -> Network:
    if known is not None:
        return await at_work(renewed, known, revision, await read_sites_after(known.revision))
    # Part by part, so that few sites are in memory at once.
    none, parts = nothing(then, revision, day), []
    async with may_lag():
        async for rows in read_in_parts(AT_ONCE):
            parts.append(await at_work(part_of, none, rows))
    return await at_work(joined, none, parts)


_NOTHING_RECORDED = Wording("尚未登记任何站点", "No site was recorded yet")


async def programme_progress(house: House, slug: str, as_of: date | None = None) -> tuple[TargetProgress, ...]:
    """How far a programme has come towards each of its targets. Raises NotFound."""
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    lines = progress(programme, whole.columns)
    return lines if whole.knows(slug) else tuple(replace(line, gap=_NOTHING_RECORDED) for line in lines)
