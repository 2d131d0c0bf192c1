"""A site as one row of a list: everything already in words, and the same words on every page that lists sites.

A page that says more of each site (how much is met, what a clause says) keeps that beside the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.compliance.standing import is_operating
from app.journeys.house import House
from app.journeys.network.find import NearSite
from app.journeys.network.judged import NetworkSite
from app.journeys.network.open_now import hours_of, opening_of
from app.journeys.network.way import estimate_way
from app.sites.divisions import Division
from app.sites.opening import Because, Opening
from app.sites.romanised import english_city, sounded
from app.sites.site import Site
from app.sites.vocabulary import STATUSES, WEEKDAYS
from app.standards.programme import Programme
from app.units import CHINA
from app.web import formats
from app.web.language import Speech
from app.web.maps.parts import kind_class
from app.web.plain_services import services_in_a_row
from app.web.states import Mark
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether a site is open now, as a sentence. `is_open` is None when that is not known."""

    text: str
    is_open: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """One row. Empty texts are not shown, None neither; `kind_class` only where the page has the colours of the map."""

    code: str
    name: str
    kind: str
    sample: bool
    status_label: str
    """The state of a site that is not operating."""
    kind_class: str = ""
    place: str = ""
    openness: Openness | None = None
    hours: str = ""
    """The hours of the days that were asked for."""
    phone: str = ""
    distance: str = ""
    way: str = ""
    is_located: bool = True
    is_operating: bool = True
    ways_href: str = ""
    """Where the ways there are, for map applications; empty where it has no point."""
    services: str = ""
    """What a person gets there, in everyday words."""
    mark: Mark | None = None
    sound: str = ""
    """How the name is said, on an English page."""


def site_row(house: House, say: Speech, site: Site, mark: Mark | None = None) -> SiteRow:
    """A site by its name, its kind and, where it is not operating, its state; `mark` is how it stands in this list."""
    return SiteRow(
        code=site.code,
        name=site.called,
        kind=say.of(house.programmes[site.programme].kinds_by_code[site.kind].label),
        sample=site.sample,
        status_label=say.of(STATUSES[site.status]) if site.status and not is_operating(site) else "",
        mark=mark,
        sound=sound_of(house, say, site),
    )


def visitors_row(
    house: House,
    say: Speech,
    member: NetworkSite,
    moment: datetime,
    near: NearSite | None = None,
    days: Sequence[date] = (),
) -> SiteRow:
    """A site with what a visitor wants to know at a moment; `near` carries how far it is, where that is known.

    `days` are those that were asked for, whose hours are said besides.

    No verdict stands beside it: it helps nobody to find a place.
    """
    site = member.site
    return replace(
        site_row(house, say, site),
        is_operating=is_operating(site),
        kind_class=kind_class(site.programme, site.kind),
        place=place_name(house, say, site),
        openness=openness(site, say, moment),
        hours=_hours_of(site, say, days) if is_operating(site) else "",
        phone=site.phone or "",
        distance=formats.distance(near.metres, say) if near else "",
        way=_way(house, say, near) if near else "",
        is_located=site.location is not None,
        services=services_in_a_row(site, house.programmes[site.programme].vocabulary, say),
        ways_href=f"/sites/{site.code}#ways" if site.location else "",
    )


def weekend_of(moment: datetime) -> tuple[date, date]:
    """The next Saturday and Sunday from a moment on, today among them, by the county's calendar.

    >>> [day.isoformat() for day in weekend_of(datetime(2026, 11, 29, 10, tzinfo=CHINA))]
    ['2026-12-05', '2026-11-29']
    """
    today = moment.astimezone(CHINA).date()
    return today + timedelta(days=(5 - today.weekday()) % 7), today + timedelta(days=(6 - today.weekday()) % 7)


def _hours_of(site: Site, say: Speech, days: Sequence[date]) -> str:
    """The hours of some days; empty where they are not known."""
    said = []
    for day in days:
        held = hours_of(site, day)
        if held is not None:
            name = say.of(tuple(WEEKDAYS.values())[day.weekday()])
            spans = " ".join(formats.hours(held.spans)) or say("site.closed_day")
            note = day_note(held.because, held.holiday, day, say)
            said.append(f"{name} {spans}{say.bracketed(note) if note else ''}")
    return say.semicolon.join(said)


def tier_label(house: House, say: Speech, site: Site) -> str:
    """The tier in words; empty where the kind has only one, which would say nothing."""
    kind = house.programmes[site.programme].kinds_by_code[site.kind]
    if len(kind.tiers) == 1:
        return ""
    return next((say.of(tier.label) for tier in kind.tiers if tier.code == site.tier), "")


def place_name(house: House, say: Speech, site: Site) -> str:
    """Where a site is, in a word or two: the host city of an outpost, else its township and village."""
    if site.host_city:
        return say.of(Wording(site.host_city, english_city(site.host_city)))
    path = house.divisions.path(site.division) if site.division else ()
    names = [say.of(division.common_label) for division in path[1:] or path]
    # From the large to the small in Chinese, the other way round in English.
    return "".join(names) if say.language == "zh" else ", ".join(reversed(names))


def sound_of(house: House, say: Speech, site: Site, name: str | None = None) -> str:
    """How a site's name is said, for a page in English; empty in Chinese. `name`: as it was on another day."""
    written = name or site.name
    if say.language == "zh" or not written:
        return ""
    path = house.divisions.path(site.division) if site.division else ()
    county = house.divisions.get(house.programmes[site.programme].jurisdiction)
    return _sounded(written, tuple(dict.fromkeys((*path, *([county] if county else [])))))


@lru_cache(maxsize=4096)
def _sounded(name: str, divisions: tuple[Division, ...]) -> str:
    return sounded(name, {bare: sound for one in divisions for bare, sound in one.sound.items()})


def county_name(house: House, say: Speech, programme: Programme) -> str:
    """The county or district that a programme is for; its short title where the division is not known."""
    county = house.divisions.get(programme.jurisdiction)
    return say.of(county.label if county else programme.short_title)


def openness(site: Site, say: Speech, moment: datetime) -> Openness | None:
    """Whether the site is open at a moment, as a sentence with what sets the day apart.

    None for one that is not operating, whose state says it.
    """
    if not is_operating(site):
        return None
    opening, today = opening_of(site, moment), moment.astimezone(CHINA).date()
    if opening is None:
        return Openness(say("open.unknown"), None)
    text = _opening_text(opening, today, say)
    told_of = opening.day if opening.day and opening.because == "unknown_year" else today
    why = day_note(opening.because, opening.holiday, told_of, say)
    is_open = None if opening.state == "unknown" else opening.state == "open"
    return Openness(say("open.because", text=text, why=why) if why else text, is_open)


def day_note(because: Because | None, holiday: Wording | None, day: date, say: Speech) -> str:
    """What sets a day apart from its week, in a word or two; empty where nothing does."""
    if because == "holiday" and holiday is not None:
        return say.of(holiday)
    return say(f"open.{because}", year=str(day.year)) if because else ""


def _opening_text(opening: Opening, today: date, say: Speech) -> str:
    if opening.state == "open":
        return say("open.now", until=formats.clock(opening.until)) if opening.until else say("open.always")
    if opening.state == "unknown":
        return say("open.maybe_until", until=formats.clock(opening.until)) if opening.until else say("open.maybe")
    if opening.at is None or opening.day is None:
        return say("open.closed")
    at = formats.clock(opening.at)
    if opening.day == today:
        return say("open.later_today", at=at)
    if (opening.day - today).days < len(WEEKDAYS):
        return say("open.later", day=say.of(tuple(WEEKDAYS.values())[opening.day.weekday()]), at=at)
    return say("open.later", day=formats.month_day(opening.day, say), at=at)


def _way(house: House, say: Speech, near: NearSite) -> str:
    circle = house.programmes[near.member.site.programme].service_circle
    if circle is None:
        return ""
    way = estimate_way(near.metres, circle)
    if way is None:
        return ""
    return say(f"find.way_{way.mode}", span=formats.span(way.low_minutes, way.high_minutes, say("unit.minutes")))
