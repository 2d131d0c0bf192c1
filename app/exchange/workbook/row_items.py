"""What the cells of one row of a kind's sheet say of its site, and where each stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head
from app.exchange.workbook.layout import CRS, Column
from app.exchange.workbook.merged_cells import Shared
from app.exchange.workbook.row_identity import KEPT_APART
from app.exchange.workbook.sheets import Cell, at
from app.exchange.workbook.site_cells import Placed, PointParts, SetParts, SiteCells, WeekParts
from app.exchange.workbook.values import (
    clears,
    crs_in,
    degrees_in,
    hours_in,
    is_blank,
    label_in,
    text_in,
    truth_in,
    value_in,
)
from app.normal.codes import normal_code
from app.normal.text import compared
from app.sites.facts import shape_of

_REFUSED = "refused"


class _ReadFrom(NamedTuple):
    """A column that is read: where it stands, which item and which part of it stands there, and its drop-down."""

    code: str
    place: int
    column: Column
    item: str
    part: str
    path: str
    choices: tuple[str, ...]
    shape: str

    @classmethod
    def of(cls, code: str, place: int, column: Column) -> _ReadFrom:
        item, _, part = code.partition("[")
        part = part.removesuffix("]")
        choices = CRS if code == "location.crs" else column.choices
        shape = shape_of(column.kind) if column.kind is not None else ""
        return cls(code, place, column, item, part, f"{item}.{part}" if part else code, tuple(choices.values()), shape)


class RowItems:
    """The reader of the cells of the rows of one sheet. `merged` are the cells that nothing is read from, `shared`
    those that have the value of the range that they are merged into.
    """

    def __init__(
        self,
        found: Findings,
        head: Head,
        columns: Mapping[str, Column],
        merged: Collection[tuple[int, int]],
        shared: Mapping[tuple[int, int], Shared],
    ) -> None:
        self.found, self.head, self.merged, self.shared = found, head, merged, shared
        self.read_from = [
            _ReadFrom.of(code, place, columns[code])
            for code, place in head.codes.items()
            if code in columns and code not in KEPT_APART
        ]

    def read(self, site: SiteCells, number: int, row: Sequence[Any], broken: set[str]) -> None:
        """Take what every cell of the row says into the site; columns in `broken` show no value."""
        sets: dict[str, dict[str, Any]] = {}
        weeks: dict[str, dict[str, Any]] = {}
        point: dict[str, Any] = {}
        for one in self.read_from:
            code, place, column, item, part, path = one.code, one.place, one.column, one.item, one.part, one.path
            if code in broken or (number, place) in self.merged:
                continue
            value = at(row, place)
            if (shared := self.shared.get((number, place))) is not None:
                value = shared.value
            placed = site.place(path, Cell(self.head.name, number, place), column.header, text_in(value), one.choices)
            if shared is not None:
                shared.places.append((site, path, placed))
            if is_blank(value):
                site.blank.append((path if part or code.startswith("location.") else item, placed))
                continue
            if code.startswith("location."):
                point[code.removeprefix("location.")] = self._point_part(site, code, placed, value)
            elif part and one.shape == "codes":
                sets.setdefault(item, {})[part] = self._cleared_or(site, path, placed, value, truth_in)
            elif part:
                weeks.setdefault(item, {})[part] = self._cleared_or(site, path, placed, value, hours_in)
            elif clears(value):
                site.items[item] = None
            else:
                self._plain(site, column, item, placed, value)
        self._grouped(site, sets, weeks, point)

    def _plain(self, site: SiteCells, column: Column, item: str, placed: Placed, value: Any) -> None:
        faults = len(self.found.faults)
        if item == "parent":
            said: Any = self._parent(placed, value)
        elif column.kind is not None:
            said = self.found.take(site, item, placed, value_in(column.kind, column.choices, value))
        elif column.choices:
            said = self.found.take(site, item, placed, label_in(column.choices, value))
        else:
            said = compared(text_in(value))
        if len(self.found.faults) == faults:
            site.items[item] = said

    def _parent(self, placed: Placed, value: Any) -> str:
        text = text_in(value)
        code = self.found.known.code_meant(text)
        if code is not None and code != text:
            self.found.read_as(placed, code)
        return code or normal_code(text)

    def _cleared_or(self, site: SiteCells, path: str, placed: Placed, value: Any, read: Any) -> Any:
        """None for a cell that takes its part away; "refused" where it was refused."""
        if clears(value):
            return None
        faults = len(self.found.faults)
        said = self.found.take(site, path, placed, read(value))
        return said if len(self.found.faults) == faults else _REFUSED

    def _point_part(self, site: SiteCells, path: str, placed: Placed, value: Any) -> Any:
        return self._cleared_or(site, path, placed, value, crs_in if path == "location.crs" else degrees_in)

    def _grouped(
        self,
        site: SiteCells,
        sets: Mapping[str, Mapping[str, Any]],
        weeks: Mapping[str, Mapping[str, Any]],
        point: Mapping[str, Any],
    ) -> None:
        """The items that have several cells, unless one of these was refused."""
        for item, parts in sets.items():
            if _REFUSED not in parts.values():
                answers = {answer: {p for p, said in parts.items() if said is answer} for answer in (True, False, None)}
                site.items[item] = SetParts(*(frozenset(answers[answer]) for answer in (True, False, None)))
        for item, days in weeks.items():
            if _REFUSED not in days.values():
                open_days = {day: spans for day, spans in days.items() if spans is not None}
                site.items[item] = WeekParts(open_days, frozenset(days.keys() - open_days.keys()))
        point = _parted(point)
        if point and _REFUSED not in point.values():
            site.items["location"] = PointParts(
                {key: value for key, value in point.items() if value is not None}, None in point.values()
            )


def _parted(point: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a point; where one cell holds both coordinates, they count, and are told as they were read."""
    pair = next((value for value in point.values() if isinstance(value, tuple)), None)
    return dict(point) if pair is None else {**point, "lon": pair[0], "lat": pair[1]}
