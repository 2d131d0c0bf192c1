"""The pages around a site's form: the form itself, the request that waits for review, both sides of a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.judged import network
from app.journeys.proposals.form import ChangedBy, Trial, changed_by
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet
from app.journeys.site_rights import target_of
from app.sites.items import Difference
from app.standards.asked import Asked, asked_of
from app.standards.programme import Programme
from app.units import CHINA
from app.web.evidence.evidence_view import evidence_section
from app.web.language import Speech
from app.web.maps.parts import SCRIPTS, STYLES
from app.web.pages import page
from app.web.proposals.form.copies import COPY_FIELD, copy_name
from app.web.proposals.form.form_values import Raw
from app.web.proposals.form.form_view import FormView, standing
from app.web.proposals.words import ShownItem, proposed_item
from app.wording import Wording

MOST_FIELDS = 5000
_TOO_MANY_FIELDS = Wording("表单过大", "the form has too many fields")
_UNREADABLE = Wording("页面已过期，请刷新页面", "the form does not say which version it stands on; reload the page")
_OWN = ("_action", "_reason", "_site_version", "_proposal", "_proposal_version", "_resolved", "_confirm", COPY_FIELD)
_SIDE, _MINE = "_side.", "mine"


@dataclass(frozen=True, slots=True)
class Posted:
    """What came from the form: the fields, and what the page itself knows.

    `sides` are the items of a conflict that a side was chosen for; true means one's own. `copy` names what the browser
    keeps of it. `proposal` is the one that is to be taken back or given up, where the page named it.
    """

    raw: Raw
    action: str
    reason: str
    site_version: int
    proposal_version: int | None
    resolved_at: int | None
    sides: dict[str, bool]
    confirmed: str
    copy: str
    proposal: UUID | None = None


async def posted_form(request: Request[Actor, Any, Any]) -> Posted:
    """The form as it was sent. Raises InvalidInput where it does not say which record it stands on."""
    form = await request.form()
    if len(form) > MOST_FIELDS:
        raise InvalidInput([Fault("", "too_long", _TOO_MANY_FIELDS)])
    raw = {name: [value for value in form.getall(name) if isinstance(value, str)] for name in dict.fromkeys(form)}
    own = {name: (raw.pop(name, None) or [""])[-1] for name in _OWN}
    chosen = [name for name in raw if name.startswith(_SIDE)]
    sides = {name.removeprefix(_SIDE): raw.pop(name)[-1] == _MINE for name in chosen}
    if not own["_site_version"].isdigit():
        raise InvalidInput([Fault("_site_version", "missing", _UNREADABLE)])
    return Posted(
        raw=raw,
        action=own["_action"],
        reason=own["_reason"],
        site_version=int(own["_site_version"]),
        proposal_version=int(own["_proposal_version"]) if own["_proposal_version"].isdigit() else None,
        resolved_at=int(own["_resolved"]) if own["_resolved"].isdigit() else None,
        sides=sides,
        confirmed=own["_confirm"],
        copy=copy_name(own[COPY_FIELD]),
        proposal=_key_in(own["_proposal"]),
    )


def _key_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


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
class Clash:
    """One item of a conflict, and who changed it when. `choice` is the side chosen so far, empty for none."""

    shown: ShownItem
    day: str
    time: str
    who: str
    how: str
    choice: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the form came back: the faults of a save, or one sentence; or those of an upload, and what it was `about`."""

    faults: tuple[Fault, ...] = ()
    said: Wording | None = None
    evidence: tuple[Wording, ...] = ()
    about: str = ""
    status: int = 422
    is_waiting: bool = False


ACCEPTED = Refusal(status=200)


def asked_by(house: House, found: Sheet) -> Asked:
    """What the site is asked for today."""
    return asked_of(house.programme(found.site.programme), found.site, house.today())


async def form_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Sheet,
    raw: Raw,
    trial: Trial,
    *,
    refusal: Refusal = ACCEPTED,
    reason: str | None = None,
    done: str = "",
) -> Template:
    """The form, with `raw` in its fields; where it was refused, why stands on top and at its field."""
    programme = house.programme(found.site.programme)
    asked = asked_by(house, found)
    view = FormView(programme, found, asked, trial, raw, say)
    mine = found.mine.stored if found.mine else None
    no_reason = [say.of(fault.message) for fault in refusal.faults if fault.path == "reason"]
    links = list(view.fault_links()) if refusal.faults else []
    links += [("#reason", text) for text in no_reason]
    if refusal.said is not None:
        links.append(("", say.of(refusal.said)))
    if refusal.faults and not links:
        links += [("", say.of(fault.message)) for fault in refusal.faults]
    sections, grids = view.sections(), view.grids()
    return page(
        request,
        say,
        "proposals/form/edit.html",
        has_samples=(await network(house)).has_samples,
        status_code=refusal.status,
        version=found.stored.version,
        mine=mine,
        changes=[_own_item(d, programme, say) for d in found.mine.differences] if found.mine else [],
        may_publish=found.may_publish,
        is_waiting=refusal.is_waiting,
        refused=request.method != "GET",
        sections=sections,
        grids=grids,
        raw=raw,
        standing=standing(trial, say),
        no_reason=no_reason,
        fault_links=links,
        reason=reason if reason is not None else (mine.reason if mine else ""),
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
        **await _around(request, house, say, found, done),
    )


async def submitted_page(
    request: Request[Actor, Any, Any], house: House, say: Speech, found: Sheet, trial: Trial, *, done: str
) -> Template:
    """All that was handed in and waits for review: to be read, and taken back to go on with it."""
    return page(
        request,
        say,
        "proposals/submitted.html",
        has_samples=(await network(house)).has_samples,
        version=found.stored.version,
        **await evidence_context(request, house, say, found, trial),
        **await _around(request, house, say, found, done),
    )


async def _around(
    request: Request[Actor, Any, Any], house: House, say: Speech, found: Sheet, done: str
) -> dict[str, Any]:
    """What stands above the form and above a waiting request alike."""
    programme = house.programme(found.site.programme)
    return {
        "account": request.user.key,
        "site": found.site,
        "kind": say.of(programme.kinds_by_code[found.site.kind].label),
        "waiting": [_waiting(one, programme, say) for one in found.waiting],
        "others": [_others(request.user, other, programme, say) for other in found.others],
        "right": await rectification_counts(house, request.user, site=found.stored),
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
        beside_form=True,
    )


async def conflict_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Sheet,
    posted: Posted,
    every: Sequence[Difference],
) -> Template:
    """Both sides of every item that somebody else changed meanwhile, with who did it when, to choose from."""
    clashing = [d for d in every if d.conflicts]
    changes = await changed_by(found.stored, posted.site_version, [d.item for d in clashing])
    vocabulary = house.programme(found.site.programme).vocabulary

    def clash(shown: ShownItem, change: ChangedBy | None) -> Clash:
        at = change.at.astimezone(CHINA) if change else None
        chosen = posted.sides.get(shown.item)
        return Clash(
            shown,
            at.date().isoformat() if at else "",
            f"{at:%H:%M}" if at else "",
            change.name if change else "",
            say.of(change.action) if change and change.action else "",
            "" if chosen is None else ("mine" if chosen else "theirs"),
        )

    return page(
        request,
        say,
        "proposals/conflict.html",
        has_samples=(await network(house)).has_samples,
        status_code=409,
        site=found.site,
        version=found.stored.version,
        clashing=[clash(proposed_item(d, vocabulary, say), changes.get(d.item)) for d in clashing],
        others=[proposed_item(d, vocabulary, say) for d in every if not d.conflicts],
        fields=[(name, value) for name, values in posted.raw.items() for value in values],
        site_version=posted.site_version,
        proposal_version=posted.proposal_version,
        reason=posted.reason,
        copy=posted.copy,
        action=posted.action,
        unchosen=posted.resolved_at is not None,
    )


def _waiting(mine: Proposed, programme: Programme, say: Speech) -> OwnWaiting:
    stored = mine.stored
    shown = tuple(_own_item(d, programme, say) for d in mine.differences)
    return OwnWaiting(stored.id, stored.version, stored.submitted_at or stored.updated_at, stored.reason, shown)


def _own_item(difference: Any, programme: Programme, say: Speech) -> ShownItem:
    return proposed_item(difference, programme.vocabulary, say)


def _others(actor: Actor, other: Proposed, programme: Programme, say: Speech) -> OthersEdit:
    readable = may(actor, "read_history", target_of(other.site)).allowed
    return OthersEdit(
        other.stored.author_name,
        other.stored.submitted_at or other.stored.updated_at,
        tuple(proposed_item(d, programme.vocabulary, say) for d in other.differences),
        f"/review/{other.stored.id}" if readable else "",
    )
