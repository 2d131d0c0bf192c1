"""What a site has reported, in words. People are counted by role; nobody is named who did not agree to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.journeys.network.open_now import hours_of
from app.sites.facts import write_fact
from app.sites.fields import carried
from app.sites.opening import OPENING_HOURS, joined
from app.sites.site import FactValue, Site, Span, WeeklyHours
from app.sites.vocabulary import EMPLOYMENTS, WEEKDAYS, FactKind, Vocabulary
from app.standards.asked import WHAT_TO_BRING
from app.web import formats
from app.web.language import Speech
from app.web.plain_services import SERVICES
from app.web.site_rows import day_note
from app.wording import Wording, listed

_SHOWN_APART = frozenset({OPENING_HOURS, SERVICES, WHAT_TO_BRING})
_PLACED = frozenset({"name", "status", "address", "phone", "host_city", "accepted_on", "sample"})
"""Fields that the page shows in its head or under words of their own, or that say nothing to the public."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One line of reported facts."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure of one period."""

    label: str
    period: str
    value: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person whose row says that it is public."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Weekday:
    """Opening hours of one day, in words. `note` says what sets the day apart; empty where nothing does."""

    name: str
    date: str
    spans: tuple[str, ...]
    is_today: bool
    note: str


def shown_facts(site: Site, vocabulary: Vocabulary, say: Speech, day: date) -> tuple[ShownFact, ...]:
    """Every reported fact, in the vocabulary's order, then equipment, people in post and trainings."""
    return tuple(_lines(site, vocabulary, say, day))


def shown_fields(site: Site, say: Speech) -> tuple[ShownFact, ...]:
    """What the site says of itself beyond what its page gives a place of its own."""
    fields = (field for field in carried("public") if field.key not in _PLACED)
    return tuple(
        ShownFact(say.of(field.label), fact_text(field.value, value, say))
        for field in fields
        if field.value is not None and (value := getattr(site, field.name)) not in (None, "")
    )


def _lines(site: Site, vocabulary: Vocabulary, say: Speech, day: date) -> Iterator[ShownFact]:
    for kind in vocabulary.facts.values():
        if kind.code in site.facts and kind.code not in _SHOWN_APART:
            yield ShownFact(say.of(kind.label), fact_text(kind, site.facts[kind.code], say))
    if site.equipment is not None:
        working = [
            Wording(*(f"{text} {count}" for text in vocabulary.item_label(item)))
            for item, count in site.equipment.items()
        ]
        yield ShownFact(say("site.equipment"), say.of(listed(working)) or say("site.none"))
    if site.staff is not None:
        counts = Counter((p.role, p.employment) for p in site.staff if p.in_post(day))
        people = [_people(vocabulary.item_label(role), EMPLOYMENTS[how], n) for (role, how), n in counts.items()]
        yield ShownFact(say("site.staff"), say.of(listed(people)) or say("site.none"))
    if site.trainings is not None:
        held = [
            Wording(*(f"{text} {formats.day(t.day)}" for text in vocabulary.item_label(t.topic)))
            for t in sorted(site.trainings, key=lambda t: t.day, reverse=True)
        ]
        yield ShownFact(say("site.trainings"), say.of(listed(held)) or say("site.none"))


def _people(role: Wording, employment: Wording, count: int) -> Wording:
    return Wording(f"{role.zh}（{employment.zh}）{count}", f"{role.en} ({employment.en.lower()}) {count}")


def fact_text(kind: FactKind, value: FactValue, say: Speech) -> str:
    """The value of one fact in words."""
    if isinstance(value, bool):
        return say("site.yes") if value else say("site.no")
    if isinstance(value, int | Decimal):
        return formats.quantity(value, say.of(kind.unit) if kind.unit else "")
    if isinstance(value, frozenset):
        chosen = [label for code, label in kind.items.items() if code in value]
        return say.of(listed(chosen)) or say("site.none")
    if isinstance(value, Mapping):
        return "; ".join(_days(value, say))
    written = str(write_fact(value))
    return say.of(kind.items[written]) if written in kind.items else written


def fact_lines(kind: FactKind, value: FactValue, say: Speech) -> tuple[str, ...]:
    """The value of one fact in words: hours a line a day, everything else in one."""
    return tuple(_days(value, say)) if isinstance(value, Mapping) else (fact_text(kind, value, say),)


def _days(hours: WeeklyHours, say: Speech) -> Iterator[str]:
    for day in hours:
        yield f"{_day_name(day, say)} {'  '.join(_spans(hours, day)) or say('site.closed_day')}"


def _day_name(day: str, say: Speech) -> str:
    """A weekday's name; a single day is written as it is."""
    return say.of(WEEKDAYS[day]) if day in WEEKDAYS else day


def shown_figures(site: Site, vocabulary: Vocabulary, say: Speech) -> tuple[ShownFigure, ...]:
    """Every reported figure, metric by metric, the latest period first."""
    order = {code: place for place, code in enumerate(vocabulary.metrics)}
    rows = sorted(site.metrics.items(), key=lambda row: row[0][1].text, reverse=True)
    rows.sort(key=lambda row: order.get(row[0][0], len(order)))
    return tuple(
        ShownFigure(
            say.of(vocabulary.metrics[metric].label),
            say("site.cumulative") if period.grain == "cumulative" else period.text,
            formats.quantity(value, say.of(vocabulary.metrics[metric].unit)),
        )
        for (metric, period), value in rows
        if metric in vocabulary.metrics
    )


def services_of(site: Site, vocabulary: Vocabulary, say: Speech) -> tuple[str, ...] | None:
    """What can be done at the site; None when it did not say."""
    reported = site.facts.get(SERVICES)
    if not isinstance(reported, frozenset):
        return None
    items: Mapping[str, Wording] = vocabulary.facts[SERVICES].items
    return tuple(say.of(label) for code, label in items.items() if code in reported)


def public_contacts(site: Site, vocabulary: Vocabulary, say: Speech, day: date) -> tuple[Contact, ...]:
    """The people in post whose rows say that they are public."""
    return tuple(
        Contact(person.name, say.of(vocabulary.item_label(person.role)), person.phone or "")
        for person in site.staff or ()
        if person.public and person.name and person.in_post(day)
    )


def week_of(site: Site, say: Speech, today: date) -> tuple[Weekday, ...]:
    """The opening hours of today and the six days after it as they are: holidays, make-up days, the site's own days.

    Nothing when they were not reported. Of a year without a notice of holidays only today's line says why its hours are
    not certain, the others that one asks first.
    """
    labels, days = tuple(WEEKDAYS.values()), []
    for ahead in range(len(WEEKDAYS)):
        day = today + timedelta(days=ahead)
        held = hours_of(site, day)
        if held is None:
            return ()
        is_unsure = held.because == "unknown_year" and ahead > 0
        note = say("open.ask_first") if is_unsure else day_note(held.because, held.holiday, day, say)
        spans = _span_texts(held.spans) or (say("site.closed_day"),)
        days.append(Weekday(say.of(labels[day.weekday()]), formats.month_day(day, say), spans, ahead == 0, note))
    return tuple(days)


def _spans(hours: WeeklyHours, weekday: str) -> tuple[str, ...]:
    return _span_texts(tuple(joined(tuple(hours.get(weekday, ())))))


def _span_texts(spans: tuple[Span, ...]) -> tuple[str, ...]:
    return formats.hours(spans)
