"""放假安排: the notices of holidays that the county entered, held by every process for the one calendar there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.errors import NotFound, Refused, Stale
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import record_move
from app.journeys.house import House
from app.sites.holiday_form import read_notice
from app.sites.statutory_days import YearNotice, hold_notices, is_carried
from app.store.engine import transaction
from app.store.holiday_notices import (
    REVISION,
    StoredHolidayNotice,
    insert_holiday_notice,
    read_holiday_notices,
    replace_holiday_notice,
)
from app.store.revisions import read_revision
from app.wording import Wording

SUBJECT = "holidays"
HOLIDAY_ACTIONS: Mapping[str, Wording] = {
    "holidays.entered": Wording("登记放假安排", "Holidays entered"),
    "holidays.corrected": Wording("更正放假安排", "Holidays corrected"),
}
_MOVED_ON = Wording("该年的放假安排刚被他人修改", "the holidays of this year were just changed by somebody else")
_NOTHING = Wording("与现有登记相同，没有变更", "nothing would change")


@dataclass(slots=True)
class HeldCalendar:
    """Kept: which revision of the notices this process judges days by, and when that was last asked for, in seconds of
    the machine's clock. Lost, they are read again.
    """

    revision: int = -1
    asked_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class EnteredYear:
    """A year as it was entered: the arrangement and its row."""

    notice: YearNotice
    stored: StoredHolidayNotice


async def hold_calendar(house: House, at_most_old_seconds: float = 0) -> None:
    """Have this process judge days by the notices that stand in the database now; asked often, it reads seldom.

    Where it asked the database within `at_most_old_seconds`, it does not ask again.
    """
    held, now = house.kept.of(HeldCalendar), monotonic()
    if now - held.asked_at < at_most_old_seconds:
        return
    revision = await read_revision(REVISION)
    held.asked_at = now
    if held.revision != revision:
        hold_notices([one.notice for one in await entered_years()])
        held.revision = revision


async def entered_years() -> list[EnteredYear]:
    """The years that were entered, those too that the program carries by now."""
    return [EnteredYear(_notice(one), one) for one in await read_holiday_notices()]


def years_to_enter(today: date) -> list[int]:
    """This year and the next, as far as the program does not carry their notices itself."""
    return [year for year in (today.year, today.year + 1) if not is_carried(year)]


async def enter_holidays(
    house: House, actor: Actor, year: int, seen_version: int, given: Mapping[str, Any]
) -> StoredHolidayNotice:
    """Put a year's arrangement on record, or correct what was entered of it (`seen_version` 0: nothing was).

    Raises InvalidInput with every fault, NotFound for a year that is not asked for, Refused where nothing would change,
    Stale, NotAllowed.
    """
    may_somewhere(actor, "keep_calendar").require()
    if year not in years_to_enter(house.today()):
        raise NotFound(Wording(f"{year} 年不需要登记", f"{year} need not be entered"))
    notice, document = read_notice(given, year)
    days = json_text({"off": _texts(notice.off), "worked": _texts(notice.worked)})
    stored = StoredHolidayNotice(
        year=str(year),
        document=document,
        days=days,
        entered_by_key=actor.key,
        entered_by_name=actor.name,
        entered_at=house.now(),
    )
    async with transaction():
        before = next((one for one in await read_holiday_notices() if one.year == str(year)), None)
        version = before.version if before else 0
        if seen_version != version:
            raise Stale(_MOVED_ON, version)
        if before is not None and (before.days, before.document) == (days, document):
            raise Refused(_NOTHING)
        if before is None:
            await insert_holiday_notice(stored)
        else:
            saved = await replace_holiday_notice(stored, version)
            if saved is None:
                raise Stale(_MOVED_ON, version)
            stored = saved
        action = "holidays.corrected" if before else "holidays.entered"
        await record_move(house, actor, action, SUBJECT, before, stored, lambda one: one.days, document)
    await hold_calendar(house)
    return stored


def _texts(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in sorted(days.items())}


def _notice(stored: StoredHolidayNotice) -> YearNotice:
    said = load_json(stored.days.encode())
    off, worked = ({date.fromisoformat(day): name for day, name in said[part].items()} for part in ("off", "worked"))
    return YearNotice(int(stored.year), off, worked)
