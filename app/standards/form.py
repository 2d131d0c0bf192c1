"""What a kind of site is asked for: its facts, items, roles, topics and metrics, derived from its clauses.

A form, a workbook sheet and a due list are all made from this, so a new kind in a pack needs no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.standards.checks.base import Need, needs_of
from app.standards.programme import GROUPS, Clause, Group, Programme


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of a kind of site, and the clauses that look at it.

    `code` is a fact, a metric, ``equipment``, ``staff``, ``trainings_held`` or ``host_city``. `items` are the items of
    a set, inventory, roster or training list that clauses name, in their order; other items may be reported too.
    """

    code: str
    group: Group
    clauses: tuple[Clause, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Everything asked of a kind and tier on a day, by section; metrics apart, being asked period by period."""

    sections: Mapping[Group, tuple[Question, ...]]
    metrics: tuple[Question, ...]

    def questions(self) -> Iterable[Question]:
        """All questions, metrics last."""
        for questions in self.sections.values():
            yield from questions
        yield from self.metrics


def form_for(programme: Programme, kind: str, tier: str | None, day: date) -> Form:
    """What a site of this kind is asked for under the clauses in force on `day`. `tier` None means any tier."""
    asked: dict[str, tuple[Group, list[Clause], dict[str, None]]] = {}
    for clause in programme.clauses:
        if not clause.in_force(day) or not _addressed(clause, kind, tier):
            continue
        for code, items in _needs(clause):
            _, clauses, seen = asked.setdefault(code, (clause.group, [], {}))
            clauses += [clause] if clause not in clauses else []
            seen.update(dict.fromkeys(items))
    questions = [Question(code, group, tuple(clauses), tuple(seen)) for code, (group, clauses, seen) in asked.items()]
    metrics = tuple(q for q in questions if q.code in programme.vocabulary.metrics)
    sections = {
        group: found
        for group in GROUPS
        if (found := tuple(q for q in questions if q.group == group and q not in metrics))
    }
    return Form(sections, metrics)


def _addressed(clause: Clause, kind: str, tier: str | None) -> bool:
    return any(a.kind == kind for a in clause.applies_to) if tier is None else clause.covers(kind, tier)


def _needs(clause: Clause) -> Iterator[Need]:
    """Everything a clause looks at, with the items it names."""
    yield from needs_of(clause.check)
    if clause.applies_when is not None:
        yield Need(clause.applies_when.fact)
