"""Reports from outside in detail: what each is held to, how often one address sends, whose answer stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.access.actor import Scope
from app.errors import Stale, TooMany
from app.journeys.faults.answering import answer_fault, answered_faults, waiting_faults
from app.journeys.faults.report import FaultSaid, ReportsAllowance, report_fault
from app.journeys.house import House
from app.store.engine import transaction
from app.store.fault_reports import StoredFaultReport, insert_fault_report, read_fault_report_by_number
from tests.journeys.looked_at import CODE
from tests.journeys.test_refused_with_its_reason import faults
from tests.journeys.writes.table import EDITOR, OFFICE
from tests.networks import house_of_copy

MOVED = FaultSaid("moved")


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, for the tests of this module."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("faults")) as built:
        yield built


@pytest.mark.parametrize(
    ("phone", "is_refused"),
    [
        ("", False),
        ("13912345678", False),
        ("0818-7201234、号码不对", False),
        ("0818-7201234、13912345678、08187201235 转 1", False),
        ("0818-7201234、13912345678、0818-7201235 转 1", True),
        ("号码不对", True),
    ],
)
async def test_a_telephone_is_one_that_can_be_dialled_of_forty_signs_at_most(
    house: House, phone: str, is_refused: bool
) -> None:
    told = await faults(report_fault(house, None, CODE, FaultSaid("x", "说", phone), uuid4()))
    assert told == [("sort", "missing")] + [("phone", "bad_telephone")] * is_refused


async def test_a_report_has_a_number_of_twelve_signs_that_nobody_mistakes_and_no_telephone_where_none_was_given(
    house: House,
) -> None:
    for said, phone in ((MOVED, None), (replace(MOVED, phone="１３９12345678"), "13912345678")):
        made = await report_fault(house, None, "QX-DAYI", said, uuid4())
        kept = await read_fault_report_by_number(made.number)
        assert kept is not None
        assert (len(kept.number), set(kept.number) & set("01ILO"), kept.phone) == (12, set(), phone)


async def test_an_address_that_sent_six_waits_until_an_hour_after_the_first(house: House) -> None:
    house.kept.forget(ReportsAllowance)
    begun = house.now()
    for minutes, is_taken in ((0, True), *((1, True),) * 5, (2, False), (59, False), (60, True), (60.5, False)):
        object.__setattr__(house, "now", lambda minutes=minutes: begun + timedelta(minutes=minutes))
        asked = report_fault(house, "198.51.100.7", "QX-HELI", MOVED, uuid4())
        if is_taken:
            await asked
        else:
            with pytest.raises(TooMany) as told:
                await asked
            assert told.value.retry_after_seconds == (60 if minutes < 60 else 61) * 60 - minutes * 60


async def test_an_answer_is_whose_it_is_and_stands_once_it_was_given(house: House) -> None:
    told = await report_fault(house, None, CODE, MOVED, uuid4())
    with pytest.raises(Stale):
        await answer_fault(house, EDITOR, told.id, told.version + 1, "已开门")
    answered = await answer_fault(house, EDITOR, told.id, told.version, "已开门")
    assert (answered.version, answered.answered_by_key) == (told.version + 1, EDITOR.key)
    assert await answer_fault(house, EDITOR, told.id, told.version, "已开门") == answered
    for who, words in ((OFFICE, "已开门"), (EDITOR, "别的")):
        with pytest.raises(Stale):
            await answer_fault(house, who, told.id, answered.version, words)


async def test_answers_elsewhere_hide_none_of_ones_own(house: House) -> None:
    here = replace(EDITOR, scopes=(Scope(site="QX-BAOEN"),))
    moment = house.now()

    def report(number: int, code: str) -> StoredFaultReport:
        later = moment + timedelta(minutes=number)
        said = {"sort": "moved", "words": str(number), "answer": "x", "answered_by_key": "k", "answered_by_name": "n"}
        return StoredFaultReport(number=f"N{number}", site_code=code, reported_at=moment, answered_at=later, **said)

    async with transaction():
        for number in range(3):
            await insert_fault_report(report(number, "QX-BAOEN"))
        for number in range(3, 56):
            await insert_fault_report(report(number, "QX-LIFU"))
    assert [one.report.words for one in await answered_faults(here)] == ["2", "1", "0"]
    every = await answered_faults(OFFICE)
    assert [one.report.words for one in every] == [str(number) for number in range(55, 5, -1)]
    waiting = await report_fault(house, None, "QX-BAOEN", MOVED, uuid4())
    assert [one.report.id for one in await waiting_faults(here)] == [waiting.id]
