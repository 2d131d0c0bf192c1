"""The form of one site: shown, tried while it is being filled in, kept as a draft, handed in, published, confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import InvalidInput, NotFound, Refused, Stale
from app.journeys.house import House
from app.journeys.proposals.author import confirm, discard, save_draft, submit, withdraw
from app.journeys.proposals.form import Sheet, Trial, canonical, clashes, edit_from, sheet, tried
from app.journeys.proposals.publish import publish
from app.journeys.proposals.read import Proposed, stale
from app.journeys.site_rights import stored_site, target_of
from app.sites.items import edit_of, items
from app.web.audience import audience
from app.web.desk.inside_page import inside_page
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.form.copies import confirming
from app.web.proposals.form.form_page import (
    ACCEPTED,
    Posted,
    Refusal,
    asked_by,
    conflict_page,
    form_page,
    posted_form,
    submitted_page,
)
from app.web.proposals.form.form_values import read, written
from app.web.proposals.form.form_view import FormView, signs_of, standing
from app.wording import Wording

_IS_WAITING = Wording(
    "您有一份变更申请正在等待审核，本次填写尚未保存，填写的内容保留如下。",
    "A request of yours is waiting for review, so this was not saved. Everything you typed is below.",
)
_DONE = frozenset({"saved", "submitted", "published", "withdraw", "discard", "confirmed", "evidence", "evidence_gone"})
_GONE = Wording("此草稿已不存在，请刷新页面", "the draft is no longer there; reload the page")


@get("/work/sites/{code:str}", opt=audience("read_site_inside"))
async def edit_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """The form of a site with the person's own draft laid over what is published; or their request that waits.

    Who may not fill in but may look gets the page that only shows.
    """
    if not may(request.user, "edit_site", target_of(await stored_site(code))).allowed:
        return await inside_page(request, house, say, code)
    found = await sheet(house, request.user, code)
    done = request.query_params.get("done", "")
    done = done if done in _DONE else ""
    raw, trial = await as_kept(house, found)
    if found.mine is not None and found.mine.stored.state == "submitted":
        return await submitted_page(request, house, say, found, trial, done=done)
    return await form_page(request, house, say, found, raw, trial, done=done)


async def as_kept(house: House, found: Sheet) -> tuple[dict[str, list[str]], Trial]:
    """The fields of the form as the server has them, and what they come to."""
    asked = asked_by(house, found)
    raw = written(canonical(house, found.proposed), asked)
    edit = await edit_from(found.stored, found.stored.version, read(raw, asked))
    return raw, tried(house, found.site, found.published, edit)


@post("/work/sites/{code:str}/check", status_code=200, opt=audience("edit_site"))
async def check_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """What the values typed so far would come to: a sign for each clause, the counts for the bar. Saves nothing."""
    posted = await posted_form(request)
    found = await sheet(house, request.user, code)
    edit, trial = await _typed(house, found, posted)
    faults = {item: tuple(say.of(f.message) for f in faults) for item, faults in trial.faults.items()}
    return Template(
        "proposals/form/form_check.html",
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
    """Keep a draft, hand it in, publish it, take it back or give it up; the button says which. Without scripts the
    buttons that confirm a fact come here too.
    """
    actor = request.user
    posted = await posted_form(request)
    if posted.confirmed and not posted.action:
        return await _confirmed(request, house, say, code, posted)
    found = await sheet(house, actor, code)
    if posted.action in ("withdraw", "discard"):
        await _take_back(house, actor, found, posted)
        return confirming(Redirect(f"/work/sites/{code}?done={posted.action}", status_code=303), posted.copy)
    if posted.action == "withdraw_and_save":
        await _take_back(house, actor, found, replace(posted, action="withdraw", proposal_version=None))
        found = await sheet(house, actor, code)
        version = found.mine.stored.version if found.mine else None
        posted = replace(posted, action="draft", proposal_version=version)
    edit, trial = await _typed(house, found, posted)
    if posted.action != "publish" and found.mine is not None and found.mine.stored.state == "submitted":
        refusal = Refusal(said=_IS_WAITING, status=409, is_waiting=True)
        return await form_page(request, house, say, found, posted.raw, trial, refusal=refusal, reason=posted.reason)
    clashing = {d.item for d in await clashes(found.stored, posted.site_version, edit)}
    resolved = posted.resolved_at == found.stored.version and clashing <= posted.sides.keys()
    if clashing and not resolved:
        return await conflict_page(request, house, say, found, posted, edit)
    # Of the items that somebody else changed, only those stay for which the person chose their own side.
    dropped = {item for item in clashing if not posted.sides[item]}
    edit = edit_of({item: value for item, value in items(edit).items() if item not in dropped})
    try:
        done = await _save(house, actor, found, posted, edit, resolved=resolved)
    except (InvalidInput, Refused) as error:
        # The draft may have been saved before the handing in was refused: the page has to stand on what is there now.
        found = await sheet(house, actor, code)
        _, trial = await _typed(house, found, posted)
        if isinstance(error, InvalidInput):
            refusal = Refusal(faults=error.faults)
        else:
            refusal = Refusal(said=error.message, status=409)
        return await form_page(request, house, say, found, posted.raw, trial, refusal=refusal, reason=posted.reason)
    except Stale:
        found = await sheet(house, actor, code)
        return await conflict_page(request, house, say, found, posted, edit)
    return confirming(Redirect(f"/work/sites/{code}?done={done}", status_code=303), posted.copy)


async def _typed(house: House, found: Sheet, posted: Posted) -> tuple[dict[str, Any], Trial]:
    """What was typed, as an edit of the record that the form stood on, and what it comes to."""
    edit = await edit_from(found.stored, posted.site_version, read(posted.raw, asked_by(house, found)))
    return edit, tried(house, found.site, found.published, edit)


async def _take_back(house: House, actor: Actor, found: Sheet, posted: Posted) -> None:
    if found.mine is None:
        raise NotFound(_GONE)
    mine = found.mine.stored
    take = withdraw if posted.action == "withdraw" else discard
    await take(house, actor, mine.id, posted.proposal_version or mine.version)


async def _save(
    house: House, actor: Actor, found: Sheet, posted: Posted, edit: dict[str, Any], *, resolved: bool
) -> str:
    code = found.stored.code
    mine = found.mine.stored if found.mine and found.mine.stored.state != "submitted" else None
    if mine is not None and posted.proposal_version is None and posted.resolved_at is None:
        # The page knew of no draft: it was begun elsewhere meanwhile, and must not be written over unseen.
        raise stale(found.stored, ())
    if posted.action == "publish":
        # What a draft held was in the form.
        draft = (mine.id, posted.proposal_version or mine.version) if mine else None
        seen = found.stored.version
        await publish(house, actor, code, edit, reason=posted.reason, seen_site_version=seen, draft=draft)
        return "published"
    saved: Proposed = await save_draft(
        house,
        actor,
        code,
        edit,
        reason=posted.reason,
        seen_site_version=posted.site_version,
        key=mine.id if mine else None,
        seen_version=posted.proposal_version,
        resolved=resolved,
    )
    if posted.action != "submit":
        return "saved"
    await submit(house, actor, saved.stored.id, saved.stored.version, posted.reason)
    return "submitted"


@post("/work/sites/{code:str}/confirm", status_code=200, opt=audience("edit_site"))
async def confirm_fact(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """Say that one reported fact still holds as it is published and shown. What else was typed stays in the form."""
    return await _confirmed(request, house, say, code, await posted_form(request))


async def _confirmed(
    request: Request[Actor, Any, Any], house: House, say: Speech, code: str, posted: Posted
) -> Template:
    found = await sheet(house, request.user, code)
    edit, _ = await _typed(house, found, posted)
    refusal = ACCEPTED
    try:
        await confirm(house, request.user, code, [posted.confirmed], posted.site_version, items(edit))
    except InvalidInput as error:
        refusal = Refusal(said=error.faults[0].message)
    except Stale as error:
        refusal = Refusal(said=error.message, status=409)
    found = await sheet(house, request.user, code)
    _, trial = await _typed(house, found, posted)
    if "HX-Request" in request.headers:
        programme = house.programme(found.site.programme)
        view = FormView(programme, found, asked_by(house, found), trial, posted.raw, say)
        return page(
            request,
            say,
            "proposals/confirmed.html",
            has_samples=False,
            field=view.field_of(posted.confirmed),
            refused=say.of(refusal.said) if refusal.said else "",
            site_code=code,
        )
    done = "" if refusal.said else "confirmed"
    return await form_page(
        request, house, say, found, posted.raw, trial, refusal=refusal, reason=posted.reason, done=done
    )
