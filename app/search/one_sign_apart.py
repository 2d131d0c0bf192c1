"""Words that differ from a text by one sign: one is wrong, missing or too much."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.uint32]


class OneSignApart:
    """Some words, side by side by their length, so that all of one length are compared with a text at once.

    >>> known = OneSignApart(["土溪镇", "三汇镇", "土溪", "土溪古镇"])
    >>> known.of("土西镇"), known.of("土溪镇")
    (['土溪镇'], ['土溪', '土溪古镇'])
    """

    def __init__(self, words: Iterable[str]) -> None:
        by_length: dict[int, list[str]] = {}
        for word in words:
            by_length.setdefault(len(word), []).append(word)
        self._by_length = {length: (same, _signs(same, length)) for length, same in by_length.items()}

    def of(self, text: str) -> list[str]:
        """The words that are one sign apart from a text, the shortest first; the text itself is none of them."""
        found = []
        for length in (len(text) - 1, len(text), len(text) + 1):
            words, signs = self._by_length.get(length, ([], np.zeros((0, length), np.uint32)))
            if words and length:
                found += [words[place] for place in np.flatnonzero(_are_one_apart(signs, _signs([text], len(text))))]
        return found


def _signs(words: list[str], length: int) -> Signs:
    return np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32).reshape(len(words), length)


def _are_one_apart(signs: Signs, text: Signs) -> NDArray[np.bool_]:
    length, asked = signs.shape[1], text.shape[1]
    if length == asked:
        return np.asarray((signs != text).sum(axis=1) == 1)
    shorter = min(length, asked)
    begins = (signs[:, :shorter] == text[:, :shorter]).cumprod(axis=1).sum(axis=1)
    ends = (signs[:, -shorter:] == text[:, -shorter:])[:, ::-1].cumprod(axis=1).sum(axis=1)
    # The shorter is the longer without one sign where its beginning and its end meet.
    return np.asarray(begins + ends >= shorter)
