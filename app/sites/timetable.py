"""The hours of a site as one text, the same where the hours are the same: what columns keep of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from typing import Any

from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS
from app.sites.site import Site, Span, SpecialDays, WeeklyHours


def timetable_text(site: Site) -> str | None:
    """The week of a site and its own special days; None where its hours were not reported."""
    hours, special = site.facts.get(OPENING_HOURS), site.facts.get(SPECIAL_DAYS)
    if not isinstance(hours, Mapping):
        return None
    return _text_of(tuple(hours.items()), tuple(special.items()) if isinstance(special, Mapping) else ())


def timetable_of(text: str) -> tuple[WeeklyHours, SpecialDays]:
    """The week and the special days of which `timetable_text` made this text."""
    hours, special = json.loads(text)
    return _read(hours), _read(special)


@lru_cache(4_096)
def _text_of(*both: tuple[tuple[str, tuple[Span, ...]], ...]) -> str:
    return json.dumps(
        [{day: [[at.isoformat() for at in span] for span in spans] for day, spans in days} for days in both]
    )


def _read(days: Mapping[str, Any]) -> dict[str, tuple[Span, ...]]:
    return {
        day: tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
        for day, spans in days.items()
    }
