"""Use cases, each on SQLite and on PostgreSQL."""

import pytest

from app.journeys.house import House
from tests.databases import database_url, empty_database_url, postgres_server, postgres_template
from tests.journeys.door_people import with_people
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


@pytest.fixture
async def door(house: House) -> House:
    """Two people at the door at noon."""
    return await with_people(house)
