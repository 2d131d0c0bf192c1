"""A site's form as one person finds it: the record, their own requests and those of others, read once each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.access.may import may
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.stored import site_of
from app.journeys.proposals.read import Proposed, compared
from app.journeys.site_rights import require, target_of
from app.proposals.states import OPEN
from app.sites.edit import merged
from app.sites.site import Site
from app.store.proposals import StoredProposal, read_proposals
from app.store.sites import StoredSite


@dataclass(frozen=True, slots=True)
class Sheet:
    """The published document, and the one with the person's own draft laid over: one reading of both.

    `begun` is their draft; where there is none, all that was sent back to them, the oldest first. `waiting` are their
    requests that wait for review, `returned` those sent back that the draft goes on from, or that lie there. `others`
    is what other people have proposed for the same site and nobody decided yet. `may_publish` is true for those whose
    changes need no review.
    """

    stored: StoredSite
    site: Site
    published: Mapping[str, Any]
    proposed: Mapping[str, Any]
    begun: tuple[Proposed, ...]
    waiting: tuple[Proposed, ...]
    returned: tuple[Proposed, ...]
    others: tuple[Proposed, ...]
    may_publish: bool

    @property
    def mine(self) -> Proposed | None:
        """What the person goes on with: a draft before what was sent back; else what can only be taken back."""
        return next(iter((*self.begun, *self.waiting)), None)

    @property
    def reason(self) -> str:
        """Why, in the person's words: of everything that is laid over, nothing twice."""
        return reasons_together(one.stored.reason for one in self.begun)


async def sheet(house: House, actor: Actor, stored: StoredSite) -> Sheet:
    """The form of a site that was read. Raises NotAllowed, Unreadable."""
    require(actor, "edit_site", stored)
    site, published = site_of(house, stored), load_json(stored.document.encode())
    every = [
        compared(house, one, stored, published)
        for one in await read_proposals(site_codes=[stored.code], states=sorted(OPEN), carried_on=True)
    ]
    own = [p for p in every if p.stored.author_key == actor.key]
    drafts = [p for p in own if p.stored.state == "draft"]
    sent_back = [p for p in own if p.stored.state == "sent_back"]
    lying = [p for p in sent_back if p.stored.carried_on_by is None]
    begun = tuple(drafts or lying)  # of drafts a person has one a site
    gone_on = {p.stored.id for p in drafts}
    return Sheet(
        stored=stored,
        site=site,
        published=published,
        proposed=_laid_over(published, [p.stored for p in begun]),
        begun=begun,
        waiting=tuple(p for p in own if p.stored.state == "submitted"),
        returned=tuple(p for p in sent_back if p in lying or p.stored.carried_on_by in gone_on),
        others=tuple(p for p in every if p.stored.author_key != actor.key and p.stored.state == "submitted"),
        may_publish=may(actor, "publish_directly", target_of(stored)).allowed,
    )


def reasons_together(reasons: Iterable[str]) -> str:
    """What was said of several requests, as the reason of the one that goes on from them."""
    return "；".join(dict.fromkeys(reason.strip() for reason in reasons if reason.strip()))


def _laid_over(published: Mapping[str, Any], begun: list[StoredProposal]) -> Mapping[str, Any]:
    document = published
    for stored in begun:
        document = merged(document, load_json(stored.edit.encode()))
    return document
