"""A contract as its pack has it: who buys, for how long, what follows a problem, which ledger measures which target.

`contract.toml` holds it, beside the yearly targets and budget lines of `targets.toml` and the payments of
`scorecard.toml`. What only the signed contract says (who runs the site, the sum, the days) is no part of a pack: the
bureau enters it, and until then it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from app.standards.ledgers import ColumnType, LedgerBook, LedgerDefinition
from app.standards.pack_model import Bilingual, Code, PackModel, Text
from app.wording import Wording

Measuring = Literal["sum", "rows", "share", "each", "within_days", "within_workdays"]
_TYPES: Mapping[Measuring, frozenset[ColumnType]] = {
    "sum": frozenset({"count"}),
    "share": frozenset({"count"}),
    "each": frozenset({"count"}),
    "within_days": frozenset({"day"}),
    "within_workdays": frozenset({"day"}),
}
_NEED_OF: frozenset[Measuring] = frozenset({"within_days", "within_workdays"})


class InTheDocument(PackModel):
    """Something with the document's own words."""

    section: Text
    quote: Text
    reading: Bilingual | None = None


class Party(InTheDocument):
    """Who buys the service and reviews it, or who pays for it."""

    name: Bilingual


class ServiceTerm(InTheDocument):
    """How long the contract runs from the day operation begins."""

    years: Annotated[int, Field(ge=1, le=30)]


class ContractStep(InTheDocument):
    """What follows a problem. `warnings_running`: so many warnings, one after the other, bring it about."""

    code: Literal["rectification", "warning", "replacement"]
    title: Bilingual
    warnings_running: Annotated[int, Field(ge=2)] | None = None


class MeasuredTarget(PackModel):
    """How a yearly target is measured, and under which budget line it stands.

    ``sum`` adds `column`; ``rows`` counts rows; ``share`` is `column` in percent of `of`, or of itself in all rows
    where `where` narrows; ``each`` looks at `column` of every row; ``within_days`` and ``within_workdays`` ask whether
    `column` lies at most `within` (working) days after the row's day. `where` narrows to rows that say so.
    """

    target: Code
    budget_line: Code | None = None
    ledger: Code
    how: Measuring
    column: Code | None = None
    of: Code | None = None
    within: Annotated[int, Field(ge=0)] | None = None
    where: Mapping[Code, str | bool] = Field(default_factory=dict)
    reading: Bilingual | None = None

    def faults(self, ledger: LedgerDefinition) -> Iterator[Wording]:
        """What of it does not fit its ledger."""
        wanted = _TYPES.get(self.how)
        column = ledger.column(self.column)
        if wanted is not None and (column is None or column.type not in wanted):
            kinds = "、".join(sorted(wanted))
            yield Wording(f"{self.how} 需要 {kinds} 列", f"{self.how} needs a column that is a {kinds}")
        if self.how in _NEED_OF and self.within is None:
            yield Wording(f"{self.how} 需要 within", f"{self.how} needs within")
        for code in (*self.where, *([self.of] if self.of else ())):
            if ledger.column(code) is None:
                yield Wording(f"{ledger.code} 没有列 {code}", f"{ledger.code} has no column {code}")


class ContractPack(PackModel):
    """What a pack says of a contract beside its targets, ledgers and payments."""

    purchaser: Party
    payer: Party | None = None
    term: ServiceTerm
    steps: tuple[ContractStep, ...] = ()
    measured: tuple[MeasuredTarget, ...] = ()

    @property
    def warnings_to_replacement(self) -> int | None:
        """After how many warnings, one after the other, the operator is to be replaced; None where nothing says so."""
        return next((step.warnings_running for step in self.steps if step.warnings_running), None)

    def cited(self) -> Iterator[tuple[tuple[str | int, ...], InTheDocument]]:
        """Everything with a quote, and where in the file it stands."""
        yield ("purchaser",), self.purchaser
        yield ("term",), self.term
        yield from [(("payer",), self.payer)] if self.payer is not None else []
        yield from ((("steps", index), step) for index, step in enumerate(self.steps))

    def unknown(
        self, targets: Sequence[str], lines: Sequence[str], book: LedgerBook | None
    ) -> Iterator[tuple[int, Wording]]:
        """What is measured that the rest of the pack does not have, by its place in the list."""
        seen: set[str] = set()
        for index, one in enumerate(self.measured):
            if one.target not in targets:
                yield index, Wording(f"没有年度目标 {one.target}", f"there is no annual target {one.target}")
            if one.target in seen:
                yield index, Wording(f"{one.target} 重复", f"{one.target} is measured twice")
            seen.add(one.target)
            if one.budget_line is not None and one.budget_line not in lines:
                yield index, Wording(f"没有预算项 {one.budget_line}", f"there is no budget line {one.budget_line}")
            ledger = None if book is None else book.ledger(one.ledger)
            if ledger is None:
                yield index, Wording(f"没有台账 {one.ledger}", f"there is no ledger {one.ledger}")
            else:
                yield from ((index, said) for said in one.faults(ledger))
