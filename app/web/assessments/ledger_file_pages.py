"""Every ledger of a contract as one workbook, and a file with rows taken in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePath
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, Malformed, Refused, Stale, TooLarge
from app.exchange.ledger_tables import FORMATS, Format
from app.journeys.assessments.ledger_exchange import import_ledgers, ledger_rows, ledgers_as, rows_in_file
from app.journeys.house import House
from app.normal.identity_numbers import holds_identity_number
from app.sites.entry import NAMED_BY_CARD
from app.standards.ledgers import LedgerBook
from app.web.assessments.ledger_links import RowsQuery, read_ledger_query
from app.web.assessments.ledger_pages import shown_ledgers
from app.web.audience import audience
from app.web.connected import while_connected
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.payload import ALREADY_PACKED
from app.wording import Wording

_LINE = re.compile(r"line (\d+)(?:: (.*))?")
"""The place of a fault in a CSV."""
_NO_FILE = Wording("请选择 Excel、CSV 或 JSON 文件", "choose an Excel, CSV or JSON file")


@get("/ledgers/workbook", opt=audience("read_assessment") | ALREADY_PACKED)
async def ledgers_workbook(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """Every ledger in the stretch of time that the page shows, a sheet each, empty ones too; without names."""
    query = await read_ledger_query(request, house)
    operated, rows = await ledger_rows(house, request.user, query.operated.code, "", query.stretch)
    content = await ledgers_as(house, operated, rows, "xlsx")
    shown = say("ledgers.workbook_file", period=query.stretch.text)
    return workbook_response(content, f"ledgers-{query.stretch.text}.xlsx", f"{shown}.xlsx")


@post("/ledgers/upload", opt=audience("keep_ledger"), status_code=303)
async def uploading_rows(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Take the rows of a file in, all or nothing; every fault comes back with its cell."""
    query = await read_ledger_query(request, house)
    form = await request.form()
    file, reason = form.get("file"), str(form.get("reason", ""))
    given = _format(file.filename) if isinstance(file, UploadFile) else None
    if not isinstance(file, UploadFile) or given is None:
        return await _refused(request, house, say, query, say.of(_NO_FILE))
    if holds_identity_number(file.filename):
        return await _refused(request, house, say, query, say.of(NAMED_BY_CARD))
    try:
        operated, content = query.operated, BytesIO(await file.read())
        rows = await while_connected(request, rows_in_file(house, request.user, operated, content, given))
        done = await import_ledgers(house, request.user, operated.code, rows, reason=reason)
    except InvalidInput as error:
        return await _refused(request, house, say, query, say("ledgers.refused", n=len(error.faults)), error.faults)
    except (Malformed, TooLarge, Refused, Stale) as error:
        return await _refused(request, house, say, query, say.of(error.message))
    counts = {"entered": str(done.entered), "corrected": str(done.corrected), "unchanged": str(done.unchanged)}
    return Redirect(query.href(done="taken", **counts), status_code=303)


def _placed(path: str, book: LedgerBook, say: Speech) -> str:
    """Where a fault lies, as whoever filled the file in finds it; empty where the whole file is meant."""
    line = _LINE.fullmatch(path)
    if line is None:
        return f"{path}{say.colon}" if path else ""
    labels = {column.code: say.of(column.label) for ledger in book.ledgers for column in ledger.columns}
    labels |= {"ledger": say("ledgers.ledger"), "day": say("ledgers.day_of_row")}
    what = labels.get(line[2] or "", line[2] or "")
    return say("ledgers.at_line", n=line[1], what=what).rstrip() + say.colon


def _format(name: str) -> Format | None:
    ending = PurePath(name).suffix.lower().removeprefix(".")
    return next((one for one in FORMATS if one == ending), None)


async def _refused(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    query: RowsQuery,
    said: str,
    faults: Sequence[Fault] = (),
) -> Template:
    book = query.operated.book
    wrong = [_placed(fault.path, book, say) + say.of(fault.message) for fault in faults]
    return await shown_ledgers(request, house, say, query, {}, {}, said=said, wrong=wrong, status=422)
