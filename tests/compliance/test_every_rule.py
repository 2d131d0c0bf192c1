"""No check can be forgotten by the judge: each is unknown on a site that says nothing, and alike one by one and in
columns.
"""

from __future__ import annotations

from datetime import date

import pytest

from app.compliance.answers import VERDICT_OF
from app.compliance.block import Background, Block
from app.compliance.cells import cells_of
from app.compliance.judge import case_of, judge
from app.compliance.rules.combined import rule_of
from app.sites.site import Site
from app.standards.checks.base import CheckModel, needs_of
from app.standards.programme import AppliesTo, Programme
from tests.compliance.test_columns_agree_with_the_judge import DAYS, random_sites
from tests.networks import seeds
from tests.standards.every_check import CHECKS, NAMES, example
from tests.thorough import share


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


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_sites_in_which_a_rule_looks_at_the_same_are_told_the_same(check: type[CheckModel]) -> None:
    sites, of = random_sites(seeds(), 20261130, share(600, 5000)), programme(check)
    for day in DAYS[:2]:
        rule = rule_of(example(check))
        cases = [case_of(site, of, seeds().divisions, day) for site in sites]
        told = {rule.looked_at(case): rule.explain(case) for case in cases}
        for case in cases:
            assert rule.explain(case) == told[rule.looked_at(case)]
        assert 2 < len(told) < len(sites) / 2, "the rule looks at something, and many sites have the same of it"


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_a_table_says_short_or_over_as_the_sentence_does(check: type[CheckModel]) -> None:
    whole, sites = programme(check), random_sites(seeds(), 20261124, 400)
    everywhere = tuple(AppliesTo(kind=kind) for kind in sorted({site.kind for site in sites}))
    update = {"check": example(check), "applies_when": None, "applies_to": everywhere}
    only = whole.model_copy(update={"clauses": (whole.clauses[0].model_copy(update=update),)})
    said_of = (judge(site, only, seeds().divisions, DAYS[0]).clauses for site in sites)
    failed = [verdict for verdicts in said_of for verdict in verdicts if verdict.verdict == "not_met"]
    assert failed
    for verdict in failed:
        gap, sentence = cells_of(verdict, whole.vocabulary).gap.en, verdict.explanation.en
        for said, other in (("short by", "over by"), ("over by", "short by")):
            assert not (gap.startswith(said) and other in sentence), (gap, sentence)
