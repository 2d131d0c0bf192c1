"""限期整改通知书 as a document: measured as GB/T 9704-2012 has it, whole, and holding what was typed as text."""

import gc
import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

from docx.opc.package import OpcPackage
from docx.oxml.ns import qn
from docx.shared import Mm

from app.exchange.papers.notice import notice_docx
from app.inspections.notice import USUAL, NoticePaper, PrintedProblem
from tests.exchange.papers import opened, text_of

ONE = PrintedProblem("土溪镇站", "QX-TUXI", "场地面积", "12平方米，差3平方米", "《方案》二（一）2“不低于15平方米”")
PAPER = NoticePaper(
    issuer="渠县人力资源和社会保障局",
    number="渠人社整改〔2026〕3号",
    title="限期整改通知书",
    addressee="土溪镇农民工服务中心",
    copy_to="土溪镇人民政府",
    opening="现将有关事项通知如下：",
    problems=(ONE,),
    remarks="",
    demand="请于2026年12月8日（含当日）前完成整改：补齐。",
    report=USUAL.report,
    contact="",
    issued_on=date(2026, 1, 5),
    sample=False,
)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def test_the_page_is_measured_as_the_standard_has_it() -> None:
    section = opened(notice_docx(PAPER)).sections[0]
    width, height = Mm(210), Mm(297)
    assert abs(section.page_width - width) < Mm(0.1)
    assert abs(section.page_height - height) < Mm(0.1)
    assert abs(section.top_margin - Mm(37)) < Mm(1)
    assert abs(section.left_margin - Mm(28)) < Mm(1)
    assert abs(width - section.left_margin - section.right_margin - Mm(156)) < Mm(0.1)
    assert abs(height - section.top_margin - section.bottom_margin - Mm(225)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_title_and_body_are_set_in_the_sizes_and_fonts_of_the_standard() -> None:
    paper = opened(notice_docx(PAPER))
    sizes = {p.text: p.runs[0] for p in paper.paragraphs if p.runs and p.text}
    title, body = sizes["限期整改通知书"], sizes[PAPER.opening]
    assert (title.font.size.pt, body.font.size.pt) == (22, 16)
    fonts = [run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for run in (title, body, sizes["二、整改要求"])]
    assert fonts == ["方正小标宋简体", "仿宋_GB2312", "黑体"]
    head = paper.sections[0].first_page_header.paragraphs[0]
    assert (head.text, str(head.runs[0].font.color.rgb)) == (PAPER.issuer, "FF0000")


def test_it_says_everything_in_its_order_and_the_receipt_follows_on_a_page_of_its_own() -> None:
    content = notice_docx(PAPER)
    said = text_of(content)
    order = [
        PAPER.number,
        PAPER.title,
        "土溪镇农民工服务中心：",
        PAPER.opening,
        "一、存在的问题",
        "1.场地面积。12平方米",
    ]
    order += ["依据：《方案》二（一）2“不低于15平方米”。", "二、整改要求", PAPER.demand, "三、报送与复查", PAPER.report]
    order += [PAPER.issuer, "2026年1月5日", "抄送：土溪镇人民政府。", "送达回执", "受送达单位", "送达时间", "收件人"]
    places = [said.index(text) for text in order]
    assert places == sorted(places)
    assert len(opened(content).sections) == 2


def test_what_was_typed_is_text_and_breaks_nothing() -> None:
    typed = "<b>&{{ 7*7 }}</b>\x0b]]>"
    said = text_of(notice_docx(replace(PAPER, demand=typed, problems=(replace(ONE, found=typed),))))
    assert said.count("<b>&{{ 7*7 }}</b>�]]>") == 2
    assert "49" not in said


def test_several_sites_stand_in_a_table_whose_head_is_on_every_page_and_whose_rows_stay_whole() -> None:
    several = replace(PAPER, problems=tuple(replace(ONE, code=f"QX-{n}") for n in range(30)))
    table = opened(notice_docx(several)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "站点", "存在的问题", "依据"]
    assert len(table.rows) == 31
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_paper_about_sample_sites_says_so_on_every_page_and_no_other_does() -> None:
    mark = "示例数据，非真实站点，不作公文使用"
    sample = parts(notice_docx(replace(PAPER, sample=True)))
    assert sum(mark in text for name, text in sample.items() if name.startswith("word/header")) == 5
    assert not any(mark in text for text in parts(notice_docx(PAPER)).values())


def test_no_font_is_named_that_an_office_lacks_and_every_ideograph_is_set_in_a_chinese_one() -> None:
    document = parts(notice_docx(PAPER))["word/document.xml"]
    runs = re.findall(r"<w:r>.*?</w:r>", document, re.DOTALL)
    assert runs
    assert [run for run in runs if 'w:hint="eastAsia"' not in run] == []


def test_when_the_file_of_a_paper_is_there_nothing_of_the_paper_is_left_in_memory() -> None:
    """Each is half a megabyte of XML, of which Python's collector of garbage sees a few objects."""
    gc.collect()
    gc.disable()  # it comes when it likes
    try:
        for _ in range(3):
            notice_docx(PAPER)
        assert not [one for one in gc.get_objects() if isinstance(one, OpcPackage)]
    finally:
        gc.enable()
