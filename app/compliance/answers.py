"""The answers of clauses as numbers, for judging in columns.

They are in the order of three-valued logic: all of several parts is their least, any of them their greatest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.compliance.verdicts import Truth, Verdict

Answers = NDArray[np.int8]
Bools = NDArray[np.bool_]
NOT_MET, UNKNOWN, MET, WAIVED, DOES_NOT_APPLY = 0, 1, 2, 3, -1
VERDICT_OF: Mapping[int, Verdict] = {NOT_MET: "not_met", MET: "met", UNKNOWN: "unknown", WAIVED: "waived"}
ANSWER_OF: Mapping[Truth, int] = {"not_met": NOT_MET, "met": MET, "unknown": UNKNOWN}


def answered(met: Bools, unknown: Answers) -> Answers:
    """Answers from what is met and from what is unknown (1, else 0); nothing is both.

    >>> answered(np.array([True, False, False]), np.array([0, 0, 1], np.int8)).tolist() == [MET, NOT_MET, UNKNOWN]
    True
    """
    once = met.view(np.int8)
    return once + once + unknown
