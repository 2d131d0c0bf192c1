"""A site for those inside who look but do not fill in: what each clause says of it, what was reported, the evidence.

It answers at the address of the form, which is where everybody else's links and bookmarks lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may
from app.compliance.standing import is_operating
from app.compliance.verdicts import SiteVerdict
from app.journeys.desk.inside import InsideSite, inside_site
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.judged import Network, network
from app.journeys.proposals.read import Proposed
from app.journeys.site_rights import target_of
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.standards.asked import asked_of
from app.standards.programme import Programme
from app.web import formats
from app.web.clauses import shown_clause
from app.web.desk.inside_view import InsideView
from app.web.evidence.evidence_view import evidence_section
from app.web.inspections.verified_view import shown_verified
from app.web.language import Speech
from app.web.pages import page
from app.web.registry.acceptance_view import beside_a_site
from app.web.site_rows import place_name, tier_label
from app.web.states import MARKS, VERDICT_ORDER, Mark
from app.wording import Wording, listed

_DONE = ("evidence", "evidence_gone")


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for this site that nobody has decided yet."""

    author: str
    when: Any
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many clauses are in one state; where something is to be done about them, which, each with its place."""

    mark: Mark
    count: int
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in one line, then a line for each state that clauses are in."""

    mark: Mark
    day: str
    total: int
    states: tuple[StateLine, ...]
    due: str
    freshness_days: int
    notes: tuple[str, ...]


async def inside_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    *,
    faults: Sequence[Wording] = (),
    status: int = 200,
) -> Template:
    """The page; `faults` are what was wrong with evidence that was just uploaded."""
    found = await inside_site(house, request.user, code)
    site, whole = found.site, await network(house)
    programme = house.programme(site.programme)
    asked = asked_of(programme, site, house.today())
    view = InsideView(programme, site, found.verdict, asked, say, house.today())
    return page(
        request,
        say,
        "desk/inside.html",
        has_samples=whole.has_samples,
        status_code=status,
        site=site,
        kind=say.of(programme.kinds_by_code[site.kind].label),
        tier=tier_label(house, say, site),
        status_label=say.of(STATUSES[site.status]) if site.status else "",
        banner=say(f"site.banner_{site.status}") if site.status and not is_operating(site) else "",
        reads_history=found.reads_history,
        ledgers_href=f"/ledgers?site={site.code}" if programme.ledgers and _reads_ledgers(request.user, found) else "",
        **await beside_a_site(house, request.user, site, say),
        headline=_headline(found.verdict, programme, say),
        programme=programme,
        programme_name=say.of(programme.title),
        right=await rectification_counts(house, request.user, site=found.stored),
        verified=await shown_verified(code, say),
        waiting=[_waiting(one) for one in found.waiting],
        basics=view.basics(place_name(house, say, site), _parent(request.user, site, whole)),
        sections=view.sections(),
        tables=view.tables(),
        hides_people=_hides_people(found),
        **await inside_evidence(request, house, say, found, faults=faults),
    )


def _reads_ledgers(actor: Actor, found: InsideSite) -> bool:
    return may(actor, "read_assessment", target_of(found.stored)).allowed


async def inside_evidence(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: InsideSite,
    *,
    faults: Sequence[Wording] = (),
    done: str = "",
) -> dict[str, Any]:
    """The section of the evidence on this page; what was just done is said where it was done."""
    done = done or request.query_params.get("done", "")
    return await evidence_section(
        request.user,
        house,
        say,
        found.site,
        [clause.clause.id for clause in found.verdict.clauses],
        faults=faults,
        said=say(f"form.done_{done}") if done in _DONE and not faults else "",
        chosen=request.query_params.get("about", ""),
    )


def _headline(verdict: SiteVerdict, programme: Programme, say: Speech) -> Headline:
    states = []
    for word in VERDICT_ORDER:
        if count := verdict.count(word):
            here = [shown_clause(clause, programme, say) for clause in verdict.clauses if clause.verdict == word]
            states.append(StateLine(MARKS[word], count, tuple((c.anchor, c.title) for c in here if c.is_open)))
    return Headline(
        mark=MARKS[verdict.status],
        day=formats.day(verdict.as_of),
        total=len(verdict.clauses),
        states=tuple(states),
        due=say.of(listed(programme.vocabulary.label(code) for code in verdict.due_for_confirmation)),
        freshness_days=programme.freshness_days,
        notes=tuple(say.of(note) for note in verdict.notes),
    )


def _parent(actor: Actor, site: Site, whole: Network) -> tuple[str, str] | None:
    """The site above: its name, and its page from inside for whoever may read that, else its public page."""
    above = whole.by_code.get(site.parent) if site.parent else None
    if above is None:
        return None
    code = above.site.code
    inside = may(actor, "read_site_inside", target_of(above.site)).allowed
    return above.site.called, f"/work/sites/{code}" if inside else f"/sites/{code}"


def _waiting(one: Proposed) -> WaitingRequest:
    stored = one.stored
    return WaitingRequest(
        stored.author_name,
        stored.submitted_at or stored.updated_at,
        len(one.differences),
        f"/review/{stored.id}",
    )


def _hides_people(found: InsideSite) -> bool:
    """Whether there is a roster of which the reader sees the posts and not the people."""
    return not found.names_people and any(not person.public for person in found.site.staff or ())
