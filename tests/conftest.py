"""What every test runs under: the asyncio loop, and how property tests search.

Only generic things live here; a room's own fixtures stand in the `conftest.py` of its folder.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import engines

pytest_plugins = ["tests.browser"]

# No deadline: the machine is small and shared, so a slow example says nothing about the code.
settings.register_profile("developer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the same commit must give the same answer, so the search does not start from chance.
settings.register_profile("ci", parent=settings.get_profile("developer"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Every asynchronous test runs on asyncio, the loop that the server uses."""
    return "asyncio"


SLOW_ROOMS = ("pages", "cli")
"""Rooms whose tests wait for browsers and processes. They begin first, so that no worker is left alone with them."""


MEASURED_ROOMS = ("bench", "soak")
"""Rooms whose every test is marked like its room, and that load libraries of seconds to compare with."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Rooms that are run by their mark alone are not read where it is not asked for, unless they are named."""
    room, words = collection_path.name, config.option.markexpr
    if collection_path.parent != Path(__file__).parent or room not in MEASURED_ROOMS:
        return None
    named = any(f"/{room}" in argument for argument in config.args)
    return True if f"not {room}" in words and not named else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """One switch of the project's own."""
    parser.addoption("--all-engines", action="store_true", help="run every test on PostgreSQL too (make test-all)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """PostgreSQL where it matters; the slow rooms first; everything else in the order it was found."""
    engines.select(config, items)
    items.sort(key=lambda item: item.path.parent.name not in SLOW_ROOMS)
