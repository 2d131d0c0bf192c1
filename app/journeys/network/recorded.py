"""What stood recorded at the end of a past day: before it was first recorded a site has no state."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.errors import NotFound
from app.store.changes import ChangeRecord, State, read_changes_until, read_first_changes, read_states_until
from app.store.sites import StoredSite, read_in_parts
from app.units import CHINA
from app.wording import Wording


class NotYetRecorded(NotFound):
    """The site was recorded first on a later day than the `day` asked about; what it was before, nobody has said."""

    def __init__(self, row: StoredSite, since: date, day: date) -> None:
        self.code, self.programme, self.day = row.code, row.programme, day
        message = Wording(
            f"站点 {row.code} 于 {since} 首次登记，{day} 尚未登记。",
            f"Site {row.code} was first recorded on {since}; not yet recorded on {day}.",
        )
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class RecordedRows:
    """Sites as they stood recorded at the end of a day, and how many of each programme were recorded only later.

    `has_later_samples`: whether any of those recorded later is demonstration data.
    """

    rows: tuple[StoredSite, ...]
    later: Counter[str]
    has_later_samples: bool


async def rows_on(day: date, at_once: int) -> AsyncIterator[RecordedRows]:
    """The registry at the end of a past day, of so many sites at once."""
    until = _end_of(day)
    async for now in read_in_parts(at_once):
        then = await read_states_until(until, "site", [row.code for row in now])
        states = [(row, then.get(row.code)) for row in now]
        rows = tuple(_as_recorded(row, state) for row, state in states if state is not None)
        late = [row for row, state in states if state is None]
        yield RecordedRows(rows, Counter(row.programme for row in late), any(row.sample for row in late))


async def row_on(row: StoredSite, day: date) -> StoredSite:
    """One site as it stood recorded at the end of a past day. Raises NotYetRecorded."""
    then = await read_changes_until(_end_of(day), "site", row.code)
    if then:
        return _as_recorded(row, then[0])
    first = await read_first_changes("site", row.code)
    since = first[0].at if first else row.updated_at
    raise NotYetRecorded(row, since.astimezone(CHINA).date(), day)


def said_of_later(later: int, day: date) -> tuple[Wording, ...]:
    """What is to be said of a day on which so many sites were not recorded yet; nothing of none."""
    if not later:
        return ()
    return (
        Wording(
            f"{later} 个站点在 {day} 之后才登记，当日尚未登记，未计入。",
            f"{later} site(s) were recorded only after {day}: not yet recorded on that day, and not counted.",
        ),
    )


def _as_recorded(row: StoredSite, change: ChangeRecord | State) -> StoredSite:
    return replace(
        row,
        document=change.after or row.document,
        version=change.version or row.version,
        updated_at=change.at,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=CHINA) - timedelta(microseconds=1)
