"""Whose row of a kind's sheet it is: a registered site by its code or name and its version, or a new one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head
from app.exchange.workbook.layout import KindSheet
from app.exchange.workbook.sheets import Cell, at
from app.exchange.workbook.site_cells import Note, Placed, SiteCells
from app.exchange.workbook.values import text_in
from app.exchange.workbook.versions import marked_version
from app.normal.codes import normal_code
from app.normal.text import compared
from app.wording import Wording

KEPT_APART = frozenset({"code", "version"})
"""The columns that say which site a row is of."""


class RowIdentity:
    """Tells the sites of the rows of one sheet. `merged` are the cells that lie in merged ranges."""

    def __init__(self, found: Findings, head: Head, layout: KindSheet, merged: Collection[tuple[int, int]]) -> None:
        self.found, self.head, self.layout, self.merged = found, head, layout, merged

    def site_of(self, number: int, row: Sequence[Any]) -> SiteCells | None:
        """The site of a row, with nothing said of it yet; None where it cannot be told."""
        layout, head, found = self.layout, self.head, self.found
        at_code, at_version = head.cell(number, "code"), head.cell(number, "version")
        code_value, version_value = at(row, head.codes["code"]), at(row, head.codes.get("version", -1))
        name = compared(text_in(at(row, head.codes.get("name", -1))))
        if isinstance(code_value, dict) or isinstance(version_value, dict):
            broken = found.broken(head, number, row)
            if broken & KEPT_APART:
                if (meant := found.known.code_meant(text_in(code_value))) is not None:
                    found.unsure.add(meant)
                return None
        written, version_text = text_in(code_value), compared(text_in(version_value))
        code = found.known.code_meant(written) if compared(written) else None
        stored = found.known.get(code) if code is not None else None
        if code is not None and stored is not None:
            placed = Placed(at_code, stored.name or code, "编码", written)
            if written != code:
                found.read_as(placed, code)
            if (stored.programme, stored.kind) != (layout.programme, layout.kind):
                wrong = "此站点属于另一类别的工作表", "the site belongs on another sheet"
                found.fault(placed, "wrong_sheet", *wrong)
                found.unsure.add(code)
                return None
            version = marked_version(code, version_text)
            if version is None:
                self._no_version(Placed(at_version, stored.name or code, "版本", version_text))
                found.unsure.add(code)
                return None
            return SiteCells(code, stored.name, layout.programme, layout.kind, version, at_code)
        if (at_code.row, at_code.column) in self.merged:
            return None
        return self._new(layout, written, version_text, name, at_code)

    def _new(self, layout: KindSheet, written: str, version_text: str, name: str, at_code: Cell) -> SiteCells | None:
        """A site that is not registered: restored from the export of another registry, or typed into a new row."""
        found, code = self.found, normal_code(written)
        placed = Placed(at_code, name, "编码", written)
        if not code and version_text:
            found.fault(placed, "missing", "缺少编码，请恢复", "the code is missing; restore it")
            return None
        if code and version_text and marked_version(code, version_text) is None:
            close = found.known.suggestions(written)
            hint = (f"；是不是 {'、'.join(close)}？", f"; is it {', '.join(close)}?") if close else ("", "")
            found.fault(
                placed, "unknown_code", f"没有此站点，编码列请勿改动{hint[0]}", f"there is no such site{hint[1]}"
            )
            return None
        if not code and not name:
            said = (
                "没有编码也没有名称，无法确定是哪个站点；请填编码，新站点请填名称",
                "neither code nor name: fill in one",
            )
            found.fault(placed, "missing", *said)
            return None
        if not code and (others := found.known.all_named(name)):
            which = "、".join(others[:3])
            said = f"已有同名站点 {which}；如是同一站点请填其编码，否则请改名", f"{which} has this name; give its code"
            found.fault(placed, "duplicate", *said)
            return None
        if code and found.known.is_taken(code) and code not in found.sites:
            said = "已有编码相近的站点，请换一个编码", "a site with this code is there already; use another one"
            found.fault(placed, "duplicate", *said)
            return None
        return SiteCells(code, name, layout.programme, layout.kind, None, at_code)

    def _no_version(self, placed: Placed) -> None:
        said = (
            "版本列请勿改动，无法核对下载后他人的修改，请重新下载填报表",
            "the version must not be changed: what others changed since could not be told; download anew",
        )
        self.found.fault(placed, "wrong_version", *said)

    def give_code(self, site: SiteCells) -> None:
        """A code for a site that has none: its division, and the first number that is free there."""
        division = "".join(sign for sign in str(site.items.get("division") or "") if sign.isascii() and sign.isdigit())
        base = division[:9] or self.found.programmes[site.programme].jurisdiction[:6]
        number = 1
        while self.found.known.is_taken(code := f"{base}-{number:02d}") or code in self.found.sites:
            number += 1
        site.code = code
        placed = Placed(site.at, site.name, "编码")
        self.found.notes.append(_given(placed, code))


def _given(placed: Placed, code: str) -> Note:
    said = placed.sentence(Wording(f"新站点，编码为 {code}", f"a new site, given the code {code}"))
    return Note("read", said, placed.cell)
