"""Uploading evidence, and handing it out to those who may see it: photos as pictures, papers only as downloads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.exchange.images import JPEG
from app.journeys.evidence import add_evidence, open_evidence, take_back
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.wording import Wording

_NO_FILE = Wording("请选择照片或 PDF 文件", "choose a photo or a PDF file")


@post("/work/sites/{code:str}/evidence", opt=audience("upload_evidence"), status_code=303)
async def upload_evidence(request: Request[Actor, Any, Any], house: GivenHouse, code: PathText) -> Redirect:
    """Take in one photo or paper about one item."""
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInput([Fault("file", "missing", _NO_FILE)])
    await add_evidence(
        house,
        request.user,
        code,
        str(form.get("about", "")),
        file.filename,
        await file.read(),
        keep_position=bool(form.get("keep_position")),
    )
    return Redirect(f"/work/sites/{code}?done=evidence#s-evidence", status_code=303)


@get("/evidence/{key:uuid}", opt=audience("see_evidence") | ALREADY_PACKED)
async def read_evidence(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One photo or paper. Nothing in it can run: no script, no frame, and a paper is never shown inside the page."""
    piece = await open_evidence(house, request.user, key)
    kind = "inline" if piece.stored.media_type == JPEG else "attachment"
    return Response(
        piece.content,
        media_type=piece.stored.media_type,
        headers={
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(piece.stored.name)}",
            "Cache-Control": "private, no-store",
        },
    )


@post("/evidence/{key:uuid}/take-back", opt=audience("upload_evidence"), status_code=303)
async def take_back_evidence(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Redirect:
    """Take a piece off the record."""
    code = (await open_evidence(house, request.user, key)).stored.site_code
    await take_back(house, request.user, key)
    return Redirect(f"/work/sites/{code}?done=evidence_gone#s-evidence", status_code=303)
