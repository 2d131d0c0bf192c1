"""Reading the network: every site with its verdict on a day, kept in memory until somebody saves something.

What is kept is keyed by the store's revision, so a save in any process is seen at the next read, which then reads and
judges only what was saved since.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from app.compliance.judge import judge_registered
from app.compliance.network_table import NetworkTable, Standing
from app.compliance.progress import TargetProgress, progress
from app.compliance.verdicts import SiteVerdict, Status
from app.errors import NotFound
from app.journeys.house import House
from app.journeys.network.closing import closed_since
from app.journeys.network.past import HouseOnDay, house_on
from app.journeys.network.recorded import NotYetRecorded, RecordedRows, row_on, rows_on, said_of_later
from app.journeys.network.stored import UnreadableSite, parted, site_of
from app.journeys.turns import a_turn, lane_of
from app.normal.text import searched
from app.sites.site import Site
from app.standards.programme import Programme
from app.store.revisions import read_revision
from app.store.sites import REVISION, StoredSite, read_sites_after, read_stored_site
from app.store.sites import read_sites as read_all
from app.wording import Wording

DAYS_KEPT = 4
"""How many different days' networks are remembered; today's and a few looked back at."""
FEW = 100
"""Up to so many changed sites are put in their places one by one, instead of going through all."""


@dataclass(frozen=True, slots=True)
class NetworkSite:
    """A site in its network: its status on the day, and how many clauses came out how."""

    site: Site
    version: int
    updated_at: datetime
    search_text: str
    status: Status
    met: int
    not_met: int
    unknown: int
    waived: int


@dataclass(frozen=True)
class Network:
    """Every site on one day. `sites` are those that count, closed ones never; `every` holds these too.

    `revision` and `packs` rise whenever sites were saved or packs loaded; with `as_of` they
    name this state.

    `programmes` are the packs it was judged by, `notes` what is to be said of those that are not today's, by slug.
    `not_yet_recorded` counts by programme the sites that were recorded only after the day: they have no state on it.
    `unreadable` are the registered sites whose record does not pass entry: in no list, count or verdict but their own.
    """

    revision: int
    as_of: date
    every: tuple[NetworkSite, ...]
    tables: Mapping[str, NetworkTable]
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    notes: Mapping[str, tuple[Wording, ...]] = field(default_factory=dict)
    packs: int = 0
    unreadable: tuple[UnreadableSite, ...] = ()
    not_yet_recorded: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def sites(self) -> tuple[NetworkSite, ...]:
        """The sites that count: whatever says how many there are, or lists them, goes by these."""
        return tuple(s for s in self.every if not s.site.is_closed)

    @cached_property
    def closed(self) -> tuple[NetworkSite, ...]:
        """The sites that have closed, which are found only by who asks for closed ones."""
        return tuple(s for s in self.every if s.site.is_closed)

    @cached_property
    def by_code(self) -> Mapping[str, NetworkSite]:
        """Every site by code, closed ones too."""
        return {s.site.code: s for s in self.every}

    @cached_property
    def children(self) -> Mapping[str, tuple[NetworkSite, ...]]:
        """The sites below each site that has any, by its code."""
        below: dict[str, list[NetworkSite]] = {}
        for member in self.sites:
            parent = member.site.on(self.as_of, "parent")
            if parent is not None:
                below.setdefault(parent, []).append(member)
        return {code: tuple(members) for code, members in below.items()}

    @cached_property
    def has_samples(self) -> bool:
        """Whether any site is demonstration data, which every page must then say."""
        return any(s.site.sample for s in self.every)

    @property
    def state(self) -> tuple[int, int, date]:
        """What names this state among all others."""
        return self.revision, self.packs, self.as_of

    def programme(self, slug: str) -> Programme:
        """The pack of this slug as it judged the day. Raises NotFound."""
        found = self.programmes.get(slug)
        if found is None:
            raise NotFound(Wording(f"没有方案 {slug}", f"there is no programme {slug}"))
        return found

    def knows(self, slug: str) -> bool:
        """Whether anything of a programme was recorded by the day; where not, a count of none says nothing."""
        return not self.not_yet_recorded.get(slug) or any(s.site.programme == slug for s in self.every)

    def of_programme(self, slug: str) -> tuple[NetworkSite, ...]:
        """The sites of one programme that count."""
        return tuple(s for s in self.sites if s.site.programme == slug)


@dataclass(slots=True)
class Networks:
    """Kept: the judged network of today and of the last few days looked back at.

    Renewed when the store's revision is no longer the one it was built from: of today only the rows saved since are
    read and judged, of a past day everything. Lost, it is read and judged anew, by one task while the others wait
    for their turn.
    """

    by_day: dict[date, Network] = field(default_factory=dict)


async def network(house: House, as_of: date | None = None) -> Network:
    """The whole network judged on `as_of` (today when None), from memory where nothing was saved since."""
    day = as_of or house.today()
    networks = house.kept.of(Networks)
    kept = networks.by_day
    then = await house_on(house, day)
    revision = await read_revision(REVISION)
    found = kept.get(day)
    if found is not None and (found.revision, found.packs) == (revision, then.packs):
        return found
    async with a_turn(house, lane_of(house, day)) as at_work:
        found = kept.get(day)
        if found is not None and (found.revision, found.packs) == (revision, then.packs):
            return found
        if day >= house.today() and found is not None and found.packs == then.packs:
            newer = await read_sites_after(found.revision)
            built = await at_work(_renewed, found, then, revision, newer)
        else:
            past = await rows_on(day) if day < house.today() else RecordedRows(tuple(await read_all()), {})
            built = await at_work(_build, then, revision, day, past)
        kept[day] = built
        # Today's is never let go for days that somebody looked at once; of those the longest kept goes first.
        others = [other for other in kept if other not in (day, house.today())]
        for other in others[: max(0, len(kept) - DAYS_KEPT)]:
            del kept[other]
        return built


def _build(then: HouseOnDay, revision: int, day: date, recorded: RecordedRows) -> Network:
    tables = {
        slug: NetworkTable.of((), programme, then.house.divisions, day)
        for slug, programme in then.house.programmes.items()
    }
    notes = {slug: (*then.notes.get(slug, ()), *said_of_later(recorded.later.get(slug, 0), day)) for slug in tables}
    nothing = Network(revision, day, (), tables, then.house.programmes, notes, then.packs)
    return _renewed(replace(nothing, not_yet_recorded=recorded.later), then, revision, recorded.rows)


def _renewed(known: Network, then: HouseOnDay, revision: int, rows: Sequence[StoredSite]) -> Network:
    """The network with these rows in place of what was known of their sites; nothing else is read or judged."""
    pairs, unreadable = parted(then.house, rows)
    codes = {row.code for row in rows}
    judged = {site.code for _, site in pairs if not site.is_closed}
    tables = {
        slug: table.replaced(
            (site for _, site in pairs if site.programme == slug and site.code in judged), codes - judged
        )
        for slug, table in known.tables.items()
    }
    fresh = [_member(tables[site.programme], row, site) for row, site in pairs]
    return replace(
        known,
        revision=revision,
        every=_in_order(known.every, codes, fresh),
        tables=tables,
        unreadable=tuple(
            sorted((*(u for u in known.unreadable if u.code not in codes), *unreadable), key=lambda u: u.code)
        ),
    )


def _in_order(known: Sequence[NetworkSite], codes: Set[str], fresh: Iterable[NetworkSite]) -> tuple[NetworkSite, ...]:
    """The sites by code with `fresh` in place of those of the `codes`."""
    if len(codes) > FEW:
        kept = (member for member in known if member.site.code not in codes)
        return tuple(sorted((*kept, *fresh), key=_code))
    sites = list(known)
    for code in codes:
        at = bisect_left(sites, code, key=_code)
        if at < len(sites) and sites[at].site.code == code:
            del sites[at]
    for member in fresh:
        insort(sites, member, key=_code)
    return tuple(sites)


def _code(member: NetworkSite) -> str:
    return member.site.code


_NOTHING_RECORDED = Wording("尚未登记任何站点", "No site was recorded yet")
_CLOSED = Standing("not_assessed", 0, 0, 0, 0)


def _member(table: NetworkTable, row: StoredSite, site: Site) -> NetworkSite:
    said = searched(row.search_text)
    standing = _CLOSED if site.is_closed else table.standing(site.code)
    return NetworkSite(site, row.version, row.updated_at, said, *standing)


@dataclass(frozen=True, slots=True)
class RecordedSite:
    """One reading of a site's record: what it says, as which version, and when that was saved.

    Whoever shows or judges several of these takes them from one reading, since another version may follow any moment.
    """

    site: Site
    version: int
    updated_at: datetime


async def recorded_on(house: House, code: str, as_of: date | None = None) -> RecordedSite:
    """The record of one site on a day (today when None). Raises NotFound, NotYetRecorded, Unreadable."""
    row = await read_stored_site(code)
    if row is None:
        raise NotFound(Wording(f"没有站点 {code}", f"there is no site {code}"))
    if as_of is not None and as_of < house.today():
        row = await row_on(row, as_of)
    return RecordedSite(site_of((await house_on(house, as_of)).house, row), row.version, row.updated_at)


async def site_on(house: House, code: str, as_of: date | None = None) -> Site:
    """What is recorded of one site on a day (today when None). Raises NotFound, NotYetRecorded, Unreadable."""
    return (await recorded_on(house, code, as_of)).site


async def site_verdict(house: House, code: str, as_of: date | None = None) -> SiteVerdict:
    """The explained verdict on one site on a day (today when None). Raises NotFound, Unreadable."""
    try:
        site = await site_on(house, code, as_of)
    except NotYetRecorded as early:
        slug, day = early.programme, as_of or house.today()
        document = house.programme(slug).document
        return SiteVerdict(
            early.code, slug, document, day, "not_assessed", (), (), (early.message,), "not_yet_recorded"
        )
    return await verdict_on(house, site, as_of)


async def verdict_on(house: House, site: Site, as_of: date | None = None) -> SiteVerdict:
    """The explained verdict on a site that was read for a day (today when None), by the pack of that day."""
    then = await house_on(house, as_of)
    day = as_of or house.today()
    closed_on = await closed_since(site, day)
    verdict = judge_registered(site, then.house.programme(site.programme), house.divisions, day, closed_on)
    return replace(verdict, notes=(*then.notes.get(site.programme, ()), *verdict.notes))


async def programme_progress(house: House, slug: str, as_of: date | None = None) -> tuple[TargetProgress, ...]:
    """How far a programme has come towards each of its targets. Raises NotFound."""
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    members = whole.of_programme(slug)
    lines = progress(programme, [m.site for m in members], [m.status for m in members], whole.as_of)
    return lines if whole.knows(slug) else tuple(replace(line, gap=_NOTHING_RECORDED) for line in lines)
