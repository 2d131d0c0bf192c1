"""The contracts that somebody may look at: a site whose operator keeps ledgers and is scored, and its pack."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.may import may
from app.access.rules import Action
from app.errors import NotFound
from app.journeys.house import House
from app.journeys.site_rights import require, target_of
from app.standards.ledgers import LedgerBook
from app.standards.programme import Programme
from app.standards.scorecard import Scorecard
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

_NONE = Wording("没有可查看的运营合同", "there is no contract that you may look at")


@dataclass(frozen=True, slots=True)
class OperatedSite:
    """A site that is run under a contract: the site, and what its pack says of scoring and ledgers."""

    site: StoredSite
    programme: Programme
    card: Scorecard
    book: LedgerBook

    @property
    def code(self) -> str:
        """The code of the site."""
        return self.site.code

    def lets(self, actor: Actor, action: Action, owner: str | None = None) -> bool:
        """Whether the actor may do this here; `owner` is who scored for the operator."""
        return may(actor, action, target_of(self.site, owner)).allowed


async def operated_sites(house: House, actor: Actor) -> tuple[OperatedSite, ...]:
    """Every site under a contract whose assessment the actor may read, by code."""
    found: list[OperatedSite] = []
    for programme in house.programmes.values():
        if programme.scorecard is None or programme.ledgers is None:
            continue
        sites = await read_sites(SiteFilter(programme=programme.slug))
        operated = [OperatedSite(site, programme, programme.scorecard, programme.ledgers) for site in sites]
        found += [one for one in operated if one.lets(actor, "read_assessment")]
    return tuple(sorted(found, key=lambda one: one.code))


async def operated_site(house: House, actor: Actor, action: Action, code: str | None) -> OperatedSite:
    """The site of this code, or the first there is, for whoever may do this there. Raises NotFound, NotAllowed."""
    every = await operated_sites(house, actor)
    found = next((one for one in every if code in (None, one.code)), None)
    if found is None:
        raise NotFound(_NONE)
    require(actor, action, found.site)
    return found
