"""The county's report in words, part by part. Every number in it is one of the county page's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.compliance.progress import duties_of
from app.compliance.verdicts import COMPLIANCE_STATUSES, LEVELS, Status
from app.exchange.papers.charts import BarChart, Series
from app.exchange.papers.report import ReportPaper
from app.exchange.papers.sections import PaperSection, PaperTable
from app.inspections.notice import day_in_words, notice_number
from app.journeys.audits.finding_words import clause_titles
from app.journeys.desk.county import TallyLine
from app.journeys.desk.county_report import CountyState, standing_in_words
from app.journeys.house import House
from app.journeys.inspections.notice_texts import notice_texts, usual_texts
from app.units import plain

MOST_CLAUSES = 15
_NO_STANDARD = "未规定"


async def report_paper(house: House, state: CountyState) -> ReportPaper:
    """What the report says; its number and day of signing are left to the office."""
    programme = state.programme
    issuer = (await notice_texts(programme)).texts.issuer or usual_texts(programme).issuer
    county = house.divisions.get(programme.jurisdiction)
    letters, bracket, _ = programme.document.partition("〔")
    return ReportPaper(
        issuer=issuer,
        number=notice_number(letters if bracket else "", house.today().year, None),
        title=f"关于{programme.short_title.zh}落实情况的报告",
        addressee=f"{county.name if county else ''}人民政府",
        opening=f"{standing_in_words(state)}，现将有关情况报告如下：",
        parts=[
            _targets(state),
            _kinds(state),
            _townships(state),
            _clauses(state),
            _orders(state),
            _changes(state),
            *_notes(state),
        ],
        sample=state.has_samples,
    )


def _targets(state: CountyState) -> PaperSection:
    lines = state.result.progress
    duties = duties_of(lines)
    said = [f"登记站点{len(state.result.sites)}个。"]
    if duties.total:
        numbers = f"其中{duties.numbers}项已完成数量任务，{duties.reached}项达标也无差距。"
        said.insert(0, f"必须完成的任务{duties.total}项，{numbers}")
    late = programme_days(state) + _money(state)
    rows = [
        (
            line.target.title.zh + ("（努力目标）" if line.target.duty == "strive" else ""),
            str(line.planned),
            str(line.registered),
            str(line.built),
            str(line.accepted),
            str(line.compliant) if line.is_assessed else _NO_STANDARD,
            line.gap.zh,
        )
        for line in lines
    ]
    widths = (("任务", 36), ("计划", 13), ("登记", 13), ("建成", 13), ("验收", 13), ("达标", 15), ("差距", 53))
    return PaperSection("建设任务完成情况", ["".join(said) + late], PaperTable(widths, rows) if rows else None)


def programme_days(state: CountyState) -> str:
    """How long until the programme's deadline, or since; empty where the document sets none."""
    deadline = state.programme.deadline
    if deadline is None:
        return ""
    left = (deadline - state.as_of).days
    said = f"已逾期{-left}天" if left < 0 else f"还有{left}天"
    return f"完成期限{day_in_words(deadline)}，{said}。"


def _money(state: CountyState) -> str:
    """What the document gives for the targets, and what was spent as far as vouchers are entered: never a guess."""
    budget = state.programme.budget_stated
    known = [line.spent_yuan for line in state.spent if line.spent_yuan is not None]
    said = [f"文件明列和推算的任务资金共{_in_words(budget)}"] if budget is not None else []
    if known:
        left = len(state.spent) - len(known)
        said.append(f"已登记支出{_in_words(sum(known, Decimal()))}" + (f"，另有{left}项任务未登记支出" if left else ""))
    elif said:
        said.append("尚未登记支出")
    return "；".join(said) + "。" if said else ""


def _in_words(yuan: Decimal) -> str:
    """A sum as a report says it: in ten thousands where that is as exact, else to the fen as the pages have it.

    >>> [_in_words(Decimal(yuan)) for yuan in (2330000, 10000, 9900, 10050, "1234.5")]
    ['233万元', '1万元', '9,900.00元', '10,050.00元', '1,234.50元']
    """
    return f"{plain(yuan / 10_000)}万元" if yuan >= 10_000 and yuan % 100 == 0 else f"{yuan:,.2f}元"


def _tallied(lines: Sequence[TallyLine], first: str, extra: dict[str, str] | None = None) -> PaperTable:
    heads = [
        (first, 36.0),
        ("站点", 15.0),
        *((label.zh, 16.0 if extra is not None else 21.0) for label in COMPLIANCE_STATUSES.values()),
    ]
    heads += [("未办结整改", 25.0)] if extra is not None else []
    rows = [
        (
            line.name.zh,
            str(line.sites),
            *(str(line.tally[standing]) for standing in COMPLIANCE_STATUSES),
            *([extra.get(line.code, "0")] if extra is not None else []),
        )
        for line in lines
    ]
    return PaperTable(heads, rows)


_LOOKS: Mapping[Status, tuple[str, str]] = {
    "compliant": ("1A7F37", ""),
    "non_compliant": ("B42318", "wide_upward_diagonal"),
    "incomplete": ("6B7280", "percent_50"),
    "not_assessed": ("1D4ED8", "light_horizontal"),
    "not_built": ("9AA3AF", "dotted_grid"),
}
"""Colour and pattern of each standing in a chart: told apart in black and white too. The colours are the pages'."""


def _chart(title: str, lines: Sequence[TallyLine]) -> BarChart:
    """The tallies as bars, in the order of the table below it; standings that nobody has are left out."""
    return BarChart(
        title,
        [line.name.zh for line in lines],
        [
            Series(label.zh, *_LOOKS[standing], [line.tally[standing] for line in lines])
            for standing, label in COMPLIANCE_STATUSES.items()
            if any(line.tally[standing] for line in lines)
        ],
    )


def _kinds(state: CountyState) -> PaperSection:
    said = "、".join(f"{label.zh}{state.tally[standing]}个" for standing, label in COMPLIANCE_STATUSES.items())
    return PaperSection(
        "各类站点达标情况",
        [f"全部站点中，{said}。"],
        _tallied(state.kinds, "站点类别"),
        _chart("各类站点达标情况（个）", state.kinds),
    )


def _townships(state: CountyState) -> PaperSection:
    orders = Counter(row.township for row in state.open_orders)
    table = _tallied(state.townships, "乡镇（街道）", {code: str(count) for code, count in orders.items()})
    return PaperSection(
        "各乡镇（街道）情况",
        ["按行政区划代码排列，不作排名。"],
        table,
        _chart("各乡镇（街道）站点达标情况（个）", state.townships),
    )


def _clauses(state: CountyState) -> PaperSection:
    wrong = [one for one in state.result.clauses if one.not_met or one.unknown]
    if not wrong:
        return PaperSection("存在的问题", ["各项条款没有不达标或者待补报的。"])
    titles = clause_titles(state.programme, [one.clause for one in state.result.clauses])
    rows = [
        (
            titles[one.clause.id].zh,
            f"{one.clause.section}“{one.clause.quote}”",
            LEVELS[one.clause.level].zh,
            str(one.not_met),
            str(one.unknown),
        )
        for one in wrong[:MOST_CLAUSES]
    ]
    said = f"有站点不达标或者待补报的条款共{len(wrong)}条"
    said += f"，下表列出最多的{MOST_CLAUSES}条。" if len(wrong) > MOST_CLAUSES else "，列表如下。"
    heads = (("条款", 36), ("文件依据", 70), ("性质", 14), ("不达标", 18), ("待补报", 18))
    return PaperSection("存在的问题", [said], PaperTable(heads, rows))


def _orders(state: CountyState) -> PaperSection:
    still, every = len(state.open_orders), len(state.orders)
    if not every:
        return PaperSection("整改情况", ["没有下达过整改要求。"])
    late = "" if state.overdue is None else f"（其中逾期{state.overdue}项）"
    return PaperSection(
        "整改情况", [f"累计下达整改要求{every}项，已办结或者撤回{every - still}项，未办结{still}项{late}。"]
    )


def _changes(state: CountyState) -> PaperSection:
    since = day_in_words(state.since)
    changes = state.changes
    if not changes:
        return PaperSection("近期变化", [f"与{since}相比，没有变化。"])
    return PaperSection(
        "近期变化", [f"与{since}相比：" + "；".join(f"{label.zh}{count}" for label, count in changes) + "。"]
    )


def _notes(state: CountyState) -> list[PaperSection]:
    said = [note.zh for note in (*state.result.notes, *state.programme.notes)]
    said += [f"{one.circle.title.zh}：{one.explanation.zh}" for one in state.result.network_clauses]
    said += [
        f"{line.target.title.zh}：{line.target.reading.zh}" for line in state.result.progress if line.target.reading
    ]
    codes = [one.code for one in state.whole.unreadable if one.programme == state.programme.slug]
    if codes:
        said.append(f"{len(codes)}个站点的信息有误，未参与评估：{'、'.join(codes)}")
    return [PaperSection("口径说明", said)] if said else []
