"""The site somebody acts on, and whether they may: asked by every journey before it does anything."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.may import Target, may
from app.access.rules import Action
from app.errors import NotFound
from app.sites.site import Site
from app.store.sites import StoredSite, read_stored_site
from app.wording import Wording

SomeSite = StoredSite | Site
"""A site as something acted on: its row, or what the row says."""


def target_of(site: SomeSite, owner: str | None = None) -> Target:
    """The site as something acted on; `owner` is the author of the proposal in question."""
    return Target(site=site.code, division=site.division, owner=owner)


def require(actor: Actor, action: Action, site: StoredSite, owner: str | None = None) -> None:
    """Pass when the actor may do this to the site. Raises NotSignedIn or NotAllowed."""
    may(actor, action, target_of(site, owner)).require()


async def stored_site(code: str) -> StoredSite:
    """The site of this code. Raises NotFound."""
    found = await read_stored_site(code)
    if found is None:
        raise NotFound(Wording(f"没有站点 {code}", f"there is no site {code}"))
    return found
