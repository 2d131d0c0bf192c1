"""Reading a workbook back: what each site's cells say, and where they stand. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.errors import Fault
from app.exchange.workbook.child import Sheets
from app.exchange.workbook.layout import (
    CLEAR,
    CRS,
    EMPLOYMENT_LABELS,
    FIGURES,
    GUIDE,
    HAVE,
    INVENTORY,
    NO,
    NONE,
    ROSTER,
    TRAININGS,
    YES,
    Column,
    KindSheet,
    kind_sheets,
)
from app.sites.typed import typed_day, typed_number, typed_spans
from app.sites.vocabulary import WEEKDAYS
from app.standards.programme import Programme
from app.wording import Wording

FIRST_ROW = 2
_HIDDEN = "选项"
_SPECIAL = re.compile(r"\s*[;；]\s*")
_UNKNOWN_CODE = Wording("没有这个站点；新站点请填在它类别的表里", "there is no such site on the sheets of kinds")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands; rows and columns count from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.sheet}!{letters}{self.row + 1}"


@dataclass
class SiteCells:
    """What the workbook says of one site: the items that are filled in and where; None takes a value away."""

    code: str
    programme: str
    kind: str
    version: int | None
    at: Cell
    items: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)

    def say(self, item: str, value: Any, cell: Cell) -> None:
        """Note what an item says."""
        self.items[item] = value
        self.cells[item] = cell


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """All sites of a workbook by code, and what cannot be understood, each with its cell."""

    sites: Mapping[str, SiteCells]
    faults: tuple[tuple[Cell, Fault], ...]


def read_workbook(sheets: Sheets, programmes: Mapping[str, Programme], day: date) -> WorkbookContent:
    """What the cells say."""
    reader = _Reader(programmes)
    layouts = {layout.name: layout for layout in kind_sheets(programmes, day)}
    for name, rows in sheets.items():
        if name in layouts:
            reader.kind(layouts[name], rows)
    for name, rows in sheets.items():
        if name == ROSTER:
            reader.roster(rows)
        elif name == INVENTORY:
            reader.inventory(rows)
        elif name == TRAININGS:
            reader.trainings(rows)
        elif name in FIGURES.values():
            reader.figures(name, rows)
        elif name not in layouts and name not in (GUIDE, _HIDDEN):
            reader.fault(Cell(name, 0, 0), "unknown_sheet", "不认识这张表；请不要改表名", "no such sheet is known")
    return WorkbookContent(reader.sites, tuple(reader.faults))


class _Reader:
    def __init__(self, programmes: Mapping[str, Programme]) -> None:
        self.programmes = programmes
        self.sites: dict[str, SiteCells] = {}
        self.faults: list[tuple[Cell, Fault]] = []

    def fault(self, cell: Cell, code: str, zh: str, en: str) -> None:
        self.faults.append((cell, Fault(str(cell), code, Wording(zh, en))))

    def _codes(self, name: str, rows: Sequence[Sequence[Any]]) -> dict[str, int]:
        """Columns by the codes of the second row."""
        if len(rows) < FIRST_ROW:
            self.fault(
                Cell(name, 0, 0), "no_codes", "缺少第二行的代码，请用下载的工作簿填写", "the row of codes is missing"
            )
            return {}
        return {str(code): place for place, code in enumerate(rows[1]) if code not in ("", None)}

    def kind(self, layout: KindSheet, rows: Sequence[Sequence[Any]]) -> None:
        codes = self._codes(layout.name, rows)
        columns = {column.code: column for column in layout.columns}
        for code, place in codes.items():
            if code not in columns:
                self.fault(Cell(layout.name, 1, place), "unknown_code", "没有这个列代码", "there is no such column")
        for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            texts = {code: _at(row, place) for code, place in codes.items()}
            if all(value in (None, "") for code, value in texts.items() if code != "version"):
                continue
            self._site(layout, columns, codes, number, row)

    def _site(
        self,
        layout: KindSheet,
        columns: Mapping[str, Column],
        codes: Mapping[str, int],
        number: int,
        row: Sequence[Any],
    ) -> None:
        code = _text(_at(row, codes.get("code", -1)))
        at = Cell(layout.name, number, codes.get("code", 0))
        if not code:
            self.fault(at, "missing", "缺少编码", "the code is missing")
            return
        if code in self.sites:
            self.fault(at, "duplicate", f"编码 {code} 重复", f"code {code} is given twice")
            return
        version = typed_number(_text(_at(row, codes.get("version", -1))))
        site = SiteCells(code, layout.programme, layout.kind, version if isinstance(version, int) else None, at)
        self.sites[code] = site
        grouped: dict[str, dict[str, tuple[str, Cell]]] = {}
        location: dict[str, tuple[Any, Cell]] = {}
        for name, place in codes.items():
            column, cell = columns.get(name), Cell(layout.name, number, place)
            value = _at(row, place)
            if column is None or column.locked or value in (None, ""):
                continue
            if name.startswith("location."):
                location[name.removeprefix("location.")] = (value, cell)
            elif "[" in name:
                item, _, part = name.partition("[")
                grouped.setdefault(item, {})[part.removesuffix("]")] = (_text(value), cell)
            else:
                site.say(name, _value(column, value), cell)
        self._location(site, location)
        for item, parts in grouped.items():
            site.say(item, _grouped(parts), next(iter(parts.values()))[1])

    def _location(self, site: SiteCells, parts: Mapping[str, tuple[Any, Cell]]) -> None:
        if not parts:
            return
        cell = next(iter(parts.values()))[1]
        if any(_text(value) == CLEAR for value, _ in parts.values()):
            site.say("location", None, cell)
            return
        systems = {label: code for code, label in CRS.items()}
        value: dict[str, Any] = {key: _number(parts[key][0]) for key in ("lon", "lat") if key in parts}
        if "crs" in parts:
            value["crs"] = systems.get(_text(parts["crs"][0]), _text(parts["crs"][0]))
        site.say("location", value, cell)

    def _listed(self, name: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[SiteCells, dict[str, Any], Cell]]:
        """The rows of a list with the site each belongs to."""
        codes = self._codes(name, rows)
        for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            values = {code: _at(row, place) for code, place in codes.items()}
            if all(value in (None, "") for value in values.values()):
                continue
            cell = Cell(name, number, codes.get("code", 0))
            site = self.sites.get(_text(values.get("code")))
            if site is None:
                self.faults.append((cell, Fault(str(cell), "unknown_code", _UNKNOWN_CODE)))
                continue
            yield site, values, cell

    def _collected(self, site: SiteCells, item: str, empty: Any, cell: Cell) -> Any:
        if item not in site.items:
            site.say(item, empty, cell)
        return site.items[item]

    def roster(self, rows: Sequence[Sequence[Any]]) -> None:
        for site, values, cell in self._listed(ROSTER, rows):
            people = self._collected(site, "staff", [], cell)
            if _text(values.get("role")) == NONE:
                continue
            vocabulary = self.programmes[site.programme].vocabulary
            employments = {label: code for code, label in EMPLOYMENT_LABELS.items()}
            person: dict[str, Any] = {
                "role": _code_of(vocabulary.roles, values.get("role")),
                "employment": employments.get(_text(values.get("employment")), _text(values.get("employment"))),
                "from": _day(values.get("from")) or None,
                "to": _day(values.get("to")) or None,
            }
            person |= {key: _text(values[key]) for key in ("name", "phone") if _text(values.get(key))}
            if _text(values.get("public")) == YES:
                person["public"] = True
            people.append(person)

    def inventory(self, rows: Sequence[Sequence[Any]]) -> None:
        for site, values, cell in self._listed(INVENTORY, rows):
            found = self._collected(site, "equipment", {}, cell)
            if _text(values.get("item")) != NONE:
                item = _code_of(self.programmes[site.programme].vocabulary.equipment, values.get("item"))
                found[item] = _number(values.get("count"))

    def trainings(self, rows: Sequence[Sequence[Any]]) -> None:
        for site, values, cell in self._listed(TRAININGS, rows):
            found = self._collected(site, "trainings_held", [], cell)
            if _text(values.get("topic")) != NONE:
                topic = _code_of(self.programmes[site.programme].vocabulary.trainings, values.get("topic"))
                found.append({"topic": topic, "date": _day(values.get("date"))})

    def figures(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        codes = self._codes(name, rows)
        fixed = ("code", "site", "label", "metric")
        for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            filled = {
                c: _at(row, place) for c, place in codes.items() if c not in fixed and _at(row, place) not in (None, "")
            }
            if not filled:
                continue
            site = self.sites.get(_text(_at(row, codes.get("code", -1))))
            if site is None:
                cell = Cell(name, number, codes.get("code", 0))
                self.faults.append((cell, Fault(str(cell), "unknown_code", _UNKNOWN_CODE)))
                continue
            metric = _text(_at(row, codes.get("metric", -1)))
            for period, value in filled.items():
                cleared = _text(value) == CLEAR
                cell = Cell(name, number, codes[period])
                site.say(f"metrics.{metric}.{period}", None if cleared else _number(value), cell)


def _at(row: Sequence[Any], place: int) -> Any:
    return row[place] if 0 <= place < len(row) else None


def _text(value: Any) -> str:
    """A cell as text; whole numbers, which arrive as floats, without their point."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(value["day"])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        number = Decimal(repr(value))
        return int(number) if number == number.to_integral_value() else number
    return typed_number(_text(value).strip())


def _day(value: Any) -> str:
    return typed_day(_text(value).strip())


def _code_of(labels: Mapping[str, Wording], value: Any) -> str:
    text = _text(value).strip()
    return next((code for code, label in labels.items() if text in (code, label.zh, label.en)), text)


def _value(column: Column, value: Any) -> Any:
    """What one cell of a kind's sheet says."""
    text = _text(value)
    if text.strip() == CLEAR:
        return None
    if column.kind is None:
        known = {label: code for code, label in column.choices.items()}
        return known.get(text.strip(), text)
    match column.kind.type:
        case "boolean":
            return {YES: True, NO: False}.get(text.strip(), text)
        case "choice":
            return {label: code for code, label in column.choices.items()}.get(text.strip(), text)
        case "number" | "integer":
            return _number(value)
        case "date":
            return _day(value)
        case "special_days":
            return _special_days(text)
        case _:
            return text


def _grouped(parts: Mapping[str, tuple[str, Cell]]) -> Any:
    """A set or a week from its columns. A part left blank is not in the set, or closed that day."""
    if any(text.strip() == CLEAR for text, _ in parts.values()):
        return None
    if set(parts) <= set(WEEKDAYS):
        return {day: typed_spans(text) for day, (text, _) in parts.items()}
    return sorted(item for item, (text, _) in parts.items() if text.strip() == HAVE)


def _special_days(text: str) -> dict[str, list[list[str]]]:
    days = {}
    for part in _SPECIAL.split(text.strip()):
        day, _, hours = part.partition(" ")
        if day:
            days[typed_day(day)] = [] if hours.strip() in ("", "不开放") else typed_spans(hours)
    return dict(sorted(days.items()))
