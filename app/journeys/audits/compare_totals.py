"""The totals of two frozen results beside each other: how many sites stand how, and every target's figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.journeys.audits.compare import OneSide
from app.wording import Wording

_ALL = Wording("登记站点", "Sites registered")
_STEPS = {
    "registered": Wording("登记", "registered"),
    "built": Wording("建成", "built"),
    "accepted": Wording("验收", "accepted"),
    "compliant": Wording("达标", "compliant"),
}


@dataclass(frozen=True, slots=True)
class TotalPair:
    """One figure of both results."""

    label: Wording
    before: int
    after: int

    @property
    def change(self) -> str:
        """What it changed by, with its sign."""
        return f"{self.after - self.before:+d}" if self.after != self.before else "0"


def totals_of(before: OneSide, after: OneSide) -> tuple[TotalPair, ...]:
    """The sites that count, these by how they stand, and of each target the figures that changed."""
    was, became = Counter(before.standings), Counter(after.standings)
    split = [TotalPair(label, was[status], became[status]) for status, label in COMPLIANCE_STATUSES.items()]
    return (TotalPair(_ALL, was.total(), became.total()), *split, *_changed_lines(before, after))


def _changed_lines(before: OneSide, after: OneSide) -> Iterator[TotalPair]:
    """Targets that are in both documents, figure by figure."""
    known = {line["id"]: line for line in before.progress}
    for line in after.progress:
        old = known.get(line["id"])
        for step, label in _STEPS.items():
            if old is not None and old[step] != line[step]:
                title = Wording(f"{line['title']['zh']}：{label.zh}", f"{line['title']['en']}: {label.en}")
                yield TotalPair(title, old[step], line[step])
