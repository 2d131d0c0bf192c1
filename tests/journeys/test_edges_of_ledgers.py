"""Ledgers and scores at their edges: what a file leaves out or takes back, the word that there was nothing, what is no
line, and when a reason or evidence is asked for.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from app.errors import InvalidInput, Refused
from app.exchange.ledger_tables import RowIn
from app.exchange.strict_json import load_json
from app.journeys.assessments.contracts import operated_site, operated_sites
from app.journeys.assessments.due_this_week import due_this_week
from app.journeys.assessments.half_years import half_year_of, periods_begun
from app.journeys.assessments.ledger_exchange import LedgersTaken, import_ledgers, ledger_rows
from app.journeys.assessments.ledger_files import ledger_csv, ledger_workbook
from app.journeys.assessments.ledgers import correct_row, enter_row, ledger_of, rows_of, withdraw_row
from app.journeys.assessments.scoring import SUBJECT as ASSESSMENT
from app.journeys.assessments.scoring import Points, accept_put_right, close_half_year, give_points
from app.journeys.house import House
from app.standards.ledgers import LedgerDefinition
from app.store.changes import read_changes
from app.store.ledgers import read_ledger_entry
from app.units import Period
from tests.journeys.test_contracts_of_which_less_is_said import GANGBEI, saying
from tests.journeys.test_edges_of_a_contract import on
from tests.journeys.test_refused_with_its_reason import faults, refused
from tests.journeys.writes.contracts import SITE
from tests.journeys.writes.table import BUREAU, OPERATOR
from tests.networks import house_of_copy

TODAY = "2026-09-20"


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house with a contract of which nobody entered when it began; each test has ledgers and months of its own."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("ledger-edges")) as built:
        on(built, TODAY)
        yield built


async def row(house: House, ledger: str, day: str, **said: Any) -> UUID:
    return (await enter_row(house, OPERATOR, SITE, ledger, {"day": day, **said})).id


async def values(key: UUID) -> dict[str, Any]:
    stored = await read_ledger_entry(key)
    assert stored is not None
    found: dict[str, Any] = load_json(stored.figures.encode())
    return found


def rows(*said: tuple[str, object, dict[str, Any]]) -> list[RowIn]:
    """Rows of a file, each called by its number."""

    def placed(number: int, ledger: str, key: object, given: dict[str, Any]) -> RowIn:
        return RowIn(ledger, str(key), given, lambda path: f"{number}:{path}")

    return [placed(number, *one) for number, one in enumerate(said)]


async def taken(house: House, *said: tuple[str, object, dict[str, Any]], reason: str = "更正") -> LedgersTaken:
    return await import_ledgers(house, OPERATOR, SITE, rows(*said), reason=reason)


async def test_a_file_keeps_the_names_it_cannot_know_and_takes_back_what_it_leaves_blank(house: House) -> None:
    day = {"day": "2026-01-05"}
    served = {"people": "3", "service": "training"}
    named = await row(house, "people_served", **day, **served, person="张三", note="赶集日")
    nameless = await row(house, "people_served", **day, **served, note="另一次")
    done = await taken(
        house,
        ("people_served", named, day | {"people": 4, "service": "training", "person": None, "note": None}),
        ("people_served", nameless, day | {"people": 5, "service": "training"}),
        ("people_served", "", day | {"people": 6, "service": "training", "note": None}),
    )
    assert done == LedgersTaken(entered=1, corrected=2, unchanged=0)
    assert await values(named) == {"people": 4, "service": "training", "person": "张三"}
    assert await values(nameless) == {"people": 5, "service": "training"}
    again = await taken(house, ("people_served", named, day | {"people": 4, "service": "training"}), reason="")
    assert again == LedgersTaken(entered=0, corrected=0, unchanged=1)


async def test_every_row_of_a_file_is_looked_at_also_after_one_that_is_nobodys(house: House) -> None:
    printed = await row(house, "printed", "2026-01-05", title="明白纸", copies="3")
    good = {"day": "2026-01-06", "title": "折页"}
    told = taken(
        house,
        ("printed", uuid4(), good | {"copies": 1}),
        ("videos", printed, good),
        ("nothing", "", good),
        ("printed", "", good | {"copies": -1}),
        ("printed", printed, good | {"copies": 9}),
        ("printed", printed, good | {"copies": 8}),
        ("videos", "", {"day": "2026-02-30", "title": "一条"}),
    )
    assert await faults(told) == [
        *(("0:id", "unknown_id"), ("1:id", "unknown_id"), ("2:ledger", "unknown_code"), ("3:copies", "negative")),
        *(("5:id", "duplicate"), ("6:day", "impossible_date")),
    ]
    reasonless = taken(house, ("printed", "", good | {"copies": -1}), ("printed", printed, good), reason="")
    assert ("0:copies", "negative") in await faults(reasonless)
    long = taken(house, ("printed", "", good | {"copies": 1}), reason="长" * 10_000)
    assert await faults(long) == [("reason", "too_long")]
    assert await values(printed) == {"title": "明白纸", "copies": 3}


async def test_what_takes_the_place_of_nothing_is_taken_and_both_together_are_not(house: House) -> None:
    film = await row(house, "films", "2026-02-02", nothing=True)
    real = ("films", film, {"day": "2026-02-03", "title": "回家"})
    new = ("films", "", {"day": "2026-02-04", "title": "再回家"})
    assert await faults(taken(house, new)) == [("", "both")]
    with pytest.raises(InvalidInput) as told:
        await taken(house, new)
    title = ledger_of(await operated_site(house, OPERATOR, "keep_ledger", SITE), "films").title
    assert told.value.faults[0].message.zh == f"{title.zh} 2026-H1 既有记录又登记了“本期无”"
    assert await taken(house, real, new) == LedgersTaken(entered=1, corrected=1, unchanged=0)
    later = ("films", "", {"day": "2026-07-02", "nothing": True})
    assert await taken(house, later, reason="") == LedgersTaken(entered=1, corrected=0, unchanged=0)


async def test_a_row_that_stands_alone_may_become_nothing_and_nothing_a_row(house: House) -> None:
    version, one = 1, await row(house, "reports", "2026-03-02", title="一篇")
    for said in ({"nothing": True}, {"title": "又一篇"}):
        await correct_row(house, OPERATOR, one, version, {"day": "2026-03-02", **said}, "看错")
        version += 1
    other = await row(house, "reports", "2026-03-03", title="第二篇")
    nothing = {"day": "2026-03-02", "nothing": True}
    assert await faults(correct_row(house, OPERATOR, one, version, nothing, "看错")) == [("day", "not_nothing")]
    await withdraw_row(house, OPERATOR, other, 1, "重复")
    await correct_row(house, OPERATOR, one, version, nothing, "看错")
    second = enter_row(house, OPERATOR, SITE, "reports", {"day": "2026-03-04", "title": "第三篇"})
    assert await faults(second) == [("day", "nothing_entered")]
    assert (await values(one)) == {}


async def test_files_of_a_ledger_say_where_there_was_nothing_and_yes_or_no_in_words(house: House) -> None:
    await row(house, "complaints", "2026-03-05", nothing=True)
    await row(house, "complaints", "2026-04-06", about="other", upheld="no")
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    ledger, period = ledger_of(operated, "complaints"), Period("2026-H1")
    kept = await rows_of(operated, ledger, period)
    lines = ledger_csv(operated, ledger, kept, "zh").decode("utf-8-sig").split("\r\n")
    by = f"{OPERATOR.name},{TODAY}"
    assert [line.rpartition(",")[0] for line in lines[1:3]] == [
        f"2026-03-05,本期无,,,{by}",
        f"2026-04-06,其他,,否,{by}",
    ]
    book = load_workbook(io.BytesIO(ledger_workbook(operated, ledger, period, kept, "zh")))
    cells = [[cell for cell in line if cell] for line in book.active.iter_rows(values_only=True)]
    assert ["本期无", OPERATOR.name] == next(line for line in cells if "本期无" in line)[1:3]
    assert book.active.freeze_panes.startswith("B"), "the day stays in sight"
    assert [found.ledger for found in (await ledger_rows(house, BUREAU, SITE, "complaints", period))[1]] == [
        "complaints"
    ] * 2
    assert (await ledger_rows(house, BUREAU, SITE, "nothing", None))[1] == []
    await row(house, "problems", "2026-04-06", matter="宿舍")
    every = {found.ledger for found in (await ledger_rows(house, BUREAU, SITE, "", None))[1]}
    assert every >= {"complaints", "problems"}


async def test_rows_of_a_ledger_that_the_pack_has_no_more_count_nowhere(house: House) -> None:
    await row(house, "archives", "2026-05-05", filed="9", due="10")
    book = house.programmes[GANGBEI].ledgers
    assert book is not None
    less = saying(
        house, ledgers=book.model_copy(update={"ledgers": tuple(one for one in book.ledgers if one.code != "archives")})
    )
    for county, there in ((house, True), (less, False)):
        operated = await operated_site(county, BUREAU, "read_assessment", SITE)
        assert ("archives" in {one.ledger.code for one in await rows_of(operated, None, None)}) is there


async def test_a_pack_with_a_scorecard_alone_or_ledgers_alone_has_no_contract_and_hides_no_other(house: House) -> None:
    for less in (saying(house, ledgers=None), saying(house, scorecard=None)):
        assert await operated_sites(less, BUREAU) == ()
    pack = house.programmes[GANGBEI]
    without = pack.model_copy(update={"slug": "without", "scorecard": None})
    for packs in ({"without": without, GANGBEI: pack}, {GANGBEI: pack, "without": without}):
        assert [one.code for one in await operated_sites(replace(house, programmes=packs), BUREAU)] == [SITE]
        assert await operated_sites(replace(house, programmes=packs), BUREAU, "QX-TUXI") == ()


async def test_nothing_waits_for_a_day_where_the_pack_says_no_time_for_it(house: House) -> None:
    asked = await row(house, "requests", "2026-09-02", matter="用工难")
    book = house.programmes[GANGBEI].ledgers
    assert book is not None

    def untimed(ledger: LedgerDefinition) -> LedgerDefinition:
        gives = tuple(one.model_copy(update={"within": None}) for one in ledger.gives)
        return ledger.model_copy(update={"gives": gives} if ledger.code == "requests" else {})

    less = saying(house, ledgers=book.model_copy(update={"ledgers": tuple(map(untimed, book.ledgers))}))
    told = [[one.said.zh for one in await due_this_week(county, OPERATOR)] for county in (house, less)]
    waiting = [[text for text in every if "待填" in text] for every in told]
    assert waiting == [["企业诉求：2026-09-02 的记录待填“响应日期”"], []]
    await withdraw_row(house, OPERATOR, asked, 1, "试")


@pytest.mark.parametrize(
    ("issued_on", "scored"),
    [(date(2025, 12, 31), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False), (None, True)],
)
async def test_while_nobody_knows_when_it_began_no_period_before_the_document_is_scored(
    house: House, issued_on: date | None, scored: bool
) -> None:
    county = saying(house, issued_on=issued_on)
    operated = await operated_site(county, BUREAU, "read_assessment", SITE)
    version = (await half_year_of(county, operated, "2026-H1")).version
    giving = give_points(county, BUREAU, SITE, "2026-H1", "review", version, Points())
    if scored:
        await giving
    else:
        await refused(giving, Refused, "此期不是合同的考核期")


async def test_a_period_is_scored_from_its_first_day(house: House) -> None:
    for day, said in (("2026-12-31", "此期尚未开始"), ("2027-01-01", "")):
        later = replace(house)
        on(later, day)
        operated = await operated_site(later, BUREAU, "read_assessment", SITE)
        version = (await half_year_of(later, operated, "2027-H1")).version
        giving = give_points(later, BUREAU, SITE, "2027-H1", "review", version, Points())
        if said:
            await refused(giving, Refused, said)
        else:
            await giving
            assert (await periods_begun(later, operated))[-1].text == "2027-H1"


OPEN = "2026-H2"


async def given(house: House, side: Any = "review", **said: Any) -> list[tuple[str, str]]:
    """What is wrong with points; none where they are kept."""
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    version = (await half_year_of(house, operated, OPEN)).version
    who = OPERATOR if side == "self" else BUREAU
    try:
        await give_points(house, who, SITE, OPEN, side, version, Points(**said))
    except InvalidInput as error:
        return [(fault.path, fault.code) for fault in error.faults]
    return []


async def test_a_reason_is_asked_for_each_line_that_differs_and_for_no_other(house: House) -> None:
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    lines = (await half_year_of(house, operated, OPEN)).score.lines
    proposed = next(one for one in lines if one.proposal is not None)
    line, same, other = proposed.line.id, str(proposed.proposal), "0.5"
    for side in ("self", "review"):
        assert await given(house, side, points={line: same, "no-line": "x", "ledger": " "}) == []
        assert await given(house, side, points={line: other}) == [(f"reason.{line}", "missing")]
        assert await given(house, side, points={line: other}, reasons={line: " "}) == [(f"reason.{line}", "missing")]
        assert await given(house, side, points={line: other}, reasons={line: "现场", "no-line": "长" * 999}) == []
        assert await given(house, side, points={line: "x", "ledger": "y"}) == [
            (f"{side}.{line}", "wrong_type"),
            (f"{side}.ledger", "wrong_type"),
        ]


async def test_what_is_counted_besides_needs_evidence_where_anything_is(house: House) -> None:
    some, none = {"innovation": "1", "central_media": "0"}, {"innovation": "0", "no-such": "7", "central_media": " "}
    missing = [("evidence", "missing")]
    for said, told in (
        ({"bonus": some}, missing),
        ({"bonus": none}, []),
        ({"deductions": {"late_material": "2", "bad_influence": "0"}}, missing),
        ({"deductions": {"late_material": "0"}}, []),
        ({"grave_influence": True}, missing),
        ({"grave_influence": True, "evidence": "通报"}, []),
        ({"bonus": some, "deductions": {"late_material": "2"}, "evidence": "文件"}, []),
        ({"bonus": {"innovation": "x"}, "evidence": "文件"}, [("bonus.innovation", "wrong_type")]),
    ):
        assert await given(house, **said) == told, said
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    half = await half_year_of(house, operated, OPEN)
    assert (half.document["bonus"], half.document["deductions"]) == (
        {"innovation": 1, "central_media": 0},
        {"late_material": 2},
    )


async def test_what_is_open_is_named_line_by_line_before_a_period_is_closed(house: House) -> None:
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    half = await half_year_of(house, operated, "2026-H1")
    first = half.card.lines[0].id
    some = Points({first: "0"}, {first: "现场"})
    await give_points(house, BUREAU, SITE, "2026-H1", "review", half.version, some)
    half = await half_year_of(house, operated, "2026-H1")
    missing = [line.title.zh for line in half.card.lines if line.id in half.score.open]
    assert 0 < len(missing) < len(half.card.lines)
    with pytest.raises(Refused) as told:
        await close_half_year(house, BUREAU, SITE, "2026-H1", half.version)
    assert told.value.message.zh.startswith(f"还有 {len(missing)} 项没有得分：{'、'.join(missing)}。")


async def test_only_a_closed_period_that_failed_waits_to_be_put_right_and_once(house: House) -> None:
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)

    async def reviewed(period: str, points: str) -> int:
        half = await half_year_of(house, operated, period)
        lines = {line.id: points or str(line.max) for line in half.card.lines}
        given = Points(lines, dict.fromkeys(lines, "现场"), evidence="通报", grave_influence=points == "0")
        await give_points(house, BUREAU, SITE, period, "review", half.version, given)
        return (await half_year_of(house, operated, period)).version

    async def put_right(period: str) -> None:
        version = (await half_year_of(house, operated, period)).version
        await accept_put_right(house, BUREAU, SITE, period, version, "已整改")

    low, full = "2025-H2", "2026-H1"
    version = await reviewed(low, "0")
    assert (await half_year_of(house, operated, low)).score.status == "failed", "and stays so"
    await refused(put_right(low), Refused, "没有待整改")
    await close_half_year(house, BUREAU, SITE, low, version)
    await put_right(low)
    await refused(put_right(low), Refused, "没有待整改")
    await close_half_year(house, BUREAU, SITE, full, await reviewed(full, ""))
    await refused(put_right(full), Refused, "没有待整改")
    stored = (await half_year_of(house, operated, low)).stored
    told = (await read_changes(ASSESSMENT, str(stored.id), limit=None))[::-1]
    assert [one.action.partition(".")[2] for one in told] == ["review", "closed", "put_right"]
    assert [one.before for one in told] == [None, *(one.after for one in told[:-1])]
    after = [load_json((one.after or "").encode()) for one in told]
    assert [(one["closed"], one["put_right"]) for one in after] == [(False, False), (True, False), (True, True)]
