"""The pages around a site's form: the form itself, and the request that waits for review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.judged import Network
from app.journeys.proposals.form import Trial
from app.journeys.proposals.outcomes import StandsOn, seen_now
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet
from app.journeys.site_rights import target_of
from app.standards.asked import Asked, asked_of
from app.standards.programme import Programme
from app.web.evidence.evidence_view import evidence_section
from app.web.inspections.verified_view import shown_verified
from app.web.language import Speech
from app.web.maps.parts import SCRIPTS, STYLES
from app.web.pages import page
from app.web.proposals.form.doubted import doubted, is_sure, own_items, shown_doubts, sign_of
from app.web.proposals.form.form_values import Raw
from app.web.proposals.form.form_view import FormView, standing
from app.web.proposals.form.posted import keys_of, versions_of
from app.web.proposals.words import ShownItem, proposed_item
from app.web.registry.acceptance_view import beside_a_site
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class OthersEdit:
    """What somebody else has proposed for the same site; `href` leads to the request where it may be read."""

    author: str
    when: Any
    items: tuple[ShownItem, ...]
    href: str


@dataclass(frozen=True, slots=True)
class OwnWaiting:
    """A request of one's own that waits for review."""

    key: UUID
    version: int
    when: Any
    reason: str
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the form came back: the faults of a save, or one sentence; or those of an upload, and what it was `about`.
    `asks`: only for a yes to what is doubtful, which is named with it. `waiting`: the request that stands against it.
    """

    faults: tuple[Fault, ...] = ()
    said: Wording | None = None
    evidence: tuple[Wording, ...] = ()
    about: str = ""
    status: int = 422
    waiting: Proposed | None = None
    asks: bool = False


ACCEPTED = Refusal(status=200)


def asked_by(house: House, found: Sheet) -> Asked:
    """What the site is asked for today."""
    return asked_of(house.programme(found.site.programme), found.site, house.today())


async def form_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    whole: Network,
    found: Sheet,
    raw: Raw,
    trial: Trial,
    *,
    refusal: Refusal = ACCEPTED,
    reason: str | None = None,
    done: str = "",
    on: StandsOn | None = None,
) -> Template:
    """The form, with `raw` in its fields; where it was refused, why stands on top and at its field.

    `on` is what the fields were read from, and what a save of them is held against: where they came from the server
    (None), record and drafts as they are now.
    """
    programme = house.programme(found.site.programme)
    asked = asked_by(house, found)
    view = FormView(programme, found, asked, trial, raw, say)
    own = refusal.waiting or found.mine
    mine = own.stored if own else None
    on = on or StandsOn(found.stored.version, seen_now(found.begun))
    no_reason = [say.of(fault.message) for fault in refusal.faults if fault.path == "reason"]
    in_fields = list(view.fault_links())
    links = [*in_fields] if refusal.faults else []
    links += [("#reason", text) for text in no_reason]
    if refusal.said is not None:
        links.append(("", say.of(refusal.said)))
    if refusal.faults and not links:
        links += [("", say.of(fault.message)) for fault in refusal.faults]
    sections, grids = view.sections(), view.grids()
    asked_about = doubted(house, found, trial.site, whole)
    return page(
        request,
        say,
        "proposals/form/edit.html",
        has_samples=whole.has_samples,
        status_code=refusal.status,
        version=on.site_version,
        draft_keys=keys_of(on.drafts),
        draft_versions=versions_of(on.drafts),
        mine=mine,
        sent_back=[one.stored for one in found.begun if one.stored.state == "sent_back"],
        may_discard=mine is not None and found.begun and any(one.is_still(mine) for one in on.drafts[:1]),
        changes=[*own_items(house, found, own, whole, programme.vocabulary, say)] if own else [],
        doubts=shown_doubts(asked_about, programme.vocabulary, say),
        sure_of=sign_of(asked_about),
        is_sure=is_sure(asked_about, raw),
        may_publish=found.may_publish,
        is_waiting=refusal.waiting is not None,
        asks=refusal.asks,
        refused=request.method != "GET",
        sections=sections,
        grids=grids,
        raw=raw,
        standing=standing(trial, say),
        no_reason=no_reason,
        fault_links=links,
        kept_faults=in_fields if refusal is ACCEPTED else [],
        reason=reason if reason is not None else found.reason,
        scripts=SCRIPTS,
        styles=STYLES,
        **await evidence_context(
            request,
            house,
            say,
            found,
            trial,
            refusal.evidence,
            chosen=refusal.about or request.query_params.get("about", ""),
        ),
        **await _around(request, house, say, found, whole, done),
    )


async def submitted_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    whole: Network,
    found: Sheet,
    trial: Trial,
    *,
    done: str,
) -> Template:
    """All that was handed in and waits for review: to be read, and taken back to go on with it."""
    return page(
        request,
        say,
        "proposals/submitted.html",
        has_samples=whole.has_samples,
        version=found.stored.version,
        **await evidence_context(request, house, say, found, trial, beside_form=False),
        **await _around(request, house, say, found, whole, done),
    )


async def _around(
    request: Request[Actor, Any, Any], house: House, say: Speech, found: Sheet, whole: Network, done: str
) -> dict[str, Any]:
    """What stands above the form and above a waiting request alike."""
    programme = house.programme(found.site.programme)
    return {
        **await beside_a_site(house, request.user, found.site, say),
        "account": request.user.key,
        "site": found.site,
        "kind": say.of(programme.kinds_by_code[found.site.kind].label),
        "waiting": [_waiting(house, found, one, whole, programme, say) for one in found.waiting],
        "others": [_others(request.user, other, programme, say) for other in found.others],
        "right": await rectification_counts(house, request.user, site=found.stored),
        "verified": await shown_verified(found.site.code, say),
        "done": done,
    }


async def evidence_context(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Sheet,
    trial: Trial,
    faults: Sequence[Wording] = (),
    said: str = "",
    chosen: str = "",
    beside_form: bool = True,
) -> dict[str, Any]:
    """The section of the evidence beside the form; `chosen` is what a new piece is about, until another is."""
    return await evidence_section(
        request.user,
        house,
        say,
        found.site,
        trial.before,
        faults=faults,
        said=said,
        chosen=chosen,
        beside_form=beside_form,
    )


def _waiting(
    house: House, found: Sheet, mine: Proposed, whole: Network, programme: Programme, say: Speech
) -> OwnWaiting:
    stored = mine.stored
    shown = tuple(own_items(house, found, mine, whole, programme.vocabulary, say))
    return OwnWaiting(stored.id, stored.version, stored.submitted_at or stored.updated_at, stored.reason, shown)


def _others(actor: Actor, other: Proposed, programme: Programme, say: Speech) -> OthersEdit:
    readable = may(actor, "read_history", target_of(other.site)).allowed
    return OthersEdit(
        other.stored.author_name,
        other.stored.submitted_at or other.stored.updated_at,
        tuple(proposed_item(d, programme.vocabulary, say) for d in other.differences),
        f"/review/{other.stored.id}" if readable else "",
    )
