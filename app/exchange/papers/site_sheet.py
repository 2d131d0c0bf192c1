"""One site on one page as .docx: what it is, how it stands, what is open, and the code that leads to its page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from docx.document import Document as Docx
from docx.shared import Mm, Pt

from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import add_table, add_title, bare_table, mark_sample, write_cell
from app.exchange.papers.measures import FACES
from app.exchange.papers.sheet import CENTRE, LEFT, Look, add_text, empty_paper, set_text

MOST_PROBLEMS = 6
"""So many fit on the page beside all the rest."""
_LONGEST_CELL = 70
_LABEL = Look(FACES.head, Pt(10.5), CENTRE, line=Pt(15))
_CELL = Look(size=Pt(10.5), line=Pt(15), align=LEFT)
_LINE = Look(size=Pt(12), line=Pt(20), align=LEFT)
_FOOT = Look(size=Pt(10.5), line=Pt(15), align=CENTRE)
_GAP = Look(size=Pt(6), line=Pt(6))
_BESIDE_CODE = (Mm(26), Mm(90), Mm(40))
_WITHOUT_CODE = (Mm(26), Mm(130))
_HEADS = ("条款", "性质", "实际", "要求", "差距")
_WIDTHS = tuple(Mm(width) for width in (36, 14, 42, 42, 22))
_CODE_WIDTH = Mm(34)


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """A clause that is not met or not reported, in the words of every list of findings."""

    title: str
    level: str
    found: str
    required: str
    gap: str


@dataclass(frozen=True, slots=True)
class SiteSheet:
    """All that the page says. `address` is where the code leads, empty where no public address is set."""

    name: str
    basics: Sequence[tuple[str, str]]
    standing: str
    problems: Sequence[SheetProblem]
    orders: str
    stands_on: str
    address: str
    sample: bool


@as_file
def site_sheet_docx(sheet: SiteSheet) -> Docx:
    """The page. Of many problems the first are listed, and it says how many are not."""
    paper = empty_paper()
    paper.core_properties.title = sheet.name
    section = paper.sections[0]
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
        set_text(footer.paragraphs[0], sheet.stands_on, _FOOT)
    if sheet.sample:
        mark_sample(section.header)
        mark_sample(section.even_page_header)
    add_title(paper, sheet.name, empty_before=0)
    add_text(paper, "", _GAP)
    _basics(paper, sheet)
    add_text(paper, sheet.standing, _LINE)
    if sheet.problems:
        rows = [
            (one.title, one.level, *(_short(text) for text in (one.found, one.required, one.gap)))
            for one in sheet.problems[:MOST_PROBLEMS]
        ]
        add_table(paper, _WIDTHS, _HEADS, rows, _CELL)
        left = len(sheet.problems) - MOST_PROBLEMS
        add_text(paper, f"另有{left}项未列出，见问题清单。" if left > 0 else "", _LINE if left > 0 else _GAP)
    add_text(paper, sheet.orders, _LINE)
    return paper


def _basics(paper: Docx, sheet: SiteSheet) -> None:
    rows = len(sheet.basics)
    table = bare_table(paper, _BESIDE_CODE if sheet.address else _WITHOUT_CODE, rows)
    for place, (label, text) in enumerate(sheet.basics):
        write_cell(table.cell(place, 0), label, _LABEL)
        write_cell(table.cell(place, 1), _short(text), _CELL)
    if not sheet.address:
        return
    cell = table.cell(0, 2).merge(table.cell(rows - 1, 2))
    for empty in cell.paragraphs[1:]:
        empty._p.getparent().remove(empty._p)
    picture = io.BytesIO()
    segno.make(sheet.address, error="m").save(picture, kind="png", scale=8, border=4)
    picture.seek(0)
    line = cell.paragraphs[0]
    line.alignment = CENTRE
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.space_before = Pt(4)
    line.add_run().add_picture(picture, width=_CODE_WIDTH)
    add_text(cell, "扫码查看站点网页", _FOOT)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
