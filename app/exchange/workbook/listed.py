"""The rows of a sheet of lists or figures: whose each is, and which of them are passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head, is_alone, is_footer
from app.exchange.workbook.layout import NAME
from app.exchange.workbook.merged_cells import Shared, merged_cells
from app.exchange.workbook.sheets import Cell, at
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.values import is_blank, text_in
from app.normal.text import compared
from app.sites.entry import printable

_NAMED = 5


@dataclass
class Row:
    """One row of a list. `shared` are the merged ranges that some of its values are of."""

    site: SiteCells
    number: int
    values: Mapping[str, Any]
    broken: set[str] = field(default_factory=set)
    shared: tuple[Shared, ...] = ()


def listed_rows(found: Findings, head: Head, may_share: Collection[str] = ()) -> Iterator[Row]:
    """The rows of a list with the site each belongs to. What is nobody's is a fault, or said to be passed over. Of the
    columns that `may_share`, a value that is merged over several rows is each row's.
    """
    rows = [(number, row) for number, row in head.rows() if _says_something(head, row)]
    places = {head.codes[code] for code in may_share if code in head.codes}
    passed = [
        number
        for number, row in rows
        if (is_footer(row) or is_alone(row)) and not _meant(found, head, number, row, places)
    ]
    over = merged_cells(found, head, [number for number, _ in rows if number not in passed], places)
    merged = over.refused
    absent: dict[str, str] = {}
    for number, row in rows:
        if number in passed:
            cell = Cell(head.name, number, 0)
            what = printable(next((text_in(value) for value in row if not is_blank(value)), ""))
            found.not_read(
                f"工作表“{head.name}”第 {number + 1} 行（{what}）未读取",
                f"row {number + 1} of “{head.name}” was not read",
                cell,
            )
            continue
        broken = found.broken(head, number, row)
        values = {code: at(row, place) for code, place in head.codes.items()}
        if not merged and not over.shared:
            if "code" not in broken and (site := _site_of(found, head, number, values, absent)) is not None:
                yield Row(site, number, values, broken)
            continue
        shared = {code: over.shared[number, p] for code, p in head.codes.items() if (number, p) in over.shared}
        values |= {code: one.value for code, one in shared.items()}
        if "code" in broken or (number, head.codes.get("code", 0)) in merged:
            continue
        site = _site_of(found, head, number, values, absent)
        if site is not None:
            values = {code: None if (number, head.codes[code]) in merged else v for code, v in values.items()}
            unread = {c for c, p in head.codes.items() if (number, p) in merged}
            said = [one for code, one in shared.items() if code != NAME or not compared(text_in(values.get("code")))]
            yield Row(site, number, values, broken | unread, tuple(said))
    if absent and not found.lost_sheet:
        named = "、".join(list(absent.values())[:_NAMED]) + ("等" if len(absent) > _NAMED else "")
        found.not_read(
            f"工作表“{head.name}”中 {named}（{len(absent)} 个站点）的行未读取：这些站点不在其类别的工作表中",
            f"the rows of {len(absent)} site(s) in “{head.name}” were not read: they are on no sheet of their kind",
        )


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
