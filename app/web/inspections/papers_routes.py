"""The forms of a site to print: the record of a visit, and the acceptance, as a workbook too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from app.access.actor import Actor
from app.exchange.papers.forms import acceptance_docx, inspection_record_docx
from app.journeys.inspections.acceptance_workbook import site_acceptance_workbook
from app.journeys.inspections.site_papers import filled_record, site_form
from app.journeys.turns import LISTS, in_turn
from app.web.audience import audience
from app.web.downloads import paper_response, workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.payload import ALREADY_PACKED


@get("/work/sites/{code:str}/record.docx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def inspection_record(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[bytes]:
    """检查记录表, with what was reported and room for what is found."""
    form = await site_form(house, request.user, code)
    content = await in_turn(house, LISTS, lambda: inspection_record_docx(form))
    return paper_response(content, "record.docx", say("notice.record_file", name=form.name))


@get("/work/sites/{code:str}/acceptance.docx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def acceptance_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[bytes]:
    """站点验收表, with what was reported and room for what is found."""
    form = await site_form(house, request.user, code)
    content = await in_turn(house, LISTS, lambda: acceptance_docx(form))
    return paper_response(content, "acceptance.docx", say("notice.acceptance_file", name=form.name))


@get("/inspections/{key:uuid}/record.docx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def visit_record(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[bytes]:
    """检查记录表 as a visit filled it in, to be signed."""
    form, filled = await filled_record(house, request.user, key)
    content = await in_turn(house, LISTS, lambda: inspection_record_docx(form, filled))
    return paper_response(content, "record.docx", say("notice.record_file", name=f"{form.name}-{filled.visited_on}"))


@get("/work/sites/{code:str}/acceptance.xlsx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def acceptance_sheet(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[bytes]:
    """The same as a workbook."""
    form = await site_form(house, request.user, code)
    content = await in_turn(house, LISTS, lambda: site_acceptance_workbook(form))
    shown = say("notice.acceptance_file", name=form.name).replace(".docx", ".xlsx")
    return workbook_response(content, "acceptance.xlsx", shown)
