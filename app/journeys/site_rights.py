"""The site somebody acts on, and whether they may: asked by every journey before it does anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.access.actor import Actor
from app.access.may import Target, may
from app.access.rules import Action
from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.errors import NotFound
from app.sites.site import Site
from app.store.sites import StoredSite, read_stored_site
from app.store.sites_around import StoredName
from app.wording import Wording

SomeSite = StoredSite | StoredName | Site
"""A site as something acted on: its row, as much of it as tells where it lies, or what the row says."""


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


def allowed_at(actor: Actor, action: Action, columns: NetworkColumns) -> Bools:
    """At which sites of a network the actor may do this; `may` is asked once for all that lie in the same scopes."""
    held: NDArray[np.int64] = np.zeros(len(columns), np.int64)
    for scope in actor.scopes:
        inside = columns.inside(scope.division) if scope.division else np.zeros(len(columns), np.bool_)
        place = columns.place(scope.site) if scope.site else None
        if place is not None:
            inside[place] = True
        held = _numbered(2 * held + inside)
    firsts = np.zeros(int(held.max(initial=-1)) + 1, np.intp)
    firsts[held[::-1]] = np.arange(len(held))[::-1]
    answers = []
    for place in firsts.tolist():
        division = int(columns.cells.division[place])
        target = Target(site=columns.codes[place], division=str(division) if division else None)
        answers.append(may(actor, action, target).allowed)
    found: Bools = np.array(answers, np.bool_)[held]
    return found


def _numbered(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same groups by numbers without a gap."""
    occurs = np.bincount(numbers) > 0
    found: NDArray[np.int64] = (np.cumsum(occurs) - 1)[numbers]
    return found
