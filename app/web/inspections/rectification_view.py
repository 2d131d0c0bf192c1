"""What the page of a rectification shows beside its form: its clauses then and now, and the notice that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.access.may import may
from app.errors import NotAllowed
from app.inspections.clause_state import SETTLED, ClauseState
from app.journeys.desk.tasks import item_of
from app.journeys.house import House
from app.journeys.inspections.freezing import frozen_from
from app.journeys.inspections.notices import notice, notices_of
from app.journeys.inspections.rectifications import OnSite, verdicts_now
from app.journeys.site_rights import target_of
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.states import MARKS, Mark


@dataclass(frozen=True, slots=True)
class ShownState:
    """How a clause stood on a day that was kept: when it was ordered, or closed."""

    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause concerned, and how the site stands against it today. `href` leads to the field that settles it.

    `at_order` and `at_close` are None where nothing was kept. `is_open`: something is left to put right.
    """

    title: str
    quote: str
    section: str
    mark: Mark | None
    sentence: str
    href: str
    at_order: ShownState | None
    at_close: ShownState | None
    is_open: bool


def shown_clauses(house: House, found: OnSite, say: Speech, fills_in: bool) -> list[ShownClause]:
    """The clauses concerned as they stand now; one that does not apply any more has no verdict."""
    programme = house.programme(found.site.programme)
    now = {verdict.clause.id: verdict for verdict in verdicts_now(house, found.site)}
    at_order = {one.clause: one for one in frozen_from(found.stored.clauses_at_order) or ()}
    at_close = {one.clause: one for one in frozen_from(found.stored.clauses_at_close) or ()}
    shown_ones = []
    for code in found.clauses:
        clause, verdict = programme.clauses_by_id.get(code), now.get(code)
        if clause is None:
            continue
        place = f"/work/sites/{found.site.code}{anchor(item_of(programme, verdict))}" if verdict and fills_in else ""
        shown_ones.append(
            ShownClause(
                title=say.of(clause.title),
                quote=clause.quote,
                section=clause.section,
                mark=MARKS[verdict.verdict] if verdict else None,
                sentence=say.of(verdict.explanation) if verdict else "",
                href=place,
                at_order=_kept(at_order.get(code), say),
                at_close=_kept(at_close.get(code), say),
                is_open=verdict is not None and verdict.verdict not in SETTLED,
            )
        )
    return shown_ones


def closing_warnings(clauses: Sequence[ShownClause], say: Speech) -> list[str]:
    """What is said before an order is closed while clauses of it are still to be put right."""
    return [say("rectify.still_open", title=one.title, sentence=one.sentence) for one in clauses if one.is_open]


def _kept(state: ClauseState | None, say: Speech) -> ShownState | None:
    if state is None or state.verdict is None:
        return None
    return ShownState(MARKS[state.verdict], say.of(state.sentence))


async def notice_of(actor: Actor, found: OnSite) -> dict[str, Any]:
    """The notice that carries it, with its address for who may read all of it; whether one can be issued."""
    key = found.stored.notice
    orders = may(actor, "order_rectification", target_of(found.site)).allowed
    if key is None:
        return {"notice": None, "notice_href": "", "may_notice": orders and found.state == "ordered"}
    (carrier,) = (await notices_of([found])).values()
    try:
        await notice(actor, key)
    except NotAllowed:
        return {"notice": carrier, "notice_href": "", "may_notice": False}
    return {"notice": carrier, "notice_href": f"/notices/{key}", "may_notice": False}
