"""Finished answers to questions that many ask: made by one request while the others wait for it, then sent as they are.

What is kept is data like any other: headers and cookies belong to each answer anew, and nothing is kept of anybody who
has signed in.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class KeptAnswers(Generic[Answer]):
    """Kept: the last `most` answers by their questions, which name the state they were answered from.

    A state that is past is never asked for again, so nothing here is renewed; the oldest go. Lost, answers are made
    again.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, Answer] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Answer]] = {}

    async def of(self, question: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a question; `make` answers it for all who ask meanwhile, whoever of them goes away."""
        found = self._made.get(question)
        if found is not None:
            self._made.move_to_end(question)
            return found
        making = self._making.get(question)
        if making is None:
            making = self._making[question] = asyncio.ensure_future(self._answered(question, make))
        return await asyncio.shield(making)

    async def _answered(self, question: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            made = self._made[question] = await make()
        finally:
            del self._making[question]
        while len(self._made) > self._most:
            self._made.popitem(last=False)
        return made
