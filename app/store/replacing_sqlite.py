"""A new SQLite database that takes the place of another, whole or not at all.

It is written beside the old file and then copied over it by SQLite itself, in one transaction of the old file: whatever
ends the copy, power included, leaves the old content. The old file is locked meanwhile, so that no server writes to
what is about to go.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from app.errors import Refused
from app.store.refusals import in_our_words, unavailable
from app.wording import Wording

NOT_EMPTY = Wording(
    "数据库里已有数据，未恢复；确要整体替换请加 --force",
    "the database is not empty; nothing was restored. Add --force to replace everything in it",
)
IN_USE = Wording(
    "数据库正被另一个进程使用，未恢复；请先停止 zhanwang serve",
    "another process is using the database; nothing was restored. Stop zhanwang serve first",
)


@asynccontextmanager
async def beside_sqlite(target: Path, *, force: bool) -> AsyncIterator[str]:
    """The address of a new database beside `target`, which takes its place when the block ends without an error.

    Raises Refused where `target` holds anything, unless `force`, or is open elsewhere.
    """
    new = target.with_name(f".{target.name}.restoring")
    with in_our_words(writing=True):
        made, old = await asyncio.to_thread(_opened, target)
    try:
        _lock(old)
        if not force and _holds_anything(old):
            raise Refused(NOT_EMPTY)
        _remove(new)
        yield f"sqlite:///{new}"
        with in_our_words(writing=True):
            await asyncio.to_thread(_copy, new, old)
    except BaseException:
        old.close()
        if made:
            _remove(target)
        raise
    finally:
        old.close()
        _remove(new)


def _opened(target: Path) -> tuple[bool, sqlite3.Connection]:
    """Whether the file had to be made, and a connection to it."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = not target.exists()
    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    return made, sqlite3.connect(target, timeout=0, isolation_level=None, check_same_thread=False)


def _lock(old: sqlite3.Connection) -> None:
    """Have the file to ourselves. Leaving the write-ahead log is possible only when nobody else has it open."""
    try:
        old.execute("PRAGMA locking_mode = EXCLUSIVE")
        old.execute("PRAGMA journal_mode = DELETE")
        old.execute("BEGIN EXCLUSIVE")
        old.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Refused(IN_USE) from None
        raise unavailable(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise unavailable(str(error)) from error


def _holds_anything(old: sqlite3.Connection) -> bool:
    named = old.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'"
    ).fetchall()
    return any(old.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0] for (name,) in named)


def _copy(new: Path, old: sqlite3.Connection) -> None:
    source = sqlite3.connect(new, isolation_level=None)
    try:
        source.execute("PRAGMA journal_mode = DELETE")
        source.backup(old)
    finally:
        source.close()


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()
