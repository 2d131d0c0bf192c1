"""The record of who came in, by outcome and span of time, page by page."""

from datetime import timedelta

from app.store.attempts import Attempt, append_attempts, read_attempts
from app.store.engine import Engine, transaction
from tests.store.examples import NOON


async def test_the_record_is_read_by_outcome_and_day_and_page_by_page(database: Engine) -> None:
    entries = [
        Attempt(at=NOON + timedelta(hours=n), outcome=("signed_in", "refused")[n % 2], username=f"u{n}")
        for n in range(10)
    ]
    async with transaction():
        await append_attempts(entries)
    assert [e.username for e in await read_attempts(outcome="refused", limit=2)] == ["u9", "u7"]
    assert [e.username for e in await read_attempts(outcome="refused", limit=2, skip=2)] == ["u5", "u3"]
    span = await read_attempts(since=NOON + timedelta(hours=2), before=NOON + timedelta(hours=4))
    assert [e.username for e in span] == ["u3", "u2"]
