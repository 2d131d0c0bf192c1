"""A new workbook in which what people typed stays text: none of it becomes a formula, an address or a number."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.exchange.passing_folders import passing_folder
from app.exchange.private_files import room_for_it

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def plain_book() -> Iterator[tuple[Any, io.BytesIO]]:
    """A new workbook of xlsxwriter, and where its bytes are when the block has ended without an error.

    Its sheets may be written in turns, the rows of each in their order: every row goes to a file for this process's
    owner alone when the next one begins, so that a workbook of any length takes little memory. Raises ValueError for a
    row behind its turn, Unavailable where the disk is full.
    """
    import xlsxwriter  # here, since it takes every process memory, and few answers are workbooks
    from xlsxwriter.exceptions import FileCreateError

    from app.exchange.workbook.row_by_row import RowByRow

    out = io.BytesIO()
    with room_for_it(), passing_folder() as folder:
        book = xlsxwriter.Workbook(out, _PLAIN | {"constant_memory": True, "tmpdir": str(folder)})
        book.worksheet_class = RowByRow
        try:
            yield book, out
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # the OSError that it was made of
        finally:
            for sheet in book.worksheets():
                sheet.leave()


@contextmanager
def small_book() -> Iterator[tuple[Any, io.BytesIO]]:
    """The same in memory alone, its cells in any order: a workbook behind a chart."""
    import xlsxwriter  # as above

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _PLAIN | {"in_memory": True}) as book:
        yield book, out
