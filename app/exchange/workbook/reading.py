"""Reading a workbook back: what each site's cells say, and where they stand. Nothing is judged here.

Sheets are known by their heads, so that they may be moved, copied and renamed. What can be read in one way only is read
and told; what can be read in two is asked; what is not read is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.errors import Fault
from app.exchange.workbook.fault_list import FAULT_LIST
from app.exchange.workbook.figure_rows import FigureRows
from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import IGNORED, Head, found_head, holds_headers, is_period, without_copy
from app.exchange.workbook.kind_rows import KindRows
from app.exchange.workbook.known import KnownSites
from app.exchange.workbook.layout import (
    FIGURES,
    GUIDE,
    INVENTORY,
    LISTS,
    OPTIONS,
    KindSheet,
    figure_columns,
    inventory_columns,
    kind_sheets,
    list_columns,
)
from app.exchange.workbook.list_rows import ListRows
from app.exchange.workbook.sheets import Cell, SheetIn, Sheets, at
from app.exchange.workbook.site_cells import Note, Placed, SiteCells
from app.exchange.workbook.values import is_blank, text_in
from app.normal.text import compared
from app.sites.vocabulary import EQUIPMENT
from app.standards.programme import Programme

_KINDS, _FIGURES = "kinds", "metrics"


class WorkbookContent:
    """A workbook that was gone through once: it is known which rows are of which site, and the cells of a site are read
    when it is asked for, so that few sites are in memory however many there are.

    `codes` are those of the sites, in their order; `lists` are the lists, by key of the document, whose sheet was
    there; `kinds` the kinds of sites.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        self.codes = found.sites.keys()
        self.lists, self.kinds = frozenset(found.lists_read), frozenset(found.kinds_read)

    def site(self, code: str) -> SiteCells:
        """What the workbook says of a site; each is asked for once."""
        return self._found.whole(code)

    def told(self) -> tuple[tuple[tuple[Cell, Fault], ...], tuple[Note, ...]]:
        """When every site was asked for: what cannot be understood, each with its cell; what its reader is told."""
        return self._found.in_order()


def read_workbook(sheets: Sheets, programmes: Mapping[str, Programme], day: date, known: KnownSites) -> WorkbookContent:
    """Whose the rows are. `known` are the sites that are registered, with the records of those that are meant."""
    return _Reader(programmes, day, known).read(sheets)


def sites_meant(sheets: Sheets, programmes: Mapping[str, Programme], day: date, known: KnownSites) -> list[str]:
    """The codes of the registered sites that rows of the workbook are of: whose records are asked for in reading it."""
    heads = _Reader(programmes, day, known).heads(sheets).get(_KINDS, ())
    rows = ((head, row) for head in heads if "code" in head.codes for _, row in head.rows())
    meant = {known.code_meant(text) for head, row in rows if compared(text := text_in(at(row, head.codes["code"])))}
    return sorted(code for code in meant if code is not None and known.get(code) is not None)


class _Reader:
    def __init__(self, programmes: Mapping[str, Programme], day: date, known: KnownSites) -> None:
        self.found, self.day = Findings(programmes, known), day
        self.layouts: dict[str, KindSheet] = {layout.name: layout for layout in kind_sheets(programmes, day)}
        every = programmes.values()
        columns = {key: list_columns(key, every) for key in LISTS} | {
            EQUIPMENT: inventory_columns(every),
            _FIGURES: figure_columns(),
        }
        self.codes = {key: {column.code for column in of_list} - {"code"} - IGNORED for key, of_list in columns.items()}
        self.codes[_KINDS] = {column.code for layout in self.layouts.values() for column in layout.columns} - {"code"}
        self.headers = {
            *(column.header for of_list in columns.values() for column in of_list),
            *(column.header for layout in self.layouts.values() for column in layout.columns),
        }
        self.own = {*self.layouts, *LISTS.values(), INVENTORY, *FIGURES.values()}

    def read(self, sheets: Sheets) -> WorkbookContent:
        """All sheets: those of kinds first, since the others speak of their sites."""
        heads = self.heads(sheets)
        for head in heads.get(_KINDS, ()):
            KindRows(self.found, head, self.layouts, self.day).read()
        for key in (*LISTS, EQUIPMENT):
            rows = ListRows(self.found, key)
            for head in heads.get(key, ()):
                rows.read(head)
        figures = FigureRows(self.found)
        for head in heads.get(_FIGURES, ()):
            figures.read(head)
        found = self.found
        found.begin_sheet()
        for key, name in {**LISTS, EQUIPMENT: INVENTORY, _FIGURES: "运行数据"}.items():
            if key in heads or any(fault.code == "no_codes" for _, fault in found.faults):
                continue
            if holders := found.known.holders(found.sites, key):
                found.not_read(
                    f"没有“{name}”工作表，{holders} 个站点的这部分内容不变",
                    f"there is no sheet “{name}”; what is recorded of {holders} site(s) stays",
                )
        return WorkbookContent(found)

    def heads(self, sheets: Sheets) -> dict[str, list[Head]]:
        """The heads of our sheets, by what they hold; what is none of ours is said."""
        heads: dict[str, list[Head]] = {}
        for name, sheet in sheets.items():
            head = self._head(name, sheet)
            if head is not None:
                heads.setdefault(self._what(head), []).append(head)
        return heads

    def _head(self, name: str, sheet: SheetIn) -> Head | None:
        """The head of a sheet of ours; None for what is none, which is said."""
        if name in (GUIDE, OPTIONS, FAULT_LIST) or not any(not is_blank(value) for row in sheet.rows for value in row):
            return None
        head = found_head(name, sheet, {code for codes in self.codes.values() for code in codes} | {"code"})
        if head is not None:
            return head
        if without_copy(name) in self.own or holds_headers(sheet, self.headers):
            where = Placed(Cell(name, 0, 0))
            zh = f"工作表“{name}”缺少代码行（下载时的第 2 行），请从下载的填报表中复制回来"
            self.found.fault(where, "no_codes", zh, f"the sheet “{name}” has no row of codes (the second); restore it")
            self.found.lost_sheet = True
            return None
        self.found.not_read(
            f"工作表“{name}”不是填报表的一部分，未读取", f"the sheet “{name}” is none of ours and was not read"
        )
        return None

    def _what(self, head: Head) -> str:
        """Which of our sheets a head is of: the one it has most in common with."""
        codes = head.codes.keys()
        if "metric" in codes or sum(is_period(code) for code in codes) > 1:
            return _FIGURES
        return max(self.codes, key=lambda key: (len(self.codes[key] & codes), key == _KINDS))
