"""Worked periods of a scorecard, as data beside it: `scorecard_cases.toml`, with the totals and sums they must get."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from app.standards.pack_model import PackModel, Text


class ExpectedScore(PackModel):
    """What must come out of a case; what is left out is not looked at. `points` are those counted, by line."""

    status: Literal["open", "scored", "below_80", "rectified", "failed"]
    total: Decimal | None = None
    percent: Decimal | None = None
    payable: Decimal | None = None
    held_back: Decimal | None = None
    open: tuple[str, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    points: Mapping[str, Decimal] = Field(default_factory=dict)


class ScoreCase(PackModel):
    """One worked period: what differs from the base figures, what else the document says, what must come out."""

    name: Text
    figures: Mapping[str, Any] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    document: Mapping[str, Any] = Field(default_factory=dict)
    expect: ExpectedScore

    def whole(self, programme: str, base: ScoreCaseTable) -> dict[str, Any]:
        """The period document of this case."""
        figures = {**base.figures, **self.figures}
        for code in self.without:
            head, _, rest = code.partition(".")
            if rest:
                figures[head] = {key: value for key, value in figures[head].items() if key != rest}
            else:
                figures.pop(head, None)
        return {"programme": programme, "period": base.period, "figures": figures, **self.document}


class ScoreCaseTable(PackModel):
    """All worked periods of a pack, and the figures that they differ from."""

    period: Text
    figures: Mapping[str, Any]
    case: Annotated[tuple[ScoreCase, ...], Field(min_length=1)]
