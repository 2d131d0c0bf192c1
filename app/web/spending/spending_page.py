"""支出台账: the money spent on a programme, row by row, filtered by its address; and the workbook of the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.journeys.network.judged import Network
from app.journeys.spending.entries import yuan_of
from app.journeys.spending.spending_workbook import spending_workbook
from app.journeys.spending.spent import COUNTED, LineSpending, SpendingQuery, SpendingRow, spending_list
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.public.filters import Option
from app.web.query import QueryReader

A_PAGE = 50
_MOST_PAGES = 100_000
_DONE = ("entered", "corrected", "struck", "restored")


@dataclass(frozen=True, slots=True)
class ShownSpending:
    """One row in words. `site` is its name, empty where the money was for no single one."""

    key: UUID
    href: str
    voucher: str
    paid_on: str
    amount: str
    purpose: str
    target: str
    site: str
    site_code: str
    struck_why: str | None
    by: str
    sample: bool


@dataclass(frozen=True, slots=True)
class ShownSpent:
    """A line's budget, what was spent and the rate of use; `spent` and `rate` are empty where they are not known."""

    id: str
    title: str
    budget: str
    spent: str
    rate: str
    is_over: bool
    href: str


def spending_href(slug: str, path: str = "", **asked: object) -> str:
    """The address of the rows that are asked for."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/county/{slug}/spending{path}" + (f"?{query}" if query else "")


@get("/county/{slug:str}/spending", opt=audience("read_county"))
async def spending_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The rows that the address asks for, the latest voucher first."""
    reader = QueryReader(request)
    query = _query(reader, house.programme(slug))
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    found = await spending_list(house, request.user, slug, query)
    here = min(number, max(1, -(-len(found.rows) // A_PAGE)))
    shown = found.rows[(here - 1) * A_PAGE : here * A_PAGE]
    asked: dict[str, Any] = {"target": query.target, "site": query.site, "counted": query.counted}
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "spending/list.html",
        has_samples=found.whole.has_samples,
        programme=found.programme,
        name=say.of(found.programme.short_title),
        lines=[shown_spent(found.programme, line, say) for line in found.lines],
        targets=[Option(one.id, say.of(one.title), one.id == query.target) for one in found.programme.targets],
        states=[Option(code, say(f"spending.{code}"), code == query.counted) for code in COUNTED],
        query=query,
        rows=[shown_spending(found.programme, found.whole, one, say) for one in shown],
        matched=len(found.rows),
        total="" if found.total_yuan is None else formats.exact_money(found.total_yuan, say),
        may_keep=found.may_keep,
        new_href=spending_href(slug, "/new", target=query.target, site=query.site),
        workbook_href=spending_href(slug, ".xlsx", **asked),
        previous_href=spending_href(slug, **asked, page=here - 1) if here > 1 else "",
        next_href=spending_href(slug, **asked, page=here + 1) if here * A_PAGE < len(found.rows) else "",
        filtered=query != SpendingQuery(),
        done=done if done in _DONE else "",
    )


@get("/county/{slug:str}/spending.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def spending_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[bytes]:
    """The same rows, all pages of them, and the lines beside them."""
    reader = QueryReader(request)
    query = _query(reader, house.programme(slug))
    reader.done(unknown_allowed=True)
    found = await spending_list(house, request.user, slug, query)
    content = await spending_workbook(house, found, say.language)
    day = formats.day(house.today())
    shown = say("spending.file", name=say.of(found.programme.short_title), day=day)
    return workbook_response(content, f"spending-{slug}-{day}.xlsx", shown)


def _query(reader: QueryReader, programme: Programme) -> SpendingQuery:
    counted = reader.code("counted", COUNTED)
    return SpendingQuery(
        target=reader.code("target", [target.id for target in programme.targets]),
        site=reader.text("site"),
        counted=next((one for one in COUNTED if one == counted), None),
    )


def shown_spending(programme: Programme, whole: Network, one: SpendingRow, say: Speech) -> ShownSpending:
    """A row in words."""
    titles = {target.id: say.of(target.title) for target in programme.targets}
    return ShownSpending(
        key=one.id,
        href=spending_href(programme.slug, f"/{one.id}"),
        voucher=one.voucher,
        paid_on=formats.day(one.paid_on),
        amount=formats.exact_money(yuan_of(one.amount_fen), say),
        purpose=one.purpose,
        target=titles.get(one.target, one.target),
        site=whole.names.get(one.site_code, one.site_code) if one.site_code else "",
        site_code=one.site_code or "",
        struck_why=one.struck_why,
        by=one.entered_by_name,
        sample=one.sample,
    )


def shown_spent(programme: Programme, line: LineSpending, say: Speech) -> ShownSpent:
    """A line's money in words."""
    target, rate = line.target, line.rate_percent
    return ShownSpent(
        id=target.id,
        title=say.of(target.title),
        budget=formats.money(target.budget_yuan, say) if target.budget_yuan is not None else "",
        spent=formats.exact_money(line.spent_yuan, say) if line.spent_yuan is not None else "",
        rate=f"{rate}{formats.THIN_SPACE}%" if rate is not None else "",
        is_over=rate is not None and rate > Decimal(100),
        href=spending_href(programme.slug, target=target.id, counted="counting"),
    )
