"""What formulas on plain columns come to by numpy, written down as they are said: no blocks, no bits, nothing reused.

A formula is a tuple that begins with its name. Answers are numbers: 0 not met, 1 unknown, 2 met, 3 waived, -1 does not
apply. Imports nothing but numpy, so that OpenFisca's process can use it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Formula = tuple[Any, ...]
BoundClause = tuple[Formula, "str | None", "tuple[str, Any] | None"]
"""A formula, the column of who is excused, and the column and the answers under which it applies."""


def answers(formula: Formula, columns: Mapping[str, Any]) -> Any:
    """The answers of a formula by numpy, written down as it is said."""
    name, *given = formula
    match name:
        case "answer":
            return columns[given[0]]
        case "at least":
            return np.where(np.isnan(found := columns[given[0]]), 1, (found >= given[1]) * 2)
        case "at most":
            return np.where(np.isnan(found := columns[given[0]]), 1, (found <= given[1]) * 2)
        case "not less":
            one, other = columns[given[0]], columns[given[1]]
            return np.where(np.isnan(one) | np.isnan(other), 1, (one >= other) * 2)
        case "some of":
            held = sum(columns[item].astype(np.int8) for item in given[0])
            return np.where(columns[given[1]], 1, (held >= given[2]) * 2)
        case "every":
            figures = [columns[one] for one in given[0]]
            each = [np.where(np.isnan(one), 1, (one >= given[1]) * 2) for one in figures]
            none_due = np.logical_and.reduce([np.isinf(one) for one in figures])
            return np.where(none_due, 1, np.minimum.reduce(each))
        case "least":
            return np.minimum.reduce([answers(part, columns) for part in given[0]])
        case "greatest":
            return np.maximum.reduce([answers(part, columns) for part in given[0]])
        case "when":
            holds = np.array(given[1])[columns[given[0]]]
            return np.where(holds, answers(given[2], columns), answers(given[3], columns))
    raise ValueError(name)


def verdicts(clause: BoundClause, columns: Mapping[str, Any]) -> Any:
    """The answers of a clause: its formula, who is excused, whom it is about."""
    formula, waived, applies = clause
    found = answers(formula, columns)
    if waived is not None:
        found = np.where(columns[waived] & (found < 2), 3, found)
    if applies is not None:
        found = np.where(np.array(applies[1])[columns[applies[0]]], found, -1)
    return found
