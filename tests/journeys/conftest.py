"""Use cases, each on SQLite and on PostgreSQL."""

from tests.databases import database_url, empty_database_url, postgres_server, postgres_template
from tests.networks import demo_house, demo_postgres, demo_sqlite, house, registered_sqlite

__all__ = [
    "database_url",
    "demo_house",
    "demo_postgres",
    "demo_sqlite",
    "empty_database_url",
    "house",
    "postgres_server",
    "postgres_template",
    "registered_sqlite",
]
