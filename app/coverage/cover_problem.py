"""Which candidate would serve which village, and the exact reductions that make such a problem small.

A problem has candidates (columns) and demands (villages not yet served, each with a whole-number weight).
Reductions never change what the best choice is worth; each says why.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverProblem:
    """`serves[j]`: the demands that candidate `j` would serve. `weights[i]`: what serving demand `i` is
    worth (≥ 0).
    """

    serves: tuple[frozenset[int], ...]
    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        if any(weight < 0 for weight in self.weights):
            raise ValueError("a weight cannot be negative")
        demands = range(len(self.weights))
        if any(i not in demands for served in self.serves for i in served):
            raise ValueError("a candidate serves a demand that does not exist")

    def served_by(self, chosen: Iterable[int]) -> frozenset[int]:
        """The demands that at least one of the chosen candidates serves."""
        return frozenset().union(*(self.serves[j] for j in chosen))

    def worth(self, chosen: Iterable[int]) -> int:
        """The weight of everything that the chosen candidates serve together."""
        return sum(self.weights[i] for i in self.served_by(chosen))

    @property
    def out_of_reach(self) -> frozenset[int]:
        """The demands that no candidate serves."""
        return frozenset(range(len(self.weights))) - self.served_by(range(len(self.serves)))


@dataclass(frozen=True, slots=True)
class Reduced:
    """A smaller problem of the same worth. `candidates[k]` is the original number of its candidate `k`."""

    problem: CoverProblem
    candidates: tuple[int, ...]

    def original(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """The chosen candidates by their original numbers, ascending."""
        return tuple(sorted(self.candidates[k] for k in chosen))


def reduced(problem: CoverProblem, *, keep: Collection[int] = (), every_demand: bool = False) -> Reduced:
    """The problem without candidates that another one makes superfluous, and with like demands joined.

    A candidate is superfluous when another serves all that it serves (of equals the first stays):
    exchanging the two in any choice loses nothing. Candidates in `keep` stay and make no other
    superfluous, which keeps the best choice *other than* those exact too. Demands served by the same
    candidates are joined into one of their total weight; demands that nobody serves, or that weigh
    nothing, decide nothing and go. With `every_demand` (all must be served, whatever they weigh) a demand
    also goes when another's candidates are among its own: serving that one serves it.
    """
    wanted = [frozenset(i for i in served if every_demand or problem.weights[i] > 0) for served in problem.serves]
    left = _without_superfluous(wanted, frozenset(keep))
    servers: dict[int, list[int]] = {}
    for number, j in enumerate(left):
        for i in wanted[j]:
            servers.setdefault(i, []).append(number)
    joined: dict[frozenset[int], int] = {}
    for i in sorted(servers):
        group = frozenset(servers[i])
        joined[group] = joined.get(group, 0) + problem.weights[i]
    groups = _least(joined) if every_demand else list(joined)
    serves: list[set[int]] = [set() for _ in left]
    for demand, group in enumerate(groups):
        for number in group:
            serves[number].add(demand)
    smaller = CoverProblem(tuple(map(frozenset, serves)), tuple(joined[g] for g in groups))
    return Reduced(smaller, tuple(left))


def _without_superfluous(wanted: Sequence[frozenset[int]], keep: frozenset[int]) -> list[int]:
    """Numbers of the candidates that no other candidate (outside `keep`) replaces, ascending."""
    largest_first = sorted(range(len(wanted)), key=lambda j: (-len(wanted[j]), j))
    left: list[int] = []
    by_demand: dict[int, list[int]] = {}
    for j in largest_first:
        if j in keep:
            left.append(j)
            continue
        if not wanted[j]:
            continue
        # whoever serves everything of j serves also its least common demand: only those need a look
        rarest = min(wanted[j], key=lambda i: len(by_demand.get(i, ())))
        if any(wanted[j] <= wanted[other] for other in by_demand.get(rarest, ())):
            continue
        left.append(j)
        for i in wanted[j]:
            by_demand.setdefault(i, []).append(j)
    return sorted(left)


def _least(groups: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The groups that contain no other group."""
    least: list[frozenset[int]] = []
    by_member: dict[int, list[frozenset[int]]] = {}
    for group in sorted(groups, key=lambda g: (len(g), sorted(g))):
        if any(known <= group for member in group for known in by_member.get(member, ())):
            continue
        least.append(group)
        by_member.setdefault(min(group), []).append(group)
    return least


def greedy(problem: CoverProblem, most: int | None = None, among: Iterable[int] | None = None) -> list[int]:
    """Candidates by what each adds to those before it, greatest first; never one that adds nothing.

    At most `most` of them, chosen `among` some or all. Weight decides, then the number of demands, then
    the order of candidates. A good start for a solver, and the order in which to build what an optimal
    choice holds.
    """
    queue = []
    for j in set(range(len(problem.serves)) if among is None else among):
        served = problem.serves[j]
        queue.append((-sum(problem.weights[i] for i in served), -len(served), j))
    heapq.heapify(queue)
    done, order = set[int](), list[int]()
    while queue and (most is None or len(order) < most):
        # what a candidate adds can only shrink: if its gain is still what it was, nobody below it adds more
        weight, count, j = heapq.heappop(queue)
        fresh = problem.serves[j] - done
        gain = (-sum(problem.weights[i] for i in fresh), -len(fresh), j)
        if gain != (weight, count, j):
            heapq.heappush(queue, gain)
        elif fresh:
            order.append(j)
            done |= fresh
        else:
            break
    return order
