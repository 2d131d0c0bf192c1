"""Many texts one after the other, so that all of them are searched in one go through memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

BETWEEN = "\0"
"""Stands between two texts. What is typed and what is kept hold none."""
MOST_INSTEAD = 64


class Joined:
    """Texts in an order, by whose places they are found.

    >>> Joined(["三汇镇服务站", "土溪镇服务站", "土溪镇土溪社区"]).holding("土溪").tolist()
    [1, 2]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = BETWEEN.join(texts)
        self._ends = np.cumsum([len(text) + len(BETWEEN) for text in texts], dtype=np.int64)
        self._instead: Mapping[int, str] = {}

    def replaced(self, instead: Mapping[int, str]) -> Joined | None:
        """The same with other texts at some places; None where so many are others that all are better joined anew."""
        others = {**self._instead, **instead}
        if len(others) > MOST_INSTEAD:
            return None
        made = copy(self)
        made._instead = others
        return made

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

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._joined = Joined(())

    def numbered(self, texts: Iterable[str]) -> NDArray[np.int32]:
        """The number of each text."""
        return np.array([self._numbers.setdefault(text, len(self._numbers)) for text in texts], np.int32)

    def holding(self, text: str) -> NDArray[np.bool_]:
        """By number, whether the text of it holds this one."""
        joined = self._joined
        if len(joined) < len(self._numbers):
            joined = self._joined = Joined(list(self._numbers))
        holds = np.zeros(len(joined), np.bool_)
        holds[joined.holding(text)] = True
        return holds
