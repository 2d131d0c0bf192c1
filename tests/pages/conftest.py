"""Tests with a real browser in front of a real server with the demonstration network."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import postgres_server
from tests.networks import demo_postgres, demo_sqlite
from tests.serving import serving_demo
from tests.standing import VISITORS

__all__ = ["demo_postgres", "demo_sqlite", "postgres_server"]


@pytest.fixture(scope="module")
def demo_server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration for tests that only look: in this process, so not beside one to write into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("looked-at") / "data", VISITORS) as address:
        yield address
