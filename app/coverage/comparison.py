"""A choice of sites made by hand beside the plan: what it wins, what is left to gain, where the two differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.coverage.places import Place
from app.coverage.siting import Choice, Plan, SitingCase, steps_of
from app.errors import Fault, InvalidInput
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Comparison:
    """A choice made by hand beside a plan. `hand_worth` and `plan_worth` in weight won, whatever the plan's aim.

    `could_gain`: what no choice of as many sites as the plan's can exceed the hand-made one by (0: none is
    better).
    """

    by_hand: Choice
    hand_sites: int
    plan_sites: int
    hand_worth: int
    plan_worth: int
    could_gain: int
    only_by_hand: tuple[Place, ...]
    only_by_plan: tuple[Place, ...]


def compare(case: SitingCase, codes: Collection[str], plan: Plan) -> Comparison:
    """A hand-made choice, given by candidate codes, beside a plan. InvalidInput names unknown codes.

    ValueError when the choice has more sites than a plan for most was asked for.
    """
    number = {c.code: j for j, c in enumerate(case.candidates)}
    unknown = sorted({code for code in codes if code not in number})
    if unknown:
        raise InvalidInput(
            Fault(f"choice[{c}]", "unknown", Wording(f"没有候选点 {c}", f"there is no candidate {c}")) for c in unknown
        )
    if plan.asked_for is not None and len(set(codes)) > plan.asked_for:
        raise ValueError("compare with a plan of at least as many sites")
    chosen = sorted({number[code] for code in codes})
    worth = case.problem.worth(chosen)
    plan_worth = sum(step.adds for step in plan.best.steps)
    # A plan for everyone wins all that can be won, so that nothing of any size wins more.
    most = plan.best.bound if plan.aim == "most" else plan_worth
    by_hand = Choice(steps_of(case, chosen), worth, most)
    mine, theirs = by_hand.newly_served, plan.best.newly_served
    return Comparison(
        by_hand,
        len(chosen),
        len(plan.best.steps),
        worth,
        plan_worth,
        most - worth,
        tuple(p for p in case.places if p.code in mine - theirs),
        tuple(p for p in case.places if p.code in theirs - mine),
    )
