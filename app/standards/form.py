"""What a kind of site is asked for: its facts, items, roles, topics and metrics, derived from its clauses.

A form, a workbook sheet and a due list are all made from this, so a new kind in a pack needs no template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.sites.vocabulary import EQUIPMENT, STAFF, TRAININGS
from app.standards import checks as c
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


def _needs(clause: Clause) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Every code a clause looks at, with the items it names."""
    for check in c.parts(clause.check):
        yield from needs_of(check)
    if clause.applies_when is not None:
        yield clause.applies_when.fact, ()


def needs_of(check: c.Check) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The codes one check looks at by itself, not through the checks inside it, with the items it names."""
    match check:
        case c.AtLeast():
            yield check.fact, ()
            if check.value_of is not None:
                yield check.value_of, ()
        case c.AtMost() | c.IsTrue() | c.InServiceFor() | c.HoursCover():
            yield check.fact, ()
        case c.OneOf() | c.ContainsAll() | c.ContainsAtLeast():
            yield check.fact, check.items
        case c.TextMatches():
            yield check.fact, ()
            if any("{host_city}" in form for form in check.equals or ()):
                yield "host_city", ()
        case c.TrainedWithin():
            yield TRAININGS, check.topics
        case c.HasEquipment():
            yield EQUIPMENT, check.items
        case c.CountPeople():
            yield STAFF, (check.role,) if check.role else ()
        case c.EveryPeriod():
            yield check.metric, ()
        case c.When() if check.condition is not None:
            yield check.condition.fact, ()
        case _:
            return
