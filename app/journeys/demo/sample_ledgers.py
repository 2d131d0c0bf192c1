"""Sample ledgers and scores of a service centre: two closed periods and the one that is running, all of them made up.

`<slug>.ledgers.toml` beside the sample facts holds them. The site is marked as sample, and with it every page and file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.access.actor import Actor, Scope
from app.assessments.ledger_rows import period_of, read_row
from app.journeys.assessments.contract import keep_signed_terms
from app.journeys.assessments.contracts import OperatedSite, operated_sites
from app.journeys.assessments.half_years import half_year_of
from app.journeys.assessments.ledgers import SUBJECT, new_entry
from app.journeys.assessments.payments import enter_payment
from app.journeys.assessments.scoring import Points, Side, close_half_year, give_points
from app.journeys.changes import change_by
from app.journeys.house import House
from app.standards.ledgers import LedgerDefinition
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.ledgers import insert_ledger_entries
from app.units import Period

_BUREAU = Actor("demo-bureau", "考核组（示例）", "county_admin", ())
_SIGNED_AFTER, _BEGAN_AFTER = 25, 45
"""Days into its first period on which the sample contract is signed, and operation begins."""
_END = "end"
_PERIODS = 3


async def add_ledgers(house: House, actor: Actor, reason: str) -> None:
    """Rows of three periods for every site under a contract with a file, and the scores of the two that are over."""
    for operated in await operated_sites(house, actor):
        path = house.settings.seeds_dir / "demo" / f"{operated.programme.slug}.ledgers.toml"
        if path.exists():
            await _add(house, actor, operated, _read(path), reason)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


async def _add(house: House, actor: Actor, operated: OperatedSite, sample: Mapping[str, Any], reason: str) -> None:
    periods, today = _periods(operated, house.today()), house.today()
    rows = [found for back, period in enumerate(periods) for found in _rows(operated, sample, back, period, today)]
    entries = [new_entry(house, actor, operated, ledger, read_row(ledger, given, today)) for ledger, given in rows]
    async with transaction():
        await insert_ledger_entries(entries)
        await append_changes([change_by(actor, house, "ledger.sampled", SUBJECT, operated.code, reason=reason)])
    await _sign(house, operated, sample["signed"], periods)
    for half in sample["scored"]:
        await _score(house, operated, half, periods[half["back"]].text)
    for paid in sample["paid"]:
        day = min(periods[sample["signed"]["began"]].first_day + timedelta(days=paid["after"]), today)
        typed = {"amount": paid["amount"], "day": day.isoformat(), "voucher": paid["voucher"]}
        await enter_payment(house, _BUREAU, operated.code, paid["part"], typed)


async def _sign(house: House, operated: OperatedSite, signed: Mapping[str, Any], periods: list[Period]) -> None:
    first = periods[signed["began"]].first_day
    typed = {code: said for code, said in signed.items() if code != "began"}
    days = {"signed_on": (first + timedelta(days=_SIGNED_AFTER)).isoformat()}
    days["started_on"] = (first + timedelta(days=_BEGAN_AFTER)).isoformat()
    await keep_signed_terms(house, _BUREAU, operated.code, 0, typed | days)


async def _score(house: House, operated: OperatedSite, half: Mapping[str, Any], period: str) -> None:
    operator = Actor("demo", "运营单位（示例）", "operator", (Scope(site=operated.code),))
    sides: tuple[tuple[Side, Actor], ...] = (("self", operator), ("review", _BUREAU))
    for side, who in sides:
        points = {line: str(one["points"]) for line, one in half[side].items()}
        reasons = {line: one["reason"] for line, one in half[side].items()}
        given = Points(points, reasons, half.get("bonus", {}), {}, half.get("evidence", ""))
        version = (await half_year_of(house, operated, period)).version
        await give_points(house, who, operated.code, period, side, version, given)
    await close_half_year(house, _BUREAU, operated.code, period, len(sides))


def _periods(operated: OperatedSite, today: date) -> list[Period]:
    """The running period and the two before it."""
    found = [period_of(operated.card.grain, today)]
    while len(found) < _PERIODS:
        found.append(period_of(operated.card.grain, found[-1].first_day - timedelta(days=1)))
    return found


def _rows(
    operated: OperatedSite, sample: Mapping[str, Any], back: int, period: Period, today: date
) -> Iterator[tuple[LedgerDefinition, dict[str, Any]]]:
    """The sample rows of a period up to today, each with its ledger."""
    ledgers = {ledger.code: ledger for ledger in operated.book.ledgers}
    year, first, _ = period.months
    for row in sample["row"]:
        if back not in row.get("back", (0, 1, 2)):
            continue
        for month in row["months"]:
            day = date(year, first + month - 1, row["day"])
            values = {code: _dated(said, day) for code, said in row.get("values", {}).items()}
            said = [value for value in values.values() if isinstance(value, date)]
            if max([day, *said]) < today:
                written = {code: str(value) if isinstance(value, date) else value for code, value in values.items()}
                for _ in range(row.get("times", 1)):
                    yield ledgers[row["ledger"]], {"day": str(day), "nothing": row.get("nothing", False), **written}


def _dated(said: Any, day: date) -> Any:
    """A value; ``+3`` is a day so much later, ``end`` the month's last."""
    if said == _END:
        return Period.month(day.year, day.month).last_day
    return day + timedelta(days=int(said)) if isinstance(said, str) and said.startswith("+") else said
