"""The money spent as a workbook that can be sent as it is: the rows found, and the lines with their rate of use."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.exchange.workbook.printed_sheets import Row, columns_in, printed_book, sample_mark
from app.journeys.house import House
from app.journeys.spending.entries import yuan_of
from app.journeys.spending.spent import SpendingList
from app.journeys.turns import FILES, in_turn
from app.units import CHINA
from app.wording import Language, Wording

TITLE = Wording("支出台账", "Spending")
LINES = Wording("执行率", "Rate of use")
_COUNT = Wording("截至 {day}，共 {n} 笔", "as of {day}, {n} row(s)")
_TOTAL = Wording("合计 {sum} 元（不含已作废）", "{sum} yuan in all, struck rows left out")
_NOTHING = Wording("没有登记支出", "no spending entered")
_UNKNOWN = Wording("未登记", "Not entered")
_NO_BUDGET = Wording("未写明", "Not stated")
_STRUCK = Wording("已作废：{why}", "struck out: {why}")
_COLUMNS: tuple[tuple[Wording, int], ...] = (
    (Wording("凭证日期", "Date"), 12),
    (Wording("凭证号", "Voucher"), 18),
    (Wording("任务", "Target"), 24),
    (Wording("站点编码", "Site code"), 14),
    (Wording("站点", "Site"), 24),
    (Wording("金额（元）", "Amount (yuan)"), 15),
    (Wording("用途", "Purpose"), 26),
    (Wording("状态", "State"), 18),
    (Wording("登记人", "Entered by"), 14),
    (Wording("登记日期", "Entered on"), 12),
)
_LINE_COLUMNS: tuple[tuple[Wording, int], ...] = (
    (Wording("任务", "Target"), 34),
    (Wording("预算（元）", "Budget (yuan)"), 16),
    (Wording("支出（元）", "Spent (yuan)"), 16),
    (Wording("执行率（%）", "Rate of use (%)"), 14),
)


async def spending_workbook(house: House, found: SpendingList, language: Language) -> bytes:
    """The rows of a query, and every line of the programme."""

    def written() -> bytes:
        total = _NOTHING if found.total_yuan is None else _TOTAL
        said = [
            f"{TITLE.in_(language)} · {found.programme.short_title.in_(language)} · {found.programme.document}",
            _COUNT.in_(language).format(day=house.today(), n=len(found.rows)),
            total.in_(language).format(sum=_sum(found.total_yuan)),
        ]
        mark = sample_mark(found.whole.is_sample(found.programme.slug), language)
        with printed_book(" · ".join(said), mark) as (book, out):
            columns = columns_in(_COLUMNS, language)
            book.add(TITLE.in_(language), said, columns, _rows(found, language), frozen=2)
            columns = columns_in(_LINE_COLUMNS, language)
            book.add(LINES.in_(language), said[:1], columns, _lines(found, language), frozen=1)
        return out.getvalue()

    return await in_turn(house, FILES, written)


def _rows(found: SpendingList, language: Language) -> Iterable[Row]:
    titles = {target.id: target.title.in_(language) for target in found.programme.targets}
    for one in found.rows:
        yield (
            one.paid_on,
            one.voucher,
            titles.get(one.target, one.target),
            one.site_code or "",
            found.whole.names.get(one.site_code, "") if one.site_code else "",
            yuan_of(one.amount_fen),
            one.purpose,
            _STRUCK.in_(language).format(why=one.struck_why) if one.struck else "",
            one.entered_by_name,
            one.entered_at.astimezone(CHINA).date(),
        )


def _lines(found: SpendingList, language: Language) -> Iterable[Row]:
    for line in found.lines:
        budget, rate = line.target.budget_yuan, line.rate_percent
        yield (
            line.target.title.in_(language),
            _NO_BUDGET.in_(language) if budget is None else budget,
            _UNKNOWN.in_(language) if line.spent_yuan is None else line.spent_yuan,
            "" if rate is None else f"{rate}",
        )


def _sum(yuan: Decimal | None) -> str:
    return "" if yuan is None else f"{yuan:,.2f}"
