"""What a workbook says of one site, and where each part of it stands: the place of every fault to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from app.errors import Fault
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.values import TwoMeanings
from app.normal.identity_numbers import holds_identity_number
from app.normal.printable import printable
from app.wording import Wording

_MOST_CHOICES = 40
BROKEN = "broken_cell"
"""The code of the fault of a cell that shows no value."""


class Placed(NamedTuple):
    """A cell in the words of whoever filled it in: whose it is, what its column is called, what was typed, what the
    drop-down offers.
    """

    cell: Cell
    site: str = ""
    field: str = ""
    text: str = ""
    choices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """What was typed, fit to be shown: the number of an identity card is not repeated."""
        return "" if holds_identity_number(self.text) else printable(self.text)

    def fault(self, code: str, wanted: Wording) -> tuple[Cell, Fault]:
        """The one sentence about what is wrong here: site, field, what was typed, what is wanted."""
        return self.cell, Fault(str(self.cell), code, self.sentence(wanted))

    def sentence(self, said: Wording) -> Wording:
        """What is said of this cell."""
        who = " · ".join(part for part in (printable(self.site), self.field) if part)
        if (typed := self.typed) and f"“{typed}”" not in said.zh:
            said = Wording(f"填的是“{typed}”，{said.zh}", f"“{typed}”: {said.en}")
        return Wording(f"{who}：{said.zh}", f"{who}: {said.en}") if who else said

    def not_offered(self) -> tuple[Cell, Fault]:
        """That none of the choices stands here, in the words of the drop-down."""
        labels = "、".join(self.choices[:_MOST_CHOICES]) + ("…" if len(self.choices) > _MOST_CHOICES else "")
        if not self.text:
            return self.fault("missing", Wording(f"必须填写，可填：{labels}", f"is required; use one of: {labels}"))
        return self.fault("not_offered", Wording(f"可填：{labels}", f"use one of: {labels}"))


NoteSort = Literal["read", "not_read", "unchanged", "left_out"]


@dataclass(frozen=True, slots=True)
class Note:
    """What the reader of a workbook should be told though nothing is wrong: how something was read, that something was
    not read, that a blank leaves things as they are, or which sites the workbook does not have.
    """

    sort: NoteSort
    message: Wording
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class SetParts:
    """What single cells say of a set: those left blank leave their item as it was."""

    has: frozenset[str]
    has_not: frozenset[str]
    cleared: frozenset[str]

    def over(self, base: Any) -> Any:
        """The set after this. Clearing alone never says that there is none.

        >>> SetParts(frozenset("a"), frozenset(), frozenset("b")).over(["b", "c"])
        ['a', 'c']
        >>> SetParts(frozenset(), frozenset(), frozenset("b")).over(["b"]) is None
        True
        """
        found = sorted((set(base or ()) | self.has) - self.has_not - self.cleared)
        return found if found or self.has or self.has_not else None


@dataclass(frozen=True, slots=True)
class WeekParts:
    """What single cells say of a week: a weekday left blank stays as it was."""

    days: Mapping[str, Any]
    cleared: frozenset[str]

    def over(self, base: Any) -> Any:
        """The week after this."""
        before = base or {}
        week = {day: spans for day, spans in {**before, **self.days}.items() if spans or day in before}
        week = {day: spans for day, spans in week.items() if day not in self.cleared}
        return week if week or self.days else None


@dataclass(frozen=True, slots=True)
class PointParts:
    """What single cells say of a place: those left blank stay as they were; clearing one clears the place."""

    parts: Mapping[str, Any]
    cleared: bool

    def over(self, base: Any) -> Any:
        """The place after this."""
        return None if self.cleared else {**(base or {}), **self.parts}


Parts = SetParts | WeekParts | PointParts


Read = Callable[["SiteCells", Any], None]
"""Takes what stands somewhere into a site."""


@dataclass(slots=True)
class SiteCells:
    """What the workbook says of one site: the items that are filled in and where; None takes a value away.

    `version` is None for a site that is new in this workbook. `blank` are the cells that hold nothing, by item; `lists`
    what was taken from the first sheet of a list, its head first; `unread` is what is to be read yet, in its order (see
    `Findings.whole`).
    """

    code: str
    name: str
    programme: str
    kind: str
    version: int | None
    at: Cell
    items: dict[str, Any] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    asked: dict[str, TwoMeanings] = field(default_factory=dict)
    blank: list[tuple[str, Placed]] = field(default_factory=list)
    lists: dict[str, tuple[Any, Any, dict[str, Placed]]] = field(default_factory=dict)
    unread: list[tuple[Read, Any]] = field(default_factory=list)

    def copied(self) -> SiteCells:
        """The same, to be added to."""
        mine = {name: copy(getattr(self, name)) for name in ("items", "placed", "asked", "blank", "lists", "unread")}
        return replace(self, **mine)

    @property
    def label(self) -> str:
        """What the site is called in messages."""
        return self.name or self.code

    def over(self, document: Mapping[str, Any], value_at: Any) -> dict[str, Any]:
        """The items as values, laid over what a document says; `value_at` looks up an item in it."""
        return {
            item: value.over(value_at(document, item)) if isinstance(value, Parts) else value
            for item, value in self.items.items()
        }

    def place(self, path: str, cell: Cell, name: str, text: str = "", choices: Iterable[str] = ()) -> Placed:
        """Note where a part of an item stands, by its path in the site document."""
        self.placed[path] = placed = Placed(cell, self.name or self.code, name, text, tuple(choices))
        return placed

    def placed_at(self, path: str) -> Placed:
        """Where a path of the site document stands: itself, or the nearest thing that it is part of."""
        whole = path
        while path and path not in self.placed:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        if path in self.placed:
            return self.placed[path]
        parts = (placed for name, placed in self.placed.items() if name.startswith((f"{whole}.", f"{whole}[")))
        return next(parts, Placed(self.at, self.label))

    def cells_of(self, item: str) -> Iterable[Cell]:
        """Every cell that says something of an item."""
        for path, placed in self.placed.items():
            if path == item or path.startswith((f"{item}.", f"{item}[")):
                yield placed.cell
