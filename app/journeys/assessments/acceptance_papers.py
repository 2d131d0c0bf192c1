"""The acceptance form (附件2) of a half-year as Word or Excel: what the page says, in the document's own table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.assessments.payment import share
from app.assessments.score import LineScore
from app.exchange.papers.acceptance_form import HEADS, SIGNATURES, SIGNED_ON, AcceptanceForm, FormItem, FormLine
from app.exchange.workbook.printed_sheets import Row, printed_book, sample_mark
from app.journeys.assessments.contract_papers import period_in_words
from app.journeys.assessments.half_years import HalfYear, side_of
from app.standards.scorecard import Counted
from app.units import plain

_STATUS = {
    "open": "尚有项目没有得分，合计未算出",
    "scored": "考核通过",
    "below_80": "低于合格线，限期整改",
    "rectified": "低于合格线，已整改并验收合格",
    "failed": "考核不合格，限期整改",
}


def acceptance_form(found: HalfYear) -> AcceptanceForm:
    """The form of one period. An open line stays empty, and so does a total that is not known yet."""
    card, score = found.card, found.score
    items = [
        FormItem(
            str(item.number),
            item.title.zh,
            plain(sum((one.line.max for one in lines), Decimal(0))),
            [_line(one) for one in lines],
        )
        for item in card.items
        if (lines := [one for one in score.lines if one.line.item == item.number])
    ]
    number = max(item.number for item in card.items)
    report = score.report
    items.append(_counted(number + 1, "加分项目", "+", card.bonuses, report.bonus, score.bonus))
    items.append(_counted(number + 2, "扣分项目", "-", card.deductions, report.deductions, score.deductions))
    own = [one.self_points for one in score.lines]
    return AcceptanceForm(
        title=f"{found.operated.site.name}{card.title.zh}",
        items=items,
        self_total="" if None in own else plain(sum(filter(None, own), Decimal(0))),
        review_total="" if score.total is None else plain(score.total),
        result=_result(found),
        sample=found.operated.site.sample,
    )


def _line(one: LineScore) -> FormLine:
    quote = one.line.quote
    words = quote if "分）" in quote else f"{quote}（{plain(one.line.max)}分）"
    return FormLine(words, _points(one.self_points), _points(one.counted))


def _points(points: Decimal | None) -> str:
    return "" if points is None else plain(points)


def _counted(
    number: int, title: str, sign: str, kinds: tuple[Counted, ...], given: Mapping[str, int], total: Decimal
) -> FormItem:
    words = "；".join(
        f"{kind.title.zh} {sign}{plain(kind.points)}分/次" + (f" × {given[kind.code]}" if given.get(kind.code) else "")
        for kind in kinds
    )
    return FormItem(str(number), title, "", [FormLine(words, "", f"{sign}{plain(total)}" if total else "0")])


def _result(found: HalfYear) -> list[str]:
    score, paid = found.score, found.score.paid
    total = f"{plain(score.lowest)}—{plain(score.highest)}（待定）" if score.total is None else plain(score.total)
    lines = [f"考核期：{period_in_words(found.period)}", f"合计得分：{total}", f"考核结果：{_STATUS[score.status]}"]
    if paid is not None:
        lines.append(f"按本期款项的 {plain(paid.percent)}% 支付，应付 {paid.payable:,.2f} 元")
        lines.append(f"本期款项 {paid.instalment:,.2f} 元，不付或暂缓 {paid.held_back:,.2f} 元")
        if not paid.percent:
            terms = found.card.contract
            mended = share(paid.instalment, terms.put_right_percent)
            lines.append(f"限期 {terms.put_right_days} 日整改，整改验收合格后支付 {mended:,.2f} 元")
    lines.append("已办结" if found.closed else "草稿：尚未办结")
    own, review = side_of(found.stored.self_side), side_of(found.stored.review_side)
    for name, side in (("自评", own), ("验收", review)):
        reasons = side.get("reasons", {})
        lines += [
            f"{name}说明·{one.line.title.zh}：{reasons[one.line.id]}" for one in score.lines if reasons.get(one.line.id)
        ]
    if review.get("evidence"):
        lines.append(f"加分、扣分依据：{review['evidence']}")
    return lines


def acceptance_workbook(form: AcceptanceForm) -> bytes:
    """The form as a workbook, with its signature lines, and its result on a sheet of its own."""
    rows: list[Row] = []
    for item in form.items:
        for place, line in enumerate(item.lines):
            head = (item.number, item.title, item.points) if place == 0 else ("", "", "")
            rows.append((*head, line.words, line.self_points, line.review_points))
    rows.append(("合计", "", "", "", form.self_total, form.review_total))
    widths = (6, 16, 6, 60, 10, 14)
    with printed_book(form.title, sample_mark(form.sample, "zh")) as (book, out):
        columns = list(zip(HEADS, widths, strict=True))
        book.add("验收表", [form.title], columns, rows, below=(SIGNATURES, SIGNED_ON))
        book.add("考核结果", [form.title], [("考核结果", 90)], [(line,) for line in form.result])
    return out.getvalue()
