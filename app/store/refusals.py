"""What a database driver raises, said in the words of this program.

Both engines end up with the same errors: `Busy` (somebody else holds the pen), `Unavailable` (the database
cannot be used at all), `Malformed` (text that no database can hold) and `RowRefused` (a rule of the table was
broken, which the rooms above should have noticed first). Messages never quote a connection URL: it may hold a
password.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import asyncpg

from app.errors import Busy, Malformed, Refused, Unavailable
from app.wording import Wording, same

RETRY_AFTER_SECONDS = 5

REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver of PostgreSQL raises; the last where a connection was ended from the other side while it lay idle."""


class RowRefused(Refused):
    """A CHECK, UNIQUE, NOT NULL or foreign key rule was broken. `rule` names it as far as the engine
    tells."""

    def __init__(self, rule: str) -> None:
        super().__init__(
            Wording(
                f"数据不符合数据库规则（{rule}），未保存。",
                f"The data breaks a database rule ({rule}); not saved.",
            )
        )
        self.rule = rule


class WriteOutsideTransaction(RuntimeError):
    """Code tried to write without `async with transaction()`. A mistake in the program, never of a user."""

    def __init__(self) -> None:
        super().__init__("every write stands inside `async with transaction():`")


def busy() -> Busy:
    """Others were writing for as long as we were willing to wait."""
    return Busy(
        Wording(
            "系统正忙，未保存，请稍后重试。",
            "Others are saving right now; nothing was saved. Please try again shortly.",
        ),
        RETRY_AFTER_SECONDS,
    )


def unavailable(reason: str | Wording) -> Unavailable:
    """The database cannot be used; `reason` is for the person who runs the server."""
    said = same(reason) if isinstance(reason, str) else reason
    return Unavailable(Wording(f"数据库不可用：{said.zh}", f"The database cannot be used: {said.en}"))


@contextmanager
def in_our_words(writing: bool) -> Iterator[None]:
    """Turn driver errors raised inside into this program's errors; others pass unchanged.

    `writing` says whether a transaction is open: outside one, a refusal to write means that the program
    forgot to open it.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise (_from_sqlite(error, writing) or error) from error
    except REFUSALS as error:
        raise (_from_postgres(error) or error) from error
    except OSError as error:  # PostgreSQL's host is unknown, refuses or went away
        raise unavailable(error.strerror or type(error).__name__) from error


def refuse_unstorable_text(values: Iterable[object]) -> None:
    """Raise `Malformed` for text with a NUL or half a surrogate pair, which PostgreSQL refuses and SQLite
    keeps."""
    for value in values:
        if isinstance(value, str) and not is_storable(value):
            raise Malformed(
                Wording(
                    "文本中含有无法保存的字符。",
                    "The text holds a character that cannot be stored (NUL or half a surrogate).",
                )
            )


def is_storable(text: str) -> bool:
    """Whether a database can hold a text: one with neither NUL nor half a surrogate pair. What it cannot hold is not
    there, so whoever looks for such a text need not ask.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _from_sqlite(error: sqlite3.Error, writing: bool) -> Exception | None:
    text, name = str(error), getattr(error, "sqlite_errorname", "")
    if isinstance(error, sqlite3.IntegrityError):
        return RowRefused(text.partition(": ")[2] or text)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return busy()
    if name.startswith("SQLITE_READONLY") and not writing:
        return WriteOutsideTransaction()
    if name.startswith(_SQLITE_AWAY) or text.startswith("no such table"):
        return unavailable(text)
    return None


_SQLITE_AWAY = (
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_NOTADB",
    "SQLITE_PERM",
    "SQLITE_READONLY",
)


def _from_postgres(error: Exception) -> Exception | None:
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return RowRefused(error.constraint_name or error.column_name or type(error).__name__)
    if isinstance(error, asyncpg.LockNotAvailableError | asyncpg.DeadlockDetectedError):
        return busy()
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return WriteOutsideTransaction()
    for kind, reason in _POSTGRES_AWAY.items():
        if isinstance(error, kind):
            return unavailable(reason)
    if isinstance(error, asyncpg.InternalClientError) or (
        isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)
    ):
        return unavailable("the connection is closed")
    return None


_POSTGRES_AWAY: Mapping[type[asyncpg.PostgresError], Wording] = {
    asyncpg.PostgresConnectionError: Wording("与 PostgreSQL 的连接中断", "the connection to PostgreSQL is broken"),
    asyncpg.OperatorInterventionError: Wording(
        "PostgreSQL 正在停止或启动", "PostgreSQL is being stopped or is still starting"
    ),
    asyncpg.InsufficientResourcesError: Wording(
        "PostgreSQL 的连接数、内存或磁盘已用尽", "PostgreSQL has run out of connections, memory or disk"
    ),
    asyncpg.InvalidAuthorizationSpecificationError: Wording(
        "PostgreSQL 不接受这个用户名或密码", "PostgreSQL does not accept this user name or password"
    ),
    asyncpg.InvalidCatalogNameError: Wording(
        "PostgreSQL 上没有这个数据库，请先创建（createdb）",
        "PostgreSQL has no database of this name; create it first (createdb)",
    ),
    asyncpg.UndefinedTableError: Wording("数据库中缺少表", "the database lacks a table"),
}
