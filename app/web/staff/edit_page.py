"""The form of one site: shown, tried while it is being filled in, kept as a draft, handed in, published, confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, Stale
from app.journeys.evidence import CLAUSE
from app.journeys.filling import Sheet, Trial, canonical, clashes, compared_with, edit_from, sheet, tried
from app.journeys.house import House
from app.journeys.network import network
from app.journeys.proposals import Proposed, stale
from app.journeys.proposing import confirm, save_draft, submit, withdraw
from app.journeys.register import register
from app.proposals.items import edit_of, items
from app.proposals.words import item_label
from app.standards.programme import Programme
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.maps.parts import SCRIPTS, STYLES
from app.web.pages import page
from app.web.staff.asked import Asked, asked_of
from app.web.staff.form_values import Raw, read, written
from app.web.staff.form_view import FormView, Standing, signs_of, standing
from app.web.staff.words import proposed_item, shown_evidence
from app.wording import Wording

MOST_FIELDS = 5000
_ASK_WHY = Wording("请写明变更原因", "say why the record changes")
_TOO_MANY_FIELDS = Wording("表单过大", "the form has too many fields")
_UNREADABLE = Wording(
    "表单缺少版本信息，请刷新页面", "the form does not say which version it stands on; reload the page"
)


@dataclass(frozen=True, slots=True)
class Posted:
    """What came from the form: the fields, and what the page itself knows."""

    raw: Raw
    action: str
    reason: str
    site_version: int
    proposal_version: int | None
    resolved_at: int | None
    kept: frozenset[str]
    confirmed: str


@dataclass(frozen=True, slots=True)
class OthersEdit:
    """What somebody else has proposed for the same site."""

    author: str
    when: Any
    items: tuple[str, ...]


@get("/work/sites/{code:str}", opt=audience("edit_site"))
async def edit_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """The form of a site, with the person's own draft laid over what is published."""
    found = await sheet(house, request.user, code)
    asked = _asked(house, found)
    raw = written(canonical(house, found.proposed), asked)
    edit = await edit_from(found.stored, found.stored.version, read(raw, asked))
    trial = tried(house, found.site, found.published, edit)
    return await _form(request, house, say, found, asked, raw, trial)


@post("/work/sites/{code:str}/check", status_code=200, opt=audience("edit_site"))
async def check_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """What the values typed so far would come to: a sign for each clause, the counts for the bar. Saves nothing."""
    posted = await _posted(request)
    found = await sheet(house, request.user, code)
    asked = _asked(house, found)
    edit = await edit_from(found.stored, posted.site_version, read(posted.raw, asked))
    trial = tried(house, found.site, found.published, edit)
    faults = {item: tuple(say.of(f.message) for f in faults) for item, faults in trial.faults.items()}
    return Template(
        "staff/form_check.html",
        context={
            "say": say,
            "signs": signs_of(trial, say).values(),
            "standing": standing(trial, say),
            "faults": faults,
            "changed": len(edit),
        },
        headers={"Cache-Control": "no-store"},
    )


@post("/work/sites/{code:str}", status_code=200, opt=audience("edit_site"))
async def save_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Keep a draft, hand it in, publish it, or take it back; the button says which."""
    actor = request.user
    posted = await _posted(request)
    found = await sheet(house, actor, code)
    asked = _asked(house, found)
    if posted.action == "withdraw" and found.mine is not None:
        await withdraw(house, actor, found.mine.stored.id, posted.proposal_version or found.mine.stored.version)
        return Redirect(f"/work/sites/{code}?done=withdrawn", status_code=303)
    edit = await edit_from(found.stored, posted.site_version, read(posted.raw, asked))
    resolved = posted.resolved_at == found.stored.version
    if resolved:
        # Of the items that somebody else changed, only those stay for which the person chose their own side.
        theirs = {d.item for d in await clashes(found.stored, posted.site_version, edit)} - posted.kept
        edit = edit_of({item: value for item, value in items(edit).items() if item not in theirs})
    try:
        done = await _save(house, actor, found, posted, edit, resolved=resolved)
    except InvalidInput as error:
        trial = tried(house, found.site, found.published, edit)
        return await _form(request, house, say, found, asked, posted.raw, trial, error.faults, posted.reason)
    except Stale as error:
        return await _conflict(request, house, say, found, asked, posted, edit, error)
    return Redirect(f"/work/sites/{code}?done={done}", status_code=303)


async def _save(
    house: House, actor: Actor, found: Sheet, posted: Posted, edit: dict[str, Any], *, resolved: bool
) -> str:
    code = found.stored.code
    if posted.action == "publish":
        if not posted.reason.strip():
            raise InvalidInput([Fault("reason", "missing", _ASK_WHY)])
        clashing = await clashes(found.stored, posted.site_version, edit)
        if clashing and not resolved:
            raise stale(found.stored, clashing)
        await register(house, actor, [{"code": code, **edit}], reason=posted.reason.strip(), action="site.edited")
        return "published"
    saved: Proposed = await save_draft(
        house,
        actor,
        code,
        edit,
        reason=posted.reason,
        seen_site_version=posted.site_version,
        key=found.mine.stored.id if found.mine and found.mine.stored.state != "submitted" else None,
        seen_version=posted.proposal_version,
        resolved=resolved,
    )
    if posted.action != "submit":
        return "saved"
    await submit(house, actor, saved.stored.id, saved.stored.version, posted.reason)
    return "submitted"


@post("/work/sites/{code:str}/confirm", status_code=303, opt=audience("edit_site"))
async def confirm_fact(request: Request[Actor, Any, Any], house: GivenHouse, code: PathText) -> Redirect:
    """Say that one reported fact still holds."""
    posted = await _posted(request)
    await confirm(house, request.user, code, [posted.confirmed], posted.site_version)
    return Redirect(f"/work/sites/{code}?done=confirmed", status_code=303)


async def _form(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Sheet,
    asked: Asked,
    raw: Raw,
    trial: Trial,
    refused: tuple[Fault, ...] = (),
    reason: str | None = None,
) -> Template:
    whole = await network(house)
    programme = house.programme(found.site.programme)
    view = FormView(programme, found, asked, trial, raw, say)
    shown: Standing = standing(trial, say)
    mine = found.mine.stored if found.mine else None
    return page(
        request,
        say,
        "staff/edit.html",
        has_samples=whole.has_samples,
        status_code=422 if refused else 200,
        site=found.site,
        kind=say.of(programme.kinds_by_code[found.site.kind].label),
        version=found.stored.version,
        mine=mine,
        may_publish=found.may_publish,
        others=[_others(other, programme.vocabulary, say) for other in found.others],
        sections=view.sections(),
        grids=view.grids(),
        raw=raw,
        standing=shown,
        refused=[say.of(fault.message) for fault in refused if fault.path == "reason"],
        fault_count=sum(len(faults) for faults in trial.faults.values()),
        reason=reason if reason is not None else (mine.reason if mine else ""),
        evidence=await shown_evidence(request.user, found.stored.code, programme, say),
        evidence_about=_evidence_choices(asked, trial, programme, say),
        done=request.query_params.get("done", ""),
        scripts=SCRIPTS,
        styles=STYLES,
    )


def _evidence_choices(asked: Asked, trial: Trial, programme: Programme, say: Speech) -> list[tuple[str, str]]:
    """What evidence can be about: the clauses that apply, then the facts that are asked."""
    clauses = [(CLAUSE + c.clause.id, say.of(c.clause.title)) for c in trial.before.clauses]
    return clauses + [(fact.item, say.of(item_label(fact.item, programme.vocabulary))) for fact in asked.facts()]


async def _conflict(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: Sheet,
    asked: Asked,
    posted: Posted,
    edit: dict[str, Any],
    error: Stale,
) -> Template:
    """Both sides of every item that somebody else changed meanwhile, to choose from."""
    every = await compared_with(found.stored, posted.site_version, edit)
    vocabulary = house.programme(found.site.programme).vocabulary
    whole = await network(house)
    return page(
        request,
        say,
        "staff/conflict.html",
        has_samples=whole.has_samples,
        status_code=409,
        site=found.site,
        version=found.stored.version,
        message=say.of(error.message),
        clashing=[proposed_item(d, vocabulary, say) for d in every if d.conflicts],
        others=[proposed_item(d, vocabulary, say) for d in every if not d.conflicts],
        fields=[(name, value) for name, values in posted.raw.items() for value in values],
        site_version=posted.site_version,
        proposal_version=posted.proposal_version,
        reason=posted.reason,
        action=posted.action,
    )


def _others(other: Proposed, vocabulary: Any, say: Speech) -> OthersEdit:
    shown = tuple(proposed_item(d, vocabulary, say).label for d in other.differences)
    return OthersEdit(other.stored.author_name, other.stored.submitted_at or other.stored.updated_at, shown)


def _asked(house: House, found: Sheet) -> Asked:
    return asked_of(house.programme(found.site.programme), found.site, house.today())


async def _posted(request: Request[Actor, Any, Any]) -> Posted:
    form = await request.form()
    if len(form) > MOST_FIELDS:
        raise InvalidInput([Fault("", "too_long", _TOO_MANY_FIELDS)])
    raw = {name: [value for value in form.getall(name) if isinstance(value, str)] for name in dict.fromkeys(form)}
    kept = frozenset(raw.pop("_keep", ()))
    own = {name: (raw.pop(name, None) or [""])[-1] for name in _OWN}
    if not own["_site_version"].isdigit():
        raise InvalidInput([Fault("_site_version", "missing", _UNREADABLE)])
    return Posted(
        raw=raw,
        action=own["_action"],
        reason=own["_reason"],
        site_version=int(own["_site_version"]),
        proposal_version=int(own["_proposal_version"]) if own["_proposal_version"].isdigit() else None,
        resolved_at=int(own["_resolved"]) if own["_resolved"].isdigit() else None,
        kept=kept,
        confirmed=own["_confirm"],
    )


_OWN = ("_action", "_reason", "_site_version", "_proposal_version", "_resolved", "_confirm")
