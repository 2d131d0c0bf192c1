"""Tests of answers over HTTP, on SQLite and on PostgreSQL."""

from tests.databases import postgres_server
from tests.networks import client, demo_codes, demo_postgres, demo_server, demo_sqlite, reader

__all__ = ["client", "demo_codes", "demo_postgres", "demo_server", "demo_sqlite", "postgres_server", "reader"]
