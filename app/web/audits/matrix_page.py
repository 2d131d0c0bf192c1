"""The findings as a matrix: sites down, clauses across, one kind of site at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.compliance.verdicts import Verdict
from app.journeys.audits.finding_words import clause_titles, township_name
from app.journeys.audits.findings import Scene, finding_scene
from app.journeys.audits.matrix import Matrix, MatrixRow, matrix_of
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.standards.programme import GROUPS, Clause
from app.web.audience import audience
from app.web.audits.finding_links import ALL, LIST, MATRIX, FindingLinks, one_finding, read_finding_query, state_text
from app.web.audits.findings_page import frame
from app.web.audits.findings_view import filters_of, site_href
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader, day_asked
from app.web.states import MARKS, VERDICT_ORDER, Mark

SITES_A_PAGE = 50
_MOST_PAGES = 100_000
_COUNTED: tuple[Verdict, ...] = ("not_met", "unknown")

Count = tuple[Mark, int, str]
"""How many came out so, with the way to the list of them."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One clause: its title, the way to its list, and how many sites it is not met and not known at."""

    title: str
    href: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """How one site stands under one clause."""

    code: str
    clause: str
    verdict: Verdict
    mark: Mark
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One site. A cell is None where the clause does not bind it, or was not asked for."""

    href: str
    name: str
    sample: bool
    township: str
    counts: tuple[Count, ...]
    cells: tuple[ShownCell | None, ...]


@get(MATRIX, opt=audience("read_site_inside"))
async def matrix_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The matrix of the findings that the address asks for; all states where it names none."""
    reader = QueryReader(request)
    slug, asked = read_finding_query(reader, house)
    number, as_of = reader.whole("page", 1, _MOST_PAGES, 1), day_asked(reader, house)
    scene = await finding_scene(house, request.user, slug, asked, as_of=as_of, problems_only=False)
    if not asked.kinds and (kinds := (await in_turn(house, LISTS, scene.choices)).kinds):
        # Clauses are addressed to kinds: one with all the others in one table would be blank nearly everywhere.
        asked = replace(asked, kinds=frozenset({max(kinds, key=lambda kind: kinds[kind])}))
        scene = await in_turn(house, LISTS, scene.asked, asked)
    links = FindingLinks(scene.programme.slug, asked, as_of)
    here = min(number, max(1, -(-scene.sites // SITES_A_PAGE)))
    matrix = _grouped(await in_turn(house, LISTS, matrix_of, scene, SITES_A_PAGE, (here - 1) * SITES_A_PAGE))
    choices = await in_turn(house, LISTS, scene.choices)
    titles = {code: say.of(title) for code, title in clause_titles(scene.programme, matrix.clauses).items()}
    return page(
        request,
        say,
        "audits/matrix.html",
        has_samples=scene.whole.has_samples,
        **frame(house, scene, links, say),
        filters=filters_of(house, scene, choices, links, MATRIX, say, usual=state_text(asked.states)),
        kinds=say.comma.join(say.of(kind.label) for kind in scene.programme.kinds if kind.code in asked.kinds),
        path=MATRIX,
        other_href=links.href(LIST),
        groups=[(say.of(GROUPS[group]), len(list(some))) for group, some in groupby(matrix.clauses, lambda c: c.group)],
        columns=[
            _column(clause, titles[clause.id], totals, links)
            for clause, totals in zip(matrix.clauses, matrix.totals, strict=True)
        ],
        rows=[_row(house, request.user, scene, row, titles, links, say) for row in matrix.rows],
        marks_in_order=[MARKS[state] for state in VERDICT_ORDER],
        first=(here - 1) * SITES_A_PAGE + 1,
        matched=matrix.sites,
        previous_href=links.href(MATRIX, page=here - 1) if here > 1 else "",
        next_href=links.href(MATRIX, page=here + 1) if here * SITES_A_PAGE < matrix.sites else "",
    )


def _grouped(matrix: Matrix) -> Matrix:
    """The same matrix with its columns by the sections of a site's pages, in the document's order within each."""
    groups = list(GROUPS)
    turn = sorted(range(len(matrix.clauses)), key=lambda place: groups.index(matrix.clauses[place].group))
    return Matrix(
        clauses=tuple(matrix.clauses[place] for place in turn),
        rows=tuple(replace(row, cells=tuple(row.cells[place] for place in turn)) for row in matrix.rows),
        totals=tuple(matrix.totals[place] for place in turn),
        sites=matrix.sites,
    )


def _counts(counted: Mapping[Verdict, int], links: FindingLinks, **narrowed: str) -> tuple[Count, ...]:
    return tuple((MARKS[state], counted[state], links.href(state=state, **narrowed)) for state in _COUNTED)


def _column(clause: Clause, title: str, totals: Mapping[Verdict, int], links: FindingLinks) -> ShownColumn:
    href = links.href(clause=clause.id, state=links.base["state"] or ALL)
    return ShownColumn(title, href, _counts(totals, links, clause=clause.id))


def _row(
    house: House,
    actor: Actor,
    scene: Scene,
    row: MatrixRow,
    titles: Mapping[str, str],
    links: FindingLinks,
    say: Speech,
) -> ShownRow:
    site = row.member.site
    counted: dict[Verdict, int] = {state: row.count(state) for state in _COUNTED}
    return ShownRow(
        href=site_href(actor, site, links.base["as_of"]),
        name=site.called,
        sample=site.sample,
        township=say.of(township_name(house, row.township)),
        counts=_counts(counted, links, site=site.code),
        cells=tuple(
            ShownCell(site.code, clause, cell, MARKS[cell], title, one_finding(links, site.code, clause))
            if cell
            else None
            for (clause, title), cell in zip(titles.items(), row.cells, strict=True)
        ),
    )
