"""Writing the workbook. Nothing that people typed becomes a formula or a link."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

import xlsxwriter

from app.exchange.workbook.layout import (
    FIGURES,
    GUIDE,
    HAVE,
    HAVE_NOT,
    INVENTORY,
    LISTS,
    NO,
    NONE,
    ONLY_WHERE_ANY,
    YES,
    Column,
    KindSheet,
    kind_sheets,
    list_columns,
    periods_with,
)
from app.sites.facts import shape_of
from app.sites.typed import spans_text, special_days_text
from app.sites.vocabulary import EQUIPMENT, STAFF, FactKind
from app.standards.asked import asked_of_kind
from app.standards.programme import Programme
from app.units import Grain

FIRST_ROW = 2
"""Rows 1 and 2 hold the headers and the codes."""
SPARE_ROWS = 200
"""So many rows below the last keep their drop-downs, for what is added."""
_EARLIEST_IN_EXCEL = date(1900, 3, 1)
_GUIDE_LINES = (
    "站网填报表",
    "",
    "一、留空的单元格不修改：未填报的仍为未填报，已填报的不变。",
    "二、要删除已填内容，在单元格中填“清除”。",
    "三、集合类的项目一列一项，选“有”或“无”；一项都不填表示没有填报，全选“无”表示确认没有。",
    "四、“人员名册”“设施设备”“培训”按站点整体更新：某个站点只要出现一行，就以这些行为准；要报告为没有，写一行“无”。",
    "五、运行数据表中，当期未发生填 0，暂不掌握的留空。",
    "六、编码和版本列请勿改动。下载后同一项被他人修改的，上传时会指出，不会互相覆盖。",
    "七、开放时间写作 09:00-12:00, 13:30-17:30；不开放的日子留空。",
    "八、上传后先列出全部变化，确认后才保存；有错误时全部不导入，并在错误的单元格上标红、写明原因。",
)
SAMPLE_LINE = "本填报表含示例数据，不代表任何真实站点。"

Record = tuple[Mapping[str, Any], int]
"""A site document and its version."""


def write_workbook(records: Sequence[Record], programmes: Mapping[str, Programme], day: date) -> bytes:
    """The workbook of these sites. Takes up to some seconds: call in a thread."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        _Writer(book, records, programmes, day).write()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, records: Sequence[Record], programmes: Mapping[str, Programme], day: date) -> None:
        self.book, self.records, self.programmes, self.day = book, records, programmes, day
        self.head = book.add_format(
            {
                "bold": True,
                "bg_color": "#0B5C8A",
                "font_color": "white",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#FFFFFF",
            }
        )
        self.must = book.add_format(
            {
                "bold": True,
                "bg_color": "#B45309",
                "font_color": "white",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#FFFFFF",
            }
        )
        self.code = book.add_format({"font_size": 8, "font_color": "#6B7280", "bg_color": "#EEF2F6"})
        self.locked = book.add_format({"bg_color": "#EEF2F6", "locked": True, "num_format": "@"})
        self.open = book.add_format({"locked": False})
        self.text = book.add_format({"locked": False, "num_format": "@"})
        self.day_format = book.add_format({"locked": False, "num_format": "yyyy-mm-dd"})
        self.lists = book.add_worksheet("选项")
        self.list_count = 0
        self.ranges: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        self._guide()
        for sheet in kind_sheets(self.programmes, self.day):
            own = [(d, v) for d, v in self.records if (d["programme"], d["kind"]) == (sheet.programme, sheet.kind)]
            if own:
                self._kind(self._shown(sheet, own), own)
        self._list(STAFF)
        self._inventory()
        for key in LISTS:
            if key != STAFF and (key not in ONLY_WHERE_ANY or any(d.get(key) for d, _ in self.records)):
                self._list(key)
        for grain in FIGURES:
            self._figures(grain)
        self.lists.hide()
        self.book.get_worksheet_by_name(GUIDE).activate()

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 100)
        title = self.book.add_format({"bold": True, "font_size": 16})
        for row, line in enumerate(_GUIDE_LINES):
            sheet.write_string(row, 0, line, title if row == 0 else None)
        if any(document.get("sample") for document, _ in self.records):
            sheet.write_string(
                1, 0, SAMPLE_LINE, self.book.add_format({"bold": True, "font_color": "#6B4200", "bg_color": "#FFF4D6"})
            )

    def _start(self, name: str, columns: Sequence[Column], frozen: int, rows: int) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_row(0, 48)
        for place, column in enumerate(columns):
            sheet.write_string(
                0, place, ("* " if column.required else "") + column.header, self.must if column.required else self.head
            )
            sheet.write_string(1, place, column.code, self.code)
            sheet.set_column(place, place, column.width, self.locked if column.locked else self.open)
            if column.choices:
                self._drop_down(sheet, place, tuple(column.choices.values()), rows)
        sheet.freeze_panes(FIRST_ROW, frozen)
        # Without a password: it keeps codes from being changed by accident, not by intent.
        sheet.protect(
            "",
            {
                "insert_rows": True,
                "delete_rows": True,
                "sort": True,
                "autofilter": True,
                "format_columns": True,
                "format_rows": True,
            },
        )
        return sheet

    def _drop_down(self, sheet: Any, place: int, labels: tuple[str, ...], rows: int) -> None:
        if labels not in self.ranges:
            column = self.list_count
            self.list_count += 1
            for row, label in enumerate(labels):
                self.lists.write_string(row, column, label)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            self.ranges[labels] = f"='选项'!${letter}$1:${letter}${len(labels)}"
        last = FIRST_ROW + rows + SPARE_ROWS
        sheet.data_validation(
            FIRST_ROW,
            place,
            last,
            place,
            {
                "validate": "list",
                "source": self.ranges[labels],
                "error_type": "warning",
                "error_title": "请从列表中选择",
                "error_message": "这一列只能填列表中的内容；要删除已填内容请填“清除”。",
            },
        )

    def _put(self, sheet: Any, row: int, place: int, value: Any, *, locked: bool = False) -> None:
        """One cell: numbers as numbers where they survive it to the digit, days as days, the rest as text."""
        style = self.locked if locked else self.open
        if value is None or value == "":
            sheet.write_blank(row, place, None, style)
        elif isinstance(value, date) and value >= _EARLIEST_IN_EXCEL:
            sheet.write_datetime(row, place, value, self.day_format)
        elif isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(repr(float(value))) == value:
            sheet.write_number(row, place, float(value), style)
        else:
            sheet.write_string(row, place, str(value), self.locked if locked else self.text)

    def _kind(self, layout: KindSheet, records: Sequence[Record]) -> None:
        sheet = self._start(layout.name, layout.columns, 3, len(records))
        for number, (document, version) in enumerate(records):
            for place, column in enumerate(layout.columns):
                self._put(sheet, FIRST_ROW + number, place, _cell(document, version, column), locked=column.locked)

    def _shown(self, sheet: KindSheet, records: Sequence[Record]) -> KindSheet:
        """The sheet with the columns of what is asked for or somebody reported."""
        reported = {key for document, _ in records for key in (*document, *document.get("facts", ()))}
        every = kind_sheets({sheet.programme: self.programmes[sheet.programme]}, self.day, reported)
        columns = next(one.columns for one in every if one.kind == sheet.kind)
        return replace(sheet, columns=columns)

    def _list(self, key: str) -> None:
        columns = list_columns(key, self.programmes.values())
        rows: list[tuple[Any, ...]] = []
        for document, _ in self.records:
            for row in document.get(key, ()):
                cells = (
                    _value_cell(column, column.kind, row.get(column.code)) for column in columns[1:] if column.kind
                )
                rows.append((document["code"], *cells))
            if document.get(key) == [] and key not in ONLY_WHERE_ANY:
                rows.append((document["code"], NONE))
        self._rows(LISTS[key], columns, rows)

    def _inventory(self) -> None:
        items = {code: label.zh for p in self.programmes.values() for code, label in p.vocabulary.equipment.items()}
        columns = (
            Column("code", "站点编码", required=True, width=16),
            Column("item", "设备", {**items, NONE: NONE}, required=True, width=20),
            Column("count", "数量（可正常使用）", required=True),
        )
        rows: list[tuple[Any, ...]] = []
        for document, _ in self.records:
            rows += [
                (document["code"], items.get(item, item), count) for item, count in document.get(EQUIPMENT, {}).items()
            ]
            if document.get(EQUIPMENT) == {}:
                rows.append((document["code"], NONE))
        self._rows(INVENTORY, columns, rows)

    def _rows(self, name: str, columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> None:
        sheet = self._start(name, columns, 1, len(rows))
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                self._put(sheet, FIRST_ROW + number, place, value)

    def _figures(self, grain: Grain) -> None:
        """A row for every figure that a site is asked for, or has reported, at this grain."""
        rows: list[tuple[str, str, str, str, dict[str, Any]]] = []
        for document, _ in self.records:
            programme = self.programmes[document["programme"]]
            reported: dict[str, dict[str, Any]] = {}
            for row in document.get("metrics", ()):
                reported.setdefault(row["metric"], {})[row["period"]] = row["value"]
            asked = asked_of_kind(programme, document["kind"], document["tier"], self.day, reported)
            for metric in asked.figures():
                kind = metric.kind
                if kind.grain == grain:
                    rows.append(
                        (
                            document["code"],
                            document.get("name", ""),
                            f"{kind.label.zh}（{kind.unit.zh}）",
                            kind.code,
                            reported.get(kind.code, {}),
                        )
                    )
        if not rows:
            return
        periods = periods_with(grain, self.day, (period for *_, values in rows for period in values))
        fixed = (
            Column("code", "站点编码", required=True, locked=True, width=16),
            Column("site", "站点", locked=True, width=28),
            Column("label", "项目", locked=True, width=28),
            Column("metric", "项目代码", locked=True, width=18),
        )
        columns = (
            *fixed,
            *(Column(period, "累计" if period == "cumulative" else period, width=10) for period in periods),
        )
        sheet = self._start(FIGURES[grain], columns, 3, len(rows))
        for number, (*texts, values) in enumerate(rows):
            for place, text in enumerate(texts):
                self._put(sheet, FIRST_ROW + number, place, text, locked=True)
            for place, period in enumerate(periods, start=len(texts)):
                self._put(sheet, FIRST_ROW + number, place, values.get(period))


def _cell(document: Mapping[str, Any], version: int, column: Column) -> Any:
    """What a site's document says in one column of its kind's sheet."""
    if column.code == "version":
        return version
    head, _, rest = column.code.partition(".")
    if head == "location":
        value = document.get("location", {}).get(rest)
        return column.choices.get(value, value) if rest == "crs" and value else value
    name, _, item = (rest if head == "facts" else column.code).partition("[")
    value = (document.get("facts", {}) if head == "facts" else document).get(name)
    if column.kind is None:
        return column.choices.get(value, value) if value is not None else None
    return _value_cell(column, column.kind, value, item.removesuffix("]"))


def _value_cell(column: Column, kind: FactKind, value: Any, item: str = "") -> Any:
    """A value of this kind as its cell has it; of a set or a week, the cell of one item."""
    if value is None:
        return None
    shape = shape_of(kind)
    match shape:
        case "codes":
            return HAVE if item in value else HAVE_NOT
        case "week":
            return spans_text(value.get(item, ()))
        case "days":
            return special_days_text(value)
        case "truth":
            return YES if value else NO
        case "code":
            return column.choices.get(value, value)
        case "text":
            return _day(value) if kind.type == "date" else value
        case "number":
            return value
        case _:
            assert_never(shape)


def _day(text: str | None) -> date | str | None:
    return date.fromisoformat(text) if text else None
