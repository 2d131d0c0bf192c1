"""The worked periods of a pack, tried: each gets the score, the sums and the deadlines that it says, or is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.assessments.payment import put_right_until
from app.assessments.worked_periods import score_disagreements, worked_period
from app.errors import Fault, InvalidInput
from app.inspections.working_days import after_working_days
from app.standards.programme import Programme
from app.standards.score_cases import ScoreCase, ScoreCaseTable
from app.standards.scorecard import ContractTerms
from app.wording import Wording

SCORE_CASES_FILE = "scorecard_cases.toml"
_NO_CARD = Wording("方案没有 scorecard.toml", "the pack has no scorecard.toml")


def score_faults(table: ScoreCaseTable | None, programme: Programme) -> Iterator[Fault]:
    """The worked periods that do not come to what they say."""
    if table is None:
        return
    card = programme.scorecard
    if card is None:
        yield Fault(SCORE_CASES_FILE, "missing", _NO_CARD)
        return
    for case in table.case:
        place = f"{SCORE_CASES_FILE}: {case.name}"
        try:
            worked = worked_period(case, table, programme.slug, card, programme.ledgers)
        except InvalidInput as error:
            yield from (Fault(f"{place}: {fault.path}", "case_refused", fault.message) for fault in error.faults)
            continue
        for said in (*score_disagreements(case.expect, worked), *_deadline_disagreements(case, card.contract)):
            yield Fault(place, "case_fails", Wording(f"算例不符：{said}", f"the worked case fails: {said}"))


def _deadline_disagreements(case: ScoreCase, terms: ContractTerms) -> Iterator[str]:
    """Deadlines that a case expects and that fall on another day."""
    wanted = case.expect
    pairs: list[tuple[str, date | tuple[int, ...] | None, date | tuple[int, ...]]] = []
    if wanted.pass_on_by is not None:
        assert case.asked_on is not None, "ScoreCase sees to it"
        found = after_working_days(case.asked_on, terms.request_workdays)
        pairs += [
            ("pass_on_by", wanted.pass_on_by, found.day),
            ("unknown_years", wanted.unknown_years, found.unknown_years),
        ]
    if wanted.put_right_by is not None:
        assert case.closed_on is not None, "ScoreCase sees to it"
        pairs.append(("put_right_by", wanted.put_right_by, put_right_until(terms, case.closed_on)))
    yield from (f"{name} {value}, expected {said}" for name, said, value in pairs if said != value)
