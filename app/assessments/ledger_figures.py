"""The figures of a period from the rows of its ledgers. What was not written down is unknown: never zero, never full.

A figure is known once every stretch that its ledger speaks for is over and has a row, or the word that there was none.
Before that it is known only where nothing still to come can change what it decides: a count that has reached its mark
already, a limit that is broken already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, assert_never

from app.assessments.ledger_rows import EnteredRow, stretches
from app.assessments.proposal import passed
from app.sites.statutory_days import is_worked
from app.standards.ledgers import LedgerBook, LedgerDefinition, LedgerFigure
from app.standards.scorecard import AtLeastFigure, AtMostFigure, Scorecard
from app.units import Period
from app.wording import Wording, listed, same

_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FigureFound:
    """A figure of a period. `value` is None while unknown; `so_far` is what the rows come to until now, None for none.

    `lacking` says what is wanting though it could be there, which a stretch that is not over is not; `ledger` is
    where its rows stand, None where clauses give it.
    """

    code: str
    value: Any
    so_far: Any
    lacking: tuple[Wording, ...] = ()
    ledger: str | None = None


def figures_of(
    card: Scorecard,
    book: LedgerBook,
    period: Period,
    rows: Mapping[str, Sequence[EnteredRow]],
    construction: Mapping[str, str],
    today: date,
    since: date | None = None,
) -> dict[str, FigureFound]:
    """Every figure of the card by its code, from rows by ledger and what clauses come to by figure.

    Before operation began (`since`, None for before the period) nothing has to be entered; marks stay those of a whole
    period.
    """
    first = period.first_day if since is None else max(since, period.first_day)
    found: dict[str, FigureFound] = {}
    for figure in card.figures:
        for ledger, given in book.sources(figure.code):
            found[figure.code] = _figure(card, ledger, given, period, rows.get(ledger.code, ()), today, first)
        if figure.code in construction:
            verdict = construction[figure.code]
            found[figure.code] = FigureFound(figure.code, None if verdict == "unknown" else verdict, verdict)
    return found


def as_figures(found: Iterable[FigureFound]) -> dict[str, Any]:
    """The figures as the period document writes them: those that are known."""
    document: dict[str, Any] = {}
    for one in found:
        if one.value is None:
            continue
        head, _, rest = one.code.partition(".")
        if rest:
            document.setdefault(head, {})[rest] = one.value
        else:
            document[head] = one.value
    return document


def _figure(
    card: Scorecard,
    ledger: LedgerDefinition,
    given: LedgerFigure,
    period: Period,
    rows: Sequence[EnteredRow],
    today: date,
    first: date,
) -> FigureFound:
    own = [row for row in rows if (given.stock or row.day >= period.first_day) and row.day <= period.last_day]
    asked = [one for one in stretches(ledger, period) if one.last_day >= first]
    open_stretches = [one for one in asked if not _is_reported(one, given, own, today)]
    running = any(one.last_day >= today for one in open_stretches)
    over = [one for one in open_stretches if one.last_day < today]
    lacking = _said([period] if len(over) == len(asked) else over)
    told = [row for row in own if not row.nothing]
    so_far, more = _computed(card, ledger, given, (first, period.last_day), told, today)
    if own:
        lacking += more
    else:
        so_far = None
    if given.by_quarter and so_far is not None:
        closed = [one for one in asked if one not in open_stretches]
        value = _each(closed, told) or None
        so_far = _each(stretches(ledger, period), told)
    elif so_far is not None and (not (lacking or running) or _is_decided(card, given, so_far)):
        value = so_far
    else:
        value = None
    return FigureFound(given.figure, value, so_far, tuple(lacking), ledger.code)


def _each(some: Sequence[Period], rows: Sequence[EnteredRow]) -> list[int]:
    return [sum(one.first_day <= row.day <= one.last_day for row in rows) for one in some]


def _is_reported(stretch: Period, given: LedgerFigure, rows: Sequence[EnteredRow], today: date) -> bool:
    over = stretch.last_day < today
    return over and any((given.stock or stretch.first_day <= row.day) and row.day <= stretch.last_day for row in rows)


def _said(empty_stretches: Iterable[Period]) -> list[Wording]:
    """What is over and has nothing entered, in one sentence."""
    empty = listed(same(one.text) for one in empty_stretches)
    return [Wording(f"{empty.zh} 未登记", f"nothing entered for {empty.en}")] if empty.zh else []


def _is_decided(card: Scorecard, given: LedgerFigure, so_far: Any) -> bool:
    if given.how not in ("sum", "rows", "most", "missed"):
        return False
    tests = [test for line in card.lines for test in line.tests if given.figure in test.figures]
    figures = {given.figure: so_far}
    return bool(tests) and all(
        (isinstance(test, AtLeastFigure) and passed(test, figures) is True)
        or (isinstance(test, AtMostFigure) and passed(test, figures) is False)
        for test in tests
    )


def _computed(
    card: Scorecard,
    ledger: LedgerDefinition,
    given: LedgerFigure,
    span: tuple[date, date],
    rows: Sequence[EnteredRow],
    today: date,
) -> tuple[Any, list[Wording]]:
    """What the rows come to, and what besides missing stretches keeps it from being sure."""
    column = given.column or ""
    match given.how:
        case "sum" | "rows":
            fitting = [row for row in rows if all(row.values.get(code) == said for code, said in given.where.items())]
            undecided = sum(_is_undecided(row, given) for row in rows)
            so_far = sum(row.values[column] for row in fitting) if given.how == "sum" else len(fitting)
            return so_far, [_undecided(undecided)] if undecided else []
        case "each" | "ratings":
            return [row.values[column] for row in rows], []
        case "classes":
            return [{"kind": row.values[given.of or ""], "trainees": row.values[column]} for row in rows], []
        case "ratio":
            part = sum(row.values[column] for row in rows)
            return _percent(card, given, part, sum(row.values[given.of or ""] for row in rows))
        case "within_days" | "within_workdays":
            return _in_time(card, given, rows, today)
        case "most":
            return _highest([row.values[column] for row in rows])
        case "missed":
            return _missed(given, span, rows, today)
        case _:
            assert_never(given.how)


def _is_undecided(row: EnteredRow, given: LedgerFigure) -> bool:
    """Whether a row may yet come to be one of those counted: what it says fits, and the rest it leaves open."""
    said = [(row.values.get(code), wanted) for code, wanted in given.where.items()]
    return any(value is None for value, _ in said) and all(value in (None, wanted) for value, wanted in said)


def _undecided(count: int) -> Wording:
    return Wording(f"{count} 条尚未认定或办结", f"{count} not decided yet")


_NO_SHARE = Wording("没有可计算比例的记录", "no rows to reckon a share of")


def _percent(card: Scorecard, given: LedgerFigure, part: int, whole: int) -> tuple[Any, list[Wording]]:
    """Part of whole, cut so that cutting never turns a miss into a pass."""
    if not whole:
        return None, [_NO_SHARE]
    limits = [test for line in card.lines for test in line.tests if given.figure in test.figures]
    rounding = ROUND_CEILING if any(isinstance(test, AtMostFigure) for test in limits) else ROUND_FLOOR
    return (Decimal(part) * 100 / whole).quantize(_PLACES, rounding=rounding).normalize() + 0, []


def _in_time(
    card: Scorecard, given: LedgerFigure, rows: Sequence[EnteredRow], today: date
) -> tuple[Any, list[Wording]]:
    in_time = late = waiting = 0
    for row in rows:
        weight = row.values[given.of] if given.of else 1
        said = row.values.get(given.column or "")
        done = today if said is None else date.fromisoformat(said)
        taken = (done - row.day).days if given.how == "within_days" else working_days_taken(row.day, done)
        if taken > (given.within or 0):
            late += weight
        elif said is None:
            waiting += 1
        else:
            in_time += weight
    percent, lacking = _percent(card, given, in_time, in_time + late)
    return percent, [*lacking, *([_undecided(waiting)] if waiting else [])]


def working_days_taken(after: date, until: date) -> int:
    """How many working days lie after one day, up to and with another; 0 where it is no later."""
    return sum(is_worked(after + timedelta(days=ahead)) for ahead in range(1, (until - after).days + 1))


def _highest(values: Sequence[Any]) -> tuple[Any, list[Wording]]:
    return (max(values), []) if values else (None, [_NO_SHARE])


def _missed(
    given: LedgerFigure, span: tuple[date, date], rows: Sequence[EnteredRow], today: date
) -> tuple[Any, list[Wording]]:
    """Working days that a row says were missed. One of the span that no row speaks of is unknown, never missed."""
    first, last = span
    kept, missed = set[date](), set[date]()
    for row in rows:
        until = min(date.fromisoformat(row.values[given.of or ""]), last)
        days = {row.day + timedelta(days=ahead) for ahead in range((until - row.day).days + 1)}
        (missed if row.values[given.column or ""] else kept).update(day for day in days if is_worked(day))
    every = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    untold = [day for day in every if day < today and is_worked(day) and day not in kept | missed]
    said = Wording(f"{len(untold)} 个工作日未登记", f"{len(untold)} working days not entered")
    return len(missed), [said] if untold else []
