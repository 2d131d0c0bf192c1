"""Which contract, ledger and stretch of time an address of the ledgers names, and the choices beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from app.access.actor import Actor
from app.assessments.ledger_rows import period_of
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.house import House
from app.normal.days import EARLIEST, LATEST
from app.standards.ledgers import LedgerDefinition
from app.units import Period
from app.web.query import QueryReader

_PERIODS_BACK = 6


@dataclass(frozen=True, slots=True)
class RowsQuery:
    """What is asked for. `ledger` None shows all of them; `stretch` is a period or one of its months."""

    operated: OperatedSite
    ledger: LedgerDefinition | None
    stretch: Period

    @property
    def period(self) -> Period:
        """The period that the stretch lies in."""
        return period_of(self.operated.card.grain, self.stretch.first_day)

    def href(self, path: str = "/ledgers", **changed: str) -> str:
        """An address with the same choices but those `changed`."""
        own = {
            "site": self.operated.code,
            "ledger": "" if self.ledger is None else self.ledger.code,
            "stretch": self.stretch.text,
        }
        return f"{path}?{urlencode({key: value for key, value in (own | changed).items() if value})}"


async def read_ledger_query(
    request: Request[Actor, Any, Any], house: House, form: str = "", *, is_page: bool = False
) -> RowsQuery:
    """The choices of an address; of the site that the reader may look at first where it names none."""
    reader = QueryReader(request)
    site, ledger, stretch = reader.text("site"), reader.text("ledger"), reader.text("stretch")
    if not is_page:
        reader.done(unknown_allowed=True)
    operated = await operated_site(house, request.user, "read_assessment", site or None)
    return RowsQuery(operated, operated.book.ledger(form or ledger), stretch_in(operated, stretch, house.today()))


def stretch_in(operated: OperatedSite, text: str, today: date) -> Period:
    """The period or month that an address names; the present period where it names none that there can be."""
    grain = operated.card.grain
    try:
        found = Period.parse(text)
        if found.grain in (grain, "month") and EARLIEST.year <= found.months[0] <= LATEST.year:
            return found
    except ValueError:
        pass
    return period_of(grain, today)


def periods_back(operated: OperatedSite, today: date, chosen: Period) -> list[Period]:
    """The present period and those before it, with the one that is chosen, the newest first.

    None before the contract: before operation began or, while nobody entered that, before the document was issued.
    """
    begun = operated.signed.started_on or operated.programme.issued_on
    found = [period_of(operated.card.grain, today)]
    while len(found) < _PERIODS_BACK:
        found.append(period_of(operated.card.grain, found[-1].first_day - timedelta(days=1)))
    found = [one for one in found if begun is None or one.last_day >= begun]
    return sorted({one.text: one for one in (*found, chosen)}.values(), key=lambda one: one.text, reverse=True)


def months_of(period: Period) -> list[Period]:
    """The months of a period."""
    year, first, last = period.months
    return [Period.month(year, month) for month in range(first, last + 1)]
