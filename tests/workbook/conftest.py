"""The workbook, on SQLite and on PostgreSQL."""

import pytest

from app.journeys.house import House
from tests.databases import database_url, postgres_server, postgres_template
from tests.networks import house, registered_sqlite
from tests.workbook.filling import filled_house

__all__ = ["database_url", "house", "postgres_server", "postgres_template", "registered_sqlite"]


@pytest.fixture(name="county")
async def filled(house: House) -> House:
    """The registry with the sites that the tests fill in."""
    return await filled_house(house)
