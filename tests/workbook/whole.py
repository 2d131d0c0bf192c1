"""A workbook read at once, as tests of small ones look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.errors import Fault
from app.exchange.workbook.known import KnownSites
from app.exchange.workbook.reading import read_workbook
from app.exchange.workbook.sheets import Cell, Sheets
from app.exchange.workbook.site_cells import SiteCells
from app.standards.programme import Programme


@dataclass(frozen=True)
class WholeContent:
    """All sites of a workbook by code, and what cannot be understood."""

    sites: Mapping[str, SiteCells]
    faults: tuple[tuple[Cell, Fault], ...]


def read_whole(
    sheets: Sheets, programmes: Mapping[str, Programme], day: date, known: KnownSites | None = None
) -> WholeContent:
    """What the cells say."""
    content = read_workbook(sheets, programmes, day, known or KnownSites())
    sites = {code: content.site(code) for code in content.codes}
    return WholeContent(sites, content.told()[0])
