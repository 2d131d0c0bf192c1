"""What the form of one site asks for, in the order it is shown: derived from the clauses of its kind, never listed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.sites.site import Site
from app.sites.vocabulary import COLLECTIONS, EQUIPMENT, STAFF, TRAININGS, FactKind, MetricKind
from app.standards.form import Question, form_for
from app.standards.programme import Clause, Group, Programme
from app.units import Grain, Period, last_full_months, last_full_years

OPENING_HOURS, SPECIAL_DAYS = "opening_hours", "special_days"
ALWAYS_ASKED = (OPENING_HOURS, SPECIAL_DAYS)
"""Facts that every site is asked for, whether a clause looks at them or not: the public needs them."""
MONTHS_SHOWN, YEARS_SHOWN = 12, 3


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact, or one of the collections (`kind` None), with the clauses that look at it and the items they name."""

    code: str
    kind: FactKind | None
    clauses: tuple[Clause, ...]
    items: tuple[str, ...]

    @property
    def item(self) -> str:
        """Its place in a site document."""
        return self.code if self.kind is None else f"facts.{self.code}"


@dataclass(frozen=True, slots=True)
class AskedMetric:
    """A figure with the periods that the form shows, oldest first; the clauses that look at it."""

    kind: MetricKind
    periods: tuple[Period, ...]
    clauses: tuple[Clause, ...]

    @property
    def counts(self) -> bool:
        """Whether it is something counted: there 0 means none. A rate of 0 would say something else."""
        return self.kind.unit.en != "%"


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole form of one site."""

    sections: Mapping[Group, tuple[AskedFact, ...]]
    others: tuple[AskedFact, ...]
    """What has been reported though no clause of the kind asks for it: it can go stale and be wrong like the rest."""
    metrics: tuple[AskedMetric, ...]
    remote: bool

    def facts(self) -> tuple[AskedFact, ...]:
        """Every fact and collection, section by section."""
        return (*(fact for section in self.sections.values() for fact in section), *self.others)


def asked_of(programme: Programme, site: Site, day: date) -> Asked:
    """What the site is asked for on a day."""
    form = form_for(programme, site.kind, site.tier, day)
    vocabulary = programme.vocabulary
    sections: dict[Group, list[AskedFact]] = {}
    named: set[str] = set()
    for group, questions in form.sections.items():
        for question in questions:
            if question.code in vocabulary.facts or question.code in COLLECTIONS:
                sections.setdefault(group, []).append(_asked(question, vocabulary.facts.get(question.code)))
                named.add(question.code)
    missing = [code for code in ALWAYS_ASKED if code not in named and code in vocabulary.facts]
    sections.setdefault("services", []).extend(AskedFact(c, vocabulary.facts[c], (), ()) for c in missing)
    named |= set(missing)
    others = tuple(
        AskedFact(code, vocabulary.facts.get(code), (), ())
        for code in (*vocabulary.facts, *COLLECTIONS)
        if code not in named and _is_reported(site, code)
    )
    metrics = tuple(
        AskedMetric(vocabulary.metrics[q.code], periods_shown(vocabulary.metrics[q.code].grain, day), q.clauses)
        for q in form.metrics
    )
    remote = programme.entry_rules.kinds[site.kind].remote
    return Asked({group: tuple(found) for group, found in sections.items()}, others, metrics, remote)


def _is_reported(site: Site, code: str) -> bool:
    held = {EQUIPMENT: site.equipment, STAFF: site.staff, TRAININGS: site.trainings}
    return held[code] is not None if code in held else code in site.facts


def _asked(question: Question, kind: FactKind | None) -> AskedFact:
    return AskedFact(question.code, kind, question.clauses, question.items)


def periods_shown(grain: Grain, day: date) -> tuple[Period, ...]:
    """The periods a form shows for figures of this grain: the last full ones and the one that is running.

    >>> [p.text for p in periods_shown("quarter", date(2026, 11, 24))]
    ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4']
    """
    match grain:
        case "month":
            return (*last_full_months(day, MONTHS_SHOWN), Period.month(day.year, day.month))
        case "quarter":
            return _parts(day, "Q", 4)
        case "half":
            return _parts(day, "H", 2)
        case "year":
            return (*last_full_years(day, YEARS_SHOWN), Period.year(day.year))
        case "cumulative":
            return (Period.parse("cumulative"),)


def _parts(day: date, letter: str, parts_a_year: int) -> tuple[Period, ...]:
    now = day.year * parts_a_year + (day.month - 1) * parts_a_year // 12
    return tuple(
        Period.parse(f"{part // parts_a_year}-{letter}{part % parts_a_year + 1}") for part in range(now - 4, now + 1)
    )
