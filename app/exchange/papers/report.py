"""A county's report (情况报告) as .docx: paragraphs and tables in the order given, as the document form has them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.shared import Length, Mm, Pt

from app.exchange.papers.letter import add_addressee, add_body, add_heading, add_table, add_title, sign
from app.exchange.papers.measures import TYPE_WIDTH
from app.exchange.papers.official import begin_official
from app.exchange.papers.sheet import LEFT, Look, add_text, empty_paper
from app.inspections.notice import sentence

_CELL = Look(size=Pt(10.5), line=Pt(15), align=LEFT)
_NOTE = Look(size=Pt(12), line=Pt(18), align=LEFT)
_GAP = Look(size=Pt(8), line=Pt(8))


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: heads with their widths in millimetres, together 156, and rows of as many cells."""

    heads: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One numbered part: its heading, paragraphs, and a table where it has one."""

    heading: str
    paragraphs: Sequence[str]
    table: ReportTable | None = None


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """All that a report says. It is a draft: `number` has a gap, and the day of signing is left to whoever signs."""

    issuer: str
    number: str
    title: str
    addressee: str
    opening: str
    parts: Sequence[ReportPart]
    sample: bool


_NUMERALS = "一二三四五六七八九十"


def report_docx(report: ReportPaper) -> bytes:
    """The report as a document."""
    paper = empty_paper()
    paper.core_properties.title = report.title
    begin_official(paper, report.issuer, report.number, sample=report.sample)
    add_title(paper, report.title)
    add_addressee(paper, report.addressee)
    add_body(paper, report.opening)
    for number, part in zip(_NUMERALS, report.parts, strict=False):
        add_heading(paper, f"{number}、{part.heading}")
        for paragraph in part.paragraphs:
            add_body(paper, sentence(paragraph))
        if part.table is not None:
            _add(paper, part.table)
    add_body(paper, "特此报告。", keep=True)
    sign(paper, report.issuer, None)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _add(paper: Docx, table: ReportTable) -> None:
    widths = [Length(round(Mm(1) * width)) for _, width in table.heads]
    assert abs(sum(widths) - TYPE_WIDTH) < Mm(1), "as wide as the type area"
    add_table(paper, widths, [head for head, _ in table.heads], table.rows, _CELL)
    add_text(paper, table.note, _NOTE if table.note else _GAP)
