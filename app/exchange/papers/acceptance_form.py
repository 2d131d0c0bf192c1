"""The acceptance form of a half-year (附件2) as .docx: the document's own table, and a page with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import add_title, bare_table, joined, mark_sample, write_cell
from app.exchange.papers.measures import FACES
from app.exchange.papers.sheet import CENTRE, LEFT, Look, add_text, empty_paper, lay_out

_WIDTHS = (Mm(11), Mm(26), Mm(12), Mm(72), Mm(16), Mm(19))
HEADS = ("序号", "考核项目", "分值", "考核内容", "自评分", "验收考核评分")
_HEAD = Look(FACES.head, Pt(10.5), CENTRE, line=Pt(16))
_CELL = Look(size=Pt(10.5), line=Pt(15), align=LEFT)
_MIDDLE = Look(size=Pt(10.5), line=Pt(15), align=CENTRE)
_FOOT = Look(size=Pt(12), line=Pt(26), align=LEFT)
SIGNATURES = "运营方（签字盖章）：　　　　　　　　　　　　验收方（签字盖章）："
SIGNED_ON = "验收日期：　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class FormLine:
    """A scored line: its words and both sides' points; empty where there are none."""

    words: str
    self_points: str
    review_points: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """A numbered item with its lines; `points` is empty for bonus and deductions."""

    number: str
    title: str
    points: str
    lines: Sequence[FormLine]


@dataclass(frozen=True, slots=True)
class AcceptanceForm:
    """All that the form says. `result` are the lines of the page behind it."""

    title: str
    items: Sequence[FormItem]
    self_total: str
    review_total: str
    result: Sequence[str]
    sample: bool


@as_file
def acceptance_docx(form: AcceptanceForm) -> Docx:
    """The form, and its result on a page of its own: the form stays the document's."""
    paper = empty_paper()
    paper.core_properties.title = form.title
    if form.sample:
        mark_sample(paper.sections[0].header)
        mark_sample(paper.sections[0].even_page_header)
    add_title(paper, form.title, empty_before=0)
    add_text(paper, "", Look(line=Pt(8), size=Pt(8)))
    _table(paper, form)
    add_text(paper, SIGNATURES, _FOOT)
    add_text(paper, SIGNED_ON, _FOOT)
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    lay_out(section)
    add_title(paper, "考核结果", empty_before=0)
    for line in form.result:
        add_text(paper, line, _FOOT)
    return paper


def _table(paper: Docx, form: AcceptanceForm) -> None:
    table = bare_table(paper, _WIDTHS, rows=2 + sum(len(item.lines) for item in form.items))
    cells = [row.cells for row in table.rows]  # once: `table.cell` goes through all of them each time
    for cell, head in zip(cells[0], HEADS, strict=True):
        write_cell(cell, head, _HEAD)
    row = 1
    for item in form.items:
        last = row + len(item.lines) - 1
        for column, text in enumerate((item.number, item.title, item.points)):
            cell = cells[row][column]
            if last > row:
                cell = cell.merge(cells[last][column])
                for empty in cell.paragraphs[1:]:
                    empty._p.getparent().remove(empty._p)
            write_cell(cell, text, _MIDDLE)
        for line in item.lines:
            write_cell(cells[row][3], line.words, _CELL)
            write_cell(cells[row][4], line.self_points, _MIDDLE)
            write_cell(cells[row][5], line.review_points, _MIDDLE)
            row += 1
    write_cell(joined(table, row, 0, 3), "合计", _HEAD)
    write_cell(cells[row][4], form.self_total, _MIDDLE)
    write_cell(cells[row][5], form.review_total, _MIDDLE)
