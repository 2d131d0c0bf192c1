"""Writing the workbook: which sheets it has, and the rows of each.

The sites are gone through twice and never held: once for which sheets and columns there are, once for their rows.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
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
    Column,
    figure_columns,
    former_choices,
    inventory_columns,
    kind_sheets,
    list_columns,
    periods_with,
    reported_in,
    shown_columns,
)
from app.exchange.workbook.plain_book import plain_book
from app.exchange.workbook.scan import MOST_ELEMENTS, MOST_UNPACKED_BYTES
from app.exchange.workbook.sheet_writer import SheetOut, SheetWriter
from app.exchange.workbook.what_it_is import too_big_to_make
from app.sites.vocabulary import EQUIPMENT, STAFF
from app.standards.asked import asked_of_kind
from app.standards.programme import Programme
from app.units import Grain

Record = tuple[Mapping[str, Any], int]
"""A site document and its version."""
OTHER_ELEMENTS = 50_000
"""Room for heads, widths, styles and drop-downs; there are some thousand."""
Row = tuple[Any, ...]
Figure = tuple[Grain, Row, Mapping[str, Any]]
"""A figure of a site: its grain, how its row begins, what it was by period."""


def write_workbook(
    records: Iterable[Record],
    programmes: Mapping[str, Programme],
    day: date,
    most_elements: int = MOST_ELEMENTS,
    most_bytes: int = MOST_UNPACKED_BYTES,
) -> bytes:
    """The workbook of these sites, which are gone through twice. Takes up to a minute: call in a thread.

    Raises TooLarge, with what to do instead, for one that could not be read again: no reader takes more than
    `most_elements`, in `most_bytes` unpacked.
    """
    with plain_book() as (book, out):
        _Writer(book, programmes, day, most_elements).write(records)
    with zipfile.ZipFile(out) as made:
        if sum(part.file_size for part in made.infolist()) > most_bytes:
            raise too_big_to_make()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, programmes: Mapping[str, Programme], day: date, most_elements: int) -> None:
        self.book, self.programmes, self.day = book, programmes, day
        self.most_elements = most_elements
        self.sheets = SheetWriter(book)
        self.has_samples = False
        self.reported: dict[tuple[str, str], set[str]] = {}
        self.filled: set[str] = set()
        self.periods: dict[Grain, set[str]] = {}
        vocabularies = [programme.vocabulary for programme in programmes.values()]
        self.items = {code: label.zh for one in vocabularies for code, label in one.equipment.items()}
        self._asked: dict[Any, list[tuple[Grain, str, str]]] = {}

    def write(self, records: Iterable[Record]) -> None:
        for document, _ in records:
            self._look_at(document)
        self._guide()
        kinds = self._kinds()
        lists = {STAFF: self._list(STAFF)}
        inventory = self.sheets.sheet(INVENTORY, inventory_columns(self.programmes.values()), 2)
        lists |= {key: self._list(key) for key in LISTS if key != STAFF and self._is_shown(key)}
        figures = {grain: self._figures(grain) for grain in FIGURES if grain in self.periods}
        for document, version in records:
            sheet = kinds.get((document["programme"], document["kind"]))
            if sheet is not None:
                sheet.add(site_cell(document, version, column) for column in sheet.columns)
            for key, of_list in lists.items():
                for row in self._list_rows(key, of_list.columns, document):
                    of_list.add(row)
            for row in self._inventory_rows(document):
                inventory.add(row)
            for grain, named, values in self._asked_figures(document):
                to, periods = figures[grain]
                to.add((*named, *map(values.get, periods)))
            texts = 2 * self.book.str_table.unique_count
            if self.sheets.elements + texts > self.most_elements - OTHER_ELEMENTS:
                raise too_big_to_make()
        self.sheets.end()
        self.book.get_worksheet_by_name(GUIDE).activate()

    def _look_at(self, document: Mapping[str, Any]) -> None:
        """Take in which sheets and columns a site needs."""
        self.has_samples |= bool(document.get("sample"))
        self.reported.setdefault((document["programme"], document["kind"]), set()).update(reported_in(document))
        self.filled.update(key for key in ONLY_WHERE_ANY if document.get(key))
        for grain, _, values in self._asked_figures(document):
            self.periods.setdefault(grain, set()).update(values)

    def _is_shown(self, key: str) -> bool:
        return key not in ONLY_WHERE_ANY or key in self.filled

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 110)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        title = self.book.add_format({"bold": True, "font_size": 16})
        plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        lines = [(line, plain) for line in GUIDE_LINES]
        lines[0] = GUIDE_LINES[0], title
        if self.has_samples:
            mark = self.book.add_format({"bold": True, "font_color": "#6B4200", "bg_color": "#FFF4D6"})
            lines[1] = SAMPLE_LINE, mark
        for row, (line, style) in enumerate(lines):
            sheet.write_string(row, 0, line, style)

    def _kinds(self) -> dict[tuple[str, str], SheetOut]:
        """The sheet of each kind of which there are sites."""
        found = {}
        for sheet in kind_sheets(self.programmes, self.day):
            reported = self.reported.get((sheet.programme, sheet.kind))
            if reported is not None:
                columns = shown_columns(self.programmes[sheet.programme], sheet.kind, reported, self.day)
                found[sheet.programme, sheet.kind] = self.sheets.sheet(sheet.name, columns, 3)
        return found

    def _list(self, key: str) -> SheetOut:
        return self.sheets.sheet(LISTS[key], list_columns(key, self.programmes.values()), 2)

    def _list_rows(self, key: str, columns: Iterable[Column], document: Mapping[str, Any]) -> Iterator[Row]:
        """The rows of a site in a list's sheet. That it has none is said, but where none is usual."""
        own = [(column, column.kind) for column in columns if column.kind is not None]
        for row in document.get(key, ()):
            said = self._in_words(document, row) if key == "history" else row
            yield (*_which(document), *(value_cell(column, kind, said.get(column.code)) for column, kind in own))
        if document.get(key) == [] and key not in ONLY_WHERE_ANY:
            yield (*_which(document), NONE)

    def _in_words(self, document: Mapping[str, Any], row: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row of former values with its value in words, as the column of the field has it."""
        value = row.get("value")
        labels = former_choices(row.get("field"), self.programmes[document["programme"]], document["kind"])
        return {**row, "value": labels.get(value, value)} if isinstance(value, str) else row

    def _inventory_rows(self, document: Mapping[str, Any]) -> Iterator[Row]:
        for item, count in document.get(EQUIPMENT, {}).items():
            yield (*_which(document), self.items.get(item, item), count)
        if document.get(EQUIPMENT) == {}:
            yield (*_which(document), NONE)

    def _asked_figures(self, document: Mapping[str, Any]) -> Iterator[Figure]:
        """Every figure that a site is asked for, or has reported."""
        reported: dict[str, dict[str, Any]] = {}
        for row in document.get("metrics", ()):
            reported.setdefault(row["metric"], {})[row["period"]] = row["value"]
        sort = document["programme"], document["kind"], document["tier"], frozenset(reported)
        if sort not in self._asked:
            form = asked_of_kind(self.programmes[sort[0]], sort[1], sort[2], self.day, reported)
            kinds = [metric.kind for metric in form.figures()]
            self._asked[sort] = [(kind.grain, f"{kind.label.zh}（{kind.unit.zh}）", kind.code) for kind in kinds]
        for grain, label, code in self._asked[sort]:
            yield grain, (*_which(document), label, code), reported.get(code, {})

    def _figures(self, grain: Grain) -> tuple[SheetOut, tuple[str, ...]]:
        """The sheet of a grain, a row a figure, and its periods."""
        periods = periods_with(grain, self.day, self.periods[grain])
        return self.sheets.sheet(FIGURES[grain], figure_columns(periods), 3), periods


def _which(document: Mapping[str, Any]) -> tuple[str, str]:
    return document["code"], document.get("name", "")
