"""One site on two sheets of kinds: a sheet that was copied and filled in again."""

from __future__ import annotations

from app.exchange.workbook.findings import Findings
from app.exchange.workbook.site_cells import Placed, PointParts, SetParts, SiteCells, WeekParts


def on_both_sheets(found: Findings, before: SiteCells, site: SiteCells) -> None:
    """One site on two sheets: what only one of them says is taken, what they say differently is refused."""
    differing = [i for i in site.items if i in before.items and before.items[i] != site.items[i]]
    for item in differing:
        one, other = before.placed_at(item), site.placed_at(item)
        if isinstance(site.items[item], SetParts | WeekParts | PointParts):
            one, other = _differing_part(before, site, item) or (one, other)
        for first, second in ((one, other), (other, one)):
            text = second.typed
            found.fault(
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


def _differing_part(one: SiteCells, other: SiteCells, item: str) -> tuple[Placed, Placed] | None:
    for path, placed in one.placed.items():
        second = other.placed.get(path)
        if path.startswith(f"{item}.") and second is not None and second.text != placed.text:
            return placed, second
    return None
