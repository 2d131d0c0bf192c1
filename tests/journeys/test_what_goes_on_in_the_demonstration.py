"""What goes on in the demonstration, made anew on a sample network: each thing on its day, by whom, for how much.

Whoever changes the demonstration on purpose counts anew: these are the figures of the pictures that people are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.access.actor import program
from app.assessments.ledger_rows import period_of
from app.exchange.demo_toml import UnderWay, read_demo
from app.exchange.strict_json import load_json
from app.journeys.assessments.contracts import operated_sites
from app.journeys.assessments.ledgers import rows_of
from app.journeys.assessments.records import said_in
from app.journeys.assessments.schedule import payment_schedule
from app.journeys.coverage.roads import roads_file
from app.journeys.coverage.village_points import Placing, place_villages
from app.journeys.demo.add import add_whole_demo
from app.journeys.demo.sample_acceptance import add_acceptances
from app.journeys.demo.sample_country import add_country
from app.journeys.demo.sample_ledgers import add_ledgers
from app.journeys.demo.sample_spending import add_spending
from app.journeys.demo.under_way import ask_for_changes, change_sites, keep_tried, order_visited, record_inspected
from app.journeys.house import House
from app.store.acceptance import read_steps
from app.store.inspections import read_inspections
from app.store.proposals import read_proposals
from app.store.rectifications import read_rectifications
from app.store.sites import SiteFilter, read_sites, read_stored_site
from app.store.spending import read_spending
from app.store.village_points import read_village_points
from app.store.what_ifs import read_what_ifs
from app.units import CHINA, LatLon
from tests.journeys.writes.table import QU
from tests.networks import house_of_copy

WHO = program("demo")


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house with the sample network, in which nothing goes on yet."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("under-way")) as built:
        yield built


def under_way(house: House) -> UnderWay:
    found = read_demo(house.settings.seeds_dir / "demo" / f"{QU}.toml")
    assert found is not None
    return found.under_way


async def test_where_samples_stand_already_nothing_more_goes_on_after_a_restart(house: House) -> None:
    await add_whole_demo(house)
    assert (await read_proposals(), await read_inspections(), await read_spending(QU)) == ([], [], [])


VOUCHERS = [
    *[("0101", "hub", "QX-HUB", 20, 20500000, "大厅设备购置")],
    *[("0201", "branches", "QX-BRANCH-1", 29, 10200000, "设备购置")],
    *[("0202", "branches", "QX-BRANCH-2", 30, 13800011, "场地装修")],
    *[("0203", "branches", "QX-BRANCH-3", 31, 7200022, "标牌制作")],
    *[("0301", "demonstration", "QX-GUIFU", 38, 9200000, "设备购置")],
    *[("0302", "demonstration", "QX-JINGBIAN", 39, 4800011, "场地装修")],
    *[("0303", "demonstration", "QX-LANGYA", 40, 3600022, "标牌制作")],
    *[("0304", "demonstration", "QX-LINBA", 41, 2400033, "人员培训")],
    *[("0401", "basic", "QX-ANBEI", 47, 6240000, "设备购置")],
    *[("0402", "basic", "QX-BAOCHENG", 48, 4680011, "场地装修")],
    *[("0403", "basic", "QX-BAOEN", 49, 3120022, "标牌制作")],
    *[("0404", "basic", "QX-DAYI", 50, 16120033, "人员培训")],
    *[("0501", "livestream_park", "QX-LIVE-PARK", 56, 900000, "设备购置")],
    *[("0601", "livestream_portal", "QX-LIVE-RCW", 65, 120000, "设备购置")],
    *[("0602", "livestream_portal", "QX-LIVE-XFQX", 66, 620011, "场地装修")],
    *[("0701", "studios", "DEMO-ZD-01", 74, 2790000, "设备购置")],
    *[("0702", "studios", "DEMO-ZD-02", 75, 1260011, "场地装修")],
    *[("0703", "studios", "DEMO-ZD-03", 76, 3690022, "标牌制作")],
    *[("0704", "studios", "DEMO-ZD-04", 77, 1530033, "人员培训")],
]
"""Voucher, target, site, how many days ago, fen, purpose."""


async def test_money_was_spent_on_every_line_but_the_last_one_row_corrected_one_struck(house: House) -> None:
    await add_spending(house, WHO)
    rows, today = await read_spending(QU), house.today()
    assert [
        (one.voucher, one.target, one.site_code, (today - one.paid_on).days, one.amount_fen, one.purpose)
        for one in rows
    ] == [(f"示例-{number}", *rest, f"{purpose}（示例）") for number, *rest, purpose in VOUCHERS]
    assert [(one.voucher, one.struck_why) for one in rows if one.struck] == [("示例-0203", "重复登记（示例）")]
    assert [one.voucher for one in rows if one.version > 1] == ["示例-0101", "示例-0203"]
    assert await read_spending("gangbei-2025") == [], "what a contract pays stands there already"


DESK = ("desk_reviewed", 24, "审核员甲（示例）", "申报资料齐全（示例）")
SEEN = ("inspected", 18, "核验员乙、丙（示例）", "现场与申报一致（示例）")
STEPS = {
    "DEMO-FWD-036": [DESK],
    "DEMO-FWD-081": [DESK, SEEN],
    "DEMO-FWD-126": [DESK, ("refused", 18, "核验员乙（示例）", "标牌未上墙，改好后再申报（示例）")],
    "DEMO-WC-02": [DESK, SEEN, ("accepted", 12, "验收组（示例）", "验收合格（示例）")],
}


async def test_declared_sites_stand_in_every_stage_of_their_acceptance(house: House) -> None:
    declared = [row.code for row in await read_sites(SiteFilter(statuses=("declared",), sample=True))]
    assert set(declared) - STEPS.keys() == {declared[-1]}, "one was only declared"
    await add_acceptances(house, WHO)
    made = await read_steps(declared)
    assert {
        code: [(one.step, (house.today() - one.happened_on).days, one.done_by, one.opinion) for one in steps]
        for code, steps in made.items()
    } == STEPS


async def test_of_a_contract_without_a_file_no_rows_are_made(house: House, tmp_path: Path) -> None:
    settings = house.settings.model_copy(update={"seeds_dir": tmp_path})
    await add_ledgers(replace(house, settings=settings), WHO, "x")
    (operated,) = await operated_sites(house, WHO)
    assert list(await rows_of(operated, None, None)) == []


A_PERIOD = {
    **dict.fromkeys(("videos", "satisfaction"), 15),
    **dict.fromkeys(("vacancies", "people_served"), 12),
    **dict.fromkeys(("projects", "problems"), 10),
    **dict.fromkeys(("opening", "bulletins", "employers_served", "requests", "employment_entries", "job_fairs"), 6),
    **dict.fromkeys(("synchronised", "placements", "complaints", "employment_ledger"), 6),
    **dict.fromkeys(("consultations", "training_campaigns", "reports", "classes"), 3),
    "follow_ups": 4,
    **dict.fromkeys(("printed", "legal", "training_recommended"), 2),
    **dict.fromkeys(("films", "data_checks", "incubation_ledger", "archives"), 1),
}
"""Rows of each ledger in a period that is over."""


async def test_two_periods_of_the_contract_are_over_scored_and_one_is_paid(house: House) -> None:
    await add_ledgers(house, WHO, "x")
    (operated,) = await operated_sites(house, WHO)
    grain, today = operated.card.grain, house.today()
    running = period_of(grain, today)
    second = period_of(grain, running.first_day - timedelta(days=1))
    first = period_of(grain, second.first_day - timedelta(days=1))
    signed = operated.signed
    assert (signed.operator, signed.number, signed.amount_yuan) == (
        *("某人力资源服务有限公司（示例）", "示例-2025-001", Decimal(960_000)),
    )
    assert (signed.signed_on, signed.started_on) == tuple(first.first_day + timedelta(days=n) for n in (25, 45))
    rows = await rows_of(operated, None, None)
    counted = [Counter(one.ledger.code for one in rows if period_of(grain, one.row.day) == p) for p in (first, second)]
    assert counted == [A_PERIOD, {code: count for code, count in A_PERIOD.items() if code != "projects"}]
    assert all(one.row.day < today for one in rows)
    parts = (await payment_schedule(house, operated)).parts
    assert [part.shares.standing for part in parts] == [
        *("paid", "paid", "due", "scoring", "ahead", "ahead", "ahead", "retained"),
    ]
    scored = [part.half.score for part in parts if part.half is not None and part.half.closed]
    assert [(one.total, one.status) for one in scored] == [(101, "scored"), (Decimal("89.5"), "scored")]
    paid = [one for part in parts for one in part.payments]
    assert [(said_in(one)["amount"], said_in(one)["voucher"]) for one in paid] == [
        ("288000", "示例凭证 1"),
        ("96000", "示例凭证 2"),
    ]
    assert [one.day for one in paid] == [first.first_day + timedelta(days=40), today]


async def test_sites_are_changed_ordered_visited_and_asked_about_as_the_file_says(house: House) -> None:
    today, said = house.today(), under_way(house)
    await change_sites(house, WHO, said.change, "示例")
    await change_sites(house, WHO, [], "示例")
    states = {code: (await read_stored_site(code)).status for code in ("DEMO-FWD-025", "DEMO-FWD-026")}
    assert states == {"DEMO-FWD-025": "suspended", "DEMO-FWD-026": "closed"}
    waivers = load_json((await read_stored_site("QX-GONGSHI")).document.encode())["waivers"]
    assert [(one["clause"], date.fromisoformat(one["until"]) - today) for one in waivers] == [
        ("station.training", timedelta(days=12))
    ]
    for _ in range(2):  # once a site
        await order_visited(house, said.visited)
    (order,) = await read_rectifications(site_codes=["DEMO-FWD-022"])
    days = order.found_on, order.ordered_at.astimezone(CHINA).date(), order.due_on
    assert [(today - day).days for day in days] == [30, 30, 6]
    (standing,) = await read_rectifications(site_codes=["QX-TUXI"])
    assert ((today - standing.found_on).days, standing.ordered_at.astimezone(CHINA).date()) == (3, today)
    (visited,) = said.visited
    due_today = {"site": "QX-BAOEN", "days_ago": 3, "due_in_days": 0}
    await order_visited(house, [visited.model_copy(update=due_today)])
    (order,) = await read_rectifications(site_codes=["QX-BAOEN"])
    assert (order.ordered_at.astimezone(CHINA).date(), order.due_on) == (today, today)
    await record_inspected(house, said.inspected)
    (visit,) = await read_inspections()
    looked = {row["clause"]: row["looked"] for row in load_json(visit.rows.encode())}
    assert ((today - visit.visited_on).days, visit.site_code) == (9, "QX-YOUQING")
    assert looked == {
        "station.area_demonstration": "differs",
        "station.posted": "differs",
        "station.plaque": "same",
    }
    await keep_tried(house, QU, said.what_if)
    (tried,) = await read_what_ifs(QU, "station.area_basic")
    assert (tried.name, load_json(tried.turned.encode())) == (
        *("基础站面积提高到 60 平方米（示例）", {"check.value": "60"}),
    )


async def test_requests_wait_were_sent_back_or_meet_what_was_published(house: House) -> None:
    for _ in range(2):  # once a database
        await ask_for_changes(house, under_way(house).request)
    found = {one.site_code: one for one in await read_proposals()}
    assert {code: one.state for code, one in found.items()} == {
        "QX-TUXI": "submitted",
        "DEMO-FWD-023": "sent_back",
        "DEMO-FWD-024": "submitted",
    }
    assert found["DEMO-FWD-023"].decision == "95 平方米比上次多了近十倍，请核对是否多写了一位。（示例）"
    assert found["DEMO-FWD-023"].reason == "重新测量了场地。（示例）"
    published = await read_stored_site("DEMO-FWD-024")
    assert published is not None
    assert published.version > found["DEMO-FWD-024"].base_version
    assert load_json(published.document.encode())["facts"]["area_m2"] == 12


async def test_the_country_is_made_once_and_what_is_there_already_stays(house: House) -> None:
    roads = {slug: roads_file(house, programme) for slug, programme in house.programmes.items()}
    await add_country(house, WHO, "示例")
    assert {slug: file.exists() for slug, file in roads.items()} == {QU: True, "gangbei-2025": False}
    assert len(await read_village_points()) == 124 + 413
    stamp = roads[QU].stat().st_mtime_ns
    moved = Placing("511725103201", LatLon(lat=30.95, lon=107.02), "map")
    await place_villages(house, WHO, [moved])
    await add_country(house, WHO, "示例")
    assert roads[QU].stat().st_mtime_ns == stamp
    assert (await read_village_points())[moved.division].source == "map"
