"""Worked periods of a scorecard, as data beside it: `scorecard_cases.toml`, with what must come out of each.

A case begins at the figures, at rows of ledgers that some of them come from, or at a total; days count its deadlines.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.standards.pack_model import PackModel, Text
from app.validation import Unfit


class ExpectedScore(PackModel):
    """What must come out of a case; what is left out is not looked at. `points` are those counted, by line.

    `figures` are those that its rows come to. `pass_on_by` is the last day to pass a request on, counted without the
    holidays of `unknown_years`; `put_right_by` the last to put right what holds the money back.
    """

    status: Literal["open", "scored", "below_80", "rectified", "failed"]
    total: Decimal | None = None
    percent: Decimal | None = None
    payable: Decimal | None = None
    held_back: Decimal | None = None
    open: tuple[str, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    points: Mapping[str, Decimal] = Field(default_factory=dict)
    figures: Mapping[str, Any] = Field(default_factory=dict)
    pass_on_by: date | None = None
    unknown_years: tuple[int, ...] = ()
    put_right_by: date | None = None


class ScoreCase(PackModel):
    """One worked period: what differs from the base figures, what else the document says, what must come out.

    Figures of the ledgers in `rows` come from these rows alone, as they stand on `read_on`; one that they leave unknown
    is unreported. `total` is scored in place of what the lines come to. Money was asked for on `asked_on`, the period
    closed on `closed_on`.
    """

    name: Text
    period: Text | None = None
    figures: Mapping[str, Any] = Field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = Field(default_factory=dict)
    read_on: date | None = None
    without: tuple[str, ...] = ()
    document: Mapping[str, Any] = Field(default_factory=dict)
    total: Annotated[Decimal, Field(ge=0)] | None = None
    asked_on: date | None = None
    closed_on: date | None = None
    expect: ExpectedScore

    @model_validator(mode="after")
    def _says_what_it_expects_from(self) -> ScoreCase:
        for given, needed, pairs in (
            (bool(self.rows), self.read_on is not None, ("rows", "read_on")),
            (bool(self.expect.figures), bool(self.rows), ("expect.figures", "rows")),
            (self.expect.pass_on_by is not None, self.asked_on is not None, ("expect.pass_on_by", "asked_on")),
            (self.expect.put_right_by is not None, self.closed_on is not None, ("expect.put_right_by", "closed_on")),
        ):
            if given and not needed:
                raise Unfit(f"{pairs[0]} 需要 {pairs[1]}", f"{pairs[0]} needs {pairs[1]}")
        return self

    def whole(self, programme: str, base: ScoreCaseTable, from_rows: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The period document of this case. `from_rows` holds figures in place of the base's, None for unknown ones."""
        figures = {**base.figures, **(from_rows or {}), **self.figures}
        for code in self.without:
            head, _, rest = code.partition(".")
            if rest:
                figures[head] = {key: value for key, value in figures[head].items() if key != rest}
            else:
                figures.pop(head, None)
        return {"programme": programme, "period": self.period or base.period, "figures": figures, **self.document}


class ScoreCaseTable(PackModel):
    """All worked periods of a pack, and the figures that they differ from."""

    period: Text
    figures: Mapping[str, Any]
    case: Annotated[tuple[ScoreCase, ...], Field(min_length=1)]
