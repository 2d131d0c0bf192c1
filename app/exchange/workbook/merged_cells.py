"""Merged cells: where a range covers several rows of one column, its value may be meant for each of them, and that is
asked once for the range; every other range over what is read is refused by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.heads import Head
from app.exchange.workbook.sheets import Cell, Merged
from app.exchange.workbook.site_cells import Placed, SiteCells
from app.exchange.workbook.values import TwoMeanings, text_in
from app.normal.printable import printable
from app.wording import Wording

_NAMED = 5

Place = tuple[int, int]


@dataclass
class Shared:
    """A range over several rows of one column, the value it shows, and the cells of sites that lie in it."""

    merged: Merged
    value: Any
    places: list[tuple[SiteCells, str, Placed]] = field(default_factory=list)


@dataclass(frozen=True)
class MergedCells:
    """What is merged in a sheet: the cells that nothing is read from, and those that share the value of a range."""

    refused: set[Place]
    shared: Mapping[Place, Shared]


def merged_cells(found: Findings, head: Head, rows: Sequence[int], may_share: Collection[int] = ()) -> MergedCells:
    """The ranges that were merged over what is read. Each is a fault, unless it lies in one of the columns that
    `may_share` and covers several of the `rows`.
    """
    refused: set[Place] = set()
    shared: dict[Place, Shared] = {}
    for merged, cells in _over_cells(head, rows):
        if merged.column == merged.last_column and merged.column in may_share and merged.row > head.row:
            shared |= dict.fromkeys(cells, Shared(merged, head.sheet.value(merged.row, merged.column)))
        else:
            refused.update(cells)
            _refuse(found, head, merged)
    return MergedCells(refused, shared)


def _over_cells(head: Head, rows: Sequence[int]) -> Iterator[tuple[Merged, list[Place]]]:
    places, read = set(head.codes.values()), set(rows)
    for merged in head.sheet.merged:
        cells = [
            (row, column)
            for row in range(max(merged.row, head.row + 1), merged.last_row + 1)
            if row in read
            for column in range(merged.column, merged.last_column + 1)
            if column in places
        ]
        if cells:
            yield merged, cells


def _refuse(found: Findings, head: Head, merged: Merged) -> None:
    placed = Placed(Cell(head.name, max(merged.row, 0), merged.column), field=head.header(merged.column))
    found.fault(
        placed, "merged", f"合并单元格 {merged}，请拆开后每格分别填写", f"merged cells {merged}; take them apart"
    )


def ask_for_each(found: Findings, head: Head, ranges: Iterable[Shared]) -> None:
    """Ask whether the value of a range is meant for every site in it: one question, put at each of them."""
    for one in ranges:
        sites = list({site.code: site.label for site, _, _ in one.places}.values())
        if len(sites) < 2:
            continue
        named = "、".join(map(printable, sites[:_NAMED])) + ("等" if len(sites) > _NAMED else "")
        value = printable(text_in(one.value))
        why = Wording(
            f"合并单元格 {one.merged}：这 {len(sites)} 个站点（{named}）都填“{value}”吗？",
            f"merged cells {one.merged}: is “{value}” meant for all {len(sites)} sites ({named})?",
        )
        asked = TwoMeanings("merged", f"都填“{value}”", "", None, why, f"merged|{head.name}!{one.merged}")
        for site, path, _ in one.places:
            # A site that stands on two sheets is kept once.
            found.sites.get(site.code, site).asked[path] = asked


def ask_for_rows(head: Head, key: str, rows: Iterable[tuple[SiteCells, int, Shared]]) -> None:
    """Ask of a list whether the value of a range is meant for every row in it: one question, put at each site."""
    ranges: dict[str, tuple[Shared, list[int], dict[str, SiteCells]]] = {}
    for site, number, one in rows:
        _, numbers, sites = ranges.setdefault(str(one.merged), (one, [], {}))
        numbers.append(number)
        sites[site.code] = site
    for name, (one, numbers, sites) in ranges.items():
        if len(numbers) < 2:
            continue
        header, value = head.header(one.merged.column), printable(text_in(one.value))
        if one.merged.column == head.codes.get("code"):
            header, value = "站点", printable(next(iter(sites.values())).label)  # nobody knows sites by their codes
        why = Wording(
            f"合并单元格 {name}：这 {len(numbers)} 行的“{header}”都是“{value}”吗？",
            f"merged cells {name}: is “{value}” meant for all {len(numbers)} rows?",
        )
        asked = TwoMeanings("merged", f"都是“{value}”", "", None, why, f"merged|{head.name}!{name}")
        for site in sites.values():
            path = f"{key}[{name}]"
            site.place(path, Cell(head.name, one.merged.row, one.merged.column), header, text_in(one.value))
            site.asked[path] = asked
