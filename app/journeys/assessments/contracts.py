"""The contracts that somebody may look at: a site whose operator keeps ledgers and is scored, and its pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from app.access.actor import Actor
from app.access.may import may
from app.access.rules import Action
from app.assessments.signed_terms import SignedTerms, kept_terms
from app.errors import NotFound
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.site_rights import require, target_of
from app.standards.ledgers import LedgerBook
from app.standards.programme import Programme
from app.standards.scorecard import Scorecard
from app.store.contracts import StoredSigned, read_signed
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

_NONE = Wording("没有可查看的运营合同", "there is no contract that you may look at")


@dataclass(frozen=True, slots=True)
class OperatedSite:
    """A site that is run under a contract: the site, what its pack says of scoring and ledgers, and what was signed.

    `stored` is None where nobody entered anything of the signed contract.
    """

    site: StoredSite
    programme: Programme
    card: Scorecard
    book: LedgerBook
    stored: StoredSigned | None = None
    signed: SignedTerms = field(default_factory=SignedTerms)

    @property
    def code(self) -> str:
        """The code of the site."""
        return self.site.code

    @property
    def amount(self) -> Decimal:
        """The sum that percentages are of, in yuan: the signed one, or the planned one where none was entered."""
        return self.card.contract.amount_yuan if self.signed.amount_yuan is None else self.signed.amount_yuan

    def lets(self, actor: Actor, action: Action, owner: str | None = None) -> bool:
        """Whether the actor may do this here; `owner` is who scored for the operator."""
        return may(actor, action, target_of(self.site, owner)).allowed


async def operated_sites(house: House, actor: Actor, code: str | None = None) -> tuple[OperatedSite, ...]:
    """Every site under a contract whose assessment the actor may read, by code; where one is named, at most that."""
    found: list[OperatedSite] = []
    for programme in house.programmes.values():
        if programme.scorecard is None or programme.ledgers is None:
            continue
        sites = await read_sites(SiteFilter(programme=programme.slug, codes=None if code is None else (code,)))
        signed = await read_signed(programme.slug)
        operated = [
            OperatedSite(site, programme, programme.scorecard, programme.ledgers, stored, _terms(stored))
            for site in sites
            for stored in [signed.get(site.code)]
        ]
        found += [one for one in operated if one.lets(actor, "read_assessment")]
    return tuple(sorted(found, key=lambda one: one.code))


def _terms(stored: StoredSigned | None) -> SignedTerms:
    return SignedTerms() if stored is None else kept_terms(load_json(stored.terms.encode()))


async def operated_site(house: House, actor: Actor, action: Action, code: str | None) -> OperatedSite:
    """The site of this code, or the first there is, for whoever may do this there. Raises NotFound, NotAllowed."""
    found = next(iter(await operated_sites(house, actor, code)), None)
    if found is None:
        raise NotFound(_NONE)
    require(actor, action, found.site)
    return found
