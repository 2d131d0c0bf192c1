"""Audits that are kept: made, read again, signed off, and computed once more from what they froze.

An audit says for good how one programme stood on one day. Requests go on moving the live record; what was frozen stays,
and once it is signed off nobody changes it, the program included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.may import Target, may
from app.access.rules import Action
from app.compliance.frozen import FrozenSite, fingerprint
from app.compliance.judge import judge, judge_registered
from app.compliance.verdicts import Verdict
from app.errors import NotFound, Refused
from app.exchange.strict_json import json_text, load_json
from app.journeys.audits.freeze import Frozen, freeze, frozen_sites, stored_sites
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.past import stored_pack
from app.journeys.network.stored import site_once
from app.journeys.turns import LISTS, in_turn
from app.sites.entry import Entry
from app.standards.programme import Programme
from app.store.audits import (
    StoredAudit,
    insert_audit,
    read_audit,
    read_audited_sites,
    read_audits,
    sign_audit_off,
)
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.refusals import RowRefused
from app.wording import Wording

SUBJECT = "audit"
MADE, SIGNED = "audit.made", "audit.signed"
LONGEST_TITLE, LONGEST_REMARK = 60, 2000
_NO_AUDIT = Wording("没有这个核查存档。", "There is no such audit.")
_IS_SIGNED = Wording("此核查存档已签认，不能再改动。", "This audit is signed off; nothing in it can be changed.")


async def make_audit(
    house: House,
    actor: Actor,
    slug: str,
    as_of: object = None,
    title: object = "",
    *,
    month: str | None = None,
    key: UUID | None = None,
) -> StoredAudit:
    """Freeze a programme as it stood on a day (today when None) and keep it; `month` where the clock closes one.

    Whoever sends the same `key` twice, at once or later, makes one audit and gets it. Raises NotFound, NotAllowed,
    InvalidInput for what is no day, a day to come or a title that will not do.
    """
    _require(house, actor, "make_audit", slug)
    if key is not None and (before := await read_audit(key)):
        return before
    entry = Entry()
    day = None if as_of is None else entry.day(as_of, "as_of", latest=house.today())
    said = _text(entry, title, "title", LONGEST_TITLE)
    frozen = await freeze(house, slug, day)
    audit = StoredAudit(
        id=key or uuid4(),
        programme=slug,
        as_of=frozen.as_of,
        title=said,
        pack_hash=frozen.programme.content_hash,
        result_hash=frozen.fingerprint,
        sites=len(frozen.counted),
        sample=frozen.has_samples,
        summary=json_text(frozen.summary()),
        made_by_key=actor.key,
        made_by_name=actor.name,
        made_at=house.now(),
        month=month,
    )
    rows = await in_turn(house, LISTS, stored_sites, audit, frozen.sites)
    try:
        async with transaction():
            await insert_audit(audit, rows)
            made = change_by(actor, house, MADE, SUBJECT, audit.id, reason=said, after=_in_short(audit))
            await append_changes([made])
    except RowRefused:
        before = await read_audit(audit.id)
        if before is None:
            raise
        return before
    return audit


async def sign_audit(house: House, actor: Actor, key: UUID, remark: object = "") -> StoredAudit:
    """Sign an audit off, which ends all change. Raises NotFound, NotAllowed, InvalidInput, Refused where it is."""
    said = _text(Entry(), remark, "remark", LONGEST_REMARK)
    async with transaction():
        before = await _stored(house, actor, "sign_audit", key)
        if not await sign_audit_off(key, actor.key, actor.name, house.now(), said):
            raise Refused(_IS_SIGNED)
        after = await _stored(house, actor, "sign_audit", key)
        was, became = _in_short(before), _in_short(after)
        await append_changes([change_by(actor, house, SIGNED, SUBJECT, key, reason=said, before=was, after=became)])
    return after


@dataclass(frozen=True, slots=True)
class AuditHead:
    """What is told of an audit without its sites; `summary` is what was counted when it was made (`Frozen.summary`)."""

    stored: StoredAudit
    summary: Mapping[str, Any]

    @property
    def mixes_unbuilt(self) -> bool:
        """Whether it was kept when sites that are not built were still counted among all others."""
        return "not_built" not in self.summary["statuses"]


async def audits_of(house: House, actor: Actor, slug: str) -> list[AuditHead]:
    """The audits of a programme, the latest day first. Raises NotFound, NotAllowed."""
    _require(house, actor, "read_county", slug)
    return [_head(stored) for stored in await read_audits(slug)]


def _head(stored: StoredAudit) -> AuditHead:
    return AuditHead(stored, load_json(stored.summary.encode()))


@dataclass(frozen=True)
class KeptAudit:
    """An audit as it is read again. `programme` is the pack that judged it; where a later release cannot read that any
    more, today's, and `pack_lost` is true.
    """

    stored: StoredAudit
    programme: Programme
    pack_lost: bool
    sites: tuple[FrozenSite, ...]

    @cached_property
    def head(self) -> AuditHead:
        """The audit without its sites."""
        return _head(self.stored)

    @cached_property
    def frozen(self) -> Frozen:
        """What it froze."""
        summary = self.head.summary
        return Frozen(
            self.programme,
            self.stored.as_of,
            self.sites,
            tuple(summary["progress"]),
            tuple(summary["network_clauses"]),
            tuple(summary["notes"]),
            tuple(summary["unreadable"]),
        )


async def kept_audit(house: House, actor: Actor, key: UUID) -> KeptAudit:
    """One audit with its sites. Raises NotFound, NotAllowed."""
    stored = await _stored(house, actor, "read_county", key)
    pack = await stored_pack(house, stored.programme, stored.pack_hash)
    rows = await read_audited_sites(key)
    sites = await in_turn(house, LISTS, frozen_sites, rows)
    return KeptAudit(stored, pack or house.programme(stored.programme), pack is None, sites)


@dataclass(frozen=True, slots=True)
class OtherVerdict:
    """A clause that comes out otherwise when it is computed again; an empty clause stands for the record itself."""

    code: str
    clause: str
    kept: Verdict | None
    again: Verdict | None


@dataclass(frozen=True, slots=True)
class Recomputed:
    """An audit computed once more: `sites` that count and those that were closed. `untouched`: what is kept still has
    the fingerprint of the day it was made.
    """

    untouched: bool
    pack_lost: bool
    sites: int
    closed: int
    clauses: int
    differing: tuple[OtherVerdict, ...]

    @property
    def equal(self) -> bool:
        """Whether facts, clauses and verdicts are what they were."""
        return self.untouched and not self.pack_lost and not self.differing


async def recompute(house: House, actor: Actor, key: UUID) -> Recomputed:
    """Judge every frozen record again by the frozen pack, and hold it to what was kept. Changes nothing.

    A site that was judged though it was not built, as was read before, is computed in that reading.

    Raises NotFound, NotAllowed.
    """
    audit = await kept_audit(house, actor, key)
    stored = audit.stored
    told = fingerprint(stored.programme, stored.as_of, stored.pack_hash, audit.sites)
    differing = await in_turn(house, LISTS, _differing, house, audit)
    clauses, counted = sum(len(site.clauses) for site in audit.sites), len(audit.frozen.counted)
    return Recomputed(
        untouched=told == stored.result_hash,
        pack_lost=audit.pack_lost,
        sites=counted,
        closed=len(audit.sites) - counted,
        clauses=clauses,
        differing=tuple(differing),
    )


def _differing(house: House, audit: KeptAudit) -> list[OtherVerdict]:
    programme, found = audit.programme, []
    then = replace(house, programmes={**house.programmes, programme.slug: programme}, kept=Kept())
    for kept in audit.sites:
        judges = judge if kept.was_judged_unbuilt else judge_registered
        site = site_once(then, kept.document)
        if site is None:
            found.append(OtherVerdict(kept.code, "", None, None))
            continue
        again = judges(site, programme, house.divisions, audit.stored.as_of).by_clause()
        was = kept.by_clause()
        found += [
            OtherVerdict(kept.code, clause, was.get(clause), again.get(clause))
            for clause in sorted({*was, *again})
            if was.get(clause) != again.get(clause)
        ]
    return found


def _require(house: House, actor: Actor, action: Action, slug: str) -> None:
    may(actor, action, Target(division=house.programme(slug).jurisdiction)).require()


async def _stored(house: House, actor: Actor, action: Action, key: UUID) -> StoredAudit:
    found = await read_audit(key)
    if found is None:
        raise NotFound(_NO_AUDIT)
    _require(house, actor, action, found.programme)
    return found


def _text(entry: Entry, given: object, path: str, longest: int) -> str:
    """The text; raises whatever the entry has found by then."""
    return entry.sound(entry.text(given, path, longest=longest, blank=True)).strip()


def _in_short(audit: StoredAudit) -> str:
    """What the change record keeps of an audit: everything but its content, which its fingerprint stands for."""
    return json_text(
        {
            "programme": audit.programme,
            "as_of": audit.as_of.isoformat(),
            "title": audit.title,
            "pack_hash": audit.pack_hash,
            "result_hash": audit.result_hash,
            "month": audit.month,
            "signed_by": audit.signed_by_name,
            "remark": audit.remark,
        }
    )
