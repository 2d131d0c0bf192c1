"""The form of one site: shown, tried while it is being filled in, kept as a draft, handed in, published, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import InvalidInput, NotFound, Stale
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.proposals.author import confirm, discard, withdraw
from app.journeys.proposals.form import Trial, edit_from, read_edit, trial_of, tried
from app.journeys.proposals.outcomes import (
    Entered,
    OnForm,
    Published,
    SaveConflict,
    Saved,
    SaveRefused,
    StandsOn,
    Submitted,
    Then,
)
from app.journeys.proposals.save import save_typed
from app.journeys.proposals.sheet import Sheet, sheet
from app.journeys.site_rights import stored_site, target_of
from app.sites.document import write_site
from app.sites.edit import merged
from app.sites.items import edit_of, items, says_the_same, value_at
from app.sites.site import Site
from app.web.audience import audience
from app.web.desk.inside_page import inside_page
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.form.conflict_page import conflict_page
from app.web.proposals.form.copies import confirming
from app.web.proposals.form.doubted import doubted, is_sure, shown_doubts, sign_of
from app.web.proposals.form.form_page import (
    ACCEPTED,
    Refusal,
    asked_by,
    form_page,
    submitted_page,
)
from app.web.proposals.form.form_values import Raw, read, written
from app.web.proposals.form.form_view import FormView, signs_of, standing
from app.web.proposals.form.marked import marked, told
from app.web.proposals.form.posted import Posted, posted_form
from app.wording import Wording

_SAVED_AS = {Saved: "saved", Submitted: "submitted", Published: "published"}
_DONE = frozenset({"saved", "submitted", "published", "withdraw", "discard", "confirmed", "evidence", "evidence_gone"})
_GONE = Wording("此草稿已不存在，请刷新页面", "the draft is no longer there; reload the page")


@get("/work/sites/{code:str}", opt=audience("read_site_inside"))
async def edit_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """The form of a site with the person's own draft laid over what is published; or their request that waits.

    Who may not fill in but may look gets the page that only shows.
    """
    stored = await stored_site(code)
    if not may(request.user, "edit_site", target_of(stored)).allowed:
        return await inside_page(request, house, say, code)
    found = await sheet(house, request.user, stored)
    done = request.query_params.get("done", "")
    done = done if done in _DONE else ""
    whole = await network(house)
    raw, trial = as_kept(house, whole, found)
    if found.waiting and not found.begun:
        return await submitted_page(request, house, say, whole, found, trial, done=done)
    return await form_page(request, house, say, whole, found, raw, trial, done=done)


def as_kept(house: House, whole: Network, found: Sheet) -> tuple[dict[str, list[str]], Trial]:
    """The fields of the form as the server has them, and what they come to."""
    drafted = {d.item: d.proposed for proposed in (found.begun or found.waiting) for d in proposed.differences}
    trial = tried(house, whole, found.stored, found.site, found.published, edit_of(drafted))
    # In the form that the registry writes; a draft that cannot be read any more as it was typed.
    document = found.proposed if trial.faults else write_site(trial.site)
    return written(document, asked_by(house, found)), trial


@post("/work/sites/{code:str}/check", status_code=200, opt=audience("edit_site"))
async def check_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """What the values typed so far would come to: a sign for each clause, the counts for the bar. Saves nothing."""
    posted = await posted_form(request)
    found = await sheet(house, request.user, await stored_site(code))
    whole = await network(house)
    edit, trial = await _typed(house, whole, found, posted)
    vocabulary = house.programme(found.site.programme).vocabulary
    asked = doubted(house, found, trial.site, whole)
    marks = sorted({name for item, faults in trial.faults.items() for name in marked(item, faults, posted.raw)})
    return Template(
        "proposals/form/form_check.html",
        context={
            "say": say,
            "site_code": code,
            "signs": signs_of(trial, say).values(),
            "standing": standing(trial, say),
            "doubts": shown_doubts(asked, vocabulary, say),
            "sure_of": sign_of(asked),
            "is_sure": is_sure(asked, posted.raw),
            "faults": told(trial.faults, vocabulary, say),
            "marked": marks,
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
    posted = await posted_form(request)
    if posted.confirmed and not posted.action:
        return await _confirmed(request, house, say, code, posted)
    if posted.action in ("withdraw", "discard"):
        await _take_back(house, request.user, code, posted)
        return confirming(Redirect(f"/work/sites/{code}?done={posted.action}", status_code=303), posted.copy)
    # Only what is handed in is held against the others; a draft needs nothing of them.
    whole = None if posted.action not in ("submit", "publish") else await network(house)
    match await save_typed(house, request.user, code, lambda found: _entered(house, whole, found, posted)):
        case Saved() | Submitted() | Published() as outcome:
            address = f"/work/sites/{code}?done={_SAVED_AS[type(outcome)]}"
            return confirming(Redirect(address, status_code=303), posted.copy)
        case SaveConflict() as conflict:
            return await conflict_page(request, house, say, conflict, posted)
        case SaveRefused() as refused:
            found, whole = refused.sheet, whole or await network(house)
            # What waits was brought together with nothing: the fields stay as they were typed.
            raw = posted.raw if refused.waiting else _brought_up(house, found, posted, refused.edit)
            entry = refused.read or read_edit(house, found.site, found.published, refused.edit)
            trial = trial_of(house, whole, found.stored, found.site, entry)
            status = 422 if refused.said is None or refused.asks else 409
            waits, asks = refused.waiting, refused.asks
            why = Refusal(refused.faults, refused.said, status=status, waiting=waits, asks=asks)
            return await form_page(
                request, house, say, whole, found, raw, trial, refusal=why, reason=posted.reason, on=refused.on
            )
        case _ as never:
            assert_never(never)


def _entered(house: House, whole: Network | None, found: Sheet, posted: Posted) -> Entered:
    """What was typed, as the save takes it; it is held against the `whole` where it is handed in."""

    def asks(found: Sheet, after: Site) -> bool:
        return whole is not None and not is_sure(doubted(house, found, after, whole), posted.raw)

    known = OnForm(
        posted.drafts,
        posted.resolved_at,
        posted.sides,
        posted.waiting if posted.action == "withdraw_and_save" else None,
        posted.drafts_resolved,
        posted.draft_sides,
    )
    then: Then = "publish" if posted.action == "publish" else "submit" if posted.action == "submit" else "keep"
    return Entered(read(posted.raw, asked_by(house, found)), posted.site_version, then, posted.reason, known, asks)


def _brought_up(house: House, found: Sheet, posted: Posted, edit: Mapping[str, Any]) -> Raw:
    """The fields as they were typed; those of the other side where that was chosen, and what others changed in the
    record where nothing else was typed, since the form that comes back stands on what the edit was brought together
    with.
    """
    asked = asked_by(house, found)
    document = merged(found.published, edit)
    other = [
        item for item, value in read(posted.raw, asked).items() if not says_the_same(value, value_at(document, item))
    ]

    def of_other(name: str) -> bool:
        return any(name == item or name.startswith(f"{item}.") for item in other)

    kept = {name: values for name, values in posted.raw.items() if not of_other(name)}
    return kept | {name: values for name, values in written(document, asked).items() if of_other(name)}


async def _typed(house: House, whole: Network, found: Sheet, posted: Posted) -> tuple[dict[str, Any], Trial]:
    """What was typed, as an edit of the record that the form stood on, and what it comes to."""
    edit = await _typed_edit(house, found, posted)
    return edit, tried(house, whole, found.stored, found.site, found.published, edit)


async def _typed_edit(house: House, found: Sheet, posted: Posted) -> dict[str, Any]:
    return await edit_from(found.stored, posted.site_version, read(posted.raw, asked_by(house, found)))


async def _take_back(house: House, actor: Actor, code: str, posted: Posted) -> None:
    found = await sheet(house, actor, await stored_site(code))
    own, shown = (*found.begun, *found.waiting), next(iter(posted.drafts), None)
    mine = next((one for one in own if shown is None or shown.key in (None, one.stored.id)), None)
    if mine is None:
        raise NotFound(_GONE)
    take = withdraw if posted.action == "withdraw" else discard
    await take(house, actor, mine.stored.id, shown.version if shown else mine.stored.version)


@post("/work/sites/{code:str}/confirm", status_code=200, opt=audience("edit_site"))
async def confirm_fact(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """Say that one reported fact still holds as it is published and shown. What else was typed stays in the form."""
    return await _confirmed(request, house, say, code, await posted_form(request))


async def _confirmed(
    request: Request[Actor, Any, Any], house: House, say: Speech, code: str, posted: Posted
) -> Template:
    found = await sheet(house, request.user, await stored_site(code))
    edit = await _typed_edit(house, found, posted)
    refusal = ACCEPTED
    try:
        await confirm(house, request.user, code, [posted.confirmed], posted.site_version, items(edit))
    except InvalidInput as error:
        refusal = Refusal(said=error.faults[0].message)
    except Stale as error:
        refusal = Refusal(said=error.message, status=409)
    found = await sheet(house, request.user, await stored_site(code))
    whole = await network(house)
    _, trial = await _typed(house, whole, found, posted)
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
    return await form_page(
        request,
        house,
        say,
        whole,
        found,
        posted.raw,
        trial,
        refusal=refusal,
        reason=posted.reason,
        done="" if refusal.said else "confirmed",
        on=StandsOn(posted.site_version, posted.drafts),
    )
