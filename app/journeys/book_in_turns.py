"""A printed workbook made in turns: part by part in the thread of files, the files of others in between."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from app.exchange.workbook.printed_sheets import PrintedBook, printed_book
from app.journeys.house import House
from app.journeys.turns import FILES, behind, in_turn


@asynccontextmanager
async def book_in_turns(house: House, footer: str, mark: str) -> AsyncIterator[tuple[PrintedBook, io.BytesIO]]:
    """A new workbook, and where its bytes are when the block has ended; what writes into it takes turns at FILES.

    When the block is left by an error, or whoever waits goes away, its files are removed behind the part that is being
    written. Raises Busy, Unavailable where the disk is full.
    """
    opened = ExitStack()
    book, out = await in_turn(house, FILES, opened.enter_context, printed_book(footer, mark))
    try:
        yield book, out
    except BaseException as error:
        closed = behind(house, FILES, opened.__exit__, type(error), error, error.__traceback__)
        if isinstance(error, Exception):
            await closed  # a full disk is said in other words there
        raise
    await in_turn(house, FILES, opened.close)
