"""The month's last day, kept as an audit by the server's own clock where the county wants that.

Whether it does stands in the change record: the last word counts. Every process that serves looks once an hour; whoever
comes first keeps the month, and the others find it kept. Months that ended while nobody served are not made up for, but
for the last one: its days can still be looked at.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.access.actor import Actor, program
from app.access.may import Target, may
from app.exchange.strict_json import json_text
from app.journeys.audits.kept_audits import make_audit
from app.journeys.changes import change_by
from app.journeys.clock import Work, an_hour, by_the_clock
from app.journeys.house import House
from app.store.audits import month_is_kept
from app.store.changes import ChangeRecord, append_changes, read_changes_of
from app.store.engine import transaction
from app.store.refusals import RowRefused
from app.units import CHINA

SUBJECT = "audit_clock"
ON, OFF = "audit_clock.on", "audit_clock.off"


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Whether the clock keeps the months of a programme; since when and by whom it was said last, None where never."""

    on: bool
    at: datetime | None = None
    by: str | None = None


async def month_end_of(house: House, slug: str) -> MonthEnd:
    """What the county wants of a programme. Raises NotFound."""
    last = await _last_word(house.programme(slug).slug)
    return MonthEnd(False) if last is None else MonthEnd(last.action == ON, last.at, last.actor_name)


async def turn_month_end(house: House, actor: Actor, slug: str, *, on: bool) -> None:
    """Have the clock keep the months of a programme, or no longer. Raises NotFound, NotAllowed."""
    may(actor, "make_audit", Target(division=house.programme(slug).jurisdiction)).require()
    async with transaction():
        if (await month_end_of(house, slug)).on != on:
            said = json_text({"on": on})
            await append_changes([change_by(actor, house, ON if on else OFF, SUBJECT, slug, after=said)])


async def close_month(house: House) -> int:
    """Keep the month that ended last, for every programme that wants it and has it not; how many were kept."""
    last_day = house.today().replace(day=1) - timedelta(days=1)
    kept = 0
    for slug in house.programmes:
        if await _is_wanted(slug, last_day) and not await month_is_kept(slug, _name(last_day)):
            with suppress(RowRefused):  # another process was quicker
                await make_audit(house, program("clock"), slug, last_day, month=_name(last_day))
                kept += 1
    return kept


@asynccontextmanager
async def closing_months_by_the_clock(house: House, pause: Work = an_hour) -> AsyncIterator[None]:
    """Close months in the background for the length of the block: at once, and after every `pause`."""
    async with by_the_clock(lambda: close_month(house), "closing the month failed", pause):
        yield


async def _last_word(slug: str) -> ChangeRecord | None:
    return next(iter(await read_changes_of(SUBJECT, [slug], [ON, OFF], limit=1)), None)


async def _is_wanted(slug: str, last_day: date) -> bool:
    """Whether the county wanted it when the month ended, and still does."""
    last = await _last_word(slug)
    return last is not None and last.action == ON and last.at.astimezone(CHINA).date() <= last_day


def _name(day: date) -> str:
    return f"{day:%Y-%m}"
