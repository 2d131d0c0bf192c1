"""Audits for people: the list, making one, one with its sites, signing it off, computing it again, its workbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Fault, InvalidInput, Refused
from app.journeys.audits.audit_workbooks import audit_workbook
from app.journeys.audits.kept_audits import KeptAudit, audits_of, kept_audit, make_audit, recompute, sign_audit
from app.journeys.audits.month_end import month_end_of, turn_month_end
from app.journeys.desk.county_scope import county_programmes
from app.journeys.house import House
from app.journeys.network.judged import network
from app.web import formats
from app.web.audience import audience
from app.web.audits.audit_view import AuditedFilter, other_said, shown_audit, shown_sites
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech, form_key
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.web.states import COMPLIANCE_ORDER, VERDICT_ORDER

AUDITS = "/audits"
A_PAGE = 50
_MOST_PAGES = 100_000
_KEY = FromPath[UUID]


@get(AUDITS, opt=audience("read_county"))
async def audits_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The audits of a programme, and the form that makes one."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    return await _list(request, house, say, slug, {"as_of": house.today().isoformat(), "title": ""}, ())


async def _list(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str | None,
    typed: dict[str, str],
    faults: tuple[Fault, ...],
) -> Template:
    programmes = county_programmes(house, request.user)
    programme = programmes[0] if slug is None else house.programme(slug)
    audits = await audits_of(house, request.user, programme.slug)
    makes = may(request.user, "make_audit", Target(division=programme.jurisdiction)).allowed
    return page(
        request,
        say,
        "audits/audits.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        programme=programme,
        name=say.of(programme.short_title),
        choices=programme_choices(programmes, programme.slug, say),
        audits=[shown_audit(one, say) for one in audits],
        may_make=makes,
        month_end=await month_end_of(house, programme.slug),
        today=house.today().isoformat(),
        key=uuid4(),
        typed=typed,
        faults={fault.path: say.of(fault.message) for fault in faults},
    )


@post(AUDITS, opt=audience("make_audit"), status_code=303)
async def making_audit(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Keep an audit of a day."""
    form = await request.form()
    slug, day, title = (str(form.get(name, "")) for name in ("programme", "as_of", "title"))
    house.programme(slug)
    try:
        made = await make_audit(house, request.user, slug, day, title, key=form_key(str(form.get("key", ""))))
    except InvalidInput as error:
        typed = {"as_of": day, "title": title}
        return await _list(request, house, say, slug, typed, error.faults)
    return Redirect(f"{AUDITS}/{made.id}?done=made", status_code=303)


@post(AUDITS + "/month-end", opt=audience("make_audit"), status_code=303)
async def turning_month_end(request: Request[Actor, Any, Any], house: GivenHouse) -> Redirect:
    """Have the clock keep each month's last day, or no longer."""
    form = await request.form()
    slug = str(form.get("programme", ""))
    await turn_month_end(house, request.user, slug, on=form.get("on") == "1")
    return Redirect(f"{AUDITS}?programme={house.programme(slug).slug}", status_code=303)


@get(AUDITS + "/{key:uuid}", opt=audience("read_county"))
async def audit_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: _KEY) -> Template:
    """One audit: what it says, who answers for it, and what can be done with it."""
    return await _one(request, house, say, key, done=request.query_params.get("done", ""))


@post(AUDITS + "/{key:uuid}/sign", opt=audience("sign_audit"), status_code=303)
async def signing_audit(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: _KEY
) -> Response[Any]:
    """Sign an audit off."""
    remark = str((await request.form()).get("remark", ""))
    try:
        await sign_audit(house, request.user, key, remark)
    except (InvalidInput, Refused) as error:
        faults = error.faults if isinstance(error, InvalidInput) else ()
        said = "; ".join(say.of(fault.message) for fault in faults) or say.of(error.message)
        return await _one(request, house, say, key, refused=said, remark=remark)
    return Redirect(f"{AUDITS}/{key}?done=signed", status_code=303)


@get(AUDITS + "/{key:uuid}/again", opt=audience("read_county"))
async def recomputed_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: _KEY
) -> Template:
    """The audit, with what computing it once more came to."""
    again = await recompute(house, request.user, key)
    return await _one(request, house, say, key, again=again)


async def _one(
    request: Request[Actor, Any, Any], house: House, say: Speech, key: UUID, refused: str = "", **more: Any
) -> Template:
    audit = await kept_audit(house, request.user, key)
    again = more.get("again")
    others = [o for o in await audits_of(house, request.user, audit.stored.programme) if o.stored.id != key]
    signs = may(request.user, "sign_audit", Target(division=audit.programme.jurisdiction)).allowed
    return page(
        request,
        say,
        "audits/audit.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if refused else 200,
        programme=audit.programme,
        name=say.of(audit.programme.short_title),
        pack_lost=audit.pack_lost,
        one=shown_audit(audit.head, say, audit),
        may_sign=signs and audit.stored.signed_at is None,
        others=[(str(one.stored.id), shown_audit(one, say).label) for one in others],
        again=again,
        differing=[other_said(audit, one, say) for one in again.differing[:A_PAGE]] if again else [],
        refused=refused,
        remark=more.get("remark", ""),
        done=more.get("done", "") if more.get("done") in ("made", "signed") else "",
    )


@get(AUDITS + "/{key:uuid}/sites", opt=audience("read_county"))
async def audited_sites_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: _KEY
) -> Template:
    """The sites of an audit: those of a state, or how each stood against one clause."""
    audit = await kept_audit(house, request.user, key)
    reader = QueryReader(request)
    wanted = AuditedFilter(
        status=reader.code("status", COMPLIANCE_ORDER),
        clause=reader.code("clause", {clause.id for site in audit.sites for clause in site.clauses}),
        verdict=reader.code("verdict", VERDICT_ORDER),
    )
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    rows = shown_sites(house, audit, wanted, say)
    here = min(number, max(1, -(-len(rows) // A_PAGE)))
    first = (here - 1) * A_PAGE
    return page(
        request,
        say,
        "audits/audited_sites.html",
        has_samples=(await network(house)).has_samples,
        programme=audit.programme,
        one=shown_audit(audit.head, say),
        what=wanted.said(audit, say),
        rows=rows[first : first + A_PAGE],
        first=first + 1,
        matched=len(rows),
        previous_href=wanted.href(key, here - 1) if here > 1 else "",
        next_href=wanted.href(key, here + 1) if here * A_PAGE < len(rows) else "",
    )


@get(AUDITS + "/{key:uuid}/audit.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def audit_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: _KEY
) -> Response[bytes]:
    """The audit as a workbook."""
    audit: KeptAudit = await kept_audit(house, request.user, key)
    content = await audit_workbook(house, audit, say.language)
    day = formats.day(audit.stored.as_of)
    shown = say("audits.file", name=say.of(audit.programme.short_title), day=day)
    return workbook_response(content, f"audit-{day}.xlsx", shown)
