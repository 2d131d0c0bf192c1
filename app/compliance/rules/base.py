"""What every rule can do, and how a bound is compared without rounding."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Answers, Bools
from app.compliance.block import Block
from app.compliance.case import Case
from app.compliance.column_values import bracket
from app.compliance.outcome import Outcome
from app.standards.checks.base import CheckModel

C = TypeVar("C", bound=CheckModel)


class Rule(ABC, Generic[C]):
    """A check with all that is needed to decide it."""

    def __init__(self, check: C) -> None:
        self.check = check

    @abstractmethod
    def explain(self, case: Case) -> Outcome:
        """The answer for one site, with the sentence that explains it."""

    @abstractmethod
    def looked_at(self, case: Case) -> Hashable:
        """All of a site that `explain` looks at: where this is equal on one day, under one vocabulary, so is what it
        says. Whoever judges many sites has it said once.
        """

    @abstractmethod
    def answers(self, block: Block) -> Answers:
        """The answers for all sites of a block. The array may be the block's own: it is not to be written to."""


class Bound:
    """A bound that exact numbers are held against by way of the floats around them."""

    def __init__(self, value: Decimal) -> None:
        self.value = value
        self.below, self.above = bracket(value)

    def not_under(self, low: NDArray[np.float64], exact: Callable[..., Decimal]) -> Bools:
        """Which numbers, given by the floats at or below them, are the bound or more; never an unreported one.

        `exact` gives the number at a place of the array.
        """
        found = low >= self.above
        if self.below != self.above:
            # The bound itself is no float: between its two neighbours only the exact number tells.
            for place in np.argwhere(low == self.below).tolist():
                found[tuple(place)] = exact(*place) >= self.value
        return found

    def not_over(self, high: NDArray[np.float64], exact: Callable[..., Decimal]) -> Bools:
        """Which numbers, given by the floats at or above them, are the bound or less; never an unreported one."""
        found = high <= self.below
        if self.below != self.above:
            for place in np.argwhere(high == self.above).tolist():
                found[tuple(place)] = exact(*place) <= self.value
        return found
