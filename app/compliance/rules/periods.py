"""Rules over time: a figure in every period looked at, and the weekly opening hours."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, assert_never, cast

import numpy as np

from app.compliance.answers import MET, NOT_MET, UNKNOWN, Answers, answered
from app.compliance.block import Block
from app.compliance.case import Case, at_least_words, measured, unreported
from app.compliance.columns import FactWeeks, FiguresDue
from app.compliance.outcome import Outcome
from app.compliance.rules.base import Bound, Rule
from app.sites.facts import write_fact
from app.sites.site import Span, WeeklyHours
from app.sites.vocabulary import WEEKDAYS
from app.standards.checks.periods import EveryPeriod, HoursCover, PeriodCheck
from app.units import Period, last_full_months, last_full_years, plain
from app.wording import Wording, listed, same

NOT_YET_DUE = Wording(
    "开始运营以来尚无应报的完整周期，尚未到期", "not yet due: no full period has ended since operation began"
)
BEGAN = "operating_since"


def rule_of(check: PeriodCheck) -> Rule[Any]:
    """The rule of a check over time."""
    match check:
        case EveryPeriod():
            return EveryPeriodRule(check)
        case HoursCover():
            return HoursCoverRule(check)
        case _:
            assert_never(check)


class EveryPeriodRule(Rule[EveryPeriod]):
    """A figure is high enough in every period that is due."""

    def __init__(self, check: EveryPeriod) -> None:
        super().__init__(check)
        self._bound = Bound(check.at_least)
        self._figures: dict[date, FiguresDue] = {}

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        kind = case.vocabulary.metrics[check.metric]
        limit, sign = measured(check.at_least, kind.unit), f"≥ {plain(check.at_least)}"
        required = at_least_words(limit, kind.unit)
        periods = self._due(case)
        if not periods:
            statement = Wording(f"{kind.label.zh}：{NOT_YET_DUE.zh}", f"{kind.label.en}: {NOT_YET_DUE.en}")
            return Outcome("unknown", statement, required=sign, unit=kind.unit, notes=(NOT_YET_DUE,))
        values = {p: case.site.metrics.get((check.metric, p)) for p in periods}
        known = {p: v for p, v in values.items() if v is not None}
        below = {p: check.at_least - v for p, v in known.items() if v < check.at_least}
        absent = [p for p, v in values.items() if v is None]
        single = len(periods) == 1
        found = (
            plain(next(iter(known.values())))
            if single and known
            else ", ".join(f"{p.text}: {plain(v)}" for p, v in known.items())
        ) or None
        told = listed(
            Wording(
                f"{_period_name(p).zh} {measured(v, kind.unit).zh}"
                + (f"（差 {_gap(below[p], kind.unit)}）" if p in below else ""),
                f"{_period_name(p).en}: {measured(v, kind.unit).en}"
                + (f" (short by {measured(below[p], kind.unit).en})" if p in below else ""),
            )
            for p, v in known.items()
        )
        unsaid = listed(_period_name(p) for p in absent)
        pieces = [told] if known else []
        if absent:
            pieces.append(Wording(f"{unsaid.zh}未填报", f"{unsaid.en}: not reported"))
        pieces.append(required)
        statement = Wording(
            f"{kind.label.zh}：" + "，".join(p.zh for p in pieces),
            f"{kind.label.en}: " + "; ".join(p.en for p in pieces),
        )
        if below:
            short = plain(max(below.values()))
            return Outcome(
                "not_met",
                statement,
                found=found,
                required=sign,
                unit=kind.unit,
                shortfall=short,
                missing=tuple(p.text for p in below),
            )
        if absent:
            return Outcome(
                "unknown",
                statement,
                needs=(check.metric,),
                found=found,
                required=sign,
                unit=kind.unit,
                missing=tuple(p.text for p in absent),
            )
        return Outcome("met", statement, found=found, required=sign, unit=kind.unit)

    def looked_at(self, case: Case) -> Hashable:
        """The figures that are due, by period."""
        metric, metrics = self.check.metric, case.site.metrics
        return tuple((period, metrics.get((metric, period))) for period in self._due(case))

    def _due(self, case: Case) -> list[Period]:
        """The periods of the day that are asked for."""
        began = cast("date | None", case.facts.get(BEGAN))
        return [period for period in self.figures_due(case.as_of).periods if _asked_for(period, began)]

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        column = self.figures_due(block.background.as_of)
        figures = block.cells(column)
        met = self._bound.not_under(
            figures.low, lambda row, place: block.sites[place].metrics[column.metric, column.periods[row]]
        )
        answers = np.minimum.reduce(answered(met, figures.unknown), axis=0)
        return np.minimum(answers, figures.most)

    def figures_due(self, as_of: date) -> FiguresDue:
        """The figures that are looked at on a day."""
        if as_of not in self._figures:
            self._figures = {as_of: FiguresDue(self.check.metric, periods_of(self.check, as_of), BEGAN)}
        return self._figures[as_of]


class HoursCoverRule(Rule[HoursCover]):
    """The opening hours cover the span on every day."""

    def __init__(self, check: HoursCover) -> None:
        super().__init__(check)
        self._weeks = FactWeeks(check.fact)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        days = listed(WEEKDAYS[d] for d in check.days)
        required = Wording(
            f"要求 {check.opens}–{check.closes} 开放（{days.zh}）",
            f"open {check.opens}–{check.closes} required on {days.en}",
        )
        sign = f"{check.opens}–{check.closes} {', '.join(check.days)}"
        value = case.facts.get(check.fact)
        if value is None:
            return unreported(check.fact, case, required, required=sign)
        week = cast(WeeklyHours, value)
        lacking = uncovered_days(check, week)
        label = case.vocabulary.label(check.fact)
        written = write_fact(week)
        found = "; ".join(f"{day} {','.join('–'.join(s) for s in spans)}" for day, spans in written.items())
        if not lacking:
            statement = Wording(f"{label.zh}符合，{required.zh}", f"{label.en} suffice; {required.en}")
            return Outcome("met", statement, found=found, required=sign)
        short = listed(WEEKDAYS[d] for d in lacking)
        statement = Wording(
            f"{label.zh}不足：{short.zh}，{required.zh}", f"{label.en} fall short on {short.en}; {required.en}"
        )
        return Outcome("not_met", statement, found=found, required=sign, missing=lacking)

    def looked_at(self, case: Case) -> Hashable:
        """The hours of each weekday."""
        week = cast("WeeklyHours | None", case.facts.get(self.check.fact))
        return None if week is None else tuple(week.items())

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        numbers = block.cells(self._weeks).numbers
        answers: Answers = block.background.dictionary(self._weeks).answers(self, self._decide)[numbers]
        return answers

    def _decide(self, week: WeeklyHours | None) -> int:
        return UNKNOWN if week is None else NOT_MET if uncovered_days(self.check, week) else MET


def periods_of(check: EveryPeriod, as_of: date) -> tuple[Period, ...]:
    """The periods the check looks at on a day, oldest first."""
    match check.over:
        case "full_years":
            return last_full_years(as_of, check.count)
        case "full_months":
            return last_full_months(as_of, check.count)
        case "cumulative":
            return (Period("cumulative"),)


def _asked_for(period: Period, began: date | None) -> bool:
    return period.grain == "cumulative" or began is None or period.last_day >= began


def _period_name(period: Period) -> Wording:
    if period.grain == "cumulative":
        return Wording("累计", "cumulative")
    return Wording(f"{period.text} 年", period.text) if period.grain == "year" else same(period.text)


def covered(spans: Iterable[Span], opens: time, closes: time) -> bool:
    """Whether the spans together cover `opens`–`closes` without a gap; adjoining and overlapping spans join."""
    reached = opens
    for start, end in sorted(spans):
        if start > reached:
            break
        reached = max(reached, end)
    return reached >= closes


def uncovered_days(check: HoursCover, week: WeeklyHours) -> tuple[str, ...]:
    """The weekdays on which the hours leave something of the demanded span out."""
    opens = time.fromisoformat(check.opens)
    closes = time.max if check.closes == "24:00" else time.fromisoformat(check.closes)
    return tuple(day for day in check.days if not covered(week.get(day, ()), opens, closes))


def _gap(short: Decimal, unit: Wording | None) -> str:
    """How much is missing, in Chinese: of a rate in percentage points."""
    return f"{plain(short)} 个百分点" if unit is not None and unit.zh == "%" else measured(short, unit).zh
