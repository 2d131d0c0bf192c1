"""Counters that tell readers when what they keep in memory is old.

Every write to a subject raises that subject's counter in the same transaction, so whoever reads the counter
and then the rows can never keep rows older than the counter says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from piccolo.columns import BigInt, Text
from piccolo.table import Table

from app.store.refusals import WriteOutsideTransaction

if TYPE_CHECKING:
    from app.store.transactions import SingleWriter, StoreTransaction


class Revision(Table):
    """One counter a subject (``sites``, ``changes``, ``divisions``, ``programmes``, ``accounts``)."""

    name = Text(primary_key=True, default=None, help_text="The subject counted.")
    value = BigInt(default=None, help_text="How many times the subject was written; for `changes`, the last sequence.")


async def bump_revision(name: str, by: int = 1) -> int:
    """Raise the counter by `by` and give its new value. Needs an open transaction.

    Only for what was written: a counter raised for nothing has every process judge everything anew.
    """
    return (await bump_and_read(name, by, "NULL"))[0]


async def bump_and_read(name: str, by: int, also: str) -> tuple[int, Any]:
    """The same, and what the expression `also` (our own SQL) gives in that one statement. Needs an open transaction."""
    pending = _open_transaction().to_raise
    pending[name] = pending.get(name, 0) + by
    values, read = await _raised(pending, also)
    return values[name], read


async def revision_of_write(name: str) -> int:
    """The counter's value for what the open transaction writes: raised by its first write, the same for all of them.

    Until it commits nobody sees any of it, so one value names all of it.
    """
    raised = _open_transaction().raised
    return raised[name] if name in raised else await bump_revision(name)


def is_raised(name: str) -> bool:
    """Whether the open transaction has raised the counter already."""
    return name in _open_transaction().raised


async def take_back_revision(name: str) -> None:
    """Lower the counter that was raised for a write that came to nothing, so that nobody looks in vain."""
    await bump_revision(name, by=-1)
    del _open_transaction().raised[name]


def raise_revision(name: str) -> None:
    """Have the counter raised by one before the open transaction commits; together with others, in one statement."""
    transaction = _open_transaction()
    transaction.to_raise[name] = transaction.to_raise.get(name, 0) + 1
    transaction.before_commit = _raise_all


async def _raise_all(pending: dict[str, int]) -> dict[str, int]:
    """Raise what waits to be raised; the new values by name."""
    return (await _raised(pending, "NULL"))[0] if pending else {}


async def _raised(pending: dict[str, int], also: str) -> tuple[dict[str, int], Any]:
    asked, values = dict(pending), ", ".join("({}, {})" for _ in pending)
    pending.clear()
    rows = await Revision.raw(
        f"INSERT INTO revision (name, value) VALUES {values}"
        " ON CONFLICT (name) DO UPDATE SET value = revision.value + excluded.value"
        f" RETURNING name AS name, value AS value, {also} AS also",
        *(part for pair in asked.items() for part in pair),
    )
    values_now = {row["name"]: int(row["value"]) for row in rows}
    _open_transaction().raised.update(values_now)
    return values_now, rows[0]["also"]


def _open_transaction() -> StoreTransaction:
    transaction = _engine().open_transaction()
    if transaction is None:
        raise WriteOutsideTransaction
    return transaction


async def read_revision(name: str) -> int:
    """The counter's value; 0 for a subject never written. At most as old as `read_revisions` says."""
    return (await read_revisions()).get(name, 0)


async def read_revisions() -> Mapping[str, int]:
    """All counters: with all that this process has written, and what others wrote until half a second ago.

    Inside a transaction they are those of the transaction, and who called `ask_anew` gets those of now.
    """
    engine = _engine()
    return await (_asked() if engine.open_transaction() is not None else engine.watch.counters(_asked))


def ask_anew() -> None:
    """Have the next reading ask the database: for people who may just have written in another process."""
    _engine().watch.expire()


async def _asked() -> dict[str, int]:
    return {row["name"]: row["value"] for row in await Revision.select()}


def _engine() -> SingleWriter:
    # Every bound engine is one of ours; piccolo only knows its own base class.
    return cast("SingleWriter", Revision._meta.db)
