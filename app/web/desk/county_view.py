"""The county's figures as its page shows them: each with the way to the list that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.compliance.progress import LINE_STATES, STEPS, LineState, TargetProgress
from app.journeys.audits.finding_words import clause_titles
from app.journeys.audits.result import ClauseResult
from app.journeys.desk.county import TallyLine
from app.journeys.desk.county_sites import Tally
from app.journeys.spending.spent import LineSpending
from app.standards.programme import Clause, Programme
from app.web.language import Speech
from app.web.spending.spending_page import ShownSpent, shown_spent
from app.web.states import COMPLIANCE_ORDER, MARKS, VERDICT_ORDER, Mark
from app.wording import Wording, listed

_LINE_SIGNS: Mapping[LineState, str] = {
    "reached": "met",
    "not_compliant": "due",
    "short": "not-met",
    "not_built": "unbuilt",
    "unknown": "unknown",
    "aim": "none",
}
LINE_MARKS: Mapping[LineState, Mark] = {code: Mark(_LINE_SIGNS[code], words) for code, words in LINE_STATES.items()}
Count = tuple[Mark, int, str]
"""How many stand so, with the way to the list of them."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One target. `figures` are registered, built, accepted and compliant with their lists, compliant None where the
    document sets no standard; `gap_href` is empty where nothing is wanting. `late` is the lateness of what is wanting.
    """

    id: str
    href: str
    title: str
    is_aim: bool
    is_staff: bool
    mark: Mark
    planned: int
    figures: tuple[tuple[int, str] | None, ...]
    missing: int
    uncompliant: int
    gap: str
    gap_href: str
    late: str
    money: ShownSpent
    basis: str
    reading: str


@dataclass(frozen=True, slots=True)
class BarPart:
    """A stretch of a bar, in percent of its length."""

    sign: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class ShownTally:
    """A township or a kind: how many sites stand how, as numbers and as a bar."""

    name: str
    href: str
    sites: int
    counts: tuple[Count, ...]
    bar: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause: whom it binds, and how often it came out how."""

    title: str
    href: str
    tiers: str
    level: str
    counts: tuple[Count, ...]


def sites_href(slug: str, **asked: str) -> str:
    """The county's list of the sites that a figure counts."""
    return f"/county/{slug}/sites{asking(**asked)}"


def asking(**asked: str) -> str:
    """What an address asks, from its question mark on; what is empty is left out.

    >>> asking(as_of="2026-06-30", step=""), asking(as_of="")
    ('?as_of=2026-06-30', '')
    """
    query = urlencode({name: value for name, value in asked.items() if value})
    return "?" + query if query else ""


def shown_line(programme: Programme, line: TargetProgress, spent: LineSpending, on: str, say: Speech) -> ShownLine:
    """One target of the page; `on` is the day that its links lead to, empty for today."""
    target, slug = line.target, programme.slug
    steps = STEPS if line.is_assessed else STEPS[:-1]
    figures = [(getattr(line, step), sites_href(slug, target=target.id, step=step, as_of=on)) for step in steps]
    late = ""
    if line.missing and line.days_left is not None and line.days_left < 0:
        late = say("county.late", n=-line.days_left)
    return ShownLine(
        id=target.id,
        href=f"/programmes/{slug}{asking(as_of=on)}#t-{target.id}",
        title=say.of(target.title),
        is_aim=target.duty == "strive",
        is_staff=target.counts == "staff",
        mark=LINE_MARKS[line.state],
        planned=line.planned,
        figures=(*figures, *([None] if not line.is_assessed else [])),
        missing=line.missing,
        uncompliant=line.uncompliant,
        gap=say.of(line.gap),
        gap_href=f"/county/{slug}/gaps/{target.id}{asking(as_of=on)}" if line.state != "reached" else "",
        late=late,
        money=shown_spent(programme, spent, say),
        basis=say(f"progress.budget_{target.budget_basis}") if target.budget_basis else "",
        reading=say.of(target.reading) if target.reading else "",
    )


def counts_of_tally(slug: str, tally: Tally, **asked: str) -> tuple[Count, ...]:
    """Each standing with its number and its list."""
    return tuple(
        (MARKS[standing], tally[standing], sites_href(slug, standing=standing, **asked))
        for standing in COMPLIANCE_ORDER
    )


def shown_tally(programme: Programme, line: TallyLine, by: str, on: str, say: Speech) -> ShownTally:
    """A line of the tables; `by` is the filter that its code stands for, `on` the day of its links, empty for today."""
    asked = {by: line.code, "as_of": on}
    return ShownTally(
        name=say.of(line.name),
        href=sites_href(programme.slug, **asked),
        sites=line.sites,
        counts=counts_of_tally(programme.slug, line.tally, **asked),
        bar=_bar(line.tally),
    )


def _bar(tally: Tally) -> tuple[BarPart, ...]:
    total, start, parts = sum(tally.values()), 0.0, []
    for standing, count in tally.items():
        if count:
            width = 100 * count / total
            parts.append(BarPart(MARKS[standing].sign, f"{start:.2f}%", f"{width:.2f}%"))
            start += width
    return tuple(parts)


def shown_clauses(programme: Programme, results: tuple[ClauseResult, ...], on: str, say: Speech) -> list[ShownClause]:
    """The clauses in the order given; `on` is the day that their links lead to, empty for today."""
    titles = clause_titles(programme, [result.clause for result in results])

    def findings(clause: str, state: str) -> str:
        return "/findings" + asking(programme=programme.slug, clause=clause, state=state, as_of=on)

    return [
        ShownClause(
            title=say.of(titles[result.clause.id]),
            href=f"/county/{programme.slug}/clauses/{result.clause.id}{asking(as_of=on)}",
            tiers=say.of(bound_tiers(programme, result.clause)),
            level=say(f"clause.level_{result.clause.level}"),
            counts=tuple(
                (MARKS[verdict], getattr(result, verdict), findings(result.clause.id, verdict))
                for verdict in VERDICT_ORDER
            ),
        )
        for result in results
    ]


def bound_tiers(programme: Programme, clause: Clause) -> Wording:
    """The tiers that a clause is addressed to; the kind where that is all of its tiers."""
    said = []
    for one in clause.applies_to:
        kind = programme.kinds_by_code[one.kind]
        tiers = [tier.label for tier in kind.tiers if not one.tiers or tier.code in one.tiers]
        said += tiers if len(tiers) < len(kind.tiers) else [kind.label]
    return listed(said)
