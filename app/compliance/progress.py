"""How far a programme has come: for each target what is planned, registered, built, accepted, compliant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Bools
from app.compliance.network_columns import UNREPORTED, NetworkColumns
from app.standards.programme import NetworkTarget, Programme
from app.units import days_between, plain
from app.wording import Wording, sentences

LineState = Literal["reached", "not_compliant", "short", "not_built", "unknown", "aim"]
"""How a target stands, by the worse of how many are built and how many of these comply."""
LINE_STATES: Mapping[LineState, Wording] = {
    "reached": Wording("已完成", "Reached"),
    "not_compliant": Wording("数量已完成，未全部达标", "Number reached, not all compliant"),
    "short": Wording("数量未完成", "Number not reached"),
    "not_built": Wording("未建成", "Not built"),
    "unknown": Wording("人数未完成，部分站点未填报", "Number not reached, some rosters not reported"),
    "aim": Wording("努力目标，未达到", "Aim, not reached"),
}
Step = Literal["registered", "built", "accepted", "compliant"]
STEPS: tuple[Step, ...] = ("registered", "built", "accepted", "compliant")


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """One target on one day.

    For a target that counts staff, `registered`, `built`, `accepted` and `compliant` count people in post at such sites
    (and `unreported` the built sites whose roster is unknown); else they count sites. `days_left` is negative past the
    deadline, None without one. What was spent is not for everybody, and told elsewhere (`journeys/spending/spent.py`).
    `is_assessed`: whether any clause applies to such sites; where none does, `compliant` is 0 and says nothing.
    """

    target: NetworkTarget
    planned: int
    registered: int
    built: int
    accepted: int
    compliant: int
    unreported: int
    days_left: int | None
    gap: Wording
    is_assessed: bool = True

    @property
    def reached(self) -> bool:
        """Whether as many as promised are built."""
        return self.built >= self.planned

    @property
    def missing(self) -> int:
        """How many are still to be built (of staff: to be in post); 0 where as many as promised are."""
        return max(0, self.planned - (self.registered if self.target.counts == "staff" else self.built))

    @property
    def uncompliant(self) -> int:
        """How many that comply are still wanting, where as many as promised are built; 0 before that."""
        return self.planned - self.compliant if self.state == "not_compliant" else 0

    @property
    def state(self) -> LineState:
        """The worse of quantity and compliance. An aim that is not reached is no failure, and is said to be an aim.

        People of sites that have not reported their roster may fill the gap: then nobody knows.
        """
        if self.missing:
            if self.target.duty == "strive":
                return "aim"
            if self.target.counts == "staff":
                return "unknown" if self.unreported else "short"
            return "short" if self.built else "not_built"
        if self.is_assessed and self.target.counts == "sites" and self.compliant < self.planned:
            return "not_compliant"
        return "reached"

    def as_document(self) -> dict[str, Any]:
        """The line as JSON."""
        target = self.target
        return {
            "id": target.id,
            "title": target.title.as_dict(),
            "counts": target.counts,
            "duty": target.duty,
            "planned": self.planned,
            "registered": self.registered,
            "built": self.built,
            "accepted": self.accepted,
            "compliant": self.compliant,
            "assessed": self.is_assessed,
            "unreported": self.unreported,
            "days_left": self.days_left,
            "budget_yuan": plain(target.budget_yuan) if target.budget_yuan is not None else None,
            "budget_basis": target.budget_basis,
            # Kept audits were hashed with this key, and are computed again to the same result.
            "spent_yuan": None,
            "gap": self.gap.as_dict(),
            "note": target.reading.as_dict() if target.reading else None,
            "citation": {"section": target.section, "quote": target.quote},
        }


@dataclass(frozen=True, slots=True)
class Duties:
    """How many targets must be reached, of how many the number is, and of how many of these nothing is wanting."""

    total: int
    numbers: int
    reached: int


def duties_of(lines: Iterable[TargetProgress]) -> Duties:
    """The duties among the lines, counted; aims are none."""
    must = [line for line in lines if line.target.duty == "must"]
    return Duties(len(must), sum(not line.missing for line in must), sum(line.state == "reached" for line in must))


def progress(programme: Programme, columns: NetworkColumns) -> tuple[TargetProgress, ...]:
    """Every target of the programme on the day of the columns."""
    return tuple(_line(programme, target, columns) for target in programme.targets)


def _line(programme: Programme, target: NetworkTarget, columns: NetworkColumns) -> TargetProgress:
    as_of, people = columns.as_of, columns.cells.people
    own = np.flatnonzero(_meant(programme.slug, target, columns))
    at_steps = {step: own[_at_step(step, columns, own)] for step in STEPS}

    def count(step: Step) -> int:
        places = at_steps[step]
        return len(places) if target.counts == "sites" else int(np.maximum(people[places], 0).sum())

    deadline = target.deadline or programme.deadline
    days_left = days_between(as_of, deadline) if deadline else None
    registered, built, accepted, compliant = (count(step) for step in STEPS)
    is_assessed = _is_assessed(programme, target)
    unreported = 0
    if target.counts == "staff":
        unreported = int((people[at_steps["built"]] == UNREPORTED).sum())
    return TargetProgress(
        target=target,
        planned=target.count,
        registered=registered,
        built=built,
        accepted=accepted,
        compliant=compliant,
        unreported=unreported,
        days_left=days_left,
        gap=_gap(target, registered, built, compliant if is_assessed else None, unreported, days_left),
        is_assessed=is_assessed,
    )


def counted(slug: str, target: NetworkTarget, step: Step, columns: NetworkColumns) -> Bools:
    """Which sites are those that a figure of the target counts (or their people).

    The one answer for the figures and for the lists they lead to.
    """
    return _meant(slug, target, columns) & _at_step(step, columns, slice(None))


def _meant(slug: str, target: NetworkTarget, columns: NetworkColumns) -> Bools:
    kinds, tiers = columns.named("kind"), columns.named("tier")
    meant: Bools = np.zeros(len(columns), np.bool_)
    for wanted in target.of:
        of_kind = kinds.any_of((wanted.kind,))
        meant |= of_kind & tiers.any_of(wanted.tiers) if wanted.tiers else of_kind
    found: Bools = meant & columns.of_programme(slug)
    return found


def _at_step(step: Step, columns: NetworkColumns, places: NDArray[np.intp] | slice) -> Bools:
    """Which of these places stand at a step."""
    cells = columns.cells
    match step:
        case "registered":
            return np.ones(len(cells.is_built[places]), np.bool_)
        case "built":
            return cells.is_built[places]
        case "accepted":
            return cells.is_accepted[places]
        case "compliant":
            return columns.named("compliance").of(places).any_of(("compliant",))


def _is_assessed(programme: Programme, target: NetworkTarget) -> bool:
    """Whether any clause applies to sites of the target."""
    return any(
        asked.kind == wanted.kind and (not asked.tiers or not wanted.tiers or set(asked.tiers) & set(wanted.tiers))
        for clause in programme.clauses
        for asked in clause.applies_to
        for wanted in target.of
    )


def _gap(
    target: NetworkTarget, registered: int, built: int, compliant: int | None, unreported: int, days_left: int | None
) -> Wording:
    """The line's state in words: what is short, by how much, and how late; nothing of compliance where it is None."""
    if target.counts == "staff":
        short = target.count - registered
        said = [
            Wording(f"在岗 {registered} 人，差 {short} 人", f"{registered} people in post, {short} short")
            if short > 0
            else Wording(f"在岗 {registered} 人，已完成数量任务", f"{registered} people in post, reached")
        ]
        if unreported:
            said.append(Wording(f"{unreported} 个站点未填报人员", f"{unreported} site(s) have not reported staff"))
        return sentences([*said, *(_lateness(days_left) if short > 0 else ())])
    said = []
    if built < target.count:
        said.append(
            Wording(
                f"已建成 {built} 个，差 {target.count - built} 个",
                f"{built} built, {target.count - built} to go",
            )
        )
        if registered < target.count:
            missing = target.count - registered
            said.append(Wording(f"其中 {missing} 个尚未登记", f"{missing} of them not yet registered"))
        said += _lateness(days_left)
    else:
        said.append(Wording(f"已建成 {built} 个，已完成数量任务", f"{built} built, target number reached"))
    if compliant is not None and compliant < target.count:
        wanting = target.count - compliant
        said.append(
            Wording(f"达标 {compliant} 个", f"{compliant} compliant")
            if built < target.count
            else Wording(f"达标 {compliant} 个，达标差 {wanting} 个", f"{compliant} compliant, {wanting} to go")
        )
    return sentences(said)


def _lateness(days_left: int | None) -> list[Wording]:
    if days_left is None:
        return []
    if days_left < 0:
        return [Wording(f"已逾期 {-days_left} 天", f"{-days_left:,} days overdue")]
    return [Wording(f"距期限 {days_left} 天", f"{days_left} days left")]
