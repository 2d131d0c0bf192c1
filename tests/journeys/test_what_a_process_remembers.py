"""What a process remembers and does by itself: by the hour, of a day, of a state of the network, in turns."""

from __future__ import annotations

import asyncio
import gc
import random
import selectors
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.access.actor import Actor, Role, Scope
from app.access.may import may
from app.compliance.network_columns import NetworkColumns
from app.errors import Busy, InvalidInput, Refused, Stale
from app.journeys.clock import by_the_clock
from app.journeys.collecting import not_collecting
from app.journeys.holidays import HeldCalendar, enter_holidays, entered_years, hold_calendar, years_to_enter
from app.journeys.house import House, build_house
from app.journeys.kept import Kept
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network, network
from app.journeys.network.open_index import OpenRanks, open_ranks
from app.journeys.site_rights import allowed_at, target_of
from app.journeys.turns import WORKBOOKS, Turns, behind, in_child_of, in_turn
from app.sites.holiday_form import field_of
from app.sites.statutory_days import hold_notices
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.holiday_notices import insert_holiday_notice
from tests.journeys.writes.office import ENDS, OFF
from tests.journeys.writes.table import OFFICE
from tests.networks import house_of_copy, seeds, settings_for


@pytest.fixture(scope="module")
async def opened(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for all of these tests."""
    async with house_of_copy(sqlite_template, tmp_path_factory.mktemp("remembers")) as built:
        yield built
    hold_notices([])


@pytest.fixture
def house(opened: House) -> House:
    """The same, which remembers nothing yet and whose clock stands."""
    moment = opened.now()
    return replace(opened, kept=Kept(), now=lambda: moment)


class _NobodyWaits(selectors.DefaultSelector):
    """Instead of waiting for an hour it says that the hour is over."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed += timeout or 0
        return super().select(0 if timeout else timeout)


def in_no_time(work: Awaitable[None]) -> None:
    """Run this in a loop whose clock goes on to whatever comes next."""
    selector = _NobodyWaits()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.passed  # type: ignore[method-assign] # the clock of this loop alone
    try:
        loop.run_until_complete(asyncio.ensure_future(work, loop=loop))
    finally:
        loop.close()


@pytest.mark.parametrize(("seconds", "rounds"), [(0, 1), (3599, 1), (3600.5, 2), (7199.5, 2), (7200.5, 3)])
def test_what_is_done_by_the_clock_is_done_at_once_and_every_hour_until_it_is_left(seconds: float, rounds: int) -> None:
    done = []

    async def work() -> None:
        done.append(1)

    async def serve() -> None:
        async with by_the_clock(work, "failed"):
            await asyncio.sleep(seconds)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    in_no_time(serve())
    assert len(done) == rounds


def test_garbage_is_looked_for_again_after_much_was_made_and_not_where_nobody_did() -> None:
    assert gc.isenabled()
    with not_collecting():
        assert not gc.isenabled()
        with not_collecting():
            """Within another."""
        assert not gc.isenabled()
    assert gc.isenabled()


async def test_what_is_asked_at_entry_is_kept_of_one_day(house: House) -> None:
    today = house.rules
    assert house.rules is today
    morning = house.now() + timedelta(days=1)
    object.__setattr__(house, "now", lambda: morning)
    assert {rules.today for rules in house.rules.values()} == {morning.date()}
    object.__setattr__(house, "now", lambda: morning - timedelta(days=1))
    assert house.rules is not today


def test_a_house_stands_on_the_seeds_it_is_given_and_on_those_of_its_folder_where_it_is_given_none(
    tmp_path: Path,
) -> None:
    given = seeds()
    nowhere = settings_for("sqlite:///none.sqlite", tmp_path, seeds_dir=tmp_path / "none")
    built = build_house(nowhere, seeds=given)
    assert (built.programmes, built.divisions) == (given.programmes, given.divisions)
    with pytest.raises(InvalidInput):
        build_house(nowhere)


async def test_a_house_ends_what_was_left_working_once_the_last_first_and_forgets_all(house: House) -> None:
    ended: list[int] = []

    async def end(number: int) -> None:
        ended.append(number)

    for number in (1, 2):
        house.kept.at_close(lambda number=number: end(number))
    held = house.kept.of(HeldCalendar)
    await house.kept.close()
    await house.kept.close()
    assert ended == [2, 1]
    assert house.kept.of(HeldCalendar) is not held


class Counted(Beside[list[str]]):
    """What was made of the network, and of which sites each time."""


async def made_of(house: House, whole: Network, told: list[object]) -> list[str]:
    def make(renewal: Renewal[list[str]] | None) -> list[str]:
        told.append(None if renewal is None else [member.site.code for member in renewal.members])
        return list(whole.columns.codes)

    return await house.kept.of(Counted).of(house, whole, make)


async def test_what_is_beside_the_network_is_made_once_a_state_and_never_goes_back_to_an_earlier_one(
    house: House,
) -> None:
    told: list[object] = []
    whole = await network(house)
    made = await made_of(house, whole, told)
    assert (await made_of(house, whole, told), told) == (made, [None])
    await made_of(house, replace(whole), told)
    assert told == [None, []], "another object of the same state is looked at again, and no site of it"
    newer = replace(whole, revision=whole.revision + 1)
    after = await made_of(house, newer, told)
    assert await made_of(house, newer, told) is after
    assert await made_of(house, whole, told) == made
    assert await made_of(house, newer, told) is after, "a state of before takes no place of a later one"
    other_packs = replace(whole, packs=whole.packs + 1)
    anew = await made_of(house, other_packs, told)
    assert await made_of(house, other_packs, told) is anew, "whatever was loaded since counts, saved or not"
    told.clear()
    await made_of(house, replace(newer, origin=object(), revision=whole.revision + 2), told)
    assert told == [None], "of what was read afresh nothing is known"


async def test_two_who_ask_at_once_for_what_is_beside_the_network_have_it_made_once(house: House) -> None:
    told: list[object] = []
    whole = await network(house)
    one, other = await asyncio.gather(*(made_of(house, whole, told) for _ in range(2)))
    assert (one is other, told) == (True, [None])


async def test_of_days_looked_back_at_four_are_kept_beside_the_network_and_today_always(house: House) -> None:
    told: list[object] = []
    whole = await network(house)
    today = await made_of(house, whole, told)
    days = [replace(whole, as_of=whole.as_of - timedelta(days=number)) for number in range(1, 7)]
    for day in days:
        await made_of(house, day, told)
    kept = house.kept.of(Counted)
    assert [day.as_of for day in days if kept.known(day) is not None] == [day.as_of for day in days[1:]]
    assert await made_of(house, whole, told) is today


async def test_how_open_sites_are_is_asked_once_a_minute_and_state(house: House) -> None:
    whole = await network(house)
    first = await open_ranks(house, whole)
    assert await open_ranks(house, whole) is first
    minute = house.now().astimezone(UTC).replace(second=0, microsecond=0)
    same, next_one = (replace(house, now=lambda at=at: minute + timedelta(seconds=at)) for at in (59.9, 60))
    assert await open_ranks(same, whole) is first
    assert (second := await open_ranks(next_one, whole)) is not first
    assert await open_ranks(next_one, whole) is second
    other = replace(whole, columns=replace(whole.columns, codes=whole.columns.codes))
    assert await open_ranks(next_one, other) is not second
    kept = house.kept.of(OpenRanks)
    assert (kept.columns is other.columns, kept.minute) == (
        True,
        (minute + timedelta(hours=8, minutes=1)).replace(tzinfo=None),
    )


ROLES: tuple[Role, ...] = ("county_admin", "reviewer", "site_editor", "operator", "reader")


@pytest.mark.parametrize("seed", range(8))
async def test_where_somebody_may_act_is_for_all_sites_at_once_what_it_is_for_each(house: House, seed: int) -> None:
    rng, whole = random.Random(seed), await network(house)
    columns = whole.columns
    divisions = ["511725000000", "450802000000", "511725103000", "511725103201", "999999000000"]
    every = [*(Scope(division=one) for one in divisions), *(Scope(site=one) for one in ("NO-SUCH", *columns.codes[:9]))]
    scopes = rng.sample(every, rng.randrange(5))
    for role in ROLES:
        actor = Actor("x", "x", role, tuple(scopes))
        for action in ("edit_site", "publish_directly", "see_evidence", "upload_evidence"):
            wanted = [may(actor, action, target_of(member.site)).allowed for member in whole.every]
            assert allowed_at(actor, action, columns).tolist() == wanted, (role, action, scopes)


async def test_where_there_is_no_site_nobody_may_act_at_one(house: House) -> None:
    none = NetworkColumns.of(house.programmes, house.divisions, house.today())
    assert allowed_at(OFFICE, "edit_site", none).tolist() == []


async def test_a_year_s_holidays_are_held_to_what_stands_of_that_year_and_read_seldom(house: House) -> None:
    house, year = replace(house, now=lambda: datetime(2026, 12, 31, 15, tzinfo=UTC)), 2027
    assert (years_to_enter(house.today()), years_to_enter(date(2027, 1, 1))) == ([2027], [2027, 2028])
    days = {
        field_of(name, part): f"{year}-{day}"
        for name, both in OFF.items()
        for part, day in zip(ENDS, both, strict=True)
    }
    first = await enter_holidays(house, OFFICE, year, 0, days | {"document": "1号"})
    async with transaction():
        await insert_holiday_notice(replace(first, year=str(year - 3), document="早年", version=9))
    for seen in (0, 9):
        with pytest.raises(Stale) as told:
            await enter_holidays(house, OFFICE, year, seen, days | {"document": "2号"})
        assert told.value.current_version == 1
    with pytest.raises(Refused):
        await enter_holidays(house, OFFICE, year, 1, days | {"document": "1号"})
    second = await enter_holidays(house, OFFICE, year, 1, days | {"document": "2号"})
    longer = days | {"document": "2号", field_of("Labour Day", "last"): f"{year}-05-06"}
    third = await enter_holidays(house, OFFICE, year, 2, longer)
    assert (first.version, second.version, third.version) == (1, 2, 3)
    said = {one.stored.year: one.notice.year for one in await entered_years()}
    assert said == {str(year): year, str(year - 3): year - 3}
    held = house.kept.of(HeldCalendar)
    now, held.revision = held.revision, -5
    await hold_calendar(house, 60)
    assert held.revision == -5, "it was asked a moment ago"
    await hold_calendar(house)
    assert held.revision == now
    last = (await read_changes("holidays", limit=3))[::-1]
    assert [(one.action, one.before is None) for one in last] == [
        ("holidays.entered", True),
        ("holidays.corrected", False),
        ("holidays.corrected", False),
    ]


async def test_who_is_turned_away_comes_back_in_ten_seconds_and_what_ends_work_waits_for_no_turn(house: House) -> None:
    begun, let_go = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(_: object) -> str:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result()
        return "done"

    house.kept.of(Turns).uploading.add(OFFICE.key)
    with pytest.raises(Busy) as told:
        await in_child_of(house, OFFICE, work)
    assert told.value.retry_after_seconds == 10
    working = asyncio.create_task(in_turn(house, WORKBOOKS, work, None))
    await begun.wait()
    assert await behind(house, WORKBOOKS, int, "7") == 7
    let_go.set()
    assert await working == "done"
