"""Ledgers (台账): what an operator writes down day by day, and which figures of the scorecard come from it, as data.

`ledgers.toml` of a pack holds them. A row has a day and the columns of its ledger. A figure is computed from rows by
one of a few ways, and is known only once every stretch of its period (`covers`) has a row or the word that there was
nothing.
Computing itself is `app.assessments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.standards.pack_model import Bilingual, Code, PackModel
from app.standards.scorecard import Figure, Scorecard
from app.validation import Unfit

ColumnType = Literal["count", "number", "day", "choice", "yes_no", "text"]
Way = Literal["sum", "rows", "each", "ratings", "classes", "ratio", "within_days", "within_workdays", "most", "missed"]
_TYPES: Mapping[Way, frozenset[ColumnType]] = {
    "sum": frozenset({"count"}),
    "each": frozenset({"count"}),
    "ratings": frozenset({"number"}),
    "classes": frozenset({"count"}),
    "ratio": frozenset({"count"}),
    "within_days": frozenset({"day"}),
    "within_workdays": frozenset({"day"}),
    "most": frozenset({"count", "number"}),
    "missed": frozenset({"yes_no"}),
}

_RESERVED = frozenset(
    {"day", "nothing", "reason", "ledger", "site", "key", "version", "csrf_token", "move", "stretch", "which"}
)
"""What a form calls other fields of a row."""


_NUMBERS = ("count", "number")


class LedgerColumn(PackModel):
    """A column. `optional` ones may stay empty; `personal` ones name somebody and leave the house in no file. One that
    counts a part of what another counts names that in `part_of` and is never more.
    """

    code: Code
    type: ColumnType
    label: Bilingual
    unit: Bilingual | None = None
    highest: Decimal | None = None
    choices: Mapping[Code, Bilingual] = Field(default_factory=dict)
    part_of: Code | None = None
    optional: bool = False
    personal: bool = False

    @model_validator(mode="after")
    def _fits_its_type(self) -> LedgerColumn:
        if (self.type == "choice") != bool(self.choices):
            raise Unfit("choices 只用于并须用于 choice", "choices belong to a choice, and it needs them")
        if self.personal and not (self.type == "text" and self.optional):
            raise Unfit("个人信息须为可不填的文字", "what is personal is an optional text")
        return self


class LedgerFigure(PackModel):
    """A figure that comes from a ledger.

    ``sum`` adds `column`; ``rows`` counts rows; ``each`` and ``ratings`` list `column`; ``classes`` list `column` by
    the choice in `of`; ``ratio`` is `column` in percent of `of`; ``within_days`` and ``within_workdays`` are the
    percentage of rows (of what `of` counts) whose `column` lies at most `within` (working) days after the row's day;
    ``most`` is the highest `column`; ``missed`` counts the working days from the row's day to the one in `of` that
    `column` says were missed. `where` narrows to rows that say so. With `by_quarter` there is one number a quarter; a
    `stock` looks at every row up to the period's end.
    """

    figure: Figure
    how: Way
    column: Code | None = None
    of: Code | None = None
    within: Annotated[int, Field(ge=0)] | None = None
    where: Mapping[Code, str | bool] = Field(default_factory=dict)
    by_quarter: bool = False
    stock: bool = False


class LedgerDefinition(PackModel):
    """One ledger. `day` is what a row's day means; `covers` the stretch that a row, or "nothing", speaks for."""

    code: Code
    title: Bilingual
    hint: Bilingual | None = None
    day: Bilingual
    covers: Literal["month", "quarter", "period"]
    columns: tuple[LedgerColumn, ...] = ()
    gives: tuple[LedgerFigure, ...] = ()

    def column(self, code: str | None) -> LedgerColumn | None:
        """The column of this code, or None."""
        return next((column for column in self.columns if column.code == code), None)

    @model_validator(mode="after")
    def _columns_have_names_of_their_own(self) -> LedgerDefinition:
        codes = [column.code for column in self.columns]
        for code in codes:
            if code in _RESERVED or codes.count(code) > 1:
                raise Unfit(f"{self.code}：列名 {code} 不能用", f"{self.code}: no column may be called {code}")
        return self

    @model_validator(mode="after")
    def _parts_have_their_wholes(self) -> LedgerDefinition:
        for column in self.columns:
            whole = self.column(column.part_of)
            if column.part_of and (whole is None or column.type not in _NUMBERS or whole.type not in _NUMBERS):
                raise Unfit(
                    f"{self.code}：{column.code} 的 part_of 须是数字列",
                    f"{self.code}: part_of of {column.code} is a number",
                )
        return self

    @model_validator(mode="after")
    def _figures_have_their_columns(self) -> LedgerDefinition:
        for given in self.gives:
            wanted = _TYPES.get(given.how)
            column = self.column(given.column)
            if wanted is not None and (column is None or column.type not in wanted):
                raise Unfit(
                    f"{self.code}：{given.how} 需要 {'、'.join(sorted(wanted))} 列",
                    f"{self.code}: {given.how} needs a column that is a {' or '.join(sorted(wanted))}",
                )
            for code in (*given.where, *([given.of] if given.of else ())):
                if self.column(code) is None:
                    raise Unfit(f"{self.code}：没有列 {code}", f"{self.code}: there is no column {code}")
        return self


class FromClauses(PackModel):
    """A figure that is what clauses of the site come to on the period's last day."""

    figure: Figure
    clauses: Annotated[tuple[str, ...], Field(min_length=1)]


class LedgerBook(PackModel):
    """All ledgers of a contract."""

    ledgers: Annotated[tuple[LedgerDefinition, ...], Field(min_length=1)]
    construction: tuple[FromClauses, ...] = ()

    def ledger(self, code: str) -> LedgerDefinition | None:
        """The ledger of this code, or None."""
        return next((ledger for ledger in self.ledgers if ledger.code == code), None)

    def sources(self, figure: str) -> Iterator[tuple[LedgerDefinition, LedgerFigure]]:
        """The ledger that a figure comes from, and how; nothing for one that clauses give."""
        return ((ledger, given) for ledger in self.ledgers for given in ledger.gives if given.figure == figure)

    def lacking(self, card: Scorecard) -> list[str]:
        """Figures of the card that come from nowhere or twice, and those that the card does not know."""
        given = [one.figure for ledger in self.ledgers for one in ledger.gives]
        given += [one.figure for one in self.construction]
        known = [figure.code for figure in card.figures]
        return [code for code in known if given.count(code) != 1] + [code for code in given if code not in known]
