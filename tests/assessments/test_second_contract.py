"""Another contract is a pack, not code: quarters, 50 points, two bands, other parts; read, worked, scored and paid."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.access.actor import Actor, Scope
from app.journeys.assessments.contract import keep_signed_terms, standing_of
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.half_years import half_year_of
from app.journeys.assessments.ledgers import enter_row
from app.journeys.assessments.payments import enter_payment, request_payment
from app.journeys.assessments.scoring import Points, close_half_year, give_points
from app.journeys.assessments.warnings import give_warning
from app.journeys.house import House, build_house
from app.journeys.opening import database_of
from tests.networks import settings_for
from tests.standards.packs import check, seeds_with_third_county

SECOND = Path(__file__).parent / "second_contract"
OPERATOR = Actor("op", "运营单位", "operator", (Scope(site="T-1"),))
BUREAU = Actor("bureau", "人社局", "county_admin", ())
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)


def pack_in(folder: Path) -> Path:
    """The made-up third county with the second contract in it."""
    pack = seeds_with_third_county(folder)
    for name in ("scorecard", "ledgers", "contract", "scorecard_cases"):
        shutil.copy(SECOND / f"{name}.toml", pack)
    shutil.copy(SECOND / "sites.csv", pack)
    for name, more in (("source.txt", "source.txt"), ("targets.toml", "targets_more.toml")):
        with (pack / name).open("a", encoding="utf-8") as file:
            file.write((SECOND / more).read_text("utf-8"))
    return pack


def test_the_command_reads_it_and_tries_its_worked_quarters(tmp_path: Path) -> None:
    code, lines = check(pack_in(tmp_path))
    assert code == 0, lines
    assert lines == ["third-county: 1 kinds, 4 clauses, 1 targets, 1 named sites, 16 worked cases"]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('target = "posts"', 'target = "post"', "没有年度目标 post"),
        ('budget_line = "posts"', 'budget_line = "post"', "没有预算项 post"),
        ('ledger = "posts"', 'ledger = "post"', "没有台账 post"),
        ('column = "posts"', 'column = "enterprise"', "需要 count 列"),
        ("自开业之日起服务2年", "自开业之日起服务3年", "引文不见于 source.txt"),
    ],
)
def test_what_does_not_fit_in_its_contract_is_named_with_its_line(
    tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    pack = pack_in(tmp_path)
    file = pack / "contract.toml"
    file.write_text(file.read_text("utf-8").replace(wrong, right), "utf-8")
    code, lines = check(pack)
    assert code != 0
    assert any(said in line and "contract.toml:" in line for line in lines), lines


def test_a_quarter_goes_from_its_ledgers_to_what_is_paid_by_the_packs_own_terms(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path}/second.sqlite", tmp_path, seeds_dir=pack_in(tmp_path).parents[1])
    asyncio.run(_quarter(build_house(settings, now=lambda: NOON)))


async def _quarter(house: House) -> None:
    async with database_of(house):
        await enter_row(house, OPERATOR, "T-1", "posts", {"day": "2026-02-03", "posts": 31})
        for day in ("2026-01-05", "2026-01-06", "2026-02-07", "2026-03-08"):
            await enter_row(house, OPERATOR, "T-1", "visits", {"day": day, "enterprise": "甲"})
        await keep_signed_terms(house, BUREAU, "T-1", 0, {"started_on": "2026-01-01"})
        operated = await _operated(house)
        half = await half_year_of(house, operated, "2026-Q1")
        assert (half.score.total, half.score.status) == (Decimal(30), "below_80"), "four visits, not five"
        points = Points({"visits": "16"}, {"visits": "走访四家，一家两次"})
        await give_points(house, BUREAU, "T-1", "2026-Q1", "review", 0, points)
        await close_half_year(house, BUREAU, "T-1", "2026-Q1", 1)
        standing = await standing_of(house, operated)
        parts = standing.schedule.parts
        assert [part.code for part in parts] == ["advance", *map(str, range(1, 9)), "retention"]
        assert [part.period.text for part in parts if part.period][:5] == [
            *("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")
        ]
        first = parts[1].shares
        assert (first.amount, first.due, first.lost) == (Decimal("3600.00"), Decimal("3600.00"), 0), "46 points"
        assert standing.schedule.total.amount == Decimal("40000.01")
        (target,) = standing.targets
        assert (target.done, target.expected, target.pace) == (31, 50, "behind")
        asked = await request_payment(house, OPERATOR, "T-1", "1", {})
        assert asked.part == "1"
        waiting = (await standing_of(house, operated)).schedule.part("1")
        assert waiting is not None
        assert waiting.pass_on_by is not None
        # Five working days after 4 May, a holiday: 6, 7, 8, then the make-up Saturday 9 and 11 May.
        assert waiting.pass_on_by.day == date(2026, 5, 11)
        await enter_payment(house, BUREAU, "T-1", "1", {"amount": "3600", "day": "2026-05-04", "voucher": "1"})
        for number in (1, 2):
            given = {"finding": "x", "demand": "y", "due_on": "2026-06-01"}
            await give_warning(house, BUREAU, "T-1", given)
            assert (await standing_of(house, operated)).stand == "warned", number
        await give_warning(house, BUREAU, "T-1", given)
        assert (await standing_of(house, operated)).stand == "replacement_due", "this contract says three"


async def _operated(house: House) -> OperatedSite:
    return await operated_site(house, BUREAU, "read_assessment", "T-1")
