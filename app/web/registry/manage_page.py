"""站点管理: the sites whose records one keeps, as a list that its address filters, page by page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.inspections.acceptance import STAGES
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import township_in
from app.journeys.house import House
from app.journeys.network.judged import NetworkSite
from app.journeys.registry.register_list import RegisterList, RegisterQuery, register_list
from app.sites.vocabulary import STATUSES
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.public.filters import Option
from app.web.query import QueryReader
from app.web.registry.register_choices import MANAGE
from app.web.site_rows import tier_label

A_PAGE = 50
_MOST_PAGES = 100_000


@get(MANAGE, opt=audience("publish_directly"))
async def manage_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The sites that the reader keeps, filtered by the address."""
    reader = QueryReader(request)
    stage = reader.code("stage", STAGES)
    asked = RegisterQuery(
        slug=reader.code("programme", house.programmes),
        township=reader.text("township"),
        status=reader.code("status", STATUSES),
        stage=next((one for one in STAGES if one == stage), None),
        text=reader.text("q"),
    )
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    found = await register_list(house, request.user, asked, number, A_PAGE)
    programme, here = found.programme, found.page
    return page(
        request,
        say,
        "registry/manage.html",
        has_samples=found.whole.has_samples,
        programme=programme,
        programmes=programme_choices(found.programmes, programme.slug, say),
        text=asked.text,
        townships=[
            Option(code, say.of(township_name(house, code)), code == asked.township) for code in found.townships
        ],
        statuses=[Option(code, say.of(label), code == asked.status) for code, label in STATUSES.items()],
        stages=[Option(code, say.of(label), code == asked.stage) for code, label in STAGES.items()],
        rows=[_row(house, found, one, say) for one in found.shown],
        matched=found.matched,
        closed=found.closed,
        previous=_query(programme.slug, asked, here - 1) if here > 1 else "",
        following=_query(programme.slug, asked, here + 1) if here * A_PAGE < found.matched else "",
        filtered=bool(asked.text or asked.township or asked.status or asked.stage),
    )


def _row(house: House, found: RegisterList, one: NetworkSite, say: Speech) -> dict[str, Any]:
    site, stage = one.site, found.stages[one.site.code]
    return {
        "code": site.code,
        "name": site.called,
        "sample": site.sample,
        "where": say.of(township_name(house, township_in(house, found.programme.jurisdiction, one))),
        "kind": say.of(found.programme.kinds_by_code[site.kind].label),
        "tier": tier_label(house, say, site),
        "status": say.of(STATUSES[site.status]) if site.status else "",
        "stage": say.of(STAGES[stage]) if stage else "",
        "closed": site.is_closed,
    }


def _query(slug: str, asked: RegisterQuery, number: int) -> str:
    said = {
        "programme": slug,
        "q": asked.text,
        "township": asked.township,
        "status": asked.status,
        "stage": asked.stage,
        "page": number,
    }
    return f"{MANAGE}?{urlencode({name: value for name, value in said.items() if value})}"
