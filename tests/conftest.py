"""What every test runs under: the asyncio loop, and how property tests search.

Only generic things live here; a room's own fixtures stand in the `conftest.py` of its folder.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

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


@pytest.fixture(scope="session", autouse=True)
def what_is_slow_done_once_or_cheaply() -> Iterator[None]:
    """The project's own seeds are read, and their maps drawn, once a worker: they are the same for every test.

    Seeds in any other folder are read as often as they are asked for. Passwords of accounts made inside a test are
    hashed at the least cost; checking one costs what its hash says, so signing in is quick as well, in every process.
    """
    from argon2 import PasswordHasher

    from app.journeys import accounts, house
    from app.settings import Settings
    from app.web.maps import drawing

    own, read, draw = Settings(_env_file=None).seeds_dir, house.read_seeds, drawing.draw  # type: ignore[call-arg] # pydantic-settings takes it
    kept: dict[object, Any] = {}

    def read_once(folder: Path) -> Any:
        if folder.resolve() != own.resolve():
            return read(folder)
        if "seeds" not in kept:
            kept["seeds"] = read(folder)
        return kept["seeds"]

    def draw_once(programme: Any, bounds: Any, say: Any) -> Any:
        key = (id(programme), bounds, say.language)
        if key not in kept:
            kept[key] = (programme, draw(programme, bounds, say))
        return kept[key][1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(house, "read_seeds", read_once)
        patched.setattr(drawing, "draw", draw_once)
        patched.setattr(accounts, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1))
        yield


SLOW_ROOMS = ("pages", "cli")
"""Rooms whose tests wait for browsers and processes. They begin first, so that no worker is left alone with them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow rooms first; everything else in the order it was found."""
    items.sort(key=lambda item: item.path.parent.name not in SLOW_ROOMS)
