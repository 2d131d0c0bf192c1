"""What stands around sites that are about to be registered: codes and names like theirs, and the sites above them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from piccolo.columns.combination import WhereRaw
from piccolo.query import OrderByRaw

from app.store.refusals import is_storable
from app.store.rows import as_record, in_chunks
from app.store.sites import Site, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredParent:
    """What the hierarchy asks of a site: its programme's slug and the code of the site above it, None for none."""

    code: str
    programme: str
    parent: str | None


class StoredName(NamedTuple):
    """By what a site is told from others, and what it is: as described at `Site`."""

    code: str
    name: str
    programme: str
    kind: str
    division: str


async def read_names(at_once: int = 5_000) -> AsyncIterator[list[StoredName]]:
    """Every site's, in the order of their codes, at most so many at once: no document is read."""
    code, beyond = by_code(), ""
    columns = (Site.code, Site.name, Site.programme, Site.kind, Site.division)
    while True:
        query = Site.select(*columns).where(WhereRaw(f"{code} > {{}}", beyond)).order_by(OrderByRaw(code))
        rows = await query.limit(at_once)
        if rows:
            yield [StoredName(**row) for row in rows]
        if len(rows) < at_once:
            return
        beyond = rows[-1]["code"]


async def read_codes_like(codes: Iterable[str]) -> dict[str, str]:
    """The registered codes that are one of these, capitals or not, by their form in small letters.

    A code holds no letters but those of ASCII (`normal.codes.code_fault`), which both engines make small alike. No
    index has them so: each five hundred asked for walk the index of codes, 4 ms for 25,000 sites on SQLite.
    """
    small = 'lower(code COLLATE "C")' if Site._meta.db.engine_type == "postgres" else "lower(code)"
    found: dict[str, str] = {}
    for some in in_chunks(sorted(filter(is_storable, (code.casefold() for code in codes)))):
        condition = WhereRaw(f"{small} IN ({', '.join(['{}'] * len(some))})", *some)
        rows = await Site.select(Site.code).where(condition)
        found |= {code.casefold(): code for code in sorted(row["code"] for row in rows)}
    return found


async def read_above(codes: Iterable[str]) -> dict[str, StoredParent]:
    """The sites of these codes and all above them, by code: a statement a level, and each site once, so a ring ends."""
    found: dict[str, StoredParent] = {}
    level = set(filter(is_storable, codes))
    while level:
        rows = []
        for some in in_chunks(sorted(level)):
            rows += await Site.select(Site.code, Site.programme, Site.parent).where(Site.code.is_in(some))
        found |= {row["code"]: as_record(StoredParent, row) for row in rows}
        level = {row["parent"] for row in rows if row["parent"] is not None} - found.keys()
    return found
