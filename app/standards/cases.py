"""Worked cases: sites as data with the verdicts they must get, kept beside the standards they try.

A pack's `cases.toml` says in a line or two what a site has and what follows. This module knows the form of that file
and builds the site documents from it; it judges nothing. The form is told at the top of every `cases.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field

from app.standards.pack_model import Code, PackModel, Text
from app.standards.programme import Clause
from app.wording import Wording

Expected = Literal["met", "not_met", "unknown", "waived", "left_out"]
"""A verdict, or that the clause does not apply and is left out."""

WAIVER_REASON = "算例：县级书面批准"
_PEOPLE = re.compile(
    r"(?:(?P<count>\d{1,3}) )?(?P<role>[a-z_]+) (?P<employment>full_time|part_time)"
    r"(?: from (?P<start>\d{4}-\d\d-\d\d))?(?: to (?P<end>\d{4}-\d\d-\d\d))?",
    re.ASCII,
)
_TRAINING = re.compile(r"(?P<topic>[a-z_]+) (?P<day>\d{4}-\d\d-\d\d)", re.ASCII)


def _fits(pattern: re.Pattern[str], form: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"must be written as {form}")
        return text

    return AfterValidator(check)


People = Annotated[str, _fits(_PEOPLE, "“2 hr_specialist full_time from 2024-01-01 to 2026-11-22”")]
TrainingHeld = Annotated[str, _fits(_TRAINING, "“career_guidance 2026-03-02”")]


class SiteState(PackModel):
    """What a site has; None and left out mean unreported. `site` holds the keys of the document's top level."""

    site: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    equipment: dict[str, int] | None = None
    staff: tuple[People, ...] | None = None
    trainings: tuple[TrainingHeld, ...] | None = None
    metrics: dict[str, dict[str, Decimal | int]] = Field(default_factory=dict)


class Change(SiteState):
    """What differs from a base site: `without` takes away, the rest is put on top; rosters and lists are replaced."""

    name: Text
    of: Code | None = None
    as_of: date | None = None
    without: tuple[str, ...] = ()
    waived_until: date | None = None


class ClauseCase(Change):
    """One case of one clause: a change, and the verdict it leads to."""

    verdict: Expected
    needs: tuple[str, ...] | None = None
    found: str | None = None
    required: str | None = None
    shortfall: str | None = None
    missing: tuple[str, ...] | None = None
    not_yet_due: bool | None = None


class ClauseCases(PackModel):
    """The cases of one clause, each a change of the base site named by `of`."""

    id: str
    of: Code
    cases: Annotated[tuple[ClauseCase, ...], Field(min_length=1)]


class SiteCase(Change):
    """A case of a whole site: its status, how many clauses apply, the verdict they all share, and single ones.

    `due` are the facts listed as due for confirmation; `refused` is the place in the site document that entry refuses.
    """

    status: Literal["compliant", "non_compliant", "incomplete", "not_assessed"] | None = None
    clauses: int | None = None
    every: Expected | None = None
    expect: dict[str, Expected] = Field(default_factory=dict)
    due: tuple[str, ...] | None = None
    refused: str | None = None
    waive: dict[str, date] = Field(default_factory=dict)


class CaseTable(PackModel):
    """A whole `cases.toml`."""

    as_of: date
    base: dict[Code, SiteState]
    clause: tuple[ClauseCases, ...] = ()
    case: tuple[SiteCase, ...] = ()


Place = tuple[str | int, ...]


class CaseFault(NamedTuple):
    """One thing in `cases.toml` that does not fit the pack, with its place in the file's own table."""

    place: Place
    code: str
    message: Wording


class _NothingThere(Exception):
    """A case takes away what its base site does not have."""


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A site document, a day, and what must come out. `clause` is None where the whole site is meant."""

    name: str
    document: Mapping[str, Any]
    as_of: date
    clause: str | None
    expected: ClauseCase | SiteCase


def worked_cases(table: CaseTable, programme: str) -> Iterator[WorkedCase]:
    """Every case with its site document, in the file's order. Base sites must exist (see `case_faults`)."""
    for group in table.clause:
        for row in group.cases:
            waivers = {group.id: row.waived_until} if row.waived_until else {}
            yield _case(table, programme, row, group.of, waivers, group.id)
    for whole in table.case:
        yield _case(table, programme, whole, None, whole.waive, None)


def case_faults(table: CaseTable, clauses: Mapping[str, Clause]) -> Iterator[CaseFault]:
    """What does not fit the pack: clauses and base sites that do not exist, waivers of a must, nothing to take away."""
    for index, group in enumerate(table.clause):
        place: Place = ("clause", index)
        if group.id not in clauses:
            yield _no_clause((*place, "id"), group.id)
        elif clauses[group.id].level == "must" and any(row.verdict == "waived" for row in group.cases):
            must = Wording(f"{group.id} 是必备条款，不能豁免", f"{group.id} is a must and is never waived")
            yield CaseFault((*place, "cases"), "not_waivable", must)
        for row in group.cases:
            yield from _base_faults(table, row, row.of or group.of, (*place, "of" if row.of is None else "cases"))
    for index, whole in enumerate(table.case):
        yield from _base_faults(table, whole, whole.of or "", ("case", index, "of"))
        for clause in (*whole.expect, *whole.waive):
            if clause not in clauses:
                yield _no_clause(("case", index, "expect" if clause in whole.expect else "waive"), clause)


def _no_clause(place: Place, clause: str) -> CaseFault:
    return CaseFault(place, "unknown_code", Wording(f"没有条款 {clause}", f"there is no clause {clause}"))


def _base_faults(table: CaseTable, change: Change, base: str, place: Place) -> Iterator[CaseFault]:
    if base not in table.base:
        yield CaseFault(place, "unknown_code", Wording(f"没有基准站点 {base}", f"there is no base site {base}"))
        return
    try:
        _document(table.base[base], change)
    except _NothingThere as error:
        wording = Wording(f"{base} 没有 {error} 可去掉", f"{base} has no {error} to take away")
        yield CaseFault((*place[:2], "cases" if place[0] == "clause" else "without"), "nothing_there", wording)


def _case(
    table: CaseTable,
    programme: str,
    change: ClauseCase | SiteCase,
    of: str | None,
    waivers: Mapping[str, date],
    clause: str | None,
) -> WorkedCase:
    base = change.of or of or ""
    document = {"code": "CASE-1", "programme": programme, **_document(table.base[base], change)}
    if waivers:
        document["waivers"] = [
            {"clause": waived, "reason": WAIVER_REASON, "until": until.isoformat()} for waived, until in waivers.items()
        ]
    return WorkedCase(change.name, document, change.as_of or table.as_of, clause, change)


def _document(base: SiteState, change: Change) -> dict[str, Any]:
    state: dict[str, Any] = {
        **base.site,
        "facts": dict(base.facts),
        "equipment": None if base.equipment is None else dict(base.equipment),
        "staff": base.staff,
        "trainings": base.trainings,
        "metrics": {metric: dict(values) for metric, values in base.metrics.items()},
    }
    for path in change.without:
        _take_away(state, path)
    state |= change.site
    state["facts"] |= change.facts
    if change.equipment is not None:
        state["equipment"] = {**(state.get("equipment") or {}), **change.equipment}
    for key in ("staff", "trainings"):
        if getattr(change, key) is not None:
            state[key] = getattr(change, key)
    for metric, values in change.metrics.items():
        state["metrics"][metric] = {**state["metrics"].get(metric, {}), **values}
    return _written(state)


def _take_away(state: dict[str, Any], path: str) -> None:
    """Take `facts.area_m2`, `equipment.printer`, `metrics.jobs_created.2025` or a whole `staff` out of the site."""
    steps = path.split(".")
    at: Any = state
    for step in steps[:-1]:
        at = at.get(step) if isinstance(at, dict) else None
    if not isinstance(at, dict) or steps[-1] not in at:
        raise _NothingThere(path)
    if len(steps) == 1 and steps[0] in ("facts", "metrics"):
        at[steps[0]] = {}
    else:
        del at[steps[-1]]


def _written(state: dict[str, Any]) -> dict[str, Any]:
    """The site document of the outer contract."""
    people, trainings, metrics = state.pop("staff", None), state.pop("trainings", None), state.pop("metrics")
    document = {key: _plain(value) for key, value in state.items() if value is not None}
    if people is not None:
        document["staff"] = [person for line in people for person in _people(line)]
    if trainings is not None:
        document["trainings_held"] = [
            {"topic": topic, "date": day} for topic, day in (line.split(" ") for line in trainings)
        ]
    document["metrics"] = [
        {"metric": metric, "period": period, "value": value}
        for metric, values in metrics.items()
        for period, value in values.items()
    ]
    return document


def _people(line: str) -> list[dict[str, str]]:
    match = _PEOPLE.fullmatch(line)
    if match is None:
        raise ValueError(f"{line!r} is no line of a roster")
    person = {"role": match["role"], "employment": match["employment"]}
    if match["start"]:
        person["from"] = match["start"]
    if match["end"]:
        person["to"] = match["end"]
    return [person] * int(match["count"] or 1)


def _plain(value: Any) -> Any:
    """A TOML value as JSON would give it: days as text, the rest as it is."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
