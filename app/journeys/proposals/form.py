"""Filling in a site's form: what it shows, what the typed values would change, and what they would do to the verdicts.

The form always stands on one version of the published record. What was typed is held against that version, so that an
item the person left alone never undoes what somebody else changed meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.access.may import may
from app.compliance.judge import judge
from app.compliance.verdicts import SiteVerdict
from app.errors import Fault, InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.desk.history import ACTIONS
from app.journeys.house import House
from app.journeys.proposals.author import document_at
from app.journeys.proposals.read import Proposed, open_proposals
from app.journeys.site_rights import require, stored_site, target_of
from app.sites.document import read_site, write_site
from app.sites.edit import merged
from app.sites.items import Difference, differences, edit_of, items, value_at
from app.sites.site import Site
from app.sites.vocabulary import WEEKDAYS
from app.store.changes import read_changes
from app.store.sites import StoredSite
from app.wording import Wording

_END_OF_NAME = re.compile(r"[.\[]")
_ROW = re.compile(r"metrics\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A site's form as one person finds it: the published document, and the one with their own draft laid over.

    `mine` is their open proposal, `others` what other people have proposed for the same site and nobody decided yet.
    `may_publish` is true for those whose changes need no review.
    """

    stored: StoredSite
    site: Site
    published: Mapping[str, Any]
    proposed: Mapping[str, Any]
    mine: Proposed | None
    others: tuple[Proposed, ...]
    may_publish: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edit would come to. Items that cannot be read are left out of the verdict and named in `faults`."""

    before: SiteVerdict
    after: SiteVerdict
    faults: Mapping[str, tuple[Fault, ...]]


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """Who changed an item, when, and by doing what; None for a deed that has no words."""

    at: datetime
    name: str
    action: Wording | None


async def sheet(house: House, actor: Actor, code: str) -> Sheet:
    """The form of a site. Raises NotFound, NotAllowed."""
    stored = await stored_site(code)
    require(actor, "edit_site", stored)
    published = load_json(stored.document.encode())
    site = read_site(published, house.rules, house.divisions, recorded=True)
    waiting = await open_proposals(house, [code])
    # A draft before anything else: it is what they would save over; what waits for review can only be taken back.
    own = [p for p in waiting if p.stored.author_key == actor.key]
    mine = min(own, key=lambda p: ("draft", "sent_back", "submitted").index(p.stored.state), default=None)
    others = tuple(p for p in waiting if p.stored.author_key != actor.key and p.stored.state == "submitted")
    proposed = published
    if mine is not None:
        proposed = merged(published, load_json(mine.stored.edit.encode()))
    may_publish = may(actor, "publish_directly", target_of(stored)).allowed
    return Sheet(stored, site, published, proposed, mine, others, may_publish)


async def edit_from(stored: StoredSite, seen_version: int, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The edit that the typed items are against the version their form stood on. Raises Stale where that is unknown."""
    seen = await document_at(stored, seen_version)
    return edit_of({item: value for item, value in typed.items() if not _same(value, value_at(seen, item))})


async def compared_with(stored: StoredSite, seen_version: int, edit: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every item of an edit: in the version its form stood on, as published now, as proposed."""
    return differences(await document_at(stored, seen_version), load_json(stored.document.encode()), edit)


async def clashes(stored: StoredSite, seen_version: int, edit: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The items of an edit that somebody else changed since the form was opened, to something else."""
    return tuple(d for d in await compared_with(stored, seen_version, edit) if d.conflicts)


async def changed_by(stored: StoredSite, seen_version: int, items_wanted: Collection[str]) -> dict[str, ChangedBy]:
    """For each item, the newest change of it since the version that somebody saw: who, when, how."""
    found: dict[str, ChangedBy] = {}
    for change in await read_changes("site", stored.code, limit=1000):
        if change.version is None or change.version <= seen_version:
            break
        before, after = load_json((change.before or "{}").encode()), load_json((change.after or "{}").encode())
        for item in items_wanted:
            if item not in found and value_at(before, item) != value_at(after, item):
                found[item] = ChangedBy(change.at, change.actor_name, ACTIONS.get(change.action))
    return found


def tried(house: House, site: Site, published: Mapping[str, Any], edit: Mapping[str, Any]) -> Trial:
    """What an edit of the published record would come to, today. Never raises on what was typed."""
    programme, day = house.programme(site.programme), house.today()
    before = judge(site, programme, house.divisions, day)
    faults: dict[str, tuple[Fault, ...]] = {}
    good = dict(items(edit))
    # An item that is refused is taken out and the rest tried again; each round takes out one at least.
    while good:
        whole = merged(published, edit_of(good))
        try:
            after = read_site(whole, house.rules, house.divisions, registering=True)
        except InvalidInput as error:
            named = _by_item(error.faults, whole)
            refused = named.keys() & good.keys()
            if not refused:
                # It is the published record that entry would refuse today; nothing typed is to blame.
                return Trial(before, before, faults)
            faults |= {item: named[item] for item in refused}
            good = {item: value for item, value in good.items() if item not in refused}
            continue
        return Trial(before, judge(after, programme, house.divisions, day), faults)
    return Trial(before, before, faults)


def canonical(house: House, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document in the form the registry writes; as it is where it cannot be read."""
    try:
        return write_site(read_site(document, house.rules, house.divisions, recorded=True))
    except InvalidInput:
        return document


def _by_item(faults: tuple[Fault, ...], document: Mapping[str, Any]) -> dict[str, tuple[Fault, ...]]:
    found: dict[str, tuple[Fault, ...]] = {}
    for fault in faults:
        item = item_at(fault.path, document)
        found[item] = (*found.get(item, ()), fault)
    return found


def item_at(path: str, document: Mapping[str, Any]) -> str:
    """The item that a path of entry lies in."""
    head, _, rest = path.partition(".")
    if head in ("facts", "reports"):
        return f"{head}.{_END_OF_NAME.split(rest)[0]}"
    row = _ROW.match(path)
    if row is not None and int(row[1]) < len(document.get("metrics", ())):
        figure = document["metrics"][int(row[1])]
        return f"metrics.{figure.get('metric')}.{figure.get('period')}"
    return head.partition("[")[0]


def _same(typed: Any, seen: Any) -> bool:
    """Whether two values of an item say the same. A weekday without hours is closed, written down or not."""
    return bool(_without_blank_days(typed) == _without_blank_days(seen))


def _without_blank_days(value: Any) -> Any:
    if isinstance(value, Mapping) and value and value.keys() <= WEEKDAYS.keys():
        return {day: spans for day, spans in value.items() if spans} or None
    return value
