"""Writing the workbook: which sheets it has, and the rows of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.exchange.workbook.cells_out import site_cell, value_cell
from app.exchange.workbook.guide import GUIDE_LINES, SAMPLE_LINE
from app.exchange.workbook.layout import (
    FIGURES,
    GUIDE,
    INVENTORY,
    LISTS,
    NONE,
    ONLY_WHERE_ANY,
    figure_columns,
    inventory_columns,
    kind_sheets,
    list_columns,
    periods_with,
    shown_sheet,
)
from app.exchange.workbook.plain_book import plain_book
from app.exchange.workbook.sheet_writer import SheetWriter
from app.sites.vocabulary import EQUIPMENT, STAFF
from app.standards.asked import asked_of_kind
from app.standards.programme import Programme
from app.units import Grain

Record = tuple[Mapping[str, Any], int]
"""A site document and its version."""
Rows = list[tuple[Any, ...]]


def write_workbook(records: Sequence[Record], programmes: Mapping[str, Programme], day: date) -> bytes:
    """The workbook of these sites. Takes up to some seconds: call in a thread."""
    with plain_book() as (book, out):
        _Writer(book, records, programmes, day).write()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, records: Sequence[Record], programmes: Mapping[str, Programme], day: date) -> None:
        self.book, self.records, self.programmes, self.day = book, records, programmes, day
        self.sheets = SheetWriter(book)

    def write(self) -> None:
        self._guide()
        for sheet in kind_sheets(self.programmes, self.day):
            own = [(d, v) for d, v in self.records if (d["programme"], d["kind"]) == (sheet.programme, sheet.kind)]
            if own:
                programme = self.programmes[sheet.programme]
                columns = shown_sheet(programme, sheet.kind, sheet.name, (d for d, _ in own), self.day).columns
                rows = [tuple(site_cell(d, v, column) for column in columns) for d, v in own]
                self.sheets.sheet(sheet.name, columns, 3, rows)
        self._list(STAFF)
        self.sheets.sheet(INVENTORY, inventory_columns(self.programmes.values()), 2, list(self._inventory_rows()))
        for key in LISTS:
            if key != STAFF and (key not in ONLY_WHERE_ANY or any(d.get(key) for d, _ in self.records)):
                self._list(key)
        figures = list(self._asked_figures())
        for grain in FIGURES:
            self._figures(grain, [(named, values) for of, named, values in figures if of == grain])
        self.book.get_worksheet_by_name(GUIDE).activate()

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 110)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        title = self.book.add_format({"bold": True, "font_size": 16})
        plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        for row, line in enumerate(GUIDE_LINES):
            sheet.write_string(row, 0, line, title if row == 0 else plain)
        if any(document.get("sample") for document, _ in self.records):
            mark = self.book.add_format({"bold": True, "font_color": "#6B4200", "bg_color": "#FFF4D6"})
            sheet.write_string(1, 0, SAMPLE_LINE, mark)

    def _list(self, key: str) -> None:
        columns = list_columns(key, self.programmes.values())
        lead = [column for column in columns if column.kind is None]
        rows: Rows = []
        for document, _ in self.records:
            which = (document["code"], document.get("name", ""))
            for row in document.get(key, ()):
                cells = (
                    value_cell(column, column.kind, row.get(column.code))
                    for column in columns[len(lead) :]
                    if column.kind
                )
                rows.append((*which, *cells))
            if document.get(key) == [] and key not in ONLY_WHERE_ANY:
                rows.append((*which, NONE))
        self.sheets.sheet(LISTS[key], columns, 2, rows)

    def _inventory_rows(self) -> Iterator[tuple[Any, ...]]:
        items = {code: label.zh for p in self.programmes.values() for code, label in p.vocabulary.equipment.items()}
        for document, _ in self.records:
            which = (document["code"], document.get("name", ""))
            for item, count in document.get(EQUIPMENT, {}).items():
                yield (*which, items.get(item, item), count)
            if document.get(EQUIPMENT) == {}:
                yield (*which, NONE)

    def _asked_figures(self) -> Iterator[tuple[Grain, tuple[str, ...], Mapping[str, Any]]]:
        """Every figure that a site is asked for, or has reported: its grain, how its row begins, what it was when."""
        asked: dict[Any, list[tuple[Grain, str, str]]] = {}
        for document, _ in self.records:
            reported: dict[str, dict[str, Any]] = {}
            for row in document.get("metrics", ()):
                reported.setdefault(row["metric"], {})[row["period"]] = row["value"]
            sort = document["programme"], document["kind"], document["tier"], frozenset(reported)
            if sort not in asked:
                form = asked_of_kind(self.programmes[sort[0]], sort[1], sort[2], self.day, reported)
                kinds = [metric.kind for metric in form.figures()]
                asked[sort] = [(kind.grain, f"{kind.label.zh}（{kind.unit.zh}）", kind.code) for kind in kinds]
            for grain, label, code in asked[sort]:
                yield grain, (document["code"], document.get("name", ""), label, code), reported.get(code, {})

    def _figures(self, grain: Grain, found: Sequence[tuple[tuple[str, ...], Mapping[str, Any]]]) -> None:
        """The sheet of a grain, a row a figure; none where nobody is asked for one."""
        if not found:
            return
        periods = periods_with(grain, self.day, (period for _, values in found for period in values))
        rows = [(*named, *(values.get(period) for period in periods)) for named, values in found]
        self.sheets.sheet(FIGURES[grain], figure_columns(periods), 3, rows)
