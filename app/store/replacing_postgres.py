"""A new PostgreSQL database's worth of tables that take the place of others, whole or not at all.

They are made in a schema of their own and moved over in one transaction, in which the old ones are dropped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.errors import Refused
from app.store.postgres import APPLICATION_NAME, WRITERS_LOCK
from app.store.refusals import in_our_words
from app.store.replacing_sqlite import IN_USE, NOT_EMPTY
from app.store.schema import TABLES

SCHEMA = "zhanwang_restoring"
_OUR_TABLES = tuple(table._meta.tablename for table in TABLES)
_OTHERS_HERE = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()
"""
_STANDING = "SELECT table_name FROM information_schema.tables WHERE table_schema = $1"
_FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = $1::regnamespace"
"""What triggers of our tables call; none of them takes an argument."""


@asynccontextmanager
async def beside_postgres(url: str, *, force: bool) -> AsyncIterator[str]:
    """The address of new, empty tables beside those at `url`, whose place they take when the block ends without an
    error.

    Raises Refused where those hold anything, unless `force`, or a server is connected.
    """
    with in_our_words(writing=True):
        connection: Any = await asyncpg.connect(url, server_settings={"application_name": "zhanwang restore"})
    try:
        with in_our_words(writing=True):
            place = await connection.fetchval("SELECT current_schema()")
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", WRITERS_LOCK + 1):
                raise Refused(IN_USE)
            await _require_free(connection, place, force=force)
            await connection.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')
            await connection.execute(f'CREATE SCHEMA "{SCHEMA}"')
        try:
            yield f"{url}{'&' if '?' in url else '?'}search_path={SCHEMA}"
            with in_our_words(writing=True):
                async with connection.transaction():
                    await connection.execute("SELECT pg_advisory_xact_lock($1)", WRITERS_LOCK)
                    await _require_free(connection, place, force=force)
                    await _move(connection, place)
        finally:
            await connection.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')
    finally:
        await connection.close()


async def _require_free(connection: Any, place: str, *, force: bool) -> None:
    if await connection.fetchval(_OTHERS_HERE, APPLICATION_NAME):
        raise Refused(IN_USE)
    if force:
        return
    standing = {row[0] for row in await connection.fetch(_STANDING, place)}
    for name in _OUR_TABLES:
        if name in standing and await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{place}"."{name}")'):
            raise Refused(NOT_EMPTY)


async def _move(connection: Any, place: str) -> None:
    made = [row[0] for row in await connection.fetch(_STANDING, SCHEMA)]
    for name in {*made, *_OUR_TABLES}:
        await connection.execute(f'DROP TABLE IF EXISTS "{place}"."{name}" CASCADE')
    for name in made:
        await connection.execute(f'ALTER TABLE "{SCHEMA}"."{name}" SET SCHEMA "{place}"')
    for (name,) in await connection.fetch(_FUNCTIONS, SCHEMA):
        await connection.execute(f'DROP FUNCTION IF EXISTS "{place}"."{name}"() CASCADE')
        await connection.execute(f'ALTER FUNCTION "{SCHEMA}"."{name}"() SET SCHEMA "{place}"')
