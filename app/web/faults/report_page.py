"""Reporting a fault of a site, for anybody; and what was answered, for whoever has the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template

from app.errors import Fault, InvalidInput, NotFound, TooLarge
from app.journeys.evidence import TOO_LARGE
from app.journeys.faults.report import (
    LONGEST_PHONE,
    LONGEST_WORDS,
    SORTS,
    FaultSaid,
    answer_to,
    report_fault,
    written_number,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.site_rights import stored_site
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key
from app.web.identity import caller_of
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

_NOTHING = {"sort": "", "words": "", "phone": ""}


@get("/sites/{code:str}/fault", opt=audience("public"))
async def fault_form(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """The form: what is wrong, and no more than that is needed."""
    return await _form(request, house, say, code, _NOTHING, ())


@post("/sites/{code:str}/fault", opt=audience("public"), status_code=303)
async def reporting_fault(
    request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Take it in. What is wrong with the form comes back beside its fields, with everything typed."""
    try:
        form = await request.form()
    except HTTPException as error:
        if error.status_code != 413:
            raise
        raise TooLarge(TOO_LARGE) from None
    typed = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in _NOTHING}
    key = form_key(str(form.get("key", ""))) or uuid4()
    photo = form.get("photo")
    raw = await photo.read() if isinstance(photo, UploadFile) and photo.filename else b""
    try:
        said = FaultSaid(**typed, photo=raw)
        report = await report_fault(house, caller_of(request).address, code, said, key)
    except InvalidInput as error:
        return await _form(request, house, say, code, typed, error.faults, key)
    return Redirect(f"/fault-answers?number={written_number(report.number)}&sent=1", status_code=303)


@get("/fault-answers", opt=audience("public"))
async def fault_answer_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What became of a report. Nothing that was typed or sent is shown again."""
    reader = QueryReader(request)
    number, is_new = reader.text("number"), reader.text("sent")
    report, missing = None, ""
    if number:
        try:
            report = await answer_to(number)
        except NotFound as error:
            missing = say.of(error.message)
    whole = await network(house)
    site = whole.by_code.get(report.site_code) if report else None
    return page(
        request,
        say,
        "faults/answer.html",
        has_samples=whole.has_samples,
        status_code=404 if missing else 200,
        asked=number,
        missing=missing,
        report=report,
        number=written_number(report.number) if report else "",
        is_new=bool(is_new),
        sort=say.of(SORTS[report.sort]) if report else "",
        site=site.site if site else None,
        reported=formats.moment(report.reported_at) if report else "",
        answered=formats.moment(report.answered_at) if report and report.answered_at else "",
    )


async def _form(
    request: Request[Any, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str],
    faults: Sequence[Fault],
    key: UUID | None = None,
) -> Template:
    site = await stored_site(code)
    return page(
        request,
        say,
        "faults/report.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        site=site,
        key=key or uuid4(),
        typed=typed,
        sorts=[(sort, say.of(label)) for sort, label in SORTS.items()],
        longest_words=LONGEST_WORDS,
        longest_phone=LONGEST_PHONE,
        faults=by_field(faults, say),
    )
