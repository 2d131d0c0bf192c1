"""Reading the sheet of a kind: a row a site, known or new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import IGNORED, Head, is_footer, without_copy
from app.exchange.workbook.layout import CRS, Column, KindSheet, shown_sheet
from app.exchange.workbook.sheets import Cell, at, letters
from app.exchange.workbook.site_cells import Note, Placed, PointParts, SetParts, SiteCells, WeekParts
from app.exchange.workbook.values import (
    clears,
    crs_in,
    hours_in,
    is_blank,
    label_in,
    number_in,
    text_in,
    truth_in,
    value_in,
)
from app.exchange.workbook.versions import marked_version
from app.normal.codes import normal_code
from app.normal.text import compared
from app.sites.entry import printable
from app.sites.facts import shape_of
from app.wording import Wording

_KEPT_APART = frozenset({"code", "version"})


class KindRows:
    """The reader of one sheet of a kind."""

    def __init__(self, found: Findings, head: Head, layouts: Mapping[str, KindSheet], day: date) -> None:
        self.found, self.head, self.day = found, head, day
        self.layouts = layouts
        self.layout: KindSheet | None = None
        self.columns: dict[str, Column] = {}
        self.merged: set[tuple[int, int]] = set()

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
        self.merged = found.merged(head, [number for number, row in rows if not self._is_passed_over(row)])
        if "version" not in head.codes and any(self._known_code(row) for _, row in rows):
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“版本”列（代码 version），无法核对下载后他人的修改，请从下载的填报表中恢复"
            found.fault(where, "no_version", zh, f"the sheet “{head.name}” has no column of versions; restore it")
            found.unsure.update(code for _, row in rows if (code := self._known_code(row)))
            return
        for number, row in rows:
            if self._is_passed_over(row):
                found.not_read(
                    f"工作表“{head.name}”第 {number + 1} 行（{_first_text(row)}）不是站点，未读取",
                    f"row {number + 1} of “{head.name}” is no site and was not read",
                    Cell(head.name, number, 0),
                )
            else:
                self._site(number, row)

    def _is_filled(self, row: Sequence[Any]) -> bool:
        places = (place for code, place in self.head.codes.items() if code != "version")
        return any(not is_blank(at(row, place)) for place in places) or is_footer(row)

    def _known_code(self, row: Sequence[Any]) -> str | None:
        text = text_in(at(row, self.head.codes.get("code", -1)))
        code = self.found.known.code_meant(text) if compared(text) else None
        return code if code is not None and self.found.known.get(code) is not None else None

    def _is_passed_over(self, row: Sequence[Any]) -> bool:
        return is_footer(row) and self._known_code(row) is None

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
                    f"工作表“{head.name}”的 {letters(place)} 列（{name}）没有可识别的代码，未读取",
                    f"column {letters(place)} ({name}) of “{head.name}” has no known code and was not read",
                    cell,
                )
        present = {meant for _, row in rows if (meant := self._known_code(row)) is not None}
        known = (found.known.get(code) for code in sorted(present))
        documents = [site.document for site in known if site is not None]
        programme = found.programmes[layout.programme]
        for column in shown_sheet(programme, layout.kind, layout.name, documents, self.day).columns:
            if documents and column.code not in head.codes and column.code not in _KEPT_APART:
                found.not_read(
                    f"工作表“{head.name}”中没有“{column.header}”列，未读取，已填内容不变",
                    f"“{head.name}” has no column “{column.header}”; what is recorded stays",
                )

    def _site(self, number: int, row: Sequence[Any]) -> None:
        site = self._begun(number, row)
        if site is None:
            return
        broken = self.found.broken(self.head, number, row)
        if broken & _KEPT_APART:
            self.found.unsure.add(site.code)
            return
        self._items(site, number, row, broken)
        if site.version is None and not site.code:
            self._give_code(site)
        self.found.known.add(site.code, site.name)
        before = self.found.sites.get(site.code)
        if before is None:
            self.found.sites[site.code] = site
        elif before.at.sheet == site.at.sheet:
            label = f"{site.label}（{site.code}）"
            self.found.twice(label, label, Placed(before.at), Placed(site.at))
        else:
            self._on_both(before, site)

    def _begun(self, number: int, row: Sequence[Any]) -> SiteCells | None:
        """The site of a row, with nothing said of it yet; None where it cannot be told."""
        layout, head, found = self.layout, self.head, self.found
        assert layout is not None
        at_code, at_version = head.cell(number, "code"), head.cell(number, "version")
        code_value, version_value = at(row, head.codes["code"]), at(row, head.codes.get("version", -1))
        name = compared(text_in(at(row, head.codes.get("name", -1))))
        if isinstance(code_value, dict) or isinstance(version_value, dict):
            broken = found.broken(head, number, row)
            if broken & _KEPT_APART:
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
            return self._placed(
                SiteCells(code, stored.name, layout.programme, layout.kind, version, at_code), at_version
            )
        if (at_code.row, at_code.column) in self.merged:
            return None
        return self._new(layout, written, version_text, name, at_code, at_version)

    def _new(
        self, layout: KindSheet, written: str, version_text: str, name: str, at_code: Cell, at_version: Cell
    ) -> SiteCells | None:
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
        if not code and (others := found.known.all_named(name)):
            which = "、".join(others[:3])
            said = f"已有同名站点 {which}；如是同一站点请填其编码，否则请改名", f"{which} has this name; give its code"
            found.fault(placed, "duplicate", *said)
            return None
        if code and found.known.is_taken(code) and code not in found.sites:
            said = "已有编码相近的站点，请换一个编码", "a site with this code is there already; use another one"
            found.fault(placed, "duplicate", *said)
            return None
        return self._placed(SiteCells(code, name, layout.programme, layout.kind, None, at_code), at_version)

    def _placed(self, site: SiteCells, at_version: Cell) -> SiteCells:
        site.place("code", site.at, "编码", site.code)
        site.place("version", at_version, "版本")
        return site

    def _no_version(self, placed: Placed) -> None:
        said = (
            "版本列请勿改动，无法核对下载后他人的修改，请重新下载填报表",
            "the version must not be changed: what others changed since could not be told; download anew",
        )
        self.found.fault(placed, "wrong_version", *said)

    def _give_code(self, site: SiteCells) -> None:
        """A code for a site that has none: its division, and the first number that is free there."""
        division = "".join(sign for sign in str(site.items.get("division") or "") if sign.isascii() and sign.isdigit())
        base = division[:9] or self.found.programmes[site.programme].jurisdiction[:6]
        number = 1
        while self.found.known.is_taken(code := f"{base}-{number:02d}") or code in self.found.sites:
            number += 1
        site.code = code
        placed = Placed(site.at, site.name, "编码")
        self.found.notes.append(_given(placed, code))

    def _items(self, site: SiteCells, number: int, row: Sequence[Any], broken: set[str]) -> None:
        sets: dict[str, dict[str, Any]] = {}
        weeks: dict[str, dict[str, Any]] = {}
        point: dict[str, Any] = {}
        for code, place in self.head.codes.items():
            column, cell = self.columns.get(code), Cell(self.head.name, number, place)
            if column is None or code in _KEPT_APART or code in broken or (number, place) in self.merged:
                continue
            value = at(row, place)
            item, _, part = code.partition("[")
            part = part.removesuffix("]")
            path = f"{item}.{part}" if part else code
            choices = CRS.values() if code == "location.crs" else column.choices.values()
            placed = site.place(path, cell, column.header, text_in(value), choices)
            if is_blank(value):
                site.blank.append((path if part or code.startswith("location.") else item, placed))
                continue
            if code.startswith("location."):
                point[code.removeprefix("location.")] = self._point_part(site, code, placed, value)
            elif part and column.kind is not None and shape_of(column.kind) == "codes":
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
        return self._cleared_or(site, path, placed, value, crs_in if path == "location.crs" else number_in)

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
        if point and _REFUSED not in point.values():
            site.items["location"] = PointParts(
                {key: value for key, value in point.items() if value is not None}, None in point.values()
            )

    def _on_both(self, before: SiteCells, site: SiteCells) -> None:
        """One site on two sheets: what only one of them says is taken, what they say differently is refused."""
        differing = [i for i in site.items if i in before.items and before.items[i] != site.items[i]]
        for item in differing:
            one, other = before.placed_at(item), site.placed_at(item)
            if isinstance(site.items[item], SetParts | WeekParts | PointParts):
                one, other = _differing_part(before, site, item) or (one, other)
            for first, second in ((one, other), (other, one)):
                text = second.text
                self.found.fault(
                    first,
                    "contradiction",
                    f"同一站点在另一个工作表 {second.cell} 填的是“{text}”，请只留一处",
                    f"the same site says “{text}” at {second.cell}; keep one of them",
                )
        for item, value in site.items.items():
            before.items.setdefault(item, value)
        for path, placed in site.placed.items():
            if not before.placed.get(path, placed).text:
                before.placed[path] = placed
        before.asked |= site.asked
        filled = {path for path, placed in before.placed.items() if placed.text}
        before.blank = [(item, placed) for item, placed in before.blank if item not in filled]


_REFUSED = "refused"


def _differing_part(one: SiteCells, other: SiteCells, item: str) -> tuple[Placed, Placed] | None:
    for path, placed in one.placed.items():
        second = other.placed.get(path)
        if path.startswith(f"{item}.") and second is not None and second.text != placed.text:
            return placed, second
    return None


def _given(placed: Placed, code: str) -> Note:
    said = placed.sentence(Wording(f"新站点，编码为 {code}", f"a new site, given the code {code}"))
    return Note("read", said, placed.cell)


def _first_text(row: Sequence[Any]) -> str:
    return printable(next((text_in(value) for value in row if not is_blank(value)), ""))
