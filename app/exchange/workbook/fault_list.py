"""The list of a workbook's faults, in front of the workbook itself or, where that is too large, alone.

It knows nothing of a registry's columns: each process that marks a workbook begins with it, and loading those takes a
third of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.workbook.printed_sheets import printed_book
from app.exchange.workbook.sheets import Cell

FAULT_LIST, REASON = "错误清单", "错误原因"
"""The sheet that a workbook with faults opens on, and the column of reasons on its other sheets."""
HEADERS = ("序号", "单元格", "问题与要求")
WIDTHS = (8, 34, 100)


def headline(count: int, *, has_links: bool) -> str:
    """What stands above the list."""
    where = "点击单元格名称即到该处，" if has_links else "未能逐格标注，请在填报表中找到所列单元格，"
    return f"共有 {count} 处需更正。{where}改好后保存，重新上传。"


def fault_list(faults: Sequence[tuple[Cell, str]]) -> bytes:
    """A workbook with nothing but the list."""
    rows = ((number, str(cell), text) for number, (cell, text) in enumerate(faults, start=1))
    with printed_book(FAULT_LIST, "") as (book, out):
        book.add(FAULT_LIST, [headline(len(faults), has_links=False)], list(zip(HEADERS, WIDTHS, strict=True)), rows)
    return out.getvalue()
