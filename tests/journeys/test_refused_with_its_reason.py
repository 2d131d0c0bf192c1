"""What journeys refuse, each for its own reason: limits on both sides, what is gone, what was decided meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotFound, Refused, TooLarge, TooMany, Unavailable, ZhanwangError
from app.exchange.pictures import sample_photo
from app.journeys.accounts.accounts import add_account
from app.journeys.assessments.contract import keep_signed_terms
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year
from app.journeys.assessments.ledger_exchange import ledger_rows, ledgers_as, rows_in_file
from app.journeys.assessments.ledgers import correct_row, enter_row, withdraw_row
from app.journeys.assessments.payments import request_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.records import said_in
from app.journeys.assessments.warnings import give_warning
from app.journeys.audits.compare import compare
from app.journeys.audits.compared import compared
from app.journeys.audits.freeze import freeze
from app.journeys.audits.kept_audits import make_audit
from app.journeys.desk.county import county_view
from app.journeys.desk.county_report import county_state
from app.journeys.evidence import Upload, add_evidence, open_evidence
from app.journeys.faults.answering import answer_fault, fault_at_site, photo_of
from app.journeys.faults.report import FaultSaid, answer_to, report_fault
from app.journeys.house import House
from app.journeys.inspections.rectify import (
    order_rectification,
)
from app.journeys.registry.register import register
from app.journeys.spending.entries import enter_spending
from app.journeys.storage import place_of_bytes
from app.store.evidence import read_evidence, read_piece
from app.store.sites import read_stored_site
from tests.journeys.looked_at import CODE, CONTRACT, World, world
from tests.journeys.writes.sites import entered
from tests.journeys.writes.table import BUREAU, EDITOR, OFFICE, OPERATOR, QU, ROOT
from tests.workbook.test_too_big_workbooks import many_bytes

__all__ = ["world"]

CARD = "51172519000101003X"
MOST_BYTES = 12 * 1024 * 1024
OTHER_OFFICE = replace(OFFICE, key="office-2", name="县局另一人")


@pytest.fixture
def house(world: World) -> House:
    """The county that all of these journeys are asked in."""
    return world.house


async def refused(asked: Awaitable[Any], error: type[ZhanwangError], said: str = "") -> None:
    """It is refused so, for this reason."""
    with pytest.raises(error) as told:
        await asked
    assert said in told.value.message.zh


async def faults(asked: Awaitable[Any]) -> list[tuple[str, str]]:
    """The place and the code of everything that is wrong."""
    with pytest.raises(InvalidInput) as told:
        await asked
    return [(fault.path, fault.code) for fault in told.value.faults]


async def test_a_name_that_several_sites_have_names_none_of_them_and_eight_are_listed(house: House) -> None:
    codes = [f"DEMO-FWD-{number:03}" for number in range(50, 59)]
    await register(house, ROOT, [{"code": code, "name": "同名服务点"} for code in codes], reason="x")
    given = {"username": "same-1", "display_name": "同名", "role": "operator", "password": "三汇镇的码头边 2026"}
    with pytest.raises(InvalidInput) as told:
        await add_account(house, ROOT, **given, sites=["同名服务点"])
    (fault,) = told.value.faults
    assert (fault.path, fault.code) == ("sites", "ambiguous")
    assert fault.message.zh == f"有 9 个站点叫同名服务点，请写编码：{'、'.join(codes[:8])}"
    row = {"target": "points", "site": "同名服务点", "voucher": "9", "paid_on": str(house.today()), "purpose": "x"}
    with pytest.raises(InvalidInput) as told:
        await enter_spending(house, OFFICE, QU, row | {"amount": "1", "target": "demonstration"})
    (fault,) = told.value.faults
    assert (fault.path, fault.code) == ("site", "ambiguous")
    assert fault.message.zh.endswith("、".join(codes[:8]))
    await register(house, ROOT, [{"code": "QX-TUXI", "name": "土溪一站"}], reason="x")
    one = await enter_spending(house, OFFICE, QU, row | {"amount": "1", "target": "demonstration", "site": "土溪一站"})
    assert one.site_code == "QX-TUXI"


async def test_what_a_contract_has_not_is_not_found_and_what_is_done_with_stays(house: House) -> None:
    for period in ("x", "2026-Q1", "2026-13"):
        await refused(half_year(house, BUREAU, CONTRACT, period), NotFound)
    row = {"day": "2026-03-02", "people": "1", "service": "training"}
    await refused(enter_row(house, OPERATOR, CONTRACT, "nothing", row), NotFound, "没有此台账")
    one = await enter_row(house, OPERATOR, CONTRACT, "people_served", row)
    await withdraw_row(house, OPERATOR, one.id, 1, "登错")
    await refused(correct_row(house, OPERATOR, one.id, 2, row, "x"), Refused, "已撤回")
    await refused(withdraw_row(house, OPERATOR, one.id, 2, "x"), Refused, "已撤回")
    await refused(request_payment(house, OPERATOR, CONTRACT, "99", {}), NotFound, "没有这一笔款项")
    long = {"invoice": "N" * 101, "account": "A" * 101}
    assert await faults(request_payment(house, OPERATOR, CONTRACT, "advance", long)) == [
        ("invoice", "too_long"),
        ("account", "too_long"),
    ]
    version = (await operated_site(house, BUREAU, "read_assessment", CONTRACT)).stored.version
    await keep_signed_terms(house, BUREAU, CONTRACT, version, {})
    found = {"found": "none", "day": str(house.today()), "why": "x"}
    await refused(record_quality(house, BUREAU, CONTRACT, found), Refused, "请先登记正式运营日期")
    await keep_signed_terms(house, BUREAU, CONTRACT, version + 1, {"started_on": "2026-01-05"})
    await refused(record_quality(house, BUREAU, CONTRACT, found), Refused, "服务期未满")


async def test_a_warning_follows_an_order_of_its_own_site(house: House, world: World) -> None:
    due = str(house.today() + timedelta(days=9))
    given = {"finding": "x", "demand": "y", "due_on": due}
    order = {"found_on": str(house.today()), "finding": "x", "demand": "y", "due_on": due}
    own = await order_rectification(house, BUREAU, CONTRACT, order)
    for text in ("x", str(uuid4()), str(world["order"])):
        wrong = give_warning(house, BUREAU, CONTRACT, given | {"order": text})
        assert await faults(wrong) == [("order", "unknown_code")]
    told = await give_warning(house, BUREAU, CONTRACT, given | {"order": str(own.id)})
    assert said_in(told)["order"] == str(own.id)
    assert said_in(await give_warning(house, BUREAU, CONTRACT, given))["order"] is None
    assert said_in(told)["grave"] is False


async def test_rows_of_ledgers_come_back_from_each_sort_of_file(house: House) -> None:
    operated, rows = await ledger_rows(house, OPERATOR, CONTRACT, "people_served", None)
    assert rows
    for form in ("xlsx", "csv", "json"):
        raw = await ledgers_as(house, operated, rows, form)
        back = await rows_in_file(house, OPERATOR, operated, BytesIO(raw), form)
        assert [(one.ledger, one.key, str(one.given["day"])) for one in back] == [
            (one.ledger, one.key, str(one.day)) for one in rows
        ], form
    assert b'"sample":true' in (await ledgers_as(house, operated, rows, "json")).replace(b" ", b"")


async def test_a_workbook_of_ledgers_that_is_too_big_is_told_what_to_do_with_ledgers(house: House) -> None:
    operated, _ = await ledger_rows(house, OPERATOR, CONTRACT, "people_served", None)
    with pytest.raises(TooLarge) as told:
        await rows_in_file(house, OPERATOR, operated, BytesIO(many_bytes()), "xlsx")
    assert "按台账、时间段分成几个文件" in told.value.message.zh
    assert "乡镇" not in told.value.message.zh


async def test_days_to_come_and_two_programmes_are_not_compared(house: House, world: World) -> None:
    tomorrow = house.today() + timedelta(days=1)
    other = await make_audit(house, BUREAU, "gangbei-2025")
    whole = replace(OFFICE, scopes=())
    await refused(compared(house, whole, world["audit"], other.id), NotFound, "同一方案")
    await refused(compared(house, whole, house.today()), NotFound)
    assert await faults(compared(house, whole, tomorrow, programme=QU)) == [("as_of", "in_the_future")]
    early, late = ("as_of", "in_the_future"), ("since", "in_the_future")
    today = house.today()
    assert await faults(county_state(house, OFFICE, QU, as_of=tomorrow)) == [early]
    assert await faults(county_state(house, OFFICE, QU, since=tomorrow)) == [late]
    assert await faults(county_state(house, OFFICE, QU, as_of=tomorrow, since=tomorrow + timedelta(days=1))) == [
        early,
        late,
    ]
    assert (await county_state(house, OFFICE, QU, as_of=today, since=today)).since == today


async def test_sites_that_are_registered_no_more_are_told_as_gone_but_for_closed_ones(house: House) -> None:
    before = await freeze(house, QU)
    kind = {"programme": QU, "kind": "service_point", "tier": "village", "division": "511725103000"}
    for code, status in (("QX-GONE-0", "building"), ("QX-GONE-1", "closed")):
        await register(house, ROOT, [{**kind, "code": code, "name": code, "status": status}], reason="x")
    after = await freeze(house, QU)
    assert [(one.move, one.site.code) for one in compare(after, before).moved] == [("gone", "QX-GONE-0")]
    assert [(one.move, one.site.code) for one in compare(before, after).moved] == [("new", "QX-GONE-0")]


async def test_the_county_counts_requests_of_others_that_wait_and_is_nobodys_of_a_township(house: House) -> None:
    view = await county_view(house, OFFICE, QU)
    assert view.waiting is not None
    count = view.waiting.reviews
    assert count > 0
    await entered(house, OTHER_OFFICE, "QX-WANGXI", "submit")
    mine = (await county_view(house, OTHER_OFFICE, QU)).waiting
    theirs = (await county_view(house, OFFICE, QU)).waiting
    assert (mine.reviews, theirs.reviews) == (count, count + 1)
    town = Actor("town", "镇审核员", "reviewer", (Scope(division="511725103000"),))
    await refused(county_view(house, town), NotFound, "没有整个县")


async def test_evidence_is_about_something_and_says_when_its_file_is_gone(house: House) -> None:
    photo = [Upload("a.jpg", sample_photo())]
    site = await read_stored_site(CODE)
    metric = next(iter(house.programmes[QU].vocabulary.metrics))
    for about in ("metrics.nothing", "facts.nothing", "clause:nothing", "nothing"):
        assert await faults(add_evidence(house, EDITOR, CODE, about, photo)) == [("about", "unknown_code")]
    for about in (f"metrics.{metric}", "facts.area_m2", "clause:station.posted", "staff"):
        await add_evidence(house, EDITOR, CODE, about, [Upload(f"{about}.jpg", sample_photo())])
    await refused(add_evidence(house, EDITOR, CODE, "address", [Upload("b", b"x" * (MOST_BYTES + 1))]), TooLarge)
    assert site is not None
    piece = (await read_evidence([CODE]))[-1]
    place = place_of_bytes(house, piece.sha256)
    content = place.read_bytes()
    place.unlink()
    await refused(open_evidence(house, EDITOR, piece.id), Unavailable, "暂时无法读取")
    place.write_bytes(content)
    assert (await open_evidence(house, EDITOR, piece.id)).content == content
    assert await read_piece(uuid4()) is None
    await refused(open_evidence(house, EDITOR, uuid4()), NotFound)


async def test_a_report_of_a_fault_is_held_to_its_limits(house: House, world: World) -> None:
    async def said(number: int = 0, **given: Any) -> list[tuple[str, str]]:
        return await faults(report_fault(house, f"198.51.100.{number}", CODE, FaultSaid(**given), uuid4()))

    assert await said(sort="x") == [("sort", "missing")]
    assert await said(sort="other") == [("words", "missing")]
    assert await said(sort="closed", words="长" * 501) == [("words", "too_long")]
    assert await said(sort="closed", words=CARD) == [("words", "identity_number")]
    assert await said(sort="closed", phone="x") == [("phone", "bad_telephone")]
    assert await said(sort="closed", photo=b"x") == [("photo", "not_evidence")]
    big = FaultSaid("closed", photo=b"x" * (MOST_BYTES + 1))
    await refused(report_fault(house, None, CODE, big, uuid4()), TooLarge)
    key = uuid4()
    told = await report_fault(house, "198.51.100.1", "QX-BAOEN", FaultSaid("closed", "长" * 500), key)
    assert (await report_fault(house, "198.51.100.1", "QX-BAOEN", FaultSaid("moved"), key)).sort == "closed"
    assert (await answer_to(f"{told.number[:4]}-{told.number[4:].lower()}")).id == key
    await refused(answer_to(told.number[:-1]), NotFound)
    for number in range(49):
        await report_fault(house, f"203.0.113.{number}", "QX-BAOEN", FaultSaid("moved"), uuid4())
    more = report_fault(house, "203.0.113.200", "QX-BAOEN", FaultSaid("moved"), uuid4())
    await refused(more, TooMany, "许多反映")
    for code in ("QX-ANBEI", "QX-DAYI", "QX-HELI") * 2:
        await report_fault(house, "203.0.113.250", code, FaultSaid("moved"), uuid4())
    again = report_fault(house, "203.0.113.250", "QX-ANBEI", FaultSaid("moved"), uuid4())
    await refused(again, TooMany, "太频繁")


async def test_an_answer_to_a_report_is_held_to_its_limits(house: House, world: World) -> None:
    key = world["fault"]
    await refused(fault_at_site(EDITOR, uuid4()), NotFound)
    for words in ("", " ", "长" * 501):
        assert await faults(answer_fault(house, EDITOR, key, 1, words)) == [("answer", "missing")]
    assert await faults(answer_fault(house, EDITOR, key, 1, f"证件{CARD}")) == [("answer", "identity_number")]
    report = (await fault_at_site(EDITOR, key)).report
    assert report.photo_sha256 is not None
    place = place_of_bytes(house, report.photo_sha256)
    content = place.read_bytes()
    place.unlink()
    await refused(photo_of(house, EDITOR, key), Unavailable)
    place.write_bytes(content)
    told = await report_fault(house, "198.51.100.9", CODE, FaultSaid("moved"), uuid4())
    await refused(photo_of(house, EDITOR, told.id), NotFound)
    answered = await answer_fault(house, EDITOR, told.id, 1, "长" * 500)
    assert (await answer_fault(house, EDITOR, told.id, 1, "长" * 500)).version == answered.version
