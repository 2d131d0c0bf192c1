"""A half-year is scored as the document says, whatever is reported; money is exact; faults name their path."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessments.payment import payment, schedule
from app.assessments.reading import read_report
from app.assessments.score import score
from app.errors import InvalidInput
from app.exchange.strict_json import load_json
from app.standards.scorecard import Scorecard
from tests.assessments.documents import documents
from tests.assessments.second_reading import MARKS, scored
from tests.networks import seeds

CARD = seeds().programmes["gangbei-2025"].scorecard
assert CARD is not None
CARDS = {"gangbei-2025": CARD}


def outcome(document: dict[str, Any]) -> dict[str, Any]:
    """What the program says of a document that came as JSON text."""
    report = read_report(load_json(json.dumps(document).encode()), CARDS)
    return score(CARDS[report.programme], report).as_document()


@pytest.mark.long
@given(documents())
@settings(max_examples=600, deadline=None)
def test_a_score_is_what_a_second_reading_of_the_form_comes_to(document: dict[str, Any]) -> None:
    found, wanted = outcome(document), scored(document)
    assert {key: found[key] for key in wanted} == wanted


def test_the_lines_stand_in_the_order_and_with_the_points_of_the_form() -> None:
    lines = outcome({"programme": "gangbei-2025", "period": "2026-H1"})["lines"]
    assert [(line["id"], int(line["max"])) for line in lines] == list(MARKS.items())


def test_nothing_reported_is_open_from_nothing_to_full_and_names_every_figure() -> None:
    found = outcome({"programme": "gangbei-2025", "period": "2026-H1"})
    assert (found["status"], found["total"], found["payable"]) == ("open", None, None)
    assert found["total_range"] == ["0", "100"]
    assert CARD is not None
    missing = {code for line in found["lines"] for code in line["missing"]}
    assert missing == {figure.code for figure in CARD.figures}


def test_the_operators_own_points_count_for_nothing() -> None:
    base = {"programme": "gangbei-2025", "period": "2026-H1"}
    own = outcome({**base, "self": {"ledger": 5}})
    assert own["lines"][0] == {**outcome(base)["lines"][0], "self": "5"}


@given(st.decimals("0.01", "99999999.99", places=2), st.decimals(0, 130, places=1), st.booleans(), st.booleans())
def test_money_is_never_negative_never_above_the_instalment_and_the_parts_are_the_contract(
    amount: Decimal, total: Decimal, failed: bool, rectified: bool
) -> None:
    assert CARD is not None
    parts = schedule(CARD.contract, amount)
    assert parts.advance + CARD.contract.instalments * parts.instalment + parts.retention == amount
    paid = payment(CARD, amount, total, failed=failed, rectified=rectified)
    assert 0 <= paid.payable <= paid.instalment
    assert paid.payable + paid.held_back == paid.instalment
    better = payment(CARD, amount, total + 1, failed=failed, rectified=rectified)
    assert better.payable >= paid.payable


BETTER = {
    "employment_ledger_completeness": (99, 100),
    "data_error_rate": (2, 1),
    "placements": (249, 250),
    "problems_solved_by_quarter": ([4, 5], [5, 5]),
    "satisfaction_scores": ([4] * 15, [5] * 15),
    "vacancies_park": (0, 300),
    "job_fairs": ([10] * 5, [10] * 6),
    "opening_days_missed": (1, 0),
    "construction": ({"staff": "not_met"}, {"staff": "met"}),
}


@given(documents(), st.sampled_from(sorted(BETTER)))
@settings(max_examples=200, deadline=None)
def test_a_better_figure_never_lowers_a_score(document: dict[str, Any], code: str) -> None:
    worse, better = (
        outcome({**document, "figures": {**document.get("figures", {}), code: value}}) for value in BETTER[code]
    )
    for low, high in zip(worse["total_range"], better["total_range"], strict=True):
        assert Decimal(low) <= Decimal(high)


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"period": "2026"}, "period"),
        ({"period": "2026-Q1"}, "period"),
        ({"period": None}, "period"),
        ({"programme": "qu-2023"}, "programme"),
        ({"contract_amount": "0"}, "contract_amount"),
        ({"contract_amount": "1.234"}, "contract_amount"),
        ({"contract_amount": "much"}, "contract_amount"),
        ({"contract_amount": -1}, "contract_amount"),
        ({"figures": {"people": 1}}, "figures.people"),
        ({"figures": {"people_served": -1}}, "figures.people_served"),
        ({"figures": {"people_served": 1.5}}, "figures.people_served"),
        ({"figures": {"people_served": "260"}}, "figures.people_served"),
        ({"figures": {"data_error_rate": 100.1}}, "figures.data_error_rate"),
        ({"figures": {"job_fairs": [10, -1]}}, "figures.job_fairs[1]"),
        ({"figures": {"job_fairs": 6}}, "figures.job_fairs"),
        ({"figures": {"satisfaction_scores": [5.1]}}, "figures.satisfaction_scores[0]"),
        ({"figures": {"classes": [{"kind": "dance", "trainees": 1}]}}, "figures.classes[0].kind"),
        ({"figures": {"classes": [{"kind": "skills"}]}}, "figures.classes[0].trainees"),
        ({"figures": {"construction": {"roof": "met"}}}, "figures.construction.roof"),
        ({"figures": {"construction": {"staff": "waived"}}}, "figures.construction.staff"),
        ({"self": {"ledger": 5.1}}, "self.ledger"),
        ({"review": {"ledger": 0.05}}, "review.ledger"),
        ({"review": {"roof": 1}}, "review.roof"),
        ({"bonus": {"praise": 1}}, "bonus.praise"),
        ({"bonus": {"innovation": -1}}, "bonus.innovation"),
        ({"deductions": {"late_material": 0.5}}, "deductions.late_material"),
        ({"grave_influence": "no"}, "grave_influence"),
        ({"rectified": 1}, "rectified"),
        ({"note": "x"}, "note"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(part: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        outcome({"programme": "gangbei-2025", "period": "2026-H1", **part})
    assert [fault.path for fault in refused.value.faults] == [path]


def test_not_a_number_is_refused_with_its_path() -> None:
    raw = b'{"programme": "gangbei-2025", "period": "2026-H1", "figures": {"data_error_rate": NaN}}'
    with pytest.raises(InvalidInput) as refused:
        read_report(load_json(raw), CARDS)
    assert [fault.path for fault in refused.value.faults] == ["figures.data_error_rate"]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        outcome({"programme": "gangbei-2025", "period": "x", "review": {"ledger": 6}, "bonus": {"y": 1}})
    assert [fault.path for fault in refused.value.faults] == ["period", "review.ledger", "bonus.y"]


def test_another_contract_by_the_quarter_with_other_bands_and_lines_is_scored_by_its_pack_alone() -> None:
    both = {"zh": "季度", "en": "quarter"}
    card = Scorecard.model_validate(
        {
            "title": both, "grain": "quarter", "points": 10, "bonus_at_most": 1,
            "contract": {
                "amount_yuan": 1000, "advance_percent": 20, "instalments": 4, "instalment_percent": Decimal("17.5"),
                "retention_percent": 10, "put_right_days": 5, "put_right_percent": 50, "request_workdays": 3,
            },
            "bands": [{"at_least": 8, "percent": 100}, {"at_least": 6, "percent": Decimal("62.5")}],
            "figures": [{"code": "visits", "type": "count", "label": both}],
            "items": [{"number": 1, "title": both}],
            "lines": [
                {"id": "many", "item": 1, "max": 7, "title": both, "section": "1", "quote": "q",
                 "tests": [{"type": "at_least", "figure": "visits", "value": 20}]},
                {"id": "some", "item": 1, "max": 3, "title": both, "section": "1", "quote": "q",
                 "tests": [{"type": "at_least", "figure": "visits", "value": 5}]},
            ],
        }
    )  # fmt: skip
    report = read_report(
        {"programme": "x", "period": "2027-Q3", "figures": {"visits": 6}, "review": {"many": Decimal("3.5")}},
        {"x": card},
    )
    found = score(card, report).as_document()
    assert (found["total"], found["percent"], found["instalment"], found["payable"]) == (
        "6.5", Decimal("62.5"), "175.00", "109.38",
    )  # fmt: skip
