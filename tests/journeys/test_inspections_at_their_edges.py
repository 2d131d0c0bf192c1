"""Inspections in detail: what a notice says and to whom, which site is visited first, whose order stays whose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import astuple, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, Refused
from app.inspections.clause_state import ClauseState
from app.inspections.notice import USUAL
from app.inspections.visit import VisitRow
from app.journeys.accounts.accounts import add_account, disable_account
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.evidence import Upload
from app.journeys.house import House
from app.journeys.inspections.issue import issue_notices
from app.journeys.inspections.ledger_words import ledger_words
from app.journeys.inspections.notice_texts import usual_texts
from app.journeys.inspections.notice_words import Demanded, Ordered, paper_of, whom
from app.journeys.inspections.planned_visits import inspectors, move_planned_visit, plan_visits
from app.journeys.inspections.rectifications import OnSite, rectifications_of
from app.journeys.inspections.rectify import order_rectification, withdraw_rectification
from app.journeys.inspections.site_papers import numbered_photos
from app.journeys.inspections.sites_to_visit import PLAN_ORDERS, sites_to_visit
from app.journeys.inspections.visits import record_visit, verified_at
from app.journeys.network.judged import network
from app.sites.divisions import lies_within
from app.store.accounts import read_account
from app.store.inspections import read_last_visits
from app.store.rectifications import StoredRectification, read_counts_by_site
from app.wording import same
from tests.journeys.test_findings_at_their_edges import NOW, TODAY
from tests.journeys.test_refused_with_its_reason import faults
from tests.journeys.writes.table import OFFICE, QU, QU_COUNTY, REVIEWER, ROOT
from tests.networks import house_of_copy, seeds

PACK, DIVISIONS = seeds().programmes[QU], seeds().divisions
WITHOUT: Any = SimpleNamespace(divisions=DIVISIONS, programmes={QU: PACK}, today=lambda: TODAY)
"""A house of which no record is asked."""
TOWN, STREET = "511725103000", "511725001000"


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, for the tests of this module."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("inspections")) as built:
        yield built


def place(code: str = "A", division: str | None = TOWN, *, sample: bool = False) -> Any:
    return SimpleNamespace(code=code, name=f"{code}站", division=division, sample=sample, programme=QU)


def test_a_notice_goes_to_the_township_with_a_copy_to_its_government_or_office() -> None:
    texts = replace(USUAL, addressee="{place}中心", copy_to="{place}人民政府")
    assert whom(WITHOUT, texts, TOWN) == ("土溪镇中心", "土溪镇人民政府")
    assert whom(WITHOUT, texts, STREET) == ("渠江街道中心", "渠江街道办事处")
    assert whom(WITHOUT, texts, ELSEWHERE) == ("各有关站点运营单位", "")


STATE = ClauseState("c", same("面积"), "二、（一）", "不少于“15”平方米", "not_met", same("面积12平方米"))


def paper(*ordered: Ordered) -> Any:
    asked = Demanded(date(2026, 1, 5), "补挂", date(2026, 1, 9), "地面潮湿")
    texts = replace(USUAL, opening="{found_on}{place}{sites}{n}", demand="{due_on}{demand}")
    given = {"number": "1", "addressee": "甲", "copy_to": "", "issued_on": None}
    return paper_of(WITHOUT, PACK, texts, ordered, asked, **given)


def test_a_notice_names_its_only_site_or_counts_several_and_lists_what_was_found() -> None:
    one = paper(Ordered(place(), (STATE, STATE), "x"))
    assert (one.opening, one.demand) == ("2026年1月5日土溪镇A站（编号A）2", "2026年1月9日补挂。")
    assert (one.remarks, one.sample) == ("地面潮湿", False)
    assert [astuple(problem) for problem in one.problems] == [
        ("A站", "A", "面积", "面积12平方米", "《方案》二、（一）“不少于‘15’平方米”")
    ] * 2
    two = paper(Ordered(place(division=None), (), "门口无标识"), Ordered(place("B", sample=True), (STATE,), "x"))
    assert (two.opening, two.sample) == ("2026年1月5日2个站点2", True)
    assert astuple(two.problems[0]) == ("A站", "A", "", "门口无标识", "")


@pytest.mark.parametrize(
    ("issuer", "document", "said"),
    [
        ("渠县人社局、渠县财政局", "渠人社发〔2023〕72号", ("渠县人社局", "渠人社整改")),
        ("渠县人社局", "渠人社函〔2023〕72号", ("渠县人社局", "渠人社函整改")),
        ("港北区人社局", "实施方案（2025年7月22日）", ("港北区人社局", "")),
    ],
)
def test_a_county_begins_with_its_first_issuer_and_the_letters_of_its_document(
    issuer: str, document: str, said: tuple[str, str]
) -> None:
    texts = usual_texts(PACK.model_copy(update={"issuer": same(issuer), "document": document}))
    assert (texts.issuer, texts.series) == said


async def refused_codes(house: House, pairs: list[Any]) -> set[str]:
    day = str(house.today())
    given = {"found_on": day, "demand": "补挂", "due_on": day, "pairs": pairs}
    with pytest.raises(InvalidInput) as told:
        await issue_notices(house, REVIEWER, QU, given)
    return {fault.code for fault in told.value.faults}


async def test_three_hundred_clauses_and_sixty_photos_are_taken_at_once_and_no_more(house: House) -> None:
    for count, more in ((300, set()), (301, {"too_long"})):
        told = await refused_codes(house, [(f"NO-{number}", "c") for number in range(count)])
        assert told & {"too_long"} == more
    every = {"unknown_site", "nothing_to_order", "wrong_type"}
    assert await refused_codes(house, [("A-NO", "c"), ("QX-TUXI", "no.clause"), "ab"]) == every, "all at once"
    given = {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    photos = {"station.posted": [Upload("a.jpg", b"x")] * 60}
    told = await faults(record_visit(house, REVIEWER, "QX-BAOEN", given, None, photos=photos))
    assert told
    assert "too_many" not in {code for _, code in told}


async def test_a_form_sent_again_with_more_ticks_issues_nothing_more(house: House) -> None:
    whole, wrong = await network(house), dict[str, tuple[str, str]]()
    table = whole.tables[QU]
    for codes, _, _ in table.blocks():
        for code in codes:
            for clause, verdict in table.verdicts(code).items():
                if verdict == "unknown":
                    wrong.setdefault(whole.by_code[code].site.division or "", (code, clause))
    (one, other), key, day = list(wrong.values())[:2], uuid4(), str(house.today())
    given = {"found_on": day, "demand": "补挂", "due_on": day}
    first = await issue_notices(house, OFFICE, QU, given | {"pairs": [one]}, key)
    again = await issue_notices(house, OFFICE, QU, given | {"pairs": [one, other]}, key)
    assert [notice.id for notice in again] == [notice.id for notice in first]
    assert len(first) == 1


async def test_the_site_that_needs_it_most_is_visited_first(house: House) -> None:
    today = house.today()
    looked = {"inspectors": "张三", "looked-station.posted": "same"}
    for days, code in ((9, "QX-BAOEN"), (3, "QX-DAYI"), (1, "QX-HELI")):
        await record_visit(house, OFFICE, code, looked | {"visited_on": str(today - timedelta(days=days))}, None)
    given = {"found_on": str(today), "finding": "x", "demand": "y", "due_on": str(today + timedelta(days=9))}
    for code in ("QX-HELI", "QX-HELI", "QX-ANBEI"):
        await order_rectification(house, OFFICE, code, given)
    whole, last = await network(house), await read_last_visits()
    orders = await read_counts_by_site(["ordered", "answered"])

    def need(code: str, by: str) -> tuple[Any, ...]:
        member = whole.by_code[code]
        risk = (-orders.get(code, 0), -member.not_met, -member.unknown)
        seen = (last[code].toordinal() if code in last else 0,)
        return (*risk, *seen, code) if by == "risk" else (*seen, *risk, code)

    for by in PLAN_ORDERS:
        found = await sites_to_visit(house, OFFICE, QU, "", by, limit=1000)
        codes = [one.member.site.code for one in found.shown]
        assert codes == sorted(codes, key=lambda code: need(code, by))
        assert [(one.last, one.orders) for one in found.shown] == [
            (last.get(code), orders.get(code, 0)) for code in codes
        ]
        inside = [one for one in whole.of_programme(QU) if lies_within(one.site.division or "", QU_COUNTY)]
        assert len(codes) == found.matched == len(inside) < whole.count_of(QU)
        page = await sites_to_visit(house, OFFICE, QU, "", by, limit=4, offset=3)
        assert [one.member.site.code for one in page.shown] == codes[3:7]
        here = await sites_to_visit(house, OFFICE, QU, TOWN, by, limit=1000)
        assert [one.member.site.code for one in here.shown] == [
            one.member.site.code for one in found.shown if one.township == TOWN
        ]
        assert here.townships == found.townships == tuple(sorted({one.township for one in found.shown}))


def test_photos_of_a_visit_are_counted_through_it_those_of_the_rest_last() -> None:
    rows = tuple(VisitRow(clause, "", "", "same", "", "", "") for clause in ("a", "b", "c"))
    photos: Any = {"c": (1, 2), "": (3,), "a": (4,)}
    view: Any = SimpleNamespace(rows=rows, photos=photos)
    assert numbered_photos(view) == {"a": (1,), "b": (), "c": (2, 3), "": (4,)}


async def test_what_the_latest_visit_found_is_what_was_verified(house: House) -> None:
    today = house.today()
    for days, looked in ((5, "same"), (1, "differs"), (8, "same")):
        given = {"visited_on": str(today - timedelta(days=days)), "inspectors": f"第{days}人"}
        seen = {"looked-station.posted": looked, "seen-station.posted": "缺一项"} if looked == "differs" else {}
        await record_visit(house, OFFICE, "QX-SANHUI", given | {"looked-station.posted": looked} | seen, None)
    (found,) = (await verified_at("QX-SANHUI")).values()
    assert (found.visited_on, found.inspectors) == (today - timedelta(days=1), "第1人")


async def test_whoever_plans_is_offered_first_and_nobody_who_left_or_inspects_nowhere(house: House) -> None:
    reviewer = await read_account("demo-reviewer")
    assert reviewer is not None
    own = Actor(str(reviewer.id), "审核员", "reviewer", (Scope(division=QU_COUNTY),))
    offered = await inspectors(own)
    assert offered[0].id == reviewer.id
    names = [one.display_name for one in await inspectors(OFFICE)]
    assert names == sorted(names)
    assert {one.role for one in offered} == {"reviewer", "county_admin"}
    account = {"display_name": "新来", "role": "reviewer", "password": "a long enough word", "divisions": [TOWN]}
    await add_account(house, ROOT, username="new", **account)
    assert "新来" in [one.display_name for one in await inspectors(OFFICE)], "before the first password is replaced"
    await disable_account(house, ROOT, "new")
    assert "新来" not in [one.display_name for one in await inspectors(OFFICE)]
    plan = {"planned_on": str(house.today()), "inspector": str(reviewer.id)}
    (made,) = await plan_visits(house, OFFICE, ["QX-LIFU"], plan)
    with pytest.raises(Refused):
        await move_planned_visit(house, OFFICE, made.id, 1, plan | {"why": "改期"})
    later = plan | {"planned_on": str(house.today() + timedelta(days=1))}
    assert await faults(move_planned_visit(house, OFFICE, made.id, 1, later)) == [("why", "empty")]
    moved = await move_planned_visit(house, OFFICE, made.id, 1, later | {"why": "改期"})
    assert (moved.version, str(moved.planned_on), moved.why) == (2, later["planned_on"], "改期")


async def test_orders_of_a_site_are_told_open_ones_first(house: House) -> None:
    day = house.today()
    given = {"found_on": str(day), "finding": "x", "demand": "y"}
    keys = []
    for days in (1, 5, 3):
        due = {"due_on": str(day + timedelta(days=days))}
        keys.append((await order_rectification(house, OFFICE, "QX-LANGYA", given | due)).id)
    await withdraw_rectification(house, OFFICE, keys[0], 1, "x")
    told = await rectifications_of(OFFICE, "QX-LANGYA")
    assert [one.stored.id for one in told] == [keys[2], keys[1], keys[0]]


@pytest.mark.parametrize(
    ("state", "remark", "late", "left", "said"),
    [
        ("ordered", "", (), (), ("待整改", None, "")),
        ("ordered", "", ("overdue",), (), ("待整改（逾期）", None, "")),
        ("ordered", "", ("overdue", "escalated"), (), ("待整改（逾期，已升级）", None, "")),
        ("closed", "合格", (), (), ("复查合格", TODAY, "")),
        ("closed", "", (), (), ("复查合格", TODAY, "未写明理由")),
        ("closed", "合格", (), (STATE,), ("复查合格", TODAY, "办结时仍未达标：面积")),
        ("withdrawn", "", (), (), ("已撤回", None, "")),
    ],
)
def test_an_order_is_told_in_the_ledger_as_it_stands(state: Any, remark: str, late: Any, left: Any, said: Any) -> None:
    words = {"finding": "x", "demand": "y", "ordered_by_key": "k", "ordered_by_name": "n", "remark": remark}
    dates = {"found_on": TODAY, "due_on": TODAY, "ordered_at": NOW, "decided_at": NOW}
    order = StoredRectification(site_code="A", state=state, clauses='["station.posted", "gone.one"]', **dates, **words)
    for programme, first in ((QU, "制度上墙"), ("gone", "station.posted")):
        site = SimpleNamespace(programme=programme)
        row: Any = SimpleNamespace(order=OnSite(order, site), township=TOWN, at_close=left, standings={state, *late})
        told = ledger_words(WITHOUT, row)
        assert (told.state.zh, told.closed_on, told.remarks.zh) == said
        assert (told.clauses.zh, told.township.zh) == (f"{first}、gone.one", "土溪镇")
