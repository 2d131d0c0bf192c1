"""Reading the sheet of a kind: a row a site, known or new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import IGNORED, Head, is_alone, is_footer, without_copy
from app.exchange.workbook.layout import Column, KindSheet, shown_columns
from app.exchange.workbook.merged_cells import ask_for_each, merged_cells
from app.exchange.workbook.row_identity import KEPT_APART, RowIdentity
from app.exchange.workbook.row_items import RowItems
from app.exchange.workbook.sheets import Cell, at, letters
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.two_sheets import on_both_sheets
from app.exchange.workbook.values import is_blank, text_in
from app.normal.printable import printable
from app.normal.text import compared

_EACH_ITS_OWN = KEPT_APART | {"name"}
"""What no two sites have alike: merged over rows, it is refused."""


class _Filled(NamedTuple):
    """A row that says something: where it stands, the registered site that it is of, whether it is no site at all."""

    number: int
    known: str | None
    is_passed_over: bool


class KindRows:
    """The reader of one sheet of a kind."""

    def __init__(self, found: Findings, head: Head, layouts: Mapping[str, KindSheet], day: date) -> None:
        self.found, self.head, self.day = found, head, day
        self.layouts = layouts
        self.layout: KindSheet | None = None
        self.columns: dict[str, Column] = {}
        self.items: RowItems | None = None
        self.place = found.begin_sheet()

    def read(self) -> None:
        """All rows; what is missing or strange in the head is said once."""
        head, found = self.head, self.found
        rows = [self._filled(number, row) for number, row in head.rows() if self._is_filled(row)]
        if "code" not in head.codes:
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“编码”列（代码 code），请从下载的填报表中恢复此列"
            found.fault(where, "no_codes", zh, f"the sheet “{head.name}” has no column of codes (code); restore it")
            found.lost_sheet = True
            return
        self.layout = self._which_kind(rows)
        if self.layout is None:
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"看不出工作表“{head.name}”是哪一类站点，请用原来的表名"
            found.fault(where, "unknown_sheet", zh, f"cannot tell which kind of site “{head.name}” is; keep its name")
            found.lost_sheet = True
            return
        found.kinds_read.add((self.layout.programme, self.layout.kind))
        self.columns = {column.code: column for column in self.layout.columns}
        self._say_columns(rows)
        if "version" not in head.codes and any(row.known is not None for row in rows):
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“版本”列（代码 version），无法核对下载后他人的修改，请从下载的填报表中恢复"
            found.fault(where, "no_version", zh, f"the sheet “{head.name}” has no column of versions; restore it")
            found.unsure.update(row.known for row in rows if row.known is not None)
            return
        for one in rows:
            if one.is_passed_over:
                said = _first_text(head.sheet.rows[one.number])
                found.not_read(
                    f"工作表“{head.name}”第 {one.number + 1} 行（{said}）不是站点，未读取",
                    f"row {one.number + 1} of “{head.name}” is no site and was not read",
                    Cell(head.name, one.number, 0),
                )
        self._sites(self.layout, [one.number for one in rows if not one.is_passed_over])

    def _sites(self, layout: KindSheet, numbers: Sequence[int]) -> None:
        head, found = self.head, self.found
        may_share = {place for code, place in head.codes.items() if code in self.columns and code not in _EACH_ITS_OWN}
        merged = merged_cells(found, head, numbers, may_share)
        identity = RowIdentity(found, head, layout, merged.refused)
        self.items = RowItems(found, head, self.columns, merged.refused, merged.shared)
        take = self._take
        apart = {head.codes[code] for code in KEPT_APART if code in head.codes}
        shared = {number for number, _ in merged.shared}
        for number in numbers:
            found.go_to(self.place, 1, number)
            row = head.sheet.rows[number]
            site = identity.site_of(number, row)
            if site is None:
                continue
            if any(found.shows_nothing(at(row, place)) for place in apart):
                found.broken(head, number, row)
                found.unsure.add(site.code)
                continue
            is_new = site.version is None and not site.code
            if is_new or number in shared:
                self._take(site, number)
            else:
                site.unread.append((take, number))
            found.go_to(self.place, 1, number, 2)
            if is_new:
                identity.give_code(site)
            self._kept(site)
        found.go_to(self.place, 2)
        ask_for_each(found, head, {id(one): one for one in merged.shared.values()}.values())

    def _take(self, site: SiteCells, number: int) -> None:
        """Take what a row says into its site."""
        head, found = self.head, self.found
        assert self.items is not None, "rows are read first"
        found.go_to(self.place, 1, number, 1)
        row = head.sheet.rows[number]
        site.place("code", site.at, "编码", site.code)
        site.place("version", head.cell(number, "version"), "版本")
        self.items.read(site, number, row, found.broken(head, number, row))

    def _filled(self, number: int, row: Sequence[Any]) -> _Filled:
        known = self._known_code(row)
        return _Filled(number, known, known is None and self._is_passed_over(row))

    def _is_filled(self, row: Sequence[Any]) -> bool:
        places = (place for code, place in self.head.codes.items() if code != "version")
        return any(not is_blank(at(row, place)) for place in places) or is_footer(row)

    def _known_code(self, row: Sequence[Any]) -> str | None:
        text = text_in(at(row, self.head.codes.get("code", -1)))
        code = self.found.known.code_meant(text) if compared(text) else None
        return code if code is not None and self.found.known.get(code) is not None else None

    def _is_passed_over(self, row: Sequence[Any]) -> bool:
        """Whether the row of no known site is a sum, a signature or a stray remark. A name alone is a site that is not
        filled in yet.
        """
        return is_footer(row) or (is_alone(row) and is_blank(at(row, self.head.codes.get("name", -1))))

    def _which_kind(self, rows: Sequence[_Filled]) -> KindSheet | None:
        """The kind that the sites of a sheet are of; where none is known, by the name of the sheet, or by its head."""
        by_name = self.layouts.get(self.head.name) or self.layouts.get(without_copy(self.head.name))
        kinds: Counter[tuple[str, str]] = Counter()
        for one in rows:
            if one.known is not None and (site := self.found.known.get(one.known)) is not None:
                kinds[site.programme, site.kind] += 1
        of_kind = {(layout.programme, layout.kind): layout for layout in self.layouts.values()}
        if by_name is not None and (not kinds or (by_name.programme, by_name.kind) in kinds):
            return by_name
        if kinds:
            return of_kind.get(kinds.most_common(1)[0][0])
        fits = [one for one in self.layouts.values() if self.head.codes.keys() <= {c.code for c in one.columns}]
        return fits[0] if len(fits) == 1 else None

    def _say_columns(self, rows: Sequence[_Filled]) -> None:
        """Name the columns that are not read, and those that should be there and are not."""
        head, found, layout = self.head, self.found, self.layout
        assert layout is not None
        for code, place in head.twice:
            if code in self.columns:
                where = Placed(Cell(head.name, head.row, place), field=self.columns[code].header)
                found.fault(where, "duplicate", "此列出现两次，请只留一列", "this column is there twice; keep one")
        strange = [place for code, place in head.codes.items() if code not in self.columns and code not in IGNORED]
        for place in sorted({*strange, *head.uncoded()}):
            if any(not is_blank(at(row, place)) for _, row in head.rows()):
                name = head.header(place) or text_in(head.sheet.value(head.row, place))
                cell = Cell(head.name, head.row, place)
                found.not_read(
                    f"工作表“{head.name}”的 {letters(place)} 列{f'（{name}）' if name else ''}没有可识别的代码，未读取",
                    f"column {letters(place)}{f' ({name})' if name else ''} of “{head.name}” has no known code"
                    " and was not read",
                    cell,
                )
        reported = found.known.reported_by(row.known for row in rows if row.known is not None)
        for column in shown_columns(found.programmes[layout.programme], layout.kind, reported, self.day):
            if reported and column.code not in head.codes and column.code not in KEPT_APART:
                found.not_read(
                    f"工作表“{head.name}”中没有“{column.header}”列，未读取，已填内容不变",
                    f"“{head.name}” has no column “{column.header}”; what is recorded stays",
                )

    def _kept(self, site: SiteCells) -> None:
        found = self.found
        found.known.add(site.code, site.name)
        before = found.sites.get(site.code)
        if before is None:
            found.sites[site.code] = site
        elif before.at.sheet == site.at.sheet:
            label = f"{site.label}（{site.code}）"
            found.twice(label, label, Placed(before.at), Placed(site.at))
            before.unread.append((self._apart, site))
        else:
            before.unread.append((self._beside, site))

    def _apart(self, _: SiteCells, site: SiteCells) -> None:
        """Read another row of a site for what is wrong with it."""
        for read, what in site.unread:
            read(site, what)

    def _beside(self, before: SiteCells, site: SiteCells) -> None:
        self._apart(before, site)
        self.found.go_to(self.place, 1, site.at.row, 2)
        on_both_sheets(self.found, before, site)


def _first_text(row: Sequence[Any]) -> str:
    return printable(next((text_in(value) for value in row if not is_blank(value)), ""))
