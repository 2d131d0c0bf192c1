"""The work of one person in its order: counted for all sites at once, put into words only where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.journeys.desk.due import COUNTED, DueNumbers
from app.journeys.desk.tasks import ORDER, EarlyFigures, Task, TaskKind, early_of, tasks_of
from app.journeys.house import House
from app.journeys.network.find import Places
from app.journeys.network.judged import Network
from app.journeys.turns import LISTS, in_turn

_NO_DAY = date.min.toordinal()


def urgency(task: Task) -> tuple[int, int, bool, str]:
    """The order of the work: by kind, by deadline, what must be before what should generally be, by site."""
    return ORDER.index(task.kind), (task.due or date.min).toordinal(), not task.must, task.site.site.code


@dataclass(frozen=True, slots=True)
class Board:
    """What is due at the sites at the places `plain`, as `due` counts it, and `apart` what was put into words already.

    That are sites with requests or rectifications of their own, by place; what waits for review is not among it.
    """

    house: House
    whole: Network
    due: DueNumbers
    plain: Places
    apart: Mapping[int, Sequence[Task]]
    early_apart: Mapping[int, EarlyFigures]

    def counts(self) -> dict[TaskKind, int]:
        """How many tasks there are of each kind, in the order of the work; kinds without any left out."""
        known = dict(zip(COUNTED, self.due.tasks[:, self.plain].sum(axis=1).tolist(), strict=True))
        told = [task.kind for tasks in self.apart.values() for task in tasks]
        found = {kind: known.get(kind, 0) + told.count(kind) for kind in ORDER}
        return {kind: count for kind, count in found.items() if count}

    def tasks(self, kind: TaskKind | None, start: int, stop: int, *, by_site: bool) -> list[Task]:
        """The tasks from `start` to `stop`, of one kind or of all; by site: all of a site together, in its turn."""
        sizes, places = self._sites(kind)
        if not by_site:
            every = [task for place in places.tolist() for task in self._at(place, kind)]
            return sorted(every, key=urgency)[start:stop]
        ends = np.cumsum(sizes)
        first, last = np.searchsorted(ends, start, "right"), np.searchsorted(ends, stop, "left") + 1
        shown = [task for place in places[first:last].tolist() for task in self._at(place, kind)]
        begun = int(ends[first - 1]) if first else 0
        return shown[start - begun : stop - begun]

    def _at(self, place: int, kind: TaskKind | None) -> list[Task]:
        known = self.apart.get(place)
        tasks = tasks_of(self.house, self.whole, self.whole.every[place]) if known is None else known
        return sorted((task for task in tasks if kind in (None, task.kind)), key=urgency)

    def _sites(self, kind: TaskKind | None) -> tuple[Places, Places]:
        """How many tasks each site has, and its place, in the order of their most urgent one; sites without any left
        out.
        """
        wanted = [row for row, name in enumerate(COUNTED) if kind in (None, name)]
        counts, must = self.due.tasks[wanted][:, self.plain], self.due.must[wanted][:, self.plain]
        columns = np.zeros((5, 0), np.int64)
        if wanted:
            first = np.argmax(counts > 0, axis=0)
            turns = np.array([ORDER.index(COUNTED[row]) for row in wanted])[first]
            is_soft = must[first, np.arange(len(first))] == 0
            sizes = counts.sum(axis=0)
            columns = np.stack([sizes, turns, np.full(len(first), _NO_DAY), is_soft, self.plain])[:, sizes > 0]
        apart = []
        for place in self.apart:
            tasks = self._at(place, kind)
            if tasks:
                turn, due, soft, _ = urgency(tasks[0])
                apart.append((len(tasks), turn, due, soft, place))
        sizes, turns, due, soft, places = np.concatenate([columns, np.array(apart, np.int64).reshape(-1, 5).T], axis=1)
        order = np.lexsort((places, soft, due, turns))
        return sizes[order], places[order]

    def early(self) -> Places:
        """The sites that may report figures of the running month already, by code."""
        apart = [place for place, figures in self.early_apart.items() if figures.metrics]
        return np.sort(np.concatenate([self.plain[self.due.early[self.plain]], np.array(apart, np.intp)]))

    def early_at(self, places: Places) -> list[EarlyFigures]:
        """The figures of the running month that these sites may report."""
        return [
            self.early_apart.get(place) or early_of(self.house, self.whole.every[place], self.whole.as_of)
            for place in places.tolist()
        ]


async def tasks_shown(
    house: House, board: Board, kind: TaskKind | None, start: int, stop: int, *, by_site: bool
) -> list[Task]:
    """The tasks of a board from `start` to `stop`, laid in their order in a turn: of a province that takes a while."""
    return await in_turn(house, LISTS, lambda: board.tasks(kind, start, stop, by_site=by_site))
