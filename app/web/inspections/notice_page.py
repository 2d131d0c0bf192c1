"""A notice on its page: what it says, whom it reached, what came of it; and as the document that is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import InvalidInput, NotFound, Refused, Stale
from app.exchange.papers.notice import notice_docx
from app.inspections.notice import PLACES, TEXT_LABELS
from app.journeys.house import House
from app.journeys.inspections.issue import issue_for_order
from app.journeys.inspections.notice_texts import change_notice_texts, notice_texts
from app.journeys.inspections.notices import counties_read, issued_notices, may_receive, notice, receive_notice
from app.journeys.network.judged import network
from app.journeys.site_rights import target_of
from app.journeys.turns import LISTS, in_turn
from app.web import formats
from app.web.audience import audience
from app.web.downloads import paper_response
from app.web.given import GivenHouse, GivenSpeech, PathText, version_in_form
from app.web.inspections.notice_view import notice_line, taken_back_words, withdrawn_words
from app.web.inspections.shown import by_field, shown
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.wording import Wording

_DONE = frozenset({"issued", "received"})
_LONG = frozenset({"opening", "demand", "report"})
A_PAGE = 50
_MOST_PAGES = 10_000
_NONE = Wording("您的管理范围内没有整个县的方案。", "No programme's whole county lies in your scope.")


@get("/notices/{key:uuid}", opt=audience("read_site_inside"))
async def notice_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One notice."""
    return await _one(request, house, say, key)


@get("/notices/{key:uuid}/paper.docx", opt=audience("read_site_inside") | ALREADY_PACKED)
async def notice_paper(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[bytes]:
    """The notice as it was issued, to be printed and sealed."""
    view = await notice(request.user, key)
    content = await in_turn(house, LISTS, lambda: notice_docx(view.paper, taken_back_words(view)))
    name = f"{view.stored.number} {view.paper.title} {view.paper.addressee}.docx"
    return paper_response(content, f"notice-{view.stored.year}-{view.stored.serial}.docx", name)


@post("/notices/{key:uuid}/receipt", opt=audience("read_site_inside"), status_code=303)
async def receiving(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Put its receipt on record."""
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in ("received_by", "received_on")}
    version = version_in_form(form.get("version"))
    try:
        await receive_notice(house, request.user, key, version, typed["received_by"], typed["received_on"])
    except InvalidInput as error:
        return await _one(request, house, say, key, typed, by_field(error.faults, say), status=422)
    except (Refused, Stale) as error:
        return await _one(request, house, say, key, typed, said=say.of(error.message), status=409)
    return Redirect(f"/notices/{key}?done=received", status_code=303)


@post("/rectifications/{key:uuid}/notice", opt=audience("order_rectification"), status_code=303)
async def issuing_for_order(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[Any]:
    """Issue the notice of an order that was given without."""
    issued = await issue_for_order(house, request.user, key)
    return Redirect(f"/notices/{issued.id}?done=issued", status_code=303)


@get("/notices", opt=audience("read_county"))
async def notices_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Every notice of a programme, the newest first."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    number, done = reader.whole("page", 1, _MOST_PAGES, 1), reader.whole("done", 1, A_PAGE * _MOST_PAGES, 0)
    programmes = counties_read(house, request.user)
    if not programmes:
        raise NotFound(_NONE)
    whole = await network(house)
    programme = house.programme(slug) if slug else max(programmes, key=lambda p: whole.count_of(p.slug))
    found = await issued_notices(house, request.user, programme.slug, A_PAGE + 1, (number - 1) * A_PAGE)
    here = f"/notices?programme={programme.slug}&page="
    return page(
        request,
        say,
        "inspections/notices.html",
        has_samples=whole.has_samples,
        programmes=programme_choices(programmes, programme.slug, say),
        notices=[notice_line(house, view, say) for view in found[:A_PAGE]],
        done=done,
        previous_href=f"{here}{number - 1}" if number > 1 else "",
        next_href=f"{here}{number + 1}" if len(found) > A_PAGE else "",
        words_href=f"/notices/words/{programme.slug}" if _may_edit(house, request.user, programme.slug) else "",
    )


@get("/notices/words/{slug:str}", opt=audience("edit_papers"))
async def words_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The words that notices are issued in."""
    return await _words(request, house, say, slug)


@post("/notices/words/{slug:str}", opt=audience("edit_papers"), status_code=303)
async def changing_words(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[Any]:
    """Change them; what was issued stays as it was."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in TEXT_LABELS}
    try:
        await change_notice_texts(house, request.user, slug, version_in_form(form.get("version")), typed)
    except InvalidInput as error:
        return await _words(request, house, say, slug, typed, by_field(error.faults, say), status=422)
    except Stale as error:
        return await _words(request, house, say, slug, typed, said=say.of(error.message), status=409)
    return Redirect(f"/notices/words/{slug}?done=saved", status_code=303)


def _may_edit(house: House, actor: Actor, slug: str) -> bool:
    return may(actor, "edit_papers", Target(division=house.programme(slug).jurisdiction)).allowed


async def _one(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    key: UUID,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> Template:
    view = await notice(request.user, key)
    done = request.query_params.get("done", "")
    office = all(may(request.user, "order_rectification", target_of(one.site)).allowed for one in view.orders)
    receiver = "" if office else request.user.name
    return page(
        request,
        say,
        "inspections/notice_page.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        stored=view.stored,
        paper=view.paper,
        orders=[shown(house, request.user, one, say) for one in view.orders],
        withdrawn=withdrawn_words(view, say),
        void=view.void,
        may_receive=view.stored.received_on is None and not view.void and may_receive(request.user, view),
        typed=typed or {"received_by": receiver, "received_on": formats.day(house.today())},
        faults=faults or {},
        said=said,
        today=formats.day(house.today()),
        done=done if done in _DONE and status == 200 else "",
    )


async def _words(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> Template:
    programme = house.programme(slug)
    may(request.user, "edit_papers", Target(division=programme.jurisdiction)).require()
    kept = await notice_texts(programme)
    return page(
        request,
        say,
        "inspections/words.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        programme=programme,
        name=say.of(programme.short_title),
        fields=[
            (name, say.of(label), (typed or {}).get(name, getattr(kept.texts, name)), name in _LONG)
            for name, label in TEXT_LABELS.items()
        ],
        places=[(f"{{{place}}}", say.of(label)) for place, label in PLACES.items()],
        version=kept.version,
        faults=faults or {},
        said=said,
        saved=status == 200 and request.query_params.get("done") == "saved",
    )
