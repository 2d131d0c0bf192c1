"""Registering sites: documents laid over what is known, judged, and saved with their change records, all or nothing.

The one way in for imports, the interface's lists of sites, seeding and the demo. Unchanged documents write nothing. It
is not the way of `proposals/save.py`, which changes one site that somebody looks at and has a draft of: here are whole
documents, new sites among them, any number at once, each with its place in what was sent. From a site read on, both are
one line: `planned.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may_all
from app.errors import Fault, InvalidInput, Stale
from app.exchange.track import Track, untracked
from app.journeys.collecting import not_collecting
from app.journeys.house import House
from app.journeys.network.stored import readable, recorded_document
from app.journeys.registry.doubtful import Doubted, doubted, doubts_across, rows_at_points_of
from app.journeys.registry.hierarchy import hierarchy_faults, with_all_above
from app.journeys.registry.planned import moved_on, plan_many, save
from app.journeys.registry.seed import named_codes
from app.journeys.turns import REGISTERING, AtWork, a_turn
from app.normal.codes import normal_code
from app.normal.doubts import Doubt, Unconfirmed
from app.sites.document import read_site
from app.sites.edit import acceptance_faults, identity_faults, merged
from app.sites.site import Site
from app.store.accounts import any_sample_account
from app.store.engine import transaction
from app.store.sites import StoredSite, read_sites_of
from app.store.sites_around import StoredParent, read_codes_like
from app.wording import Wording

AT_ONCE = 500
"""So many documents are in memory together."""


SAMPLED = "site.sampled"
"""What adding the demonstration is called: its sites were accepted as it says."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What a registration did, or would do: codes in the order given."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    told: tuple[Doubt, ...] = ()
    """What is worth a look and refused nothing (see `Doubt.only_told`); empty where all was confirmed beforehand."""

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was, or would be, written."""
        return not (self.created or self.changed)


async def register(
    house: House,
    actor: Actor,
    documents: Iterable[Any],
    *,
    reason: str,
    dry_run: bool = False,
    action: str = "site.imported",
    prefixes: Iterable[str] | None = None,
    track: Track = untracked,
    total: int | None = None,
    expected: Mapping[str, int] = {},
    confirmed: bool = True,
    wrong_form: Sequence[Fault] = (),
) -> Registered:
    """Register site documents: new codes are added, known ones edited (see `sites.edit.merged`).

    `prefixes` names each document's place in its file, for faults. Raises InvalidInput with every fault of every
    document; then nothing is written. With `dry_run` nothing is written either way. Publishes at once, so the actor
    must be allowed that at every place concerned (NotAllowed); everybody else proposes (see `journeys.proposals`).
    With `confirmed` false, what is doubtful is refused like a fault (Unconfirmed): where somebody can be asked.
    `track` shows how far the work is, of `total` where the documents do not tell how many they are. `expected` names
    versions that the documents were made from: Raises Stale where a site has another one now.

    The documents are gone through once, some hundreds at a time: checked, judged and, as long as nothing is wrong,
    written; only their codes, parents, points and faults are kept, so a file may be of any length. All of it stands in
    one transaction, which is rolled back where anything is wrong with any; others who write wait for it, readers do
    not. `wrong_form` may grow while the documents are drawn: with a fault in it nothing is written either, and
    InvalidInput is raised, with the faults of the documents alone.
    """
    total = len(documents) if isinstance(documents, Sized) else total
    places = prefixes if prefixes is not None else (f"[{number}]" for number in count())
    placed = iter(track(zip(documents, places, strict=prefixes is not None), "check", total))
    async with nullcontext() if dry_run else transaction():
        for code, row in (await read_sites_of(expected)).items():
            if row.version != expected[code]:
                raise Stale(moved_on(code), row.version)
        # Whatever is saved in a demonstration is a sample: a database holds samples or real sites, never both.
        sample = await any_sample_account()
        work = _Registration(house, actor, reason, action, sample, confirmed, dry_run, wrong_form)
        async with a_turn(house, REGISTERING) as at_work:
            while part := await at_work(_drawn, placed):
                await work.take(at_work, part)
            told = await work.across(at_work)
    touched = {*work.created, *work.changed}
    unchanged = tuple(code for code in work.codes if code not in touched)
    return Registered((*work.created,), (*work.changed,), unchanged, tuple(told))


_Placed = tuple[Any, str]
"""A document and its place."""
_Read = tuple[StoredSite | None, Site, str]
"""A document that passed entry: the row it changes (None for a new site), what that becomes, its place."""


@not_collecting()
def _drawn(placed: Iterator[_Placed]) -> list[_Placed]:
    return [(_with_normal_code(document), place) for document, place in islice(placed, AT_ONCE)]


def _code_of(document: Any) -> str | None:
    code = document.get("code") if isinstance(document, Mapping) else None
    return code if isinstance(code, str) else None


@dataclass(slots=True)
class _Registration:
    """What is found and done while documents are gone through; see `register`."""

    house: House
    actor: Actor
    reason: str
    action: str
    sample: bool
    confirmed: bool
    dry_run: bool
    wrong_form: Sequence[Fault]
    codes: list[str] = field(default_factory=list)
    created: dict[str, None] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)
    _doubles: list[Fault] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)
    _members: list[tuple[StoredParent, str]] = field(default_factory=list)
    _doubted: list[Doubted] = field(default_factory=list)

    async def take(self, at_work: AtWork, part: Sequence[_Placed]) -> None:
        """Check some documents, and write them as long as nothing is wrong with any. Raises NotAllowed."""
        codes = {code for document, _ in part if (code := _code_of(document)) is not None}
        # What this registration has added itself is not what was registered before.
        known = {code: row for code, row in (await read_sites_of(codes)).items() if code not in self.created}
        cases = await read_codes_like(codes - known.keys())
        cases = {small: code for small, code in cases.items() if code not in self.created}
        read = await at_work(self._read, part, known, cases)
        for row, site, _ in read:
            divisions = {site.division, row.division} if row is not None else {site.division}
            may_all(self.actor, "publish_directly", [Target(site=site.code, division=d) for d in divisions]).require()
        if self._faults or self._doubles or self.wrong_form:
            return
        sites = [(row, site) for row, site, _ in read]
        planned = await at_work(plan_many, self.house, self.actor, sites, self.reason, self.action)
        if not self.dry_run:
            await save(planned)
        for one in planned:
            (self.created if one.new else self.changed)[one.after.code] = None

    @not_collecting()
    def _read(self, part: Sequence[_Placed], known: Mapping[str, StoredSite], cases: Mapping[str, str]) -> list[_Read]:
        """The documents that pass entry; what is wrong with the others is kept. `known` are the rows of their codes,
        `cases` the codes that differ from one of theirs in capitals only, by their form in small letters.
        """
        read = []
        for document, place in part:
            code = _code_of(document)
            self._see(code, place)
            row = known.get(code) if code is not None else None
            if row is None and code is not None and code.casefold() in cases:
                self._faults.append(_other_case(code, cases[code.casefold()]).under(place))
            try:
                site = self._checked(document, row, place)
            except InvalidInput as error:
                self._faults += [fault.under(place) for fault in error.faults]
                continue
            read.append((row, site, place))
            self._members.append((StoredParent(code=site.code, programme=site.programme, parent=site.parent), place))
            if not self.confirmed:
                self._doubted.append(doubted(self.house, row, site, place))
        return read

    def _see(self, code: str | None, place: str) -> None:
        """A fault where a document before has this code, in whichever case it is written."""
        if code is None:
            return
        self.codes.append(code)
        where = self._first.setdefault(code.casefold(), place)
        if where != place:
            message = Wording(f"编码 {code} 已见于 {where}", f"code {code} stands already at {where}")
            self._doubles.append(Fault("code", "duplicate", message).under(place))

    def _checked(self, document: Any, row: StoredSite | None, place: str) -> Site:
        """What a document makes of its row. Raises InvalidInput."""
        house, whole, accepted_as = self.house, document, None
        if row is not None:
            whole, before = merged(recorded_document(row), document), readable(house, row)
            if before is not None:
                self._faults += [fault.under(place) for fault in identity_faults(before, whole)]
                whole |= {"programme": before.programme, "kind": before.kind}
                if self.action != SAMPLED and not _is_as_seeded(house, row, before):
                    accepted_as = before
        site = read_site(whole, house.rules, house.divisions, registering=True)
        if accepted_as is not None:
            self._faults += [fault.under(place) for fault in acceptance_faults(accepted_as, site)]
        return replace(site, sample=True) if self.sample else site

    async def across(self, at_work: AtWork) -> list[Doubt]:
        """What only all documents together can tell: parents, and points that are shared. The doubts that are told.

        Raises Unconfirmed, and InvalidInput with all that was found.
        """
        every = await with_all_above(member for member, _ in self._members)
        faults = [*self._doubles, *self._faults]
        for member, place in self._members:
            faults += [fault.under(place) for fault in hierarchy_faults(member, every)]
        standing = await rows_at_points_of(one.after for one in self._doubted)
        found = await at_work(doubts_across, self.house, self._doubted, standing)
        if any(not doubt.only_told for doubt in found):
            raise Unconfirmed(found, faults)
        if faults or self.wrong_form:
            raise InvalidInput(faults)
        return found


def _is_as_seeded(house: House, row: StoredSite, site: Site) -> bool:
    """Whether nobody has touched a site that the documents name: the first import of a register that was kept
    elsewhere may say when it was accepted, as may that of a new site; from then on only its acceptance does.
    """
    return row.version == 1 and site.accepted_on is None and site.code in named_codes(house)


def _with_normal_code(document: Any) -> Any:
    """The document with its code in normal form, which is how the registry knows it."""
    code = _code_of(document)
    return document if code is None else {**document, "code": normal_code(code)}


def _other_case(code: str, known: str) -> Fault:
    message = Wording(
        f"已有站点 {known}，编码只差大小写；请用原编码，或换一个编码",
        f"site {known} is registered already and differs only in capitals; use that code, or another one",
    )
    return Fault("code", "differs_in_case", message)
