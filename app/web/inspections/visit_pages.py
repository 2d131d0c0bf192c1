"""检查: the form of a visit that survives a lost connection, and visits as they were recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.compliance.cells import cells_of
from app.errors import InvalidInput
from app.inspections.visit import LOOKED
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import township_over
from app.journeys.evidence import Upload
from app.journeys.house import House
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.inspections.site_papers import numbered_photos
from app.journeys.inspections.visit_photos import OF_THE_REST
from app.journeys.inspections.visits import record_visit, visit_view, visits_of
from app.journeys.network.judged import network
from app.journeys.site_rights import require, stored_site, target_of
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key
from app.web.inspections.rectification_page import MOST_BYTES_AT_ONCE
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader
from app.web.states import MARKS

PHOTO = "photo-"
"""Begins the names of the fields that take photos, before the clause."""


@get("/work/sites/{code:str}/inspect", opt=audience("order_rectification"))
async def visit_form(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """The form of a visit; ``?of=`` makes it the second look at an order."""
    reader = QueryReader(request)
    of = reader.key("of")
    today = house.today().isoformat()
    typed = {"visited_on": today, "inspectors": request.user.name, "of": str(of or "")}
    return await _form(request, house, say, code, typed, {})


@post(
    "/work/sites/{code:str}/inspect",
    opt=audience("order_rectification"),
    status_code=303,
    request_max_body_size=MOST_BYTES_AT_ONCE,
)
async def recording_visit(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Put it on record with its photos, once however often it is sent."""
    form = await request.form()
    photos = {
        name.removeprefix(PHOTO): [Upload(file.filename, await file.read()) for file in files]
        for name in dict.fromkeys(name for name, _ in form.items() if name.startswith(PHOTO))
        if (files := [file for file in form.getall(name) if isinstance(file, UploadFile) and file.filename])
    }
    typed = {name: str(value).strip() for name, value in form.items() if isinstance(value, str)}
    of = form_key(typed.get("of", ""))
    try:
        stored = await record_visit(house, request.user, code, typed, form_key(typed.get("key", "")), of, photos)
    except InvalidInput as error:
        return await _form(request, house, say, code, typed, by_field(error.faults, say), status=422)
    return Redirect(f"/inspections/{stored.id}?done=recorded", status_code=303)


@get("/inspections/{key:uuid}", opt=audience("read_site_inside"))
async def visit_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One visit: the inspector's values beside the reported ones."""
    view = await visit_view(request.user, key)
    differs = [row for row in view.rows if row.looked == "differs"]
    orders = may(request.user, "order_rectification", target_of(view.site)).allowed and view.site.status != "closed"
    clauses = ",".join(row.clause for row in differs)
    numbers = numbered_photos(view)
    photos = {clause: list(zip(numbers[clause], some, strict=True)) for clause, some in view.photos.items()}
    order_href = f"/work/sites/{view.site.code}/rectify?{urlencode({'visit': str(key), 'clause': clauses})}"
    return page(
        request,
        say,
        "inspections/visit.html",
        has_samples=(await network(house)).has_samples,
        site=view.site,
        visit=view.stored,
        photos=photos,
        other_photos=photos.get(OF_THE_REST, []),
        rows=[(row, say.of(LOOKED[row.looked])) for row in view.rows],  # type: ignore[index] # a row says one of both
        order_href=order_href if orders and (differs or view.stored.remarks) else "",
        earlier=[one.stored for one in await visits_of(request.user, view.site.code) if one.stored.id != key],
        done=request.query_params.get("done") == "recorded",
    )


async def _form(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    site = await stored_site(code)
    require(request.user, "order_rectification", site)
    programme = house.programme(site.programme)
    return page(
        request,
        say,
        "inspections/visit_form.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=site,
        place=say.of(township_name(house, township_over(house, programme.jurisdiction, site.division))),
        rows=[
            {
                "id": one.clause.id,
                "anchor": one.clause.id.replace(".", "-"),
                "title": say.of(one.clause.title),
                "quote": one.clause.quote,
                "mark": MARKS[one.verdict],
                "reported": say.of(cells_of(one, programme.vocabulary).found),
                "required": say.of(cells_of(one, programme.vocabulary).required),
            }
            for one in verdicts_now(house, site)
        ],
        looks=[(code, say.of(label)) for code, label in LOOKED.items()],
        typed=typed,
        key=typed.get("key") or str(uuid4()),
        account=request.user.key,
        faults=faults,
        today=house.today().isoformat(),
    )
