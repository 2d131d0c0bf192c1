"""The change record: gapless, in order, readable from the newest back, and any past state can be read from it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from app.store.change_chain import BEGINNING, LINKED, link
from app.store.changes import (
    Change,
    ChangeRecord,
    NewChange,
    append_changes,
    check_chain,
    read_changes,
    read_changes_until,
)
from app.store.engine import Engine, transaction
from app.store.refusals import RowRefused
from app.store.revisions import read_revision
from app.store.sites import insert_sites
from tests.store.examples import a_change, a_moment, a_site


async def record(*changes: NewChange) -> list[ChangeRecord]:
    async with transaction():
        return await append_changes(changes)


async def state_at(minutes_after_noon: float) -> dict[str, str | None]:
    changes = await read_changes_until(a_moment(minutes_after_noon), "site")
    return {change.subject_key: change.after for change in changes}


async def test_a_change_comes_back_as_recorded_with_all_it_knows(database: Engine) -> None:
    full = a_change(
        a_site("A", version=4),
        before='{"name": "旧"}',
        after='{"name": "新"}',
        reason="挂牌",
        effect='{"station.plaque": ["not_met", "met"]}',
        request_id="req-1",
    )
    (recorded,) = await record(full)
    assert await read_changes() == [recorded]
    assert recorded == ChangeRecord(
        **{name: getattr(full, name) for name in NewChange.__dataclass_fields__},
        sequence=1,
        chain=link(BEGINNING, asdict(recorded)),
    )


def test_the_fingerprint_is_that_of_the_columns_as_plain_json() -> None:
    every_sign = "".join(chr(point) for point in range(1, 0x11000) if not 0xD800 <= point <= 0xDFFF)
    change = a_change(a_site("A"), before=None, after=every_sign, reason='"\\/', version=2**62)
    row = {**asdict(change), "sequence": 7}
    told = {**row, "id": str(change.id), "at": change.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps([told[name] for name in LINKED], ensure_ascii=False, separators=(",", ":"))
    assert link(BEGINNING, row) == hashlib.sha256(f"{BEGINNING}\n{text}".encode()).hexdigest()


async def test_what_a_change_does_not_know_stays_unknown(database: Engine) -> None:
    await record(a_change(a_site("A"), version=None, after=None))
    (change,) = await read_changes()
    assert (change.version, change.before, change.after, change.effect, change.request_id) == (None,) * 5


async def test_sequences_rise_by_one_in_the_order_of_commits(database: Engine) -> None:
    await record(a_change(a_site("A")), a_change(a_site("B")))

    async def fail() -> None:
        async with transaction():
            await append_changes([a_change(a_site("LOST"))])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await asyncio.gather(*(record(a_change(a_site(f"C{number}"))) for number in range(20)))
    changes = await read_changes()
    assert [change.sequence for change in changes] == list(range(22, 0, -1))
    assert [change.subject_key for change in changes[-2:]] == ["B", "A"]
    assert await read_revision("changes") == 22


async def test_nothing_to_record_is_nothing_done(database: Engine) -> None:
    assert await record() == []
    assert await read_revision("changes") == 0


async def test_one_subject_is_read_from_the_newest_back_page_by_page(database: Engine) -> None:
    for number in range(5):
        await record(a_change(a_site("A"), reason=f"{number}"), a_change(a_site("B")))
    await record(a_change(a_site("A"), subject_kind="account"))
    first = await read_changes("site", "A", limit=3)
    assert [change.reason for change in first] == ["4", "3", "2"]
    rest = await read_changes("site", "A", limit=3, before_sequence=first[-1].sequence)
    assert [change.reason for change in rest] == ["1", "0"]
    assert len(await read_changes("site")) == 10
    assert len(await read_changes()) == 11


async def test_the_state_of_any_past_moment_can_be_read(database: Engine) -> None:
    await record(a_change(a_site("A"), at=a_moment(0), after="a0"))
    await record(a_change(a_site("B"), at=a_moment(10), after="b10"))
    await record(a_change(a_site("A"), at=a_moment(20), after="a20"))
    await record(a_change(a_site("B"), at=a_moment(30), after=None))
    await record(a_change(a_site("A"), at=a_moment(40), subject_kind="account"))
    assert await state_at(-1) == {}
    assert await state_at(0) == {"A": "a0"}
    assert await state_at(15) == {"A": "a0", "B": "b10"}
    assert await state_at(20) == {"A": "a20", "B": "b10"}
    assert await state_at(99) == {"A": "a20", "B": None}
    (only,) = await read_changes_until(a_moment(15), "site", "B")
    assert only.after == "b10"


async def test_of_two_changes_at_one_moment_the_later_sequence_counts(database: Engine) -> None:
    await record(a_change(a_site("A"), after="first"), a_change(a_site("A"), after="second"))
    assert await state_at(0) == {"A": "second"}


async def test_a_moment_without_a_zone_means_nothing(database: Engine) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await read_changes_until(datetime(2026, 11, 22), "site")  # noqa: DTZ001 # the mistake tested


async def test_a_change_and_what_it_tells_of_are_there_together_or_not_at_all(database: Engine) -> None:
    site = a_site("A")

    async def save() -> None:
        async with transaction():
            await insert_sites([site])
            await append_changes([a_change(site, actor_name="")])

    with pytest.raises(RowRefused):
        await save()
    assert await read_revision("sites") == 0
    assert await read_changes() == []


async def test_a_record_that_was_altered_taken_out_or_cut_off_is_found(database: Engine) -> None:
    for code in ("A", "B", "C", "D"):
        async with transaction():
            await append_changes([a_change(a_site(code)), a_change(a_site(code), reason="理由")])
    whole = await check_chain(at_once=3)
    assert (whole.records, whole.broken) == (8, None)
    (last,) = await read_changes(limit=1)
    assert last.chain == whole.head
    for change, broken in (
        (Change.update({Change.reason: "改过"}).where(Change.sequence == 3), 3),
        (Change.update({Change.reason: ""}).where(Change.sequence == 3), None),
        (Change.delete().where(Change.sequence == 8), 8),
        (Change.delete().where(Change.sequence == 5), 5),
    ):
        async with transaction():
            await change
        assert (await check_chain(at_once=3)).broken == broken
