"""One rectification: what was found, what is to be done by when, how it stands, and each person's next step in it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import InvalidInput, Refused, Stale, TooLarge
from app.inspections.rectification import OPEN, usual_deadline
from app.journeys.evidence import RECTIFICATION, EvidencePiece, add_evidence, evidence_of, may_take_back
from app.journeys.house import House
from app.journeys.inspections.rectifications import (
    OnSite,
    may_answer,
    may_reinspect,
    moves_of,
    rectification,
)
from app.journeys.inspections.rectify import (
    answer_rectification,
    confirm_rectification,
    extend_rectification,
    send_back_rectification,
    withdraw_rectification,
)
from app.journeys.inspections.visits import visits_of
from app.journeys.network.judged import network
from app.journeys.site_rights import target_of
from app.web.audience import audience
from app.web.evidence.evidence_routes import uploads_in
from app.web.given import GivenHouse, GivenSpeech, version_in_form
from app.web.inspections.rectification_view import closing_warnings, notice_of, shown_clauses
from app.web.inspections.shown import by_field, shown
from app.web.language import Speech
from app.web.pages import page

_DONE = frozenset({"ordered", "answered", "closed", "sent_back", "extended", "withdrawn", "evidence", "evidence_gone"})
_WORDS = ("answer", "remark", "reason", "extend_why")
"""The fields that people write in."""
MOST_BYTES_AT_ONCE = 48 * 1024 * 1024
"""Several photos in one form; the hint beside the field says a little less."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody had typed into one of the forms, and why it was refused: by field, or in one sentence."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    status: int = 200
    asked_anyway: bool = False


@get("/rectifications/{key:uuid}", opt=audience("read_site_inside"))
async def rectification_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One rectification with its history."""
    return await _one(request, house, say, key, Typed())


@post(
    "/rectifications/{key:uuid}/answer",
    opt=audience("answer_rectification"),
    status_code=303,
    request_max_body_size=MOST_BYTES_AT_ONCE,
)
async def answering(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """The site says what it has done, with the photos that show it: all is saved, or nothing."""
    typed = await _typed(request)
    uploads, keep = await uploads_in(request, required=False), await _keeps_position(request)
    move = answer_rectification(
        house, request.user, key, version_in_form(typed["version"]), typed["answer"], uploads, keep_position=keep
    )
    return await _moved(request, house, say, key, move, "answered", typed)


@post("/rectifications/{key:uuid}/check", opt=audience("reinspect_rectification"), status_code=303)
async def checking(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """The re-inspection: resolved, or not yet and by when. Without a choice between the two nothing happens."""
    typed = await _typed(request)
    version = version_in_form(typed["version"])
    if typed["result"] not in ("confirm", "send_back"):
        faults = {"result": say("rectify.choose_result")}
        return await _one(request, house, say, key, Typed(typed, faults, status=422))
    if typed["result"] == "send_back":
        move = send_back_rectification(house, request.user, key, version, typed["remark"], typed["due_on"])
        return await _moved(request, house, say, key, move, "sent_back", typed)
    if not typed["anyway"] and await _is_doubtful(request.user, house, say, key, typed["remark"]):
        return await _one(request, house, say, key, Typed(typed, status=422, asked_anyway=True))
    move = confirm_rectification(house, request.user, key, version, typed["remark"])
    return await _moved(request, house, say, key, move, "closed", typed)


async def _is_doubtful(actor: Actor, house: House, say: Speech, key: UUID, remark: str) -> bool:
    """Whether closing is warned of first: without a reason, or while a clause is still to be put right."""
    found = await rectification(actor, key)
    clauses = shown_clauses(house, found, say, fills_in=False)
    return found.state == "answered" and (not remark.strip() or bool(closing_warnings(clauses, say)))


@post("/rectifications/{key:uuid}/extend", opt=audience("order_rectification"), status_code=303)
async def extending(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Give more time, for a reason."""
    typed = await _typed(request)
    move = extend_rectification(
        house, request.user, key, version_in_form(typed["version"]), typed["extend_why"], typed["extend_to"]
    )
    return await _moved(request, house, say, key, move, "extended", typed)


@post("/rectifications/{key:uuid}/withdraw", opt=audience("order_rectification"), status_code=303)
async def withdrawing_rectification(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Take the order back, for a reason."""
    typed = await _typed(request)
    move = withdraw_rectification(house, request.user, key, version_in_form(typed["version"]), typed["reason"])
    return await _moved(request, house, say, key, move, "withdrawn", typed)


@post(
    "/rectifications/{key:uuid}/evidence",
    opt=audience("upload_evidence"),
    status_code=303,
    request_max_body_size=MOST_BYTES_AT_ONCE,
)
async def rectification_evidence(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Photos or papers that show what was found, or what was done."""
    code = (await rectification(request.user, key)).site.code
    return await _moved(request, house, say, key, _uploaded(request, house, code, key), "evidence", {})


async def _uploaded(request: Request[Actor, Any, Any], house: House, code: str, key: UUID) -> None:
    uploads, keep = await uploads_in(request, required=True), await _keeps_position(request)
    await add_evidence(house, request.user, code, f"{RECTIFICATION}{key}", uploads, keep_position=keep)


async def _moved(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    key: UUID,
    move: Awaitable[None],
    done: str,
    typed: Mapping[str, str],
) -> Response[Any]:
    """Back to the page: with what was done, or with everything typed and why it was refused."""
    try:
        await move
    except InvalidInput as error:
        return await _one(request, house, say, key, Typed(typed, by_field(error.faults, say), status=422))
    except TooLarge as error:
        return await _one(request, house, say, key, Typed(typed, {"file": say.of(error.message)}, status=413))
    except (Refused, Stale) as error:
        return await _one(request, house, say, key, Typed(typed, said=say.of(error.message), status=409))
    return Redirect(f"/rectifications/{key}?done={done}", status_code=303)


async def _one(request: Request[Actor, Any, Any], house: House, say: Speech, key: UUID, typed: Typed) -> Template:
    found = await rectification(request.user, key)
    stored, site, actor = found.stored, found.site, request.user
    target, done = target_of(site), request.query_params.get("done", "")
    fills_in = may(actor, "edit_site", target).allowed
    return page(
        request,
        say,
        "inspections/rectification.html",
        has_samples=(await network(house)).has_samples,
        status_code=typed.status,
        one=stored,
        line=shown(house, actor, found, say),
        site=site,
        clauses=(clauses := shown_clauses(house, found, say, fills_in)),
        pieces=await _pieces(actor, found),
        written="\n".join(filter(None, (typed.values.get(name, "").strip() for name in _WORDS))) if typed.said else "",
        moves=await moves_of(actor, key),
        looks=[v.stored for v in await visits_of(actor, site.code) if v.stored.rectification == key],
        may_answer=found.state == "ordered" and may_answer(actor, found),
        may_reinspect=found.state == "answered" and may_reinspect(actor, found),
        may_withdraw=found.state in OPEN and may(actor, "order_rectification", target).allowed,
        **(await notice_of(actor, found)),
        may_upload=found.state in OPEN and may(actor, "upload_evidence", target).allowed,
        warnings=closing_warnings(clauses, say) if found.state == "answered" else [],
        asked_anyway=typed.asked_anyway,
        may_extend=found.state == "ordered" and may(actor, "order_rectification", target).allowed,
        no_reason=found.state == "closed" and not stored.remark,
        typed=typed,
        proposed_deadline=usual_deadline(house.today()).isoformat(),
        today=house.today().isoformat(),
        done=done if done in _DONE and typed.status == 200 else "",
    )


async def _pieces(actor: Actor, found: OnSite) -> list[tuple[EvidencePiece, bool]]:
    """What shows it, and whether the reader may take it back: only as long as it is open."""
    if not may(actor, "see_evidence", target_of(found.site)).allowed:
        return []
    about = f"{RECTIFICATION}{found.stored.id}"
    target, is_open = target_of(found.site), found.state in OPEN
    return [
        (piece, is_open and may_take_back(actor, target, piece))
        for piece in await evidence_of(actor, found.site)
        if piece.about == about
    ]


async def _typed(request: Request[Actor, Any, Any]) -> dict[str, str]:
    form = await request.form()
    names = ("version", "result", "anyway", *_WORDS, "due_on", "extend_to")
    return {name: str(form.get(name, "")).replace("\r\n", "\n") for name in names}


async def _keeps_position(request: Request[Actor, Any, Any]) -> bool:
    return bool((await request.form()).get("keep_position"))
