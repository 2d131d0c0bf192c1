"""Days and sums that people enter under a contract: left out, just within their bound, and just beyond it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.errors import Refused
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment, withdraw_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.records import answer_in, said_in
from app.journeys.assessments.schedule import PaymentPart, payment_schedule, term
from app.journeys.assessments.warnings import give_warning
from app.journeys.house import House
from tests.journeys.test_edges_of_a_contract import on
from tests.journeys.test_refused_with_its_reason import faults, refused
from tests.journeys.writes.contracts import SITE, contract
from tests.journeys.writes.table import BUREAU, OPERATOR
from tests.networks import house_of_copy

LAST = "2026-05-31"
"""The last day of a term of three years that began on 1 June 2023."""


@pytest.fixture
async def house(demo_sqlite: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A house with a contract whose term ends today."""
    async with house_of_copy(demo_sqlite, tmp_path) as built:
        on(built, LAST)
        await contract(built)
        yield built


async def part(house: House, code: str) -> PaymentPart:
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    found = (await payment_schedule(house, operated)).part(code)
    assert found is not None
    return found


def paid(house: House, amount: object, **said: str) -> dict[str, str]:
    return {"amount": str(amount), "day": str(house.today()), "voucher": "记-1", **said}


async def test_what_is_left_out_is_told_with_all_else_that_is_wrong(house: House) -> None:
    asked = await request_payment(house, OPERATOR, SITE, "advance", {})
    long = "长" * 2000
    told = [
        await faults(pass_on_request(house, BUREAU, asked.id, 1, {"number": long})),
        await faults(enter_payment(house, BUREAU, SITE, "advance", {})),
        await faults(give_warning(house, BUREAU, SITE, {"finding": long})),
    ]
    on(house, "2026-06-01")
    told.append(await faults(record_quality(house, BUREAU, SITE, {"why": long})))
    assert [[path for path, _ in one] for one in told] == [
        ["day", "number"],
        ["day", "amount", "voucher"],
        ["finding", "demand", "due_on"],
        ["found", "day", "why"],
    ]


async def test_a_request_is_passed_on_from_the_day_it_was_made_to_today(house: House) -> None:
    asked = await request_payment(house, OPERATOR, SITE, "advance", {})
    on(house, "2026-06-03")
    for day, code in (("2026-05-30", "too_early"), ("2026-06-04", "in_the_future")):
        assert await faults(pass_on_request(house, BUREAU, asked.id, 1, {"day": day})) == [("day", code)]
    passed = await pass_on_request(house, BUREAU, asked.id, 1, {"day": LAST})
    assert answer_in(passed) == {"day": LAST, "number": "", "amount": "288000"}
    assert said_in(asked) == {"amount": "288000", "invoice": "", "account": ""}


async def test_all_that_is_due_may_be_paid_and_not_a_fen_more(house: House) -> None:
    due = (await part(house, "advance")).shares.due
    more = enter_payment(house, BUREAU, SITE, "advance", paid(house, due + Decimal("0.01")))
    assert await faults(more) == [("amount", "above_due")]
    later = paid(house, due, day=str(house.today() + timedelta(days=1)))
    assert await faults(enter_payment(house, BUREAU, SITE, "advance", later)) == [("day", "in_the_future")]
    one = await enter_payment(house, BUREAU, SITE, "advance", paid(house, due))
    assert (await part(house, "advance")).shares.standing == "paid"
    again = enter_payment(house, BUREAU, SITE, "advance", paid(house, "0.01", voucher="记-2"))
    assert await faults(again) == [("amount", "above_due")]
    await refused(request_payment(house, OPERATOR, SITE, "advance", {}), Refused, "没有应付金额")
    await withdraw_payment(house, BUREAU, one.id, 1, "登错")
    await request_payment(house, OPERATOR, SITE, "advance", {})
    await refused(request_payment(house, OPERATOR, SITE, "advance", {}), Refused, "已经请款")


async def test_quality_is_found_from_the_day_after_the_term_until_the_retention_is_paid(house: House) -> None:
    span = term(await operated_site(house, BUREAU, "read_assessment", SITE))
    assert span is not None
    assert str(span.last) == LAST

    def finding(day: str) -> Any:
        return record_quality(house, BUREAU, SITE, {"found": "none", "day": day, "why": "检查无问题"})

    await refused(finding(LAST), Refused, "服务期未满")
    on(house, "2026-06-01")
    assert await faults(finding(LAST)) == [("day", "too_early")]
    assert await faults(finding("2026-06-02")) == [("day", "in_the_future")]
    await enter_payment(house, BUREAU, SITE, "advance", paid(house, 1))
    assert (await part(house, "retention")).shares.standing == "unchecked"
    await finding("2026-06-01")
    due = (await part(house, "retention")).shares.due
    kept = await enter_payment(house, BUREAU, SITE, "retention", paid(house, due, voucher="记-2"))
    await refused(finding("2026-06-01"), Refused, "质量保证金已付")
    await withdraw_payment(house, BUREAU, kept.id, 1, "登错")
    await finding("2026-06-01")


async def test_a_warning_ends_tomorrow_at_the_earliest_and_each_has_the_next_number(house: House) -> None:
    given = {"finding": "台账造假", "demand": "重做"}
    assert await faults(give_warning(house, BUREAU, SITE, given | {"due_on": LAST})) == [("due_on", "too_early")]
    for number, grave in ((1, "yes"), (2, ""), (3, "no")):
        one = await give_warning(house, BUREAU, SITE, given | {"due_on": "2026-06-01", "grave": grave})
        assert (said_in(one)["number"], said_in(one)["grave"]) == (number, grave == "yes")
