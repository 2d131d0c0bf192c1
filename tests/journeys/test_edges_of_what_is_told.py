"""What is told where something is missing: no deadline, no roster, no tier, a record nobody can read, a day to come."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from app.errors import InvalidInput
from app.exchange.strict_json import dump_json, load_json
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.figures import _together
from app.journeys.assessments.ledger_files import ledger_workbook
from app.journeys.assessments.ledgers import enter_row, ledger_of, rows_of
from app.journeys.audits.compare_words import turn_words
from app.journeys.audits.compared import compared
from app.journeys.desk.county import county_view
from app.journeys.desk.county_report import county_state
from app.journeys.desk.inside import inside_site
from app.journeys.desk.report_paper import programme_days, report_paper
from app.journeys.house import House
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.network.judged import network
from app.journeys.registry.register import register
from app.store.engine import transaction
from app.store.sites import read_stored_site, replace_site
from app.units import Period
from tests.journeys.looked_at import CONTRACT
from tests.journeys.proposing_people import ADMIN
from tests.journeys.writes.table import BUREAU, OFFICE, OPERATOR, QU
from tests.networks import house_of_copy


@pytest.fixture
async def house(demo_sqlite: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The demonstration, for one test alone."""
    async with house_of_copy(demo_sqlite, tmp_path) as built:
        yield built


async def spoiled(code: str) -> None:
    """The record of a site as an older release may have left it, which does not pass entry."""
    async with transaction():
        row = await read_stored_site(code)
        assert row is not None
        document = dump_json({**load_json(row.document.encode()), "tier": "hamlet"}).decode()
        assert await replace_site(replace(row, version=row.version + 1, document=document), row.version)


def test_several_clauses_behind_one_figure_are_as_good_as_the_worst() -> None:
    assert _together(["met", "not_met", "unknown"]) == "not_met"
    assert _together(["met", "unknown"]) == "unknown"
    assert _together(["met", "met"]) == "met"


async def test_a_ledger_printed_says_where_nothing_was_done_and_shows_what_was(house: House) -> None:
    operated = await operated_site(house, BUREAU, "read_assessment", CONTRACT)
    ledger = ledger_of(operated, "people_served")
    row = {"day": "2026-03-02", "people": "12", "service": "training"}
    await enter_row(house, OPERATOR, CONTRACT, ledger.code, row)
    (kept, *_) = await rows_of(operated, ledger, None)
    nothing = replace(kept, stored=replace(kept.stored, nothing=True, figures="{}"))
    for one, first in ((kept, "培训推荐"), (nothing, "本期无")):
        raw = ledger_workbook(operated, ledger, Period("2026-H1"), [one], "zh")
        (sheet, *_) = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
        top = sheet[sheet.freeze_panes].row
        assert sheet.cell(top, 2).value == first


async def test_a_waiver_that_ended_between_two_days_is_named_with_its_last_day(house: House) -> None:
    today = house.today()
    until = today + timedelta(days=1)
    given = {"clause": "station.training", "reason": "场地改造", "until": str(until)}
    await register(house, ADMIN, [{"code": "QX-BAOEN", "trainings_held": [], "waivers": [given]}], reason="x")
    moment = house.now() + timedelta(days=3)
    object.__setattr__(house, "now", lambda: moment)
    found = (await compared(house, OFFICE, today, None, programme=QU)).found
    (turn,) = [one for one in found.turned if (one.site.code, one.clause) == ("QX-BAOEN", "station.training")]
    assert f"豁免至 {until}" in turn_words(house, found, turn).because.zh


async def test_no_day_to_come_is_compared_with(house: House) -> None:
    tomorrow = house.today() + timedelta(days=1)
    for days in ((tomorrow, None), (None, tomorrow), (house.today(), tomorrow)):
        with pytest.raises(InvalidInput):
            await compared(house, OFFICE, *days, programme=QU)


async def test_no_reason_holds_the_number_of_an_identity_card(house: House) -> None:
    with pytest.raises(InvalidInput) as told:
        await register(house, ADMIN, [{"code": "QX-BAOEN", "address": "街上"}], reason="张三 11010519491231002X 来办")
    assert [fault.path for fault in told.value.faults] == ["reason"]
    row = await read_stored_site("QX-BAOEN")
    assert row is not None
    assert "街上" not in row.document


async def test_how_long_a_programme_has_is_told_up_to_its_day_and_after_it(house: House) -> None:
    today, pack = house.today(), house.programmes[QU]
    for deadline, said in (
        (None, ""),
        (today - timedelta(days=1), "已逾期1天"),
        (today, "还有0天"),
        (today + timedelta(days=12), "还有12天"),
    ):
        other = pack.model_copy(update={"deadline": deadline})
        state = replace(await county_state(house, OFFICE, QU), programme=other)
        told = programme_days(state)
        assert said in told
        assert bool(told) == bool(said)


async def test_a_record_nobody_can_read_is_named_in_the_report_and_has_no_verdicts(house: House) -> None:
    row = await read_stored_site("QX-BAOEN")
    assert row is not None
    assert len(verdicts_now(house, row)) > 5
    told = (await report_paper(house, await county_state(house, OFFICE, QU))).parts
    assert not any("信息有误" in text for part in told for text in part.paragraphs)
    for code in ("QX-BAOEN", CONTRACT):
        await spoiled(code)
    assert {one.code for one in (await network(house)).unreadable} == {"QX-BAOEN", CONTRACT}
    assert [one.code for one in (await county_view(house, OFFICE, QU)).unreadable] == ["QX-BAOEN"]
    told = (await report_paper(house, await county_state(house, OFFICE, QU))).parts
    assert any(text == "1个站点的信息有误，未参与评估：QX-BAOEN" for text in told[-1].paragraphs)
    row = await read_stored_site("QX-BAOEN")
    assert row is not None
    assert verdicts_now(house, row) == ()


async def test_whoever_may_not_see_names_sees_the_roster_without_them_or_none_where_there_is_none(house: House) -> None:
    shown = {"role": "info_officer", "employment": "full_time", "name": "王芳", "phone": "13912345678", "public": True}
    hidden = {"role": "hr_specialist", "employment": "full_time", "name": "李强", "phone": "13912345679"}
    await register(house, ADMIN, [{"code": "GB-CENTRE", "staff": [shown, hidden]}], reason="x")
    seen = (await inside_site(house, OPERATOR, "GB-CENTRE")).site
    assert [(one.name, one.phone) for one in seen.staff or ()] == [("王芳", "13912345678"), (None, None)]
    whole = (await inside_site(house, BUREAU, "GB-CENTRE")).site
    assert [one.name for one in whole.staff or ()] == ["王芳", "李强"]
    await register(house, ADMIN, [{"code": "GB-CENTRE", "staff": None}], reason="x")
    assert (await inside_site(house, OPERATOR, "GB-CENTRE")).site.staff is None
