"""A new workbook in which what people typed stays text: none of it becomes a formula, an address or a number."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def plain_book() -> Iterator[tuple[Any, io.BytesIO]]:
    """A new workbook of xlsxwriter, and where its bytes are when the block has ended."""
    import xlsxwriter  # here, since it takes every process memory, and few answers are workbooks

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        yield book, out
