"""Filling in a site's form: what it shows, what the typed values would change, and what they would do to the verdicts.

The form always stands on one version of the published record. What was typed is held against that version, so that an
item the person left alone never undoes what somebody else changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.compliance.judge import due_for_confirmation, judge_registered
from app.compliance.standing import unasked
from app.compliance.verdicts import SiteVerdict, Verdict
from app.errors import Fault, InvalidInput
from app.exchange.strict_json import json_text, load_json
from app.journeys.desk.history import SITE_ACTIONS
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.proposals.author import document_at
from app.normal.identity_numbers import holds_identity_number
from app.sites.document import read_site
from app.sites.edit import acceptance_faults, merged
from app.sites.items import edit_of, item_at, items, says_the_same, value_at
from app.sites.site import Site
from app.store.changes import read_changes
from app.store.sites import StoredSite
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class EditRead:
    """The site that an edit of its record makes, as far as entry takes it.

    `faults` are all that stand against the whole edit. `by_item` are those that an item of it is to blame for; these
    items are left out of `site`.
    """

    site: Site
    faults: tuple[Fault, ...] = ()
    by_item: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edit would come to. Items that cannot be read are left out of the verdict and named in `faults`.

    `before` is how the record stands today, by the clauses that apply to it; `due` what of it is due for confirmation.
    `site` is the site after the items that could be read.
    """

    before: Mapping[str, Verdict]
    due: tuple[str, ...]
    after: SiteVerdict
    faults: Mapping[str, tuple[Fault, ...]]
    site: Site


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """Who changed an item, when, and by doing what; None for a deed that has no words."""

    at: datetime
    name: str
    action: Wording | None


async def edit_from(stored: StoredSite, seen_version: int, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The edit that the typed items are against the version their form stood on. Raises Stale where that is unknown."""
    seen = await document_at(stored, seen_version)
    return edit_of({item: value for item, value in typed.items() if not says_the_same(value, value_at(seen, item))})


async def changed_by(stored: StoredSite, seen_version: int, items_wanted: Collection[str]) -> dict[str, ChangedBy]:
    """For each item, the newest change of it since the version that somebody saw: who, when, how."""
    found: dict[str, ChangedBy] = {}
    for change in await read_changes("site", stored.code, limit=None):
        assert change.version is not None, "every change of a site has one"
        if change.version <= seen_version:
            break
        assert change.before is not None, "it was registered before anybody saw it"
        assert change.after is not None, "no site is ever deleted"
        before, after = load_json(change.before.encode()), load_json(change.after.encode())
        for item in items_wanted:
            if item not in found and value_at(before, item) != value_at(after, item):
                found[item] = ChangedBy(change.at, change.actor_name, SITE_ACTIONS.get(change.action))
    return found


def read_edit(house: House, site: Site, published: Mapping[str, Any], edit: Mapping[str, Any]) -> EditRead:
    """An edit of the published record, read once; and where it is refused, what is left of it. Never raises."""
    every: tuple[Fault, ...] = ()
    by_item: dict[str, tuple[Fault, ...]] = {}
    good = dict(items(edit))
    # An item that is refused is taken out and the rest read again; each round takes out one at least.
    while good:
        whole = merged(published, edit_of(good))
        try:
            after = read_site(whole, house.rules, house.divisions, registering=True)
            if faults := acceptance_faults(site, after):
                raise InvalidInput(faults)
        except InvalidInput as error:
            every = every or error.faults
            named = _by_item(error.faults, whole)
            refused = {item: faults for item, faults in named.items() if item in good}
            if not refused:
                # It is the published record that entry would refuse today; nothing typed is to blame.
                break
            by_item |= refused
            good = {item: value for item, value in good.items() if item not in refused}
            continue
        return EditRead(after, every, by_item)
    return EditRead(site, every, by_item)


_NEVER_KEPT = frozenset({"identity_number", "bad_character"})


def may_wait(read: EditRead, edit: Mapping[str, Any]) -> bool:
    """Whether a draft may keep an edit that entry refuses, as it was typed, until its author corrects it.

    Not where something other than what was typed is to blame, and never the number of an identity card or a sign that
    cannot be stored: these are refused at once, and nothing keeps them.
    """
    typed, named = items(edit), {fault for faults in read.by_item.values() for fault in faults}
    return (
        named.issuperset(read.faults)
        and not any(fault.code in _NEVER_KEPT for fault in named)
        and not any(holds_identity_number(json_text(typed[item])) for item in read.by_item)
    )


def trial_of(house: House, whole: Network, stored: StoredSite, site: Site, read: EditRead) -> Trial:
    """What an edit that was read would come to today. Judges once: how the record stands, the network knows."""
    programme, day = house.programme(site.programme), house.today()
    after = judge_registered(read.site, programme, house.divisions, day)
    due = () if unasked(site, day) else due_for_confirmation(site, programme, day)
    return Trial(standing_of(house, whole, stored, site), due, after, read.by_item, read.site)


def tried(
    house: House,
    whole: Network,
    stored: StoredSite,
    site: Site,
    published: Mapping[str, Any],
    edit: Mapping[str, Any],
) -> Trial:
    """What an edit of the published record would come to, today. Never raises on what was typed."""
    return trial_of(house, whole, stored, site, read_edit(house, site, published, edit))


def standing_of(house: House, whole: Network, stored: StoredSite, site: Site) -> Mapping[str, Verdict]:
    """How a record stands today, by clause: from the network, and judged where that holds another version of it."""
    member = whole.by_code.get(site.code)
    if member is None or member.version != stored.version:
        return judge_registered(site, house.programme(site.programme), house.divisions, house.today()).by_clause()
    return {} if unasked(site, whole.as_of) else whole.tables[site.programme].verdicts(site.code)


def _by_item(faults: tuple[Fault, ...], document: Mapping[str, Any]) -> dict[str, tuple[Fault, ...]]:
    found: dict[str, tuple[Fault, ...]] = {}
    for fault in faults:
        item = item_at(fault.path, document)
        found[item] = (*found.get(item, ()), fault)
    return found
