"""Workbooks of the county, cell by cell: each says what the record says, of every site, order, line and clause."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access.actor import program
from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.desk.county_ledger import ledger_book
from app.journeys.desk.county_report import CountyState, county_state
from app.journeys.desk.county_sites import target_gap
from app.journeys.desk.gap_workbook import gap_book
from app.journeys.desk.report_paper import report_paper
from app.journeys.desk.what_if import what_if
from app.journeys.desk.what_if_workbook import what_if_book
from app.journeys.house import House
from app.journeys.inspections.ledger import LedgerQuery, rectification_ledger
from app.journeys.inspections.ledger_words import ledger_workbook
from app.journeys.inspections.rectify import (
    answer_rectification,
    confirm_rectification,
    order_rectification,
    withdraw_rectification,
)
from app.journeys.network.judged import NetworkSite, network
from app.journeys.registry.life import change_life
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site
from app.journeys.spending.entries import change_spending, enter_spending
from app.journeys.spending.spending_workbook import spending_workbook
from app.journeys.spending.spent import SpendingQuery, lines_spent, spending_list
from app.sites.vocabulary import STATUSES
from tests.journeys.writes.table import EDITOR, OFFICE, QU, QU_COUNTY
from tests.networks import house_of_copy

FOUND, DONE = "公示牌缺失", "已挂好"


@pytest.fixture(scope="module")
async def county(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration two days later: orders in every state, money spent and struck out, a site closed."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("papers")) as built:
        await _what_went_on(built)
        later(built, 2)
        yield built


def later(house: House, days: int) -> None:
    moment = house.now() + timedelta(days=days)
    object.__setattr__(house, "now", lambda: moment)


async def _what_went_on(house: House) -> None:
    today = house.today()
    given = {"found_on": str(today), "finding": FOUND, "demand": "补挂", "clauses": ["station.posted"]}
    due = {"due_on": str(today + timedelta(days=1))}
    await register(house, program("test"), [{"code": "QX-LINBA", "address": "临巴镇正街9号"}], reason="x")
    keys = [
        (await order_rectification(house, OFFICE, code, given | due)).id
        for code in ("QX-LINBA", "QX-SANHUI", "QX-GUIFU", "QX-HUB", "QX-LINBA")
    ]
    for key in keys[1:3]:
        await answer_rectification(house, EDITOR, key, 1, DONE)
    await confirm_rectification(house, OFFICE, keys[2], 2, "合格")
    await withdraw_rectification(house, OFFICE, keys[3], 1, "重复")
    row = {"target": "demonstration", "site": "QX-TUXI", "voucher": "记-1", "paid_on": str(today), "purpose": "桌椅"}
    await enter_spending(house, OFFICE, QU, row | {"amount": "12345.60"})
    struck = await enter_spending(house, OFFICE, QU, row | {"amount": "1", "voucher": "记-2", "site": ""})
    await change_spending(house, OFFICE, struck.id, struck.version, "strike", {"reason": "重复登记"})
    later(house, 1)
    site = await stored_site("QX-YONGXING")
    said = {"status": "closed", "reason": "撤并"}
    await change_life(house, OFFICE, site.code, site.version, "status", said)


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet with its rows, blank cells as empty texts."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        one.title: [tuple("" if cell is None else cell for cell in row) for row in one.iter_rows(values_only=True)]
        for one in book
    }


def below(rows: list[tuple[Any, ...]], head: str) -> list[tuple[Any, ...]]:
    """The rows below the head of a sheet."""
    top = next(number for number, row in enumerate(rows) if row[0] == head and any(row[1:]))
    return rows[top + 1 :]


def as_day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


async def test_the_ledger_says_of_every_site_line_clause_and_order_what_the_record_says(county: House) -> None:
    state = await county_state(county, OFFICE, QU, since=county.today() - timedelta(days=3))
    assert (state.is_today, state.overdue, len(state.orders), len(state.open_orders)) == (True, 2, 6, 4)
    book = sheets(await ledger_book(county, state, "zh"))
    programme, whole = state.programme, state.whole
    orders = Counter({"QX-LINBA": 2, "QX-SANHUI": 1, "QX-TUXI": 1})
    shown = below(book["站点"], "乡镇（街道）")
    assert [row[1] for row in shown] == [member.site.code for member in whole.of_programme(QU)]
    for row, member in zip(shown, whole.of_programme(QU), strict=True):
        site, kind = member.site, programme.kinds_by_code[member.site.kind]
        township = township_over(county, QU_COUNTY, site.division)
        if township != ELSEWHERE:
            assert row[0] == county.divisions.get(township).name
        assert row[2:6] == (
            site.name,
            kind.label.zh,
            next(tier.label.zh for tier in kind.tiers if tier.code == site.tier),
            STATUSES[site.status].zh,
        )
        assert row[6] == COMPLIANCE_STATUSES[member.status].zh
        assert row[7:] == (
            *(member.met, member.not_met, member.unknown, member.waived),
            orders[site.code],
            site.address or "",
            "是" if site.sample else "",
        )
    for row, one in zip(below(book["条款"], "条款"), state.result.clauses, strict=True):
        level = "必备" if one.clause.level == "must" else "一般"
        assert row == (
            *(one.clause.title.zh, one.clause.section, one.clause.quote, level),
            *(one.met, one.not_met, one.unknown, one.waived),
        )
    spent = {line.target.id: line for line in await lines_spent(programme)}
    for row, line in zip(below(book["建设任务"], "任务"), state.result.progress, strict=True):
        money = spent[line.target.id]
        assert row[:5] == (line.target.title.zh, line.planned, line.registered, line.built, line.accepted)
        assert row[5] == (line.compliant if line.is_assessed else "未规定建设标准")
        assert (row[6], row[9]) == (line.gap.zh, f"{money.rate_percent}%" if money.rate_percent is not None else "")
        assert [Decimal(cell) if cell else None for cell in row[7:9]] == [line.target.budget_yuan, money.spent_yuan]
    for name, first, lines in (("按类别", "站点类别", state.kinds), ("按乡镇", "乡镇（街道）", state.townships)):
        for row, tally in zip(below(book[name], first), lines, strict=True):
            assert row == (tally.name.zh, tally.sites, *(tally.tally[standing] for standing in COMPLIANCE_STATUSES))
    assert [row[1] for row in below(book["站点变化"], "乡镇（街道）")] == ["QX-YONGXING"]
    assert Counter(row[11] for row in below(book["整改"], "编号")) == {
        "待整改": 1,
        "待整改（逾期）": 2,
        "待复查": 1,
        "复查合格": 1,
        "已撤回": 1,
    }


async def test_the_ledger_of_a_past_day_tells_orders_as_done_with_or_open(county: House) -> None:
    day = county.today() - timedelta(days=3)
    state = await county_state(county, OFFICE, QU, as_of=day, since=day)
    assert (state.is_today, state.overdue) == (False, None)
    rows = below(sheets(await ledger_book(county, state, "zh"))["整改"], "编号")
    stated = {(row[2], row[5]) for row in rows}
    assert stated == {
        ("QX-TUXI", "未办结"),
        ("QX-LINBA", "未办结"),
        ("QX-SANHUI", "未办结"),
        ("QX-GUIFU", "复查合格"),
        ("QX-HUB", "已撤回"),
    }
    assert {as_day(row[4]) for row in rows} == {day}
    assert {row[6] for row in rows} >= {FOUND}
    before = await county_state(county, OFFICE, QU, as_of=day - timedelta(days=1), since=day - timedelta(days=2))
    assert before.orders == ()


async def test_the_ledger_of_orders_has_each_with_its_days_and_what_became_of_it(county: House) -> None:
    ledger = await rectification_ledger(county, OFFICE, LedgerQuery(programme=QU))
    assert ledger.standings == Counter(
        {"open": 4, "ordered": 3, "overdue": 2, "answered": 1, "closed": 1, "withdrawn": 1}
    )
    rows = below(sheets(await ledger_workbook(county, ledger, "zh"))["整改台账"], "编号")
    made = county.today() - timedelta(days=3)
    by_code = {row[3]: row for row in rows}
    closed, answered, late = by_code["QX-GUIFU"], by_code["QX-SANHUI"], by_code["QX-LINBA"]
    assert (closed[2], closed[6], closed[7], as_day(closed[8]), closed[9]) == ("贵福镇", FOUND, "补挂", made, "")
    assert (as_day(closed[10]), closed[11], closed[12], closed[13]) == (
        made + timedelta(days=1),
        "复查合格",
        DONE,
        "合格",
    )
    assert (as_day(closed[14]), closed[5]) == (made, "制度上墙")
    assert (answered[11], answered[12], answered[14]) == ("待复查", DONE, "")
    assert (late[11], late[12]) == ("待整改（逾期）", "")
    for query, count in (
        (LedgerQuery(site="QX-LINBA"), 2),
        (LedgerQuery(standing="overdue"), 2),
        (LedgerQuery(standing="open", clause="station.posted"), 4),
        (LedgerQuery(clause="station.plaque"), 0),
        (LedgerQuery(division="511725107000"), 1),
        (LedgerQuery(programme="gangbei-2025"), 0),
        (LedgerQuery(number="整改"), 0),
    ):
        found = await rectification_ledger(county, OFFICE, query)
        assert len(found.rows) == count, query
        assert found.has_samples == (count > 0)
    one = await rectification_ledger(county, OFFICE, LedgerQuery(site="QX-LINBA", standing="answered"))
    assert (one.rows, one.standings["ordered"], one.townships, one.programmes) == ((), 2, {}, {})


async def test_the_workbook_of_a_gap_has_every_site_behind_it(county: House) -> None:
    whole = await network(county)
    for target in county.programmes[QU].targets:
        gap = await target_gap(county, OFFICE, QU, target.id)
        rows = below(sheets(gap_book(county, gap, "zh"))[target.title.zh[:31]], "差距")
        told: dict[str, list[str]] = {}
        for row in rows:
            told.setdefault(row[0], []).append(row[2])
            if row[2]:
                member = whole.by_code[row[2]]
                assert row[3:] == (
                    member.site.name,
                    county.programmes[QU].kinds_by_code[member.site.kind].label.zh,
                    STATUSES[member.site.status].zh,
                    COMPLIANCE_STATUSES[member.status].zh,
                    member.not_met,
                    member.unknown,
                )
        own = [m for m in whole.of_programme(QU) if target.is_of(m.site.kind, m.site.tier)]
        standing = ("declared", "operating", "suspended")
        built = [m for m in own if m.site.status in standing]
        if target.counts == "staff":
            silent = [m.site.code for m in built if m.site.staff is None]
            assert told.get("未填报人员名册", []) == silent
            assert "已登记、未建成" not in told
            continue
        assert told.get("已登记、未建成", []) == [m.site.code for m in own if m.site.status not in standing]
        failing = [m.site.code for m in built if m.status != "compliant"] if gap.line.is_assessed else []
        assert told.get("已建成、未达标", []) == failing
        short = max(0, gap.line.planned - len(own))
        assert [row[3] for row in rows if row[0] == "尚未登记"] == ([f"{short} 个"] if short else [])


async def test_a_what_if_has_every_moved_site_with_both_verdicts_and_adds_up(county: House) -> None:
    result = await what_if(county, OFFICE, QU, "station.area_basic", {"check.value": "1000"})
    assert result.count("fails") == len(result.moved) > 0
    book = sheets(what_if_book(county, result, {"面积": "1000"}, "zh"))
    rows = below(book["站点"], "变化")
    assert [row[2] for row in rows] == [one.code for one in result.moved]
    whole = await network(county)
    for row in rows:
        member = whole.by_code[row[2]]
        assert (row[0], row[3], row[4], row[5]) == ("新增不达标", member.site.name, "达标", "不达标")
        area = member.site.facts["area_m2"]
        assert row[6].startswith(f"{area:g}")
        assert "1000" in row[7]
    counted = Counter(row[1] for row in rows)
    assert {row[0]: row[1] for row in below(book["按乡镇"], "乡镇（街道）")} == counted
    assert any(row[0] == "面积：1000" for row in book["站点"])
    before = Counter(
        whole.tables[QU].verdicts(code).get("station.area_basic")
        for codes, _, _ in whole.tables[QU].blocks()
        for code in codes
    )
    for verdict in ("met", "not_met", "unknown", "waived"):
        assert result.before.get(verdict, 0) == before[verdict]
    assert result.after["not_met"] == before["not_met"] + len(rows)
    assert result.after.get("met", 0) == before["met"] - len(rows)
    fewer = {m.site.code for m in whole.of_programme(QU) if m.status == "compliant"}
    assert result.compliant == (len(fewer), len(fewer - {one.code for one in result.moved}))
    assert sum(one.sites for one in result.money) + result.without_money == len(rows)
    for money in result.money:
        kind = {member.site.code for member in whole.of_programme(QU) if money.target.is_of(*sort_of(member))}
        assert money.sites == len(kind & {one.code for one in result.moved})
        assert money.each == (money.target.budget_yuan / money.target.count).quantize(Decimal("0.01"))
        assert money.sum == money.each * money.sites


def sort_of(member: NetworkSite) -> tuple[str, str]:
    return member.site.kind, member.site.tier


async def test_the_workbook_of_spending_has_every_row_and_line(county: House) -> None:
    found = await spending_list(county, OFFICE, QU, SpendingQuery())
    book = sheets(await spending_workbook(county, found, "zh"))
    first = book["支出台账"]
    assert any("合计 12,345.60 元" in str(row[0]) for row in first[:5])
    rows = {row[1]: row for row in below(first, "凭证日期")}
    day, site = county.today() - timedelta(days=3), (await stored_site("QX-TUXI")).name
    title = next(one.title.zh for one in county.programmes[QU].targets if one.id == "demonstration")
    assert [as_day(cell) for cell in rows["记-1"]] == [
        *(day, "记-1", title, "QX-TUXI", site, 12345.6, "桌椅", "", "县局", day)
    ]
    assert [as_day(cell) for cell in rows["记-2"]] == [
        *(day, "记-2", title, "", "", 1, "桌椅", "已作废：重复登记", "县局", day)
    ]
    lines = {row[0]: row[1:] for row in below(book["执行率"], "任务")}
    assert lines[title] == (400000, 12345.6, "3.1")
    assert {row[1] for name, row in lines.items() if name != title} == {"未登记"}
    for query, count in (
        (SpendingQuery(target="demonstration"), 2),
        (SpendingQuery(target="hub"), 0),
        (SpendingQuery(site="QX-TUXI"), 1),
        (SpendingQuery(counted="struck"), 1),
        (SpendingQuery(counted="counting"), 1),
    ):
        one = await spending_list(county, OFFICE, QU, query)
        assert len(one.rows) == count, query
        assert (one.total_yuan is None) == (query.counted == "struck" or count == 0)
    assert (await lines_spent(county.programmes[QU], day - timedelta(days=1)))[0].spent_yuan is None


def part(state_paper: Any, title: str) -> Any:
    return next(one for one in state_paper.parts if one.heading == title)


async def test_the_report_says_what_is_left_of_time_money_orders_and_changes(county: House) -> None:
    state = await county_state(county, OFFICE, QU)
    paper = await report_paper(county, state)
    told = {one.heading: "".join(one.paragraphs) for one in paper.parts}
    assert told["整改情况"] == "累计下达整改要求6项，已办结或者撤回2项，未办结4项（其中逾期2项）。"
    assert "已登记支出12,345.60元" in told["建设任务完成情况"]
    assert "1" in told["近期变化"]
    for days, words in ((0, "还有0天"), (1, "还有1天"), (-1, "已逾期1天")):
        programme = state.programme.model_copy(update={"deadline": state.as_of + timedelta(days=days)})
        then = await report_paper(county, replace(state, programme=programme))
        assert words in "".join(part(then, "建设任务完成情况").paragraphs)
    unspent = replace(state, spent=tuple(replace(line, spent_yuan=None) for line in state.spent))
    assert "万元；尚未登记支出。" in "".join(part(await report_paper(county, unspent), "建设任务完成情况").paragraphs)
    quiet: CountyState = replace(state, orders=())
    assert part(await report_paper(county, quiet), "整改情况").paragraphs == ["没有下达过整改要求。"]
    wrong = [one for one in state.result.clauses if one.not_met or one.unknown]
    table = part(paper, "存在的问题").table
    assert len(table.rows) == min(15, len(wrong))
    assert [row[3:] for row in table.rows] == [(str(one.not_met), str(one.unknown)) for one in wrong[:15]]
