"""The workbook that was handed in, with the faulty cells coloured and the reason beside them. In a child process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence

from app.exchange.workbook.child import EXIT_UNREADABLE, in_child, limit_this_process
from app.exchange.workbook.site_cells import Cell

REASON = "错误原因"
_RED, _PALE = "FFB42318", "FFFDECEA"


def marked(raw: bytes, faults: Sequence[tuple[Cell, str]]) -> bytes:
    """The workbook with its faults shown. Takes up to a minute: call in a thread. Raises Malformed, TooLarge."""
    said = [[cell.sheet, cell.row, cell.column, text] for cell, text in faults]
    head = json.dumps(said).encode()
    return in_child("app.exchange.workbook.marking", len(head).to_bytes(8, "big") + head + raw)


def _main() -> int:
    limit_this_process()
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils.exceptions import InvalidFileException

    given = sys.stdin.buffer.read()
    length = int.from_bytes(given[:8], "big")
    faults = json.loads(given[8 : 8 + length])
    try:
        book = load_workbook(io.BytesIO(given[8 + length :]))
    except (InvalidFileException, ValueError, KeyError, OSError):
        return EXIT_UNREADABLE
    red, bold = PatternFill("solid", fgColor=_PALE), Font(color=_RED, bold=True)
    reasons: dict[tuple[str, int], list[str]] = {}
    for name, row, column, text in faults:
        if name not in book.sheetnames:
            continue
        cell = book[name].cell(row + 1, column + 1)
        cell.fill = red
        cell.comment = Comment(text, "站网")
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
    out = io.BytesIO()
    book.save(out)
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(_main())
