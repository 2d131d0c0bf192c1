"""Tests with a real browser in front of a real server with the demonstration network."""

from tests.databases import postgres_server
from tests.networks import demo_postgres, demo_server, demo_sqlite

__all__ = ["demo_postgres", "demo_server", "demo_sqlite", "postgres_server"]
