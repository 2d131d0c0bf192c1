"""The acceptance of a site as pages show it: its stage, its steps, what may come next, and beside it what was spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.inspections.acceptance import STAGES, STEPS, AcceptanceMove
from app.journeys.house import House
from app.journeys.registry.acceptance import SiteAcceptance, acceptance_of
from app.journeys.spending.spent import spent_at
from app.sites.site import Site
from app.web import formats
from app.web.language import Speech
from app.web.spending.spending_page import spending_href


@dataclass(frozen=True, slots=True)
class ShownAcceptanceStep:
    """One step in words. `undone`: it was taken back, and is shown all the same."""

    step: str
    day: str
    by: str
    opinion: str
    recorded: str
    undone: bool


@dataclass(frozen=True, slots=True)
class ShownAcceptance:
    """The stage in words (empty: not declared), the steps in their order, and the moves that are open."""

    stage: str
    serial: int
    steps: tuple[ShownAcceptanceStep, ...]
    moves: tuple[AcceptanceMove, ...]


def shown_acceptance(found: SiteAcceptance, say: Speech) -> ShownAcceptance:
    """The acceptance in words."""
    standing = {one.serial for one in found.standing}
    return ShownAcceptance(
        stage=say.of(STAGES[found.stage]) if found.stage else "",
        serial=found.serial,
        steps=tuple(
            ShownAcceptanceStep(
                step=say.of(STEPS[one.step]),
                day=formats.day(one.happened_on),
                by=one.done_by,
                opinion=one.opinion,
                recorded=say("manage.recorded", by=one.recorded_by_name, at=formats.moment(one.recorded_at)),
                undone=one.step != "undone" and one.serial not in standing,
            )
            for one in found.steps
        ),
        moves=found.moves,
    )


async def beside_a_site(house: House, actor: Actor, site: Site, say: Speech) -> dict[str, Any]:
    """What stands on top of a site's page inside: its acceptance, and for who reads the county what was spent there."""
    spent = await spent_at(house, actor, site)
    return {
        "acceptance": shown_acceptance(await acceptance_of(house, site), say),
        "spent": formats.exact_money(spent, say) if spent is not None else "",
        "spent_href": spending_href(site.programme, site=site.code, counted="counting"),
    }
