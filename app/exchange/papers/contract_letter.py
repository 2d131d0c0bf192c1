"""A letter under a contract as .docx: of the bureau under its red head (信函格式), of the operator on plain paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as Docx
from docx.shared import Pt

from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import (
    add_addressee,
    add_title,
    begin_letter,
    copy_to,
    mark_sample,
    sign,
)
from app.exchange.papers.sections import PaperSection, add_sections
from app.exchange.papers.sheet import LEFT, Look, add_text, empty_paper, number_pages

_CELL = Look(size=Pt(12), line=Pt(18), align=LEFT)


@dataclass(frozen=True, slots=True)
class ContractLetter:
    """All that a letter says. With `red_head` the sender is an office and stands in red over the letter.

    `number` is that of an office's letter; `attachments` are named below the text.
    """

    sender: str
    red_head: bool
    number: str
    title: str
    addressee: str
    sections: Sequence[PaperSection]
    attachments: Sequence[str]
    day: date | None
    sample: bool
    copied_to: str = ""


@as_file
def contract_letter_docx(letter: ContractLetter) -> Docx:
    """The letter."""
    paper = empty_paper()
    paper.core_properties.title = letter.title
    if letter.red_head:
        begin_letter(paper, letter.sender, letter.number, sample=letter.sample)
    else:
        number_pages(paper.sections[0], first=True)
        if letter.sample:
            mark_sample(paper.sections[0].header)
            mark_sample(paper.sections[0].even_page_header)
    add_title(paper, letter.title, empty_before=2 if letter.red_head else 0)
    add_addressee(paper, letter.addressee)
    add_sections(paper, letter.sections, _CELL, keep_last=True)
    if letter.attachments:
        add_text(paper, "", Look(keep=True))
        for number, name in enumerate(letter.attachments, start=1):
            lead = "附件：" if number == 1 else "　　　"
            counted = f"{number}." if len(letter.attachments) > 1 else ""
            add_text(paper, f"{lead}{counted}{name}", Look(first=2, align=LEFT, keep=True))
    sign(paper, letter.sender, letter.day)
    if letter.copied_to:
        copy_to(paper, letter.copied_to)
    return paper
