"""Who guesses passwords is slowed down more and more; who knows theirs gets in all the same."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import Busy, InvalidInput, NotSignedIn, TooMany
from app.journeys.accounts.attempts import Caller
from app.journeys.accounts.password_check import PasswordQueue, is_right
from app.journeys.accounts.sign_in import Present, change_password, present, sign_in
from app.journeys.house import House
from app.store.attempts import Attempt, append_attempts
from app.store.engine import transaction
from tests.journeys.door_people import ELSEWHERE, NOON, OFFICE, PASSWORD, at


async def outcome(house: House, caller: Caller, name: str = "li", password: str = "wrong-password") -> str | int:
    """`in`, `wrong`, or the seconds to wait."""
    try:
        await sign_in(house, caller, name, password)
    except NotSignedIn:
        return "wrong"
    except TooMany as error:
        return error.retry_after_seconds
    return "in"


async def test_waits_grow_and_the_right_password_ends_them(door: House) -> None:
    assert [await outcome(door, OFFICE) for _ in range(6)] == ["wrong"] * 5 + [30]
    assert await outcome(door, OFFICE, password=PASSWORD) == 30
    moment, waits = NOON, []
    for _ in range(6):
        wait = await outcome(door, OFFICE)
        assert isinstance(wait, int)
        waits.append(wait)
        moment += timedelta(seconds=wait)
        at(door, moment)
        assert await outcome(door, OFFICE) == "wrong"
    assert waits == [30, 60, 120, 240, 480, 900]
    at(door, moment + timedelta(seconds=900))
    assert await outcome(door, OFFICE, password=PASSWORD) == "in"
    assert [await outcome(door, OFFICE) for _ in range(5)] == ["wrong"] * 5


async def test_who_guesses_at_somebody_keeps_them_out_neither_elsewhere_nor_at_a_known_device(door: House) -> None:
    signed_in = await sign_in(door, OFFICE, "li", PASSWORD)
    known = replace(OFFICE, device=signed_in.device_token)
    for _ in range(5):
        await outcome(door, OFFICE)
    assert await outcome(door, OFFICE, password=PASSWORD) == 30
    assert await outcome(door, ELSEWHERE, password=PASSWORD) == "in"
    assert await outcome(door, OFFICE, "wang", PASSWORD) == "in", "a colleague at the same address"
    assert await outcome(door, known, password=PASSWORD) == "in"


async def test_a_known_device_is_counted_by_itself_and_is_known_for_its_own_people_only(door: House) -> None:
    signed_in = await sign_in(door, OFFICE, "li", PASSWORD)
    known = replace(OFFICE, device=signed_in.device_token)
    assert [await outcome(door, known) for _ in range(6)] == ["wrong"] * 5 + [30]
    assert await outcome(door, OFFICE, password=PASSWORD) == "in", "strangers are not counted with it"
    for _ in range(5):
        await outcome(door, known, "wang")
    assert await outcome(door, replace(known, device="made up"), "wang", PASSWORD) == 30
    assert await outcome(door, known, "wang", PASSWORD) == 30, "wang has not signed in there"


async def test_a_browser_that_two_share_is_known_for_both(door: House) -> None:
    shared = replace(OFFICE, device=(await sign_in(door, OFFICE, "li", PASSWORD)).device_token)
    assert (await sign_in(door, shared, "wang", PASSWORD)).device_token is None
    for name in ("li", "wang"):
        for _ in range(5):
            await outcome(door, OFFICE, name)
        assert await outcome(door, OFFICE, name, PASSWORD) == 30
        assert await outcome(door, shared, name, PASSWORD) == "in"


async def test_many_at_once_get_no_further_than_one_by_one(door: House) -> None:
    found = await asyncio.gather(*(outcome(door, OFFICE) for _ in range(12)))
    assert found.count("wrong") == 5


async def test_an_attempt_that_never_ended_counts_only_while_it_may_be_under_way(door: House) -> None:
    cut_off = [
        Attempt(at=NOON, outcome="attempted", username="li", client_address="192.0.2.1", request_id=str(n))
        for n in range(5)
    ]
    async with transaction():
        await append_attempts(cut_off)
    assert await outcome(door, OFFICE, password=PASSWORD) == 30
    at(door, NOON + timedelta(seconds=31))
    assert await outcome(door, OFFICE, password=PASSWORD) == "in"


@pytest.mark.parametrize("wrong_by", [timedelta(days=30), timedelta(minutes=5), timedelta(days=-30)])
async def test_a_clock_that_jumped_and_came_back_keeps_nobody_out(door: House, wrong_by: timedelta) -> None:
    at(door, NOON + wrong_by)
    for _ in range(6):
        await outcome(door, OFFICE)
    at(door, NOON)
    assert await outcome(door, OFFICE, password=PASSWORD) == "in"


async def test_a_clock_that_jumps_ahead_ends_a_wait_instead_of_prolonging_it(door: House) -> None:
    for _ in range(6):
        await outcome(door, OFFICE)
    at(door, NOON + timedelta(days=3))
    assert await outcome(door, OFFICE, password=PASSWORD) == "in"


async def test_an_address_that_tries_many_names_waits_but_its_known_devices_do_not(door: House) -> None:
    known = replace(OFFICE, device=(await sign_in(door, OFFICE, "li", PASSWORD)).device_token)
    sprayed = [
        Attempt(at=NOON, outcome="unknown_user", username=f"?{n:04x}", client_address="192.0.2.1") for n in range(50)
    ]
    async with transaction():
        await append_attempts(sprayed)
    assert await outcome(door, OFFICE, "wang", PASSWORD) == 30
    assert await outcome(door, ELSEWHERE, "wang", PASSWORD) == "in"
    assert await outcome(door, known, password=PASSWORD) == "in"


async def test_one_account_is_not_guessed_at_from_ever_new_addresses(door: House) -> None:
    guesses = [
        Attempt(at=NOON, outcome="wrong_password", username="li", client_address=f"203.0.113.{n}") for n in range(100)
    ]
    async with transaction():
        await append_attempts(guesses)
    assert await outcome(door, ELSEWHERE, password=PASSWORD) == 30
    at(door, NOON + timedelta(minutes=2))
    assert await outcome(door, ELSEWHERE, password=PASSWORD) == "in", "never for long"


@pytest.mark.parametrize(
    ("counted", "free", "elsewhere"), [("address", 50, "in"), ("name", 100, 30)], ids=["an address", "a name"]
)
async def test_getting_in_makes_nobody_forget_what_was_guessed_by_others(
    door: House, counted: str, free: int, elsewhere: str | int
) -> None:
    guesses = [
        Attempt(at=NOON, outcome="unknown_user", username=f"?{n:04x}", client_address=OFFICE.address)
        if counted == "address"
        else Attempt(at=NOON, outcome="wrong_password", username="wang", client_address=f"203.0.113.{n}")
        for n in range(free)
    ]
    async with transaction():
        await append_attempts(guesses[1:])
    at(door, NOON + timedelta(seconds=1))
    assert await outcome(door, OFFICE, "wang", PASSWORD) == "in", "one more would be too many"
    last = NOON + timedelta(seconds=2)
    at(door, last)
    async with transaction():
        await append_attempts([replace(guesses[0], at=last)])
    assert await outcome(door, OFFICE, "wang", PASSWORD) == 30
    assert await outcome(door, ELSEWHERE, "wang", PASSWORD) == elsewhere


async def who_is(house: House, caller: Caller) -> Present:
    found = await present(house, (await sign_in(house, caller, "li", PASSWORD)).token, None)
    assert found is not None
    return found


async def test_the_present_password_is_guessed_no_faster_where_it_is_changed(door: House) -> None:
    who = await who_is(door, OFFICE)
    new = "another good one 2026"
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await change_password(door, ELSEWHERE, who, "wrong-password", new)
    with pytest.raises(TooMany):
        await change_password(door, ELSEWHERE, who, PASSWORD, new)
    await change_password(door, OFFICE, who, PASSWORD, new)
    assert await outcome(door, OFFICE, password=new) == "in"


async def test_a_new_password_that_will_not_do_is_no_failure(door: House) -> None:
    who = await who_is(door, OFFICE)
    for _ in range(7):
        with pytest.raises(InvalidInput):
            await change_password(door, OFFICE, who, PASSWORD, "short")
    await change_password(door, OFFICE, who, PASSWORD, "another good one 2026")


async def test_who_comes_while_ten_seconds_worth_of_passwords_wait_is_told_at_once_and_nobody_else(door: House) -> None:
    queue = door.kept.of(PasswordQueue)
    queue.waiting = 99
    assert not await is_right(door, None, PASSWORD), "one more may wait"
    assert queue.waiting == 99, "and has gone when it was answered"
    queue.waiting = 100
    with pytest.raises(Busy) as told:
        await is_right(door, None, PASSWORD)
    assert told.value.retry_after_seconds == 10
    assert queue.waiting == 100, "who was refused does not wait"
