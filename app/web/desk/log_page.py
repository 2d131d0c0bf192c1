"""The change log: who did what when, filtered, exported, and each record with the fingerprint that chains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.exchange.workbook.printed_sheets import Row, printed_book
from app.journeys.change_log import LOG_ACTIONS, AskedLog, LogPage, change_log, log_in_parts
from app.journeys.house import House
from app.journeys.log_subjects import LogSubject, actor_words, named_subjects
from app.journeys.network.judged import network
from app.journeys.spending.changed import spending_changed
from app.journeys.spending.entries import SUBJECT as SPENDING
from app.journeys.turns import FILES, in_turn
from app.web import formats
from app.web.audience import audience
from app.web.desk.log_links import subject_href
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

LOG, LOG_WORKBOOK = "/log", "/log.xlsx"
A_PAGE, MOST_EXPORTED = 100, 20_000
_SHORT_HASH = 12
Named = Mapping[tuple[str, str], LogSubject]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One record in words. `href` leads to what it is about, empty where that has no page.

    `changed` is what money spent was changed from and to; of other things their page tells it.
    """

    sequence: int
    at: str
    actor: str
    action: str
    subject: str
    href: str
    reason: str
    changed: str
    chain: str


def _read(reader: QueryReader) -> AskedLog:
    return AskedLog(
        actor=reader.text("actor"),
        subject=reader.text("subject"),
        action=reader.text("action"),
        since=reader.day("since"),
        until=reader.day("until"),
    )


def _asked(asked: AskedLog) -> dict[str, str]:
    told = {"actor": asked.actor, "subject": asked.subject, "action": asked.action}
    days = {"since": str(asked.since or ""), "until": str(asked.until or "")}
    return {name: value for name, value in (told | days).items() if value}


@get(LOG, opt=audience("read_log"))
async def log_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The newest records that the address asks for."""
    reader = QueryReader(request)
    asked = _read(reader)
    before = reader.whole("before", 1, 2**62, 0) or None
    found = await change_log(request.user, asked, limit=A_PAGE + 1, before=before)
    named = await named_subjects(house, found.records[:A_PAGE])
    rows = [_row(house, record, named, say, request.user.key) for record in found.records[:A_PAGE]]
    query = _asked(asked)
    more = len(found.records) > A_PAGE
    return page(
        request,
        say,
        "desk/log.html",
        has_samples=(await network(house)).has_samples,
        rows=rows,
        asked=_asked(asked) | {"since": query.get("since", ""), "until": query.get("until", "")},
        actor=asked.actor,
        action=asked.action,
        subject=asked.subject,
        actors=[(name, say.of(actor_words(name))) for name in found.actors],
        actions=_actions(found, say),
        today=house.today().isoformat(),
        workbook_href=LOG_WORKBOOK + ("?" + urlencode(query) if query else ""),
        older_href=f"{LOG}?{urlencode(query | {'before': rows[-1].sequence})}" if more else "",
        short=_SHORT_HASH,
    )


@get(LOG_WORKBOOK, opt=audience("read_log") | ALREADY_PACKED)
async def log_file(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The records that the address asks for as a workbook, the newest first."""
    reader = QueryReader(request)
    asked = _read(reader)
    reader.done(unknown_allowed=True)
    rows: list[Row] = []
    async for records in log_in_parts(request.user, asked, MOST_EXPORTED):
        named = await named_subjects(house, records)
        rows += await in_turn(house, FILES, list, _cells(house, records, named, say))
    content = await in_turn(house, FILES, _workbook, house, rows, say)
    return workbook_response(content, f"log-{house.today()}.xlsx", say("log.file", day=formats.day(house.today())))


def _workbook(house: House, rows: Sequence[Row], say: Speech) -> bytes:
    heads = [
        ("sequence", 8),
        ("at", 17),
        ("actor", 16),
        ("action", 18),
        ("subject", 22),
        ("reason", 40),
        ("changed", 40),
        ("chain", 66),
    ]
    columns = [(say(f"log.{head}"), width) for head, width in heads]
    title = say("log.title")
    with printed_book(title, "") as (book, out):
        said = [title, say("log.count", n=len(rows)), formats.day(house.today())]
        book.add(title, said, columns, rows, frozen=1)
    return out.getvalue()


def _cells(house: House, records: Iterable[Any], named: Named, say: Speech) -> Iterable[Row]:
    for record in records:
        row = _row(house, record, named, say)
        yield (row.sequence, row.at, row.actor, row.action, row.subject, row.reason, row.changed, row.chain)


def _row(house: House, record: Any, named: Named, say: Speech, reader_key: str = "") -> LogRow:
    subject = named[record.subject_kind, record.subject_key]
    return LogRow(
        sequence=record.sequence,
        at=formats.moment(record.at),
        actor=say.of(actor_words(record.actor_name)),
        action=say.of(LOG_ACTIONS[record.action]) if record.action in LOG_ACTIONS else record.action,
        subject=say.of(subject.words),
        href=subject_href(subject, reader_key),
        reason=record.reason,
        changed=say.of(spending_changed(house, record)) if record.subject_kind == SPENDING else "",
        chain=record.chain or "",
    )


def _actions(found: LogPage, say: Speech) -> list[tuple[str, str]]:
    return [(code, say.of(LOG_ACTIONS[code]) if code in LOG_ACTIONS else code) for code in found.actions]
