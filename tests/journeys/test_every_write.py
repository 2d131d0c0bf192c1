"""Every journey that writes: for whom it is and for nobody else, on what they saw, once, and on record.

The table in `writes` says how each is asked for; that none is left out is read from the program itself.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from app.errors import NotAllowed, NotFound, Stale, ZhanwangError
from app.journeys.house import House
from app.sites.statutory_days import hold_notices
from app.store.changes import ChangeRecord, read_changes
from tests.installed import ROOT
from tests.journeys.writes.table import WRITES, Rows, Watched, Write, strangers
from tests.networks import house_of_copy

for _module in ("sites", "inspections", "contracts", "office"):
    import_module(f"tests.journeys.writes.{_module}")

OTHERWISE = {
    "at the door, where nobody has a right yet": {
        *("note", "begin_attempt", "sign_in", "present", "sign_out", "sign_out_everywhere", "token_holder"),
        "report_fault",
    },
    "by the clock or at the start": {"escalate", "escalate_orders", "seed", "remove_unrecorded"},
    "in a thread or process of their own, with tests of their own": {"ask_for_plan", "stop_plan", "load_roads"},
    "from the terminal of a county whose pack changes (test_past_packs)": {"correct_pack"},
}
"""Journeys that write and are not in the table."""


@pytest.fixture(scope="module")
async def county(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house with the demonstration that all of these journeys write into, each about things of its own."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("writes")) as built:
        yield built
    hold_notices([])


@pytest.fixture
def house(county: House) -> Iterator[House]:
    """The same, whose clock stands."""
    running, moment = county.now, county.now()
    object.__setattr__(county, "now", lambda: moment)
    yield county
    object.__setattr__(county, "now", running)


@pytest.fixture(scope="module")
def watched(county: House) -> Iterator[Watched]:
    """What stands in its database."""
    found = Watched(Path(county.settings.database.removeprefix("sqlite:///")))
    yield found
    found.close()


async def newest(count: int = 1) -> list[ChangeRecord]:
    """The last records, the oldest of them first."""
    return (await read_changes(limit=count))[::-1]


@pytest.mark.parametrize("one", WRITES, ids=lambda one: one.name)
async def test_a_journey_writes_once_for_who_may_on_what_they_saw_and_says_so(
    house: House, watched: Watched, one: Write
) -> None:
    do = await one.prepare(house)
    for stranger in strangers(one.right, one.who, place=one.place, never=one.never):
        with watched.unchanged(stranger), pytest.raises((NotAllowed, NotFound)):
            await do(stranger, 0)
    if one.sees_a_version:
        with watched.unchanged("who saw an older version"), pytest.raises(Stale):
            await do(one.who, 1)
    (last,), before = await newest(), watched.rows()
    await do(one.who, 0)
    told = [change for change in await newest(20) if change.sequence > last.sequence]
    assert [change.action for change in told] == list(one.recorded)
    for change in told:
        assert (change.actor_name, change.request_id, change.at) == (one.who.name, one.who.request_id, house.now())
        assert one.who.key in (change.actor_key, "themselves")
        assert change.before != change.after or change.version or "password" in change.action, "what became of it"
        assert one.reason in (change.reason, None)
    assert unnamed(before, watched.rows(), told) == set()
    for ago in (0,) if one.repeats else (0, -1):  # as it was seen before, and as it is now
        if one.sees_a_version or not one.repeats:
            (last,), before = await newest(), watched.rows()
            with suppress(ZhanwangError):
                await do(one.who, ago)
            assert (await newest())[0].sequence == last.sequence, "it is done once"
            assert watched.rows() == before


def unnamed(before: Rows, after: Rows, told: list[ChangeRecord]) -> set[tuple[str, str]]:
    """The rows that were changed, added or taken away, and that no record names."""
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    keys = {change.subject_key for change in told}
    return {(table, key) for table, key in changed if key not in keys}


@pytest.mark.parametrize("one", [one for one in WRITES if one.own_keys], ids=lambda one: one.name)
async def test_what_somebody_else_sends_under_the_same_key_is_theirs(house: House, one: Write) -> None:
    do = await one.prepare(house)
    first, other = await do(one.who, 0), await do(replace(one.who, key="other", name="另一人"), 0)
    assert first.id != other.id


def test_no_journey_that_writes_is_left_out() -> None:
    written = {name for path in (ROOT / "app" / "journeys").rglob("*.py") for name in writing_in(path)}
    known = {one.journey.__name__ for one in WRITES} | set().union(*OTHERWISE.values())
    assert written - known == set()
    assert known - written == set()


def writing_in(path: Path) -> Iterator[str]:
    """The public functions of a module in which a transaction begins, or that hand everything on to one that does."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            called = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
            if called & {"transaction", "_answered"}:
                yield node.name
