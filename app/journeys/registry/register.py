"""Registering sites: documents laid over what is known, judged, and saved with their change records, all or nothing.

The one way in for imports, the interface's lists of sites, seeding and the demo. Unchanged documents write nothing. It
is not the way of `proposals/save.py`, which changes one site that somebody looks at and has a draft of: here are whole
documents, new sites among them, any number at once, each with its place in what was sent. From a site read on, both are
one line: `planned.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may_all
from app.errors import Fault, InvalidInput, Stale
from app.journeys.house import House
from app.journeys.network.stored import readable, recorded_document
from app.journeys.registry.doubtful import doubts_of, rows_at_points_of
from app.journeys.registry.hierarchy import hierarchy_faults, with_all_above
from app.journeys.registry.planned import Planned, moved_on, plan_many, save
from app.journeys.registry.seed import named_codes
from app.journeys.turns import REGISTERING, a_turn
from app.normal.codes import normal_code
from app.normal.doubts import Doubt, Unconfirmed
from app.sites.document import read_site
from app.sites.edit import acceptance_faults, identity_faults, merged
from app.sites.site import Site
from app.store.accounts import any_sample_account
from app.store.engine import transaction
from app.store.sites import StoredSite, read_codes_like, read_sites_of
from app.wording import Wording

Track = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Passes items on and shows how far they are: the items, what is being done with them, how many they are."""


SAMPLED = "site.sampled"
"""What adding the demonstration is called: its sites were accepted as it says."""


def untracked(items: Iterable[Any], what: str, total: int) -> Iterable[Any]:
    """The items, shown to nobody."""
    return items


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
    documents: Sequence[Any],
    *,
    reason: str,
    dry_run: bool = False,
    action: str = "site.imported",
    prefixes: Sequence[str] | None = None,
    track: Track = untracked,
    expected: Mapping[str, int] | None = None,
    confirmed: bool = True,
) -> Registered:
    """Register site documents: new codes are added, known ones edited (see `sites.edit.merged`).

    `prefixes` names each document's place in its file, for faults. Raises InvalidInput with every fault of every
    document; then nothing is written. With `dry_run` nothing is written either way. Publishes at once, so the actor
    must be allowed that at every place concerned (NotAllowed); everybody else proposes (see `journeys.proposals`).
    With `confirmed` false, what is doubtful is refused like a fault (Unconfirmed): where somebody can be asked.
    `track` shows how far the work is. `expected` names versions that the documents were made from: Raises Stale where a
    site has another one now.
    """
    documents = [_with_normal_code(document) for document in documents]
    places = prefixes if prefixes is not None else [f"[{i}]" for i in range(len(documents))]
    if dry_run:
        planned, told = await plan(house, actor, documents, places, reason, action, expected, track, confirmed)
    else:
        async with transaction():
            planned, told = await plan(house, actor, documents, places, reason, action, expected, track, confirmed)
            await save(planned)
    created = tuple(p.after.code for p in planned if p.new)
    changed = tuple(p.after.code for p in planned if not p.new)
    touched = {*created, *changed}
    codes = [doc["code"] for doc in documents]
    return Registered(created, changed, tuple(code for code in codes if code not in touched), tuple(told))


def _code_of(document: Any) -> str | None:
    code = document.get("code") if isinstance(document, Mapping) else None
    return code if isinstance(code, str) else None


def _doubles(documents: Sequence[Any], places: Sequence[str]) -> list[Fault]:
    """A fault for every document whose code another one before it has, in whichever case it is written."""
    first: dict[str, str] = {}
    faults = []
    for document, place in zip(documents, places, strict=True):
        code = _code_of(document)
        if code is None:
            continue
        where = first.setdefault(code.casefold(), place)
        if where != place:
            message = Wording(f"编码 {code} 已见于 {where}", f"code {code} stands already at {where}")
            faults.append(Fault("code", "duplicate", message).under(place))
    return faults


async def plan(
    house: House,
    actor: Actor,
    documents: Sequence[Any],
    places: Sequence[str],
    reason: str,
    action: str,
    expected: Mapping[str, int] | None = None,
    track: Track = untracked,
    confirmed: bool = True,
) -> tuple[list[Planned], list[Doubt]]:
    """What registering these documents would save, and what is to be told about them; see `register`, also for what it
    raises. Writes nothing.
    """
    codes = {code for document in documents if (code := _code_of(document)) is not None}
    known = await read_sites_of({*codes, *(expected or {})})
    for code, version in (expected or {}).items():
        if code in known and known[code].version != version:
            raise Stale(moved_on(code), known[code].version)
    cases = await read_codes_like(codes - known.keys())
    # Whatever is saved in a demonstration is a sample: a database holds samples or real sites, never both.
    sample = await any_sample_account()
    async with a_turn(house, REGISTERING) as at_work:
        read, faults = await at_work(_read_all, house, documents, places, action, known, cases, sample, track)
        for row, site, _ in read:
            divisions = {site.division, row.division} if row is not None else {site.division}
            may_all(actor, "publish_directly", [Target(site=site.code, division=d) for d in divisions]).require()
        every = await with_all_above(site for _, site, _ in read)
        standing = [] if confirmed else await rows_at_points_of(site for _, site, _ in read)
        doubted = [] if confirmed else await at_work(doubts_of, house, read, standing)
        for _, site, place in read:
            faults += [fault.under(place) for fault in hierarchy_faults(site, every)]
        if any(not doubt.only_told for doubt in doubted):
            raise Unconfirmed(doubted, faults)
        if faults:
            raise InvalidInput(faults)
        sites = ((row, site) for row, site, _ in track(read, "judge", len(read)))
        return await at_work(plan_many, house, actor, sites, reason, action), doubted


_Read = tuple[StoredSite | None, Site, str]
"""A document that passed entry: the row it changes (None for a new site), what that becomes, its place."""


def _read_all(
    house: House,
    documents: Sequence[Any],
    places: Sequence[str],
    action: str,
    known: Mapping[str, StoredSite],
    cases: Mapping[str, str],
    sample: bool,
    track: Track,
) -> tuple[list[_Read], list[Fault]]:
    """The documents that pass entry, and the faults of all. `known` are the rows of their codes, `cases` the codes that
    differ from one of theirs in capitals only, by their form in small letters.
    """
    faults, read = _doubles(documents, places), list[_Read]()
    for document, place in track(zip(documents, places, strict=True), "check", len(documents)):
        code = _code_of(document)
        row = known.get(code) if code is not None else None
        whole, before = document, None
        if row is not None:
            whole, before = merged(recorded_document(row), document), readable(house, row)
            if before is not None:
                faults += [fault.under(place) for fault in identity_faults(before, whole)]
                whole |= {"programme": before.programme, "kind": before.kind}
        elif code is not None and code.casefold() in cases:
            faults.append(_other_case(code, cases[code.casefold()]).under(place))
        try:
            site = read_site(whole, house.rules, house.divisions, registering=True)
            if before is not None and action != SAMPLED and not _is_as_seeded(house, row, before):
                faults += [fault.under(place) for fault in acceptance_faults(before, site)]
        except InvalidInput as error:
            faults += [fault.under(place) for fault in error.faults]
            continue
        read.append((row, replace(site, sample=True) if sample else site, place))
    return read, faults


def _is_as_seeded(house: House, row: StoredSite | None, site: Site) -> bool:
    """Whether nobody has touched a site that the documents name: the first import of a register that was kept
    elsewhere may say when it was accepted, as may that of a new site; from then on only its acceptance does.
    """
    untouched = row is not None and row.version == 1 and site.accepted_on is None
    return untouched and site.code in named_codes(house)


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
