"""The acceptance of a site as pages show it: its stage, its steps, and what may come next."""

from __future__ import annotations

from dataclasses import dataclass

from app.inspections.acceptance import STAGES, STEPS, AcceptanceMove
from app.journeys.registry.acceptance import SiteAcceptance
from app.web import formats
from app.web.language import Speech


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
