"""Reading the sheets of lists: rosters, equipment, trainings; each row belongs to a site, and a site's rows are its
whole list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head
from app.exchange.workbook.layout import NAME, NONE, former_choices, row_choices
from app.exchange.workbook.listed import Listed, Row, listed_rows, row_listed, say_missing
from app.exchange.workbook.merged_cells import ask_for_rows
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.values import clears, is_blank, label_in, number_in, text_in, value_in
from app.normal.printable import printable
from app.normal.text import compared
from app.sites.fields import ROWS, row_of
from app.sites.typed import COUNTED
from app.sites.vocabulary import EQUIPMENT, FactKind

_EACH_ITS_OWN = frozenset({"name", "item"})
"""What no two rows of a site have alike, a person and a piece of equipment: merged over rows, it is refused."""


class ListRows:
    """The reader of one list of sites, over all its sheets: the sheet itself, and copies of it."""

    def __init__(self, found: Findings, key: str) -> None:
        self.found, self.key = found, key
        self.lead = "item" if key == EQUIPMENT else ROWS[key][0].code
        self.offered: dict[str, list[tuple[FactKind, Mapping[str, str], tuple[str, ...]]]] = {}

    def read(self, head: Head) -> None:
        """All rows of a sheet."""
        found = self.found
        place = found.begin_sheet()
        if "code" not in head.codes and NAME not in head.codes:
            where = Placed(Cell(head.name, head.row, 0))
            zh = f"工作表“{head.name}”缺少“站点编码”列（代码 code），请从下载的填报表中恢复此列"
            found.fault(where, "no_codes", zh, f"the sheet “{head.name}” has no column of codes (code); restore it")
            return
        if self.lead not in head.codes:
            found.not_read(
                f"工作表“{head.name}”中没有“{self._header(self.lead)}”列，整张工作表未读取，已填内容不变",
                f"“{head.name}” has no column {self.lead}; the sheet was not read and what is recorded stays",
            )
            return
        found.lists_read.add(self.key)
        say_missing(found, head, self._columns())
        listed = listed_rows(found, head, place, {"code", NAME, *self._columns()} - _EACH_ITS_OWN)
        to_read = self._take, listed
        for code in listed.numbers:
            found.sites[code].unread.append(to_read)
        shared = {number for number, _ in listed.merged.shared}
        ask_for_rows(
            head,
            self.key,
            [
                (found.sites[code], number, one)
                for code, numbers in listed.numbers.items()
                for number in shared.intersection(numbers)
                for one in listed.shared(number)
            ],
        )

    def _take(self, site: SiteCells, listed: Listed) -> None:
        """Take the rows of a sheet into their site."""
        numbers = listed.numbers[site.code]
        rows = [row_listed(self.found, listed, site, number) for number in numbers]
        self.found.go_to(listed.place, 2, numbers[0])
        self._of_site(listed.head, rows)

    def _columns(self) -> Mapping[str, str]:
        if self.key == EQUIPMENT:
            return {"item": "设备", "count": "数量（可正常使用）"}
        return {kind.code: kind.label.zh for kind in ROWS[self.key]}

    def _header(self, code: str) -> str:
        return self._columns()[code]

    def _of_site(self, head: Head, rows: Sequence[Row]) -> None:
        """The rows of one site. A row of none beside others contradicts them."""
        site = rows[0].site
        none = [row for row in rows if compared(text_in(row.values.get(self.lead))) == NONE]
        if none and len(none) < len(rows):
            self._contradiction(head, rows, none)
            return
        faults = len(self.found.faults)
        placed = site.placed
        site.placed = {}
        value = self._equipment(head, rows, none) if self.key == EQUIPMENT else self._rows(head, rows, none)
        own, site.placed = site.placed, placed
        refused = len(self.found.faults) > faults or any(row.broken for row in rows)
        before = site.lists.get(self.key)
        if before is not None and before[1] != value:
            self._on_both(head, rows[0], before[0], before[2])
        elif before is None:
            site.lists[self.key] = (head, value, own)
            site.placed |= own
            if not refused:
                site.items[self.key] = value

    def _on_both(self, head: Head, row: Row, other: Head, places: Mapping[str, Placed]) -> None:
        one, second = Placed(head.cell(row.number, "code"), row.site.label), next(iter(places.values()))
        for here, there in ((one, second), (second, one)):
            said = f"此站点的行在工作表“{there.cell.sheet}”中也有，内容不同（{there.cell}），请只留一处"
            self.found.fault(here, "contradiction", said, f"the rows of this site differ from those at {there.cell}")

    def _contradiction(self, head: Head, rows: Sequence[Row], none: Sequence[Row]) -> None:
        first = next(row for row in rows if row not in none)
        for row, other in ((none[0], first), (first, none[0])):
            placed = Placed(head.cell(row.number, self.lead), row.site.label, self._header(self.lead))
            where = head.cell(other.number, self.lead)
            said = f"“{NONE}”与另一行 {where} 矛盾", f"“{NONE}” contradicts the row at {where}"
            self.found.fault(placed, "contradiction", *said)

    def _rows(self, head: Head, rows: Sequence[Row], none: Sequence[Row]) -> list[dict[str, Any]]:
        site = rows[0].site
        if site.programme not in self.offered:
            choices_of = partial(row_choices, programme=self.found.programmes[site.programme])
            self.offered[site.programme] = [(k, found := choices_of(k), tuple(found.values())) for k in ROWS[self.key]]
        items: list[dict[str, Any]] = []
        for row in rows:
            path = f"{self.key}[{len(items)}]"
            site.placed[path] = Placed(head.cell(row.number, "code"), site.label)
            if row in none:
                continue
            said = {}
            for kind, choices, labels in self.offered[site.programme]:
                value, cell = row.values.get(kind.code), head.cell(row.number, kind.code)
                placed = site.place(f"{path}.{kind.code}", cell, kind.label.zh, text_in(value), labels)
                if not is_blank(value) and not clears(value) and kind.code not in row.broken:
                    said[kind.code] = self.found.take(
                        site, f"{path}.{kind.code}", placed, value_in(kind, choices, value)
                    )
            if said.get("value") is not None:
                self._in_code(site, f"{path}.value", said)
            items.append(row_of(self.key, said))
        return items

    def _in_code(self, site: SiteCells, path: str, said: dict[str, Any]) -> None:
        """Take the former value of a field by its label, or by its code, as workbooks from before had it."""
        if labels := former_choices(said.get("field"), self.found.programmes[site.programme], site.kind):
            said["value"] = self.found.take(site, path, site.placed[path], label_in(labels, said["value"]))

    def _equipment(self, head: Head, rows: Sequence[Row], none: Sequence[Row]) -> dict[str, Any]:
        site = rows[0].site
        known = {code: label.zh for code, label in self.found.programmes[site.programme].vocabulary.equipment.items()}
        counts: dict[str, Any] = {}
        first: dict[str, Placed] = {}
        site.placed[EQUIPMENT] = Placed(head.cell(rows[0].number, "code"), site.label)
        for row in rows:
            if row in none or "item" in row.broken:
                continue
            text = text_in(row.values.get("item"))
            which = Placed(head.cell(row.number, "item"), site.label, "设备", text, tuple(known.values()))
            item = self.found.take(site, f"{EQUIPMENT}.?", which, label_in(known, text))
            count = row.values.get("count")
            cell = head.cell(row.number, "count")
            placed = Placed(cell, site.label, f"{known.get(item, text)} 数量", text_in(count))
            if item is None:
                # Both what it is and how many may be wrong, and both are said.
                self._count(site, f"{EQUIPMENT}.?", placed, count, row)
                continue
            if item in first:
                self.found.twice(
                    f"{site.label} 的“{known[item]}”", f"{known[item]} of {site.label}", first[item], which
                )
                continue
            first[item] = which
            site.placed[f"{EQUIPMENT}.{printable(item)}"] = placed
            counts[item] = self._count(site, f"{EQUIPMENT}.{item}", placed, count, row)
        return counts

    def _count(self, site: SiteCells, path: str, placed: Placed, count: Any, row: Row) -> Any:
        if "count" in row.broken:
            return None
        if is_blank(count):
            self.found.fault(placed, "missing", "必须填写数量", "say how many")
            return None
        return self.found.take(site, path, placed, number_in(count, COUNTED.zh))
