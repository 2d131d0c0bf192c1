"""Rows in the order of their codes, and how they stand after some sites changed: one rule for every column."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import eq
from typing import Any, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")


class Splice(NamedTuple):
    """How the places of one state come from those of the one before: rows that are others now, that went, that came.

    `instead` and `gone` are places before; `into` places before, in front of which rows came. Rows are handed in as
    those instead, then those that came, each in the order of codes.
    """

    instead: NDArray[np.intp]
    gone: NDArray[np.intp]
    into: NDArray[np.intp]

    def array(self, before: Any, fresh: Any) -> Any:
        """An array of the next state, its first axis the places."""
        made = before.copy()
        made[self.instead] = fresh[: len(self.instead)]
        if self.keeps_places:
            return made
        # What comes is put in first, so that places before are still those before.
        kept = np.ones(len(before), np.bool_)
        kept[self.gone] = False
        kept = np.insert(kept, self.into, True)
        found: NDArray[Any] = np.insert(made, self.into, fresh[len(self.instead) :], axis=0)[kept]
        return found

    @property
    def keeps_places(self) -> bool:
        """Whether every place is the same site's as before."""
        return not len(self.gone) and not len(self.into)

    def rows(self, before: Sequence[Value], fresh: Sequence[Value]) -> list[Value]:
        """A list of the next state."""
        made = list(before)
        if self.keeps_places:
            for place, row in zip(self.instead.tolist(), fresh, strict=True):
                made[place] = row
            return made
        found: list[Value] = self.array(_objects(made), _objects(fresh)).tolist()
        return found


def _objects(rows: Sequence[Any]) -> NDArray[Any]:
    made: NDArray[Any] = np.empty(len(rows), object)
    made[:] = rows
    return made


class ByPlace(Sequence[Value]):
    """What `tell` says of each place, each time that it is asked for; equal to a tuple of the same."""

    def __init__(self, count: int, tell: Callable[[int], Value]) -> None:
        self._places, self._tell = range(count), tell

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            places = self._places[place]
            return ByPlace(len(places), lambda at: self._tell(places[at]))
        return self._tell(self._places[place])

    def __iter__(self) -> Iterator[Value]:
        return map(self._tell, self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple | ByPlace):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment] # as of a list: nobody looks things up by all sites


class ByCode(Mapping[str, Value]):
    """What `tell` says of a place, by the code that stands there; found by halving, so that nothing is laid out."""

    def __init__(self, codes: Sequence[str], tell: Callable[[int], Value]) -> None:
        self._codes, self._tell = codes, tell

    def __getitem__(self, code: str) -> Value:
        place = place_of(self._codes, code)
        if place is None:
            raise KeyError(code)
        return self._tell(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


def place_of(codes: Sequence[str], code: str) -> int | None:
    """Where a code stands among codes in their order; None where it does not."""
    place = bisect_left(codes, code)
    return place if place < len(codes) and codes[place] == code else None


def splice_of(before: Sequence[str], changed: Collection[str], present: Collection[str]) -> tuple[Splice, list[str]]:
    """How `changed` codes, of which those in `present` are there now, change the places of the codes `before`.

    And the codes that are there now in the order in which their rows are handed in.
    """
    instead, gone, into, replaced, came = [], [], [], [], []
    for code in sorted(changed):
        place = bisect_left(before, code)
        is_known = place < len(before) and before[place] == code
        if is_known and code in present:
            instead.append(place)
            replaced.append(code)
        elif is_known:
            gone.append(place)
        elif code in present:
            into.append(place)
            came.append(code)
    return Splice(*(np.array(places, np.intp) for places in (instead, gone, into))), [*replaced, *came]
