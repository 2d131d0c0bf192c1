"""Search, on a demonstration that is only read."""

from tests.databases import postgres_server
from tests.networks import client, demo_postgres, demo_sqlite, reader

__all__ = ["client", "demo_postgres", "demo_sqlite", "postgres_server", "reader"]
