"""Keys for scripts: what they are called, how long they are good, and what a wrong one costs."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.access.actor import program
from app.errors import InvalidInput, NotFound, NotSignedIn, TooMany
from app.journeys.accounts.accounts import disable_account, withdraw_token_of
from app.journeys.accounts.attempts import Caller
from app.journeys.accounts.tokens import issue_token, own_tokens, token_holder, withdraw_token
from app.journeys.house import House
from app.store.attempts import read_attempts
from app.store.changes import read_changes
from tests.journeys.door_people import ELSEWHERE, NOON, OFFICE, after, who_is


async def works(house: House, token: str, caller: Caller = OFFICE) -> bool:
    try:
        return (await token_holder(house, caller, token)).actor.by_token
    except NotSignedIn:
        return False


async def test_a_token_says_what_it_is_for_and_is_good_for_a_day_to_a_leap_year(door: House) -> None:
    me = await who_is(door, OFFICE)
    for name, days, faults in (
        ("月报", 1, []),
        ("月" * 100, 366, []),
        (" 月报 ", 30, []),
        (" ", 30, ["name"]),
        ("月" * 101, 30, ["name"]),
        ("月报", 0, ["days"]),
        ("月报", 367, ["days"]),
        ("", -1, ["name", "days"]),
    ):
        told = []
        try:
            made = (await issue_token(door, me, name, days)).stored
            assert (made.name, made.expires_at - made.created_at) == (name.strip(), timedelta(days=days))
        except InvalidInput as error:
            told = [fault.path for fault in error.faults]
        assert told == faults, (name, days)
    assert len(await own_tokens(me)) == 3, "and none was made that has a fault"


async def test_a_token_works_until_its_moment_or_until_it_is_withdrawn_or_its_owner_disabled(door: House) -> None:
    me, colleague = await who_is(door, OFFICE), await who_is(door, OFFICE, "wang")
    short, long = await issue_token(door, me, "短", 1), await issue_token(door, me, "长", 30)
    theirs = await issue_token(door, colleague, "同事", 30)
    assert short.token.startswith("zw_")
    after(door, days=1, seconds=-1)
    assert await works(door, short.token)
    after(door, days=1)
    assert not await works(door, short.token)
    assert await works(door, long.token)
    for key in (theirs.stored.id, uuid4(), short.stored.id):
        with pytest.raises(NotFound):
            await withdraw_token(door, me, key)
    await withdraw_token(door, me, long.stored.id)
    assert not await works(door, long.token)
    assert await works(door, theirs.token)
    assert {one.name: one.revoked_at for one in await own_tokens(me)} == {"短": None, "长": NOON + timedelta(days=1)}
    (newest, *_) = await read_changes("token", str(long.stored.id))
    assert (newest.action, newest.actor_name, newest.reason) == ("token.withdrawn", "li", "长")
    await disable_account(door, program("test"), "wang")
    after(door, days=2)
    assert not await works(door, theirs.token)
    assert (await read_attempts(limit=1))[0].username == "wang", "whose it is, is noted"


async def test_who_manages_an_account_withdraws_one_token_of_it(door: House) -> None:
    me = await who_is(door, OFFICE)
    kept, gone = await issue_token(door, me, "留", 30), await issue_token(door, me, "收", 30)
    await withdraw_token_of(door, program("test"), "li", gone.stored.id)
    assert [await works(door, one.token) for one in (kept, gone)] == [True, False]
    with pytest.raises(NotFound):
        await withdraw_token_of(door, program("test"), "wang", kept.stored.id)


async def test_the_use_of_a_token_is_written_down_every_five_minutes(door: House) -> None:
    me = await who_is(door, OFFICE)
    issued = await issue_token(door, me, "月报", 30)
    used = []
    for minutes in (0, 4.9, 5, 9.9):
        after(door, minutes=minutes)
        assert await works(door, issued.token)
        (one,) = await own_tokens(me)
        used.append((one.last_used_at - NOON) / timedelta(minutes=1))
    assert used == [0, 0, 5, 5]


async def test_an_address_that_sends_wrong_tokens_waits_and_the_right_one_works_all_the_same(door: House) -> None:
    good = (await issue_token(door, await who_is(door, OFFICE), "月报", 30)).token
    after(door, seconds=1)
    for _ in range(20):
        assert not await works(door, "zw_made-up", replace(OFFICE, route="GET /api/v1/me"))
    (noted,) = await read_attempts(limit=1)
    assert (noted.outcome, noted.client_address, noted.route) == ("bad_token", "192.0.2.1", "GET /api/v1/me")
    with pytest.raises(TooMany) as told:
        await works(door, "zw_made-up")
    assert told.value.retry_after_seconds == 30
    assert await works(door, good)
    after(door, seconds=30)
    assert not await works(door, "zw_made-up", ELSEWHERE)
    assert not await works(door, "zw_made-up", Caller()), "where no address is known nobody waits"
    with pytest.raises(TooMany):
        await works(door, "zw_made-up")
    after(door, seconds=31)
    assert not await works(door, "zw_made-up"), "one more try"
