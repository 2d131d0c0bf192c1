"""How a contract's yearly targets stand: what its ledgers come to, whether the pace is kept, what is needed by when.

What nobody entered is unknown: never zero, never behind and never reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Literal

from app.assessments.contract_years import ContractYear, Span
from app.assessments.ledger_figures import working_days_taken
from app.assessments.ledger_rows import EnteredRow
from app.standards.contract import MeasuredTarget
from app.standards.programme import AnnualTarget
from app.units import Period
from app.wording import Wording

Pace = Literal["reached", "on_pace", "behind", "missed", "unknown"]
PACES: Mapping[Pace, Wording] = {
    "reached": Wording("已达到", "Reached"),
    "on_pace": Wording("进度正常", "On pace"),
    "behind": Wording("进度落后", "Behind"),
    "missed": Wording("未达到", "Missed"),
    "unknown": Wording("待补报", "Not reported"),
}


@dataclass(frozen=True, slots=True)
class YearlyProgress:
    """One target in one year.

    `done` of `wanted`: the sum itself; the percentage; or how many months, quarters, events or requests reach the mark
    of how many. `done` is None while nothing was entered. `expected` is what equal parts would come to by today, None
    where there is no such measure. `still` is what is lacking, to be done until `by`; both None where nothing is, or
    where it can no more be made up for. `gaps` are months and quarters that are over and have nothing entered,
    `short` what is over and did not reach the mark.
    """

    target: AnnualTarget
    measured: MeasuredTarget
    done: Decimal | None
    wanted: Decimal
    expected: Decimal | None
    pace: Pace
    still: Decimal | None = None
    by: date | None = None
    gaps: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    @property
    def share(self) -> Decimal | None:
        """`done` in percent of `wanted`, at most 100; None while unknown, or where there is nothing to reach."""
        if self.done is None or not self.wanted:
            return None
        return min(Decimal(100), self.done * 100 / self.wanted)


def progress_of(
    target: AnnualTarget, measured: MeasuredTarget, year: ContractYear, rows: Sequence[EnteredRow], today: date
) -> YearlyProgress:
    """How a target stands today by the rows of its ledger."""
    past = [row for row in rows if row.day <= today]
    own = [row for row in past if year.span.holds(row.day)]
    match target.every:
        case "month" | "quarter":  # whole ones, also where the year begins in the middle of one
            return _by_stretch(target, measured, year.stretches(target.every), past, today)
        case "event" | "request":
            return _one_by_one(target, measured, own, today)
        case _:
            return _of_the_year(target, measured, year.span, own, today)


def _of_the_year(
    target: AnnualTarget, measured: MeasuredTarget, span: Span, own: Sequence[EnteredRow], today: date
) -> YearlyProgress:
    wanted, over = target.at_least, today > span.last
    done = _value(measured, own, today)
    if measured.how == "share":
        pace: Pace = "unknown" if done is None else ("reached" if over else "on_pace") if done >= wanted else "behind"
        pace = "missed" if over and pace == "behind" else pace
        by = span.last if pace == "behind" else None
        return YearlyProgress(target, measured, done, wanted, None, pace, None, by)
    expected = (wanted * span.elapsed(today) / span.days).to_integral_value(ROUND_FLOOR)
    if done is not None and done >= wanted:
        return YearlyProgress(target, measured, done, wanted, expected, "reached")
    if over:
        return YearlyProgress(target, measured, done, wanted, expected, "unknown" if done is None else "missed")
    pace = "unknown" if done is None else "on_pace" if done >= expected else "behind"
    return YearlyProgress(target, measured, done, wanted, expected, pace, wanted - (done or 0), span.last)


def _by_stretch(
    target: AnnualTarget,
    measured: MeasuredTarget,
    stretches: Sequence[Period],
    past: Sequence[EnteredRow],
    today: date,
) -> YearlyProgress:
    own = [row for row in past if row.day >= stretches[0].first_day]
    reached, gaps, short, running = 0, list[str](), list[str](), None
    for one in stretches:
        rows = [row for row in own if one.first_day <= row.day <= one.last_day]
        enough = _is_enough(target, measured, rows, today)
        if enough and (one.last_day < today or measured.how in ("rows", "sum")):
            reached += 1
        elif one.last_day < today:
            (gaps if not rows else short).append(one.text)
        elif running is None and one.first_day <= today:
            running = one
    over = sum(one.last_day < today for one in stretches)
    pace: Pace = "missed" if short else "unknown" if gaps or not (over or own) else "on_pace"
    if reached == len(stretches):
        pace = "reached"
    still, by = None, None
    if running is not None and measured.how in ("rows", "sum"):
        rows = [row for row in own if running.first_day <= row.day]
        still, by = target.at_least - (_value(measured, rows, today) or 0), running.last_day
    done = Decimal(reached) if own else None
    return YearlyProgress(
        target, measured, done, Decimal(len(stretches)), Decimal(over), pace, still, by, tuple(gaps), tuple(short)
    )


def _is_enough(target: AnnualTarget, measured: MeasuredTarget, rows: Sequence[EnteredRow], today: date) -> bool:
    """Whether a month or quarter reaches the mark. One that had nothing to enter lacks nothing of a share."""
    if not rows:
        return False
    value = _value(measured, rows, today)
    if value is None:
        return measured.how not in ("rows", "sum") and all(row.nothing for row in rows)
    return value >= target.at_least


def _one_by_one(
    target: AnnualTarget, measured: MeasuredTarget, own: Sequence[EnteredRow], today: date
) -> YearlyProgress:
    told = [row for row in own if not row.nothing and _fits(measured, row)]
    good = short = 0
    late = list[str]()
    for row in told:
        verdict = _in_time(measured, row, today) if measured.how != "each" else _reaches(target, measured, row)
        good += verdict is True
        short += verdict is False
        late += [row.day.isoformat()] if verdict is False else []
    pace: Pace = "missed" if short else "unknown" if not told else "on_pace"
    done = Decimal(good) if told else None
    return YearlyProgress(target, measured, done, Decimal(len(told)), None, pace, short=tuple(dict.fromkeys(late)))


def _reaches(target: AnnualTarget, measured: MeasuredTarget, row: EnteredRow) -> bool | None:
    value = row.values.get(measured.column or "")
    return None if value is None else value >= target.at_least


def _value(measured: MeasuredTarget, rows: Sequence[EnteredRow], today: date) -> Decimal | None:
    """What rows come to; None where nothing was entered, or a share has no whole or a part that is left open."""
    if not rows:
        return None
    told = [row for row in rows if not row.nothing]
    fitting = [row for row in told if _fits(measured, row)]
    column = measured.column or ""
    match measured.how:
        case "rows":
            return Decimal(len(fitting))
        case "sum":
            return _sum(fitting, column) or Decimal(0)
        case "share":
            return _percent(_sum(fitting, column), _sum(told, measured.of or column))
        case _:
            timed = [(_in_time(measured, row, today), _weight(measured, row)) for row in fitting]
            good = sum((weight for verdict, weight in timed if verdict), Decimal(0))
            return _percent(good, sum((weight for verdict, weight in timed if verdict is not None), Decimal(0)))


def _fits(measured: MeasuredTarget, row: EnteredRow) -> bool:
    return all(row.values.get(code) == said for code, said in measured.where.items())


def _sum(rows: Sequence[EnteredRow], column: str) -> Decimal | None:
    values: list[Any] = [row.values.get(column) for row in rows]
    return None if None in values else Decimal(sum(values))


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_FLOOR)


def _in_time(measured: MeasuredTarget, row: EnteredRow, today: date) -> bool | None:
    """Whether what a row waits for came in time; None while it is open and not late yet."""
    said = row.values.get(measured.column or "")
    done = today if said is None else date.fromisoformat(said)
    worked = measured.how == "within_workdays"
    taken = working_days_taken(row.day, done) if worked else (done - row.day).days
    if taken > (measured.within or 0):
        return False
    return None if said is None else True


def _weight(measured: MeasuredTarget, row: EnteredRow) -> Decimal:
    return Decimal(row.values[measured.of]) if measured.of else Decimal(1)


def a_month(progress: YearlyProgress, today: date) -> Decimal | None:
    """What has to be done in each month that is left, the present one counted; None where nothing is lacking."""
    if progress.still is None or progress.by is None:
        return None
    months = (progress.by.year - today.year) * 12 + progress.by.month - today.month + 1
    return (progress.still / max(1, months)).to_integral_value(ROUND_CEILING)
