"""Many texts one after the other, so that all of them are searched in one go through memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.sites.splice import Splice

BETWEEN = "\0"
"""Stands behind each text. What is typed and what is kept hold none."""
MOST_INSTEAD = 64


class JoinedArrays(NamedTuple):
    """Joined texts as a file has them: in UTF-8, a sign behind each text, and after how many signs each ends."""

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]


class Joined:
    """Texts in an order, by whose places they are found.

    >>> Joined(["三汇镇服务站", "土溪镇服务站", "土溪镇土溪社区"]).holding("土溪").tolist()
    [1, 2]
    """

    def __init__(self, texts: Iterable[str]) -> None:
        parts = [text + BETWEEN for text in texts]
        self._whole = "".join(parts)
        self._ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        self._instead: Mapping[int, str] = {}

    @classmethod
    def of_parts(cls, parts: Sequence[Joined]) -> Joined:
        """The texts of these, one after the other."""
        made, settled = cls(()), [part._settled() for part in parts]
        made._whole = "".join(part._whole for part in settled)
        made._ends = np.cumsum(np.concatenate([np.diff(part._ends, prepend=0) for part in settled]), dtype=np.int64)
        return made

    @classmethod
    def of_arrays(cls, arrays: JoinedArrays) -> Joined:
        """The texts that gave these arrays."""
        made = cls(())
        made._whole, made._ends = arrays.letters.tobytes().decode(), arrays.ends
        return made

    def arrays(self) -> JoinedArrays:
        """The same as arrays."""
        made = self._settled()
        return JoinedArrays(np.frombuffer(made._whole.encode(), np.uint8), made._ends)

    def replaced(self, splice: Splice, texts: Iterable[str]) -> Joined:
        """The texts with these in their places, as the splice says. A few others are only kept beside the rest."""
        fresh = list(texts)
        others = {**self._instead, **dict(zip(splice.instead.tolist(), fresh, strict=False))}
        if not splice.keeps_places or len(others) > MOST_INSTEAD:
            return self._settled()._spliced(splice, fresh)
        made = copy(self)
        made._instead = others
        return made

    def _settled(self) -> Joined:
        """The same with nothing beside the rest."""
        if not self._instead:
            return self
        made, none = copy(self), np.zeros(0, np.intp)
        made._instead = {}
        places = sorted(self._instead)
        return made._spliced(Splice(np.array(places, np.intp), none, none), [self._instead[place] for place in places])

    def _spliced(self, splice: Splice, texts: list[str]) -> Joined:
        """All texts written anew: what lies between two that differ is taken over in one piece."""
        fresh = [text + BETWEEN for text in texts]
        count = len(splice.instead)
        cuts = [(*self._span(place), part) for place, part in zip(splice.instead.tolist(), fresh[:count], strict=True)]
        cuts += [(*self._span(place), "") for place in splice.gone.tolist()]
        starts = [self._start(place) for place in splice.into.tolist()]
        cuts += [(start, start, part) for start, part in zip(starts, fresh[count:], strict=True)]
        pieces, at = [], 0
        for begin, end, part in sorted(cuts, key=lambda cut: cut[:2]):
            pieces += [self._whole[at:begin], part]
            at = end
        made = Joined(())
        made._whole = "".join(chain(pieces, [self._whole[at:]]))
        lengths = splice.array(np.diff(self._ends, prepend=0), np.array([len(part) for part in fresh], np.int64))
        made._ends = np.cumsum(lengths, dtype=np.int64)
        return made

    def _start(self, place: int) -> int:
        return int(self._ends[place - 1]) if place else 0

    def _span(self, place: int) -> tuple[int, int]:
        return self._start(place), int(self._ends[place])

    def at(self, places: NDArray[np.intp]) -> list[str]:
        """The texts of these places."""
        begins = np.concatenate(([0], self._ends))[places].tolist()
        ends = (self._ends[places] - len(BETWEEN)).tolist()
        found = [self._whole[begin:end] for begin, end in zip(begins, ends, strict=True)]
        if self._instead:
            found = [self._instead.get(place, text) for place, text in zip(places.tolist(), found, strict=True)]
        return found

    def __len__(self) -> int:
        return len(self._ends)

    def holding(self, text: str) -> NDArray[np.intp]:
        """The places of the texts that hold this one, each once."""
        found, at = [], self._whole.find(text)
        while at >= 0:
            found.append(at)
            at = self._whole.find(text, at + 1)
        places = np.unique(np.searchsorted(self._ends, np.array(found, np.int64), side="right"))
        if not self._instead:
            return places
        others = [place for place, other in self._instead.items() if text in other]
        kept = places[~np.isin(places, list(self._instead))]
        return np.sort(np.concatenate((kept, np.array(others, np.intp))))


class SharedTexts:
    """Texts that many say alike, each kept once under a number. It only grows, so that every state may share it.

    >>> places = SharedTexts()
    >>> places.numbered(["土溪镇", "三汇镇", "土溪镇"]).tolist(), places.holding("三汇").tolist()
    ([0, 1, 0], [False, True])
    """

    def __init__(self, joined: Joined | None = None) -> None:
        """`joined`: the texts that are known already, by their numbers."""
        self._joined = Joined(()) if joined is None else joined
        self._numbers: dict[str, int] | None = None

    def _known(self) -> dict[str, int]:
        """The numbers by text: laid out when the first text is numbered, since who only searches needs none."""
        if self._numbers is None:
            every = np.arange(len(self._joined))
            self._numbers = dict(zip(self._joined.at(every), every.tolist(), strict=True))
        return self._numbers

    def numbered(self, texts: Iterable[str]) -> NDArray[np.int32]:
        """The number of each text."""
        known = self._known()
        return np.array([known.setdefault(text, len(known)) for text in texts], np.int32)

    def joined(self) -> Joined:
        """All texts by their numbers."""
        joined = self._joined
        if self._numbers is not None and len(joined) < len(self._numbers):
            joined = self._joined = Joined(list(self._numbers))
        return joined

    def holding(self, text: str) -> NDArray[np.bool_]:
        """By number, whether the text of it holds this one."""
        joined = self.joined()
        holds = np.zeros(len(joined), np.bool_)
        holds[joined.holding(text)] = True
        return holds
