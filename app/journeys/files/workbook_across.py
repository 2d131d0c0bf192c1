"""What of a workbook can be told only across its sites and the whole network: parents, points, each fault once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.errors import Fault
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.site_cells import BROKEN
from app.journeys.files.workbook_change import SiteChange, is_moved
from app.journeys.files.workbook_questions import doubt_questions
from app.journeys.house import House
from app.journeys.network.stored import readable
from app.journeys.registry.doubtful import point_doubts, rows_at_points_of
from app.journeys.registry.hierarchy import hierarchy_faults, with_all_above
from app.normal.doubts import Doubt
from app.sites.site import Site
from app.store.sites import StoredSite
from app.wording import sentences


class _Member(NamedTuple):
    """A site as the workbook places it in the hierarchy."""

    code: str
    programme: str
    parent: str | None


async def misplaced(changes: Sequence[SiteChange]) -> list[tuple[Cell, Fault]]:
    """The parents that the changes bring and that cannot be, each at its cell."""
    moved = [change for change in changes if "parent" in change.edit]
    if not moved:
        return []
    placed = {
        change.cells.code: _Member(
            change.cells.code,
            change.cells.programme,
            change.edit.get("parent", change.stored.parent if change.stored else None),
        )
        for change in changes
    }
    every = await with_all_above(placed.values())
    return [
        change.cells.placed_at("parent").fault(fault.code, fault.message)
        for change in moved
        for fault in hierarchy_faults(placed[change.cells.code], every)
    ]


async def rows_at_new_points(changes: Sequence[SiteChange]) -> list[StoredSite]:
    """The registered sites that stand where one of the changes puts a site."""
    return await rows_at_points_of(after for _, after in _moved(changes).values())


def with_point_doubts(house: House, standing: Sequence[StoredSite], changes: Sequence[SiteChange]) -> list[SiteChange]:
    """The changes, with questions where a new point is another site's too, or stands in another township. `standing`
    are the rows at the new points.
    """
    moved = _moved(changes)
    if not moved:
        return list(changes)
    near = [row for row in standing if row.code not in moved]
    others = [site for row in near if (site := readable(house, row)) is not None]
    pairs = [(readable(house, change.stored) if change.stored else None, after) for change, after in moved.values()]
    doubted = point_doubts(house, pairs, [*others, *(after for _, after in pairs)])
    return [_asked_too(change, doubted.get(change.cells.code, ())) for change in changes]


def _moved(changes: Sequence[SiteChange]) -> dict[str, tuple[SiteChange, Site]]:
    """The changes that put a site somewhere, by its code, with the site as it becomes where it can be read."""
    return {one.cells.code: (one, one.after) for one in changes if is_moved(one) and one.after is not None}


def _asked_too(change: SiteChange, doubted: Sequence[Doubt]) -> SiteChange:
    questions = list(change.questions)
    for more in doubt_questions(change.cells, change.edit, doubted):
        # What is doubtful twice about one thing is asked once, with both reasons.
        twin = next((one for one in questions if (one.item, one.value) == (more.item, more.value)), None)
        if twin is None:
            questions.append(more)
        else:
            questions[questions.index(twin)] = replace(more, why=sentences((twin.why, more.why)))
    return replace(change, questions=tuple(questions))


def each_once(faults: Sequence[tuple[Cell, Fault]]) -> Sequence[tuple[Cell, Fault]]:
    """Each fault once; of a cell that shows no value, that alone."""
    shows_nothing = {cell for cell, fault in faults if fault.code == BROKEN}
    seen: dict[tuple[str, str], tuple[Cell, Fault]] = {}
    for cell, fault in faults:
        if fault.code == BROKEN or cell not in shows_nothing:
            seen.setdefault((str(cell), fault.message.en), (cell, fault))
    return list(seen.values())
