"""Publishing one site's edit without review, by those who may; the draft that it was written in goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.journeys.house import House
from app.journeys.proposals.author import discarded, own_proposal, refuse_no_reason
from app.journeys.registry.register import plan, save
from app.store.engine import transaction


async def publish(
    house: House,
    actor: Actor,
    code: str,
    edit: Mapping[str, Any],
    *,
    reason: str,
    seen_site_version: int,
    draft: tuple[UUID, int] | None = None,
) -> None:
    """Publish an edit and give up the actor's own draft that held it: both, or neither.

    `draft` is that draft and its version as the actor saw it. One that moved on meanwhile holds more than is published,
    and stays. Raises InvalidInput with every fault, Stale where the site has another version now, NotAllowed, NotFound
    where the draft is not the actor's.
    """
    refuse_no_reason(reason)
    async with transaction():
        documents, seen = [{**edit, "code": code}], {code: seen_site_version}
        await save(await plan(house, actor, documents, [""], reason.strip(), "site.edited", seen))
        if draft is not None:
            key, seen_version = draft
            mine = await own_proposal(actor, key)
            if mine.version == seen_version:
                await discarded(house, actor, mine, seen_version)
