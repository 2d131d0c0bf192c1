"""What people do to rows, columns, sheets and files: drawn from a grammar, with what must come of each."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook.filling import EQUIPMENT, INCUBATOR, ROSTER, STATION, TRAININGS, at, column, row
from tests.workbook.mutations import Expected

_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
"""The namespaces of ISO 29500 strict, by those that everybody writes."""


def merged(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """Cells made one."""
    place = column(book, STATION, "address")
    first = row(book, STATION, "QX-TUXI")
    book[STATION].merge_cells(start_row=first, end_row=first, start_column=place, end_column=place + 1)
    expected.refused.append((STATION, book[STATION].cell(first, place).coordinate))


def merged_over_rows(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """One address over the rows of two sites: asked, and taken for both."""
    page, place, first = book[STATION], column(book, STATION, "address"), row(book, STATION, "QX-TUXI")
    text = f"文化街{rng.randrange(2, 10**6)}号"
    page.cell(first, place).value = text
    page.merge_cells(start_row=first, end_row=first + 1, start_column=place, end_column=place)
    for number in (first, first + 1):
        code = str(page.cell(number, 1).value)
        expected.values[code, "address"] = text
        expected.asked_too.add((code, "address"))


def version_lost(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """The check of what others changed, switched off."""
    cell = at(book, "QX-TUXI", "version")
    cell.value = rng.choice([None, 1, "1", "9-abcd", at(book, "QX-SANHUI", "version").value])
    expected.refused.append((STATION, cell.coordinate))


def without_effect(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """Something about the workbook that says nothing of any site; what is not read is named."""
    page = book[STATION]
    what = rng.randrange(15)
    if what == 0:
        book.move_sheet(ROSTER, -4)
    elif what == 1:
        del book["说明"]
    elif what == 2:
        book.create_sheet(f"统计{rng.randrange(99)}").append(["合计", 3])
        expected.said.append("不是填报表的一部分")
    elif what == 3:
        page.cell(5, page.max_column + 2).value = "记得核对"
        expected.said.append("没有可识别的代码")
    elif what == 4:
        page.cell(page.max_row + 1, 1).value = rng.choice(["合计", "填表人：李", "合 计"])
        expected.said.append("不是站点，未读取")
    elif what == 5:
        page.row_dimensions[row(book, STATION, "QX-TUXI")].hidden = True
    elif what == 6:
        at(book, "QX-TUXI", "address").font = Font(strike=True)
    elif what == 7:
        copy = book.copy_worksheet(book[TRAININGS])
        copy.title = f"培训{rng.randrange(99)}"
    elif what == 8:
        page.delete_cols(column(book, STATION, "facts.plaque_text"))
    elif what == 9:
        page.auto_filter.ref = "A2:Z40"
        page.row_dimensions[row(book, STATION, "QX-TUXI")].hidden = True
    elif what == 10:
        page.insert_rows(1, rng.randrange(1, 6))
    elif what == 11:
        page.insert_rows(4)
        page.cell(4, 1).value = rng.choice(["注：以下为新增", "说明：面积为建筑面积", "以上数据截至 10 月", "小计"])
        expected.said.append("不是站点，未读取")
    elif what == 12:
        page.cell(page.max_row + 1, column(book, STATION, "address")).value = "（此页完）"
        expected.said.append("不是站点，未读取")
    elif what == 13:
        at(book, "QX-TUXI", "address").comment = Comment("请核对", "张三")
    else:
        turned_round(page)


def turned_round(page: Worksheet) -> None:
    """The columns of a sheet in the other order, each cell with the format that it shows its value in."""
    lines = [[(cell.value, cell.number_format) for cell in reversed(line)] for line in page.iter_rows()]
    for number, line in enumerate(lines, 1):
        for place, (value, shown) in enumerate(line, 1):
            cell = page.cell(number, place)
            cell.value, cell.number_format = value, shown


def named_otherwise(book: openpyxl.Workbook, rng: random.Random, expected: Expected) -> None:
    """A sheet, a code or a head that stands there otherwise, and is known all the same."""
    what = rng.randrange(4)
    if what == 0:
        book[STATION].title = rng.choice(["站", "公共就业创业服务站 (2)", "我们镇"])
    elif what == 1:
        at(book, "INC-1", "code", INCUBATOR).value = rng.choice([" INC-1", "inc-1", "ＩＮＣ－１", "渠县创业孵化基地"])
        expected.said.append("已按 INC-1 读取")
    elif what == 2:
        book[INCUBATOR].insert_rows(1)
        book[INCUBATOR]["A1"].value = "渠县 2026 年度"
    else:
        book[EQUIPMENT].title = "设备(1)"


def stored_otherwise(raw: bytes, rng: random.Random) -> bytes:
    """The same workbook as other programs store it: in the strict form, or with parts in another order."""
    out = io.BytesIO()
    strict = rng.random() < 0.5
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        names = before.namelist()
        if not strict:
            rng.shuffle(names)
        for name in names:
            part = before.read(name)
            for usual, other in _STRICT.items() if strict else ():
                part = part.replace(usual, other)
            after.writestr(name, part)
    return out.getvalue()
