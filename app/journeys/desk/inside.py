"""A site as somebody reads it from inside who does not fill it in: judged, with what waits for review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.access.actor import Actor
from app.access.may import may
from app.compliance.judge import judge_registered
from app.compliance.verdicts import SiteVerdict
from app.journeys.house import House
from app.journeys.network.closing import closed_since
from app.journeys.network.stored import site_of
from app.journeys.proposals.read import Proposed, open_proposals
from app.journeys.site_rights import require, stored_site, target_of
from app.sites.site import Site
from app.store.sites import StoredSite


@dataclass(frozen=True, slots=True)
class InsideSite:
    """One site as an actor may read it.

    `site` names nobody the actor must not know: without `names_people`, name and telephone stand only on the rows of
    the roster whose people agreed to it. `waiting` are the requests that wait for review, for those who read the
    history, since requests hold the roster too.
    """

    stored: StoredSite
    site: Site
    verdict: SiteVerdict
    waiting: tuple[Proposed, ...]
    names_people: bool
    reads_history: bool


async def inside_site(house: House, actor: Actor, code: str) -> InsideSite:
    """One site with its verdict of today. Raises NotFound, NotAllowed, Unreadable."""
    stored = await stored_site(code)
    require(actor, "read_site_inside", stored)
    site, target = site_of(house, stored), target_of(stored)
    today = house.today()
    # The export is where the roster leaves the house whole: whoever may not have it there does not see it here.
    names_people = may(actor, "export_sites_inside", target).allowed
    reads_history = may(actor, "read_history", target).allowed
    every = await open_proposals(house, stored) if reads_history else ()
    return InsideSite(
        stored=stored,
        site=site if names_people else _without_names(site),
        verdict=judge_registered(
            site, house.programme(site.programme), house.divisions, today, await closed_since(site, today)
        ),
        waiting=tuple(p for p in every if p.stored.state == "submitted"),
        names_people=names_people,
        reads_history=reads_history,
    )


def _without_names(site: Site) -> Site:
    if site.staff is None:
        return site
    return replace(site, staff=tuple(p if p.public else replace(p, name=None, phone=None) for p in site.staff))
