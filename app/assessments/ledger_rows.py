"""A row of a ledger: read as it was typed, with every fault at once, and shown in words again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from app.errors import InvalidInput
from app.sites.entry import Entry
from app.sites.typed import typed_day, typed_number
from app.standards.ledgers import LedgerColumn, LedgerDefinition
from app.units import Period, plain
from app.wording import Wording, same

LONGEST_WORDS = 200
YES_NO: Mapping[bool, Wording] = {True: Wording("是", "yes"), False: Wording("否", "no")}
NOTHING = Wording("本期无", "nothing to enter")


@dataclass(frozen=True, slots=True)
class EnteredRow:
    """What a row says. `values` holds columns by code, those left open left out; `nothing`: the stretch had none."""

    day: date
    values: Mapping[str, Any] = field(default_factory=dict)
    nothing: bool = False


def read_row(ledger: LedgerDefinition, given: Mapping[str, Any], today: date) -> EnteredRow:
    """The row that was typed or sent. Raises InvalidInput with every fault; numbers of identity cards are one."""
    entry = Entry()
    entry.unknown_keys(given, ["day", "nothing", *(column.code for column in ledger.columns)], "")
    day = _day(entry, given.get("day"), "day", today)
    nothing = given.get("nothing") in (True, "yes")
    values: dict[str, Any] = {}
    for column in () if nothing else ledger.columns:
        said = given.get(column.code)
        said = said.strip() if isinstance(said, str) else said
        if said in (None, ""):
            if not column.optional:
                entry.missing(column.code, column.label, choose=column.type in ("choice", "yes_no"))
        elif (value := _value(entry, said, column, today)) is not None:
            values[column.code] = value
    if day is not None and not entry.faults:
        _together(entry, ledger, day, values)
    if entry.faults or day is None:
        raise InvalidInput(entry.faults)
    return EnteredRow(day, values, nothing)


def _day(entry: Entry, said: Any, path: str, today: date) -> date | None:
    if said in (None, ""):
        entry.missing(path, Wording("日期", "day"))
        return None
    return entry.day(typed_day(said) if isinstance(said, str) else said, path, latest=today)


def _value(entry: Entry, said: Any, column: LedgerColumn, today: date) -> Any:
    match column.type:
        case "count" | "number":
            number = typed_number(said, column.unit) if isinstance(said, str) else said
            read = entry.integer if column.type == "count" else entry.number
            return read(number, column.code, highest=column.highest, unit=column.unit)
        case "day":
            day = _day(entry, said, column.code, today)
            return None if day is None else day.isoformat()
        case "choice":
            return entry.one_of(said, column.code, column.choices)
        case "yes_no":
            return entry.boolean({"yes": True, "no": False}.get(said, said), column.code)
        case "text":
            return entry.text(said, column.code, longest=LONGEST_WORDS)
        case _:
            assert_never(column.type)


def _together(entry: Entry, ledger: LedgerDefinition, day: date, values: Mapping[str, Any]) -> None:
    for column in ledger.columns:
        if column.type == "day" and column.code in values and values[column.code] < day.isoformat():
            entry.fault(column.code, "too_early", f"不能早于 {day}", f"must not lie before {day}")
    wholes = {column.code: column.part_of for column in ledger.columns if column.part_of}
    wholes |= {given.column: given.of for given in ledger.gives if given.how == "ratio" and given.column and given.of}
    for part, whole in wholes.items():
        if part in values and whole in values and values[part] > values[whole]:
            of = ledger.column(whole)
            zh, en = (of.label.zh, of.label.en) if of else ("", "")
            entry.fault(part, "above_whole", f"不能多于{zh}", f"must not exceed: {en}")
    for given in ledger.gives:
        if given.how == "missed" and given.of and given.of in values and values[given.of][:7] != day.isoformat()[:7]:
            entry.fault(given.of, "other_month", "一行不能跨月，请分月登记", "a row lies within one month; enter two")


def shown_value(column: LedgerColumn, value: Any) -> Wording:
    """What a column says, with its unit; empty where it is left open."""
    if value is None:
        return same("")
    if column.type == "choice":
        return column.choices.get(value, same(str(value)))
    if column.type == "yes_no":
        return YES_NO[value]
    text = plain(value) if isinstance(value, Decimal) else str(value)
    if column.unit is None:
        return same(text)
    return Wording(f"{text} {column.unit.zh}", f"{text} {column.unit.en}")


def stretches(ledger: LedgerDefinition, period: Period) -> tuple[Period, ...]:
    """The stretches of a period that each need a row, or the word that there was nothing."""
    year, first, last = period.months
    if ledger.covers == "month":
        return tuple(Period.month(year, month) for month in range(first, last + 1))
    if ledger.covers == "quarter":
        return tuple(Period(f"{year}-Q{(month + 2) // 3}") for month in range(first, last + 1, 3))
    return (period,)


def stretch_of(ledger: LedgerDefinition, grain: str, day: date) -> Period:
    """The stretch that a day lies in."""
    within = period_of(grain, day)
    return next(one for one in stretches(ledger, within) if one.first_day <= day <= one.last_day)


def period_of(grain: str, day: date) -> Period:
    """The half-year or quarter that a day lies in.

    >>> period_of("half", date(2026, 6, 30)).text, period_of("quarter", date(2026, 7, 1)).text
    ('2026-H1', '2026-Q3')
    """
    if grain == "half":
        return Period(f"{day.year}-H{1 if day.month <= Period(f'{day.year}-H1').last_day.month else 2}")
    return Period(f"{day.year}-Q{(day.month + 2) // 3}")
