"""Columns hold numbers as floats and never round: a hair's breadth on either side of any bound is told from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.compliance.answers import VERDICT_OF
from app.compliance.block import Background, Block
from app.compliance.judge import case_of
from app.compliance.rules.combined import rule_of
from app.sites.site import Site
from app.units import Period
from tests.networks import seeds
from tests.standards.every_check import READ

DAY = date(2026, 11, 24)
PROGRAMME = seeds().programmes["qu-2023"]
HAIR = Decimal("0.00000000000000000001")
bounds = st.decimals("0", "999999999999999", places=1) | st.integers(0, 10**15 - 1).map(Decimal)
near = st.sampled_from([-HAIR, Decimal(0), HAIR, Decimal("-0.1"), Decimal("0.1")])


def site(**said: Any) -> Site:
    return Site("A", "qu-2023", "internship_base", "city", **said)


def in_columns(check: dict[str, Any], one: Site) -> str:
    """The answer of a check, which must be the explained one too."""
    rule = rule_of(READ.validate_python(check))
    background = Background(PROGRAMME.vocabulary, PROGRAMME.sums_set, seeds().divisions, DAY)
    answer = VERDICT_OF[int(rule.answers(Block(one.kind, one.tier, [one], background))[0])]
    assert answer == rule.explain(case_of(one, PROGRAMME, seeds().divisions, DAY)).truth
    return answer


def said(holds: bool) -> str:
    return "met" if holds else "not_met"


@given(bound=bounds, off=near)
def test_a_number_against_a_bound(bound: Decimal, off: Decimal) -> None:
    number = abs(bound + off)
    one = site(facts={"area_m2": number})
    assert in_columns({"type": "at_least", "fact": "area_m2", "value": bound}, one) == said(number >= bound)
    assert in_columns({"type": "at_most", "fact": "area_m2", "value": bound}, one) == said(number <= bound)


@given(bound=bounds, off=near)
def test_a_number_against_another(bound: Decimal, off: Decimal) -> None:
    number = abs(bound + off)
    one = site(facts={"stipend_monthly": number, "subsidy_monthly": bound})
    check = {"type": "at_least", "fact": "stipend_monthly", "value_of": "subsidy_monthly"}
    assert in_columns(check, one) == said(number >= bound)


@given(bound=bounds, off=near)
def test_figures_of_a_period(bound: Decimal, off: Decimal) -> None:
    number = abs(bound + off)
    one = site(metrics={("livestream_sessions", Period("2026-10")): number})
    check = {"type": "every_period", "metric": "livestream_sessions", "over": "full_months", "at_least": bound}
    assert in_columns(check, one) == said(number >= bound)
