"""Money spent at its edges: the largest sum, the same voucher twice, names that two sites have, what is no budget."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from app.access.actor import Actor
from app.errors import NotFound
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site
from app.journeys.spending.changed import spending_changed
from app.journeys.spending.entries import MOST_YUAN, change_spending, enter_spending
from app.journeys.spending.spending_workbook import spending_workbook
from app.journeys.spending.spent import (
    LineSpending,
    SpendingQuery,
    lines_spent,
    one_spending,
    spending_list,
    spent_at,
)
from app.sites.document import read_site
from app.store.changes import read_changes
from app.store.spending import StoredSpending
from tests.journeys.test_refused_with_its_reason import faults, refused
from tests.journeys.writes.table import OFFICE, QU, ROOT
from tests.networks import house_of_copy

WHOLE = Actor("whole", "省厅", "county_admin")
DEMONSTRATION = {"programme": QU, "kind": "service_station", "tier": "township_demonstration", "status": "operating"}


@pytest.fixture(scope="module")
async def house(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, in which nothing is spent yet."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("spending-edges")) as built:
        yield built


async def enter(house: House, voucher: str, key: UUID | None = None, **said: Any) -> StoredSpending:
    row = {
        "target": "demonstration",
        "site": "QX-TUXI",
        "paid_on": str(house.today()),
        "amount": "1",
        "purpose": "桌椅",
    }
    return await enter_spending(house, OFFICE, QU, {**row, "voucher": voucher, **said}, key)


async def test_a_sum_of_just_the_most_is_entered_and_a_fen_more_is_not_either_way(house: House) -> None:
    assert MOST_YUAN == 100_000_000_000
    for number, sign in enumerate(("", "-")):
        most = await enter(house, f"most-{number}", amount=f"{sign}{MOST_YUAN}")
        assert abs(most.amount_fen) == MOST_YUAN * 100
        assert await faults(enter(house, "more", amount=f"{sign}{MOST_YUAN + Decimal('0.01')}")) == [
            ("amount", "too_high")
        ]
        await change_spending(house, OFFICE, most.id, 1, "strike", {"reason": "试"})
    assert await faults(enter(house, "none", amount=None)) == [("amount", "missing")]
    assert await faults(enter(house, "n" * 101, site=None)) == [("voucher", "too_long")]
    assert (await enter(house, "n" * 100, site=None)).site_code is None


async def test_a_voucher_stands_once_at_a_line_and_site_but_for_struck_rows_and_the_row_itself(house: House) -> None:
    one = await enter(house, "twice")
    assert await faults(enter(house, "twice", amount="2")) == [("voucher", "twice")]
    other = await enter(house, "twice", site="")
    assert await faults(enter(house, "twice", site="")) == [("voucher", "twice")]
    said = {"target": "demonstration", "voucher": "twice", "paid_on": str(house.today()), "purpose": "桌椅"}
    mended = {**said, "site": "QX-TUXI", "amount": "3", "reason": "看错"}
    assert (await change_spending(house, OFFICE, one.id, 1, "correct", mended)).amount_fen == 300
    moved = change_spending(house, OFFICE, other.id, 1, "correct", mended)
    assert await faults(moved) == [("voucher", "twice")], "it would stand where the other does"
    await change_spending(house, OFFICE, one.id, 2, "strike", {"reason": "重复"})
    again = await enter(house, "twice")
    assert await faults(enter(house, "twice")) == [("voucher", "twice")]
    assert (await enter(house, "twice", again="1")).id not in (one.id, again.id)


async def test_a_site_is_found_by_its_code_in_either_case_and_by_a_name_that_it_has_alone(house: House) -> None:
    place = {"division": "511725103000"}
    names = {"QX-a1": "小写一站", "QX-A2": "同名站", "QX-A3": "同名站", "QX-A4": "两县同名"}
    sites = [{**DEMONSTRATION, **place, "code": code, "name": name} for code, name in names.items()]
    await register(house, ROOT, sites, reason="x")
    await register(house, ROOT, [{"code": "GB-CENTRE", "name": "两县同名"}], reason="x")
    for number, (typed, code) in enumerate(
        (("QX-a1", "QX-a1"), ("qx-tuxi", "QX-TUXI"), ("小写一站", "QX-a1"), ("两县同名", "QX-A4"), (" ", None))
    ):
        assert (await enter(house, f"name-{number}", site=typed)).site_code == code, typed
    assert await faults(enter(house, "two", site="同名站")) == [("site", "ambiguous")]
    assert await faults(enter(house, "two", site="GB-CENTRE")) == [("site", "unknown_site")]
    assert await faults(enter(house, "two", target="basic")) == [("site", "other_target")]


async def test_what_somebody_else_sends_under_the_same_key_is_a_row_of_its_own(
    house: House,
) -> None:
    key, other = uuid4(), Actor("office-2", "县局另一人", "county_admin", OFFICE.scopes)
    first = await enter(house, "key-1", key)
    assert (first.id, (await enter(house, "key-2", key)).voucher) == (key, "key-1")
    said = {"target": "demonstration", "paid_on": str(house.today()), "amount": "1", "purpose": "x", "voucher": "key-3"}
    theirs = await enter_spending(house, other, QU, said, key)
    assert (theirs.id != key, theirs.entered_by_key) == (True, other.key)


async def test_a_row_is_shown_under_its_own_programme_only_with_all_that_happened_to_it(house: House) -> None:
    one = await enter(house, "shown")
    await change_spending(house, OFFICE, one.id, 1, "strike", {"reason": "填错"})
    found = await one_spending(house, WHOLE, QU, one.id)
    assert [change.action for change in found.changes] == ["spending.struck", "spending.entered"]
    assert found.changes[0].reason == "填错"
    for slug, key in (("gangbei-2025", one.id), (QU, uuid4())):
        await refused(one_spending(house, WHOLE, slug, key), NotFound, "没有此笔支出")
    assert await read_changes("spending", str(one.id), limit=None) == list(found.changes)


async def test_a_purpose_that_is_spelt_like_a_code_is_told_as_it_was_typed(house: House) -> None:
    one = await enter(house, "codes", purpose="基础")
    said = {"target": "demonstration", "site": "QX-TUXI", "voucher": "codes", "paid_on": str(house.today())}
    mended = said | {"amount": "1", "purpose": "basic", "reason": "写错"}
    await change_spending(house, OFFICE, one.id, 1, "correct", mended)
    (newest, _) = await read_changes("spending", str(one.id), limit=None)
    assert spending_changed(house, newest).zh == "用途 基础 → basic"


async def test_what_was_struck_counts_nowhere_and_a_site_of_which_nothing_counts_is_unknown(house: House) -> None:
    stored = await stored_site("QX-SANHUI")
    site = read_site(load_json(stored.document.encode()), house.rules, house.divisions)
    rows = [await enter(house, f"sum-{number}", site="QX-SANHUI", amount=f"{number}.05") for number in (1, 2)]

    async def told() -> tuple[Decimal | None, Decimal | None, list[int]]:
        found = [
            await spending_list(house, OFFICE, QU, SpendingQuery("demonstration", "QX-SANHUI", counted))
            for counted in (None, "counting", "struck")
        ]
        assert found[2].total_yuan is None, "what is struck adds up to nothing known"
        assert found[1].total_yuan == found[0].total_yuan
        return await spent_at(house, OFFICE, site), found[0].total_yuan, [len(one.rows) for one in found]

    assert await told() == (Decimal("3.10"), Decimal("3.10"), [2, 2, 0])
    await change_spending(house, OFFICE, rows[0].id, 1, "strike", {"reason": "重复"})
    assert await told() == (Decimal("2.05"), Decimal("2.05"), [2, 1, 1])
    await change_spending(house, OFFICE, rows[1].id, 1, "strike", {"reason": "重复"})
    assert await told() == (None, None, [2, 0, 2])


async def test_without_a_budget_and_of_one_of_nothing_no_rate_is_told_and_of_a_yuan_one_is(house: House) -> None:
    (target,) = (one for one in house.programme(QU).targets if one.id == "demonstration")
    for budget, rate in ((None, None), ("0", None), ("1", "50.0"), ("0.5", "100.0"), ("10000", "0.1")):
        pack = target.model_copy(update={"budget_yuan": None if budget is None else Decimal(budget)})
        found = LineSpending(pack, Decimal("0.5")).rate_percent
        assert (None if found is None else str(found)) == rate
    assert str(LineSpending(target, Decimal(0)).rate_percent) == "0.0"


async def test_the_workbooks_second_sheet_has_every_line_and_the_mark_of_a_sample(house: House) -> None:
    await enter(house, "book", site="")
    found = await spending_list(house, OFFICE, QU, SpendingQuery())
    assert found.lines == await lines_spent(found.programme)
    book = load_workbook(io.BytesIO(await spending_workbook(house, found, "zh")))
    rows, lines = book.worksheets
    first, second = ([row[0] for row in sheet.iter_rows(max_row=5, values_only=True)] for sheet in (rows, lines))
    assert first[0].startswith("支出台账")
    assert "示例" in first[3]
    assert second[:2] == [first[0], first[3]]
    frozen = [sheet.freeze_panes[0] for sheet in (rows, lines)]
    assert frozen == ["C", "B"], "date and voucher, and the line, stay in sight"
    titles = [row[0] for row in lines.iter_rows(values_only=True)]
    assert [line.target.title.zh for line in found.lines] == titles[-len(found.lines) :]
    blank = next(row for row in rows.iter_rows(values_only=True) if row[1] == "book")
    assert blank[3:5] == (None, None)
