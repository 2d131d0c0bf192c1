"""Findings as the list shows them: rows with their links, and the filters with their counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.may import may
from app.compliance.verdicts import LEVELS, Verdict
from app.journeys.audits.finding_words import FindingWords, clause_titles, in_words, township_name
from app.journeys.audits.findings import Choices, Finding, Scene
from app.journeys.audits.pairs import ORDER_FILTERS, PROBLEMS
from app.journeys.desk.tasks import item_of
from app.journeys.house import House
from app.journeys.site_rights import target_of
from app.sites.site import Site
from app.web.audits.finding_links import ALL, FindingLinks, state_text
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.public.filters import Option
from app.web.states import MARKS, VERDICT_ORDER, Mark


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order in one line, with its page; no address where the reader may not open it."""

    href: str
    number: str
    state: str
    due_on: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One row. `clause_href` leads to the clause at the site, `fill_href` to where it is filled in, `order_href` to
    ordering; the last two are empty where the reader may not, or nothing is open.
    """

    code: str
    site: str
    sample: bool
    township: str
    clause: str
    title: str
    level: str
    section: str
    quote: str
    mark: Mark
    sentence: str
    found: str
    required: str
    gap: str
    since: str
    orders: tuple[ShownOrder, ...]
    clause_href: str
    fill_href: str
    fill_verb: str
    order_href: str


@dataclass(frozen=True, slots=True)
class StateChip:
    """One choice of states: a link to the findings that came out so, and how many they are."""

    code: str
    label: str
    mark: Mark | None
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of list and matrix, each choice with how many findings it would give."""

    states: tuple[StateChip, ...]
    townships: tuple[Option, ...]
    kinds: tuple[Option, ...]
    levels: tuple[Option, ...]
    clauses: tuple[Option, ...]
    orders: tuple[Option, ...]


def shown_finding(house: House, actor: Actor, scene: Scene, finding: Finding, say: Speech) -> ShownFinding:
    """The row of one finding for somebody."""
    words: FindingWords = in_words(house, scene, finding)
    site, verdict = finding.member.site, finding.verdict
    target, page = target_of(site), f"/work/sites/{site.code}"
    on = "" if scene.orders is not None else scene.as_of.isoformat()
    is_open = verdict.verdict in PROBLEMS and not on
    fills = may(actor, "edit_site", target).allowed
    orders = may(actor, "order_rectification", target).allowed
    inside = may(actor, "read_site_inside", target).allowed
    item = item_of(scene.programme, verdict)
    return ShownFinding(
        code=site.code,
        site=words.site,
        sample=site.sample,
        township=say.of(words.township),
        clause=words.clause,
        title=say.of(words.title),
        level=verdict.clause.level,
        section=f"{scene.programme.document} {words.section}",
        quote=words.quote,
        mark=MARKS[verdict.verdict],
        sentence=say.of(words.sentence),
        found=say.of(words.found),
        required=say.of(words.required),
        gap=say.of(words.gap),
        since=say.of(words.since),
        orders=tuple(
            ShownOrder(
                f"/rectifications/{one.stored.id}" if inside else "",
                said.number,
                say.of(said.state),
                said.due_on.isoformat(),
                said.overdue,
            )
            for one, said in zip(finding.orders, words.orders, strict=True)
        ),
        clause_href=site_href(actor, site, on)
        + ("" if fills and not on else f"#v-{verdict.clause.id.replace('.', '-')}"),
        fill_href=page + anchor(item) if fills and is_open else "",
        fill_verb=say("work.correct" if verdict.verdict == "not_met" else "work.fill_in"),
        order_href=f"{page}/rectify?clause={verdict.clause.id}" if orders and is_open and not finding.orders else "",
    )


def site_href(actor: Actor, site: Site, on: str = "") -> str:
    """The site's page from inside for whoever may read that, else its public page; on another day, `on`, that one."""
    if on:
        return f"/sites/{site.code}?as_of={on}"
    inside = may(actor, "read_site_inside", target_of(site)).allowed
    return f"/work/sites/{site.code}" if inside else f"/sites/{site.code}"


def filters_of(
    house: House, scene: Scene, choices: Choices, links: FindingLinks, path: str, say: Speech, *, usual: str
) -> Filters:
    """The filters of a page at `path`; `usual` are the states that it shows where none are named."""
    query = scene.query

    def options(counts: Mapping[str, int], labels: Mapping[str, str], chosen: frozenset[str]) -> tuple[Option, ...]:
        codes = [code for code in labels if counts.get(code) or code in chosen]
        return tuple(Option(code, labels[code] + say.bracketed(counts.get(code, 0)), code in chosen) for code in codes)

    named = [clause for clause in scene.pairs.order if choices.clauses.get(clause.id) or clause.id in query.clauses]
    titles = {code: say.of(title) for code, title in clause_titles(scene.programme, named).items()}
    return Filters(
        states=tuple(_chips(scene, choices.states, links, path, say, usual)),
        townships=options(
            choices.townships,
            {code: say.of(township_name(house, code)) for code in scene.pairs.townships},
            frozenset([query.division] if query.division else []),
        ),
        kinds=options(choices.kinds, {k.code: say.of(k.label) for k in scene.programme.kinds}, query.kinds),
        levels=options(
            {str(level): count for level, count in choices.levels.items()},
            {str(level): say.of(name) for level, name in LEVELS.items()},
            frozenset([query.level] if query.level else []),
        ),
        clauses=options(choices.clauses, titles, query.clauses),
        orders=options(
            {str(code): count for code, count in choices.orders.items()},
            {code: say(f"findings.order_{code}") for code in ORDER_FILTERS},
            frozenset([query.order] if query.order else []),
        ),
    )


def _chips(
    scene: Scene, counts: Mapping[Verdict, int], links: FindingLinks, path: str, say: Speech, usual: str
) -> list[StateChip]:
    """The states to choose from: what is wrong or unknown together, each by itself, and all."""

    def chip(code: str, label: str, mark: Mark | None, states: frozenset[Verdict]) -> StateChip:
        text = state_text(states)
        href = links.href(path, state="" if text == usual else text)
        return StateChip(code, label, mark, sum(counts[state] for state in states), href, scene.query.states == states)

    every = frozenset(VERDICT_ORDER)
    return [
        chip("problems", say("findings.problems"), None, PROBLEMS),
        *(chip(state, say.of(MARKS[state].word), MARKS[state], frozenset([state])) for state in VERDICT_ORDER),
        chip(ALL, say("findings.all"), None, every),
    ]
