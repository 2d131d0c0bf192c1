"""Where a contract stands: problem, rectification, warning with a deadline, two warnings running or a grave one,
replacement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.assessments.contract_years import Span
from app.wording import Wording

Stand = Literal[
    "not_begun", "regular", "rectifying", "warned", "replacement_due", "replacement_proposed", "over", "unknown_term"
]
STANDS: Mapping[Stand, Wording] = {
    "not_begun": Wording("尚未正式运营", "operation has not begun"),
    "regular": Wording("正常履行", "in good order"),
    "rectifying": Wording("有问题正在整改", "problems are being put right"),
    "warned": Wording("已警告，限期整改中", "warned, with a deadline"),
    "replacement_due": Wording("已达到撤换运营单位的条件", "the operator is to be replaced"),
    "replacement_proposed": Wording("已建议撤换运营单位", "replacement of the operator is proposed"),
    "over": Wording("服务期已满", "the term is over"),
    "unknown_term": Wording("正常履行，正式运营日期待登记", "in good order; the first day is not entered yet"),
}


@dataclass(frozen=True, slots=True)
class GivenWarning:
    """One warning. `accepted_on` is the day on which what was wrong was accepted as put right; None before."""

    given_on: date
    due_on: date
    grave: bool
    accepted_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether its deadline is past and nothing was accepted."""
        return self.accepted_on is None and self.due_on < today


def running_warnings(warnings: Sequence[GivenWarning]) -> int:
    """How many warnings run on: each given before the one before it was accepted as put right. In order of days.

    >>> first = GivenWarning(date(2026, 1, 5), date(2026, 1, 20), False)
    >>> second = GivenWarning(date(2026, 2, 5), date(2026, 2, 20), False)
    >>> running_warnings([first, second])
    2
    >>> from dataclasses import replace
    >>> running_warnings([replace(first, accepted_on=date(2026, 1, 19)), second])
    1
    """
    streak = 0
    before: GivenWarning | None = None
    for one in warnings:
        runs_on = before is not None and (before.accepted_on is None or before.accepted_on > one.given_on)
        streak = streak + 1 if runs_on else 1
        before = one
    return streak


def calls_for_replacement(warnings: Sequence[GivenWarning], running: int | None) -> bool:
    """Whether the contract's words for replacing the operator are fulfilled: so many warnings `running`, or a grave
    one that is open.
    """
    many = running is not None and running_warnings(warnings) >= running
    return many or any(one.grave and one.accepted_on is None for one in warnings)


def stand_of(
    term: Span | None,
    warnings: Sequence[GivenWarning],
    running: int | None,
    *,
    open_orders: int,
    proposed: bool,
    today: date,
) -> Stand:
    """Where the contract stands today; the gravest that is true."""
    if proposed:
        return "replacement_proposed"
    if calls_for_replacement(warnings, running):
        return "replacement_due"
    if any(one.accepted_on is None for one in warnings):
        return "warned"
    if open_orders:
        return "rectifying"
    if term is None:
        return "unknown_term"
    if today < term.first:
        return "not_begun"
    return "over" if today > term.last else "regular"
