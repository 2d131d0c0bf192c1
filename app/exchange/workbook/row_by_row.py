"""Sheets of xlsxwriter whose rows leave memory as they are written, and whose texts are shared all the same.

Its own `constant_memory` writes each text into its cell: half as many elements more for whoever reads it, and the
reader of this program counts them. Here it holds but for the moment in which a text is taken in or a row is written.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class RowByRow(Worksheet):  # type: ignore[misc] # xlsxwriter says nothing of its types
    """A sheet in a workbook with `constant_memory`; rows that come out of turn are refused, not lost."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        if row > self.previous_row:
            self._write_single_row(row)
        if string.startswith("<r>"):
            string = f" {string}"  # xlsxwriter would take it for elements of its own, and write them as they are
        self.constant_memory = False
        try:
            return super()._write_string(row, col, string, cell_format)
        finally:
            self.constant_memory = True

    def _write_single_row(self, current_row_num: int = 0) -> None:
        done = self.previous_row
        self.constant_memory = False
        try:
            super()._write_single_row(current_row_num)
        finally:
            self.constant_memory = True
        self.row_info.pop(done, None)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if "(" not in formula and formula.startswith("="):
            return formula[1:]  # a reference: xlsxwriter looks through it for each function that has got another name
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        if row < self.previous_row and not (ignore_row or ignore_col):
            raise ValueError(f"row {row} comes after row {self.previous_row}")
        refused: int = super()._check_dimensions(row, col, ignore_row, ignore_col)
        return refused

    def leave(self) -> None:
        """Close its file, where the workbook was given up."""
        self.row_data_fh.close()
