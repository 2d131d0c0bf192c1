"""Files of sites in and out. An import is all or nothing; importing an export changes nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.exchange.entered import FileStream, repeated_code
from app.exchange.files import WORKBOOK, stream_site_file, write_sites
from app.exchange.track import Track, untracked
from app.journeys.files.workbook_change import SiteChange
from app.journeys.files.workbook_out import workbook_of
from app.journeys.files.workbooks import import_workbook
from app.journeys.house import House
from app.journeys.network.stored import UnreadableSite, read_through
from app.journeys.registry.register import Registered, register
from app.journeys.turns import REGISTERING, in_turn
from app.sites.words import item_label, value_text
from app.store.sites import StoredSite, sites_of_one_moment
from app.wording import Wording

_ENTRY = re.compile(r"\[(\d+)\]\.?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or with `dry_run` would do, and what its reader should be told: about the file, and of a
    workbook every difference.
    """

    outcome: Registered
    notes: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """How many sites are gone through, and the file piece by piece, each made when it is asked for: one piece a site
    and a few around them; of a workbook all are empty but the last.

    `left_out`, whole when the last piece is there, are the sites whose record does not pass entry: a file that holds
    them could not be imported again.
    """

    count: int
    pieces: AsyncIterator[bytes]
    left_out: list[UnreadableSite]


async def import_sites(
    house: House,
    actor: Actor,
    content: BinaryIO,
    ending: str,
    *,
    reason: str,
    dry_run: bool = False,
    confirmed: bool = False,
    track: Track = untracked,
) -> Imported:
    """Register the sites of a file of this ending (see `exchange.files.ENDINGS`), which can be wound back.

    What is doubtful is refused unless it is `confirmed`, or known too roughly for that and only told in the notes.
    Raises Malformed where it is not of its format, InvalidInput with the place in the file of every fault;
    then nothing was written.
    """
    if ending == WORKBOOK:
        outcome, found = await import_workbook(
            house, actor, content.read(), reason=reason, dry_run=dry_run, confirmed=confirmed, track=track
        )
        lines = (line for change in found.changes for line in _differences(house, change))
        return Imported(outcome, (*(note.message for note in found.notes), *lines))
    file = _File(await in_turn(house, REGISTERING, stream_site_file, content, ending, house.rules))
    try:
        # A file whose form is wrong is gone through all the same, for what else is wrong with it.
        outcome = await register(
            house,
            actor,
            file.documents(),
            reason=reason,
            dry_run=dry_run,
            track=track,
            total=file.stream.total,
            confirmed=confirmed,
            wrong_form=file.stream.faults,
        )
    except InvalidInput as error:
        others = (file.in_file(fault) for fault in error.faults if not _is_told(fault))
        raise InvalidInput([*file.stream.faults, *file.repeated, *others]) from None
    told = (file.in_file(doubt.as_fault()) for doubt in outcome.told)
    notes = (Wording(f"{one.path}：{one.message.zh}", str(one)) for one in told)
    return Imported(outcome, (*file.stream.notes, *notes))


def _differences(house: House, change: SiteChange) -> Iterator[Wording]:
    """What a workbook changes of one site, a line an item."""
    vocabulary, code = house.programme(change.cells.programme).vocabulary, change.cells.code
    if change.stored is None:
        yield Wording(f"{code}：新站点", f"{code}: a new site")
        return
    for difference in change.differences:
        label = item_label(difference.item, vocabulary)
        was, becomes = (
            value_text(difference.item, value, vocabulary) for value in (difference.published, difference.proposed)
        )
        yield Wording(*(f"{code} {text}: {old} → {new}" for text, old, new in zip(label, was, becomes, strict=True)))


def _is_told(fault: Fault) -> bool:
    """Whether a fault is a code given twice, which the file tells by its own places."""
    return fault.code == "duplicate" and fault.path.endswith("].code")


class _File:
    """A file while it is gone through: where each of its documents stands, and what is wrong with its form."""

    def __init__(self, stream: FileStream) -> None:
        self.stream = stream
        self.repeated: list[Fault] = []
        self._places: list[Callable[[str], str]] = []

    def documents(self) -> Iterator[object]:
        """Its documents, once."""
        first: dict[str, str] = {}
        for entered in self.stream.entries:
            self._places.append(entered.place)
            if (fault := repeated_code(entered, first)) is not None:
                self.repeated.append(fault)
            yield entered.document

    def in_file(self, fault: Fault) -> Fault:
        """A fault of the n-th document, seen from the file; one of the file as a whole as it is."""
        match = _ENTRY.fullmatch(fault.path)
        return fault if match is None else Fault(self._places[int(match[1])](match[2]), fault.code, fault.message)


@asynccontextmanager
async def export_sites(house: House, actor: Actor, ending: str) -> AsyncIterator[Exported]:
    """Every site in the format of this ending, in the order of their codes, with all that is known of them; to be
    written inside the block.

    The file is the registry at the moment the block begins, whatever is saved meanwhile, and of it some hundred sites
    are in memory at a time.
    """
    left_out: list[UnreadableSite] = []
    async with sites_of_one_moment() as (count, parts):
        if ending == WORKBOOK:
            pieces = workbook_of(house, actor, _passing(house, parts, left_out))
        else:
            sites = (site async for rows in parts for site in read_through(house, rows, left_out))
            pieces = write_sites(sites, ending, house.rules, house.divisions)
        yield Exported(count, pieces, left_out)


async def _passing(
    house: House, parts: AsyncIterable[Iterable[StoredSite]], left_out: list[UnreadableSite]
) -> AsyncIterator[StoredSite]:
    """The rows whose record passes entry."""
    async for rows in parts:
        for row in rows:
            for _ in read_through(house, [row], left_out):
                yield row
