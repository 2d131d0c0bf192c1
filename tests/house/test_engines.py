"""PostgreSQL is run where the engine matters, and no journey is without one pass on it."""

import pytest

from tests.databases import ENGINES
from tests.engines import JOURNEY_ROOMS, is_run, on_postgres


@pytest.mark.parametrize(
    ("on_postgres", "room", "marked", "asked", "every", "runs"),
    [
        (False, "web", False, (), False, True),
        (True, "web", False, (), False, False),
        (True, "web", True, (), False, True),
        (True, "store", False, (), False, True),
        (True, "web", False, (), True, True),
        (True, "web", False, ("tests/web/test_x.py::test_y[postgres]",), False, True),
        (True, "web", False, ("tests/web/test_x.py",), False, False),
    ],
)
def test_which_tests_run(
    on_postgres: bool, room: str, marked: bool, asked: tuple[str, ...], every: bool, runs: bool
) -> None:
    assert is_run(on_postgres=on_postgres, room=room, marked=marked, asked=asked, every=every) is runs


def test_every_module_of_journeys_that_has_a_database_is_run_on_postgresql(request: pytest.FixtureRequest) -> None:
    ours = [item for item in request.session.items if item.path.parent.name in JOURNEY_ROOMS]
    with_database = {item.path for item in ours if "database_url" in getattr(item, "fixturenames", ())}
    assert {item.path for item in ours if on_postgres(item)} >= with_database


@pytest.mark.parametrize("engine", ENGINES)
def test_this_run_holds_to_it(request: pytest.FixtureRequest, engine: str) -> None:
    """This very test, which has no mark, is not run on PostgreSQL unless all are."""
    assert engine == "sqlite" or request.config.getoption("--all-engines") or "postgres" in str(request.config.args)
