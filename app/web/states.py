"""One language of status, the same on page, map and legend: a sign, a word and a colour, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from app.compliance.verdicts import COMPLIANCE_STATUSES, VERDICTS, Status, Verdict
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state looks. `sign` names the drawing in ``parts/marks.html`` and the colour in the stylesheet."""

    sign: str
    word: Wording


_SIGNS: Mapping[str, str] = {
    "met": "met",
    "not_met": "not-met",
    "unknown": "unknown",
    "waived": "waived",
    "compliant": "met",
    "non_compliant": "not-met",
    "incomplete": "unknown",
    "not_assessed": "none",
    "not_built": "unbuilt",
}

MARKS: Mapping[str, Mark] = {
    code: Mark(_SIGNS[code], word) for words in (VERDICTS, COMPLIANCE_STATUSES) for code, word in words.items()
}
"""The mark of every verdict of a clause and of every compliance status of a site."""

COMPLIANCE_ORDER: tuple[Status, ...] = get_args(Status)
VERDICT_ORDER: tuple[Verdict, ...] = ("not_met", "unknown", "waived", "met")
"""The order in which a reader needs them: what is wrong first."""
