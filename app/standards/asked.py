"""What a site is asked for, in the order it is shown: decided here once, for form, workbook and reminders alike.

Derived from the fields of a site and from the clauses of its kind, never listed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from app.sites.fields import FIELDS, SiteField
from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS
from app.sites.site import Site
from app.sites.vocabulary import COLLECTIONS, FactKind, MetricKind
from app.standards.form import Question, form_for
from app.standards.programme import Clause, Group, Programme
from app.units import Grain, Period, last_full_months, last_full_years

WHAT_TO_BRING = "what_to_bring"
ALWAYS_ASKED = (OPENING_HOURS, SPECIAL_DAYS, WHAT_TO_BRING)
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
    """The whole form of one site, or of all sites of a kind."""

    fields: tuple[SiteField, ...]
    """What is asked of the site itself: where it is, how it is reached."""
    sections: Mapping[Group, tuple[AskedFact, ...]]
    others: tuple[AskedFact, ...]
    """What has been reported though no clause of the kind asks for it: it can go stale and be wrong like the rest."""
    metrics: tuple[AskedMetric, ...]
    other_metrics: tuple[AskedMetric, ...]
    """Figures that have been reported though no clause asks for them."""

    def facts(self) -> tuple[AskedFact, ...]:
        """Every fact and collection, section by section."""
        return (*(fact for section in self.sections.values() for fact in section), *self.others)

    def figures(self) -> tuple[AskedMetric, ...]:
        """Every figure, those that clauses ask for first."""
        return (*self.metrics, *self.other_metrics)


def asked_of(programme: Programme, site: Site, day: date) -> Asked:
    """What the site is asked for on a day."""
    figures = {metric for metric, _ in site.metrics}
    held = {field.key for field in FIELDS if getattr(site, field.name) != field.absent}
    return asked_of_kind(programme, site.kind, site.tier, day, {*held, *site.facts, *figures})


def asked_of_kind(
    programme: Programme, kind: str, tier: str | None, day: date, reported: Collection[str] = ()
) -> Asked:
    """What sites of a kind and tier (None: of any tier) are asked for on a day.

    `reported` are the keys of fields and the codes of facts and figures that have been reported all the same.
    """
    form = form_for(programme, kind, tier, day)
    vocabulary = programme.vocabulary
    remote = programme.entry_rules.kinds[kind].remote
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
    others = (code for code in (*vocabulary.facts, *COLLECTIONS) if code not in named and code in reported)
    figures = {question.code: question.clauses for question in form.metrics}
    return Asked(
        fields=tuple(field for field in FIELDS if _is_asked(field, remote, reported)),
        sections={group: tuple(found) for group, found in sections.items()},
        others=tuple(AskedFact(code, vocabulary.facts.get(code), (), ()) for code in others),
        metrics=tuple(_figure(vocabulary.metrics[code], day, clauses) for code, clauses in figures.items()),
        other_metrics=tuple(
            _figure(metric, day, ())
            for code, metric in vocabulary.metrics.items()
            if code in reported and code not in figures
        ),
    )


def monthly_figures(programme: Programme, kind: str, tier: str, day: date) -> tuple[str, ...]:
    """The figures that the form of a kind and tier asks for by the month, in its order."""
    asked = asked_of_kind(programme, kind, tier, day).metrics
    return tuple(metric.kind.code for metric in asked if metric.kind.grain == "month")


def _is_asked(field: SiteField, remote: bool, reported: Collection[str]) -> bool:
    match field.asked_of:
        case "every_site":
            return True
        case "remote_sites":
            return remote or field.key in reported
        case "nobody":
            return False
        case _:
            assert_never(field.asked_of)


def _figure(kind: MetricKind, day: date, clauses: tuple[Clause, ...]) -> AskedMetric:
    return AskedMetric(kind, periods_shown(kind.grain, day), clauses)


def _asked(question: Question, kind: FactKind | None) -> AskedFact:
    return AskedFact(question.code, kind, question.clauses, question.items)


def periods_shown(grain: Grain, day: date) -> tuple[Period, ...]:
    """The periods that figures of this grain are asked for: the last full ones and the one that is running.

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
        case _:
            assert_never(grain)


def _parts(day: date, letter: str, parts_a_year: int) -> tuple[Period, ...]:
    now = day.year * parts_a_year + (day.month - 1) * parts_a_year // 12
    return tuple(
        Period.parse(f"{part // parts_a_year}-{letter}{part % parts_a_year + 1}") for part in range(now - 4, now + 1)
    )
