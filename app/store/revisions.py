"""Counters that tell readers when what they keep in memory is old.

Every write to a subject raises that subject's counter in the same transaction, so whoever reads the counter
and then the rows can never keep rows older than the counter says.
"""

from __future__ import annotations

from piccolo.columns import BigInt, Text
from piccolo.table import Table


class Revision(Table):
    """One counter a subject (``sites``, ``changes``, ``divisions``, ``programmes``, ``accounts``)."""

    name = Text(primary_key=True, default=None, help_text="The subject counted.")
    value = BigInt(default=None, help_text="How many times the subject was written; for `changes`, the last sequence.")


async def bump_revision(name: str, by: int = 1) -> int:
    """Raise the counter by `by` and give its new value. Needs an open transaction.

    Only for what was written: a counter raised for nothing has every process judge everything anew.
    """
    rows = await Revision.raw(
        "INSERT INTO revision (name, value) VALUES ({}, {})"
        " ON CONFLICT (name) DO UPDATE SET value = revision.value + excluded.value RETURNING value AS value",
        name,
        by,
    )
    return int(rows[0]["value"])


async def read_revision(name: str) -> int:
    """The counter's value; 0 for a subject never written."""
    return (await read_revisions()).get(name, 0)


async def read_revisions() -> dict[str, int]:
    """All counters, in one query."""
    return {row["name"]: row["value"] for row in await Revision.select()}
