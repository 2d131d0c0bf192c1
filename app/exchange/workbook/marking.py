"""The workbook that was handed in, opening on the list of its faults, with the faulty cells coloured and the reasons
beside them. In a child process.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Sequence
from typing import Any

from app.exchange.workbook.child import EXIT_UNREADABLE, Child, in_child, limit_this_process
from app.exchange.workbook.fault_list import FAULT_LIST, HEADERS, REASON, WIDTHS, headline
from app.exchange.workbook.sheets import Cell

_RED, _PALE, _BLUE = "FFB42318", "FFFDECEA", "FF0B5C8A"
_BY = "站网"
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_USUAL_NAME = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_MOST_REASONS = 2000
"""So many faults are marked; the list says how many there are."""


def marked(raw: bytes, faults: Sequence[tuple[Cell, str]], child: Child | None = None) -> bytes:
    """The workbook with its faults shown. Takes up to a minute: call in a thread. Raises Malformed, TooLarge."""
    said = [[cell.sheet, cell.row, cell.column, text] for cell, text in faults]
    head = json.dumps(said).encode()
    return in_child("app.exchange.workbook.marking", len(head).to_bytes(8, "big") + head + raw, raw, child)


def _main() -> int:
    limit_this_process()
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    given = sys.stdin.buffer.read()
    length = int.from_bytes(given[:8], "big")
    faults = json.loads(given[8 : 8 + length])
    try:
        book = load_workbook(io.BytesIO(_as_usual(given[8 + length :])))
    except (InvalidFileException, ValueError, KeyError, OSError):
        return EXIT_UNREADABLE
    if not {name for name, *_ in faults} <= set(book.sheetnames):
        return EXIT_UNREADABLE  # it was read by another reader, and this one does not find all of it
    for page in book.worksheets:
        _unmark(page)
    _mark(book, faults[:_MOST_REASONS])
    _list(book, faults)
    out = io.BytesIO()
    book.save(out)
    sys.stdout.buffer.write(out.getvalue())
    return 0


def _as_usual(raw: bytes) -> bytes:
    """A workbook in the strict form (ISO 29500) in the one that everybody writes, which is all that openpyxl knows."""
    with zipfile.ZipFile(io.BytesIO(raw)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    if not any(_STRICT in part for name, part in parts.items() if name.lower().endswith("workbook.xml")):
        return raw
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as usual:
        for name, part in parts.items():
            usual.writestr(name, _STRICT_NAME.sub(_USUAL_NAME, part))
    return out.getvalue()


def _unmark(page: Any) -> None:
    """Take away what an earlier upload was marked with: it may be mended."""
    from openpyxl.styles import PatternFill

    places = [cell.column for cell in page[1] if cell.value == REASON]
    if not places:
        return
    for row in page.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == _BY:
                cell.comment, cell.fill = None, PatternFill()
            if cell.column in places:
                cell.value = None


def _mark(book: Any, faults: Sequence[Any]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    red, bold = PatternFill("solid", fgColor=_PALE), Font(color=_RED, bold=True)
    reasons: dict[tuple[str, int], list[str]] = {}
    for name, row, column, text in faults:
        if name in book.sheetnames:
            cell = book[name].cell(row + 1, column + 1)
            cell.fill = red
            cell.comment = Comment(text, _BY, height=120, width=320)
            reasons.setdefault((name, row), []).append(text)
    columns = {name: book[name].max_column + 1 for name in {name for name, _ in reasons}}
    for name, column in columns.items():
        head = book[name].cell(1, column, REASON)
        head.font = bold
        book[name].column_dimensions[head.column_letter].width = 60
    for (name, row), texts in reasons.items():
        cell = book[name].cell(row + 1, columns[name])
        cell.value, cell.data_type = "；".join(texts), "s"
        cell.font = bold


def _list(book: Any, faults: Sequence[Any]) -> None:
    """The list of faults in front of all other sheets, each with a link to its cell."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    if FAULT_LIST in book.sheetnames:
        del book[FAULT_LIST]
    page = book.create_sheet(FAULT_LIST, 0)
    for letter, width in zip("ABC", WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page["A1"] = headline(len(faults), has_links=True)
    page["A1"].font = Font(bold=True, size=13)
    for place, header in enumerate(HEADERS, start=1):
        page.cell(2, place, header).font = Font(bold=True)
    for number, (name, row, column, text) in enumerate(faults, start=1):
        where = Cell(name, row, column)
        page.cell(number + 2, 1, number)
        link, said = page.cell(number + 2, 2), page.cell(number + 2, 3)
        for cell, value in ((link, str(where)), (said, text)):
            cell.value, cell.data_type = value, "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name in book.sheetnames:
            quoted = name.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{where.name}")
            link.font = Font(color=_BLUE, underline="single")
    page.freeze_panes = "A3"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page


if __name__ == "__main__":
    sys.exit(_main())
