"""Reading a workbook back: what each site's cells say, and where they stand. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from app.errors import Fault
from app.exchange.workbook.child import Sheets
from app.exchange.workbook.layout import (
    CLEAR,
    CRS,
    FIGURES,
    GUIDE,
    HAVE,
    INVENTORY,
    LISTS,
    NO,
    NONE,
    YES,
    Column,
    KindSheet,
    kind_sheets,
    row_choices,
)
from app.exchange.workbook.site_cells import (
    Cell,
    Row,
    SiteCells,
    at,
    broken,
    code_of,
    not_offered,
    number_in,
    text_in,
)
from app.sites.entry import printable
from app.sites.facts import shape_of, value_type
from app.sites.fields import ROWS, row_of
from app.sites.typed import typed_number, typed_spans
from app.sites.vocabulary import FactKind
from app.standards.programme import Programme
from app.wording import Wording

FIRST_ROW = 2
_HIDDEN = "选项"
_UNKNOWN_CODE = Wording("没有此站点；新站点请填在其类别的工作表中", "there is no such site on the sheets of kinds")


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
        if name not in (GUIDE, _HIDDEN):
            reader.broken(name, rows)
        if name in layouts:
            reader.kind(layouts[name], rows)
    lists = {name: key for key, name in LISTS.items()}
    for name, rows in sheets.items():
        if name in lists:
            reader.list(name, lists[name], rows)
        elif name == INVENTORY:
            reader.inventory(rows)
        elif name in FIGURES.values():
            reader.figures(name, rows)
        elif name not in layouts and name not in (GUIDE, _HIDDEN):
            reader.fault(Cell(name, 0, 0), "unknown_sheet", "无法识别此工作表，请勿改动表名", "no such sheet is known")
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
                Cell(name, 0, 0), "no_codes", "缺少第二行的代码，请使用下载的填报表填写", "the row of codes is missing"
            )
            return {}
        return {text_in(code): place for place, code in enumerate(rows[1]) if code not in ("", None)}

    def broken(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """The cells that show no value, in the columns that have a code; what stands beside them is the clerk's own."""
        codes = rows[1] if len(rows) >= FIRST_ROW else ()
        columns = [place for place, code in enumerate(codes) if code not in ("", None)]
        for number, row in enumerate(rows[1:], start=1):
            found = (broken(Cell(name, number, place), at(row, place)) for place in columns)
            self.faults += [fault for fault in found if fault is not None]

    def kind(self, layout: KindSheet, rows: Sequence[Sequence[Any]]) -> None:
        codes = self._codes(layout.name, rows)
        columns = {column.code: column for column in layout.columns}
        for code, place in codes.items():
            if code not in columns:
                self.fault(Cell(layout.name, 1, place), "unknown_code", "没有此列代码", "there is no such column")
        for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            texts = {code: at(row, place) for code, place in codes.items()}
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
        code = text_in(at(row, codes.get("code", -1)))
        here = Cell(layout.name, number, codes.get("code", 0))
        if not code:
            self.fault(here, "missing", "缺少编码", "the code is missing")
            return
        if code in self.sites:
            self._twice(f"编码 {code} ", f"code {code}", self.sites[code].at, here)
            return
        version = typed_number(text_in(at(row, codes.get("version", -1))).strip())
        if version is not None and not isinstance(version, int):
            wrong = Cell(layout.name, number, codes["version"])
            self.fault(wrong, "wrong_version", "版本列有误，请重新下载", "the version is no number; download anew")
        site = SiteCells(code, layout.programme, layout.kind, version if isinstance(version, int) else None, here)
        self.sites[code] = site
        site.place("code", here)
        site.place("version", Cell(layout.name, number, codes.get("version", codes.get("code", 0))))
        grouped: dict[str, dict[str, tuple[str, Cell]]] = {}
        kinds: dict[str, FactKind] = {}
        location: dict[str, tuple[Any, Cell]] = {}
        for name, place in codes.items():
            column, cell = columns.get(name), Cell(layout.name, number, place)
            value = at(row, place)
            if column is None or column.locked or value in (None, ""):
                continue
            if name.startswith("location."):
                location[name.removeprefix("location.")] = (value, cell)
            elif "[" in name and column.kind is not None:
                item, _, part = name.partition("[")
                text, part = text_in(value).strip(), part.removesuffix("]")
                if column.choices and text not in (*column.choices, CLEAR):
                    self.faults.append(not_offered(cell, text, column.choices.values()))
                grouped.setdefault(item, {})[part] = (text, cell)
                kinds[item] = column.kind
                site.place(f"{item}.{part}", cell)
            else:
                site.say(name, _said(column, value), cell)
                site.place(name, cell, column.choices.values(), text_in(value))
        self._location(site, location)
        for item, parts in grouped.items():
            site.say(item, _grouped(kinds[item], parts), next(iter(parts.values()))[1])

    def _twice(self, zh: str, en: str, first: Cell, again: Cell) -> None:
        """Two rows for one thing: neither is taken for the right one."""
        for cell, other in ((first, again), (again, first)):
            said = f"{zh}写了两行，另一行在 {other}，请只留一行", f"{en} is given twice, also at {other}"
            self.fault(cell, "duplicate", *said)

    def _location(self, site: SiteCells, parts: Mapping[str, tuple[Any, Cell]]) -> None:
        if not parts:
            return
        cell = next(iter(parts.values()))[1]
        if any(text_in(value) == CLEAR for value, _ in parts.values()):
            site.say("location", None, cell)
            return
        systems = {label: code for code, label in CRS.items()}
        value: dict[str, Any] = {key: number_in(parts[key][0]) for key in ("lon", "lat") if key in parts}
        for key, (text, place) in parts.items():
            site.place(f"location.{key}", place, CRS.values() if key == "crs" else (), text_in(text))
        if "crs" in parts:
            value["crs"] = systems.get(text_in(parts["crs"][0]), text_in(parts["crs"][0]))
        site.say("location", value, cell)

    def _listed(self, name: str, lead: str, rows: Sequence[Sequence[Any]]) -> Iterator[Row]:
        """The rows of a list with the site each belongs to. A row of none beside others contradicts them."""
        codes = self._codes(name, rows)
        first: dict[str, Row] = {}
        for number, cells in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            values = {code: at(cells, place) for code, place in codes.items()}
            if all(value in (None, "") for value in values.values()):
                continue
            places = {code: Cell(name, number, column) for code, column in codes.items()}
            cell = places.get("code", Cell(name, number, 0))
            site = self.sites.get(text_in(values.get("code")))
            if site is None:
                self.faults.append((cell, Fault(str(cell), "unknown_code", _UNKNOWN_CODE)))
                continue
            row = Row(site, lead, values, places, cell)
            before = first.setdefault(site.code, row)
            if before is not row and (before.is_none or row.is_none):
                for one, other in ((before, row), (row, before)):
                    what = one.cell(lead)
                    said = f"“{NONE}”与另一行 {other.at} 矛盾", f"“{NONE}” contradicts the row at {other.at}"
                    self.fault(what, "contradiction", *said)
            yield row

    def _collected(self, row: Row, item: str, empty: Any) -> Any:
        if item not in row.site.items:
            row.site.say(item, empty, row.at)
        return row.site.items[item]

    def list(self, name: str, key: str, rows: Sequence[Sequence[Any]]) -> None:
        """The rows of a list, each a row of its site's list."""
        kinds = ROWS[key]
        for row in self._listed(name, kinds[0].code, rows):
            found = self._collected(row, key, [])
            if row.is_none:
                continue
            programme = self.programmes[row.site.programme]
            offered = {kind.code: row_choices(kind, programme) for kind in kinds}
            row.place(f"{key}[{len(found)}]", {code: labels.values() for code, labels in offered.items()})
            found.append(row_of(key, {k.code: _value(k, offered[k.code], row.values.get(k.code)) for k in kinds}))

    def inventory(self, rows: Sequence[Sequence[Any]]) -> None:
        first: dict[tuple[str, str], Cell] = {}
        for row in self._listed(INVENTORY, "item", rows):
            found = self._collected(row, "equipment", {})
            if row.is_none:
                continue
            known = self.programmes[row.site.programme].vocabulary.equipment
            item = code_of(known, row.values.get("item"))
            cell = row.cell("item")
            if (row.site.code, item) in first:
                label = known[item] if item in known else Wording(item, item)
                self._twice(f"{row.site.code} 的{label.zh}", f"{label.en}", first[row.site.code, item], cell)
                continue
            first[row.site.code, item] = cell
            offered = () if item in known else [label.zh for label in known.values()]
            row.site.place(f"equipment.{printable(item)}", row.cell("count") if item in known else cell, offered, item)
            count = found[item] = number_in(row.values.get("count"))
            if item not in known and not isinstance(count, int):
                self.fault(row.cell("count"), "wrong_type", "应为数字", "must be a number")

    def figures(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        codes = self._codes(name, rows)
        fixed = ("code", "site", "label", "metric")
        for number, row in enumerate(rows[FIRST_ROW:], start=FIRST_ROW):
            filled = {
                c: at(row, place) for c, place in codes.items() if c not in fixed and at(row, place) not in (None, "")
            }
            if not filled:
                continue
            site = self.sites.get(text_in(at(row, codes.get("code", -1))))
            if site is None:
                cell = Cell(name, number, codes.get("code", 0))
                self.faults.append((cell, Fault(str(cell), "unknown_code", _UNKNOWN_CODE)))
                continue
            metric = text_in(at(row, codes.get("metric", -1)))
            which = Cell(name, number, codes.get("metric", 0))
            if metric not in self.programmes[site.programme].vocabulary.metrics:
                self.fault(which, "unknown_code", "没有此项目代码，请勿改动此列", "there is no such figure")
                continue
            for period, value in filled.items():
                item, cell = f"metrics.{metric}.{period}", Cell(name, number, codes[period])
                if item in site.items:
                    self._twice(f"{site.code} 的{metric} {period} ", f"{metric} {period}", site.cells[item], cell)
                    continue
                site.say(item, None if text_in(value).strip() == CLEAR else number_in(value), cell)
                site.place(f"{item}.metric", which)
                site.place(f"{item}.period", Cell(name, 1, codes[period]))


def _said(column: Column, value: Any) -> Any:
    """What one cell of a kind's sheet says; None takes away."""
    text = text_in(value)
    if text.strip() == CLEAR:
        return None
    if column.kind is None:
        return _code_in(column.choices, text)
    return _value(column.kind, column.choices, value)


def _value(kind: FactKind, labels: Mapping[str, str], value: Any) -> Any:
    """A cell as a value of this kind; as it is where it is none, for entry to refuse. None for an empty cell."""
    text = text_in(value)
    if not text:
        return None
    shape = shape_of(kind)
    match shape:
        case "truth":
            return {YES: True, NO: False}.get(text.strip(), text)
        case "code":
            return _code_in(labels, text)
        case "number":
            return number_in(value)
        case "text" | "days":
            return value_type(kind.type).typed(text)
        case "codes" | "week":
            return text  # they have a column for each of their parts
        case _:
            assert_never(shape)


def _code_in(labels: Mapping[str, str], text: str) -> str:
    """The code of a label of the drop-down; the text as it is where it is none."""
    known = {label: code for code, label in labels.items()}
    plain = text.strip()
    return plain if plain in labels else known.get(plain, text)


def _grouped(kind: FactKind, parts: Mapping[str, tuple[str, Cell]]) -> Any:
    """A set or a week from its columns. A part left blank is not in the set, or closed that day."""
    if any(text.strip() == CLEAR for text, _ in parts.values()):
        return None
    if shape_of(kind) == "week":
        return {day: typed_spans(text) for day, (text, _) in parts.items()}
    return sorted(item for item, (text, _) in parts.items() if text.strip() == HAVE)
