"""A chart in a Word paper: Word's own (DrawingML), drawn by the word processor in its fonts, its numbers beside it.

xlsxwriter writes the chart and the workbook of its numbers, which is what Word itself keeps in a document, so that an
office can change it. No picture is drawn here and no font is needed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length, Mm

from app.exchange.papers.sheet import CENTRE
from app.exchange.workbook.plain_book import small_book

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A_BAR, _AROUND, _HIGHEST = Mm(7), Mm(28), Mm(212)
"""A bar of a few signs; what stands around them; what a page holds."""
_FONT_POINTS = 9


@dataclass(frozen=True, slots=True)
class Series:
    """What one sign of the chart stands for: its name, colour (six hexadecimal digits), pattern, and a count a bar."""

    name: str
    colour: str
    pattern: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars that lie: a bar a label, a piece of it a series."""

    title: str
    labels: Sequence[str]
    series: Sequence[Series]


def add_chart(paper: Docx, chart: BarChart, width: Length) -> None:
    """Put the chart into a paragraph of its own at the end of the paper, as high as its bars need.

    Where nothing is counted there is no chart.
    """
    if not chart.labels or not chart.series:
        return
    content, book = _drawn(chart)
    package = paper.part.package
    number = 1 + sum(part.content_type == _CHART_TYPE for part in package.iter_parts())
    workbook = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), _BOOK_TYPE, book, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, content, package)
    key = part.relate_to(workbook, f"{_OFFICE}/package")
    data = f'<c:externalData r:id="{key}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    part._blob = content.replace(b"</c:chartSpace>", data.encode())
    height = Length(min(_HIGHEST, _AROUND + _A_BAR * len(chart.labels)))
    line = paper.add_paragraph()
    line.alignment, line.paragraph_format.line_spacing = CENTRE, 1.0
    line.add_run()._r.append(_inline(paper.part.relate_to(part, f"{_OFFICE}/chart"), number, width, height, chart))


def _drawn(chart: BarChart) -> tuple[bytes, bytes]:
    """The chart and the workbook that it draws, both as xlsxwriter writes them."""
    with small_book() as (book, out):
        sheet = book.add_worksheet("data")
        sheet.write_column(1, 0, chart.labels)
        drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
        last, font = len(chart.labels), {"size": _FONT_POINTS}
        for column, one in enumerate(chart.series, start=1):
            sheet.write(0, column, one.name)
            sheet.write_column(1, column, one.values)
            look = {"pattern": one.pattern, "fg_color": f"#{one.colour}", "bg_color": "#FFFFFF"}
            drawn.add_series(
                {
                    "name": ["data", 0, column],
                    "categories": ["data", 1, 0, last, 0],
                    "values": ["data", 1, column, last, column],
                    **({"pattern": look} if one.pattern else {"fill": {"color": f"#{one.colour}"}}),
                    "border": {"color": f"#{one.colour}"},
                    "gap": 40,
                }
            )
        drawn.set_title({"name": chart.title, "name_font": {"size": 10.5, "bold": False}, "overlay": False})
        drawn.set_legend({"position": "bottom", "font": font})
        drawn.set_y_axis({"reverse": True, "num_font": font, "major_gridlines": {"visible": False}})
        drawn.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D9DFE6"}}})
        sheet.insert_chart("A1", drawn)
    content = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/charts/chart1.xml"), content


def _inline(key: str, number: int, width: Length, height: Length, chart: BarChart) -> object:
    """The place of the chart in the text. Names that people gave do not come into it."""
    return parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{1000 + number}" name="chart{number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" xmlns:r="{_OFFICE}" r:id="{key}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
