"""检查记录表 and 站点验收表 as .docx: printed, filled in by hand on the spot, signed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from docx.document import Document as Docx
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm, Pt
from docx.table import Table

from app.exchange.images import small_picture
from app.exchange.papers.as_file import as_file
from app.exchange.papers.letter import add_table, add_title, bare_table, joined, mark_sample, write_cell
from app.exchange.papers.measures import FACES
from app.exchange.papers.sheet import CENTRE, LEFT, Look, add_field, add_run, add_text, empty_paper, set_text
from app.inspections.notice import day_in_words
from app.inspections.site_form import FilledRecord, RecordPhoto, SiteForm

_CELL = Look(size=Pt(10.5), line=Pt(15), align=LEFT)
_LABEL = Look(FACES.head, Pt(10.5), CENTRE, line=Pt(15))
_LINE = Look(size=Pt(12), line=Pt(22), align=LEFT)
_FOOT = Look(size=Pt(10.5), line=Pt(16), align=LEFT)
_RECORD_HEADS = ("序号", "条款", "依据", "申报情况", "现场核查", "差异", "照片号")
_RECORD_WIDTHS = tuple(Mm(width) for width in (11, 23, 38, 32, 25, 14, 13))
ACCEPTANCE_HEADS = ("序号", "验收内容", "文件依据", "要求", "申报情况", "现场核验", "结论")
_ACCEPTANCE_WIDTHS = tuple(Mm(width) for width in (11, 20, 43, 11, 37, 18, 16))
STEP_HEADS = ("验收环节", "日期", "经办人", "意见")
_STEP_WIDTHS = tuple(Mm(width) for width in (32, 34, 34, 56))
_PHOTO_WIDTH, _PHOTO_HEIGHT, _PHOTO_PX, _PHOTO_QUALITY = Mm(72), Mm(60), 1000, 80
_GAP = Look(line=Pt(6), size=Pt(6))
_BLANK_DAY = "　　　　年　　月　　日"
_HEAD_WIDTHS = tuple(Mm(width) for width in (24, 54, 24, 54))


@as_file
def inspection_record_docx(form: SiteForm, filled: FilledRecord | None = None) -> Docx:
    """检查记录表, empty or as a visit `filled` it; two inspectors and whoever was visited sign every page."""
    paper = _begin(form, "检查记录表", "检查人员（签名）：　　　　　　　　　　　被检查单位（签名）：　　　　　　")
    head = (
        ("站点名称", form.name, "站点编码", form.code),
        ("站点类别", form.kind, "所在乡镇", form.place),
        ("地址", form.address, "检查日期", day_in_words(filled.visited_on) if filled else _BLANK_DAY),
        ("检查人员", filled.inspectors if filled else "", "陪同人员", filled.accompanied_by if filled else ""),
    )
    _head(paper, head)
    add_text(paper, f"对照{form.document}，申报情况截至{day_in_words(form.as_of)}。", _FOOT)
    if filled is None:
        rows = [
            (str(number), row.title, row.basis, row.reported, "", "", "")
            for number, row in enumerate(form.rows, start=1)
        ]
    else:
        rows = [
            (str(number), row.title, row.basis, row.reported, row.seen, row.difference, row.photos)
            for number, row in enumerate(filled.rows, start=1)
        ]
    if rows:
        add_table(paper, _RECORD_WIDTHS, _RECORD_HEADS, rows, _CELL)
    if filled is not None and filled.pictures:
        _pictures(paper, filled.pictures)
    _signed(
        paper,
        (
            f"其他情况：{filled.remarks or '无'}（照片共{filled.photos}张）" if filled else "其他情况：",
            "",
            "被检查单位意见：□以上记录属实　□有异议：",
            "",
            f"检查人员（签名）：　　　　　　　　　　　　　{_BLANK_DAY}",
            f"被检查单位人员（签名）：　　　　　　　　　　{_BLANK_DAY}",
            "（拒绝签名的，由检查人员注明原因）",
        ),
    )
    return paper


@as_file
def acceptance_docx(form: SiteForm) -> Docx:
    """站点验收表: signed by the group that accepts, the unit and the bureau."""
    paper = _begin(form, "站点验收表", "")
    head = (
        ("站点名称", form.name, "站点编码", form.code),
        ("站点类别", form.kind, "所在乡镇", form.place),
        ("建设（运营）单位", "", "负责人", ""),
        ("地址", form.address, "申报日期", _day(form.declared_on)),
        ("基准日", day_in_words(form.as_of), "验收日期", _day(form.accepted_on)),
    )
    _head(paper, head)
    add_text(paper, f"依据{form.document}。", _FOOT)
    rows = [
        (str(number), row.title, row.basis, row.level, row.reported, "", "")
        for number, row in enumerate(form.rows, start=1)
    ]
    add_table(paper, _ACCEPTANCE_WIDTHS, ACCEPTANCE_HEADS, rows, _CELL)
    if form.steps:
        add_text(paper, "", Look(line=Pt(6), size=Pt(6)))
        add_table(paper, _STEP_WIDTHS, STEP_HEADS, step_rows(form), _CELL)
    _signed(
        paper,
        (
            counted_words(form),
            "验收结论：□合格　□基本合格，限期整改后复验　□不合格",
            "整改意见：",
            "",
            f"验收组成员（签名）：　　　　　　　　　　　　{_BLANK_DAY}",
            f"建设（运营）单位意见（签名、盖章）：　　　　{_BLANK_DAY}",
            f"县级主管部门意见（签名、盖章）：　　　　　　{_BLANK_DAY}",
        ),
    )
    return paper


def step_rows(form: SiteForm) -> list[tuple[str, str, str, str]]:
    """The steps of the acceptance so far, as the form's table of them has it."""
    return [(one.step, day_in_words(one.day), one.by, one.opinion) for one in form.steps]


def counted_words(form: SiteForm) -> str:
    """How many clauses came out how by what was reported."""
    by_state = f"达标{form.met}项、不达标{form.not_met}项、待补报{form.unknown}项、豁免{form.waived}项"
    return f"共{len(form.rows)}项：按申报{by_state}。"


def _day(day: date | None) -> str:
    return _BLANK_DAY if day is None else day_in_words(day)


def _begin(form: SiteForm, title: str, foot: str) -> Docx:
    paper = empty_paper()
    paper.core_properties.title = f"{title} {form.code}"
    section = paper.sections[0]
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
        look = _FOOT if foot else Look(size=Pt(10.5), line=Pt(16), align=CENTRE)
        line = set_text(footer.paragraphs[0], f"{foot}第 ", look)
        add_field(line, "PAGE", _FOOT)
        add_run(line, " 页", _FOOT)
    if form.sample:
        mark_sample(section.header)
        mark_sample(section.even_page_header)
    add_title(paper, title, empty_before=0)
    add_text(paper, "", Look(line=Pt(10), size=Pt(8)))
    return paper


def _head(paper: Docx, rows: Sequence[tuple[str, str, str, str]]) -> Table:
    table = bare_table(paper, _HEAD_WIDTHS, len(rows))
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            write_cell(table.cell(place, column), text, _LABEL if column % 2 == 0 else _CELL)
    return table


def _pictures(paper: Docx, photos: Sequence[RecordPhoto]) -> None:
    """The photos, two in a row, each over its number and what it is of; no row is parted by a page."""
    add_text(paper, "", _GAP)
    table = bare_table(paper, (Mm(78), Mm(78)), -(-len(photos) // 2))
    for place, photo in enumerate(photos):
        cell = table.cell(place // 2, place % 2)
        line = cell.paragraphs[0]
        line.alignment, line.paragraph_format.line_spacing = CENTRE, 1.0
        line.paragraph_format.space_before = Pt(4)
        content, width, height = small_picture(photo.content, _PHOTO_PX, _PHOTO_QUALITY)
        is_high = height * _PHOTO_WIDTH > width * _PHOTO_HEIGHT
        size = {"height": _PHOTO_HEIGHT} if is_high else {"width": _PHOTO_WIDTH}
        line.add_run().add_picture(io.BytesIO(content), **size)
        add_text(cell, f"照片{photo.number}　{photo.title}", replace(_FOOT, align=CENTRE))


def _signed(paper: Docx, lines: Sequence[str]) -> None:
    """The foot of a form as one block that no page divides."""
    add_text(paper, "", Look(line=Pt(6), size=Pt(6)))
    table = bare_table(paper, (Mm(78), Mm(78)), 1)
    table.rows[0].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    write_cell(joined(table, 0, 0, 1), "\n".join(lines), _LINE)
