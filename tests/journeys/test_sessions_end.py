"""How long one stays signed in, how long a browser is known, and what ends either."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.actor import program
from app.access.may import may_somewhere
from app.errors import InvalidInput, NotFound, NotSignedIn, TooMany
from app.journeys.accounts.accounts import disable_account, enable_account
from app.journeys.accounts.sign_in import (
    Present,
    actor_of,
    change_password,
    end_own_session,
    fingerprint,
    own_sessions,
    present,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from app.journeys.accounts.tokens import issue_token, own_tokens, token_holder
from app.journeys.house import House
from app.store.accounts import replace_account
from app.store.attempts import read_attempts
from app.store.changes import read_changes
from app.store.devices import read_devices
from app.store.engine import transaction
from tests.journeys.door_people import ELSEWHERE, NOON, OFFICE, PASSWORD, after, who_is

ANOTHER = "another good one 2026"


async def is_in(house: House, token: str) -> bool:
    return await present(house, token, None) is not None


async def test_a_session_ends_twelve_hours_after_it_was_last_used_and_after_a_week_at_the_latest(door: House) -> None:
    unused = await sign_in(door, OFFICE, "li", PASSWORD)
    used = await sign_in(door, ELSEWHERE, "li", PASSWORD)
    assert unused.expires_at == NOON + timedelta(hours=12)
    after(door, hours=11, minutes=59)
    assert await is_in(door, used.token)
    assert len(await own_sessions(door, await who(door, used.token))) == 2
    after(door, hours=12)
    assert not await is_in(door, unused.token)
    assert [one.last_seen_at for one in await own_sessions(door, await who(door, used.token))] == [
        NOON + timedelta(hours=11, minutes=59)
    ]
    for times in range(2, 15):
        after(door, hours=11.9 * times)
        assert await is_in(door, used.token), times
    after(door, days=7, seconds=-1)
    assert await is_in(door, used.token)
    assert (await own_sessions(door, await who(door, used.token)))[0].expires_at == NOON + timedelta(days=7)
    after(door, days=7)
    assert not await is_in(door, used.token)


async def test_a_session_from_before_the_settings_said_fewer_days_ends_by_what_they_say_now(door: House) -> None:
    token = (await sign_in(door, OFFICE, "li", PASSWORD)).token
    for times in range(1, 6):
        after(door, hours=11 * times)
        assert await is_in(door, token), times
    settings = door.settings.model_copy(update={"session_days": 2})
    after(door, days=2, seconds=-1)
    assert await is_in(replace(door, settings=settings), token)
    after(door, days=2)
    assert await is_in(door, token), "by the old settings it goes on"
    assert not await is_in(replace(door, settings=settings), token)


async def who(house: House, token: str) -> Present:
    found = await present(house, token, "request-1")
    assert found is not None
    return found


async def test_using_a_session_is_written_down_every_five_minutes_and_not_oftener(door: House) -> None:
    token = (await sign_in(door, replace(OFFICE, user_agent="F" * 300), "li", PASSWORD)).token
    seen = []
    for minutes in (4.9, 5, 9.9, 10):
        after(door, minutes=minutes)
        (session,) = await own_sessions(door, await who(door, token))
        seen.append((session.last_seen_at - NOON) / timedelta(minutes=1))
    assert seen == [0, 5, 5, 10]
    assert session.user_agent == "F" * 200


async def test_who_is_disabled_is_in_by_no_session_until_signing_in_again_when_enabled(door: House) -> None:
    token = (await sign_in(door, OFFICE, "li", PASSWORD)).token
    assert await disable_account(door, program("test"), "li")
    assert not await is_in(door, token)
    with pytest.raises(NotSignedIn):
        await sign_in(door, OFFICE, "li", PASSWORD)
    assert await enable_account(door, program("test"), "li")
    assert not await is_in(door, token)
    assert await is_in(door, (await sign_in(door, OFFICE, "li", PASSWORD)).token)
    assert not await enable_account(door, program("test"), "li"), "nothing stood against it"


async def test_a_session_that_outlived_the_disabling_of_its_account_lets_nobody_in_and_nothing_may_be_done_by_it(
    door: House,
) -> None:
    signed_in = await sign_in(door, OFFICE, "li", PASSWORD)
    me = await who(door, signed_in.token)
    async with transaction():
        assert await replace_account(replace(me.account, disabled_at=NOON))
    assert not await is_in(door, signed_in.token)
    told = may_somewhere(actor_of(replace(me.account, disabled_at=NOON), None), "manage_own_account")
    assert (told.allowed, told.why) == (False, "disabled")
    assert may_somewhere(actor_of(me.account, None), "manage_own_account").allowed


@pytest.mark.parametrize(("days", "known"), [(180, True), (180.001, False)])
async def test_a_browser_is_known_for_half_a_year_after_it_was_last_used(door: House, days: float, known: bool) -> None:
    browser = replace(OFFICE, device=(await sign_in(door, OFFICE, "li", PASSWORD)).device_token)
    after(door, days=30)
    assert (await sign_in(door, browser, "li", PASSWORD)).device_token is None
    after(door, days=30 + days)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await sign_in(door, OFFICE, "li", "wrong-password")
    if known:
        assert (await sign_in(door, browser, "li", PASSWORD)).device_token is None
    else:
        with pytest.raises(TooMany):
            await sign_in(door, browser, "li", PASSWORD)
        assert (await sign_in(door, replace(browser, address=ELSEWHERE.address), "li", PASSWORD)).device_token


async def test_a_browser_keeps_its_token_where_others_signed_in_and_not_one_that_nobody_gave_out(door: House) -> None:
    shared = (await sign_in(door, OFFICE, "li", PASSWORD)).device_token
    assert (await sign_in(door, replace(OFFICE, device=shared), "wang", PASSWORD)).device_token is None
    given = (await sign_in(door, replace(OFFICE, device="made up"), "wang", PASSWORD)).device_token
    assert given not in (None, "made up", shared)


async def test_signing_out_ends_one_session_and_everywhere_all_and_every_other_browser_is_strange(door: House) -> None:
    here, there = await sign_in(door, OFFICE, "li", PASSWORD), await sign_in(door, ELSEWHERE, "li", PASSWORD)
    third = await sign_in(door, ELSEWHERE, "li", PASSWORD)
    colleague = await sign_in(door, OFFICE, "wang", PASSWORD)
    after(door, minutes=1)
    await sign_out(door, OFFICE, await who(door, third.token))
    after(door, minutes=2)
    assert [await is_in(door, one.token) for one in (here, there, third)] == [True, True, False]
    await sign_out_everywhere(door, replace(OFFICE, device=here.device_token), await who(door, here.token))
    assert [await is_in(door, one.token) for one in (here, there, colleague)] == [False, False, True]
    assert [one.outcome for one in await read_attempts(limit=2)] == ["signed_out_everywhere", "signed_out"]
    known = [bool(await read_devices(fingerprint(one.device_token or ""))) for one in (here, there, colleague)]
    assert known == [True, False, True]


async def test_one_ends_a_session_of_ones_own_and_of_nobody_else_and_it_is_on_record(door: House) -> None:
    me, other = await who_is(door, OFFICE), await who_is(door, replace(ELSEWHERE, user_agent="Firefox"))
    colleague = await who_is(door, OFFICE, "wang")
    for key in (colleague.session, "none of mine"):
        with pytest.raises(NotFound):
            await end_own_session(door, me, key)
    await end_own_session(door, me, other.session)
    assert [one.token_sha256 for one in await own_sessions(door, me)] == [me.session]
    (newest, *_) = await read_changes("account", str(me.account.id))
    assert (newest.action, "Firefox" in newest.before) == ("account.session_ended", True)


async def test_a_new_password_ends_all_but_the_browser_in_which_it_was_set_which_goes_on_under_a_new_token(
    door: House,
) -> None:
    here, there = await sign_in(door, OFFICE, "li", PASSWORD), await sign_in(door, ELSEWHERE, "li", PASSWORD)
    me = await who(door, here.token)
    token = (await issue_token(door, me, "月报", 30)).token
    after(door, seconds=1)
    with pytest.raises(InvalidInput) as told:
        await change_password(door, OFFICE, me, PASSWORD, PASSWORD)
    assert [(fault.path, fault.code) for fault in told.value.faults] == [("password", "same")]
    after(door, seconds=2)
    with pytest.raises(InvalidInput) as told:
        await change_password(door, OFFICE, me, "wrong-password", "short")
    assert {fault.path for fault in told.value.faults} == {"old", "password"}
    assert [one.outcome for one in await read_attempts(leaving_out=["attempted"], limit=2)] == [
        "wrong_password",
        "password_refused",
    ]
    renewed = await change_password(door, replace(OFFICE, device=here.device_token), me, PASSWORD, ANOTHER)
    assert renewed is not None
    assert [await is_in(door, one) for one in (here.token, there.token, renewed)] == [False, False, True]
    assert (await who(door, renewed)).csrf == me.csrf, "a form that is open in another tab can still be sent"
    assert [one.revoked_at for one in await own_tokens(me)] == [NOON + timedelta(seconds=2)]
    with pytest.raises(NotSignedIn):
        await token_holder(door, OFFICE, token)
    assert [bool(await read_devices(fingerprint(one.device_token or ""))) for one in (here, there)] == [True, False]
    (newest, *_) = await read_changes("account", str(me.account.id))
    assert newest.action == "account.password_changed"
    with pytest.raises(NotSignedIn):
        await sign_in(door, ELSEWHERE, "li", PASSWORD)
    assert await is_in(door, (await sign_in(door, ELSEWHERE, "li", ANOTHER)).token)


async def test_who_has_no_session_any_more_sets_a_new_password_and_is_given_none(door: House) -> None:
    me, never = await who_is(door, OFFICE), replace(await who_is(door, ELSEWHERE), session=None)
    await sign_out(door, OFFICE, me)
    assert await change_password(door, OFFICE, me, PASSWORD, ANOTHER) is None
    now = await who(door, (await sign_in(door, OFFICE, "li", ANOTHER)).token)
    assert await change_password(door, ELSEWHERE, replace(never, account=now.account), ANOTHER, PASSWORD) is None
    assert await own_sessions(door, me) == []
    assert await is_in(door, (await sign_in(door, OFFICE, "li", PASSWORD)).token)


async def test_a_password_is_not_changed_over_one_that_was_set_meanwhile(door: House) -> None:
    one, other = await who_is(door, OFFICE), await who_is(door, ELSEWHERE)
    await change_password(door, OFFICE, one, PASSWORD, ANOTHER)
    with pytest.raises(NotSignedIn):
        await change_password(door, ELSEWHERE, other, PASSWORD, "and yet another 2026")
    assert await is_in(door, (await sign_in(door, OFFICE, "li", ANOTHER)).token)


async def test_a_password_is_not_changed_by_who_was_disabled_meanwhile(door: House) -> None:
    me = await who_is(door, OFFICE)
    await disable_account(door, program("test"), "li")
    with pytest.raises(NotSignedIn):
        await change_password(door, OFFICE, me, PASSWORD, ANOTHER)
