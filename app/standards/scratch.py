"""A clause in a scratch copy: what of it may be turned (bounds, times, days in force), and the clause as turned.

Only the copy changes. What the document says, whom it binds and what it looks at stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import InvalidInput
from app.normal.numbers import written_number
from app.sites.entry import Entry
from app.standards.checks.combined import Check
from app.standards.programme import Clause, Programme
from app.units import plain
from app.validation import said_in_both
from app.wording import Wording

FROM, UNTIL = "in_force_from", "in_force_until"
_HIGHEST = Decimal(10**9)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_KEYS: Mapping[str, Wording] = {
    "value": Wording("限值", "limit"),
    "years": Wording("年数", "years"),
    "count": Wording("个数", "how many"),
    "at_least": Wording("不少于", "at least"),
    "opens": Wording("开始时间", "opens"),
    "closes": Wording("结束时间", "closes"),
}
"""What of a check may be turned."""
_ABOUT = ("fact", "metric", "role", "type")
"""What names the thing a part of a check looks at, the first of them that stands there."""
_CHECK: TypeAdapter[Any] = TypeAdapter(Check)


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that may be turned. `path` names it (``check.then.value``), `value` is what the document says.

    `about` is the code of what it is about, empty where it names none; `employment` where it counts people so employed.
    """

    path: str
    about: str
    employment: str
    label: Wording
    value: str
    is_clock: bool
    is_whole: bool


def knobs_of(clause: Clause) -> tuple[Knob, ...]:
    """Everything of a clause's check that may be turned, in its order."""
    return tuple(_knobs(clause.check.model_dump(), "check"))


def _knobs(part: Any, path: str) -> Iterator[Knob]:
    if isinstance(part, Mapping):
        about = next((part[name] for name in _ABOUT if isinstance(part.get(name), str)), "")
        for key, value in part.items():
            if key in _KEYS and value is not None:
                is_clock = isinstance(value, str)
                shown = value if is_clock else plain(Decimal(value))
                employment = part.get("employment") or ""
                yield Knob(f"{path}.{key}", about, employment, _KEYS[key], shown, is_clock, isinstance(value, int))
            else:
                yield from _knobs(value, f"{path}.{key}")
    elif isinstance(part, list | tuple):
        for place, inner in enumerate(part):
            yield from _knobs(inner, f"{path}.{place}")


def of_what_is_said(clause: Clause, given: Mapping[str, str], unit_of: Callable[[str], str]) -> dict[str, str]:
    """What was given, each share of a bound (``80%``) as the number it comes to; of one that is in percent, itself.

    `unit_of` tells the unit of a code. What is no share of anything stays as it was typed.
    """
    found = dict(given)
    for knob in knobs_of(clause):
        text = found.get(knob.path, "").strip().replace("％", "%")
        share = written_number(text.removesuffix("%")) if text.endswith("%") and not knob.is_clock else None
        if share is None:
            continue
        says = share if unit_of(knob.about) == "%" else share * Decimal(knob.value) / 100
        found[knob.path] = plain(says)
    return found


def turned(clause: Clause, given: Mapping[str, str]) -> Clause:
    """The clause with what was given in place of what it says, by path; what is left out or empty stays.

    Days are FROM and UNTIL, UNTIL empty where it has no end. Raises InvalidInput with every fault.
    """
    entry, dumped = Entry(), clause.check.model_dump()
    for knob in knobs_of(clause):
        text = given.get(knob.path, "").strip()
        if text and (value := _read(entry, knob, text)) is not None:
            _put(dumped, knob.path.split(".")[1:], value)
    begins = _day(entry, given, FROM) or clause.in_force_from
    ends = (_day(entry, given, UNTIL) if UNTIL in given else clause.in_force_until) or None
    if ends is not None and ends < begins:
        entry.fault(UNTIL, "not_later", "施行截止日期早于施行日期", "it would end before it begins")
    check = clause.check
    if not entry.faults:
        try:
            check = _CHECK.validate_python(dumped)
        except ValidationError as error:
            for problem in error.errors():
                said = said_in_both(problem)
                entry.fault("check", "unfit", said.zh, said.en)
    if entry.faults:
        raise InvalidInput(entry.faults)
    return clause.model_copy(update={"check": check, FROM: begins, UNTIL: ends})


def with_clause(programme: Programme, clause: Clause) -> Programme:
    """A programme of this clause alone, everything else as it is: what a scratch copy is judged by."""
    return programme.model_copy(update={"clauses": (clause,)})


def _read(entry: Entry, knob: Knob, text: str) -> str | int | Decimal | None:
    if knob.is_clock:
        if _CLOCK.fullmatch(text):
            return text
        entry.fault(knob.path, "not_a_time", "时间须写成 09:00 这样", "a time is written as 09:00")
        return None
    written = written_number(text)
    if not knob.is_whole:
        return entry.number(text if written is None else written, knob.path, highest=_HIGHEST)
    number = entry.integer(text if written is None else written, knob.path, highest=_HIGHEST)
    if number == 0:
        entry.fault(knob.path, "too_low", "不能小于 1", "must not be less than 1")
        return None
    return number


def _day(entry: Entry, given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "").strip()
    return entry.day(text, name) if text else None


def _put(dumped: Any, path: list[str], value: object) -> None:
    *before, last = path
    for step in before:
        dumped = dumped[int(step)] if isinstance(dumped, list | tuple) else dumped[step]
    dumped[last] = value
