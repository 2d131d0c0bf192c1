"""What is noted of who comes to the door, to the second and to the letter; and what is thrown away when it is worth
nothing any more.
"""

import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.errors import NotAllowed, NotSignedIn, TooMany
from app.journeys.accounts.attempts import Caller, too_many
from app.journeys.accounts.password_check import hashed
from app.journeys.accounts.sign_in import (
    Present,
    actor_of,
    change_password,
    end_own_session,
    fingerprint,
    sign_in,
    sign_out_everywhere,
)
from app.journeys.accounts.tokens import issue_token, own_tokens, withdraw_token
from app.journeys.house import House
from app.store.attempts import Attempt, append_attempts, read_attempts
from app.store.devices import read_devices
from app.store.engine import transaction
from app.store.sessions import read_session, read_sessions_of
from tests.journeys.door_people import ELSEWHERE, NOON, OFFICE, PASSWORD, after, who_is

WRONG = "wrong-password"


async def tries(house: House, caller: Caller, name: str = "li", password: str = WRONG) -> str:
    """`in`, `wrong` or `waits`."""
    try:
        await sign_in(house, caller, name, password)
    except NotSignedIn:
        return "wrong"
    except TooMany:
        return "waits"
    return "in"


async def noted(*attempts: Attempt) -> None:
    async with transaction():
        await append_attempts(attempts)


async def waits_noted() -> list[tuple[str | None, str | None, float]]:
    """Who was made to wait, from where, how many seconds after noon; the first one first."""
    found = [one for one in await read_attempts(limit=200) if one.outcome == "throttled"]
    return [(one.username, one.client_address, (one.at - NOON).total_seconds()) for one in reversed(found)]


async def test_who_is_made_to_wait_is_noted_once_a_minute_for_each_name_and_address(door: House) -> None:
    # Whoever waits at ten o'clock by a clock that was wrong is no reason not to note who waits now.
    await noted(Attempt(at=NOON + timedelta(hours=2), outcome="throttled", username="li", client_address="192.0.2.1"))
    for caller, name in ((OFFICE, "li"), (OFFICE, "wang"), (ELSEWHERE, "li")):
        assert [await tries(door, caller, name) for _ in range(7)] == ["wrong"] * 5 + ["waits"] * 2
    at_noon = [("li", "192.0.2.1", 0), ("li", "198.51.100.7", 0), ("wang", "192.0.2.1", 0)]
    assert sorted(await waits_noted()) == sorted([*at_noon, ("li", "192.0.2.1", 7200)])
    for seconds in (29, 60, 60.5, 61, 121):
        after(door, seconds=seconds)
        await noted(
            *(Attempt(at=door.now(), outcome="wrong_password", username="li", client_address="192.0.2.1") for _ in "12")
        )
        assert await tries(door, OFFICE) == "waits"
    here = [seconds for name, address, seconds in await waits_noted() if (name, address) == ("li", "192.0.2.1")]
    assert here == [0, 60.5, 121, 7200]


@pytest.mark.parametrize(("seconds", "found"), [(29.999, "waits"), (30, "in")])
async def test_what_began_half_a_minute_ago_is_under_way_no_more(door: House, seconds: float, found: str) -> None:
    await noted(
        *(
            Attempt(at=NOON, outcome="attempted", username="li", client_address="192.0.2.1", request_id=n)
            for n in "12345"
        )
    )
    after(door, seconds=seconds)
    assert await tries(door, OFFICE, password=PASSWORD) == found


async def test_at_a_known_browser_too_what_came_before_a_right_password_is_forgotten(door: House) -> None:
    known = replace(OFFICE, device=(await sign_in(door, OFFICE, "li", PASSWORD)).device_token)
    for hour in (0, 0.1, 0.2):
        after(door, hours=hour)
        assert [await tries(door, known) for _ in range(4)] == ["wrong"] * 4
        after(door, hours=hour + 0.05)
        assert await tries(door, known, password=PASSWORD) == "in"


@pytest.mark.parametrize(("seconds", "found"), [(60, "wrong"), (61, "waits"), (-1, "waits")])
async def test_a_right_password_noted_more_than_a_minute_ahead_makes_nothing_forgotten(
    door: House, seconds: float, found: str
) -> None:
    moment = NOON + timedelta(seconds=seconds)
    await noted(Attempt(at=moment, outcome="signed_in", username="li", client_address="192.0.2.1"))
    assert [await tries(door, OFFICE) for _ in range(6)] == ["wrong"] * 5 + [found]


async def test_beginning_and_end_of_an_attempt_are_noted_under_the_request_or_under_one_number(door: House) -> None:
    await sign_in(door, replace(OFFICE, request_id="request-7"), "li", PASSWORD)
    assert {one.request_id for one in await read_attempts()} == {"request-7"}
    after(door, seconds=1)
    await sign_in(door, OFFICE, "li", PASSWORD)
    last, first = (one.request_id for one in await read_attempts(limit=2))
    assert last == first
    assert last not in (None, "request-7")


async def test_of_a_name_that_nobody_has_four_signs_are_noted_at_a_known_browser_too(door: House) -> None:
    known = replace(OFFICE, device=(await sign_in(door, OFFICE, "li", PASSWORD)).device_token)
    after(door, seconds=1)
    assert await tries(door, known, "nobody-at-all") == "wrong"
    ended = next(one for one in await read_attempts() if one.outcome == "unknown_user")
    assert ended.username is not None
    assert re.fullmatch(r"\?[0-9a-f]{4}", ended.username)


async def test_what_has_ended_is_thrown_away_when_anybody_signs_in(door: House) -> None:
    li = await sign_in(door, replace(OFFICE, user_agent=""), "li", PASSWORD)
    key, browser = fingerprint(li.token), fingerprint(li.device_token or "")
    kept = await read_session(key)
    assert kept is not None
    assert kept.user_agent is None, "an empty name of a browser is none"
    for passed, session, device in (
        ({"hours": 11.99}, True, True),
        ({"hours": 12}, False, True),
        ({"days": 180}, False, True),
        ({"days": 180, "seconds": 1}, False, False),
    ):
        after(door, **passed)
        await sign_in(door, ELSEWHERE, "wang", PASSWORD)
        assert (await read_session(key) is not None, bool(await read_devices(browser))) == (session, device), passed


async def test_what_opens_the_door_has_256_bits(door: House) -> None:
    signed_in = await sign_in(door, OFFICE, "li", PASSWORD)
    kept = await read_session(fingerprint(signed_in.token))
    assert kept is not None
    token = (await issue_token(door, await who_is(door, ELSEWHERE), "月报", 1)).token
    secrets = [signed_in.token, signed_in.device_token, kept.csrf_secret, token.removeprefix("zw_")]
    assert [len(base64.urlsafe_b64decode(f"{one}=")) for one in secrets] == [32] * 4


async def test_a_password_is_kept_by_argon2id_in_64_mib_twice_in_one_lane(door: House) -> None:
    assert (await hashed(door, "another good one 2026")).startswith("$argon2id$v=19$m=65536,t=2,p=1$")


OWN: dict[str, Callable[[House, Present], Awaitable[object]]] = {
    "sessions": lambda house, me: sign_out_everywhere(house, OFFICE, me),
    "a session": lambda house, me: end_own_session(house, me, str(me.session)),
    "password": lambda house, me: change_password(house, OFFICE, me, PASSWORD, "another good one 2026"),
    "a new token": lambda house, me: issue_token(house, me, "月报", 30),
    "tokens": lambda house, me: own_tokens(me),
    "a token": lambda house, me: withdraw_token(house, me, NO_TOKEN),
}
NO_TOKEN = UUID(int=0)


@pytest.mark.parametrize("what", OWN)
async def test_who_was_disabled_after_coming_in_does_nothing_with_what_is_their_own(door: House, what: str) -> None:
    me = await who_is(door, OFFICE)
    disabled = replace(me, actor=actor_of(replace(me.account, disabled_at=NOON), None))
    with pytest.raises(NotAllowed):
        await OWN[what](door, disabled)
    assert len(await read_sessions_of(me.account.id)) == 1


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (900, 15), (3660, 61)])
def test_who_has_to_wait_is_told_whole_minutes(seconds: int, minutes: int) -> None:
    told = too_many(seconds)
    assert f"请 {minutes} 分钟后再试" in told.message.zh
    assert f"in {minutes} min" in told.message.en
    assert told.retry_after_seconds == seconds
