"""The county's report, part by part: what stands in it and what is left out; and what waits for its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.access.actor import Actor, program
from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.journeys.audits.compare import MOVE_WORDS, TURN_WORDS
from app.journeys.audits.kept_audits import make_audit
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.county import county_view
from app.journeys.desk.county_ledger import ledger_book
from app.journeys.desk.county_report import CountyState, county_state
from app.journeys.desk.report_paper import report_paper
from app.journeys.desk.reporting import reporting
from app.journeys.house import House
from app.journeys.inspections.notice_texts import usual_texts
from app.journeys.registry.register import register
from app.store.accounts import StoredAccount, insert_account
from app.store.engine import transaction
from tests.journeys.test_papers_say_the_record import below, county, later, sheets
from tests.journeys.writes.table import BUREAU, OFFICE, QU

__all__ = ["county"]
READER = Actor("reader", "查阅员", "reader")


@pytest.fixture(scope="module")
async def state(county: House) -> CountyState:
    return await county_state(county, OFFICE, QU)


async def parts_of(house: House, state: CountyState) -> dict[str, Any]:
    return {part.heading: part for part in (await report_paper(house, state)).parts}


async def test_only_what_is_to_be_striven_for_is_called_so(county: House, state: CountyState) -> None:
    table = (await parts_of(county, state))["建设任务完成情况"].table
    marked = {row[0].removesuffix("（努力目标）") for row in table.rows if row[0].endswith("（努力目标）")}
    assert marked == {one.target.title.zh for one in state.result.progress if one.target.duty == "strive"}
    assert 0 < len(marked) < len(table.rows)


async def test_a_report_without_targets_money_or_duties_says_nothing_of_them(county: House, state: CountyState) -> None:
    programme = state.programme.model_copy(update={"targets": (), "deadline": None})
    bare = replace(state, programme=programme, result=replace(state.result, progress=()), spent=())
    part = (await parts_of(county, bare))["建设任务完成情况"]
    assert part.table is None
    assert part.paragraphs == [f"登记站点{len(state.result.sites)}个。"]


async def test_how_many_targets_have_no_spending_entered_is_told(county: House, state: CountyState) -> None:
    unknown = sum(line.spent_yuan is None for line in state.spent)
    said = "".join((await parts_of(county, state))["建设任务完成情况"].paragraphs)
    assert f"已登记支出12,345.60元，另有{unknown}项任务未登记支出。" in said
    (first, *_) = [line for line in state.spent if line.spent_yuan is not None]
    every = replace(state, spent=(first, first))
    said = "".join((await parts_of(county, every))["建设任务完成情况"].paragraphs)
    assert said.endswith("已登记支出24,691.20元。")


@pytest.mark.parametrize(("heading", "lines"), [("各类站点达标情况", "kinds"), ("各乡镇（街道）情况", "townships")])
async def test_a_chart_has_the_standings_that_some_site_has_in_the_order_of_its_table(
    county: House, state: CountyState, heading: str, lines: str
) -> None:
    tallies = getattr(state, lines)
    chart = (await parts_of(county, state))[heading].chart
    assert chart is not None
    there = [label.zh for code, label in COMPLIANCE_STATUSES.items() if any(one.tally[code] for one in tallies)]
    assert [series.name for series in chart.series] == there
    assert any(0 in series.values for series in chart.series)
    assert chart.labels == [one.name.zh for one in tallies]
    alone = replace(state, **{lines: tallies[:1]})
    chart = (await parts_of(county, alone))[heading].chart
    there = [label.zh for code, label in COMPLIANCE_STATUSES.items() if tallies[0].tally[code]]
    assert [series.name for series in chart.series] == there
    assert len(there) < len(COMPLIANCE_STATUSES)


@pytest.mark.parametrize(("many", "shown"), [(0, 0), (1, 1), (15, 15), (16, 15)])
async def test_the_fifteen_clauses_that_most_sites_miss_are_listed_and_that_there_are_more_is_said(
    county: House, state: CountyState, many: int, shown: int
) -> None:
    wrong = [one for one in state.result.clauses if one.not_met or one.unknown]
    well = [replace(wrong[0], not_met=0, unknown=0)]
    some = [replace(one, not_met=number % 2, unknown=1 - number % 2) for number, one in enumerate((wrong * 2)[:many])]
    part = (await parts_of(county, replace(state, result=replace(state.result, clauses=tuple(some + well)))))[
        "存在的问题"
    ]
    if not many:
        assert (part.paragraphs, part.table) == (["各项条款没有不达标或者待补报的。"], None)
        return
    more = "，下表列出最多的15条。" if many > shown else "，列表如下。"
    assert part.paragraphs == [f"有站点不达标或者待补报的条款共{many}条{more}"]
    assert len(part.table.rows) == shown


async def test_how_documents_are_read_is_told_at_the_end_and_left_out_where_there_is_nothing(
    county: House, state: CountyState
) -> None:
    said = (await parts_of(county, state))["口径说明"].paragraphs
    result = state.result
    readings = [f"{one.target.title.zh}：{one.target.reading.zh}" for one in result.progress if one.target.reading]
    circles = [f"{one.circle.title.zh}：{one.explanation.zh}" for one in result.network_clauses]
    assert 0 < len(readings) < len(result.progress)
    assert circles
    assert said == [*(one.zh for one in (*result.notes, *state.programme.notes)), *circles, *readings]
    programme = state.programme.model_copy(update={"notes": ()})
    silent = replace(result, notes=(), network_clauses=(), progress=())
    assert "口径说明" not in await parts_of(county, replace(state, programme=programme, result=silent, spent=()))


async def test_a_report_is_issued_by_whom_its_notices_are_and_its_number_begins_as_the_documents_does(
    county: House, state: CountyState
) -> None:
    assert (await report_paper(county, state)).issuer == usual_texts(state.programme).issuer
    plain = state.programme.model_copy(update={"document": "无号文件"})
    paper = await report_paper(county, replace(state, programme=plain))
    assert paper.number.startswith("〔")


async def test_what_changed_is_told_from_the_last_audit_before_the_day_and_without_one_from_a_month_before(
    county: House,
) -> None:
    today = county.today()
    assert (await county_view(county, OFFICE, QU)).compared_from == today - timedelta(days=30)
    await make_audit(county, OFFICE, QU)
    assert (await county_view(county, OFFICE, QU)).compared_from == today - timedelta(days=30)
    later(county, 2)
    for view in (await county_view(county, OFFICE, QU), await county_state(county, OFFICE, QU)):
        assert (view.compared_from if hasattr(view, "compared_from") else view.since) == today
    later(county, -2)


async def test_papers_are_marked_where_any_site_or_any_site_ordered_to_put_right_is_a_sample(
    state: CountyState,
) -> None:
    assert replace(state, orders=()).has_samples
    of_real_sites = replace(state, programme=state.programme.model_copy(update={"slug": "nobody"}))
    row = state.orders[0]
    real = replace(row, order=replace(row.order, site=replace(row.order.site, sample=False)))
    told = [replace(of_real_sites, orders=orders).has_samples for orders in ((), (real,), (row, real), (real, row))]
    assert told == [False, False, True, True]


async def test_villages_without_a_place_wait_for_who_may_place_them_where_there_is_a_circle(county: House) -> None:
    of_office = (await county_view(county, OFFICE, QU)).waiting
    of_reader = (await county_view(county, READER, QU)).waiting
    of_bureau = (await county_view(county, BUREAU, "gangbei-2025")).waiting
    assert of_office is not None
    assert of_reader is not None
    assert of_bureau is not None
    villages = county.divisions.under(county.programmes[QU].jurisdiction, "village")
    assert of_office.unplaced == sum(one.point is None for one in villages) > 0
    assert (of_reader.unplaced, of_bureau.unplaced) == (None, None)
    yesterday = county.today() - timedelta(days=1)
    assert (await county_view(county, OFFICE, QU, yesterday)).waiting is None


async def test_every_site_of_a_county_stands_in_one_line_those_of_no_township_in_the_last(county: House) -> None:
    for who, slug in ((OFFICE, QU), (BUREAU, "gangbei-2025")):
        view = await county_view(county, who, slug)
        assert [one.code for one in view.townships].count(ELSEWHERE) == 1
        assert sum(one.sites for one in view.townships) == sum(view.tally.values()) == len(view.result.sites)


async def test_a_township_s_people_are_its_own_editors_who_can_sign_in(county: House) -> None:
    tuxi = "511725103000"
    more = {"password_hash": "x", "created_at": county.now(), "divisions": (tuxi,), "must_change_password": False}
    async with transaction():
        for name, role, left in (
            ("left", "site_editor", True),
            ("checks", "reviewer", False),
            ("new", "site_editor", False),
        ):
            gone = county.now() if left else None
            await insert_account(StoredAccount(username=name, display_name=name, role=role, disabled_at=gone, **more))
    found = {one.code: one.people for one in (await reporting(county, OFFICE, QU)).townships}
    assert set(found[tuxi]) == {"土溪镇填报员（示例）", "new"}
    assert found["511725104000"] == ()


async def test_sites_that_changed_and_clauses_that_turned_are_counted_and_what_did_not_is_left_out(
    county: House,
) -> None:
    await register(county, program("test"), [{"code": "QX-GUIFU", "facts": {"area_m2": 3}}], reason="x")
    state = await county_state(county, OFFICE, QU, since=county.today() - timedelta(days=3))
    changes = dict(state.changes)
    assert min(changes.values()) > 0
    turned = sum(changes.get(label, 0) for label in TURN_WORDS.values())
    assert turned == len(state.compared.found.turned) > 0
    assert sum(changes.get(label, 0) for label in MOVE_WORDS.values()) >= len(state.compared.found.moved) > 0
    told = "".join((await parts_of(county, state))["近期变化"].paragraphs)
    assert all(f"{label.zh}{count}" in told for label, count in changes.items())


async def test_the_ledger_names_the_tier_that_a_site_had_on_its_day(county: House) -> None:
    former = {"field": "tier", "from": None, "to": str(county.today()), "value": "township_demonstration"}
    await register(county, program("test"), [{"code": "QX-DAYI", "history": [former]}], reason="x")
    book = sheets(await ledger_book(county, await county_state(county, OFFICE, QU), "zh"))
    tiers = {row[1]: row[4] for row in below(book["站点"], "乡镇（街道）")}
    assert (tiers["QX-DAYI"], tiers["QX-BAOEN"]) == ("乡镇示范站", "乡镇基础站")
