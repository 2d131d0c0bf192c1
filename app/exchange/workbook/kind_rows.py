"""Reading the sheet of a kind: a row a site, known or new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import IGNORED, Head, is_alone, is_footer, without_copy
from app.exchange.workbook.layout import Column, KindSheet, reported_in, shown_columns
from app.exchange.workbook.merged_cells import ask_for_each, merged_cells
from app.exchange.workbook.row_identity import KEPT_APART, RowIdentity
from app.exchange.workbook.row_items import RowItems
from app.exchange.workbook.sheets import Cell, at, letters
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.two_sheets import on_both_sheets
from app.exchange.workbook.values import is_blank, text_in
from app.normal.text import compared
from app.sites.entry import printable

_EACH_ITS_OWN = KEPT_APART | {"name"}
"""What no two sites have alike: merged over rows, it is refused."""


class KindRows:
    """The reader of one sheet of a kind."""

    def __init__(self, found: Findings, head: Head, layouts: Mapping[str, KindSheet], day: date) -> None:
        self.found, self.head, self.day = found, head, day
        self.layouts = layouts
        self.layout: KindSheet | None = None
        self.columns: dict[str, Column] = {}

    def read(self) -> None:
        """All rows; what is missing or strange in the head is said once."""
        head, found = self.head, self.found
        rows = [(number, row) for number, row in head.rows() if self._is_filled(row)]
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
        if "version" not in head.codes and any(self._known_code(row) for _, row in rows):
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“版本”列（代码 version），无法核对下载后他人的修改，请从下载的填报表中恢复"
            found.fault(where, "no_version", zh, f"the sheet “{head.name}” has no column of versions; restore it")
            found.unsure.update(code for _, row in rows if (code := self._known_code(row)))
            return
        sites = [(number, row) for number, row in rows if not self._is_passed_over(row)]
        for number, row in rows:
            if self._is_passed_over(row):
                found.not_read(
                    f"工作表“{head.name}”第 {number + 1} 行（{_first_text(row)}）不是站点，未读取",
                    f"row {number + 1} of “{head.name}” is no site and was not read",
                    Cell(head.name, number, 0),
                )
        self._sites(self.layout, sites)

    def _sites(self, layout: KindSheet, rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
        head, found = self.head, self.found
        may_share = {place for code, place in head.codes.items() if code in self.columns and code not in _EACH_ITS_OWN}
        merged = merged_cells(found, head, [number for number, _ in rows], may_share)
        identity = RowIdentity(found, head, layout, merged.refused)
        items = RowItems(found, head, self.columns, merged.refused, merged.shared)
        for number, row in rows:
            site = identity.site_of(number, row)
            if site is None:
                continue
            broken = found.broken(head, number, row)
            if broken & KEPT_APART:
                found.unsure.add(site.code)
                continue
            items.read(site, number, row, broken)
            if site.version is None and not site.code:
                identity.give_code(site)
            self._kept(site)
        ask_for_each(found, head, {id(shared): shared for shared in merged.shared.values()}.values())

    def _is_filled(self, row: Sequence[Any]) -> bool:
        places = (place for code, place in self.head.codes.items() if code != "version")
        return any(not is_blank(at(row, place)) for place in places) or is_footer(row)

    def _known_code(self, row: Sequence[Any]) -> str | None:
        text = text_in(at(row, self.head.codes.get("code", -1)))
        code = self.found.known.code_meant(text) if compared(text) else None
        return code if code is not None and self.found.known.get(code) is not None else None

    def _is_passed_over(self, row: Sequence[Any]) -> bool:
        """Whether a row is a sum, a signature or a stray remark. A name alone is a site that is not filled in yet."""
        if self._known_code(row) is not None:
            return False
        return is_footer(row) or (is_alone(row) and is_blank(at(row, self.head.codes.get("name", -1))))

    def _which_kind(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> KindSheet | None:
        """The kind that the sites of a sheet are of; where none is known, by the name of the sheet, or by its head."""
        by_name = self.layouts.get(self.head.name) or self.layouts.get(without_copy(self.head.name))
        kinds: Counter[tuple[str, str]] = Counter()
        for _, row in rows:
            code = self._known_code(row)
            if code is not None and (site := self.found.known.get(code)) is not None:
                kinds[site.programme, site.kind] += 1
        of_kind = {(layout.programme, layout.kind): layout for layout in self.layouts.values()}
        if by_name is not None and (not kinds or (by_name.programme, by_name.kind) in kinds):
            return by_name
        if kinds:
            return of_kind.get(kinds.most_common(1)[0][0])
        fits = [one for one in self.layouts.values() if self.head.codes.keys() <= {c.code for c in one.columns}]
        return fits[0] if len(fits) == 1 else None

    def _say_columns(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
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
        present = {meant for _, row in rows if (meant := self._known_code(row)) is not None}
        known = (found.known.get(code) for code in sorted(present))
        reported = {key for site in known if site is not None for key in reported_in(site.document)}
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
        else:
            on_both_sheets(found, before, site)


def _first_text(row: Sequence[Any]) -> str:
    return printable(next((text_in(value) for value in row if not is_blank(value)), ""))
