"""How the clauses of an order stand at a site, to be kept with the order."""

from __future__ import annotations

from collections.abc import Iterable

from app.exchange.strict_json import json_text, load_json
from app.inspections.clause_state import ClauseState, kept_clauses
from app.journeys.house import House
from app.journeys.inspections.rectifications import verdicts_now
from app.store.sites import StoredSite
from app.wording import Wording

_GONE = Wording("已不适用于本站点", "does not apply to this site any more")


def frozen_now(house: House, site: StoredSite, clauses: Iterable[str]) -> tuple[ClauseState, ...]:
    """How these clauses stand at the site today, in the order given. Those that its document never had are left out."""
    known = house.programme(site.programme).clauses_by_id
    now = {found.clause.id: found for found in verdicts_now(house, site)}
    return tuple(
        ClauseState(
            clause=code,
            title=known[code].title,
            section=known[code].section,
            quote=known[code].quote,
            verdict=found.verdict if (found := now.get(code)) else None,
            sentence=found.explanation if found else _GONE,
        )
        for code in clauses
        if code in known
    )


def frozen_text(clauses: Iterable[ClauseState]) -> str:
    """The form that is kept."""
    return json_text([one.as_document() for one in clauses])


def frozen_from(text: str | None) -> tuple[ClauseState, ...] | None:
    """What was kept; None where nothing was, as with orders from before it was."""
    return None if text is None else kept_clauses(load_json(text.encode()))
