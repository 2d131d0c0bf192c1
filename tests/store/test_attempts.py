"""Attempts to come in are kept, read from the newest back, and counted for throttling."""

from __future__ import annotations

import uuid

from app.store.attempts import Attempt, append_attempts, read_attempts, recent_attempts
from app.store.engine import Engine, transaction
from tests.store.examples import a_moment


async def keep(*entries: Attempt) -> None:
    async with transaction():
        await append_attempts(entries)


async def test_an_entry_comes_back_with_all_it_knows_and_unknown_otherwise(database: Engine) -> None:
    full = Attempt(
        at=a_moment(1),
        outcome="signed_in",
        username="lixy",
        account=uuid.uuid4(),
        route="/sign-in",
        request_id="req-1",
        client_address="2001:db8::1",
    )
    bare = Attempt(at=a_moment(0), outcome="refused")
    await keep(bare, full)
    assert await read_attempts() == [full, bare]


async def test_entries_are_read_from_the_newest_back_for_all_or_one_user_name(database: Engine) -> None:
    await keep(*(Attempt(at=a_moment(n), outcome="signed_in", username="ab"[n % 2]) for n in range(6)))
    assert [entry.at for entry in await read_attempts(limit=2)] == [a_moment(5), a_moment(4)]
    assert [entry.at for entry in await read_attempts(usernames=["a"], before=a_moment(4))] == [
        a_moment(2),
        a_moment(0),
    ]


async def test_throttling_counts_by_outcome_time_name_and_address(database: Engine) -> None:
    await keep(
        Attempt(at=a_moment(0), outcome="wrong_password", username="a", client_address="1"),
        Attempt(at=a_moment(5), outcome="wrong_password", username="a", client_address="2"),
        Attempt(at=a_moment(6), outcome="unknown_user", username="b", client_address="2"),
        Attempt(at=a_moment(7), outcome="signed_in", username="a", client_address="2"),
    )
    failures = ("wrong_password", "unknown_user")

    async def minutes(outcomes: tuple[str, ...], since: int, **of: str) -> list[int]:
        return [
            (e.at - a_moment(0)) // (a_moment(1) - a_moment(0))
            for e in await recent_attempts(outcomes, a_moment(since), **of)
        ]

    assert await minutes(failures, 0) == [0, 5, 6]
    assert await minutes(failures, 1) == [5, 6]
    assert await minutes(failures, 0, username="a") == [0, 5]
    assert await minutes(failures, 0, client_address="2") == [5, 6]
    assert await minutes(("wrong_password",), 0, username="a", client_address="2") == [5]


async def test_nobody_reads_the_entries_of_no_user_name_and_an_outcome_can_be_left_out(database: Engine) -> None:
    await keep(*(Attempt(at=a_moment(n), outcome=outcome, username="a") for n, outcome in enumerate(("x", "y"))))
    assert await read_attempts(usernames=[]) == []
    assert [entry.outcome for entry in await read_attempts(leaving_out=["x"])] == ["y"]
