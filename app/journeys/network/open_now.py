"""Whether a site can be gone to, and whether it is open now: one answer for lists, pages, map and interface.

A site that is not operating is never open, whatever hours it reported. Hours that nobody reported are unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.compliance.standing import is_operating
from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS, DayHours, Opening, hours_on, opening_at
from app.sites.site import Site
from app.units import CHINA


def opening_of(site: Site, moment: datetime) -> Opening | None:
    """Whether the site is open at a moment, in the county's time; None when its hours are not known.

    Asked of a site that is not operating: closed, with no day on which it opens.
    """
    if not is_operating(site):
        return Opening("closed")
    hours, special = site.facts.get(OPENING_HOURS), site.facts.get(SPECIAL_DAYS)
    if not isinstance(hours, Mapping):
        return None
    return opening_at(hours, moment.astimezone(CHINA), special if isinstance(special, Mapping) else None)


def hours_of(site: Site, day: date) -> DayHours | None:
    """What the hours of the site are on a day, holidays and its special days considered; None when not known."""
    hours, special = site.facts.get(OPENING_HOURS), site.facts.get(SPECIAL_DAYS)
    if not isinstance(hours, Mapping):
        return None
    return hours_on(day, hours, special if isinstance(special, Mapping) else None)
