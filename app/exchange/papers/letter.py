"""The letter form (信函格式) of GB/T 9704-2012, 10.1, and the elements that papers of every form share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell

from app.exchange.papers import measures
from app.exchange.papers.measures import FACES, signs, signs_wide
from app.exchange.papers.sheet import (
    CENTRE,
    LEFT,
    PLAIN,
    RIGHT,
    Look,
    add_text,
    element,
    number_pages,
    place_on_page,
    rule_above,
    rule_below,
    set_text,
)
from app.inspections.notice import TITLE_SIGNS, day_in_words

_HEAD_WIDTH_POINTS, _LARGEST_HEAD_POINTS = 440, 36
_TITLE = Look(FACES.title, measures.TITLE, CENTRE, line=Pt(34))
_HEADING = Look(FACES.head, first=2, keep=True)
_BODY = Look(first=2)
_CELL = Look(size=Pt(12), line=Pt(18), align=LEFT)
_CELL_HEAD = Look(FACES.head, Pt(12), CENTRE, line=Pt(18), keep=True)
_MAY_BREAK = re.compile(r"(?<=[^\x21-\x7e《“（〔])(?=[^\x21-\x7e年月日》”）〕的、，]|\d{4}年)")
_BREAKS_WELL = re.compile(r"(?<=中心|园区|基地)(?!服务)|(?<=的)|(?=运营|公共|综合|建设|考核|\d{4}年)")
_RATHER_SIGNS = 4
"""A title goes on in a new line where a word ends, even so many signs away from its middle."""
_SAMPLE = "示例数据，非真实站点，不作公文使用"


def begin_letter(paper: Docx, issuer: str, number: str, *, sample: bool) -> None:
    """The red name of the issuer over a double rule, the number at the right, a rule at the foot of the first page."""
    section = paper.sections[0]
    section.header_distance = measures.LETTER_HEAD
    number_pages(section, first=False)
    head, foot = section.first_page_header, section.first_page_footer
    head.is_linked_to_previous = foot.is_linked_to_previous = False
    points = min(_LARGEST_HEAD_POINTS, int(_HEAD_WIDTH_POINTS / max(1, signs_wide(issuer))))
    overhang = Length(-measures.LETTER_RULE_OVERHANG)
    name = Look(FACES.title, Pt(points), CENTRE, line=Pt(points + 4), left=overhang, right=overhang, red=True)
    rule_below(set_text(head.paragraphs[0], issuer, name), "thickThinSmallGap", 24, gap=9)
    thin = Look(size=Pt(1), line=Pt(2), left=overhang, right=overhang)
    rule_above(set_text(foot.paragraphs[0], "", thin), "thinThickSmallGap", 24)
    if sample:
        for header in (head, section.header, section.even_page_header):
            header.is_linked_to_previous = False
            mark_sample(header)
    add_text(paper, number, replace(PLAIN, align=RIGHT, before=Pt(14)))


def mark_sample(place: Any) -> None:
    """Say at the upper edge of the page that its sites are made up."""
    text = place.paragraphs[0]
    if not text.text:
        set_text(text, "", Look(size=Pt(1), line=Pt(2)))
    line = set_text(text.insert_paragraph_before(), _SAMPLE, Look(FACES.second, Pt(10.5), CENTRE, line=Pt(16)))
    place_on_page(line, below_top=Mm(16), height=Pt(18))


def add_title(place: Any, title: str, *, empty_before: int = 2) -> None:
    """The title after two empty lines, in lines of about one length where it needs several."""
    for _ in range(empty_before):
        add_text(place, "")
    for line in title_lines(title):
        add_text(place, line, replace(_TITLE, keep=True))


def title_lines(title: str) -> list[str]:
    """A title in lines of about one length, none so long that it breaks by itself, no number or quoted name parted.

    >>> title_lines("港北区农民工创业园综合服务中心2026年上半年运营服务情况报告")
    ['港北区农民工创业园综合服务中心', '2026年上半年运营服务情况报告']
    >>> title_lines("限期整改通知书"), title_lines("")
    (['限期整改通知书'], [''])
    """
    count = -(-round(signs_wide(title)) // TITLE_SIGNS) or 1
    made, left = [], title
    for lines in range(count, 1, -1):
        wanted = len(left) / lines
        places = {found.start(): abs(found.start() - wanted) for found in _MAY_BREAK.finditer(left, 1)}
        for found in _BREAKS_WELL.finditer(left, 1):
            if found.start() in places:
                places[found.start()] -= _RATHER_SIGNS
        cut = min(places, key=lambda at: places[at], default=round(wanted))
        made.append(left[:cut])
        left = left[cut:]
    return [*made, left]


def add_addressee(paper: Docx, addressee: str) -> None:
    """Whom it is sent to, flush left after an empty line."""
    add_text(paper, "")
    add_text(paper, f"{addressee}：", replace(PLAIN, align=LEFT))


def add_heading(paper: Docx, text: str) -> None:
    """一、 of a text: not parted from what follows."""
    add_text(paper, text, _HEADING)


def add_body(paper: Docx, text: str, *, keep: bool = False) -> None:
    """A paragraph of the text; the last one is kept with the signature."""
    add_text(paper, text, replace(_BODY, keep=keep))


def sign(paper: Docx, issuer: str, day: date | None) -> None:
    """The issuer over the date with room for a seal, which nobody draws: the date ends four 字 from the right."""
    said = day_in_words(day) if day is not None else "　　年　月　日"
    left = signs(max(0.0, measures.SIGNS_A_LINE - 2 * (4 + signs_wide(said) / 2)))
    look = Look(align=CENTRE, left=left, keep=True)
    for _ in range(2):
        add_text(paper, "", replace(PLAIN, keep=True))
    add_text(paper, issuer, look)
    add_text(paper, said, replace(look, keep=False))


def copy_to(paper: Docx, whom: str) -> None:
    """抄送 at the foot of the page on which the text ends."""
    line = add_text(paper, f"抄送：{whom}。", Look(size=measures.SMALL, align=LEFT, line=Pt(22), left=Pt(14)))
    height = Pt(24)
    place_on_page(line, below_top=Length(measures.PAGE_HEIGHT - measures.BOTTOM - height), height=height)


def add_table(
    place: Any, widths: Sequence[Length], heads: Sequence[str], rows: Sequence[Sequence[str]], look: Look | None = None
) -> Table:
    """A table whose head stands on every page and whose rows no page divides."""
    table = bare_table(place, widths, rows=1 + len(rows))
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        write_cell(cell, head, replace(_CELL_HEAD, size=look.size, line=look.line) if look else _CELL_HEAD)
    head_row = table.rows[0]._tr.get_or_add_trPr()
    head_row.append(element("w:tblHeader"))
    usual = look or _CELL
    for made, row in zip(table.rows[1:], rows, strict=True):
        for cell, text in zip(made.cells, row, strict=True):
            write_cell(cell, text, replace(usual, align=CENTRE) if text.isdecimal() else usual)
    return table


def bare_table(place: Any, widths: Sequence[Length], rows: int) -> Table:
    """An empty table with lines, its columns as wide as said."""
    table: Table = place.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return table


def write_cell(cell: _Cell, text: str, look: Look = _CELL) -> None:
    """Fill a cell; lines of the text are paragraphs of it."""
    first, *others = text.split("\n")
    set_text(cell.paragraphs[0], first, look)
    for line in others:
        add_text(cell, line, look)


def joined(table: Table, row: int, first: int, last: int) -> _Cell:
    """The cells of a row from `first` to `last` as one, with one empty paragraph."""
    cell: _Cell = table.cell(row, first).merge(table.cell(row, last))
    for empty in cell.paragraphs[1:]:
        empty._p.getparent().remove(empty._p)
    return cell
