"""Good choices for a cover problem, fast: the greedy one, and what single exchanges make of a choice.

A search begins with them and proves afterwards, so that stopping it early loses the proof and never the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from app.coverage.cover_problem import CoverProblem, Numbers
from app.coverage.distance import Floats


def greedy(
    problem: CoverProblem,
    most: int | None = None,
    among: Collection[int] | None = None,
    *,
    first: Sequence[int] = (),
    worths: Numbers | Floats | None = None,
) -> list[int]:
    """Candidates by what each adds to those before it, greatest first; never one that adds nothing.

    At most `most` of them, chosen `among` some or all, after those already taken `first`. Weight (or `worths` in its
    place) decides, then the number of demands, then the order of candidates. A good start for a search, and the order
    in which to build what an optimal choice holds.
    """
    weights = problem.weights if worths is None else worths
    may = np.ones(problem.candidates, dtype=bool)
    if among is not None:
        may[:] = False
        may[list(among)] = True
    open_ = np.ones(problem.demands, dtype=bool)
    counts = problem.sizes.copy()
    gains = np.zeros(problem.candidates, dtype=weights.dtype)
    np.add.at(gains, problem.candidate, weights[problem.served])
    starts, servers = problem.servers
    order = list[int]()

    def take(j: int) -> None:
        fresh = problem.serves(j)[open_[problem.serves(j)]]
        open_[fresh] = False
        sizes = starts[fresh + 1] - starts[fresh]
        losing = servers[flat(starts[fresh], sizes)]
        np.subtract.at(gains, losing, np.repeat(weights[fresh], sizes))
        np.subtract.at(counts, losing, 1)

    for j in first:
        take(j)
        order.append(j)
    while most is None or len(order) < most:
        useful = np.flatnonzero(may & (counts > 0))
        if not len(useful):
            break
        best = useful[gains[useful] == gains[useful].max()]
        order.append(int(best[counts[best].argmax()]))
        take(order[-1])
    return order


def greedy_without(
    problem: CoverProblem,
    most: int | None,
    not_all_of: Collection[int],
    worths: Numbers | Floats | None = None,
    first: Sequence[int] = (),
) -> list[int]:
    """The greedy choice that does not hold all of `not_all_of`, where that has any.

    Without hints it goes on from all but one of those: the one without which the others serve most.
    """
    if not not_all_of:
        return greedy(problem, most, first=first, worths=worths)
    avoided = sorted(not_all_of)
    out = next((j for j in avoided if j not in first), None) if first else _least_missed(problem, avoided, most)
    if out is None:
        return list(first)
    others = [j for j in range(problem.candidates) if j != out]
    begun = first or [j for j in avoided if j != out]
    if most is not None and len(begun) > most:
        begun = ()
    return greedy(problem, most, others, first=begun, worths=worths)


def _least_missed(problem: CoverProblem, avoided: Sequence[int], most: int | None) -> int:
    """Which of some candidates the others can do without best; never one without which somebody cannot be served."""
    times = np.bincount(problem.served_often(avoided), minlength=problem.demands)
    servers = np.bincount(problem.served, minlength=problem.demands)

    def missed(j: int) -> tuple[bool, int]:
        alone = problem.serves(j)[times[problem.serves(j)] == 1]
        needed = most is None and bool((servers[alone] == 1).any())
        return needed, int(problem.weights[alone].sum()) if most is not None else len(alone)

    return min(avoided, key=missed)


def flat(starts: Numbers, sizes: Numbers) -> Numbers:
    """The places of rows that lie in one array: each from its start on, so many."""
    total = int(sizes.sum())
    return np.arange(total) - np.repeat(np.cumsum(sizes) - sizes - starts, sizes)


def without_needless(problem: CoverProblem, chosen: Sequence[int]) -> list[int]:
    """The choice without those whose demands the others serve as well, the last looked at first."""
    times = np.bincount(problem.served_often(chosen), minlength=problem.demands)
    kept = list(chosen)
    for j in reversed(chosen):
        if (times[problem.serves(j)] > 1).all():
            times[problem.serves(j)] -= 1
            kept.remove(j)
    return kept


def exchanged(problem: CoverProblem, chosen: Sequence[int], not_all_of: Collection[int] = ()) -> list[int]:
    """The choice after single exchanges, each site in turn for what wins most instead, until none wins more.

    The exchange of Teitz and Bart (1968, doi:10.1287/opre.16.5.955). None makes the choice hold all of `not_all_of`,
    where that has any.
    """
    best, avoided = list(chosen), set(not_all_of)
    times = np.bincount(problem.served_often(best), minlength=problem.demands)
    starts, servers = problem.servers
    place, unchanged = 0, 0
    wins = problem.matrix @ (problem.weights * (times == 0))
    while unchanged < len(best):
        old = best[place]
        alone = problem.serves(old)[times[problem.serves(old)] == 1]
        sizes = starts[alone + 1] - starts[alone]
        instead = servers[flat(starts[alone], sizes)]
        gains = wins + np.bincount(instead, np.repeat(problem.weights[alone], sizes), problem.candidates)
        gains[best] = 0
        missing = avoided.difference(best)
        if len(missing) == 1 and old not in avoided:
            gains[list(missing)] = 0
        new = int(gains.argmax())
        unchanged += 1
        if gains[new] > problem.weights[alone].sum():
            best[place], unchanged = new, 0
            times[problem.serves(old)] -= 1
            times[problem.serves(new)] += 1
            wins = problem.matrix @ (problem.weights * (times == 0))
        place = (place + 1) % len(best)
    return best
