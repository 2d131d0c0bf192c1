"""The clause addressed to the whole network: met if that is sure, not met if it is hopeless, else unknown."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compliance.network_clause import CoveredShare, judge_network
from tests.standards.cases import seeds

DAY = date(2026, 11, 24)
CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
NINETY = CIRCLE.model_copy(update={"covered_percent_at_least": Decimal(90)})


def share(low: int, high: int, whole: int = 1000, **more: int) -> CoveredShare:
    return CoveredShare(low, high, whole, whole - high, {"village_location": high - low}, **more)


@pytest.mark.parametrize(
    ("fact", "verdict", "found", "shortfall"),
    [
        (share(900, 900), "met", "90", None),
        (share(899, 899), "not_met", "89.9", "0.1"),
        (share(901, 1000), "met", "90.1–100", None),
        (share(899, 900), "unknown", "89.9–90", None),
        (share(0, 899), "not_met", "0–89.9", "0.1–90"),
        (share(0, 1000), "unknown", "0–100", None),
        (share(0, 0, 0), "unknown", None, None),
    ],
)
def test_both_sides_of_the_limit(fact: CoveredShare, verdict: str, found: str | None, shortfall: str | None) -> None:
    judged = judge_network(NINETY, fact, DAY)
    assert judged is not None
    assert (judged.verdict, judged.found, judged.required, judged.shortfall) == (verdict, found, "≥ 90", shortfall)


def test_a_site_without_a_location_may_serve_anybody_so_nothing_is_hopeless() -> None:
    judged = judge_network(NINETY, share(0, 899, unlocated_sites=1), DAY)
    assert judged is not None
    assert judged.verdict == "unknown"
    assert "site_location" in judged.needs


def test_an_unknown_names_what_is_missing_and_a_decided_one_nothing() -> None:
    unknown, met = judge_network(NINETY, share(10, 1000), DAY), judge_network(NINETY, share(1000, 1000), DAY)
    assert unknown is not None
    assert met is not None
    assert (unknown.needs, met.needs) == (("village_location",), ())


def test_before_its_day_the_clause_is_not_assessed() -> None:
    assert CIRCLE is not None
    assert judge_network(CIRCLE, share(0, 0), CIRCLE.in_force_from - timedelta(days=1)) is None
    assert judge_network(CIRCLE, share(0, 0), CIRCLE.in_force_from) is not None


def test_it_cites_the_document_like_every_other_clause() -> None:
    judged = judge_network(NINETY, share(0, 899), DAY)
    assert judged is not None
    document = judged.as_document("渠人社发〔2023〕72号")
    assert document["citation"] == {
        "document": "渠人社发〔2023〕72号",
        "section": NINETY.section,
        "quote": "形成“城市 10 分钟、农村半小时”就业服务圈",
    }
    assert document["explanation"]["zh"].startswith("覆盖率 0%～89.9%，要求达到 90%，差 0.1～90 个百分点")


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))))
def test_learning_more_never_turns_a_decided_verdict(counts: tuple[int, int, int]) -> None:
    one, other, whole = counts
    low, high = min(one, other), max(one, other)
    judged = judge_network(NINETY, share(low, high, whole), DAY)
    assert judged is not None
    if judged.verdict == "unknown":
        return
    for sure in {low, high, (low + high) // 2}:
        later = judge_network(NINETY, share(sure, sure, whole), DAY)
        assert later is not None
        assert later.verdict == judged.verdict
