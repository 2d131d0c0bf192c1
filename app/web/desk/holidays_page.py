"""放假安排: how days off stand for this year and the next, and the form for a year that the program does not carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.holidays import EnteredYear, enter_holidays, entered_years, years_to_enter
from app.journeys.house import House
from app.journeys.network.judged import network
from app.sites.holiday_form import MAKE_UP_DAYS, YEARLY, field_of
from app.sites.statutory_days import HOLIDAYS, is_carried, statutory_day
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, version_in_form, whole_in_form
from app.web.language import Speech
from app.web.pages import page
from app.web.tried import Wrong, tried

PAGE = "/holidays"


@get(PAGE, opt=audience("read_site_inside"))
async def holidays_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """This year and the next: what is off, what is worked for it, and where it is not known yet."""
    return await _page(request, house, say, None, {}, {})


@post(PAGE, opt=audience("keep_calendar"), status_code=303)
async def entering_holidays(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Enter a year or correct it; what is wrong comes back with everything typed."""
    form = await request.form()
    typed = {name: str(value).strip() for name, value in form.items()}
    year = whole_in_form(typed.get("year")) or 0
    version = version_in_form(form.get("version"))
    done = await tried(enter_holidays(house, request.user, year, version, typed), say)
    if isinstance(done, Wrong):
        return await _page(request, house, say, year, typed, done.faults, done.status)
    return Redirect(f"{PAGE}?done=entered", status_code=303)


async def _page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    at: int | None,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    whole, today = await network(house), house.today()
    entered = {one.notice.year: one for one in await entered_years()}
    keeps = may_somewhere(request.user, "keep_calendar").allowed
    return page(
        request,
        say,
        "desk/holidays.html",
        has_samples=whole.has_samples,
        status_code=status,
        years=[
            {
                "year": year,
                "carried": is_carried(year),
                "entered": entered.get(year),
                "rows": _rows(year, say) if is_carried(year) or year in entered else [],
            }
            for year in (today.year, today.year + 1)
        ],
        forms=[
            {
                "year": year,
                "version": entered[year].stored.version if year in entered else 0,
                "open": year == at or year not in entered,
                "document": typed.get("document", "") if year == at else _document(entered.get(year)),
                "rows": _fields(entered.get(year), typed if year == at else None, faults if year == at else {}, say),
            }
            for year in years_to_enter(today)
            if keeps
        ],
        faults=faults,
        done=request.query_params.get("done") == "entered",
    )


def _document(entered: EnteredYear | None) -> str:
    return entered.stored.document if entered else ""


def _rows(year: int, say: Speech) -> list[dict[str, str]]:
    """A year as the calendar has it, a line a holiday: the stretches off and the days worked."""
    off: dict[str, list[date]] = {}
    worked: dict[str, list[date]] = {}
    for ahead in range(366):
        day = date(year, 1, 1) + timedelta(days=ahead)
        known = statutory_day(day)
        if known.name is not None and day.year == year and known.kind in ("holiday", "make_up"):
            (off if known.kind == "holiday" else worked).setdefault(say.of(known.name), []).append(day)
    return [
        {
            "name": name,
            "off": f"{formats.day(days[0])} – {formats.day(days[-1])}" if len(days) > 1 else formats.day(days[0]),
            "days": str(len(days)),
            "worked": say.comma.join(formats.day(day) for day in worked.get(name, ())),
        }
        for name, days in off.items()
    ]


def _fields(
    entered: EnteredYear | None, typed: Mapping[str, str] | None, faults: Mapping[str, str], say: Speech
) -> list[dict[str, Any]]:
    """A line of the form a holiday: the first and last day off, and the weekend days worked."""
    found = []
    for holiday in YEARLY:
        off = _of(entered.notice.off, holiday) if entered else []
        worked = _of(entered.notice.worked, holiday) if entered else []
        there = {"first": off[0] if off else "", "last": off[-1] if off else ""}
        there |= {f"worked{number}": worked[number] if number < len(worked) else "" for number in range(MAKE_UP_DAYS)}
        fields = [(part, field_of(holiday, part), value) for part, value in there.items()]
        found.append(
            {
                "name": say.of(HOLIDAYS[holiday]),
                "fields": [
                    (say(f"holidays.{part.rstrip('012')}"), name, value if typed is None else typed.get(name, ""))
                    for part, name, value in fields
                ],
                "faults": [(name, faults[name]) for _, name, _ in fields if name in faults],
            }
        )
    return found


def _of(days: Mapping[date, str], holiday: str) -> Sequence[str]:
    return [day.isoformat() for day, name in sorted(days.items()) if name == holiday]
