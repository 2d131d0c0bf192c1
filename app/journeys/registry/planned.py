"""One site about to be saved: what it becomes, what that does to its verdict, its row and its change record.

Every save of the record goes through here, whoever began it: an import, an acceptance, its undoing, a confirmation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.compliance.judge import judge_registered
from app.compliance.verdicts import SiteVerdict
from app.errors import Stale
from app.exchange.strict_json import dump_json, json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.network.stored import readable
from app.sites.document import write_site
from app.sites.edit import stamped, with_history
from app.sites.search import search_text
from app.sites.site import Site
from app.store.changes import NewChange, append_changes
from app.store.sites import StoredSite, announce_sites, insert_sites, replace_site
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Planned:
    """One site about to be saved: what it was, what it becomes, and what that does to its verdict.

    `before` is None for a new site, and for one whose record could not be read any more.
    """

    before: Site | None
    after: Site
    row: StoredSite
    change: NewChange

    @property
    def new(self) -> bool:
        """Whether the site is not registered yet."""
        return self.row.version == 1


async def save(planned: Sequence[Planned], also: Sequence[NewChange] = ()) -> None:
    """Write sites and change records, and after them those in `also`. Needs an open transaction.

    Raises Stale when somebody was quicker.
    """
    if planned:
        announce_sites()
    await append_changes([*(p.change for p in planned), *also])
    await insert_sites([p.row for p in planned if p.new])
    for item in planned:
        if not item.new and not await replace_site(item.row, item.row.version - 1):
            raise Stale(moved_on(item.row.code), item.row.version)


def plan_one(
    house: House,
    actor: Actor,
    row: StoredSite | None,
    after: Site,
    reason: str,
    action: str,
    *,
    reported_by: str | None = None,
    proposal: str | None = None,
) -> Planned | None:
    """The save that makes the stored `row` (None when new) into `after`; None when nothing would change.

    `reported_by` names who said the changed facts, where it is not the actor; `proposal` the proposal they came from.
    """
    today = house.today()
    before = readable(house, row) if row is not None else None
    after = stamped(before, after, today, reported_by or actor.name)
    if before is not None:
        after = with_history(before, after, today)
        if dump_json(write_site(after)) == dump_json(write_site(before)):
            return None
    document = json_text(write_site(after))
    version = row.version + 1 if row is not None else 1
    stored = stored_row(house, after, document, version, row)
    change = change_by(
        actor,
        house,
        action,
        "site",
        after.code,
        version=version,
        reason=reason,
        before=row.document if row is not None else None,
        after=document,
        effect=json_text(effect(house, before, after) | ({"proposal": proposal} if proposal else {})),
    )
    return Planned(before, after, stored, change)


def stored_row(house: House, site: Site, document: str, version: int, row: StoredSite | None) -> StoredSite:
    """The registry row of a site that passed entry for registering (so name, division and status are there)."""
    identity = {"id": row.id} if row is not None else {}
    point = site.location.point if site.location else None
    return StoredSite(
        code=site.code,
        programme=site.programme,
        kind=site.kind,
        tier=site.tier,
        name=site.name or "",
        division=site.division or "",
        parent=site.parent,
        status=site.status or "",
        lon=point.lon if point else None,
        lat=point.lat if point else None,
        sample=site.sample,
        version=version,
        search_text=search_text(site, house.divisions),
        updated_at=house.now(),
        document=document,
        **identity,
    )


def effect(house: House, before: Site | None, after: Site) -> dict[str, Any]:
    """What a change does to the verdict today: the status before and after, and the clauses that flip."""
    now = _verdict(house, after)
    old = _verdict(house, before) if before is not None else None
    was, became = old.by_clause() if old else {}, now.by_clause()
    flips = {
        clause: [was.get(clause), became.get(clause)]
        for clause in sorted({*was, *became})
        if was.get(clause) != became.get(clause)
    }
    return {"status": [old.status if old else None, now.status], "clauses": flips}


def _verdict(house: House, site: Site) -> SiteVerdict:
    return judge_registered(site, house.programme(site.programme), house.divisions, house.today())


def moved_on(code: str) -> Wording:
    """What is said where a site was saved by somebody else meanwhile."""
    return Wording(f"站点 {code} 刚被他人修改", f"site {code} was just changed by somebody else")
