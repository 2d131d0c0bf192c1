"""Workbooks in and out beside the libraries alone: python-calamine reads the same file, xlsxwriter writes its cells.

In is the whole preview: the cells read in the child, what every cell says, held against what is registered. Out is what
a person downloads: codes, choices, protection, columns of what is asked for. Figures are the processor's time, the
child's included; 20 cells count as a row.
"""

from __future__ import annotations

import io
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from app.cli.who import this_terminal
from app.exchange.strict_json import load_json
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.writing import write_workbook
from app.journeys.files.workbooks import preview
from app.journeys.house import build_house
from app.journeys.network.judged import network
from app.journeys.opening import database_of
from app.store.sites import read_sites
from tests.bench.measuring import tell
from tests.networks import seeds, settings_for
from tests.province import settle

pytestmark = pytest.mark.bench

SITES, RUNS, CELLS_A_ROW = 1_000, 3, 20
Cells = dict[str, list[list[Any]]]


def spent() -> float:
    """Seconds of a processor that this process and its children have taken."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def cells_of(raw: bytes) -> Cells:
    """Every sheet's values as calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def bare(cells: Cells, constant_memory: bool, blanks: bool = True) -> bytes:
    """The same cells, written by xlsxwriter and nothing besides; ours that are blank carry a format too."""
    out = io.BytesIO()
    options = {"constant_memory": constant_memory, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        form = book.add_format({"locked": False}) if blanks else None
        day = book.add_format({"locked": False, "num_format": "yyyy-mm-dd"})
        for name, rows in cells.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value != "" or form is not None:
                        sheet.write(number, place, value, day if isinstance(value, date) else form)
    return out.getvalue()


async def _taken(way: Callable[[], Awaitable[object]]) -> float:
    began = spent()
    await way()
    return spent() - began


async def test_a_workbook_in_and_out(tmp_path: Path) -> None:
    house = build_house(settings_for(f"sqlite:///{tmp_path / 'bench.sqlite'}", tmp_path), seeds=seeds())
    async with database_of(house):
        await settle(house, ("qu-2023", "gangbei-2025"), SITES)
        await network(house)
        records = [(load_json(row.document.encode()), row.version) for row in await read_sites()]
        actor, raw = this_terminal(), b""
        took: dict[str, list[float]] = {}

        async def out() -> None:
            nonlocal raw
            raw = write_workbook(records, house.programmes, house.today())

        async def read() -> None:
            found = await preview(house, actor, raw)
            assert (found.faults, found.changes, found.unchanged) == ((), (), len(records))

        async def calamine() -> None:
            cells_of(raw)

        async def plain() -> None:
            bare(cells, constant_memory=False)

        async def constant() -> None:
            bare(cells, constant_memory=True)

        async def values() -> None:
            bare(cells, constant_memory=False, blanks=False)

        await out()
        cells = cells_of(raw)
        for _ in range(RUNS):
            for way in (out, plain, constant, values, read, calamine):
                took.setdefault(way.__name__, []).append(await _taken(way))
    began = time.process_time()
    sheets = read_sheets(raw)
    parent = time.process_time() - began
    assert {name: _trimmed(sheet.rows) for name, sheet in sheets.items()} == {
        name: _trimmed(rows) for name, rows in cells.items()
    }
    for constant_memory in (False, True):
        again = cells_of(bare(cells, constant_memory))
        assert {name: _trimmed(rows) for name, rows in again.items()} == {
            name: _trimmed(rows) for name, rows in cells.items()
        }
    number = sum(len(row) for rows in cells.values() for row in rows)
    rows = number / CELLS_A_ROW
    median = {name: statistics.median(seconds) for name, seconds in took.items()}
    tell(
        f"the workbook of {len(records):,} sites, {len(raw) / 1e6:.1f} MB, {number:,} cells",
        f"in rows × {CELLS_A_ROW}                   {rows:,.0f}",
        f"in, held against the registry  {median['read']:.2f} s: {rows / median['read']:,.0f} rows a second",
        f"  of it the child's answer taken in {parent:.2f} s",
        f"calamine alone                 {median['calamine']:.2f} s: {rows / median['calamine']:,.0f} rows a second",
        f"out                            {median['out']:.2f} s: {rows / median['out']:,.0f} rows a second",
        f"xlsxwriter alone               {median['plain']:.2f} s, with constant_memory {median['constant']:.2f} s, "
        f"without the blank cells {median['values']:.2f} s",
        f"out × as fast as xlsxwriter    {median['plain'] / median['out']:.2f}, "
        f"with constant_memory {median['constant'] / median['out']:.2f}",
    )


def _trimmed(rows: Any) -> list[list[Any]]:
    """Without blank ends, days as text: as both readers can say it."""
    found = []
    for row in rows:
        values = [_said(value) for value in row]
        while values and values[-1] in ("", None):
            values.pop()
        found.append(values)
    while found and not found[-1]:
        found.pop()
    return found


def _said(value: Any) -> Any:
    if isinstance(value, dict) and "day" in value:
        return value["day"]
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value
