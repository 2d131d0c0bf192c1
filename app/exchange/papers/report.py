"""A county's report (情况报告) as .docx: paragraphs and tables in the order given, as the document form has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.shared import Pt

from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import add_addressee, add_body, add_title, sign
from app.exchange.papers.official import begin_official
from app.exchange.papers.sections import PaperSection, add_sections
from app.exchange.papers.sheet import LEFT, Look, empty_paper

_CELL = Look(size=Pt(10.5), line=Pt(15), align=LEFT)


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """All that a report says. It is a draft: `number` has a gap, and the day of signing is left to whoever signs."""

    issuer: str
    number: str
    title: str
    addressee: str
    opening: str
    parts: Sequence[PaperSection]
    sample: bool


@as_file
def report_docx(report: ReportPaper) -> Docx:
    """The report as a document."""
    paper = empty_paper()
    paper.core_properties.title = report.title
    begin_official(paper, report.issuer, report.number, sample=report.sample)
    add_title(paper, report.title)
    add_addressee(paper, report.addressee)
    add_body(paper, report.opening)
    add_sections(paper, report.parts, _CELL, keep_last=False)
    add_body(paper, "特此报告。", keep=True)
    sign(paper, report.issuer, None)
    return paper
