"""An edit of one site made into a save of its record: by an acceptance, its undoing, or whoever publishes directly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may
from app.access.rules import Action
from app.errors import InvalidInput
from app.journeys.house import House
from app.journeys.registry.hierarchy import hierarchy_faults, with_all_above
from app.journeys.registry.planned import Planned, plan_one
from app.sites.document import read_site
from app.sites.edit import merged
from app.sites.site import Site
from app.store.proposals import StoredProposal
from app.store.sites import StoredSite


async def planned_edit(
    house: House,
    actor: Actor,
    site: StoredSite,
    after: Site,
    *,
    right: Action,
    reason: str,
    action: str,
    proposal: StoredProposal | None = None,
) -> Planned | None:
    """The save that makes the record of `site` into `after`, None where nothing would change. Writes nothing.

    `right` is what a move needs where the site goes; whoever asks has seen to it where the site was. The facts of a
    `proposal` are its author's. Raises InvalidInput for a parent that cannot be, NotAllowed.
    """
    if after.division != site.division:
        owner = proposal.author_key if proposal else None
        may(actor, right, Target(site=site.code, division=after.division, owner=owner)).require()
    if after.parent != site.parent and (faults := hierarchy_faults(after, await with_all_above([after]))):
        raise InvalidInput(faults)
    by = proposal.author_name if proposal else None
    key = str(proposal.id) if proposal else None
    return plan_one(house, actor, site, after, reason, action, reported_by=by, proposal=key)


def site_after(house: House, published: Mapping[str, Any], edit: Mapping[str, Any]) -> Site:
    """The site that an edit of the published document makes. Raises InvalidInput with every fault."""
    return read_site(merged(published, edit), house.rules, house.divisions, registering=True)
