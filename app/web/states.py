"""One language of status, the same on page, map and legend: a sign, a word and a colour, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state looks. `sign` names the drawing in ``parts/marks.html`` and the colour in the stylesheet."""

    sign: str
    message: str


MET = Mark("met", "state.met")
NOT_MET = Mark("not-met", "state.not_met")
UNKNOWN = Mark("unknown", "state.unknown")
WAIVED = Mark("waived", "state.waived")
NOT_ASSESSED = Mark("none", "state.not_assessed")
DUE = Mark("due", "state.due")
OVERDUE = Mark("due", "state.overdue")

MARKS: Mapping[str, Mark] = {
    "met": MET,
    "not_met": NOT_MET,
    "unknown": UNKNOWN,
    "waived": WAIVED,
    "compliant": MET,
    "non_compliant": NOT_MET,
    "incomplete": UNKNOWN,
    "not_assessed": NOT_ASSESSED,
    "due": DUE,
    "overdue": OVERDUE,
}
"""The mark of every verdict of a clause and of every compliance status of a site."""

COMPLIANCE_ORDER = ("compliant", "non_compliant", "incomplete", "not_assessed")
VERDICT_ORDER = ("not_met", "unknown", "waived", "met")
"""The order in which a reader needs them: what is wrong first."""
