"""A ledger as a file: CSV or workbook. Names stay out of both; what people typed is text, never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from app.assessments.ledger_rows import NOTHING, shown_value
from app.exchange.workbook.printed_sheets import Row, printed_book, sample_mark
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.ledgers import KeptRow
from app.sites.words import SAMPLE_DATA
from app.standards.ledgers import LedgerColumn, LedgerDefinition
from app.units import CHINA, Period
from app.wording import Language, Wording

_BY = Wording("登记人", "Entered by")
_ENTERED = Wording("登记日期", "Entered on")
_NAMES_LEFT_OUT = Wording("姓名不导出", "names are left out")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_DAY_WIDTH, _TEXT_WIDTH, _NUMBER_WIDTH = 13, 30, 12


def ledger_csv(operated: OperatedSite, ledger: LedgerDefinition, rows: Sequence[KeptRow], language: Language) -> bytes:
    """The rows as CSV with a byte order mark, as spreadsheets want it; sample data say so in a column of their own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    mark = [SAMPLE_DATA.in_(language)] if operated.site.sample else []
    writer.writerow([*(head for head, _ in _columns(ledger, language)), *mark])
    for row in _rows(ledger, rows, language):
        writer.writerow([*(_harmless(str(cell)) for cell in row), *mark])
    return out.getvalue().encode("utf-8-sig")


def ledger_workbook(
    operated: OperatedSite, ledger: LedgerDefinition, period: Period, rows: Sequence[KeptRow], language: Language
) -> bytes:
    """The rows as a workbook that can be printed as it is."""
    name = operated.site.name
    said = [ledger.title.in_(language), f"{name} · {period.text}", _NAMES_LEFT_OUT.in_(language)]
    title = ledger.title.in_(language)
    with printed_book(f"{title} · {period.text}", sample_mark(operated.site.sample, language)) as (book, out):
        columns = _columns(ledger, language)
        book.add(title, said, columns, _rows(ledger, rows, language), frozen=1)
    return out.getvalue()


def _columns(ledger: LedgerDefinition, language: Language) -> list[tuple[str, int]]:
    heads = [(ledger.day.in_(language), _DAY_WIDTH)]
    heads += [(_head(column, language), _width(column)) for column in _shown(ledger)]
    return [*heads, (_BY.in_(language), _DAY_WIDTH), (_ENTERED.in_(language), _DAY_WIDTH)]


def _shown(ledger: LedgerDefinition) -> list[LedgerColumn]:
    return [column for column in ledger.columns if not column.personal]


def _head(column: LedgerColumn, language: Language) -> str:
    label = column.label.in_(language)
    return label if column.unit is None else f"{label} ({column.unit.in_(language)})"


def _width(column: LedgerColumn) -> int:
    return _TEXT_WIDTH if column.type == "text" else _NUMBER_WIDTH


def _rows(ledger: LedgerDefinition, rows: Sequence[KeptRow], language: Language) -> Iterator[Row]:
    for one in rows:
        said = one.row
        cells = [_cell(column, said.values.get(column.code), language) for column in _shown(ledger)]
        if said.nothing and cells:
            cells[0] = NOTHING.in_(language)
        yield (said.day, *cells, one.stored.entered_by_name, one.stored.entered_at.astimezone(CHINA).date())


def _cell(column: LedgerColumn, value: object, language: Language) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return shown_value(column, value).in_(language)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
