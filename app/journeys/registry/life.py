"""A site's life: added, suspended, closed, reopened, moved, of another tier, waived; each for a reason.

Each is one save of the record, with its change record, by whoever may publish for the site where it was and where it
goes. Its acceptance goes by steps (`acceptance.py`). The last change of a record can be undone, whoever made it: an
import and a direct publication too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import InvalidInput, Refused, Stale
from app.exchange.strict_json import load_json
from app.inspections.rectification import LONGEST_WORDS
from app.journeys.house import House
from app.journeys.network.closing import merged_by
from app.journeys.network.stored import recorded_document
from app.journeys.proposals.publish import planned_edit, site_after
from app.journeys.registry.acceptance import RECORD_ACTIONS, taken_back
from app.journeys.registry.merge import MERGED, unmerge
from app.journeys.registry.planned import moved_on, save
from app.journeys.registry.register import register
from app.journeys.site_rights import require, stored_site
from app.sites.document import read_site
from app.sites.entry import LONGEST_NAME, Entry
from app.sites.vocabulary import STATUSES
from app.store.changes import ChangeRecord, NewChange, read_changes
from app.store.engine import transaction
from app.store.sites import StoredSite, read_stored_site
from app.wording import Wording

LifeMove = Literal["status", "tier", "move", "waive", "revoke", "undo"]
LIFE_MOVES: tuple[LifeMove, ...] = get_args(LifeMove)
LIFE_ACTIONS: Mapping[str, Wording] = {
    "site.added": Wording("新增站点", "Site added"),
    "site.suspended": Wording("暂停服务", "Suspended"),
    "site.closed": Wording("关闭站点", "Closed"),
    "site.reopened": Wording("恢复运行", "Reopened"),
    "site.staged": Wording("变更建设状态", "Stage of building changed"),
    "site.declared": Wording("变更建设状态", "Stage of building changed"),
    "site.accepted": Wording("通过验收", "Accepted"),
    "site.tier_changed": Wording("变更层级", "Tier changed"),
    "site.moved": Wording("迁址", "Moved"),
    "site.merged": Wording("合并站点", "Merged"),
    "site.waived": Wording("批准豁免", "Waiver issued"),
    "site.waiver_revoked": Wording("撤销豁免", "Waiver revoked"),
    "site.undone": Wording("撤销上次变更", "Last change undone"),
}
_BY_STATUS = {"suspended": "site.suspended", "closed": "site.closed", "operating": "site.reopened"}
_NOTHING = Wording("与现有信息相同，没有变更", "nothing would change")
_MERGED_THERE = Wording(
    "合并请在被合并（已关闭）的那个站点的页面上撤销",
    "a merge is undone on the page of the site that was closed by it",
)
_NEW = Wording("新登记的站点不能撤销登记，可以关闭", "a registration is not undone; the site can be closed")
_NO_WAIVER = Wording("没有此项豁免", "there is no such waiver")


async def change_life(
    house: House, actor: Actor, code: str, seen_version: int, move: LifeMove, given: Mapping[str, Any]
) -> StoredSite:
    """Make one move in a site's life; ``reason`` is wanted for all of them.

    Raises InvalidInput with every fault, Refused where nothing would change or the move is not open, Stale where
    somebody was quicker, NotAllowed, NotFound.
    """
    async with transaction():
        site = await stored_site(code)
        require(actor, "issue_waiver" if move in ("waive", "revoke") else "publish_directly", site)
        if site.version != seen_version:
            raise Stale(moved_on(code), site.version)
        entry, also = Entry(), list[NewChange]()
        said = entry.text(given.get("reason"), "reason", longest=LONGEST_WORDS)
        if move == "undo":
            reason = entry.sound(said)
            undone = await last_change(code)
            if undone.action == MERGED:
                return await unmerge(house, actor, site, undone, reason)
            assert undone.before is not None, "seen to by last_change"
            after = read_site(load_json(undone.before.encode()), house.rules, house.divisions, registering=True)
            action = "site.undone"
            if (step := RECORD_ACTIONS.get(undone.action)) is not None:
                also = await taken_back(house, actor, after, step, reason)
        else:
            document = recorded_document(site)
            action, edit = _edit(entry, document, move, given)
            reason = entry.sound(said)
            after = site_after(house, document, edit)
        planned = await planned_edit(house, actor, site, after, right="publish_directly", reason=reason, action=action)
        if planned is None:
            raise Refused(_NOTHING)
        await save([planned], also)
        return planned.row


async def last_change(code: str) -> ChangeRecord:
    """The change of a site that can be undone: its newest. Raises Refused where that registered it, or is its share in
    the merge of another site, which is undone at that one.
    """
    newest = next(iter(await read_changes("site", code, limit=1)), None)
    if newest is None or newest.before is None:
        raise Refused(_NEW)
    if newest.action == MERGED and merged_by(newest) is None:
        raise Refused(_MERGED_THERE)
    return newest


async def add_site(house: House, actor: Actor, document: Mapping[str, Any], reason: object) -> str:
    """Register a site that nobody registered yet; its code.

    Raises InvalidInput with every fault, a code that is taken and a missing reason among them; NotAllowed.
    """
    entry = Entry()
    why = entry.text(reason, "reason", longest=LONGEST_WORDS)
    code = document.get("code")
    if isinstance(code, str) and await read_stored_site(code) is not None:
        entry.fault("code", "taken", f"已有站点 {code}，请换一个编码", f"there is a site {code} already")
    may(actor, "publish_directly", Target(division=document.get("division"))).require()
    try:
        await register(house, actor, [document], reason="", dry_run=True, prefixes=[""])
    except InvalidInput as error:
        entry.faults += error.faults
    said = entry.sound(why)
    done = await register(house, actor, [document], reason=said, action="site.added", prefixes=[""])
    return done.created[0]


def _edit(
    entry: Entry, document: Mapping[str, Any], move: LifeMove, given: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The action, and the edit of the record that makes it."""
    if move == "status":
        status = entry.one_of(given.get("status"), "status", STATUSES)
        return _BY_STATUS.get(entry.sound(status), "site.staged"), {"status": status}
    if move == "tier":
        return "site.tier_changed", {"tier": _said(given, "tier")}
    if move == "move":
        edit = {name: _said(given, name) for name in ("division", "address")}
        return "site.moved", edit if given.get("keeps_location") else edit | {"location": None}
    waivers = list(document.get("waivers", []))
    if move == "waive":
        said = entry.text(given.get("why"), "why", longest=LONGEST_WORDS)
        paper = entry.text(given.get("paper"), "paper", longest=LONGEST_NAME)
        waiver = {"clause": given.get("clause"), "reason": f"{said}（{paper}）", "until": given.get("until")}
        return "site.waived", {"waivers": [*waivers, waiver]}
    kept = [one for one in waivers if (one["clause"], one["until"]) != (given.get("clause"), given.get("until"))]
    if len(kept) == len(waivers):
        raise Refused(_NO_WAIVER)
    return "site.waiver_revoked", {"waivers": kept}


def _said(given: Mapping[str, Any], name: str) -> Any:
    """What was said; None for a blank."""
    return given.get(name) or None
