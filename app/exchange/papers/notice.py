"""限期整改通知书 and its 送达回执 as .docx, laid out by GB/T 9704-2012. It says what it is given."""

from __future__ import annotations

from dataclasses import replace

from docx.document import Document as Docx
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt

from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import (
    add_addressee,
    add_body,
    add_heading,
    add_table,
    add_title,
    bare_table,
    begin_letter,
    copy_to,
    joined,
    mark_sample,
    sign,
    write_cell,
)
from app.exchange.papers.measures import FACES
from app.exchange.papers.sheet import CENTRE, LEFT, Look, add_text, empty_paper, lay_out, without_head_and_foot
from app.inspections.notice import NoticePaper, sentence

_MANY = 2
"""From so many problems at several sites on they stand in a table."""
_WIDTHS = (Mm(13), Mm(37), Mm(53), Mm(53))
_HEADS = ("序号", "站点", "存在的问题", "依据")
_LABEL = Look(FACES.head, Pt(12), CENTRE, line=Pt(20))
_FIELD = Look(size=Pt(14), line=Pt(22), align=LEFT)
_TAKEN_BACK = Look(FACES.head, Pt(14), CENTRE, line=Pt(24), red=True)
_RECEIPT_ROWS: tuple[tuple[str, str | None], ...] = (
    ("送达方式", "□直接送达　□邮寄送达　□电子送达　□其他"),
    ("送达地点", ""),
    ("送达时间", "　　　　年　　月　　日　　时　　分"),
    ("收件人", "签名：　　　　　　职务：　　　　　　电话："),
    ("送达人", "签名：　　　　　　　　　　签名："),
    ("备注", "（拒收事由、见证人）\n\n"),
)


@as_file
def notice_docx(notice: NoticePaper, taken_back: str = "") -> Docx:
    """The notice and, on a page of its own that comes back, its receipt.

    `taken_back` says above the title what of it holds no more; the rest is as it was issued.
    """
    paper = empty_paper()
    paper.core_properties.title = f"{notice.title} {notice.number}".strip()
    begin_letter(paper, notice.issuer, notice.number, sample=notice.sample)
    if taken_back:
        add_text(paper, taken_back, _TAKEN_BACK)
    add_title(paper, notice.title)
    add_addressee(paper, notice.addressee)
    add_body(paper, notice.opening)
    add_heading(paper, "一、存在的问题")
    _problems(paper, notice)
    add_heading(paper, "二、整改要求")
    add_body(paper, notice.demand)
    add_heading(paper, "三、报送与复查")
    add_body(paper, notice.report, keep=not notice.contact)
    if notice.contact:
        add_body(paper, f"联系人和电话：{sentence(notice.contact)}", keep=True)
    sign(paper, notice.issuer, notice.issued_on)
    if notice.copy_to:
        copy_to(paper, notice.copy_to)
    _receipt(paper, notice, taken_back)
    return paper


def _problems(paper: Docx, notice: NoticePaper) -> None:
    sites = {problem.code for problem in notice.problems}
    if len(sites) < _MANY:
        for number, problem in enumerate(notice.problems, start=1):
            basis = f"依据：{sentence(problem.basis)}" if problem.basis else ""
            add_body(paper, f"{number}.{sentence(problem.title)}{sentence(problem.found)}{basis}")
    else:
        rows = [
            (str(number), f"{problem.site}\n{problem.code}", f"{sentence(problem.title)}{problem.found}", problem.basis)
            for number, problem in enumerate(notice.problems, start=1)
        ]
        add_table(paper, _WIDTHS, _HEADS, rows)
    if notice.remarks:
        add_body(paper, sentence(notice.remarks))


def _receipt(paper: Docx, notice: NoticePaper, taken_back: str) -> None:
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    lay_out(section)
    without_head_and_foot(section)
    if notice.sample:
        mark_sample(section.header)
        mark_sample(section.even_page_header)
    if taken_back:
        add_text(paper, taken_back, _TAKEN_BACK)
    add_title(paper, "送达回执", empty_before=0)
    add_text(paper, "", Look(line=Pt(12), size=Pt(10.5)))
    rows = (("文书名称", notice.title), ("文号", notice.number), ("受送达单位", notice.addressee), *_RECEIPT_ROWS)
    table = bare_table(paper, (Mm(34), Mm(61), Mm(61)), rows=len(rows))
    for place, (label, text) in enumerate(rows):
        table.rows[place].height = Mm(14)
        write_cell(table.cell(place, 0), label, _LABEL)
        write_cell(joined(table, place, 1, 2), text or "", _FIELD)
    add_text(paper, "收到后请填写本回执并退回。", replace(_FIELD, before=Pt(8)))
