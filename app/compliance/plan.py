"""The clauses that bind a kind and tier on a day, ready to be answered of many sites at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.compliance.answers import DOES_NOT_APPLY, MET, WAIVED, Answers
from app.compliance.block import Background, Block, Sort
from app.compliance.columns import WaivedUntil
from app.compliance.due import DueCounts, DuePlan
from app.compliance.rules.base import Rule
from app.compliance.rules.combined import Holds, rule_of
from app.standards.programme import Clause, Programme


class ClausePlan:
    """The clauses of a programme that bind a kind and tier on the day, in the document's order."""

    def __init__(self, programme: Programme, background: Background, sort: Sort) -> None:
        self.clauses = tuple(programme.clauses_for(*sort, background.as_of))
        self._rules = [_ClauseRule(clause) for clause in self.clauses]
        bound = [(one.clause, one.rule) for one in self._rules]
        self._due = DuePlan(programme, background, sort[0], bound)

    def judge(self, block: Block) -> Answers:
        """A row a clause, a column a site."""
        answers = np.empty((len(self._rules), len(block)), np.int8)
        for row, rule in enumerate(self._rules):
            answers[row] = rule.answers(block)
        return answers

    def due(self, block: Block, answers: Answers) -> DueCounts:
        """What is due at the sites of a block that was judged so."""
        return self._due.counts(block, answers)


class _ClauseRule:
    """A clause in columns: whom it applies to, its rule, and who is excused."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.rule: Rule[Any] = rule_of(clause.check)
        self._holds = None if clause.applies_when is None else Holds(clause.applies_when)
        self._waived = WaivedUntil(clause.id) if clause.level == "generally" else None

    def answers(self, block: Block) -> Answers:
        found = self.rule.answers(block)
        if self._waived is not None:
            found = np.where(block.cells(self._waived).in_force & (found < MET), WAIVED, found)
        if self._holds is not None:
            found = np.where(self._holds.column(block), found, DOES_NOT_APPLY)
        return found
