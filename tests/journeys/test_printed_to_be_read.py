"""Whatever is printed can be read: columns hold what is in them, what names a row stays in view, tables fill a page.

Which journeys write a workbook is read from the program.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.exchange.strict_json import json_text, load_json
from app.journeys.assessments.acceptance_papers import acceptance_form, acceptance_workbook
from app.journeys.assessments.contract_papers import half_year_report, replacement_letter
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year
from app.journeys.assessments.ledger_files import ledger_workbook
from app.journeys.assessments.ledgers import enter_row, ledger_of, rows_of
from app.journeys.assessments.records import records
from app.journeys.assessments.warnings import give_warning
from app.journeys.audits.audit_workbooks import audit_workbook, comparison_workbook
from app.journeys.audits.compared import compared
from app.journeys.audits.findings import finding_scene
from app.journeys.audits.findings_workbook import findings_workbook
from app.journeys.audits.kept_audits import kept_audit, make_audit
from app.journeys.audits.pairs import FindingQuery
from app.journeys.desk.county_ledger import ledger_book
from app.journeys.desk.county_report import county_state
from app.journeys.desk.county_sites import target_gap
from app.journeys.desk.gap_workbook import gap_book
from app.journeys.desk.report_paper import report_paper
from app.journeys.desk.reporting import reporting
from app.journeys.desk.reporting_workbook import reporting_workbook
from app.journeys.desk.what_if import what_if
from app.journeys.desk.what_if_workbook import what_if_book
from app.journeys.house import House
from app.journeys.inspections import ledger_words
from app.journeys.inspections.acceptance_workbook import site_acceptance_workbook
from app.journeys.inspections.ledger import LedgerQuery, rectification_ledger
from app.journeys.inspections.site_papers import site_form
from app.journeys.network.judged import network
from app.journeys.spending.spending_workbook import spending_workbook
from app.journeys.spending.spent import SpendingQuery, spending_list
from app.sites.words import SAMPLE_DATA
from app.store.engine import transaction
from app.store.sites import read_sites, replace_site
from app.units import Period
from app.wording import Language
from tests.installed import ROOT
from tests.journeys.looked_at import CONTRACT, called_in
from tests.journeys.test_papers_say_the_record import county
from tests.journeys.writes.table import BUREAU, OFFICE, OPERATOR, QU
from tests.networks import house_of_copy

__all__ = ["county"]

LANGUAGES: tuple[Language, ...] = ("zh", "en")
HALF = "2026-H1"
Written = Callable[[House, Language], Awaitable[bytes]]


async def _audit(house: House, language: Language) -> bytes:
    made = await make_audit(house, OFFICE, QU)
    return await audit_workbook(house, await kept_audit(house, OFFICE, made.id), language)


async def _comparison(house: House, language: Language) -> bytes:
    found = await compared(house, OFFICE, house.today() - timedelta(days=3), None, programme=QU)
    return await comparison_workbook(house, found, language)


async def _findings(house: House, language: Language) -> bytes:
    return await findings_workbook(house, await finding_scene(house, OFFICE, QU, FindingQuery()), language)


async def _county(house: House, language: Language) -> bytes:
    state = await county_state(house, OFFICE, QU, since=house.today() - timedelta(days=3))
    return await ledger_book(house, state, language)


async def _county_then(house: House, language: Language) -> bytes:
    day = house.today() - timedelta(days=1)
    return await ledger_book(house, await county_state(house, OFFICE, QU, as_of=day, since=day), language)


async def _gap(house: House, language: Language) -> bytes:
    return gap_book(house, await target_gap(house, OFFICE, QU, "demonstration"), language)


async def _owed(house: House, language: Language) -> bytes:
    found = await reporting(house, OFFICE, QU)
    among = [(one, one.sites) for one in found.townships]
    return await reporting_workbook(house, found, "未报和待确认的站点", among, language)


async def _what_if(house: House, language: Language) -> bytes:
    given = {"check.value": "1000"}
    result = await what_if(house, OFFICE, QU, "station.area_basic", given)
    return what_if_book(house, result, given, language)


async def _spending(house: House, language: Language) -> bytes:
    return await spending_workbook(house, await spending_list(house, OFFICE, QU, SpendingQuery()), language)


async def _orders(house: House, language: Language) -> bytes:
    ledger = await rectification_ledger(house, OFFICE, LedgerQuery(programme=QU))
    return await ledger_words.ledger_workbook(house, ledger, language)


async def _form(house: House, _: Language) -> bytes:
    return site_acceptance_workbook(await site_form(house, OFFICE, "QX-TUXI"))


async def _half_year(house: House, _: Language) -> bytes:
    return acceptance_workbook(acceptance_form(await half_year(house, BUREAU, CONTRACT, HALF)))


async def _ledger(house: House, language: Language) -> bytes:
    operated = await operated_site(house, BUREAU, "read_assessment", CONTRACT)
    ledger = ledger_of(operated, "people_served")
    rows = await rows_of(operated, ledger, None)
    if not rows:
        row = {"day": "2026-03-02", "people": "12", "service": "training"}
        await enter_row(house, OPERATOR, CONTRACT, "people_served", row)
        rows = await rows_of(operated, ledger, None)
    return ledger_workbook(operated, ledger, Period(HALF), rows, language)


PLACED = ["乡镇（街道）", "站点编码", "站点"]
WORKBOOKS: dict[Callable[..., Any], tuple[tuple[Written, ...], dict[str, list[str]]]] = {
    audit_workbook: ((_audit,), {"建设任务": ["任务"], "站点": PLACED, "核查结果": PLACED}),
    comparison_workbook: (
        (_comparison,),
        {"总数对比": ["项目", "较早", "较晚"], "站点变化": PLACED, "条款变化": PLACED},
    ),
    findings_workbook: ((_findings,), {"问题清单": PLACED, "对照表 公共就业创业服务站": PLACED}),
    ledger_book: (
        (_county, _county_then),
        {"建设任务": ["任务"], "按类别": ["站点类别"], "按乡镇": ["乡镇（街道）"], "站点": PLACED}
        | {"条款": ["条款"], "站点变化": PLACED, "条款变化": PLACED},
    ),
    gap_book: ((_gap,), {"乡镇公共就业创业服务示范站": ["差距"]}),
    reporting_workbook: ((_owed,), {"未报和待确认的站点": PLACED}),
    what_if_book: ((_what_if,), {"站点": [], "按乡镇": []}),
    spending_workbook: ((_spending,), {"支出台账": ["凭证日期", "凭证号"], "执行率": ["任务"]}),
    ledger_words.ledger_workbook: ((_orders,), {"整改台账": ["编号", "通知书文号"]}),
    site_acceptance_workbook: ((_form,), {"验收表": ["序号", "验收内容"], "验收环节": []}),
    acceptance_workbook: ((_half_year,), {"验收表": [], "考核结果": []}),
    ledger_workbook: ((_ledger,), {"服务劳动者": ["服务日期"]}),
}
"""The journeys that write workbooks: how each is asked for, and the heads that stay in view on its sheets."""
_LINES_OF_A_HEAD, _LONGEST_WHOLE = 3, 16
"""A code or a word that is longer may be broken."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("journey", WORKBOOKS, ids=lambda one: f"{one.__module__.rpartition('.')[2]}.{one.__name__}")
async def test_columns_hold_what_is_in_them_and_what_names_a_row_stays_in_view(
    county: House, journey: Callable[..., Any], language: Language
) -> None:
    made, in_view = WORKBOOKS[journey]
    for make in made:
        book = openpyxl.load_workbook(io.BytesIO(await make(county, language)))
        assert [one for sheet in book for one in narrow(sheet)] == []
        if language == "zh":
            assert in_view.items() <= {sheet.title: heads_in_view(sheet) for sheet in book}.items()


async def test_the_rows_of_an_acceptance_form_are_numbered_from_one(county: House) -> None:
    page = openpyxl.load_workbook(io.BytesIO(await _form(county, "zh")))["验收表"]
    top = page[page.freeze_panes].row
    numbers = [page.cell(row, 1).value for row in range(top, page.max_row + 1)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 5


def marked(book: openpyxl.Workbook, said: str) -> set[tuple[bool, bool]]:
    """Whether each sheet says something above its table, and each page of it at its foot."""
    return {
        (
            any(said in str(cell.value) for row in sheet.iter_rows(max_row=8, max_col=1) for cell in row),
            said in str(sheet.oddFooter.left.text),
        )
        for sheet in book
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("journey", WORKBOOKS, ids=lambda one: f"{one.__module__.rpartition('.')[2]}.{one.__name__}")
async def test_sample_data_is_said_on_every_sheet_and_page(
    county: House, journey: Callable[..., Any], language: Language
) -> None:
    for make in WORKBOOKS[journey][0]:
        book = openpyxl.load_workbook(io.BytesIO(await make(county, language)))
        is_form = journey in (site_acceptance_workbook, acceptance_workbook)
        assert marked(book, SAMPLE_DATA.in_("zh" if is_form else language)) == {(True, True)}


@pytest.fixture(scope="module")
async def real(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The same network as a real county's, in which nothing went on; Gangbei's centre is a sample."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("real")) as built:
        rows = [row for row in await read_sites() if row.programme == QU]
        async with transaction():
            for row in rows:
                text = json_text(load_json(row.document.encode()) | {"sample": False})
                real = replace(row, sample=False, document=text, version=row.version + 1)
                assert await replace_site(real, row.version)
        yield built


@pytest.mark.parametrize("make", [_audit, _comparison, _findings, _county, _gap, _owed, _what_if, _spending])
async def test_real_sites_are_not_called_samples_beside_those_of_another_county(real: House, make: Written) -> None:
    assert (await network(real)).has_samples
    book = openpyxl.load_workbook(io.BytesIO(await make(real, "zh")))
    assert marked(book, SAMPLE_DATA.zh) == {(False, False)}


def test_no_workbook_of_a_journey_is_left_out() -> None:
    writing = {
        node.name
        for path in (ROOT / "app" / "journeys").rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and {"printed_book", "book_in_turns"} & set(called_in([node]))
    }
    assert writing - {"book_in_turns"} == {one.__name__ for one in WORKBOOKS}


async def test_tables_of_papers_fill_the_width_of_their_page(county: House) -> None:
    state = await county_state(county, OFFICE, QU, since=county.today() - timedelta(days=3))
    due_on = str(county.today() + timedelta(days=9))
    await give_warning(county, BUREAU, CONTRACT, {"finding": "x", "demand": "y", "due_on": due_on})
    operated = await operated_site(county, BUREAU, "read_assessment", CONTRACT)
    (warning,) = await records(operated, "warning")
    replaced = await replacement_letter(operated, replace(warning, said=json_text({"why": "屡教不改"})))
    half = half_year_report(county, await half_year(county, BUREAU, CONTRACT, HALF))
    papers = [(await report_paper(county, state)).parts, replaced.sections, half.sections]
    tables = [part.table for parts in papers for part in parts if part.table is not None]
    assert [sum(width for _, width in table.heads) for table in tables] == [156] * 6


def heads_in_view(sheet: Worksheet) -> list[str]:
    """The heads of the columns that stay in view."""
    place = sheet[sheet.freeze_panes]
    return [sheet.cell(place.row - 1, column).value for column in range(1, place.column)]


def narrow(sheet: Worksheet) -> Iterator[str]:
    """What a column is too narrow for: its head in three lines, or a cell without breaking what is one."""
    top = sheet[sheet.freeze_panes].row - 1
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, dimension.max + 1):
            cells = [sheet.cell(row, column).value for row in range(top, sheet.max_row + 1)]
            width = int(dimension.width)
            if sheet.title.startswith("Matrix") and column > len(PLACED):
                continue  # English titles of clauses, above columns of one sign each
            if ceil(wide(str(cells[0])) / width) > _LINES_OF_A_HEAD:
                yield f"{sheet.title}, {cells[0]}: {width} signs for a head of {wide(str(cells[0]))}"
            parts = {part for value in cells for part in unbroken(value) if len(part) <= _LONGEST_WHOLE}
            for longest in sorted(part for part in parts if len(part) > width):
                yield f"{sheet.title}, {cells[0]}: {width} signs for {longest}"


def unbroken(value: Any) -> list[str]:
    """The parts of a cell that stand on one line: a day, a number, a word of letters, a code."""
    if isinstance(value, date):
        return [str(value)[:10]]
    if isinstance(value, int | float):
        return [f"{value:,.2f}" if isinstance(value, float) else str(value)]
    return re.findall(r"[!-~]+", str(value or ""))


def wide(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
