"""The workbook, on SQLite and on PostgreSQL."""

import pytest

from app.journeys.house import House
from tests.databases import database_url, postgres_server, postgres_template
from tests.networks import demo_codes, demo_house, demo_postgres, demo_sqlite, house, registered_sqlite
from tests.workbook.filling import filled_house

__all__ = ["database_url", "demo_codes", "demo_house", "demo_postgres", "demo_sqlite", "house", "postgres_server"]
__all__ += ["postgres_template", "registered_sqlite"]


@pytest.fixture(name="county")
async def filled(house: House) -> House:
    """The registry with the sites that the tests fill in."""
    return await filled_house(house)
