"""Which tests run on PostgreSQL too, and which on SQLite alone unless every engine is asked for.

The engine matters to the store and wherever a test is marked `both_engines`: concurrency, a crash, and one pass through
each journey. The rest, of which most judge, draw and refuse without caring where the rows lie, runs on SQLite. What
goes from one database to another goes across the engines, both ways; from each to its own kind it is the shorter way
of the same. `--all-engines` (`make test-all`) runs everything on both, and every pair.
"""

from collections.abc import Iterable

import pytest

POSTGRES = "postgres"
ENGINES = ("sqlite", POSTGRES)
ENGINE_ROOMS = frozenset({"store"})
"""Rooms whose every test is about the engine."""
JOURNEY_ROOMS = frozenset({"journeys"})
"""Rooms in which a module without any mark has its first test run on both, so that no journey is forgotten."""
MARK = "both_engines"


def is_run(*, on: tuple[str, ...], room: str, marked: bool, asked: tuple[str, ...] = (), every: bool = False) -> bool:
    """Whether a test runs. `on` are the engines of its databases: none, one, or two that something goes between.

    Whoever names engines in what they ask for (`pytest "tests/web/x.py::test_y[postgres]"`) gets them.
    """
    if every or any("-".join(on) in words for words in asked if on):
        return True
    if len(on) > 1 and marked:
        return len(set(on)) > 1
    return POSTGRES not in on or marked or room in ENGINE_ROOMS


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the tests out of `items` that are not run."""
    every, asked = config.getoption("--all-engines"), (*config.args, config.getoption("keyword") or "")
    first = first_of_unmarked(items)
    kept, dropped = [], []
    for item in items:
        marked = item in first or item.get_closest_marker(MARK) is not None
        runs = is_run(on=engines_of(item), room=item.path.parent.name, marked=marked, asked=asked, every=every)
        (kept if runs else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def engines_of(item: pytest.Item) -> tuple[str, ...]:
    """The engines that this run of a test is on, in the order of its name."""
    called = getattr(item, "callspec", None)
    return () if called is None else tuple(word for word in called.id.split("-") if word in ENGINES)


def on_postgres(item: pytest.Item) -> bool:
    """Whether this is the run of a test on PostgreSQL."""
    return POSTGRES in engines_of(item)


def first_of_unmarked(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """The first run on PostgreSQL of every module of journeys that has none marked."""
    modules: dict[object, list[pytest.Item]] = {}
    for item in items:
        if item.path.parent.name in JOURNEY_ROOMS and on_postgres(item):
            modules.setdefault(item.path, []).append(item)
    return {runs[0] for runs in modules.values() if not any(item.get_closest_marker(MARK) for item in runs)}
