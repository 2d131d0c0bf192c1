"""整改台账 as a page whose filters stand in its address, and as the workbook of the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.house import House
from app.journeys.inspections.ledger import STANDINGS, Ledger, LedgerQuery, LedgerRow, rectification_ledger
from app.journeys.inspections.ledger_words import ledger_words, ledger_workbook
from app.journeys.network.judged import network
from app.web import formats
from app.web.audience import audience
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.public.filters import Option
from app.web.query import QueryReader

LEDGER, WORKBOOK = "/rectifications/ledger", "/rectifications/ledger.xlsx"
A_PAGE = 50
_MOST_PAGES = 100_000


@get(LEDGER, opt=audience("read_site_inside"))
async def ledger_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The orders that the address asks for, the latest first."""
    reader = QueryReader(request)
    query = _query(reader, house)
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    ledger = await rectification_ledger(house, request.user, query)
    here = min(number, max(1, -(-len(ledger.rows) // A_PAGE)))
    shown = ledger.rows[(here - 1) * A_PAGE : here * A_PAGE]
    return page(
        request,
        say,
        "inspections/ledger.html",
        has_samples=(await network(house)).has_samples,
        query=query,
        standings=[
            (code, say(f"ledger.{code}"), ledger.standings.get(code, 0), _href(query, standing=code), query.standing)
            for code in STANDINGS
            if ledger.standings.get(code) or code == query.standing
        ],
        every_href=_href(query, standing=""),
        every=sum(ledger.standings.get(code, 0) for code in ("open", "closed", "withdrawn")),
        programmes=_options(
            ledger.programmes, {p.slug: say.of(p.short_title) for p in house.programmes.values()}, query.programme, say
        ),
        townships=_options(
            ledger.townships,
            {code: say.of(township_name(house, code)) for code in sorted(ledger.townships)},
            query.division,
            say,
        ),
        rows=[_shown(house, row, say) for row in shown],
        matched=len(ledger.rows),
        sample=ledger.has_samples,
        workbook_href=_href(query, WORKBOOK),
        previous_href=_href(query, page=here - 1) if here > 1 else "",
        next_href=_href(query, page=here + 1) if here * A_PAGE < len(ledger.rows) else "",
        notices_href="/notices" if may_somewhere(request.user, "read_county").allowed else "",
        filtered=query != LedgerQuery(),
    )


@get(WORKBOOK, opt=audience("read_site_inside") | ALREADY_PACKED)
async def ledger_file(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The same orders, all pages of them."""
    reader = QueryReader(request)
    query = _query(reader, house)
    reader.done(unknown_allowed=True)
    ledger: Ledger = await rectification_ledger(house, request.user, query)
    day = formats.day(house.today())
    content = await ledger_workbook(house, ledger, say.language)
    return workbook_response(content, f"rectifications-{day}.xlsx", say("ledger.file", day=day))


def _query(reader: QueryReader, house: House) -> LedgerQuery:
    elsewhere = reader.text("division") == ELSEWHERE
    asked = reader.code("standing", STANDINGS)
    return LedgerQuery(
        programme=reader.code("programme", house.programmes),
        division=ELSEWHERE if elsewhere else reader.division("division"),
        standing=next((one for one in STANDINGS if one == asked), None),
        site=reader.text("site"),
        clause=reader.text("clause"),
        number=reader.text("number"),
    )


def _href(query: LedgerQuery, path: str = LEDGER, **changes: object) -> str:
    asked: dict[str, object] = {
        "programme": query.programme,
        "division": query.division,
        "standing": query.standing,
        "site": query.site,
        "clause": query.clause,
        "number": query.number,
        **changes,
    }
    kept = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def _options(counts: Any, labels: dict[str, str], chosen: str | None, say: Speech) -> list[Option]:
    return [
        Option(code, label + say.bracketed(counts.get(code, 0)), code == chosen)
        for code, label in labels.items()
        if counts.get(code) or code == chosen
    ]


def _shown(house: House, row: LedgerRow, say: Speech) -> dict[str, Any]:
    words, stored, site = ledger_words(house, row), row.order.stored, row.order.site
    return {
        "href": f"/rectifications/{stored.id}",
        "order": words.number,
        "notice": row.notice,
        "site": site.name or site.code,
        "sample": site.sample,
        "where": say.of(words.township),
        "clauses": say.of(words.clauses),
        "finding": stored.finding,
        "ordered_on": stored.ordered_at,
        "due_on": stored.due_on,
        "late": "overdue" in row.standings,
        "state": say.of(words.state),
        "closed_on": words.closed_on,
        "remarks": say.of(words.remarks),
    }
