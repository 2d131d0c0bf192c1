"""Every worked case of the packs gets the verdict it says, from the judge that everybody else gets theirs from."""

import pytest

from app.compliance.worked_cases import disagreements
from app.errors import InvalidInput
from app.standards.cases import ClauseCase, SiteCase, WorkedCase
from tests.standards.cases import all_cases, cases_of, seeds, site_of, titled, verdict_on


def refused(case: WorkedCase) -> str | None:
    return case.expected.refused if isinstance(case.expected, SiteCase) else None


@pytest.mark.parametrize("case", [case for case in all_cases() if refused(case) is None], ids=titled)
def test_the_site_gets_the_verdicts_of_its_worked_case(case: WorkedCase) -> None:
    assert disagreements(case, verdict_on(case, seeds())) == []


@pytest.mark.parametrize("case", [case for case in all_cases() if refused(case) is not None], ids=titled)
def test_entry_refuses_the_site_at_the_place_its_worked_case_names(case: WorkedCase) -> None:
    with pytest.raises(InvalidInput) as refusal:
        site_of(case, seeds())
    assert [fault.path for fault in refusal.value.faults] == [refused(case)]


@pytest.mark.parametrize("slug", seeds().programmes)
def test_every_clause_is_tried_met_not_met_unknown_and_waived_where_it_may_be(slug: str) -> None:
    tried: dict[str, set[str]] = {}
    for case in cases_of(slug):
        if isinstance(case.expected, ClauseCase):
            tried.setdefault(str(case.clause), set()).add(case.expected.verdict)
        elif case.expected.every == "met":  # a site that has everything: met is tried for all that applies to it
            for verdict in verdict_on(case, seeds()).clauses:
                tried.setdefault(verdict.clause.id, set()).add("met")
    wanted = {
        clause.id: {"met", "not_met", "unknown"} | ({"waived"} if clause.level == "generally" else set())
        for clause in seeds().programmes[slug].clauses
    }
    assert {clause: verdicts - tried.get(clause, set()) for clause, verdicts in wanted.items()} == {
        clause: set() for clause in wanted
    }
