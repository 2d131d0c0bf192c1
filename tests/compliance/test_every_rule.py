"""No check can be forgotten by the judge: each is unknown on a site that says nothing, and alike one by one and in
columns.
"""

from __future__ import annotations

from datetime import date

import pytest

from app.compliance.answers import VERDICT_OF
from app.compliance.block import Background, Block
from app.compliance.judge import case_of
from app.compliance.rules.combined import rule_of
from app.sites.site import Site
from app.standards.checks.base import CheckModel, needs_of
from app.standards.programme import Programme
from tests.compliance.test_columns_agree_with_the_judge import DAYS, random_sites
from tests.networks import seeds
from tests.standards.every_check import CHECKS, NAMES, example


def programme(check: type[CheckModel]) -> Programme:
    """A programme that has the codes of the example."""
    return seeds().programmes["qu-2023"]


def block(sites: list[Site], of: Programme, day: date) -> Block:
    return Block(sites[0].kind, sites[0].tier, sites, Background(of.vocabulary, {}, seeds().divisions, day))


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_site_that_says_nothing_is_unknown_and_told_what_the_check_looks_at(check: type[CheckModel]) -> None:
    site = Site("A", "qu-2023", "service_station", "township_basic")
    case = case_of(site, programme(check), seeds().divisions, DAYS[0])
    found = rule_of(example(check)).explain(case)
    assert found.truth == "unknown"
    assert found.needs
    assert set(found.needs) <= {need.code for need in needs_of(example(check))}
    assert found.required
    assert found.found is None
    assert found.statement.zh
    assert found.statement.en
    assert VERDICT_OF[int(rule_of(example(check)).answers(block([site], programme(check), DAYS[0]))[0])] == "unknown"


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_rule_answers_in_columns_what_it_explains_one_by_one(check: type[CheckModel]) -> None:
    sites, of = random_sites(seeds(), 20261124, 400), programme(check)
    met = set()
    for day in DAYS:
        rule = rule_of(example(check))
        singly = [rule.explain(case_of(site, of, seeds().divisions, day)).truth for site in sites]
        columns = rule.answers(block(sites, of, day)).tolist()
        assert [VERDICT_OF[answer] for answer in columns] == singly
        met |= set(singly)
    assert met == {"met", "not_met", "unknown"}, "the example is one that random sites meet and fail"
