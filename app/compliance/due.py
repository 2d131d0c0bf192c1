"""What is due at the sites of a block, counted in columns while their answers are at hand: figures, facts gone stale,
and how many different things are owed. Agrees with what `journeys.desk.tasks` says of each site in words.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import UNKNOWN, Answers, Bools
from app.compliance.block import Background, Block
from app.compliance.columns import FigureReported
from app.compliance.judge import case_of, due_for_confirmation
from app.compliance.rules.base import Rule
from app.compliance.rules.periods import EveryPeriodRule
from app.compliance.standing import is_operating
from app.sites.vocabulary import Vocabulary
from app.standards.asked import monthly_figures
from app.standards.checks.base import needs_of
from app.standards.checks.periods import EveryPeriod
from app.standards.programme import Clause, Programme
from app.units import Period, last_full_months

MOST_SEEN = 4_096
"""So many findings of a clause are remembered with the field in which they are settled."""
DueCounts = NDArray[np.int16]
"""A row each `Due`, a column a site."""
_Bound = tuple[Clause, Rule[Any]]


class Due(IntEnum):
    """What is counted of a site. `FIGURES` of months are asked for and not reported, of these `MUST_FIGURES` must be;
    `EARLY` is 1 where one of the running month may be. `STALE` facts are to be confirmed. `OWED` are the different
    fields in which something unknown is settled, or that are to be confirmed.
    """

    FIGURES = 0
    MUST_FIGURES = 1
    EARLY = 2
    STALE = 3
    OWED = 4


class DuePlan:
    """What is asked of the sites of a kind on a day under some clauses, with their rules, ready to be counted."""

    def __init__(self, programme: Programme, background: Background, kind: str, bound: Sequence[_Bound]) -> None:
        self._programme, self._kind, day = programme, kind, background.as_of
        self._last, self._running = last_full_months(day, 1)[0], Period.month(day.year, day.month)
        self._bound = bound
        self._settled = [_settled_in(clause, rule, programme, background) for clause, rule in bound]
        self._monthly: dict[str, tuple[str, ...]] = {}
        self._is_stale: dict[date, bool] = {}

    def counts(self, block: Block, answers: Answers) -> DueCounts:
        """What is due at each site of a block with its answers, a row a clause."""
        found, owed = np.zeros((len(Due), len(block)), np.int16), _Fields(len(block))
        for (metric, period), (lacking, must) in self._figures(block, answers).items():
            owed.add(figure_named(metric, period), lacking)
            found[Due.FIGURES] += lacking
            found[Due.MUST_FIGURES] += lacking & must
        for settled, row in zip(self._settled, answers, strict=True):
            for item, among in settled(block, row == UNKNOWN):
                owed.add(item, among)
        found[Due.EARLY] = self._early(block)
        self._count_stale(block, found[Due.STALE], owed)
        found[Due.OWED] = owed.count()
        return found

    def _figures(self, block: Block, answers: Answers) -> dict[tuple[str, Period], tuple[Bools, Bools]]:
        """By metric and month which sites lack the figure, and which of these must report it: those of the form, and
        those of a clause that says more, the last one where there are several.
        """
        found: dict[tuple[str, Period], tuple[Bools, Bools]] = {}
        nobody = np.zeros(len(block), np.bool_)
        for metric, among in self._asked_monthly(block):
            lacking, must = found.get((metric, self._last), (nobody, ~nobody))
            found[metric, self._last] = (
                lacking | among & ~block.cells(FigureReported(metric, self._last)).reported,
                must,
            )
        for (clause, rule), row in zip(self._bound, answers, strict=True):
            if not isinstance(rule, EveryPeriodRule) or not asks_months(clause):
                continue
            column = rule.figures_due(block.background.as_of)
            for period, unknown in zip(column.periods, block.cells(column).unknown, strict=True):
                lacking, must = found.get((column.metric, period), (nobody, ~nobody))
                here = (row == UNKNOWN) & (unknown == 1)
                found[column.metric, period] = lacking | here, np.where(here, clause.level == "must", must)
        return found

    def _early(self, block: Block) -> Bools:
        found = np.zeros(len(block), np.bool_)
        for metric, among in self._asked_monthly(block):
            found |= among & ~block.cells(FigureReported(metric, self._running)).reported
        return found

    def _asked_monthly(self, block: Block) -> Iterator[tuple[str, Bools]]:
        """The figures that forms ask for by the month, and the sites in operation that are asked. A form goes by the
        tier that a site has by now, whichever it had on the day.
        """
        tiers = [site.tier for site in block.sites]
        for tier in sorted({*tiers}):
            if tier not in self._monthly:
                day = block.background.as_of
                self._monthly[tier] = monthly_figures(self._programme, self._kind, tier, day)
            if codes := self._monthly[tier]:
                asked = [site.tier == tier and is_operating(site) for site in block.sites]
                yield from ((code, np.array(asked, np.bool_)) for code in codes)

    def _count_stale(self, block: Block, stale: DueCounts, owed: _Fields) -> None:
        programme, day, known = self._programme, block.background.as_of, self._is_stale
        for place, site in enumerate(block.sites):
            for report in site.reports.values():
                is_stale = known.get(report.day)
                if is_stale is None:
                    is_stale = known[report.day] = programme.is_due(report.day, day)
                if is_stale:
                    codes = due_for_confirmation(site, programme, day)
                    stale[place] = len(codes)
                    for code in codes:
                        owed.add_at(item_named(programme.vocabulary, code), place)
                    break


class _Fields:
    """Which fields are owed by which sites."""

    def __init__(self, sites: int) -> None:
        self._sites, self._by_item = sites, dict[str, Bools]()

    def add(self, item: str, among: Bools) -> None:
        known = self._by_item.get(item)
        self._by_item[item] = among.copy() if known is None else known | among

    def add_at(self, item: str, place: int) -> None:
        known = self._by_item.get(item)
        if known is None:
            known = self._by_item[item] = np.zeros(self._sites, np.bool_)
        known[place] = True

    def count(self) -> NDArray[np.int16]:
        found = np.zeros(self._sites, np.int16)
        for among in self._by_item.values():
            found += among
        return found


_Settled = Callable[[Block, Bools], Iterable[tuple[str, Bools]]]
"""Of sites for which a clause is unknown, the fields in which it is settled."""


def _settled_in(clause: Clause, rule: Rule[Any], programme: Programme, background: Background) -> _Settled:
    if asks_months(clause):
        return lambda _, __: ()  # each month is a figure by itself
    if isinstance(rule, EveryPeriodRule):
        return _FirstPeriod(rule, programme.vocabulary)
    codes = {need.code for need in needs_of(clause.check)}
    if len(codes) == 1:
        item = item_named(programme.vocabulary, codes.pop())
        return lambda _, among: [(item, among)]
    return _ByFinding(clause, rule, programme, background)


class _FirstPeriod:
    """A figure by the year, or the cumulative one: settled in the first period that lacks it."""

    def __init__(self, rule: EveryPeriodRule, vocabulary: Vocabulary) -> None:
        self._rule, self._vocabulary = rule, vocabulary

    def __call__(self, block: Block, among: Bools) -> Iterator[tuple[str, Bools]]:
        column = self._rule.figures_due(block.background.as_of)
        left = among
        for period, unknown in zip(column.periods, block.cells(column).unknown, strict=True):
            yield figure_named(column.metric, period), left & (unknown == 1)
            left = left & (unknown != 1)
        yield item_named(self._vocabulary, column.metric), left  # not due yet


class _ByFinding:
    """Of a clause that looks at several things: what each finding of it waits for is asked once."""

    def __init__(self, clause: Clause, rule: Rule[Any], programme: Programme, background: Background) -> None:
        self._clause, self._rule, self._programme, self._background = clause, rule, programme, background
        self._known: dict[Hashable, str] = {}

    def __call__(self, block: Block, among: Bools) -> Iterator[tuple[str, Bools]]:
        found: dict[str, list[int]] = {}
        for place in np.flatnonzero(among).tolist():
            found.setdefault(self._item(block, place), []).append(place)
        for item, places in found.items():
            mask = np.zeros(len(block), np.bool_)
            mask[places] = True
            yield item, mask

    def _item(self, block: Block, place: int) -> str:
        case = case_of(block.sites[place], self._programme, self._background.divisions, self._background.as_of)
        seen = self._rule.looked_at(case)
        item = self._known.get(seen)
        if item is None:
            outcome = self._rule.explain(case)
            if len(self._known) >= MOST_SEEN:
                self._known = {}
            item = item_settling(self._programme.vocabulary, self._clause, outcome.needs, outcome.missing)
            self._known[seen] = item
        return item


def asks_months(clause: Clause) -> bool:
    """Whether what is unknown under a clause are figures of months, each of which is a task of its own."""
    return isinstance(clause.check, EveryPeriod) and clause.check.over == "full_months"


def item_settling(vocabulary: Vocabulary, clause: Clause, needs: Sequence[str], missing: Sequence[str]) -> str:
    """The field in which a clause can be settled that waits for `needs` and `missing` items or periods: that of the
    first fact it waits for, else of the first it looks at.
    """
    codes = list(needs) or [need.code for need in needs_of(clause.check)]
    code = codes[0] if codes else ""
    if code in vocabulary.metrics and missing:
        return f"metrics.{code}.{missing[0]}"
    return item_named(vocabulary, code)


def item_named(vocabulary: Vocabulary, code: str) -> str:
    """The field of a code: facts stand under ``facts.``, the rest by their own name."""
    return f"facts.{code}" if code in vocabulary.facts else code


def figure_named(metric: str, period: Period) -> str:
    """The field of a figure."""
    return f"metrics.{metric}.{period.text}"
