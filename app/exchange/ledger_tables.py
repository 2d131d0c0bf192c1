"""Ledgers as files, out and in: JSON, CSV and workbook. Names stay out; what people typed is text, never a formula.

Every row says its id, so that a file that comes back corrects its rows and adds none. Heads are codes or, in the
workbook, words; both are read in either language.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Literal, TextIO

from app.errors import Fault, InvalidInput
from app.exchange.cells import read_text, written_text
from app.exchange.json_values import values_under, within_place
from app.exchange.separated import rows_of
from app.exchange.strict_json import dump_json
from app.exchange.workbook.plain_book import plain_book
from app.exchange.workbook.printed_sheets import cell_text
from app.exchange.workbook.sheets import Cell, SheetIn, Sheets
from app.normal.encodings import opened
from app.normal.text import compared
from app.normal.words import yes_or_no
from app.sites.entry import Entry
from app.standards.ledgers import LedgerBook, LedgerColumn, LedgerDefinition
from app.wording import Wording

Format = Literal["json", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("json", "csv", "xlsx")
_ID, _DAY, _NOTHING, _LEDGER, _SAMPLE = "id", "day", "nothing", "ledger", "sample"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
"""What the name of a sheet may not hold, and how long it may be."""
_HEADS: Mapping[str, Wording] = {
    _LEDGER: Wording("台账", "Ledger"),
    _ID: Wording("编号", "Id"),
    _DAY: Wording("日期", "Day"),
    _NOTHING: Wording("本期无", "Nothing"),
}
_YES: Mapping[bool, str] = {True: "yes", False: "no"}
MOST_ROWS = 5000
"""Rows of one file that comes in."""
_TOO_MANY = Wording(f"一个文件最多 {MOST_ROWS} 行，请分成几个文件", f"at most {MOST_ROWS} rows in one file")


@dataclass(frozen=True, slots=True)
class RowOut:
    """A row as it goes out. `values` hold no names."""

    ledger: str
    key: str
    day: date
    nothing: bool
    values: Mapping[str, Any]

    def as_document(self, site: str) -> dict[str, Any]:
        """The row as JSON has it."""
        return {
            "site": site,
            _LEDGER: self.ledger,
            _ID: self.key,
            _DAY: self.day,
            _NOTHING: self.nothing,
            "values": dict(self.values),
        }


@dataclass(frozen=True, slots=True)
class RowIn:
    """A row as it came. `key` is empty for a new one; `place` turns the path of a fault into its place in the file."""

    ledger: str
    key: str
    given: Mapping[str, Any]
    place: Callable[[str], str]


def json_rows(site: str, rows: Iterable[RowOut], *, sample: bool) -> bytes:
    """The rows as one JSON document."""
    return dump_json({"site": site, "sample": sample, "rows": [row.as_document(site) for row in rows]})


def csv_rows(book: LedgerBook, rows: Sequence[RowOut], *, sample: bool) -> bytes:
    """The rows as CSV, a row each, with the columns of all ledgers that are in it; sample data say so in a column."""
    mark = ["yes"] if sample else []
    there = {row.ledger for row in rows}
    codes = dict.fromkeys(column.code for ledger in book.ledgers if ledger.code in there for column in _shown(ledger))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_LEDGER, _ID, _DAY, _NOTHING, *codes, *([_SAMPLE] if sample else [])])
    for row in rows:
        cells = [_written(row.values.get(code)) for code in codes]
        writer.writerow([row.ledger, row.key, row.day.isoformat(), _YES[row.nothing], *cells, *mark])
    return out.getvalue().encode("utf-8-sig")


def workbook_rows(book: LedgerBook, rows: Sequence[RowOut], sample: str) -> bytes:
    """A workbook with a sheet for every ledger, empty ones too: they are filled in and come back."""
    with plain_book() as (made, out):
        head = made.add_format({"bold": True, "bg_color": "#E8F2F8", "border": 1, "text_wrap": True})
        days = made.add_format({"num_format": "yyyy-mm-dd"})
        for ledger in book.ledgers:
            sheet = made.add_worksheet(_sheet_name(ledger.title.zh))
            shown = _shown(ledger)
            heads = [_HEADS[_ID].zh, ledger.day.zh, _HEADS[_NOTHING].zh, *(column.label.zh for column in shown)]
            for column, text in enumerate(heads):
                sheet.write_string(0, column, cell_text(text), head)
            if sample:
                sheet.write_string(0, len(heads) + 1, sample)
            sheet.set_column(0, 0, 14)
            sheet.set_column(1, len(heads), 16)
            sheet.freeze_panes(1, 2)
            own = [row for row in rows if row.ledger == ledger.code]
            for line, row in enumerate(own, start=1):
                sheet.write_string(line, 0, row.key)
                sheet.write_datetime(line, 1, row.day, days)
                sheet.write_string(line, 2, "是" if row.nothing else "")
                for column, code in enumerate((one.code for one in shown), start=3):
                    _write_cell(sheet, line, column, shown[column - 3], row.values.get(code))
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return _NOT_IN_A_NAME.sub(" ", title)[:_LONGEST_NAME].strip()


def _write_cell(sheet: Any, line: int, column: int, definition: LedgerColumn, value: Any) -> None:
    if value is None:
        return
    if definition.type in ("count", "number"):
        sheet.write_number(line, column, float(value) if isinstance(value, Decimal) else value)
    elif definition.type == "yes_no":
        sheet.write_string(line, column, "是" if value else "否")
    elif definition.type == "choice":
        sheet.write_string(line, column, definition.choices[value].zh if value in definition.choices else str(value))
    else:
        sheet.write_string(line, column, cell_text(str(value)))


def _shown(ledger: LedgerDefinition) -> list[LedgerColumn]:
    return [column for column in ledger.columns if not column.personal]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES[value]
    return written_text(str(value))


def rows_from_json(file: BinaryIO) -> list[RowIn]:
    """The rows of a JSON document (``{"rows": […]}``) or of several, of a list, or of JSON lines; the file must be one
    that can be wound back, and is read no further than to the first row too many. Raises Malformed, InvalidInput.
    """
    faults: list[Fault] = []
    found = _few(_rows_of_json(file, faults))
    if faults:
        raise InvalidInput(faults)
    return found


def _rows_of_json(file: BinaryIO, faults: list[Fault]) -> Iterator[RowIn]:
    for document, place in values_under("rows", file, faults):
        inner = document.get("rows") if isinstance(document, Mapping) and "rows" in document else None
        if isinstance(inner, list):  # a document behind lines that are rows
            yield from (row_from(one, within_place(place, f"rows[{number}]")) for number, one in enumerate(inner))
        else:
            yield row_from(document, place)


def row_from(document: object, place: Callable[[str], str]) -> RowIn:
    """A row of JSON. Its values stand in ``values``. Raises InvalidInput for what is no row."""
    entry = Entry()
    row = entry.mapping(document, "")
    if row is not None:
        entry.unknown_keys(row, ("site", _LEDGER, _ID, _DAY, _NOTHING, "values"), "")
    values = {} if row is None or row.get("values") is None else entry.mapping(row["values"], "values") or {}
    if entry.faults or row is None:
        raise InvalidInput([Fault(place(fault.path), fault.code, fault.message) for fault in entry.faults])
    given = {**values, _DAY: row.get(_DAY), _NOTHING: row.get(_NOTHING)}
    return RowIn(str(row.get(_LEDGER) or ""), str(row.get(_ID) or ""), given, place)


def under(prefix: str) -> Callable[[str], str]:
    """The place of a fault inside something that stands at `prefix`."""
    return lambda path: f"{prefix}.{path}" if path else prefix


def rows_from_csv(file: BinaryIO, book: LedgerBook, only: str = "") -> list[RowIn]:
    """The rows of a CSV; `only` is the ledger of a file that has no such column. The file must be one that can be wound
    back: it is gone through for its encoding, and then read no further than to the first row too many. Raises
    Malformed, InvalidInput.
    """
    text = opened(file).text
    try:
        return _few(_rows_of_csv(text, book, only))
    finally:
        text.detach()  # whoever opened the file closes it


def _rows_of_csv(text: TextIO, book: LedgerBook, only: str) -> Iterator[RowIn]:
    lines = rows_of(text)
    heads = [compared(head) for head in next(lines, [])]
    for number, line in enumerate(lines, start=2):
        cells = {head: read_text(cell) for head, cell in zip(heads, line, strict=False) if head and cell.strip()}
        if cells:
            yield _row(book, cells, only, _on_line(number))


def _on_line(number: int) -> Callable[[str], str]:
    return lambda path: f"line {number}: {path}" if path else f"line {number}"


def rows_from_sheets(sheets: Sheets, book: LedgerBook) -> list[RowIn]:
    """The rows of a workbook; a sheet is known by the ledger's title. Raises InvalidInput for sheets that are none."""
    found: list[RowIn] = []
    faults: list[Fault] = []
    titles = {title: ledger for ledger in book.ledgers for title in map(_sheet_name, ledger.title)}
    for name, sheet in sheets.items():
        ledger = titles.get(name.strip())
        if ledger is None and len(sheet.rows) > 1:
            faults.append(Fault(name, "unknown_sheet", Wording("没有这个名称的台账", "no ledger is called so")))
        elif ledger is not None and sheet.is_cut:
            raise too_many_rows()
        elif ledger is not None:
            found += _sheet_rows(book, ledger, name, sheet)
    if faults:
        raise InvalidInput(faults)
    return _few(found)


def _sheet_rows(book: LedgerBook, ledger: LedgerDefinition, name: str, sheet: SheetIn) -> Iterator[RowIn]:
    if not sheet.rows:
        return
    heads = [compared(str(head or "")) for head in sheet.rows[0]]
    for number, line in enumerate(sheet.rows[1:], start=1):
        cells = {head: _cell(value) for head, value in zip(heads, line, strict=False) if head}
        cells = {head: value for head, value in cells.items() if value not in (None, "")}
        if cells:
            columns = {_known_head(ledger, head): place for place, head in enumerate(heads) if head}
            yield _row(book, cells, ledger.code, _at(name, number, columns))


def _at(name: str, row: int, columns: Mapping[str, int]) -> Callable[[str], str]:
    return lambda path: f"{Cell(name, row, columns.get(path, 0))} {path}"


def _cell(value: Any) -> Any:
    """A cell's value as it would be typed."""
    if isinstance(value, Mapping):
        return value.get("day") or value.get("percent") or str(value.get("error") or value.get("formula") or "")
    if isinstance(value, bool):
        return _YES[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else value


def _row(book: LedgerBook, cells: Mapping[str, Any], only: str, place: Callable[[str], str]) -> RowIn:
    code = str(next((cells[head] for head in cells if _is_head(_LEDGER, head)), "") or only)
    ledger = book.ledger(code) or next((one for one in book.ledgers if code in one.title), None)
    if ledger is None:
        return RowIn(code, "", {}, place)
    given = {_known_head(ledger, head): value for head, value in cells.items() if not _is_head(_LEDGER, head)}
    key = str(given.pop(_ID, "") or "")
    given.pop(_SAMPLE, None)
    said = {name: _said(ledger, name, value) for name, value in given.items()}
    return RowIn(ledger.code, key, said, place)


def _is_head(name: str, head: str) -> bool:
    return head == name or head in map(compared, _HEADS[name])


def _known_head(ledger: LedgerDefinition, head: str) -> str:
    """The name of a column by its code or words; a head that means nothing stays and is refused by who reads rows."""
    if head in map(compared, ledger.day):
        return _DAY
    for name in _HEADS:
        if _is_head(name, head):
            return name
    named = (one.code for one in ledger.columns if head in (one.code, *map(compared, one.label)))
    return next(named, head)


def _said(ledger: LedgerDefinition, name: str, value: Any) -> Any:
    """A cell as the form of a row would send it: codes for labels, yes and no for the signs people make for them."""
    column = ledger.column(name)
    if name == _NOTHING or (column is not None and column.type == "yes_no"):
        said = yes_or_no(str(value))
        return value if said is None else _YES[said]
    if column is not None and column.type == "choice":
        return next((code for code, label in column.choices.items() if value in (code, *label)), value)
    return value


def too_many_rows() -> InvalidInput:
    """What to say of a file beyond `MOST_ROWS`."""
    return InvalidInput([Fault("", "too_long", _TOO_MANY)])


def _few(rows: Iterable[RowIn]) -> list[RowIn]:
    """The rows, of which the first too many is the last that is read. Raises InvalidInput."""
    found = list(itertools.islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise too_many_rows()
    return found
