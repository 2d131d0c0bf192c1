"""An order in words, column by column, as page and workbook of the ledger say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.exchange.workbook.printed_sheets import Row, columns_in, printed_book, sample_mark
from app.inspections.clause_state import still_open
from app.inspections.rectification import STATES, order_number
from app.journeys.audits.finding_words import township_name
from app.journeys.house import House
from app.journeys.inspections.ledger import Ledger, LedgerRow
from app.journeys.turns import FILES, in_turn
from app.units import CHINA
from app.wording import Language, Wording, listed, same

TITLE = Wording("整改台账", "Rectification ledger")
_COUNT = Wording("截至 {day}，共 {n} 项", "as of {day}, {n} in all")
_OVERDUE = Wording("逾期", "overdue")
_ESCALATED = Wording("逾期，已升级", "overdue, escalated")
_NO_REASON = Wording("未写明理由", "no reason given")
_STILL_OPEN = Wording("办结时仍未达标：{titles}", "still open when closed: {titles}")
LEDGER_COLUMNS: tuple[tuple[Wording, int], ...] = (
    (Wording("编号", "No."), 10),
    (Wording("通知书文号", "Notice"), 15),
    (Wording("乡镇（街道）", "Township"), 11),
    (Wording("站点编码", "Site code"), 15),
    (Wording("站点", "Site"), 16),
    (Wording("涉及的条款", "Requirements"), 14),
    (Wording("发现的问题", "What was found"), 28),
    (Wording("整改要求", "Demand"), 22),
    (Wording("下达日期", "Ordered on"), 11),
    (Wording("签收日期", "Received on"), 11),
    (Wording("整改期限", "Deadline"), 11),
    (Wording("状态", "State"), 10),
    (Wording("整改情况", "What was done"), 22),
    (Wording("复查意见", "Re-inspection"), 18),
    (Wording("办结日期", "Closed on"), 11),
    (Wording("备注", "Remarks"), 16),
)


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The columns of one order that need words."""

    number: str
    township: Wording
    clauses: Wording
    state: Wording
    closed_on: date | None
    remarks: Wording


def ledger_words(house: House, row: LedgerRow) -> LedgerWords:
    """An order in words. What was warned of when it was closed stands in the remarks."""
    stored, programme = row.order.stored, house.programmes.get(row.order.site.programme)
    known = programme.clauses_by_id if programme else {}
    closed_at = stored.decided_at if row.order.state == "closed" else None
    remarks = []
    if left := still_open(row.at_close or ()):
        titles = listed(one.title for one in left)
        remarks.append(Wording(_STILL_OPEN.zh.format(titles=titles.zh), _STILL_OPEN.en.format(titles=titles.en)))
    if closed_at is not None and not stored.remark:
        remarks.append(_NO_REASON)
    state = STATES[row.order.state]
    if "overdue" in row.standings:
        late = _ESCALATED if "escalated" in row.standings else _OVERDUE
        state = Wording(f"{state.zh}（{late.zh}）", f"{state.en} ({late.en})")
    return LedgerWords(
        number=order_number(stored.id),
        township=township_name(house, row.township),
        clauses=listed(known[code].title if code in known else same(code) for code in row.order.clauses),
        state=state,
        closed_on=None if closed_at is None else closed_at.astimezone(CHINA).date(),
        remarks=listed(remarks),
    )


async def ledger_workbook(house: House, ledger: Ledger, language: Language) -> bytes:
    """The ledger as a workbook that can be sent as it is."""

    def written() -> bytes:
        said = [
            TITLE.in_(language),
            _COUNT.in_(language).format(day=house.today(), n=len(ledger.rows)),
        ]
        columns = columns_in(LEDGER_COLUMNS, language)
        with printed_book(" · ".join(said), sample_mark(ledger.has_samples, language)) as (book, out):
            book.add(TITLE.in_(language), said, columns, ledger_rows(house, ledger.rows, language), frozen=2)
        return out.getvalue()

    return await in_turn(house, FILES, written)


def ledger_rows(house: House, rows: Iterable[LedgerRow], language: Language) -> Iterable[Row]:
    """A row of the workbook for each of these orders."""
    for row in rows:
        words, stored, site = ledger_words(house, row), row.order.stored, row.order.site
        yield (
            words.number,
            row.notice.number if row.notice else "",
            words.township.in_(language),
            site.code,
            site.name,
            words.clauses.in_(language),
            stored.finding,
            stored.demand,
            stored.ordered_at.astimezone(CHINA).date(),
            row.notice.received_on or "" if row.notice else "",
            stored.due_on,
            words.state.in_(language),
            stored.answer or "",
            stored.remark or "",
            words.closed_on or "",
            words.remarks.in_(language),
        )
