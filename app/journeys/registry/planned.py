"""One site about to be saved: what it becomes, what that does to its verdict, its row and its change record.

Every save of the record goes through here, whoever began it: an import, an acceptance, its undoing, a confirmation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.access.actor import Actor
from app.compliance.judge import judge_registered
from app.compliance.network_table import NetworkTable
from app.compliance.standing import unasked
from app.compliance.verdicts import Status, Verdict
from app.errors import Stale
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import change_by
from app.journeys.collecting import not_collecting
from app.journeys.house import House
from app.journeys.network.reading_rules import seal_of
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

    Raises Stale when somebody was quicker, which can be where the rows were read before it.
    """
    if planned:
        announce_sites()
    await append_changes([*(p.change for p in planned), *also])
    await insert_sites([p.row for p in planned if p.new])
    for item in planned:
        if not item.new and not await replace_site(item.row, item.row.version - 1):
            raise Stale(moved_on(item.row.code), item.row.version)


def telling(planned: Planned, **more: Any) -> Planned:
    """The same save, whose change record says more of what it does."""
    assert planned.change.effect is not None, "every save says what it does"
    effect = {**load_json(planned.change.effect.encode()), **more}
    return replace(planned, change=replace(planned.change, effect=json_text(effect)))


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
    step = _step(house, row, after, reported_by or actor.name)
    if step is None:
        return None
    did = _effect(_judged(house, step.before) if step.before is not None else None, _judged(house, step.after))
    return _planned(house, actor, step, did | ({"proposal": proposal} if proposal else {}), reason, action)


@not_collecting()
def plan_many(
    house: House, actor: Actor, wanted: Iterable[tuple[StoredSite | None, Site]], reason: str, action: str
) -> list[Planned]:
    """The saves that make rows (None when new) into these sites, each of another code; those that would change nothing
    are left out. The same as `plan_one` of each, but judged all at once.
    """
    steps = [step for row, after in wanted if (step := _step(house, row, after, actor.name)) is not None]
    was = _all_judged(house, (step.before for step in steps if step.before is not None))
    now = _all_judged(house, (step.after for step in steps))
    return [
        _planned(house, actor, step, _effect(was.get(step.after.code), now[step.after.code]), reason, action)
        for step in steps
    ]


class _Step(NamedTuple):
    row: StoredSite | None
    before: Site | None
    after: Site
    document: str


def _step(house: House, row: StoredSite | None, after: Site, by: str) -> _Step | None:
    today = house.today()
    before = readable(house, row) if row is not None else None
    after = stamped(before, after, today, by)
    if before is not None:
        after = with_history(before, after, today)
    document = json_text(write_site(after))
    if before is not None and document == json_text(write_site(before)):
        return None
    return _Step(row, before, after, document)


def _planned(house: House, actor: Actor, step: _Step, effect: Mapping[str, Any], reason: str, action: str) -> Planned:
    row, version = step.row, step.row.version + 1 if step.row is not None else 1
    change = change_by(
        actor,
        house,
        action,
        "site",
        step.after.code,
        version=version,
        reason=reason,
        before=row.document if row is not None else None,
        after=step.document,
        effect=json_text(effect),
    )
    return Planned(step.before, step.after, stored_row(house, step.after, step.document, version, row), change)


def stored_row(house: House, site: Site, document: str, version: int, row: StoredSite | None) -> StoredSite:
    """The registry row of a site that passed entry for registering (so name, division and status are there)."""
    identity = {"id": row.id} if row is not None else {}
    point = site.location.point if site.location else None
    return StoredSite(
        code=site.code,
        programme=site.programme,
        kind=site.kind,
        tier=site.tier,
        name=_registered(site.name),
        division=_registered(site.division),
        parent=site.parent,
        status=_registered(site.status),
        lon=point.lon if point else None,
        lat=point.lat if point else None,
        sample=site.sample,
        version=version,
        search_text=search_text(site, house.divisions),
        updated_at=house.now(),
        document=document,
        seal=seal_of(house, site.code, document.encode()),
        **identity,
    )


def _registered(value: str | None) -> str:
    assert value is not None, "no site is registered without it"
    return value


_Judged = tuple[Status, Mapping[str, Verdict]]
"""How a registered site stands today, and how each clause that binds it came out."""


def _effect(was: _Judged | None, now: _Judged) -> dict[str, Any]:
    """What a change does to the verdict today: the status before and after, and the clauses that flip."""
    before, after = was[1] if was else {}, now[1]
    flips = {
        clause: [before.get(clause), after.get(clause)]
        for clause in sorted({*before, *after})
        if before.get(clause) != after.get(clause)
    }
    return {"status": [was[0] if was else None, now[0]], "clauses": flips}


def _judged(house: House, site: Site) -> _Judged:
    found = judge_registered(site, house.programme(site.programme), house.divisions, house.today())
    return found.status, found.by_clause()


def _all_judged(house: House, sites: Iterable[Site]) -> dict[str, _Judged]:
    """The same of many, by code."""
    found: dict[str, _Judged] = {}
    by_programme = defaultdict[str, list[Site]](list)
    for site in sites:
        status = unasked(site, house.today())
        if status is not None:
            found[site.code] = status, {}
        else:
            by_programme[site.programme].append(site)
    for slug, some in by_programme.items():
        table = NetworkTable.of(some, house.programme(slug), house.divisions, house.today())
        found |= {site.code: (table.standing(site.code).status, table.verdicts(site.code)) for site in some}
    return found


def moved_on(code: str) -> Wording:
    """What is said where a site was saved by somebody else meanwhile."""
    return Wording(f"站点 {code} 刚被他人修改", f"site {code} was just changed by somebody else")
