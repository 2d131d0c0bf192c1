"""The county's result as tables of plain text."""

from __future__ import annotations

from rich.table import Table

from app.cli.tables import TextSheet, table_of
from app.compliance.verdicts import VERDICTS
from app.journeys.audits.result import STATUS_ORDER, Audit, ProgrammeResult
from app.normal.printable import printable
from app.sites.words import SAMPLE_DATA

MOST_CLAUSES = 10

_STATUS_HEADS = {
    "compliant": "达标 compliant",
    "non_compliant": "不达标 non-compliant",
    "incomplete": "待补报 incomplete",
    "not_assessed": "不适用 not assessed",
    "not_built": "未建成 not built",
}


def as_text(result: Audit) -> str:
    """The whole result: for each programme statuses by kind and tier, clauses, progress, sites."""
    sheet = TextSheet()
    if result.sample:
        sheet.print(f"{SAMPLE_DATA.zh} · {SAMPLE_DATA.en}")
    for programme in result.programmes:
        _print_programme(sheet, result, programme)
    if result.unreadable:
        sheet.print(_unreadable(result))
    return sheet.text


def _print_programme(sheet: TextSheet, result: Audit, programme: ProgrammeResult) -> None:
    title = programme.programme.title
    sheet.print(f"\n{title.zh} · {title.en}\n{programme.programme.document} · {result.as_of.isoformat()}")
    for note in programme.notes:
        sheet.print(f"{note.zh}\n{note.en}")
    sheet.print(_groups(programme))
    if programme.clauses:
        sheet.print(_clauses(programme))
    if programme.progress:
        sheet.print(_progress(programme))
    for verdict in programme.network_clauses:
        state, said = VERDICTS[verdict.verdict], verdict.explanation
        sheet.print(f"{verdict.circle.title.zh}（{verdict.circle.section}）：{state.zh}，{said.zh}")
        sheet.print(f"{verdict.circle.title.en}: {state.en}, {said.en}\n")
    sheet.print(_sites(programme))


def _groups(programme: ProgrammeResult) -> Table:
    heads = [_STATUS_HEADS[status] for status in STATUS_ORDER]
    table = table_of(
        "站点类别 Type", "层级 Tier", "站点 Sites", *heads, caption="按站点类别 By type and tier", numbers=6
    )
    for group in programme.groups:
        counts = [str(group.statuses[status]) for status in STATUS_ORDER]
        table.add_row(group.kind_label.zh, group.tier_label.zh, str(group.sites), *counts)
    counts = [str(programme.statuses[status]) for status in STATUS_ORDER]
    table.add_row("合计 Total", "", str(len(programme.sites)), *counts)
    return table


def _clauses(programme: ProgrammeResult) -> Table:
    table = table_of(
        *("条款 Clause", "内容 Title", "达标 met", "不达标 not met", "待补报 unknown", "豁免 waived"),
        numbers=4,
        caption="不达标最多的条款 Most often unmet",
    )
    for result in programme.clauses[:MOST_CLAUSES]:
        counts = (result.met, result.not_met, result.unknown, result.waived)
        table.add_row(result.clause.id, result.clause.title.zh, *(str(n) for n in counts))
    return table


def _progress(programme: ProgrammeResult) -> Table:
    table = table_of(
        *("任务 Target", "计划 planned", "登记 registered", "建成 built", "验收 accepted", "达标 compliant"),
        "差距 Gap",
        caption="建设任务进度 Targets",
    )
    for line in programme.progress:
        counts = (line.planned, line.registered, line.built, line.accepted, line.compliant)
        table.add_row(line.target.title.zh, *(str(n) for n in counts), line.gap.zh)
    return table


def _sites(programme: ProgrammeResult) -> Table:
    table = table_of(
        *("编码 Code", "名称 Name", "结果 Result", "达标 met", "不达标 not met", "待补报 unknown", "豁免 waived"),
        numbers=4,
        caption="站点 Sites",
    )
    for member in programme.sites:
        counts = (member.met, member.not_met, member.unknown, member.waived)
        name = printable(member.site.name or "")
        table.add_row(member.site.code, name, _STATUS_HEADS[member.status], *(str(n) for n in counts))
    return table


def _unreadable(result: Audit) -> Table:
    caption = f"信息有误、未参与评估 Not valid, not assessed: {len(result.unreadable)}"
    table = table_of("编码 Code", "名称 Name", "问题 Fault", caption=caption)
    for site in result.unreadable:
        for fault in site.faults:
            table.add_row(site.code, printable(site.name), fault.line())
    return table
