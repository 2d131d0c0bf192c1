"""The list of a workbook's faults, in front of the workbook itself or, where that is too large, alone."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from app.exchange.workbook.layout import FAULT_LIST
from app.exchange.workbook.sheets import Cell

HEADERS = ("序号", "单元格", "问题与要求")
WIDTHS = (8, 34, 100)


def headline(count: int, *, has_links: bool) -> str:
    """What stands above the list."""
    where = "点击单元格名称即到该处，" if has_links else "未能逐格标注，请在填报表中找到所列单元格，"
    return f"共有 {count} 处需更正。{where}改好后保存，重新上传。"


def fault_list(faults: Sequence[tuple[Cell, str]]) -> bytes:
    """A workbook with nothing but the list."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(FAULT_LIST)
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        page.write_string(0, 0, headline(len(faults), has_links=False), bold)
        for place, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            page.write_string(1, place, header, bold)
            page.set_column(place, place, width)
        for number, (cell, text) in enumerate(faults, start=1):
            page.write_number(number + 1, 0, number)
            page.write_string(number + 1, 1, str(cell), wrapped)
            page.write_string(number + 1, 2, text, wrapped)
        page.freeze_panes(2, 0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return out.getvalue()
