"""Rules (CHECK) of a table of SQLite put in and taken off, which knows neither ADD nor DROP CONSTRAINT.

A CHECK changes nothing of what stands in the file, so it can be taken out of the table's text and written into it, as
SQLite describes (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"). A new
table with the rows copied over would fire the foreign keys of every table that refers to this one.
"""

from __future__ import annotations

import re

from piccolo.apps.migrations.tables import Migration

_SIGN = re.compile(r"'(?:[^']|'')*'|[()]")


async def drop_rule(table: str, rule: str) -> None:
    """Take a CHECK off a table; nothing happens where it is gone already. Needs an open transaction.

    Raises ValueError for a rule that is no CHECK: a UNIQUE has an index, which its text alone does not undo.
    """
    made = await _made(table)
    await _write(table, made, without_check(made, rule))


async def add_rule(table: str, rule: str, condition: str) -> None:
    """Put a CHECK into a table; nothing happens where it stands already. Needs an open transaction.

    Raises ValueError where a row breaks it: nothing is written then.
    """
    broken = await Migration.raw(f'SELECT count(*) AS n FROM "{table}" WHERE NOT ({condition})')
    if broken[0]["n"]:
        raise ValueError(f"{broken[0]['n']} rows of {table} break {rule}")
    made = await _made(table)
    await _write(table, made, with_check(made, rule, condition))


async def _made(table: str) -> str:
    (made,) = await Migration.raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = {}", table)
    return str(made["sql"])


async def _write(table: str, made: str, text: str) -> None:
    if text == made:
        return
    ((version,),) = [row.values() for row in await Migration.raw("PRAGMA schema_version")]
    await Migration.raw("PRAGMA writable_schema = ON")
    await Migration.raw("UPDATE sqlite_master SET sql = {} WHERE type = 'table' AND name = {}", text, table)
    # Other connections read the text again when the number has changed; this one does so on RESET.
    await Migration.raw(f"PRAGMA schema_version = {version + 1}")
    await Migration.raw("PRAGMA writable_schema = RESET")


def with_check(made: str, rule: str, condition: str) -> str:
    """The text of CREATE TABLE with a named CHECK at its end; as it is where that stands in it.

    >>> with_check("CREATE TABLE a (b INT)", "r", "b > 0")
    'CREATE TABLE a (b INT, CONSTRAINT "r" CHECK (b > 0))'
    """
    said = f', CONSTRAINT "{rule}" CHECK ({condition})'
    end = made.rindex(")")
    return made if said in made else made[:end] + said + made[end:]


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
