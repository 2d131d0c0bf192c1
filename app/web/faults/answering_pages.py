"""What the public reported about one's sites: the list, one report, its photo, its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import InvalidInput
from app.exchange.images import JPEG
from app.journeys.faults.answering import (
    LONGEST_ANSWER,
    AtSite,
    answer_fault,
    answered_faults,
    fault_at_site,
    photo_of,
    waiting_faults,
)
from app.journeys.faults.report import SORTS, written_number
from app.journeys.house import House
from app.journeys.network.judged import network
from app.web import formats
from app.web.audience import audience
from app.web.downloads import disposition
from app.web.given import GivenHouse, GivenSpeech, version_in_form
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED


@get("/faults", opt=audience("answer_fault"))
async def faults_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What waits at the reader's sites, the oldest first; then what was answered last."""
    return page(
        request,
        say,
        "faults/list.html",
        has_samples=(await network(house)).has_samples,
        waiting=[_line(found, say) for found in await waiting_faults(request.user)],
        answered=[_line(found, say) for found in await answered_faults(request.user)],
    )


@get("/faults/{key:uuid}", opt=audience("answer_fault"))
async def fault_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One report, with the form that answers it."""
    return await _shown(request, house, say, key, "")


@post("/faults/{key:uuid}", opt=audience("answer_fault"), status_code=303)
async def answering_fault(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Answer it."""
    form = await request.form()
    words = str(form.get("answer", "")).replace("\r\n", "\n")
    try:
        await answer_fault(house, request.user, key, version_in_form(form.get("version")), words)
    except InvalidInput as error:
        return await _shown(request, house, say, key, words, by_field(error.faults, say))
    return Redirect("/faults?done=1", status_code=303)


@get("/faults/{key:uuid}/photo", opt=audience("answer_fault") | ALREADY_PACKED)
async def fault_photo(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """The photo that came with a report."""
    content = await photo_of(house, request.user, key)
    headers = {"Content-Disposition": disposition("inline", "photo.jpg"), "Cache-Control": "private, no-store"}
    return Response(content, media_type=JPEG, headers=headers)


def _line(found: AtSite, say: Speech) -> dict[str, Any]:
    report, site = found.report, found.site
    return {
        "href": f"/faults/{report.id}",
        "sort": say.of(SORTS[report.sort]),
        "site": site.name or site.code,
        "sample": site.sample,
        "words": report.words,
        "has_photo": report.photo_sha256 is not None,
        "reported": formats.moment(report.reported_at),
        "answered": formats.moment(report.answered_at) if report.answered_at else "",
    }


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    key: UUID,
    typed: str,
    faults: dict[str, str] | None = None,
) -> Template:
    found = await fault_at_site(request.user, key)
    return page(
        request,
        say,
        "faults/fault.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        report=found.report,
        site=found.site,
        number=written_number(found.report.number),
        line=_line(found, say),
        typed=typed,
        longest=LONGEST_ANSWER,
        faults=faults or {},
    )
