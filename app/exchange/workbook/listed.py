"""The rows of a sheet of lists or figures: whose each is, and which of them are passed over."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head, is_alone, is_footer
from app.exchange.workbook.layout import NAME
from app.exchange.workbook.merged_cells import MergedCells, Shared, merged_cells
from app.exchange.workbook.sheets import Cell, at
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.values import is_blank, text_in
from app.normal.printable import printable
from app.normal.text import compared

_NAMED = 5


@dataclass
class Row:
    """One row of a list. `shared` are the merged ranges that some of its values are of."""

    site: SiteCells
    number: int
    values: Mapping[str, Any]
    broken: set[str] = field(default_factory=set)
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet of a list: the numbers of the rows of each site, by its code; what is merged over them; its `place` among
    the sheets that are read.
    """

    head: Head
    merged: MergedCells
    place: int
    numbers: dict[str, array[int]]

    def shared(self, number: int) -> tuple[Shared, ...]:
        """The merged ranges that some values of a row are of; one over names counts where there is no code."""
        values, ranges = _values(self, number), _ranges(self, number)
        return tuple(one for code, one in ranges if code != NAME or not compared(text_in(values.get("code"))))


def listed_rows(found: Findings, head: Head, place: int, may_share: Collection[str] = ()) -> Listed:
    """Whose the rows of a list are. What is nobody's is a fault, or said to be passed over. Of the columns that
    `may_share`, a value that is merged over several rows is each row's.
    """
    places = {head.codes[code] for code in may_share if code in head.codes}
    numbers: list[int] = []
    passed: set[int] = set()
    for number, row in head.rows():
        if _says_something(head, row):
            numbers.append(number)
            if (is_footer(row) or is_alone(row)) and not _meant(found, head, number, row, places):
                passed.add(number)
    merged = merged_cells(found, head, [number for number in numbers if number not in passed], places)
    listed = Listed(head, merged, place, {})
    absent: dict[str, str] = {}
    for number in numbers:
        found.go_to(place, 1, number)
        row = head.sheet.rows[number]
        if number in passed:
            cell = Cell(head.name, number, 0)
            what = printable(next((text_in(value) for value in row if not is_blank(value)), ""))
            found.not_read(
                f"工作表“{head.name}”第 {number + 1} 行（{what}）未读取",
                f"row {number + 1} of “{head.name}” was not read",
                cell,
            )
            continue
        found.go_to(place, 1, number, 2)
        nothing = "code" in head.codes and found.shows_nothing(at(row, head.codes["code"]))
        is_told = not nothing and (number, head.codes.get("code", 0)) not in merged.refused
        site = _site_of(found, head, number, _values(listed, number, ("code", NAME)), absent) if is_told else None
        if site is not None:
            listed.numbers.setdefault(site.code, array("I")).append(number)
        else:
            found.go_to(place, 1, number, 1)
            found.broken(head, number, row)
    found.go_to(place, 1, len(head.sheet.rows))
    if absent and not found.lost_sheet:
        named = "、".join(list(absent.values())[:_NAMED]) + ("等" if len(absent) > _NAMED else "")
        found.not_read(
            f"工作表“{head.name}”中 {named}（{len(absent)} 个站点）的行未读取：这些站点不在其类别的工作表中",
            f"the rows of {len(absent)} site(s) in “{head.name}” were not read: they are on no sheet of their kind",
        )
    return listed


def row_listed(found: Findings, listed: Listed, site: SiteCells, number: int) -> Row:
    """A row of a site; each of its cells that shows no value is a fault."""
    head, merged = listed.head, listed.merged
    found.go_to(listed.place, 1, number, 1)
    broken = found.broken(head, number, head.sheet.rows[number])
    values = _values(listed, number)
    if not merged.refused and not merged.shared:
        return Row(site, number, values, broken)
    unread = {code for code, place in head.codes.items() if (number, place) in merged.refused}
    values = {code: None if code in unread else value for code, value in values.items()}
    return Row(site, number, values, broken | unread, listed.shared(number))


def _values(listed: Listed, number: int, columns: Collection[str] = ()) -> dict[str, Any]:
    """What a row says, merged ranges too, in all columns that have a code or in these."""
    codes, row = listed.head.codes, listed.head.sheet.rows[number]
    values = {code: at(row, codes[code]) for code in columns or codes if code in codes}
    return values | {code: one.value for code, one in _ranges(listed, number)}


def _ranges(listed: Listed, number: int) -> Sequence[tuple[str, Shared]]:
    shared = listed.merged.shared
    if not shared:
        return ()
    return [(code, shared[number, p]) for code, p in listed.head.codes.items() if (number, p) in shared]


def _says_something(head: Head, row: Sequence[Any]) -> bool:
    return any(not is_blank(at(row, place)) for code, place in head.codes.items() if code != NAME)


def _meant(found: Findings, head: Head, number: int, row: Sequence[Any], may_share: Collection[int]) -> str | None:
    """The site that a row is of by its code, its own or that of the range it is merged into."""
    place = head.codes.get("code", -1)
    over = next((m for m in head.sheet.merged if m.holds(number, place)), None) if place in may_share else None
    text = text_in(at(row, place) if over is None else head.sheet.value(over.row, over.column))
    return found.known.code_meant(text) if compared(text) else None


def _site_of(
    found: Findings, head: Head, number: int, values: Mapping[str, Any], absent: dict[str, str]
) -> SiteCells | None:
    """The site of a row: by its code, by its name in place of it, or by the name beside it."""
    written = text_in(values.get("code"))
    named = text_in(values.get(NAME))
    text = written if compared(written) else named
    placed = Placed(head.cell(number, "code"), "" if compared(written) else named, "站点编码", written)
    code = found.known.code_meant(text) if compared(text) else None
    if code is None:
        if not compared(text):
            found.fault(placed, "missing", "缺少站点编码", "the code of the site is missing")
            return None
        if len(same := found.known.all_named(text)) > 1:
            which = "、".join(same[:_NAMED])
            found.fault(
                placed, "unknown_code", f"有几个站点叫这个名称，请填编码：{which}", f"several have this name: {which}"
            )
            return None
        close = found.known.suggestions(text)
        hint = (f"，是不是 {'、'.join(close)}？", f"; is it {', '.join(close)}?") if close else ("", "")
        found.fault(placed, "unknown_code", f"没有此站点{hint[0]}", f"there is no such site{hint[1]}")
        return None
    if code in found.unsure:
        return None
    site = found.sites.get(code)
    if site is None:
        known = found.known.get(code)
        absent[code] = known.name if known is not None and known.name else code
        return None
    if written != code and compared(written):
        found.read_as(Placed(placed.cell, site.label, "站点编码", written), code)
    return site


def say_missing(found: Findings, head: Head, columns: Mapping[str, str]) -> None:
    """Name the columns of a list that are not there, and those that are not read."""
    known = {*columns, "code", NAME, "label"}
    for code, label in columns.items():
        if code not in head.codes:
            found.not_read(
                f"工作表“{head.name}”中没有“{label}”列，未读取",
                f"“{head.name}” has no column “{label}”",
            )
    strange = {place for code, place in head.codes.items() if code not in known}
    for place in sorted({*strange, *head.uncoded()}):
        name = head.header(place) or text_in(head.sheet.value(head.row, place))
        cell = Cell(head.name, head.row, place)
        found.not_read(
            f"工作表“{head.name}”的“{name or cell.name}”列没有可识别的代码，未读取",
            f"the column “{name or cell.name}” of “{head.name}” has no known code and was not read",
            cell,
        )
