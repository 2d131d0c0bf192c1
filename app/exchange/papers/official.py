"""The document form (文件格式) of GB/T 9704-2012, 7.2: the red head of a paper that goes up, its number and signer."""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document as Docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt

from app.exchange.papers import measures
from app.exchange.papers.letter import mark_sample
from app.exchange.papers.measures import FACES, signs, signs_wide
from app.exchange.papers.sheet import CENTRE, LEFT, PLAIN, Look, add_run, add_text, number_pages, rule_below

_HEAD_WIDTH_POINTS, _LARGEST_HEAD_POINTS = 440, 36
_HEAD_BELOW_TOP = Mm(35)
"""7.2.4: from the upper edge of the type area to that of the issuer's mark."""
_RULE_BELOW_POINTS = 11
"""7.2.7: 4 mm."""


def begin_official(paper: Docx, issuer: str, number: str, *, sample: bool) -> None:
    """The issuer's mark in red, below it the number at the left and room for the signer at the right, over a rule."""
    section = paper.sections[0]
    number_pages(section, first=True)
    if sample:
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            mark_sample(header)
    mark = f"{issuer}文件"
    points = min(_LARGEST_HEAD_POINTS, int(_HEAD_WIDTH_POINTS / max(1, signs_wide(mark))))
    add_text(
        paper,
        mark,
        Look(FACES.title, Pt(points), CENTRE, line=Pt(points + 8), before=_HEAD_BELOW_TOP, red=True, keep=True),
    )
    for _ in range(2):
        add_text(paper, "", replace(PLAIN, keep=True))
    look = replace(PLAIN, align=LEFT, left=signs(1))
    line = add_text(paper, f"{number}\t签发人：", look)
    line.paragraph_format.tab_stops.add_tab_stop(Length(measures.TYPE_WIDTH - signs(5)), WD_TAB_ALIGNMENT.RIGHT)
    add_run(line, "", look)
    rule_below(line, "single", 12, gap=_RULE_BELOW_POINTS)
