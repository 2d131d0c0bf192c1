"""A workbook from the command line is written whole or not at all: what is asked must be confirmed, what somebody else
changed meanwhile is refused with both sides, and a dry run says what would be written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import openpyxl
import pytest

from app.errors import InvalidInput, Refused
from app.journeys.files.workbook_preview import preview
from app.journeys.files.workbooks import carry_out, import_workbook
from app.journeys.house import House
from app.journeys.proposals.read import own_and_reviewable
from app.journeys.registry.register import register
from app.normal.doubts import Unconfirmed
from app.store.changes import read_changes
from tests.workbook.filling import (
    ADMIN,
    FILLED_IN,
    INCUBATOR,
    PHONE,
    ROSTER,
    TUXI,
    Edit,
    column,
    of_these,
    record,
    records,
    touched,
    typing,
)

pytestmark = pytest.mark.long


async def filled(house: House, *edits: Edit) -> bytes:
    """The workbook after somebody worked in it."""

    def every(book: openpyxl.Workbook) -> None:
        for edit in edits:
            edit(book)

    return touched(await of_these(house, ADMIN, FILLED_IN), every)


def new_site(book: openpyxl.Workbook) -> None:
    page = book[INCUBATOR]
    for item, value in (
        ("code", "INC-2"),
        ("name", "新园"),
        ("division", "511725103"),
        ("status", "在建"),
        ("tier", "市级"),
    ):
        page.cell(4, column(book, INCUBATOR, item)).value = value


async def test_what_is_written_is_what_the_dry_run_said(county: House) -> None:
    raw, before = await filled(county, typing("12333", PHONE), new_site), await records()
    said, found = await import_workbook(county, ADMIN, raw, reason="年报", dry_run=True)
    assert (said.created, said.changed, len(said.unchanged)) == (("INC-2",), ("QX-TUXI",), len(FILLED_IN) - 1)
    assert found.fingerprint == hashlib.sha256(raw).hexdigest()
    assert await records() == before
    done, _ = await import_workbook(county, ADMIN, raw, reason="年报", dry_run=False)
    assert (done.created, done.changed, len(done.unchanged)) == (said.created, said.changed, len(said.unchanged))
    assert ((await record())["phone"], (await record("INC-2"))["name"]) == ("12333", "新园")
    (change, *_) = await read_changes("site", "QX-TUXI")
    assert (change.reason, change.action) == ("年报", "site.imported")


async def test_an_untouched_workbook_writes_nothing_and_counts_every_site(county: House) -> None:
    raw, before = await filled(county), await records()
    for dry_run in (True, False):
        done, found = await import_workbook(county, ADMIN, raw, reason="x", dry_run=dry_run)
        assert (done.created, done.changed, len(done.unchanged)) == ((), (), len(FILLED_IN))
        assert done.nothing
        assert found.changes == ()
    assert await records() == before


async def test_a_fault_refuses_the_whole_of_it_with_its_cell(county: House) -> None:
    raw, before = await filled(county, typing("12333", PHONE), typing("很大", code="QX-SANHUI")), await records()
    for confirmed in (True, False):
        with pytest.raises(InvalidInput) as refusal:
            await import_workbook(county, ADMIN, raw, reason="x", dry_run=True, confirmed=confirmed)
        assert not isinstance(refusal.value, Unconfirmed)
        (fault,) = refusal.value.faults
        assert "很大" in fault.message.zh
    with pytest.raises(InvalidInput, match="很大"):
        await carry_out(county, ADMIN, raw, hashlib.sha256(raw).hexdigest(), "x")
    assert await records() == before


async def test_what_is_asked_is_written_only_when_it_is_confirmed(county: House) -> None:
    raw, before = await filled(county, typing(200), typing("12333", PHONE, "QX-SANHUI")), await records()
    for dry_run in (True, False):
        with pytest.raises(Unconfirmed) as refusal:
            await import_workbook(county, ADMIN, raw, reason="x", dry_run=dry_run)
        (doubt,) = refusal.value.doubts
        assert (doubt.kind, doubt.read) == ("workbook", "200")
        assert [fault.code for fault in refusal.value.faults] == ["to_confirm"]
    assert await records() == before
    done, _ = await import_workbook(county, ADMIN, raw, reason="x", dry_run=False, confirmed=True)
    assert set(done.changed) == {"QX-TUXI", "QX-SANHUI"}
    assert (await record())["facts"]["area_m2"] == 200


async def test_what_is_asked_and_what_is_wrong_are_told_together(county: House) -> None:
    raw = await filled(county, typing(200), typing("很大", code="QX-SANHUI"))
    with pytest.raises(Unconfirmed) as refusal:
        await import_workbook(county, ADMIN, raw, reason="x", dry_run=True)
    assert len(refusal.value.doubts) == 1
    assert len(refusal.value.faults) == 2
    with pytest.raises(InvalidInput) as wrong:
        await import_workbook(county, ADMIN, raw, reason="x", dry_run=True, confirmed=True)
    assert not isinstance(wrong.value, Unconfirmed)


async def changed_meanwhile(house: House, by: Any, codes: Iterable[str]) -> None:
    documents = [{"code": code, "facts": {"area_m2": 22}, "phone": "12345"} for code in codes]
    await register(house, by, documents, reason="x")


async def test_what_somebody_changed_meanwhile_is_refused_once_a_site_and_says_who(county: House) -> None:
    edits = (typing(24), typing("12333", PHONE), typing(26, code="QX-SANHUI"), typing("新街", "address", "QX-ZHONGTAN"))
    raw = await filled(county, *edits)
    await changed_meanwhile(county, ADMIN, ("QX-TUXI", "QX-SANHUI"))
    before = await records()
    for confirmed in (True, False):
        with pytest.raises(InvalidInput) as refusal:
            await import_workbook(county, ADMIN, raw, reason="x", dry_run=False, confirmed=confirmed)
        assert not isinstance(refusal.value, Unconfirmed)
        assert [fault.code for fault in refusal.value.faults] == ["stale", "stale"]
        for fault in refusal.value.faults:
            assert "已被 县局 修改" in fault.message.zh
            assert "changed by 县局 since the download" in fault.message.en
        told = " ".join(fault.message.zh for fault in refusal.value.faults)
        assert "土溪" in told
        assert "三汇" in told
    assert await records() == before


async def test_of_one_who_does_not_publish_the_items_are_handed_in(county: House) -> None:
    raw, before = touched(await of_these(county, TUXI, ["QX-TUXI"]), typing("12333", PHONE)), await records()
    said, found = await import_workbook(county, TUXI, raw, reason="x", dry_run=True)
    assert (said.created, said.changed, found.at_once) == ((), ("QX-TUXI",), False)
    done, _ = await import_workbook(county, TUXI, raw, reason="x", dry_run=False)
    assert (done.created, done.changed) == ((), ("QX-TUXI",))
    assert await records() == before
    (waiting,) = await own_and_reviewable(county, TUXI)
    assert (waiting.stored.state, waiting.stored.site_code) == ("submitted", "QX-TUXI")


async def test_whoever_does_not_publish_may_choose_their_own_side_of_a_conflict_that_was_shown(county: House) -> None:
    raw = touched(await of_these(county, TUXI, ["QX-TUXI"]), typing("12333", PHONE))
    await changed_meanwhile(county, ADMIN, ["QX-TUXI"])
    found = await preview(county, TUXI, raw)
    ((clash,),) = [change.conflicts for change in found.changes]
    await carry_out(county, TUXI, raw, found.fingerprint, "x", answers={clash.key: "mine"})
    (waiting,) = await own_and_reviewable(county, TUXI)
    assert (waiting.stored.state, waiting.stored.site_code) == ("submitted", "QX-TUXI")


async def test_as_long_as_one_question_waits_it_is_said_that_nothing_was_chosen(county: House) -> None:
    raw = await filled(county, typing(200), typing(250, code="QX-SANHUI"))
    found = await preview(county, ADMIN, raw)
    first, second = [question.key for change in found.changes for question in change.questions]
    for answers in ({first: "skip"}, {second: "skip"}, {}):
        with pytest.raises(Refused, match="Nothing was chosen yet"):
            await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers=answers)
    with pytest.raises(Refused, match="nothing changes"):
        await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={first: "skip", second: "skip"})


async def test_a_list_without_a_row_left_stays_and_nothing_counts_as_written(county: House) -> None:
    raw, before = await filled(county, lambda book: book[ROSTER].delete_rows(3, 9)), await records()
    with pytest.raises(Unconfirmed):
        await import_workbook(county, ADMIN, raw, reason="x", dry_run=True)
    for dry_run in (True, False):
        done, _ = await import_workbook(county, ADMIN, raw, reason="x", dry_run=dry_run, confirmed=True)
        assert (done.created, done.changed) == ((), ())
    assert await records() == before


async def test_only_the_file_that_was_looked_at_is_carried_out(county: House) -> None:
    raw, before = await filled(county, typing("12333", PHONE)), await records()
    with pytest.raises(Refused, match="not the file that was looked at"):
        await carry_out(county, ADMIN, raw, hashlib.sha256(raw + b"x").hexdigest(), "x")
    assert await records() == before
