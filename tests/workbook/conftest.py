"""The workbook, on SQLite and on PostgreSQL."""

from tests.databases import database_url, postgres_server, postgres_template, sqlite_template
from tests.networks import house

__all__ = ["database_url", "house", "postgres_server", "postgres_template", "sqlite_template"]
