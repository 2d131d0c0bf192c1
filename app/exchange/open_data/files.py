"""Open files of all sites: CSV, workbook, GeoJSON, and the data dictionary that goes with each.

Texts that a spreadsheet would take for a formula are written so that it does not (see `exchange.cells`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

from app.exchange.cells import written_number, written_text
from app.exchange.open_data.columns import OpenColumn
from app.exchange.strict_json import dump_json, json_text
from app.exchange.workbook.plain_book import plain_book
from app.sites.words import SAMPLE_DATA
from app.wording import Wording

Row = Mapping[str, Any]
_MARK = "\N{BYTE ORDER MARK}".encode()
_SEPARATOR = "|"
DICTIONARY_HEADS = ("column", "名称", "name", "type", "unit", "codes")
KINDS: Mapping[str, Wording] = {
    "text": Wording("文本", "text"),
    "number": Wording("数字", "number"),
    "integer": Wording("整数", "whole number"),
    "truth": Wording("是/否", "true or false"),
    "day": Wording("日期", "day"),
    "moment": Wording("时间", "moment"),
    "codes": Wording("代码列表", "list of codes"),
    "object": Wording("对象（JSON）", "JSON object"),
    "list": Wording("列表（JSON）", "JSON list"),
}
"""What is said of what a column holds."""
_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook may have, by the format."""
_TOO_LONG = "…"


def write_csv(out: IO[bytes], columns: Sequence[OpenColumn], rows: Iterable[Row]) -> None:
    """UTF-8 with the byte order mark that Excel needs; codes with strokes between them, lists and objects as JSON."""
    _csv(out, [one.name for one in columns], ([_cell(one, row[one.name]) for one in columns] for row in rows))


def write_dictionary(out: IO[bytes], columns: Sequence[OpenColumn]) -> None:
    """The data dictionary as a table."""
    _csv(out, DICTIONARY_HEADS, dictionary_rows(columns))


def dictionary_rows(columns: Sequence[OpenColumn]) -> list[list[str]]:
    """A row a column: its name, what it is called, what it holds, its unit, its codes and what they mean."""
    return [
        [
            one.name,
            one.label.zh,
            one.label.en,
            f"{KINDS[one.holds].zh} {KINDS[one.holds].en}",
            f"{one.unit.zh} {one.unit.en}" if one.unit else "",
            "; ".join(f"{code} = {label.zh} {label.en}" for code, label in one.items.items()),
        ]
        for one in columns
    ]


def write_geojson(out: IO[bytes], features: Iterable[Any], about: Mapping[str, Any]) -> None:
    """Features as a FeatureCollection, one a line; `about` stands in front, in members that GeoJSON lets be."""
    out.write(dump_json({"type": "FeatureCollection", **about})[:-1] + b',"features":[\n')
    for place, one in enumerate(features):
        out.write((b",\n" if place else b"") + dump_json(one))
    out.write(b"\n]}\n")


def write_xlsx(
    out: IO[bytes], columns: Sequence[OpenColumn], rows: Iterable[Row], said: Sequence[str], *, samples: bool
) -> None:
    """A sheet with the sites, one with the data dictionary, one that says whose data these are."""
    with plain_book() as (book, made):
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("sites")
        for place, one in enumerate(columns):
            sheet.write_string(0, place, one.name, bold)
        for line, row in enumerate(rows, 1):
            for place, one in enumerate(columns):
                _write(sheet, line, place, one, row[one.name])
        sheet.freeze_panes(1, 0)
        words = book.add_worksheet("dictionary")
        for line, cells in enumerate([list(DICTIONARY_HEADS), *dictionary_rows(columns)]):
            for place, text in enumerate(cells):
                words.write_string(line, place, text[:_LONGEST_CELL], bold if line == 0 else None)
        about = book.add_worksheet("about")
        lines = [*said, *([f"{SAMPLE_DATA.zh} · {SAMPLE_DATA.en}"] if samples else [])]
        for line, text in enumerate(lines):
            about.write_string(line, 0, text)
    out.write(made.getbuffer())


def _write(sheet: Any, line: int, place: int, column: OpenColumn, value: Any) -> None:
    if value is None:
        return
    if column.holds == "truth":
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, float(value))
    else:
        text = _text(column, value)
        sheet.write_string(line, place, text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + _TOO_LONG)


def _cell(column: OpenColumn, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return written_number(value)
    if isinstance(value, float):
        return repr(value)
    text = _text(column, value)
    return written_text(text) if column.holds == "text" else text


def _text(column: OpenColumn, value: Any) -> str:
    if column.holds == "codes":
        return _SEPARATOR.join(value)
    return json_text(value) if column.holds in ("object", "list") else str(value)


def _csv(out: IO[bytes], heads: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    out.write(_MARK)
    text = io.TextIOWrapper(out, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(list(heads))
    writer.writerows(rows)
    text.detach()  # which flushes it, and leaves the file open
