"""Files of sites in and out. An import is all or nothing; importing an export changes nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.exchange.entered import FileContent, repeated_codes
from app.exchange.files import WORKBOOK, write_sites
from app.exchange.files import read_sites as read_file
from app.journeys.house import House
from app.journeys.network import site_of
from app.journeys.register import Outcome, register
from app.journeys.workbooks import SiteChange, download, import_workbook
from app.proposals.words import item_label, value_text
from app.store.sites import read_sites
from app.wording import Wording

_ENTRY = re.compile(r"\[(\d+)\]\.?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or with `dry_run` would do, and what its reader should be told: about the file, and of a
    workbook every difference.
    """

    outcome: Outcome
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many sites go out, and the file piece by piece, one piece a site and a few around them."""

    count: int
    pieces: Iterator[bytes]


async def import_sites(
    house: House, actor: Actor, raw: bytes, ending: str, *, reason: str, dry_run: bool = False
) -> Imported:
    """Register the sites of a file of this ending (see `exchange.files.ENDINGS`).

    Raises Malformed where it is not of its format, InvalidInput with the place in the file of every fault;
    then nothing was written.
    """
    if ending == WORKBOOK:
        outcome, changes = await import_workbook(house, actor, raw, reason=reason, dry_run=dry_run)
        return Imported(outcome, tuple(line for change in changes for line in _differences(house, change)))
    content = await asyncio.to_thread(read_file, raw, ending, house.rules)
    documents = [entered.document for entered in content.entries]
    try:
        outcome = await register(house, actor, documents, reason=reason, dry_run=dry_run)
    except InvalidInput as error:
        # Codes given twice are told by their places in the file, not by those in the list of documents.
        others = [_in_file(fault, content) for fault in error.faults if not _is_double(fault)]
        raise InvalidInput([*repeated_codes(content.entries), *others]) from None
    return Imported(outcome, content.notes)


def _differences(house: House, change: SiteChange) -> Iterator[Wording]:
    """What a workbook changes of one site, a line an item."""
    vocabulary, code = house.programme(change.cells.programme).vocabulary, change.cells.code
    if change.stored is None:
        yield Wording(f"{code}：新站点", f"{code}: a new site")
    for difference in change.differences:
        label = item_label(difference.item, vocabulary)
        was, becomes = (
            value_text(difference.item, value, vocabulary) for value in (difference.published, difference.proposed)
        )
        yield Wording(*(f"{code} {text}: {old} → {new}" for text, old, new in zip(label, was, becomes, strict=True)))


def _is_double(fault: Fault) -> bool:
    return fault.code == "duplicate" and fault.path.endswith("].code")


def _in_file(fault: Fault, content: FileContent) -> Fault:
    """A fault of the n-th document, seen from the file."""
    match = _ENTRY.fullmatch(fault.path)
    if match is None:
        return fault
    return content.entries[int(match[1])].located(Fault(match[2], fault.code, fault.message))


async def export_sites(house: House, actor: Actor, ending: str) -> Exported:
    """Every site in the format of this ending, in the order of their codes, with all that is known of
    them.
    """
    rows = [row for row in await read_sites() if row.programme in house.programmes]
    if ending == WORKBOOK:
        return Exported(len(rows), iter([await download(house, actor)]))
    sites = (site_of(house, row) for row in rows)
    return Exported(len(rows), write_sites(sites, ending, house.rules, house.divisions))
