"""The registry: one row a site, the whole site in `document`, and beside it the columns that queries filter
by."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast

from piccolo.columns import UUID, BigInt, Boolean, Column, DoublePrecision, Text, Timestamptz, Varchar
from piccolo.columns.combination import WhereRaw
from piccolo.constraints import Check
from piccolo.custom_types import Combinable
from piccolo.query import OrderByRaw, Select
from piccolo.table import Table

from app.normal.text import searched
from app.store.refusals import in_our_words, is_storable
from app.store.replica import may_lag
from app.store.revisions import is_raised, raise_revision, revision_of_write, take_back_revision
from app.store.rows import as_record, as_row, as_values, in_chunks, insert
from app.units import LatLon

if TYPE_CHECKING:
    from app.store.postgres import PostgresStore
    from app.store.sqlite import SqliteStore

REVISION = "sites"


class Site(Table):
    """A site as it stands now. Its past is in the change records."""

    id = UUID(primary_key=True, default=None, help_text="Stays the same when the code is corrected.")
    code = Text(unique=True, default=None, help_text="The site's public code.")
    programme = Text(index=True, default=None, help_text="Slug of the programme that the site belongs to.")
    kind = Text(default=None, help_text="Kind of site, a code of the programme's pack.")
    tier = Text(default=None, help_text="Tier within the kind, a code of the programme's pack.")
    name = Text(default=None, help_text="The site's name today.")
    division = Varchar(length=12, index=True, default=None, help_text="NBS code of its division, 12 digits.")
    parent = Text(null=True, default=None, help_text="Code of the site above it; empty for a site with none.")
    status = Text(default=None, help_text="Where it stands in its life, from planned to closed.")
    lon = DoublePrecision(null=True, index=True, default=None, help_text="Degrees east, WGS-84; empty while unlocated.")
    lat = DoublePrecision(null=True, default=None, help_text="Degrees north, WGS-84; empty while unlocated.")
    sample = Boolean(default=None, help_text="True for demonstration data, false for a real site.")
    version = BigInt(default=None, help_text="1 at first, one more with every save; refuses stale edits.")
    search_text = Text(default=None, help_text="Name, initials and pinyin, casefolded, to search in.")
    updated_at = Timestamptz(default=None, help_text="When it was last saved.")
    document = Text(default=None, help_text="The whole site as canonical JSON; everything above is read from it.")
    revision = BigInt(
        default=None,
        null=True,
        index=True,
        help_text="The registry's count of writes at the last save, by which newer rows are found; null before that.",
    )

    seal = Text(
        default=None,
        null=True,
        help_text="Of the document and the rules it passed entry by; with another, or none, it is checked when read.",
    )

    site_division_has_12_digits = Check("length(division) = 12 AND trim(division, '0123456789') = ''")
    site_status_known = Check("status IN ('planned', 'building', 'declared', 'operating', 'suspended', 'closed')")
    site_lon_possible = Check("lon BETWEEN -180 AND 180")
    site_lat_possible = Check("lat BETWEEN -90 AND 90")
    site_point_whole = Check("(lon IS NULL) = (lat IS NULL)")
    site_version_counts_from_1 = Check("version >= 1")
    site_code_not_empty = Check("code <> ''")
    site_parent_is_another = Check("parent <> code")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSite:
    """One row of the registry, without its revision, which only the store knows.

    Columns as described at `Site`; `updated_at` carries a time zone and comes back in UTC.
    """

    code: str
    programme: str
    kind: str
    tier: str
    name: str
    division: str
    parent: str | None
    status: str
    lon: float | None
    lat: float | None
    sample: bool
    version: int
    search_text: str
    updated_at: datetime
    document: str
    seal: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFilter:
    """Which sites are wanted: all conditions hold together, None and empty ask nothing.

    `under` is a 12-digit division, itself included. `box` is west, south, east, north in WGS-84 degrees,
    edges included, and leaves out the unlocated. `text` is looked for anywhere in the search text, as typed:
    % and _ mean themselves.
    """

    programme: str | None = None
    name: str | None = None
    codes: tuple[str, ...] | None = None
    kinds: tuple[str, ...] = ()
    tier: str | None = None
    under: str | None = None
    parent: str | None = None
    statuses: tuple[str, ...] = ()
    sample: bool | None = None
    box: tuple[float, float, float, float] | None = None
    text: str = ""


async def read_sites(
    wanted: SiteFilter = SiteFilter(), *, limit: int | None = None, offset: int = 0
) -> list[StoredSite]:
    """The sites wanted, in the order of their codes (by code point, on both engines)."""
    query = _rows().order_by(OrderByRaw(by_code()))
    for condition in _conditions(wanted):
        query = query.where(condition)
    if limit is not None:
        query = query.limit(limit)
    if offset:
        query = query.offset(offset)
    return [as_record(StoredSite, row) for row in await query]


async def read_in_parts(at_once: int) -> AsyncIterator[list[StoredSite]]:
    """All sites in the order of their codes, at most so many at once. What is saved meanwhile may be in it or not."""
    code, beyond = by_code(), ""
    while True:
        query = _rows().where(WhereRaw(f"{code} > {{}}", beyond)).order_by(OrderByRaw(code)).limit(at_once)
        rows = [as_record(StoredSite, row) for row in await query]
        if rows:
            yield rows
        if len(rows) < at_once:
            return
        beyond = rows[-1].code


@asynccontextmanager
async def sites_of_one_moment() -> AsyncIterator[tuple[int, AsyncIterator[list[StoredSite]]]]:
    """How many sites there are, and all of them in the order of their codes, some hundreds at once: as they stand when
    the block begins, whatever is saved in it. Writers do not wait. What is open in a transaction here is not seen. Read
    off the replica where there is one that has all that is known to be saved.
    """
    engine = cast("SqliteStore | PostgresStore", Site._meta.db)
    async with AsyncExitStack() as held:
        async with may_lag():
            connection = await held.enter_async_context(engine.one_moment())
        counted = await engine.fetch(connection, "SELECT count(*) AS number FROM site", ())

        async def parts() -> AsyncIterator[list[StoredSite]]:
            query = str(_rows().order_by(OrderByRaw(by_code())))
            with in_our_words(writing=False):
                async for rows in engine.in_batches(connection, query):
                    yield [as_record(StoredSite, dict(row)) for row in rows]

        yield counted[0]["number"], parts()


async def read_sites_of(codes: Iterable[str]) -> dict[str, StoredSite]:
    """The sites of these codes by code, however many; those that are not there are left out, and so is what no database
    can hold.
    """
    found: dict[str, StoredSite] = {}
    for some in in_chunks(sorted(filter(is_storable, codes))):
        found |= {row.code: row for row in await read_sites(SiteFilter(codes=tuple(some)))}
    return found


async def read_sites_at(points: Iterable[LatLon]) -> list[StoredSite]:
    """The sites that stand at exactly one of these points, by code. Found by the index of longitudes."""
    wanted = {(point.lat, point.lon) for point in points}
    found: list[StoredSite] = []
    for lons in in_chunks(sorted(lon for _, lon in wanted)):
        rows = await _rows().where(Site.lon.is_in(lons))
        found += [as_record(StoredSite, row) for row in rows if (row["lat"], row["lon"]) in wanted]
    return sorted(found, key=lambda site: site.code)


async def read_sites_after(revision: int) -> list[StoredSite]:
    """The sites saved since a revision, by code: every one that who read all at that revision has not seen as it is."""
    # Sorted here: asked for an order, SQLite walks all codes instead of the index of revisions.
    rows = await _rows().where(Site.revision > revision)
    return sorted((as_record(StoredSite, row) for row in rows), key=lambda site: site.code)


async def read_stored_site(code: str) -> StoredSite | None:
    """The site of this code, or None."""
    row = await _rows().where(Site.code == code).first()
    return None if row is None else as_record(StoredSite, row)


def announce_sites() -> None:
    """Say that sites are about to be written, so that their counter is raised together with others."""
    raise_revision(REVISION)


async def insert_sites(sites: Sequence[StoredSite]) -> None:
    """Add new sites, fast however many; none raises no revision. Needs an open transaction.

    `RowRefused` when a code is taken.
    """
    if not sites:
        return
    revision = await revision_of_write(REVISION)
    await insert(Site, [{**as_row(site), "revision": revision} for site in sites])


async def replace_site(site: StoredSite, expected_version: int) -> bool:
    """Save `site` over the version that was read; False, and nothing saved, when somebody was quicker.

    `site.version` is the version it becomes, `expected_version` plus one. Needs an open transaction.
    """
    if site.version != expected_version + 1:
        raise ValueError(f"version {expected_version} is followed by {expected_version + 1}, not {site.version}")
    # The counter comes first: it is locked until the end of the transaction, so rows come to be seen in its order.
    was_raised, revision = is_raised(REVISION), await revision_of_write(REVISION)
    row = {**as_row(site), "revision": revision}
    saved = (
        await Site.update(as_values(Site, row, but=Site.id))
        .where((Site.id == site.id) & (Site.version == expected_version))
        .returning(Site.version)
    )
    if not saved:
        if not was_raised:
            await take_back_revision(REVISION)
        return False
    return True


def _rows() -> Select[Site]:
    return Site.select(*(column for column in Site._meta.columns if column is not Site.revision))


def by_code() -> str:
    """The order of codes by code point, on both engines."""
    # Without it PostgreSQL sorts by the rules of the server's language.
    return 'code COLLATE "C"' if Site._meta.db.engine_type == "postgres" else "code"


def _conditions(wanted: SiteFilter) -> list[Combinable]:
    conditions: list[Combinable] = []
    equal: list[tuple[Column, str | bool | None]] = [
        (Site.programme, wanted.programme),
        (Site.name, wanted.name),
        (Site.tier, wanted.tier),
        (Site.parent, wanted.parent),
        (Site.sample, wanted.sample),
    ]
    conditions += [column == value for column, value in equal if value is not None]
    one_of = [
        (Site.code, wanted.codes),
        (Site.kind, wanted.kinds or None),
        (Site.status, wanted.statuses or None),
    ]
    conditions += [_one_of(column, values) for column, values in one_of if values is not None]
    if wanted.under is not None:
        first, last = _division_span(wanted.under)
        conditions += [Site.division >= first, Site.division <= last]
    if wanted.box is not None:
        west, south, east, north = wanted.box
        conditions += [Site.lon >= west, Site.lon <= east, Site.lat >= south, Site.lat <= north]
    if wanted.text:
        conditions.append(WhereRaw("search_text LIKE {} ESCAPE '\\'", f"%{_literally(searched(wanted.text))}%"))
    return conditions


def _one_of(column: Column, values: Sequence[str]) -> Combinable:
    return column.is_in(list(values)) if values else WhereRaw("1 = 0")


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _division_span(code: str) -> tuple[str, str]:
    """First and last 12-digit code at or below a division, whose level shows in its closing zeros."""
    stem = code
    for zeros in ("000", "000", "00", "00"):
        if not stem.endswith(zeros):
            break
        stem = stem.removesuffix(zeros)
    return code, stem.ljust(12, "9")
