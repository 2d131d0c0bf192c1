"""A workbook is read with few of its rows and sites in memory, however many there are."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from collections.abc import Iterable
from typing import Any

import pytest

from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.reading import read_workbook
from app.exchange.workbook.rows_in_file import PassingFile, RowsInFile
from app.exchange.workbook.site_cells import SiteCells
from tests.fields.whole_site import DAY
from tests.standards.cases import seeds
from tests.workbook.large import known, well_equipped, workbook_of

pytestmark = pytest.mark.long

ROWS: list[list[Any]] = [[number, f"第{number}行", {"day": "2026-03-02"}, None] for number in range(70)]


def in_file(rows: Iterable[list[Any]], among: PassingFile) -> RowsInFile:
    made = RowsInFile(among)
    for row in rows:
        made.add(json.dumps(row).encode() + b"\n")
    among.file.flush()
    return made


def test_rows_in_a_file_are_those_of_a_list_in_whatever_order_they_are_asked_for() -> None:
    among = PassingFile()
    before, found, none = in_file([["x"]], among), in_file(ROWS, among), in_file([], among)
    assert (list(before), list(found), list(none)) == ([["x"]], ROWS, [])
    places = list(range(len(ROWS))) * 2
    random.Random(7).shuffle(places)
    assert [found[place] for place in places] == [ROWS[place] for place in places]
    assert [found[place] for place in range(len(ROWS))] == ROWS
    assert (found[-1], found[:3], found[68:]) == (ROWS[-1], ROWS[:3], ROWS[68:])
    assert found == in_file(ROWS, among) != in_file(ROWS[:-1], among)
    for outside in (len(ROWS), -len(ROWS) - 1):
        with pytest.raises(IndexError):
            found[outside]


def test_numbers_without_an_end_and_halves_of_signs_are_read_too() -> None:
    rows = [[float("inf"), 1], ["\ud83d", 2.5]]
    assert list(in_file(rows, PassingFile())) == rows


def test_the_file_goes_with_the_last_of_its_rows() -> None:
    among = PassingFile()
    file, rows = among.file, in_file(ROWS, among)
    del among
    assert not file.closed
    del rows
    assert file.closed


def test_the_rows_of_a_workbook_are_not_in_memory() -> None:
    raw = workbook_of(well_equipped(40))
    read_sheets(raw)
    tracemalloc.start()
    try:
        sheets = read_sheets(raw)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    text = sum(len(json.dumps(list(row))) for sheet in sheets.values() for row in sheet.rows)
    assert held < text / 4
    assert most < text / 2


def test_of_the_sites_of_a_workbook_only_those_are_in_memory_that_somebody_holds() -> None:
    documents = well_equipped(60)
    content = read_workbook(read_sheets(workbook_of(documents)), seeds().programmes, DAY, known(documents))
    assert len(content.codes) == len(documents)
    for code in content.codes:
        assert content.site(code).items
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, SiteCells) and (one.items or one.placed)]


def test_rows_that_are_asked_for_in_any_order_say_the_same() -> None:
    """A sheet that somebody sorted otherwise."""
    documents = well_equipped(30)
    sheets = read_sheets(workbook_of(documents))
    content = read_workbook(sheets, seeds().programmes, DAY, known(documents))
    turned = read_workbook(sheets, seeds().programmes, DAY, known(documents))
    there = {code: content.site(code).items for code in content.codes}
    assert {code: turned.site(code).items for code in reversed(list(turned.codes))} == there
