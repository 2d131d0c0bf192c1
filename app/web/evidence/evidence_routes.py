"""Uploading evidence, and handing it out to those who may see it: photos as pictures, papers only as downloads.

Evidence goes in beside the form, never through it: with scripts only its own section of the page changes, so that
nothing typed into the form is lost; without them the whole page comes back and says what became of the file.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, TooLarge
from app.exchange.images import JPEG
from app.journeys.desk.inside import inside_site
from app.journeys.evidence import RECTIFICATION, TOO_LARGE, Upload, add_evidence, open_evidence, take_back
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.proposals.sheet import sheet
from app.journeys.site_rights import stored_site, target_of
from app.web.audience import audience
from app.web.desk.inside_page import inside_evidence, inside_page
from app.web.downloads import disposition
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.proposals.form.edit_page import as_kept
from app.web.proposals.form.form_page import Refusal, evidence_context, form_page
from app.wording import Wording

_NO_FILE = Wording("请选择照片或 PDF 文件", "choose a photo or a PDF file")


@post("/work/sites/{code:str}/evidence", opt=audience("upload_evidence"), status_code=200)
async def upload_evidence(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Take in one photo or paper about one item. What is wrong with it is said beside the file."""
    faults: tuple[Wording, ...] = ()
    status, about = 422, ""
    try:
        uploads = await uploads_in(request, required=False)
        form = await request.form()
        about, keep_position = str(form.get("about", "")), bool(form.get("keep_position"))
        if not uploads:
            raise InvalidInput([Fault("file", "missing", _NO_FILE)])
        await add_evidence(house, request.user, code, about, uploads, keep_position=keep_position)
    except InvalidInput as error:
        faults = tuple(fault.message for fault in error.faults)
    except TooLarge as error:
        faults, status = (error.message,), 413
    return await _shown(request, house, say, code, "evidence", faults, status, about)


async def uploads_in(request: Request[Actor, Any, Any], *, required: bool) -> list[Upload]:
    """The files of a form. Raises InvalidInput where one is `required` and there is none, TooLarge."""
    try:
        form = await request.form()
    except HTTPException as error:
        if error.status_code != 413:
            raise
        raise TooLarge(TOO_LARGE) from None
    files = [file for file in form.getall("file", []) if isinstance(file, UploadFile) and file.filename]
    if required and not files:
        raise InvalidInput([Fault("file", "missing", _NO_FILE)])
    return [Upload(file.filename, await file.read()) for file in files]


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    done: str,
    faults: tuple[Wording, ...] = (),
    status: int = 422,
    chosen: str = "",
) -> Response[Any]:
    """The section of the evidence for a script; for everybody else the page that it stands on, with the form or not."""
    alone = "HX-Request" in request.headers
    if not faults and not alone:
        about = f"&about={quote(chosen)}" if chosen else ""
        return Redirect(f"/work/sites/{code}?done={done}{about}#s-evidence", status_code=303)
    stored = await stored_site(code)
    if may(request.user, "edit_site", target_of(stored)).allowed:
        found = await sheet(house, request.user, stored)
        whole = await network(house)
        raw, trial = as_kept(house, whole, found)
        if not alone:
            refusal = Refusal(evidence=faults, about=chosen, status=status)
            return await form_page(request, house, say, whole, found, raw, trial, refusal=refusal)
        said = "" if faults else say(f"form.done_{done}")
        site, section = (
            found.site,
            await evidence_context(
                request,
                house,
                say,
                found,
                trial,
                faults,
                said,
                chosen,
                beside_form=bool(found.begun or not found.waiting),
            ),
        )
    else:
        if not alone:
            return await inside_page(request, house, say, code, faults=faults, status=status)
        looked = await inside_site(house, request.user, code)
        site, section = looked.site, await inside_evidence(request, house, say, looked, faults=faults, done=done)
    return page(
        request,
        say,
        "evidence/evidence.html",
        has_samples=False,
        status_code=status if faults else 200,
        site=site,
        **section,
    )


@get("/evidence/{key:uuid}", opt=audience("see_evidence") | ALREADY_PACKED)
async def read_evidence(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One photo or paper. Nothing in it can run: no script, no frame, and a paper is never shown inside the page."""
    piece = await open_evidence(house, request.user, key)
    return Response(
        piece.content,
        media_type=piece.stored.media_type,
        headers={
            "Content-Disposition": disposition(
                "inline" if piece.stored.media_type == JPEG else "attachment", "", piece.stored.name
            ),
            "Cache-Control": "private, no-store",
        },
    )


@post("/evidence/{key:uuid}/take-back", opt=audience("upload_evidence"), status_code=200)
async def take_back_evidence(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Take a piece off the record."""
    piece = (await open_evidence(house, request.user, key)).stored
    code = piece.site_code
    await take_back(house, request.user, key)
    if piece.about.startswith(RECTIFICATION):
        return Redirect(
            f"/rectifications/{piece.about.removeprefix(RECTIFICATION)}?done=evidence_gone", status_code=303
        )
    return await _shown(request, house, say, code, "evidence_gone")
