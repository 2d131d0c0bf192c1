"""The programmes: what the documents promised, how far it has come, and every clause in the document's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Template

from app.compliance.progress import STEPS, Step, TargetProgress, duties_of
from app.journeys.coverage.circle import network_verdicts
from app.journeys.network.judged import Network, network, programme_progress
from app.standards.programme import GROUPS, AnnualTarget, Clause, Programme
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import imprint_of, page
from app.web.query import QueryReader
from app.web.site_query import sees_verdicts
from app.web.states import COMPLIANCE_ORDER, MARKS

_BAR_STEPS = ("registered", "built", "accepted", "compliant")


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """One programme in the list."""

    slug: str
    title: str
    issuer: str
    document: str
    deadline: str
    clauses: int
    targets: int
    sites: int
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """One line of progress. `figures` are what is shown of each step, a dash where it is not known. `bars` are shares
    of the scale in percent; `mark` is where the promised number lies.
    """

    id: str
    title: str
    line: TargetProgress
    gap: str
    reading: str
    figures: Mapping[Step, str]
    hrefs: Mapping[Step, str]
    bars: tuple[tuple[str, str], ...]
    mark: str
    budget: str
    budget_basis: str
    bar_text: str


@dataclass(frozen=True, slots=True)
class ShownRequirement:
    """One clause as its page shows it."""

    clause: Clause
    title: str
    wording: str
    reading: str
    group: str
    tiers: str
    in_force: str


@dataclass(frozen=True, slots=True)
class KindOfClauses:
    """The clauses that apply to one kind, in the order of the document's sections."""

    code: str
    label: str
    clauses: tuple[ShownRequirement, ...]


@get("/programmes", opt=audience("public"))
async def programmes_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Every programme of this installation."""
    whole = await network(house)
    return page(
        request,
        say,
        "programmes/list.html",
        has_samples=whole.has_samples,
        statuses=COMPLIANCE_ORDER,
        cards=[_card(programme, whole, say) for programme in house.programmes.values()],
        public_compliance=house.settings.public_compliance,
    )


@get("/programmes/{slug:str}", opt=audience("public"))
async def progress_page(
    request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """How far a programme has come towards each of its targets."""
    reader = QueryReader(request)
    as_of = reader.day("as_of")
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    lines = await programme_progress(house, slug, as_of)
    published = sees_verdicts(house, reader.actor, {slug})
    # A list shows today: what a past day counted leads nowhere rather than to other sites.
    is_today = whole.as_of == house.today()
    is_known = whole.knows(slug)
    shown = [_target(programme, line, say, published=published, linked=is_today, known=is_known) for line in lines]
    counts = Counter[str](whole.statuses_of(slug))
    must = [target for target in shown if target.line.target.duty == "must"]
    stated = programme.budget_stated
    circle = programme.service_circle
    verdict = next(iter(await network_verdicts(house, slug, as_of)), None)
    return page(
        request,
        say,
        "programmes/progress.html",
        has_samples=whole.has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        title=say.of(programme.title),
        day=formats.day(whole.as_of),
        today=formats.day(house.today()),
        pack_notes=[say.of(note) for note in whole.notes.get(slug, ())],
        must=must,
        strive=[target for target in shown if target.line.target.duty == "strive"],
        duties=duties_of(lines),
        total=whole.count_of(slug),
        statuses=COMPLIANCE_ORDER,
        counts=counts,
        deadline=formats.day(programme.deadline) if programme.deadline else "",
        days_left=(programme.deadline - whole.as_of).days if programme.deadline else None,
        budget_total=formats.money(stated, say) if stated and not programme.budget_lines else "",
        annual=[(say.of(t.title), _annual_amount(t, say), t.every, t) for t in programme.annual_targets],
        budget_lines=[(say.of(b.title), formats.money(b.yuan_a_year, say)) for b in programme.budget_lines],
        budget_sum=formats.money(sum((b.yuan_a_year for b in programme.budget_lines), Decimal()), say),
        is_today=is_today,
        recorded=is_known,
        circle=circle,
        circle_mark=MARKS[verdict.verdict] if verdict is not None else None,
        circle_said=say.of(verdict.explanation) if verdict is not None else "",
        public_compliance=published,
    )


@get("/programmes/{slug:str}/clauses", opt=audience("public"))
async def clauses_page(
    request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """Every clause of a programme with the document's own words."""
    programme = house.programme(slug)
    whole = await network(house)
    return page(
        request,
        say,
        "programmes/clauses.html",
        has_samples=whole.has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        title=say.of(programme.title),
        kinds=tuple(_kinds(programme, say)),
        notes=[say.of(note) for note in programme.notes],
    )


@get("/about", opt=audience("public"))
async def about_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What this is, what the signs mean, where the data come from."""
    whole = await network(house)
    imprint = imprint_of(request, has_samples=whole.has_samples)
    grounds = {link.credit: link.licence for slug in house.programmes if (link := imprint.ground(slug, say))}
    return page(
        request,
        say,
        "about.html",
        has_samples=whole.has_samples,
        grounds=grounds,
        tiles_attribution=house.settings.tiles_attribution if house.settings.tiles_url else "",
    )


def _card(programme: Programme, whole: Network, say: Speech) -> ProgrammeCard:
    return ProgrammeCard(
        slug=programme.slug,
        title=say.of(programme.title),
        issuer=say.of(programme.issuer),
        document=programme.document,
        deadline=formats.day(programme.deadline) if programme.deadline else "",
        clauses=len(programme.clauses),
        targets=len(programme.targets),
        sites=whole.count_of(programme.slug),
        counts=Counter[str](whole.statuses_of(programme.slug)),
    )


def target_href(slug: str, target: str, step: Step) -> str:
    """The list of the very sites that one figure of a target counts today."""
    return "/?" + urlencode({"programme": slug, "target": target, "step": step})


def _target(
    programme: Programme, line: TargetProgress, say: Speech, *, published: bool, linked: bool, known: bool
) -> ShownTarget:
    target = line.target
    shows_compliant = published and line.is_assessed
    steps = _BAR_STEPS if shows_compliant else _BAR_STEPS[:-1]
    # The bar is as long as the promise; more than was promised fills it and no more.
    most = max(line.planned, *(getattr(line, step) for step in steps))
    values = {"planned": line.planned} | {step: getattr(line, step) for step in steps}
    figures = {step: str(getattr(line, step)) if known else formats.UNKNOWN for step in STEPS}
    return ShownTarget(
        id=target.id,
        title=say.of(target.title),
        line=line,
        gap=say.of(line.gap),
        reading=say.of(target.reading) if target.reading else "",
        figures=figures,
        hrefs={step: target_href(programme.slug, target.id, step) if linked else "" for step in STEPS},
        bars=tuple((step, f"{100 * values[step] / most:.2f}%") for step in steps) if known else (),
        mark=f"{100 * line.planned / most:.2f}%" if line.planned < most else "",
        budget=formats.money(target.budget_yuan, say) if target.budget_yuan is not None else "",
        budget_basis=target.budget_basis or "",
        bar_text=say("progress.bar" if shows_compliant else "progress.bar_private", planned=line.planned, **figures),
    )


def _annual_amount(target: AnnualTarget, say: Speech) -> str:
    """The figure of a yearly target. What is owed to every single request is said so: a figure would hide it."""
    if target.every == "request":
        return say("progress.every_single")
    return formats.quantity(target.at_least, say.of(target.unit))


def _kinds(programme: Programme, say: Speech) -> Iterator[KindOfClauses]:
    groups = list(GROUPS)
    for kind in programme.kinds:
        own = [clause for clause in programme.clauses if any(a.kind == kind.code for a in clause.applies_to)]
        own.sort(key=lambda clause: groups.index(clause.group))
        if own:
            shown = tuple(_requirement(clause, kind.code, programme, say) for clause in own)
            yield KindOfClauses(kind.code, say.of(kind.label), shown)


def _requirement(clause: Clause, kind: str, programme: Programme, say: Speech) -> ShownRequirement:
    labels = {tier.code: say.of(tier.label) for tier in programme.kinds_by_code[kind].tiers}
    named = [tier for a in clause.applies_to if a.kind == kind for tier in a.tiers]
    return ShownRequirement(
        clause=clause,
        title=say.of(clause.title),
        wording=say.of(clause.wording),
        reading=say.of(clause.reading) if clause.reading else "",
        group=say.of(GROUPS[clause.group]),
        tiers=say.comma.join(labels[tier] for tier in named) if named and len(named) < len(labels) else "",
        in_force=in_force_words(clause.in_force_from, clause.in_force_until, say),
    )


def in_force_words(start: date, end: date | None, say: Speech) -> str:
    """From when, and until when, a clause binds."""
    if end is None:
        return say("clause.in_force", day=formats.day(start))
    return say("clause.in_force_between", start=formats.day(start), end=formats.day(end))
