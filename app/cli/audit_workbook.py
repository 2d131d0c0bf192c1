"""The county's result as a workbook: a sheet each for targets, townships, sites, clauses and findings.

Every sheet says on top whose document it is, the day, and whether sample data are among it. People's text is written as
text: nothing in it is taken for a formula or an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.compliance.verdicts import COMPLIANCE_STATUSES, VERDICTS
from app.exchange.workbook.plain_book import plain_book
from app.exchange.workbook.printed_sheets import Cell, cell_text
from app.journeys.audits.finding_words import ELSEWHERE_NAME
from app.journeys.audits.result import STATUS_ORDER, Audit, ProgrammeResult
from app.sites.divisions import Divisions
from app.sites.vocabulary import STATUSES as LIFECYCLE
from app.sites.words import SAMPLE_DATA

Row = Sequence[str | int]
SAMPLE = f"{SAMPLE_DATA.zh} · {SAMPLE_DATA.en}"
_STATUS_HEADS = tuple(COMPLIANCE_STATUSES[status].zh for status in STATUS_ORDER)
_VERDICT_HEADS = tuple(VERDICTS[verdict].zh for verdict in ("met", "not_met", "unknown", "waived"))
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Findings:
    """The list of findings of one programme, as the page exports it."""

    heads: Row
    rows: Sequence[Sequence[Cell]]


def as_workbook(result: Audit, divisions: Divisions, findings: Mapping[str, Findings]) -> bytes:
    """The whole result as .xlsx; `findings` by programme, where there are any sites."""
    with plain_book() as (book, out):
        sheets = _Sheets(book, result)
        sheets.add("建设任务", ("任务", "性质", "计划", "登记", "建成", "验收", "达标", "差距", "原文"), _targets)
        sheets.add("乡镇（街道）", ("乡镇（街道）", "站点", *_STATUS_HEADS), lambda one: _townships(one, divisions))
        heads = ("编码", "名称", "类别", "层级", "乡镇（街道）", "状态", "结果", *_VERDICT_HEADS, "示例")
        sheets.add("站点", heads, lambda one: _sites(one, divisions))
        sheets.add("条款", ("条款", "内容", "章节", "原文", *_VERDICT_HEADS), _clauses)
        if findings:
            listed = next(iter(findings.values()))
            none = Findings(listed.heads, ())
            sheets.add("问题清单", listed.heads, lambda one: findings.get(one.programme.slug, none).rows)
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Any, result: Audit) -> None:
        self._book, self._result = book, result
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._cell = book.add_format({"text_wrap": True, "valign": "top"})
        self._title = book.add_format({"bold": True})

    def add(self, name: str, heads: Row, rows_of: Any) -> None:
        """A sheet with the rows of every programme, each under the words that say what they stand on."""
        sheet = self._book.add_worksheet(name)
        widths = [len(str(head)) * 2 + 2 for head in heads]
        line = 0
        for one in self._result.programmes:
            for said in self._said(one):
                sheet.write_string(line, 0, said, self._title)
                line += 1
            self._write(sheet, line, heads, self._head)
            line += 1
            for row in rows_of(one):
                self._write(sheet, line, row, self._cell)
                widths = [max(width, min(_WIDEST, 2 * len(str(v)))) for width, v in zip(widths, row, strict=True)]
                line += 1
            line += 1
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + (SAMPLE if self._result.sample else "") + "&R&P / &N")

    def _said(self, one: ProgrammeResult) -> Iterable[str]:
        programme = one.programme
        yield f"{programme.title.zh} · {programme.document} · 截至 {self._result.as_of.isoformat()}"
        if self._result.sample:
            yield SAMPLE
        yield from (note.zh for note in one.notes)

    @staticmethod
    def _write(sheet: Any, line: int, row: Sequence[Cell], look: Any) -> None:
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(line, column, value, look)
            else:
                sheet.write_string(line, column, cell_text(str(value)), look)


def _targets(one: ProgrammeResult) -> Iterable[Row]:
    for line in one.progress:
        target = line.target
        duty = "任务" if target.duty == "must" else "争取"
        compliant: str | int = line.compliant if line.is_assessed else "未规定建设标准"
        counts = (line.planned, line.registered, line.built, line.accepted, compliant)
        yield (target.title.zh, duty, *counts, line.gap.zh, target.quote)


def _townships(one: ProgrammeResult, divisions: Divisions) -> Iterable[Row]:
    places = {division.code: division.label.zh for division in divisions.under(one.programme.jurisdiction, "township")}
    found: dict[str, list[str]] = {name: [] for name in places.values()}
    for member in one.sites:
        found.setdefault(_township(member.site.division, divisions), []).append(member.status)
    for name, statuses in found.items():
        yield (name, len(statuses), *(statuses.count(status) for status in STATUS_ORDER))


def _sites(one: ProgrammeResult, divisions: Divisions) -> Iterable[Row]:
    for member in one.sites:
        site = member.site
        kind = one.programme.kinds_by_code[site.kind]
        tiers = {tier.code: tier.label.zh for tier in kind.tiers}
        yield (
            site.code,
            site.name or "",
            kind.label.zh,
            tiers.get(site.tier or "", ""),
            _township(site.division, divisions),
            LIFECYCLE[site.status].zh if site.status else "",
            COMPLIANCE_STATUSES[member.status].zh,
            *(member.met, member.not_met, member.unknown, member.waived),
            "示例" if site.sample else "",
        )


def _clauses(one: ProgrammeResult) -> Iterable[Row]:
    for result in one.clauses:
        clause = result.clause
        counts = (result.met, result.not_met, result.unknown, result.waived)
        yield (clause.id, clause.title.zh, clause.section, clause.quote, *counts)


def _township(code: str | None, divisions: Divisions) -> str:
    township = divisions.township_of(code) if code else None
    return township.label.zh if township else ELSEWHERE_NAME.zh
