"""The worked half-years of the pack come to the same by a second reading that knows nothing of the program."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput
from app.journeys.registry.check_packs import check_packs
from tests.assessments.second_calendar import after, figure
from tests.assessments.second_reading import scored
from tests.assessments.test_second_contract import pack_in
from tests.networks import ROOT

FILE = ROOT / "seeds" / "programmes" / "gangbei-2025" / "scorecard_cases.toml"
BASE = tomllib.loads(FILE.read_text("utf-8"), parse_float=Decimal)
CASES: list[dict[str, Any]] = BASE["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_worked_half_year_is_what_a_second_reading_comes_to(case: dict[str, Any]) -> None:
    expect = dict(case["expect"])
    period = case.get("period", BASE["period"])
    year, half = int(period[:4]), int(period[-1])
    from_rows = dict(figure(ledger, rows, year, half) for ledger, rows in case.get("rows", {}).items())
    figures = {**BASE["figures"], **from_rows, **case.get("figures", {})}
    for code in case.get("without", []):
        figures.pop(code)
    document = {"programme": "gangbei-2025", "period": period, "figures": figures, **case.get("document", {})}
    found = scored(document, case.get("total"))
    assert found["status"] == expect["status"]
    assert found["open"] == list(expect.get("open", []))
    for name in ("total", "percent", "payable", "held_back"):
        if name in expect:
            assert Decimal(found[name]) == expect[name], name
    assert {code: from_rows[code] for code in expect.get("figures", {})} == expect.get("figures", {})
    if "asked_on" in case:
        assert after(case["asked_on"], 10) == expect["pass_on_by"]
    if "closed_on" in case:
        assert case["closed_on"] + timedelta(days=15) == expect["put_right_by"]


def test_the_pack_works_every_half_year_that_was_asked_for() -> None:
    told = " / ".join(case["name"] for case in CASES)
    for asked in (
        *("full marks", "94.5", "89.99", "79.9 then put right", "bonus above the cap", "falsified material"),
        *("unreported figure", "a class of 99", "leap-year half", "Spring Festival", "make-up Sunday"),
    ):
        assert asked in told, asked


CASE = """
[[case]]
name = "a quarter from its rows"
total = 39.9
asked_on = 2026-02-12
closed_on = 2026-04-02
read_on = 2026-04-02
rows = { visits = [ROWS] }
[case.expect]
status = "scored"
percent = 80
payable = 2880
figures = { visits = 3 }
pass_on_by = 2026-02-26
put_right_by = 2026-04-17
""".replace("ROWS", ", ".join(f'{{ day = "2026-0{month}-05", enterprise = "甲" }}' for month in (1, 2, 3)))


def faults_of(folder: Path, case: str) -> list[str]:
    """What checking the second contract's pack says with one case more."""
    pack = pack_in(folder)
    with (pack / "scorecard_cases.toml").open("a", encoding="utf-8") as file:
        file.write(case)
    try:
        check_packs(pack, pack.parents[1])
    except InvalidInput as refused:
        return [fault.line() for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"甲"', '""', "rows.visits[0].enterprise"),
        ("visits = [", "visitors = [", "rows.visitors"),
        ("read_on = 2026-04-02", "", "rows 需要 read_on"),
        ("asked_on = 2026-02-12", "", "expect.pass_on_by 需要 asked_on"),
        ("closed_on = 2026-04-02", "", "expect.put_right_by 需要 closed_on"),
        ("figures = { visits = 3 }", "figures = { visits = 4 }", "figures.visits 3, expected 4"),
        ("2026-02-26", "2026-02-27", "pass_on_by 2026-02-26"),
        ("2026-04-17", "2026-04-18", "put_right_by 2026-04-17"),
        ("total = 39.9", "total = 45", "percent 100"),
    ],
)
def test_a_case_that_does_not_come_true_or_lacks_what_it_rests_on_is_a_fault(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert faults_of(tmp_path / "sound", CASE) == []
    assert any(said in line for line in faults_of(tmp_path / "broken", CASE.replace(right, wrong)))
