"""Scoring period documents that somebody hands in, without touching the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.assessments.reading import read_report
from app.assessments.score import PeriodScore, score
from app.errors import Fault, InvalidInput
from app.exchange.json_values import Placed
from app.journeys.house import House
from app.standards.scorecard import Scorecard


def score_documents(house: House, documents: Iterable[Placed], faults: list[Fault]) -> Iterator[PeriodScore]:
    """A score for every document, in their order.

    What is wrong goes to `faults`, located in the input; the caller must look at them when all is read, and throw the
    scores away if there are any.
    """
    cards = scorecards(house)
    for document, place in documents:
        try:
            report = read_report(document, cards)
        except InvalidInput as error:
            faults += [Fault(place(fault.path), fault.code, fault.message) for fault in error.faults]
            continue
        if not faults:
            yield score(cards[report.programme], report)


def scorecards(house: House) -> dict[str, Scorecard]:
    """The scorecards by programme: those programmes that have one."""
    return {slug: programme.scorecard for slug, programme in house.programmes.items() if programme.scorecard}
