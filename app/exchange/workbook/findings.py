"""What comes of reading a workbook: its sites, what cannot be understood, and what its reader should be told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.errors import Fault
from app.exchange.workbook.heads import Head
from app.exchange.workbook.known import KnownSites
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.site_cells import BROKEN, Note, Placed, SiteCells
from app.exchange.workbook.values import Reading, text_in
from app.normal.printable import printable
from app.standards.programme import Programme
from app.wording import Wording

Found = TypeVar("Found")
Order = tuple[int, int, int, int]
"""A sheet; its head, rows or what comes after them; a row; what of it is told first."""
_ERROR_TEXT = re.compile(r"#(SPILL|CALC|FIELD|BLOCKED|UNKNOWN|CONNECT|BUSY|N/A|REF|VALUE|DIV/0|NAME|NULL|NUM)[!?]?")


@dataclass
class Findings:
    """What has been found so far. `unsure` are codes of sites whose row was refused, so that nothing more is said of
    them; `sheets_read` which lists the workbook has.
    """

    programmes: Mapping[str, Programme]
    known: KnownSites
    sites: dict[str, SiteCells] = field(default_factory=dict)
    faults: list[tuple[Cell, Fault]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    lost_sheet: bool = False
    lists_read: set[str] = field(default_factory=set)
    kinds_read: set[tuple[str, str]] = field(default_factory=set)
    _order: dict[str, list[Order]] = field(default_factory=lambda: {"faults": [], "notes": []})
    _now: Order = (0, 0, 0, 0)
    _sheets: int = 0

    def begin_sheet(self) -> int:
        """The place of one more sheet among those that are read; what is found from here on is of its head."""
        self._sheets += 1
        self.go_to(self._sheets, 0)
        return self._sheets

    def go_to(self, sheet: int, part: int, row: int = 0, step: int = 0) -> None:
        """What is found from here on stands there in the order of what is told."""
        self._keep_order()
        self._now = sheet, part, row, step

    def _keep_order(self) -> None:
        for name, found in (("faults", self.faults), ("notes", self.notes)):
            order = self._order[name]
            order += [self._now] * (len(found) - len(order))

    def in_order(self) -> tuple[tuple[tuple[Cell, Fault], ...], tuple[Note, ...]]:
        """Faults and notes: sheet after sheet and row after row, whenever they were found."""
        self._keep_order()
        return _sorted_by(self._order["faults"], self.faults), _sorted_by(self._order["notes"], self.notes)

    def whole(self, code: str) -> SiteCells:
        """All that the workbook says of a site, in a copy that nobody else keeps. To be asked for once: what is found
        meanwhile is told each time.
        """
        site = self.sites[code].copied()
        for read, what in site.unread:
            read(site, what)
        site.unread = []
        return site

    def fault(self, placed: Placed, code: str, zh: str, en: str) -> None:
        """Note what is wrong with a cell."""
        self.faults.append(placed.fault(code, Wording(zh, en)))

    def not_read(self, zh: str, en: str, cell: Cell | None = None) -> None:
        """Note what was passed over."""
        self.notes.append(Note("not_read", Wording(zh, en), cell))

    def read_as(self, placed: Placed, shown: str) -> None:
        """Note that a cell was read otherwise than it stands there."""
        said = Wording(f"已按 {printable(shown)} 读取", f"read as {printable(shown)}")
        self.notes.append(Note("read", placed.sentence(said), placed.cell))

    def take(self, site: SiteCells, path: str, placed: Placed, reading: Reading) -> Any:
        """The value of a reading; its faults, questions and notes go where they belong. None where it was refused."""
        if reading.wrong is not None:
            self.faults.append(placed.fault("wrong_type", reading.wrong))
            return None
        if reading.not_offered and placed.choices:
            self.faults.append(placed.not_offered())
            return None
        if reading.asked is not None:
            site.asked[path] = reading.asked
        if reading.shown:
            self.read_as(placed, reading.shown)
        return reading.value

    def broken(self, head: Head, number: int, row: Sequence[Any]) -> set[str]:
        """The codes of the columns in which a row shows no value; each is a fault."""
        found = set()
        for code, place in head.codes.items():
            value = row[place] if place < len(row) else None
            if (said := _broken(value)) is not None:
                found.add(code)
                cell = Cell(head.name, number, place)
                self.faults.append(Placed(cell, field=head.header(place)).fault(BROKEN, said))
        return found

    @staticmethod
    def shows_nothing(value: Any) -> bool:
        """Whether a cell shows no value but an error of Excel's or a formula not worked out."""
        return _broken(value) is not None

    def twice(self, zh: str, en: str, first: Placed, again: Placed) -> None:
        """Two cells for one thing: neither is taken for the right one."""
        for one, other in ((first, again), (again, first)):
            said = f"{zh}写了两处，另一处在 {other.cell}，请只留一处", f"{en} is given twice, also at {other.cell}"
            self.faults.append((one.cell, Fault(str(one.cell), "duplicate", Wording(*said))))


def _sorted_by(order: Sequence[Order], found: Sequence[Found]) -> tuple[Found, ...]:
    return tuple(found[place] for place in sorted(range(len(order)), key=order.__getitem__))


def _broken(value: Any) -> Wording | None:
    """What is said of a cell that shows no value but an error of Excel's or a formula not worked out."""
    is_error = isinstance(value, str) and "#" in value and _ERROR_TEXT.fullmatch(value.strip()) is not None
    if not is_error and not (isinstance(value, dict) and ("error" in value or "formula" in value)):
        return None
    said = printable(text_in(value))
    if is_error or "error" in value:
        return Wording(
            f"单元格是 Excel 的错误值 {said}，请改为数值或文字，或者清空",
            f"the cell holds Excel's error {said}; put a value in its place or clear it",
        )
    return Wording(
        f"单元格里的公式 {said} 没有保存计算结果，请改为数值或文字，或者清空",
        f"the cell's formula {said} was saved without its result; put a value in its place or clear it",
    )
