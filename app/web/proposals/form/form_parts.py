"""What a site's form is made of, as its template reads it: fields in sections, figures in grids, signs of clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.web.proposals.form.returned import Returned
from app.web.states import Mark

Choices = tuple[tuple[str, str], ...]
"""Codes and their labels."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What one clause says now. `id` names its places on the page, `about` what evidence for it is about."""

    id: str
    about: str
    title: str
    mark: Mark
    sentence: str
    level: str
    flipped: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or one group of fields that are reported together.

    `control` names the macro that draws it. `rows` are the numbers of the rows of a list; `reported` says who said it
    when, `stale` that it is due for confirmation; `faults` what was refused, `marked` the names of the controls it is
    about where there are several. `keyboard` is the one a phone shows;
    `returned` is what a reviewer sent back of it.
    """

    item: str
    control: str
    label: str
    unit: str = ""
    note: str = ""
    choices: Choices = ()
    more_choices: Choices = ()
    rows: tuple[int, ...] = ()
    signs: tuple[Sign, ...] = ()
    faults: tuple[str, ...] = ()
    marked: frozenset[str] = frozenset()
    reported: str = ""
    stale: bool = False
    keyboard: str = "text"
    returned: tuple[Returned, ...] = ()

    @property
    def id(self) -> str:
        """The field's place on the page."""
        return "f-" + self.item.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form."""

    id: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One figure in the grid; `cells` are the periods that it is reported for, by their text.

    `counts` is true for what is counted: there 0 means none. `returned` are the cells that a reviewer sent back.
    `keyboard` is the one a phone shows.
    """

    item: str
    label: str
    unit: str
    counts: bool
    cells: tuple[str, ...]
    signs: tuple[Sign, ...]
    faults: Mapping[str, tuple[str, ...]]
    returned: frozenset[str]
    keyboard: str


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one figure: whose and of which period, so that it can be found in a wide grid."""

    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures of one grain: rows are figures, columns are periods. `id` is the grain.

    `none_for` are the months in which a count is still blank and may be reported as none with one tap.
    """

    id: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    none_for: tuple[str, ...]
    faults: tuple[CellFault, ...]
    returned: tuple[Returned, ...]


def anchor(item: str) -> str:
    """The address on the form's page of the place where an item is filled in: a cell of the grid, or a field."""
    place = "f-" + item.replace(".", "-")
    return f"#{place}" if item.startswith("metrics.") else f"#{place}-field"
