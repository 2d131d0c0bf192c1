"""The numbered parts of a report or letter: heading, paragraphs and a table, in the order given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.shared import Length, Mm, Pt

from app.exchange.papers.charts import BarChart, add_chart
from app.exchange.papers.letter import add_body, add_heading, add_table
from app.exchange.papers.measures import TYPE_WIDTH
from app.exchange.papers.sheet import LEFT, Look, add_text
from app.inspections.notice import sentence

_NUMERALS = "一二三四五六七八九十"
_NOTE = Look(size=Pt(12), line=Pt(18), align=LEFT)
_GAP = Look(size=Pt(8), line=Pt(8))


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: heads with their widths in millimetres, together 156, rows of as many cells, and a note below it."""

    heads: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of a paper: its heading without a number (empty for none), paragraphs, a table and a chart if any."""

    heading: str
    paragraphs: Sequence[str]
    table: PaperTable | None = None
    chart: BarChart | None = None


def add_sections(paper: Docx, sections: Sequence[PaperSection], cell: Look, *, keep_last: bool) -> None:
    """Write the parts, those with a heading numbered 一、二、三. With `keep_last` a text that ends them stays with what
    comes next; more than ten headings are a fault of the caller (ValueError).
    """
    headed = [section for section in sections if section.heading]
    numerals = dict(zip((id(section) for section in headed), _NUMERALS, strict=False))
    if len(numerals) < len(headed):
        raise ValueError(f"{len(headed)} numbered parts in one paper")
    for section in sections:
        if section.heading:
            add_heading(paper, f"{numerals[id(section)]}、{section.heading}")
        for number, text in enumerate(section.paragraphs, start=1):
            ends = section is sections[-1] and section.table is None and number == len(section.paragraphs)
            add_body(paper, sentence(text), keep=keep_last and ends)
        if section.table is not None:
            _add(paper, section.table, cell)
        if section.chart is not None and section.chart.labels:
            add_chart(paper, section.chart, TYPE_WIDTH)


def _add(paper: Docx, table: PaperTable, cell: Look) -> None:
    widths = [Length(round(Mm(1) * width)) for _, width in table.heads]
    assert abs(sum(widths) - TYPE_WIDTH) < Mm(1), "as wide as the type area"
    add_table(paper, widths, [head for head, _ in table.heads], table.rows, cell)
    add_text(paper, table.note, _NOTE if table.note else _GAP)
