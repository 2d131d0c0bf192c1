"""Ledgers for programs: the rows of a contract out, rows in; the same rules as on the page."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.ledger_tables import MOST_ROWS, RowIn, row_from, under
from app.journeys.assessments.ledger_exchange import import_ledgers, ledger_rows
from app.sites.entry import Entry
from app.units import Period
from app.web.api.answers import inside
from app.web.api.bodies import json_object
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader
from app.wording import Wording

_KEYS = ("site", "rows", "reason", "dry_run")
_NO_PERIOD = Wording("没有这一期", "there is no such period")


@get("/ledgers", opt=audience("read_assessment") | ALREADY_PACKED)
async def list_ledger_rows(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The rows of a contract without names, of one ledger or all, of one period, month or all."""
    reader = QueryReader(request)
    site, ledger, period = reader.text("site"), reader.text("ledger"), reader.text("period")
    reader.done()
    try:
        stretch = Period.parse(period) if period not in ("", "cumulative") else None
    except ValueError:
        raise NotFound(_NO_PERIOD) from None
    operated, rows = await ledger_rows(house, request.user, site or None, ledger, stretch)
    document = {"site": operated.code, "sample": operated.site.sample}
    return inside(request, document | {"rows": [row.as_document(operated.code) for row in rows]})


@post("/ledgers", opt=audience("keep_ledger"), status_code=200)
async def enter_ledger_rows(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Take rows in, all or nothing: ``{"site": "…", "rows": […], "reason": "…", "dry_run": false}``.

    A row with an ``id`` corrects that row, for the reason; one without is new, unless the same one stands there.
    """
    body = await json_object(request, _KEYS)
    entry = Entry()
    documents = entry.rows(body.get("rows"), "rows")
    site = entry.text(body.get("site", ""), "site", longest=100, blank=True)
    reason = entry.text(body.get("reason", ""), "reason", longest=200, blank=True)
    dry_run = entry.boolean(body.get("dry_run", False), "dry_run")
    if documents is not None and len(documents) > MOST_ROWS:
        entry.fault("rows", "too_long", f"最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows")
    rows = [] if entry.faults or documents is None else _rows(entry, documents)
    if entry.faults:
        raise InvalidInput(entry.faults)
    done = await import_ledgers(house, request.user, site or None, rows, reason=reason or "", dry_run=bool(dry_run))
    answer = {"entered": done.entered, "corrected": done.corrected, "unchanged": done.unchanged}
    return inside(request, {**answer, "dry_run": bool(dry_run)})


def _rows(entry: Entry, documents: list[Any]) -> list[RowIn]:
    found = []
    for number, document in enumerate(documents):
        prefix = f"rows[{number}]"
        try:
            found.append(row_from(document, under(prefix)))
        except InvalidInput as error:
            entry.faults += [Fault(fault.path, fault.code, fault.message) for fault in error.faults]
    return found
