"""The county's result as tables of plain text."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table

from app.compliance.verdicts import VERDICTS
from app.journeys.audits.result import STATUS_ORDER, Audit, ProgrammeResult
from app.sites.entry import printable

WIDTH = 140
MOST_CLAUSES = 10

_STATUS_HEADS = {
    "compliant": "达标 compliant",
    "non_compliant": "不达标 non-compliant",
    "incomplete": "待补报 incomplete",
    "not_assessed": "不适用 not assessed",
}


def as_text(result: Audit) -> str:
    """The whole result: for each programme statuses by kind and tier, clauses, progress, sites."""
    out = io.StringIO()
    console = Console(file=out, width=WIDTH, color_system=None, legacy_windows=False, markup=False, highlight=False)
    if result.sample:
        console.print("示例数据，非真实站点 · SAMPLE DATA, not real sites")
    for programme in result.programmes:
        _print_programme(console, result, programme)
    if result.unreadable:
        console.print(_unreadable(result))
    return out.getvalue()


def _print_programme(console: Console, result: Audit, programme: ProgrammeResult) -> None:
    title = programme.programme.title
    console.print(f"\n{title.zh} · {title.en}\n{programme.programme.document} · {result.as_of.isoformat()}")
    for note in programme.notes:
        console.print(f"{note.zh}\n{note.en}")
    console.print(_groups(programme))
    if programme.clauses:
        console.print(_clauses(programme))
    if programme.progress:
        console.print(_progress(programme))
    for verdict in programme.network_clauses:
        state, said = VERDICTS[verdict.verdict], verdict.explanation
        console.print(f"{verdict.circle.title.zh}（{verdict.circle.section}）：{state.zh}，{said.zh}")
        console.print(f"{verdict.circle.title.en}: {state.en}, {said.en}\n")
    console.print(_sites(programme))


def _table(caption: str, *columns: str, numbers: int = 0) -> Table:
    """A table whose last `numbers` columns are figures."""
    table = Table(title=caption, title_justify="left", box=box.SIMPLE_HEAD)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index >= len(columns) - numbers else "left", overflow="fold")
    return table


def _groups(programme: ProgrammeResult) -> Table:
    heads = [_STATUS_HEADS[status] for status in STATUS_ORDER]
    table = _table("按站点类别 By type and tier", "站点类别 Type", "层级 Tier", "站点 Sites", *heads, numbers=5)
    for group in programme.groups:
        counts = [str(group.statuses[status]) for status in STATUS_ORDER]
        table.add_row(group.kind_label.zh, group.tier_label.zh, str(group.sites), *counts)
    counts = [str(programme.statuses[status]) for status in STATUS_ORDER]
    table.add_row("合计 Total", "", str(len(programme.sites)), *counts)
    return table


def _clauses(programme: ProgrammeResult) -> Table:
    table = _table(
        "不达标最多的条款 Most often unmet",
        *("条款 Clause", "内容 Title", "达标 met", "不达标 not met", "待补报 unknown", "豁免 waived"),
        numbers=4,
    )
    for result in programme.clauses[:MOST_CLAUSES]:
        counts = (result.met, result.not_met, result.unknown, result.waived)
        table.add_row(result.clause.id, result.clause.title.zh, *(str(n) for n in counts))
    return table


def _progress(programme: ProgrammeResult) -> Table:
    table = _table(
        "建设任务进度 Targets",
        *("任务 Target", "计划 planned", "登记 registered", "建成 built", "验收 accepted", "达标 compliant"),
        "差距 Gap",
    )
    for line in programme.progress:
        counts = (line.planned, line.registered, line.built, line.accepted, line.compliant)
        table.add_row(line.target.title.zh, *(str(n) for n in counts), line.gap.zh)
    return table


def _sites(programme: ProgrammeResult) -> Table:
    table = _table(
        "站点 Sites",
        *("编码 Code", "名称 Name", "结果 Result", "达标 met", "不达标 not met", "待补报 unknown", "豁免 waived"),
        numbers=4,
    )
    for member in programme.sites:
        counts = (member.met, member.not_met, member.unknown, member.waived)
        name = printable(member.site.name or "")
        table.add_row(member.site.code, name, _STATUS_HEADS[member.status], *(str(n) for n in counts))
    return table


def _unreadable(result: Audit) -> Table:
    caption = f"信息有误、未参与评估 Not valid, not assessed: {len(result.unreadable)}"
    table = _table(caption, "编码 Code", "名称 Name", "问题 Fault")
    for site in result.unreadable:
        for fault in site.faults:
            table.add_row(site.code, printable(site.name), fault.line())
    return table
