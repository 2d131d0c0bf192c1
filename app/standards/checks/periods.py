"""Checks over time: a figure in every period looked at, and the weekly opening hours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from app.standards.checks.base import CheckModel, FactCheck, Inconsistency, Need, Surroundings, unknown_codes
from app.units import Grain
from app.validation import Unfit
from app.wording import Wording

WEEKDAY = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class EveryPeriod(CheckModel):
    """A metric is `at_least` so much in every period looked at.

    `over` says which: the last `count` full years or months before the day, or the one cumulative figure. Periods that
    ended before the site began (`operating_since`) are not asked for; if none is left: unknown, "not yet due".
    """

    EXAMPLE: ClassVar[str] = """\
type = "every_period"\nmetric = "livestream_sessions"\nover = "full_months"\ncount = 3\nat_least = 4"""
    GRAINS: ClassVar[dict[str, Grain]] = {"full_years": "year", "full_months": "month", "cumulative": "cumulative"}
    type: Literal["every_period"]
    metric: str
    over: Literal["full_years", "full_months", "cumulative"]
    count: Annotated[int, Field(ge=1)] = 1
    at_least: Decimal

    def needs(self) -> Iterator[Need]:
        """The metric."""
        yield Need(self.metric)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """A metric that does not exist, or is reported for other periods than those looked at."""
        metric = around.vocabulary.metrics.get(self.metric)
        if metric is None:
            yield from unknown_codes((self.metric,), around.vocabulary.metrics, "metric", "运行数据")
        elif metric.grain != (grain := self.GRAINS[self.over]):
            said = Wording(
                f"{self.metric} 按 {metric.grain} 填报，不能按 {grain} 考核",
                f"{self.metric} is reported by {metric.grain}, not by {grain}",
            )
            yield Inconsistency("check", "wrong_grain", said)


class HoursCover(FactCheck):
    """The weekly opening hours cover `opens`–`closes` on each of the days. Adjoining and overlapping spans join."""

    EXAMPLE: ClassVar[str] = """\
type = "hours_cover"\nfact = "opening_hours"\ndays = ["mon", "wed", "fri"]\nopens = "09:00"\ncloses = "17:00\""""
    TYPES = ("hours",)
    type: Literal["hours_cover"]
    days: Annotated[tuple[WEEKDAY, ...], Field(min_length=1)]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]

    @model_validator(mode="after")
    def _in_order(self) -> HoursCover:
        if self.opens >= self.closes:
            raise Unfit("opens 须早于 closes", "opens must come before closes")
        return self


PeriodCheck = EveryPeriod | HoursCover
