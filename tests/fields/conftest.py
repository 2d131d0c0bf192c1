"""What the room runs on: the interface over HTTP needs a client with the demonstration behind it."""

from tests.databases import postgres_server
from tests.networks import client, demo_postgres, demo_server, demo_sqlite

__all__ = ["client", "demo_postgres", "demo_server", "demo_sqlite", "postgres_server"]
