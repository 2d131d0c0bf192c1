"""Every test of the store runs on SQLite and on PostgreSQL."""

from tests.databases import (
    database,
    database_url,
    empty_database_url,
    postgres_server,
    postgres_template,
    sqlite_template,
)

__all__ = [
    "database",
    "database_url",
    "empty_database_url",
    "postgres_server",
    "postgres_template",
    "sqlite_template",
]
