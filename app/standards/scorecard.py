"""A scorecard: what an operator is scored on for a part of a contract, and what is then paid, as data of a pack.

`scorecard.toml` of a pack holds the contract, its bands, the figures that are reported, the lines with their points
and the tests a figure has to pass, what may be added and what is taken off. Another contract is another file: other
lines, weights, bands, quarters instead of half-years. Scoring itself is `app.assessments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.standards.pack_model import Bilingual, Code, PackModel, Text
from app.validation import Unfit

Points = Annotated[Decimal, Field(gt=0, le=1000, multiple_of=Decimal("0.1"))]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Figure = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
"""The code of a figure; with a dot, it stands inside an object of the half-year document (``construction.staff``)."""
FigureType = Literal["count", "number", "percent", "counts", "ratings", "classes", "verdict"]


class FigureDefinition(PackModel):
    """One figure that is reported for a period.

    ``count`` and ``number`` are not negative, ``percent`` is 0 to 100; ``counts`` is a list of counts, ``ratings`` one
    of ratings from 0 to `highest`; ``classes`` lists training classes by kind (`kinds`) with trainees; ``verdict`` is
    what construction clauses come to.
    """

    code: Figure
    type: FigureType
    label: Bilingual
    unit: Bilingual | None = None
    highest: Decimal | None = None
    kinds: Mapping[Code, Bilingual] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> FigureDefinition:
        if (self.type == "ratings") != (self.highest is not None):
            raise Unfit("highest 只用于并须用于 ratings", "highest belongs to ratings, and they need it")
        if (self.type == "classes") != bool(self.kinds):
            raise Unfit("kinds 只用于并须用于 classes", "kinds belong to classes, and they need them")
        return self


class _Test(PackModel):
    """Something a figure has to pass. `figures` names those it looks at."""

    figure: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures this test looks at."""
        return (self.figure,)


class AtLeastFigure(_Test):
    """The figure is at least `value`."""

    type: Literal["at_least"]
    value: Decimal


class AtMostFigure(_Test):
    """The figure is at most `value`."""

    type: Literal["at_most"]
    value: Decimal


class EachAtLeast(_Test):
    """Every count of a list is at least `value`, and there is one. With `count`, the list is whole only when it has so
    many: one below `value` fails it before.
    """

    type: Literal["each_at_least"]
    value: Decimal
    count: Annotated[int, Field(ge=1)] | None = None


class ManyEnough(_Test):
    """A list of counts has at least `value` members."""

    type: Literal["how_many_at_least"]
    value: Annotated[int, Field(ge=1)]


class MeanAtLeast(_Test):
    """The mean of at least `count` ratings is at least `value`; fewer say nothing."""

    type: Literal["mean_at_least"]
    value: Decimal
    count: Annotated[int, Field(ge=1)]


class ShareAtLeast(_Test):
    """The figure is at least `percent` of the figure `of`. A share of nothing fails."""

    type: Literal["share_at_least"]
    of: Figure
    percent: Percent

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Part and whole."""
        return (self.figure, self.of)


class ClassesHeld(_Test):
    """At least `each_kind` classes of every kind, `trainees` at each class, `together` at all of them."""

    type: Literal["classes_held"]
    each_kind: Annotated[int, Field(ge=1)]
    trainees: Annotated[int, Field(ge=0)]
    together: Annotated[int, Field(ge=0)]
    kinds: Annotated[tuple[Code, ...], Field(min_length=1)]


class IsMet(_Test):
    """Construction clauses are met."""

    type: Literal["is_met"]


FigureTest = Annotated[
    AtLeastFigure | AtMostFigure | EachAtLeast | ManyEnough | MeanAtLeast | ShareAtLeast | ClassesHeld | IsMet,
    Field(discriminator="type"),
]
FITS: dict[str, frozenset[FigureType]] = {
    "at_least": frozenset({"count", "number", "percent"}),
    "at_most": frozenset({"count", "number", "percent"}),
    "each_at_least": frozenset({"counts"}),
    "how_many_at_least": frozenset({"counts"}),
    "mean_at_least": frozenset({"ratings"}),
    "share_at_least": frozenset({"count"}),
    "classes_held": frozenset({"classes"}),
    "is_met": frozenset({"verdict"}),
}
"""Which types of figures a test can look at."""


class ScoreLine(PackModel):
    """One scored line: full points when every test is passed, none when one fails, no proposal while one is unknown."""

    id: Code
    item: Annotated[int, Field(ge=1)]
    max: Points
    title: Bilingual
    section: Text
    quote: Text
    reading: Bilingual | None = None
    tests: Annotated[tuple[FigureTest, ...], Field(min_length=1)]


class ScoreItem(PackModel):
    """A numbered item of the form, which holds lines."""

    number: Annotated[int, Field(ge=1)]
    title: Bilingual


class Counted(PackModel):
    """Something that is counted: so many points each, added as a bonus or taken off."""

    code: Code
    points: Points
    title: Bilingual


class Band(PackModel):
    """From so many points on, so many percent of the instalment are paid."""

    at_least: Annotated[Decimal, Field(ge=0)]
    percent: Percent


class ContractTerms(PackModel):
    """What is paid when. `amount_yuan` is the planned sum; the signed one may differ and is what percentages are of."""

    amount_yuan: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    advance_percent: Percent
    instalments: Annotated[int, Field(ge=1)]
    instalment_percent: Percent
    retention_percent: Percent
    put_right_days: Annotated[int, Field(ge=1)]
    put_right_percent: Percent
    request_workdays: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _comes_to_the_whole(self) -> ContractTerms:
        whole = self.advance_percent + self.instalments * self.instalment_percent + self.retention_percent
        if whole != 100:
            raise Unfit(f"各期合计 {whole}%，应为 100%", f"the parts add up to {whole} %, not to 100 %")
        return self


class Scorecard(PackModel):
    """The scorecard of one contract, whole and checked in itself."""

    title: Bilingual
    grain: Literal["half", "quarter"]
    points: Points
    bonus_at_most: Annotated[Decimal, Field(ge=0)]
    contract: ContractTerms
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    figures: Annotated[tuple[FigureDefinition, ...], Field(min_length=1)]
    items: Annotated[tuple[ScoreItem, ...], Field(min_length=1)]
    lines: Annotated[tuple[ScoreLine, ...], Field(min_length=1)]
    bonuses: tuple[Counted, ...] = ()
    deductions: tuple[Counted, ...] = ()
    notes: tuple[Bilingual, ...] = ()

    @property
    def pass_mark(self) -> Decimal:
        """Below this nothing is paid until what was wrong is put right."""
        return self.bands[-1].at_least

    @model_validator(mode="after")
    def _holds_together(self) -> Scorecard:
        for said in self._inconsistent():
            raise said
        return self

    def _inconsistent(self) -> Iterator[Unfit]:
        marks = [band.at_least for band in self.bands]
        if sorted(set(marks), reverse=True) != marks:
            yield Unfit("档次须由高到低，不能重复", "bands go from the highest down, each once")
        total = sum((line.max for line in self.lines), Decimal(0))
        if total != self.points:
            yield Unfit(f"各项分值合计 {total}，应为 {self.points}", f"the lines add up to {total}, not {self.points}")
        for name, codes in (
            ("figures", [figure.code for figure in self.figures]),
            ("items", [str(item.number) for item in self.items]),
            ("lines", [line.id for line in self.lines]),
            ("bonuses", [one.code for one in self.bonuses]),
            ("deductions", [one.code for one in self.deductions]),
        ):
            if twice := [code for code in codes if codes.count(code) > 1]:
                yield Unfit(f"{name}：{twice[0]} 重复", f"{name}: {twice[0]} is given twice")
        types = {figure.code: figure.type for figure in self.figures}
        items = {item.number for item in self.items}
        for line in self.lines:
            if line.item not in items:
                yield Unfit(f"{line.id}：没有考核项目 {line.item}", f"{line.id}: there is no item {line.item}")
            for test in line.tests:
                for code in test.figures:
                    if code not in types:
                        yield Unfit(f"{line.id}：没有数据项 {code}", f"{line.id}: there is no figure {code}")
                    elif types[code] not in FITS[test.type]:
                        said = f"{line.id}: {test.type} cannot look at {code}, a {types[code]}"
                        yield Unfit(f"{line.id}：{test.type} 不能用于 {code}（{types[code]}）", said)
