"""Some thousand sites of one kind and tier on one day, laid out in columns while they are judged.

Each column is read off the sites at its first asking, whatever number of clauses look at it. Blocks are small enough
that their columns stay in the processor's cache.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Answers
from app.sites.divisions import Divisions
from app.sites.site import FactValue, Site
from app.sites.vocabulary import Vocabulary

MOST_SITES = 8_192
"""Sites in one block at most: some hundred kilobytes for the columns that a clause looks at."""

Sort = tuple[str, str]
"""A kind and a tier."""
Cells = TypeVar("Cells", bound="tuple[NDArray[Any], ...]")


class Column(ABC, Generic[Cells]):
    """One thing that rules look at. `key` names it: equal columns are read once a block.

    Cells are a named tuple of arrays, the sites along the last axis of each.
    """

    def __init__(self, *named: Hashable) -> None:
        self.key: tuple[Hashable, ...] = (type(self), *named)

    @abstractmethod
    def read(self, sites: Sequence[Site], background: Background) -> Cells:
        """The cells of these sites, in their order."""


class Dictionary:
    """Every different value that a column has met, by number; 0 is unreported. It only grows.

    A rule decides a value once, however many sites have it.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {None: 0}
        self._values: list[Any] = [None]
        self._answers: dict[Hashable, Answers] = {}

    def numbers(self, keyed: Iterable[tuple[Hashable, Any]]) -> NDArray[np.int32]:
        """The number of each value, which is given with something to know it by."""
        found = []
        for key, value in keyed:
            number = self._numbers.setdefault(key, len(self._values))
            if number == len(self._values):
                self._values.append(value)
            found.append(number)
        return np.array(found, np.int32)

    def answers(self, rule: Hashable, decide: Callable[[Any], int]) -> Answers:
        """The answer of a rule to each value, by the value's number."""
        known = self._answers.get(rule)
        if known is None or len(known) < len(self._values):
            start = 0 if known is None else len(known)
            more = np.array([decide(value) for value in self._values[start:]], np.int8)
            known = self._answers[rule] = more if known is None else np.concatenate([known, more])
        return known


class Background:
    """What is the same for all sites of a programme on one day, and what was looked up for them."""

    def __init__(
        self, vocabulary: Vocabulary, parameters: Mapping[str, FactValue], divisions: Divisions, as_of: date
    ) -> None:
        self.vocabulary, self.parameters, self.divisions, self.as_of = vocabulary, parameters, divisions, as_of
        self._township_names: dict[str, tuple[str, ...]] = {}
        self._dictionaries: dict[Hashable, Dictionary] = {}

    def township_names(self, division: str | None) -> tuple[str, ...]:
        """Every writing of the name of the township a division is or lies in; empty when it lies in none."""
        if division is None:
            return ()
        if division not in self._township_names:
            township = self.divisions.township_of(division)
            self._township_names[division] = township.names if township else ()
        return self._township_names[division]

    def dictionary(self, column: Column[Any]) -> Dictionary:
        """The different values of a column, over all blocks."""
        return self._dictionaries.setdefault(column.key, Dictionary())


class Block:
    """`sites`, all of one `kind` and on the day of one `tier`, and the columns that were asked for so far."""

    def __init__(self, kind: str, tier: str, sites: Sequence[Site], background: Background) -> None:
        self.kind, self.tier, self.sites, self.background = kind, tier, tuple(sites), background
        self._cells: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self.sites)

    def cells(self, column: Column[Cells]) -> Cells:
        """A column of these sites, read at the first asking."""
        found = self._cells.get(column.key)
        if found is None:
            found = self._cells[column.key] = column.read(self.sites, self.background)
        return cast(Cells, found)
