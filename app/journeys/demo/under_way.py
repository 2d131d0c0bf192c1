"""What is going on in the demonstration: every state that a screen can show is there once, reached the ordinary way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.access.actor import Actor, Role, Scope
from app.exchange.demo_toml import Inspected, SiteChange, SiteRequest, TriedClause, Visited
from app.exchange.pictures import sample_photo
from app.journeys.accounts.accounts import list_accounts
from app.journeys.desk.what_if_kept import keep_what_if
from app.journeys.evidence import Upload
from app.journeys.house import House
from app.journeys.inspections.rectify import order_rectification
from app.journeys.inspections.visits import record_visit
from app.journeys.proposals.outcomes import Entered, Then, done_or_raised
from app.journeys.proposals.review import send_back
from app.journeys.proposals.save import save_all
from app.journeys.registry.register import SAMPLED, register
from app.store.proposals import read_proposals
from app.store.rectifications import read_rectifications

_EDITOR, _REVIEWER, _COUNTY = "demo-tuxi", "demo-reviewer", "demo-county"


async def order_visited(house: House, visited: Sequence[Visited]) -> None:
    """Order what the made-up visits found, once a site, as the county's sample account on the day of the visit."""
    county = await _person(_COUNTY, "county_admin")
    for one in visited:
        if not await read_rectifications(site_codes=[one.site]):
            then = _days_back(house, one.days_ago) if one.due_in_days < 0 else house
            due_on = house.today() + timedelta(days=one.due_in_days)
            given = {"found_on": house.today() - timedelta(days=one.days_ago), "finding": one.finding}
            order = {**given, "clauses": one.clauses, "demand": one.demand, "due_on": due_on}
            await order_rectification(then, county, one.site, order)


async def record_inspected(house: House, inspected: Sequence[Inspected]) -> None:
    """Put made-up visits on record, each with a sample photo, as the county's sample account. Once a database."""
    county = await _person(_COUNTY, "county_admin")
    for one in inspected:
        differs = {f"looked-{clause}": "differs" for clause in one.seen}
        same = {f"looked-{clause}": "same" for clause in one.same}
        seen = {f"seen-{clause}": text for clause, text in one.seen.items()}
        day = (house.today() - timedelta(days=one.days_ago)).isoformat()
        given = {"visited_on": day, "inspectors": one.inspectors, "remarks": one.remarks}
        photos = {clause: [Upload("sample.jpg", sample_photo())] for clause in one.seen}
        await record_visit(house, county, one.site, given | differs | same | seen, None, photos=photos)


async def keep_tried(house: House, slug: str, tried: Sequence[TriedClause]) -> None:
    """Keep made-up what-ifs as the county's sample account. Once a database."""
    county = await _person(_COUNTY, "county_admin")
    for one in tried:
        await keep_what_if(house, county, slug, one.clause, one.turned, one.name, None)


def _days_back(house: House, days: int) -> House:
    """The same house so many days ago: what is overdue was ordered when its deadline was still to come."""
    moment = house.now() - timedelta(days=days)
    return replace(house, now=lambda: moment)


async def change_sites(house: House, actor: Actor, changes: Sequence[SiteChange], reason: str) -> None:
    """Bring single sample sites into the states that no model gives: closed, suspended, a waiver about to end."""
    documents = [_document(house, change) for change in changes]
    if documents:
        await register(house, actor, documents, reason=reason, action=SAMPLED)


def _document(house: House, change: SiteChange) -> dict[str, Any]:
    document: dict[str, Any] = {"code": change.site}
    if change.status is not None:
        document["status"] = change.status
    if change.waived is not None:
        until = house.today() + timedelta(days=change.waived.ends_in_days)
        document["waivers"] = [
            {"clause": change.waived.clause, "reason": change.waived.reason, "until": until.isoformat()}
        ]
    return document


async def ask_for_changes(house: House, requests: Sequence[SiteRequest]) -> None:
    """Change requests that wait, were sent back, or meet what the county published meanwhile. Once a database."""
    if await read_proposals():
        return
    editor, reviewer = await _person(_EDITOR, "site_editor"), await _person(_REVIEWER, "reviewer")
    county = await _person(_COUNTY, "county_admin")
    for one in requests:
        (request,) = done_or_raised(await save_all(house, editor, {one.site: _entered(one.says, "submit", one.reason)}))
        if one.sent_back:
            await send_back(house, reviewer, request.stored.id, request.stored.version, one.sent_back)
        if one.meanwhile:
            published = _entered(one.meanwhile, "publish", one.meanwhile_reason)
            done_or_raised(await save_all(house, county, {one.site: published}))


def _entered(says: Any, then: Then, reason: str) -> Entered:
    return Entered(items=dict(says), seen_version=None, then=then, reason=reason)


async def _person(username: str, role: Role) -> Actor:
    """A sample account as the one who acts."""
    (found,) = [account for account in await list_accounts() if account.username == username]
    scopes = [*(Scope(division=code) for code in found.divisions), *(Scope(site=code) for code in found.sites)]
    return Actor(str(found.id), found.display_name, role, tuple(scopes))
