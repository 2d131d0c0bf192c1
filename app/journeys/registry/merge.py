"""Two sites made one: the one that goes is closed, its people, sub-sites and open orders go to the one that stays.

A merge is taken back whole or not at all, or people would stand on two rosters, or on none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.access.actor import Actor
from app.errors import Fault, Refused, Stale
from app.exchange.strict_json import load_json
from app.inspections.rectification import LONGEST_WORDS, OPEN
from app.journeys.house import House
from app.journeys.inspections.rectifications import SUBJECT as ORDERS
from app.journeys.inspections.rectify import record_order
from app.journeys.network.closing import MERGED_INTO, merged_by
from app.journeys.network.stored import recorded_document
from app.journeys.proposals.publish import planned_edit, site_after
from app.journeys.registry.planned import Planned, moved_on, save, telling
from app.journeys.site_rights import require, stored_site
from app.sites.document import read_site
from app.sites.entry import Entry
from app.store.changes import ChangeRecord, read_changes
from app.store.engine import transaction
from app.store.rectifications import StoredRectification, read_rectifications, replace_rectification
from app.store.sites import SiteFilter, StoredSite, read_sites, read_stored_site
from app.wording import Wording

MERGED, MOVED = "site.merged", "rectification.moved"
_ITSELF = Wording("不能与自身合并", "a site is not merged with itself")
_MOVED_ON_SINCE = Wording(
    "合并后站点 {code} 又有变更，不能整体撤销合并；请先撤销该站点此后的变更，或逐项更正",
    "site {code} has changed since the merge, so that it cannot be taken back whole; undo those changes first",
)
_OTHER_KIND = Wording("只能与同一方案、同一类别、未关闭的站点合并", "only with an open site of its programme and type")


async def merge_sites(
    house: House, actor: Actor, code: str, seen_version: int, into: object, reason: object
) -> StoredSite:
    """Close `code` and give what it had to `into`: who is on its roster, its sub-sites, its open orders.

    What was reported of the premises and figures stays with each. Raises InvalidInput, Stale, NotAllowed, NotFound.
    """
    async with transaction():
        gone = await stored_site(code)
        require(actor, "publish_directly", gone)
        if gone.version != seen_version:
            raise Stale(moved_on(code), gone.version)
        entry = Entry()
        said = entry.text(reason, "reason", longest=LONGEST_WORDS)
        stays, why = entry.sound(await _other(entry, gone, into)), entry.sound(said)
        require(actor, "publish_directly", stays)
        edits = [(stays, _given_to(gone, stays)), (gone, {"status": "closed"})]
        below = await read_sites(SiteFilter(parent=gone.code))
        edits += [(row, {"parent": stays.code}) for row in below if row.code != stays.code]
        planned: list[Planned] = []
        for row, edit in edits:
            after = site_after(house, recorded_document(row), edit)
            one = await planned_edit(house, actor, row, after, right="publish_directly", reason=why, action=MERGED)
            if one is None:
                continue
            planned.append(telling(one, **{MERGED_INTO: stays.code}) if row is gone else one)
        await save(planned)
        for order in await read_rectifications(site_codes=[code], states=sorted(OPEN)):
            await _order_to(house, actor, order, stays.code, why)
    return stays


async def unmerge(house: House, actor: Actor, gone: StoredSite, merging: ChangeRecord, why: str) -> StoredSite:
    """Take back a merge, the newest change of the site that was closed by it: this site, the one that goes on and the
    sub-sites are as they were before it, and the orders that are still open go back.

    Needs a transaction. Raises Refused where one of the others has changed since, NotAllowed.
    """
    into = merged_by(merging)
    assert into is not None, "the change of the one that goes"
    stays = await stored_site(into)
    require(actor, "publish_directly", stays)
    row = await _restored(house, actor, gone, merging, why)
    for other in (stays, *await read_sites(SiteFilter(parent=into))):
        changes = await read_changes("site", other.code, limit=None)
        own = next((change for change in changes if _same_merge(change, merging)), None)
        if own is not None and own is not changes[0]:
            raise Refused(Wording(*(said.format(code=other.code) for said in _MOVED_ON_SINCE)))
        if own is not None:
            await _restored(house, actor, other, own, why)
    for order in await read_rectifications(site_codes=[into], states=sorted(OPEN)):
        if any(_came_from(change, gone.code) for change in await read_changes(ORDERS, str(order.id), limit=None)):
            await _order_to(house, actor, order, gone.code, why)
    return row


async def _restored(house: House, actor: Actor, row: StoredSite, change: ChangeRecord, why: str) -> StoredSite:
    """The site as it was before a change of its own."""
    assert change.before is not None, "a merge registers nothing"
    before = read_site(load_json(change.before.encode()), house.rules, house.divisions, registering=True)
    planned = await planned_edit(house, actor, row, before, right="publish_directly", reason=why, action="site.undone")
    assert planned is not None, "the merge changed it"
    await save([planned])
    return planned.row


async def _order_to(house: House, actor: Actor, order: StoredRectification, code: str, why: str) -> None:
    saved = await replace_rectification(replace(order, site_code=code), order.version)
    assert saved is not None, "read in this very transaction"
    await record_order(house, actor, MOVED, order, saved, f"{order.site_code} → {code}：{why}")


def _same_merge(change: ChangeRecord, merging: ChangeRecord) -> bool:
    def mark(one: ChangeRecord) -> tuple[object, ...]:
        return one.action, one.actor_key, one.request_id, one.reason

    return mark(change) == mark(merging)


def _came_from(change: ChangeRecord, code: str) -> bool:
    """Whether a change brought an order here from that site: nothing else changes where an order is."""
    return bool(load_json((change.before or "{}").encode()).get("site_code") == code)


async def _other(entry: Entry, gone: StoredSite, into: object) -> StoredSite | None:
    code = entry.text(into, "into")
    if code is None:
        return None
    stays = await read_stored_site(code)
    if stays is None:
        entry.fault("into", "unknown_site", f"没有站点 {code}", f"there is no site {code}")
    elif stays.code == gone.code:
        entry.faults.append(Fault("into", "itself", _ITSELF))
    elif (stays.programme, stays.kind) != (gone.programme, gone.kind) or "closed" in (stays.status, gone.status):
        entry.faults.append(Fault("into", "other_kind", _OTHER_KIND))
    else:
        return stays
    return None


def _given_to(gone: StoredSite, stays: StoredSite) -> dict[str, Any]:
    """What the one that stays gets: both rosters as one; and what was above the other, if it stood below that."""
    theirs, ours = recorded_document(gone).get("staff"), recorded_document(stays).get("staff")
    people = {"staff": [*(ours or []), *theirs]} if theirs else {}
    return people | ({"parent": gone.parent} if stays.parent == gone.code else {})
