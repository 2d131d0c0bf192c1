"""The figures of a period as its ledgers and the site's clauses have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.assessments.ledger_figures import FigureFound, figures_of
from app.compliance.verdicts import Verdict
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.ledgers import KeptRow, by_ledger, rows_of
from app.journeys.house import House
from app.journeys.network.one_site import site_verdict
from app.units import Period


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """Every figure of a period by its code, and the rows behind them."""

    period: Period
    found: Mapping[str, FigureFound]
    rows: tuple[KeptRow, ...]


async def period_figures(house: House, operated: OperatedSite, period: Period) -> PeriodFigures:
    """What the rows of a period come to until today, and its site's clauses on the last day, or today before that."""
    every = await rows_of(operated, None, None)
    rows = tuple(one for one in every if one.stored.day <= period.last_day)
    construction = await _construction(house, operated, period)
    began = operated.signed.started_on
    found = figures_of(operated.card, operated.book, period, by_ledger(rows), construction, house.today(), began)
    stocks = {ledger.code for ledger in operated.book.ledgers if any(given.stock for given in ledger.gives)}
    own = tuple(one for one in rows if one.stored.day >= period.first_day or one.ledger.code in stocks)
    return PeriodFigures(period, found, own)


async def _construction(house: House, operated: OperatedSite, period: Period) -> dict[str, str]:
    day = min(period.last_day, house.today())
    verdict = await site_verdict(house, operated.code, day)  # without clauses where it was not recorded by then
    by_clause = {found.clause.id: found.verdict for found in verdict.clauses}
    return {
        one.figure: _together([by_clause.get(clause, "unknown") for clause in one.clauses])
        for one in operated.book.construction
    }


def _together(verdicts: list[Verdict]) -> str:
    if "not_met" in verdicts:
        return "not_met"
    return "unknown" if "unknown" in verdicts else "met"
