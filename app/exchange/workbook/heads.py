"""The head of a sheet: the row of codes, wherever it stands; and the rows below it that are nobody's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.workbook.fault_list import REASON
from app.exchange.workbook.layout import NAME
from app.exchange.workbook.sheets import Cell, SheetIn
from app.exchange.workbook.values import is_blank, text_in
from app.normal.text import compared

_HIGHEST_ROW = 15
"""Below so many rows no head is looked for."""
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?|cumulative", re.ASCII)
_FOOTER = re.compile(
    r"(合计|总计|小计|共计|填表人|填报人|制表人|审核人|经办人|负责人|单位负责人|填报单位|填表日期|填报日期|制表日期)(?![一-鿿])"
    r"|(合计|填表人|填报人|制表人|审核人|经办人|负责人|备注|说明|注|日期|联系电话)[:：].*"
)
_COPY = re.compile(r"(\s*[(（_\-]?\s*\d+\s*[)）]?|\s*[-_(（]?\s*(的?副本|copy|复制)\s*[)）]?)+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Which column stands where in a sheet. `row` is that of the codes, `twice` the columns whose code stands there
    again.
    """

    name: str
    sheet: SheetIn
    row: int
    codes: Mapping[str, int]
    twice: tuple[tuple[str, int], ...]

    def rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """The rows below the head."""
        for number in range(self.row + 1, len(self.sheet.rows)):
            yield number, self.sheet.rows[number]

    def cell(self, number: int, code: str) -> Cell:
        """The cell of a row in the column of a code; in the first column where there is none."""
        return Cell(self.name, number, self.codes.get(code, 0))

    def header(self, column: int) -> str:
        """What a column is called above its code; the letters of the column where nothing stands there."""
        text = text_in(self.sheet.value(self.row - 1, column)).strip() if self.row else ""
        return text.removeprefix("*").strip()

    def uncoded(self) -> list[int]:
        """The columns without a code in which something stands below the head; the program's own reasons left out."""
        used: set[int] = set()
        for _, row in self.rows():
            used.update(place for place, value in enumerate(row) if not is_blank(value))
        coded = {*self.codes.values(), *(place for _, place in self.twice)}
        return sorted(place for place in used - coded if self.header(place) != REASON)


def found_head(name: str, sheet: SheetIn, known: Collection[str]) -> Head | None:
    """The head of a sheet: the first row that holds two known codes at least."""
    for number, row in enumerate(sheet.rows[:_HIGHEST_ROW]):
        texts = [(compared(text_in(value)), place) for place, value in enumerate(row) if not is_blank(value)]
        codes: dict[str, int] = {}
        twice = []
        for text, place in texts:
            if text in codes:
                twice.append((text, place))
            else:
                codes[text] = place
        if sum(code in known or _PERIOD.fullmatch(code) is not None for code in codes) > 1 and known & codes.keys():
            return Head(name, sheet, number, codes, tuple(twice))
    return None


def holds_headers(sheet: SheetIn, headers: Collection[str]) -> bool:
    """Whether a sheet without codes still has the headers of one of ours."""
    for row in sheet.rows[:_HIGHEST_ROW]:
        texts = {compared(text_in(value)).removeprefix("*").strip() for value in row}
        if len(texts & set(headers)) > 1:
            return True
    return False


def is_period(code: str) -> bool:
    """Whether the code of a column is a period of figures."""
    return _PERIOD.fullmatch(code) is not None


def without_copy(name: str) -> str:
    """The name of a sheet without what a copy of it has behind.

    >>> without_copy("零工市场 (2)"), without_copy("零工市场_2"), without_copy("零工市场的副本")
    ('零工市场', '零工市场', '零工市场')
    """
    return _COPY.sub("", name)


def is_footer(row: Iterable[Any]) -> bool:
    """Whether a row is a sum or a signature.

    >>> is_footer([None, "合 计", 12]), is_footer(["填表人：张三"]), is_footer(["QX-TUXI", "合计"])
    (True, True, False)
    """
    first = next((text_in(value) for value in row if not is_blank(value)), "")
    return _FOOTER.match("".join(compared(first).split())) is not None


def is_alone(row: Iterable[Any]) -> bool:
    """Whether nothing but one cell is filled in a row: a remark, or a stray cell.

    >>> is_alone(["以上数据截至10月", None]), is_alone(["QX-1", 20])
    (True, False)
    """
    filled = (True for value in row if not is_blank(value))
    return next(filled, False) and not next(filled, False)


IGNORED = frozenset({NAME, "label"})
"""Columns that are there for people."""
