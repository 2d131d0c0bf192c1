"""Attempts to come in are kept, read from the newest back, and counted for throttling."""

from __future__ import annotations

import uuid

from app.store.access import AccessEntry, append_access, count_access, read_access
from app.store.engine import Engine, transaction
from tests.store.examples import a_moment


async def keep(*entries: AccessEntry) -> None:
    async with transaction():
        await append_access(entries)


async def test_an_entry_comes_back_with_all_it_knows_and_unknown_otherwise(database: Engine) -> None:
    full = AccessEntry(
        at=a_moment(1),
        outcome="signed_in",
        username="lixy",
        account=uuid.uuid4(),
        route="/sign-in",
        request_id="req-1",
        client_address="2001:db8::1",
    )
    bare = AccessEntry(at=a_moment(0), outcome="refused")
    await keep(bare, full)
    assert await read_access() == [full, bare]


async def test_entries_are_read_from_the_newest_back_for_all_or_one_user_name(database: Engine) -> None:
    await keep(*(AccessEntry(at=a_moment(n), outcome="signed_in", username="ab"[n % 2]) for n in range(6)))
    assert [entry.at for entry in await read_access(limit=2)] == [a_moment(5), a_moment(4)]
    assert [entry.at for entry in await read_access(username="a", before=a_moment(4))] == [a_moment(2), a_moment(0)]


async def test_throttling_counts_by_outcome_time_name_and_address(database: Engine) -> None:
    await keep(
        AccessEntry(at=a_moment(0), outcome="wrong_password", username="a", client_address="1"),
        AccessEntry(at=a_moment(5), outcome="wrong_password", username="a", client_address="2"),
        AccessEntry(at=a_moment(6), outcome="unknown_user", username="b", client_address="2"),
        AccessEntry(at=a_moment(7), outcome="signed_in", username="a", client_address="2"),
    )
    failures = ("wrong_password", "unknown_user")
    assert await count_access(failures, a_moment(0)) == 3
    assert await count_access(failures, a_moment(1)) == 2
    assert await count_access(failures, a_moment(0), username="a") == 2
    assert await count_access(failures, a_moment(0), client_address="2") == 2
    assert await count_access(("wrong_password",), a_moment(0), username="a", client_address="2") == 1
