"""Use cases, each on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.journeys.house import House, build_house
from app.journeys.opening import database_of
from tests.databases import database_url, postgres_server, postgres_template, sqlite_template
from tests.networks import settings_for

__all__ = ["database_url", "postgres_server", "postgres_template", "sqlite_template"]


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house with its database open and the documents' own sites registered."""
    built = build_house(settings_for(database_url, tmp_path))
    async with database_of(built):
        yield built
