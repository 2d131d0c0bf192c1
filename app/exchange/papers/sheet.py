"""An empty paper: the page, its margins and lines, its fonts and numbers of pages; and paragraphs to put into it.

Everything that word processors get wrong without being told stands here once: ideographs set in a Latin font, quotation
marks in Latin, lines stretched to a grid, a page laid out for another program's older version.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.exchange.papers import measures
from app.exchange.papers.measures import FACES, Face
from app.normal.printable import unprintable

LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_LATIN = "Times New Roman"
_LOOKS_KEPT = 256
"""Of how many looks the properties are kept; a letter has one or two of its own, by the length of its names."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def empty_paper() -> Docx:
    """A document of one empty A4 page with the margins and lines of the standard."""
    paper = Document()
    paper.core_properties.author = ""
    paper.core_properties.comments = ""
    _set_defaults(paper)
    _set_settings(paper)
    _set_font_table(paper)
    lay_out(paper.sections[0])
    return paper


def lay_out(section: Section) -> None:
    """Size, margins and 22 lines a page."""
    section.page_width, section.page_height = measures.PAGE_WIDTH, measures.PAGE_HEIGHT
    section.top_margin, section.bottom_margin = measures.TOP, measures.BOTTOM
    section.left_margin, section.right_margin = measures.LEFT, measures.RIGHT
    section.footer_distance = measures.FOOTER
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = element("w:docGrid", type="lines", linePitch=str(measures.LINE.twips))
    properties.append(grid)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set. `first` are the 字 that its first line is moved in; with `keep` it stays on the page of
    the next one.
    """

    face: Face = FACES.body
    size: Length = measures.BODY
    align: WD_ALIGN_PARAGRAPH = JUSTIFIED
    line: Length = measures.LINE
    first: float = 0
    left: Length | None = None
    right: Length | None = None
    before: Length | None = None
    after: Length | None = None
    red: bool = False
    keep: bool = False


PLAIN = Look()


def add_text(place: Any, text: str, look: Look = PLAIN) -> Paragraph:
    """A paragraph at the end of a document, cell, header or footer."""
    return set_text(place.add_paragraph(), text, look)


def set_text(paragraph: Paragraph, text: str, look: Look = PLAIN) -> Paragraph:
    """Set a paragraph that is there already."""
    if paragraph._p.pPr is None:
        paragraph._p.insert(0, deepcopy(_layout_of(look)))
    else:
        _set_layout(paragraph, look)
    add_run(paragraph, text, look)
    return paragraph


@lru_cache(_LOOKS_KEPT)
def _layout_of(look: Look) -> Any:
    """The properties of a paragraph of this look, to copy: setting each of them takes ten times as long."""
    paragraph = Paragraph(OxmlElement("w:p"), None)  # type: ignore[arg-type] # it stands nowhere
    _set_layout(paragraph, look)
    return paragraph._p.pPr


def _set_layout(paragraph: Paragraph, look: Look) -> None:
    layout = paragraph.paragraph_format
    layout.alignment = look.align
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, look.line
    layout.space_before, layout.space_after = look.before or Pt(0), look.after or Pt(0)
    layout.left_indent, layout.right_indent = look.left, look.right
    if look.first:
        layout.first_line_indent = measures.signs(look.first)
    layout.keep_with_next = look.keep or None
    if look.line != measures.LINE:
        _put(paragraph._p.get_or_add_pPr(), element("w:snapToGrid", val="0"))


def add_run(paragraph: Paragraph, text: str, look: Look = PLAIN) -> Run:
    """A piece of text in one font. Signs that no document can hold are shown as such."""
    run = paragraph.add_run(printable_text(text))
    run._r.insert(0, deepcopy(_font_of(look, chinese_only="□" in text)))
    return run


@lru_cache(_LOOKS_KEPT)
def _font_of(look: Look, *, chinese_only: bool) -> Any:
    """The properties of a piece of text of this look, to copy."""
    run = Run(OxmlElement("w:r"), None)  # type: ignore[arg-type] # it stands nowhere
    run.font.size = look.size
    if look.red:
        run.font.color.rgb = RGBColor.from_string(measures.RED)
    properties = run._r.get_or_add_rPr()
    properties.insert(0, _fonts(look.face, chinese_only=chinese_only))
    if look.size == measures.BODY:
        _put(properties, element("w:spacing", val=str(measures.CLOSER.twips)))
    return properties


def add_field(paragraph: Paragraph, code: str, look: Look) -> None:
    """A field that the word processor fills in: the number of the page."""
    for kind in ("begin", None, "end"):
        run = add_run(paragraph, "", look)
        if kind is not None:
            run._r.append(element("w:fldChar", fldCharType=kind))
            continue
        asked = element("w:instrText")
        asked.text = f" {code} "
        run._r.append(asked)


def number_pages(section: Section, *, first: bool) -> None:
    """Numbers of pages as the standard places them: odd to the right, even to the left; on the `first` or not."""
    section.different_first_page_header_footer = not first
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        inset = Pt(14)
        look = Look(FACES.number, measures.SMALL, align, line=Pt(14), after=Mm(5.5))
        look = replace(look, right=inset) if align is RIGHT else replace(look, left=inset)
        paragraph = set_text(footer.paragraphs[0], "— ", look)
        add_field(paragraph, "PAGE", look)
        add_run(paragraph, " —", look)


def without_head_and_foot(section: Section) -> None:
    """Nothing stands above or below the pages of this section, whatever the one before has."""
    section.different_first_page_header_footer = False
    for part in (section.header, section.footer, section.even_page_header, section.even_page_footer):
        part.is_linked_to_previous = False


def rule_below(paragraph: Paragraph, kind: str, eighths: int, *, colour: str = measures.RED, gap: int = 4) -> None:
    """A line under a paragraph, `gap` points below its text, of so many eighths of a point."""
    _border(paragraph, "bottom", kind, eighths, colour, gap)


def rule_above(paragraph: Paragraph, kind: str, eighths: int, *, colour: str = measures.RED, gap: int = 1) -> None:
    """A line above a paragraph."""
    _border(paragraph, "top", kind, eighths, colour, gap)


def place_on_page(paragraph: Paragraph, *, below_top: Length, height: Length) -> None:
    """Take a paragraph out of the text and put it where the page has its place: so far below its upper edge."""
    frame = element(
        "w:framePr",
        w=str(measures.TYPE_WIDTH.twips),
        h=str(height.twips),
        hRule="exact",
        wrap="around",
        vAnchor="page",
        hAnchor="margin",
        xAlign="center",
        y=str(below_top.twips),
    )
    _put(paragraph._p.get_or_add_pPr(), frame)


def printable_text(text: str) -> str:
    """The text with what no document can hold replaced."""
    return "".join("�" if unprintable(sign) and sign not in "\t\n" else sign for sign in text)


_ORDER = {
    qn("w:pPr"): (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd"),
        *("tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE"),
        *("autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc"),
        *("textDirection", "textAlignment", "outlineLvl", "rPr", "sectPr"),
    ),
    qn("w:rPr"): (
        *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "strike", "noProof", "snapToGrid", "vanish", "color"),
        *("spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "lang"),
    ),
}
"""The order in which the schema wants the properties of a paragraph and of a run."""


def _put(parent: Any, child: Any) -> None:
    """Add a property where its order has it."""
    order = [qn(f"w:{name}") for name in _ORDER[parent.tag]]
    following = set(order[order.index(child.tag) + 1 :])
    place = next((there for there in parent if there.tag in following), None)
    if place is None:
        parent.append(child)
    else:
        place.addprevious(child)


def _border(paragraph: Paragraph, side: str, kind: str, eighths: int, colour: str, gap: int) -> None:
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=kind, sz=str(eighths), space=str(gap), color=colour))
    _put(paragraph._p.get_or_add_pPr(), borders)


def element(tag: str, **attributes: str) -> Any:
    """An element of the document's own language, for what python-docx has no word for."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _fonts(face: Face, *, chinese_only: bool = False) -> Any:
    latin = face.name if chinese_only or face is FACES.title or face is FACES.number else _LATIN
    return element("w:rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=face.name, hint="eastAsia")


def _set_defaults(paper: Docx) -> None:
    styles = paper.styles.element
    run = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(run):
        run.remove(old)
    run.append(_fonts(FACES.body))
    run.append(element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    normal: Any = paper.styles["Normal"]
    normal.font.size = measures.BODY
    properties = normal.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _fonts(FACES.body))
    layout = normal.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, measures.LINE
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    paragraph = normal.element.get_or_add_pPr()
    for name in ("autoSpaceDE", "autoSpaceDN"):
        _put(paragraph, element(f"w:{name}", val="0"))


def _set_settings(paper: Docx) -> None:
    paper.settings.odd_and_even_pages_header_footer = True
    settings = paper.settings.element
    zoom = settings.find(qn("w:zoom"))
    if zoom is not None:
        zoom.set(qn("w:percent"), "100")
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")


def _set_font_table(paper: Docx) -> None:
    fonts = "".join(
        f"<w:font w:name={quoteattr(face.name)}><w:altName w:val={quoteattr(face.other)}/></w:font>"
        for face in FACES.every
    )
    table: Any = paper.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'.encode()
