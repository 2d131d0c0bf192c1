"""What is due at one site: each thing with a sentence that says what is wrong and what would settle it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from app.compliance.due import asks_months, item_named, item_settling
from app.compliance.standing import is_operating, unasked
from app.compliance.verdicts import ClauseVerdict
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.network.judges import judge_of
from app.standards.asked import monthly_figures
from app.standards.programme import Programme
from app.units import Period, last_full_months
from app.wording import Wording

TaskKind = Literal["not_met", "unknown", "metric", "confirm", "rectify", "sent_back"]
ORDER: tuple[TaskKind, ...] = ("sent_back", "not_met", "unknown", "metric", "confirm", "rectify")
"""The order of the work: what came back, what fails, what is missing, the month's figures, what went stale, what the
office found on a visit."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `sentence` says what is wrong and what would settle it; `item` is the field it is done in.

    `drafted`: a draft of the person's own answers it. `clause` is None for tasks that no clause stands behind; `period`
    is the month of a figure; `due` is the deadline of a rectification and `rectification` its id.
    """

    kind: TaskKind
    site: NetworkSite
    item: str
    sentence: Wording
    clause: str | None = None
    must: bool = True
    period: str = ""
    drafted: bool = False
    due: date | None = None
    rectification: UUID | None = None


@dataclass(frozen=True, slots=True)
class EarlyFigures:
    """The figures of the month that is still running, not yet reported for a site: they may be filled in already."""

    site: NetworkSite
    metrics: tuple[str, ...]


def tasks_of(house: House, whole: Network, member: NetworkSite) -> Iterable[Task]:
    """Everything due at one site, with its sentence: what a clause lacks, the months not reported, what went stale.

    Nothing at one that closed or is not built.
    """
    if unasked(member.site, whole.as_of) is not None:
        return
    programme = house.programme(member.site.programme)
    verdict = judge_of(house, programme, whole.as_of).verdict(member.site)
    for clause in verdict.clauses:
        is_open = clause.verdict == "unknown" and not asks_months(clause.clause)
        if clause.verdict == "not_met" or is_open:
            item = item_of(programme, clause)
            kind: TaskKind = "not_met" if clause.verdict == "not_met" else "unknown"
            yield Task(kind, member, item, clause.explanation, clause.clause.id, clause.clause.level == "must")
    yield from _metrics(house, programme, member, whole.as_of, verdict.clauses)
    for code in verdict.due_for_confirmation:
        label, item = programme.vocabulary.label(code), item_named(programme.vocabulary, code)
        said = member.site.reports[code].day
        sentence = Wording(
            f"{label.zh}：{said} 填报，已超过 {programme.freshness_days} 天，请确认有无变化",
            f"{label.en}: reported on {said}, more than {programme.freshness_days} days ago; is it still so?",
        )
        yield Task("confirm", member, item, sentence)


def figures_due(
    house: House, programme: Programme, member: NetworkSite, as_of: date, verdicts: Iterable[ClauseVerdict]
) -> dict[tuple[str, str], ClauseVerdict | None]:
    """The monthly figures that are asked for and not reported, by metric and month, with the clause that looks at it.

    Last month's, and older ones that a clause still looks at. Of `verdicts` only those on months have a say, and of
    these only what is unknown misses any.
    """
    asked: dict[tuple[str, str], ClauseVerdict | None] = {}
    last = last_full_months(as_of, 1)[0]
    if is_operating(member.site):
        for code in _monthly(house, programme, member, as_of):
            if (code, last) not in member.site.metrics:
                asked[code, last.text] = None
    for clause in verdicts:
        if asks_months(clause.clause):
            asked |= {(clause.needs[0], period): clause for period in clause.missing if clause.needs}
    return asked


def _metrics(
    house: House, programme: Programme, member: NetworkSite, as_of: date, verdicts: tuple[ClauseVerdict, ...]
) -> Iterable[Task]:
    asked = figures_due(house, programme, member, as_of, verdicts)
    for metric, period in sorted(asked):
        wanting = asked[metric, period]
        label, item = programme.vocabulary.label(metric), f"metrics.{metric}.{period}"
        sentence = Wording(f"{period} {label.zh}未填报", f"{label.en} for {period} has not been reported")
        must = wanting is None or wanting.clause.level == "must"
        known = None if wanting is None else wanting.clause.id
        yield Task("metric", member, item, sentence, known, must, period)


def early_of(house: House, member: NetworkSite, as_of: date, sent: Container[tuple[str, str]] = ()) -> EarlyFigures:
    """The monthly figures of the running month that nobody has reported or handed in (`sent`: site and item) yet."""
    if not is_operating(member.site):
        return EarlyFigures(member, ())
    programme, running = house.programme(member.site.programme), Period.month(as_of.year, as_of.month)
    open_ones = (
        code
        for code in _monthly(house, programme, member, as_of)
        if (code, running) not in member.site.metrics
        and (member.site.code, f"metrics.{code}.{running.text}") not in sent
    )
    return EarlyFigures(member, tuple(open_ones))


@dataclass(slots=True)
class AskedMonths:
    """Kept: which figures sites of a kind and tier are asked for by the month. Renewed every day; lost, asked again."""

    day: date = date.min
    by_sort: dict[tuple[str, str, str, str], tuple[str, ...]] = field(default_factory=dict)


def _monthly(house: House, programme: Programme, member: NetworkSite, as_of: date) -> tuple[str, ...]:
    """The figures that the site's form asks for by the month: the same for all of a kind and tier."""
    kept = house.kept.of(AskedMonths)
    if kept.day != as_of:
        kept.day, kept.by_sort = as_of, {}
    sort = programme.slug, programme.content_hash, member.site.kind, member.site.tier
    if sort not in kept.by_sort:
        kept.by_sort[sort] = monthly_figures(programme, member.site.kind, member.site.tier, as_of)
    return kept.by_sort[sort]


def item_of(programme: Programme, clause: ClauseVerdict) -> str:
    """The field in which a clause's verdict can be settled: the first fact it lacks, else the first it looks at."""
    return item_settling(programme.vocabulary, clause.clause, clause.needs, clause.missing)
