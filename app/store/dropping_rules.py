"""Taking a rule (CHECK, UNIQUE) off a table of SQLite, which knows no DROP CONSTRAINT.

A CHECK changes nothing of what stands in the file, so it can be taken out of the table's own text, as SQLite describes
(https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"). The other way, a new table
with the rows copied over, would fire the foreign keys of every table that refers to this one.
"""

from __future__ import annotations

import re

from piccolo.apps.migrations.tables import Migration

_SIGN = re.compile(r"'(?:[^']|'')*'|[()]")


async def drop_rule(table: str, rule: str) -> None:
    """Take a CHECK off a table; nothing happens where it is gone already. Needs an open transaction.

    Raises ValueError for a rule that is no CHECK: a UNIQUE has an index, which its text alone does not undo.
    """
    (made,) = await Migration.raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = {}", table)
    text = without_check(made["sql"], rule)
    if text == made["sql"]:
        return
    ((version,),) = [row.values() for row in await Migration.raw("PRAGMA schema_version")]
    await Migration.raw("PRAGMA writable_schema = ON")
    await Migration.raw("UPDATE sqlite_master SET sql = {} WHERE type = 'table' AND name = {}", text, table)
    # Other connections read the text again when the number has changed; this one does so on RESET.
    await Migration.raw(f"PRAGMA schema_version = {version + 1}")
    await Migration.raw("PRAGMA writable_schema = RESET")


def without_check(made: str, rule: str) -> str:
    """The text of CREATE TABLE without a named CHECK; as it is where there is none of that name.

    >>> without_check('CREATE TABLE a (b INT, CONSTRAINT "r" CHECK (b IN (1, 2)), c TEXT)', "r")
    'CREATE TABLE a (b INT, c TEXT)'
    """
    start = f', CONSTRAINT "{rule}" '
    before, found, after = made.partition(start)
    if not found:
        return made
    if not after.startswith("CHECK ("):
        raise ValueError(f"{rule} is no CHECK: {after[:40]}")
    depth = 0
    for sign in _SIGN.finditer(after):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] == ")" and depth == 0:
            return before + after[sign.end() :]
    raise ValueError(f"{rule} does not end: {made}")
