"""What stood recorded at the end of a past day: before it was first recorded a site has no state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.errors import NotFound
from app.store.changes import ChangeRecord, read_changes_until, read_first_changes
from app.store.replica import may_lag
from app.store.sites import StoredSite, read_sites
from app.units import CHINA
from app.wording import Wording


class NotYetRecorded(NotFound):
    """The site was recorded first on a later day, `since`; what it was before, nobody has said."""

    def __init__(self, row: StoredSite, since: date, day: date) -> None:
        self.code, self.programme = row.code, row.programme
        message = Wording(
            f"站点 {row.code} 于 {since} 首次登记，{day} 尚未登记。",
            f"Site {row.code} was first recorded on {since}; not yet recorded on {day}.",
        )
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class RecordedRows:
    """The sites as they stood recorded at the end of a day, and how many of each programme were recorded only later.

    `has_later_samples`: whether any of those recorded later is demonstration data.
    """

    rows: tuple[StoredSite, ...]
    later: Mapping[str, int]
    has_later_samples: bool


async def rows_on(day: date) -> RecordedRows:
    """The registry at the end of a past day."""
    async with may_lag():
        then = {change.subject_key: change for change in await read_changes_until(_end_of(day), "site")}
        now = await read_sites()
    rows, late = [], []
    for row in now:
        change = then.get(row.code)
        if change is None:
            late.append(row)
        elif change.after is not None:
            rows.append(_as_recorded(row, change))
    return RecordedRows(tuple(rows), Counter(row.programme for row in late), any(row.sample for row in late))


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


def _as_recorded(row: StoredSite, change: ChangeRecord) -> StoredSite:
    return replace(
        row,
        document=change.after or row.document,
        version=change.version or row.version,
        updated_at=change.at,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=CHINA) - timedelta(microseconds=1)
