"""Results as plain text for people who read a terminal: lines and tables, the same wherever they go."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table

WIDTH = 140


class TextSheet:
    """What is printed is kept, without colours and markup, and told at the end by `text`."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        self._console = Console(
            file=self._out, width=WIDTH, color_system=None, legacy_windows=False, markup=False, highlight=False
        )

    def print(self, what: str | Table) -> None:
        """A line, or a table."""
        self._console.print(what)

    @property
    def text(self) -> str:
        """Everything printed so far."""
        return self._out.getvalue()


def table_of(*columns: str, caption: str | None = None, numbers: int = 0) -> Table:
    """An empty table whose last `numbers` columns are figures; what is too long for a cell is folded."""
    table = Table(title=caption, title_justify="left", box=box.SIMPLE_HEAD)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index >= len(columns) - numbers else "left", overflow="fold")
    return table
