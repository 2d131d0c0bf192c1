"""The acceptance of a site (验收): which stage it is in, and what may come next.

declare ──▶ declared ──desk──▶ desk_reviewed ──onsite──▶ inspected ──accept──▶ accepted
              ▲                     │                        │
              └──────────────── refuse (with a reason) ──────┘       take_back: the last step was a mistake

Steps are only ever added. `undone` takes the one before it back, so what happened and what was a mistake both stay to
be read. A site that was accepted on paper, or by an import, has no steps and is accepted all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Protocol, TypeVar, get_args

from app.wording import Wording

Step = Literal["declared", "desk_reviewed", "inspected", "accepted", "refused", "undone"]
Stage = Literal["declared", "desk_reviewed", "inspected", "accepted"]
AcceptanceMove = Literal["declare", "desk", "onsite", "accept", "refuse", "take_back"]
ACCEPTANCE_MOVES: tuple[AcceptanceMove, ...] = get_args(AcceptanceMove)
STAGES: Mapping[Stage, Wording] = {
    "declared": Wording("已申报，待资料审核", "Declared, desk review due"),
    "desk_reviewed": Wording("资料审核通过，待现场核验", "Desk review passed, on-site check due"),
    "inspected": Wording("现场核验通过，待验收", "On-site check passed, acceptance due"),
    "accepted": Wording("已验收", "Accepted"),
}
STEPS: Mapping[str, Wording] = {
    "declared": Wording("申报验收", "Declared for acceptance"),
    "desk_reviewed": Wording("资料审核通过", "Desk review passed"),
    "inspected": Wording("现场核验通过", "On-site check passed"),
    "accepted": Wording("通过验收", "Accepted"),
    "refused": Wording("退回申报", "Refused, back to declared"),
    "undone": Wording("撤销上一步", "Last step undone"),
}
STEP_OF: Mapping[AcceptanceMove, Step] = {
    "declare": "declared",
    "desk": "desk_reviewed",
    "onsite": "inspected",
    "accept": "accepted",
    "refuse": "refused",
    "take_back": "undone",
}
_MOVES: Mapping[Stage | None, tuple[AcceptanceMove, ...]] = {
    None: ("declare",),
    "declared": ("desk", "refuse"),
    "desk_reviewed": ("onsite", "refuse"),
    "inspected": ("accept", "refuse"),
    "accepted": (),
}
_NOT_DECLARED = frozenset({"planned", "building"})
_TAKEN_BACK = frozenset({"desk_reviewed", "inspected", "refused"})
"""Steps that change nothing of the site's record; what changes it is undone with the record's own change."""


class AStep(Protocol):
    """What is asked of a step."""

    @property
    def step(self) -> str:
        """One of `STEPS`."""


SomeStep = TypeVar("SomeStep", bound=AStep)


def standing_steps(steps: Sequence[SomeStep]) -> list[SomeStep]:
    """The steps that were not taken back, in their order."""
    standing: list[SomeStep] = []
    for one in steps:
        if one.step != "undone":
            standing.append(one)
        elif standing:
            standing.pop()
    return standing


def stage_of(status: str | None, accepted_on: date | None, steps: Sequence[AStep], today: date) -> Stage | None:
    """The stage of a site; None for one that is not declared for acceptance.

    What the site's record says goes first: accepted is what has a day of acceptance, and what is planned or being built
    is not declared, whatever steps there were before.
    """
    if accepted_on is not None and accepted_on <= today:
        return "accepted"
    if status in _NOT_DECLARED:
        return None
    standing = standing_steps(steps)
    last = standing[-1].step if standing else "declared" if status == "declared" else None
    if last == "refused":
        return "declared"
    if last == "accepted":  # and the record says otherwise since
        return "inspected"
    return next((stage for stage in STAGES if stage == last), None)


def moves_of(
    status: str | None, accepted_on: date | None, steps: Sequence[AStep], today: date
) -> tuple[AcceptanceMove, ...]:
    """What may come next. Nothing at a closed site."""
    if status == "closed":
        return ()
    stage, standing = stage_of(status, accepted_on, steps, today), standing_steps(steps)
    can_take_back = stage != "accepted" and bool(standing) and standing[-1].step in _TAKEN_BACK
    return _MOVES[stage] + (("take_back",) if can_take_back and stage is not None else ())
