"""PostgreSQL is run where the engine matters, and no journey is without one pass on it."""

import pytest

from tests.databases import ENGINES
from tests.engines import JOURNEY_ROOMS, is_run, on_postgres


@pytest.mark.parametrize(
    ("on", "room", "marked", "asked", "every", "runs"),
    [
        ("", "web", False, "", False, True),
        ("sqlite", "web", False, "", False, True),
        ("postgres", "web", False, "", False, False),
        ("postgres", "web", True, "", False, True),
        ("sqlite", "web", True, "", False, True),
        ("postgres", "store", False, "", False, True),
        ("postgres", "web", False, "", True, True),
        ("postgres", "web", False, "tests/web/test_x.py::test_y[postgres]", False, True),
        ("postgres", "web", False, "tests/web/test_x.py", False, False),
        ("sqlite postgres", "cli", True, "", False, True),
        ("postgres sqlite", "cli", True, "", False, True),
        ("sqlite sqlite", "cli", True, "", False, False),
        ("postgres postgres", "cli", True, "", False, False),
        ("postgres postgres", "cli", True, "", True, True),
        ("sqlite sqlite", "cli", True, "tests/cli/test_x.py::test_y[sqlite-sqlite]", False, True),
        ("sqlite sqlite", "cli", False, "", False, True),
        ("sqlite postgres", "cli", False, "", False, False),
    ],
)
def test_which_tests_run(on: str, room: str, marked: bool, asked: str, every: bool, runs: bool) -> None:
    words = (asked,) if asked else ()
    assert is_run(on=tuple(on.split()), room=room, marked=marked, asked=words, every=every) is runs


def test_every_module_of_journeys_that_has_a_database_is_run_on_postgresql(request: pytest.FixtureRequest) -> None:
    ours = [item for item in request.session.items if item.path.parent.name in JOURNEY_ROOMS]
    with_database = {item.path for item in ours if "database_url" in getattr(item, "fixturenames", ())}
    assert {item.path for item in ours if on_postgres(item)} >= with_database


@pytest.mark.parametrize("engine", ENGINES)
def test_this_run_holds_to_it(request: pytest.FixtureRequest, engine: str) -> None:
    """This very test, which has no mark, is not run on PostgreSQL unless all are."""
    assert engine == "sqlite" or request.config.getoption("--all-engines") or "postgres" in str(request.config.args)
