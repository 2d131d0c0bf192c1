"""The workbook of findings, opened by another program, printed and sent as it is."""

import io
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from litestar.testing import TestClient

from app.exchange.workbook.printed_sheets import printed_book
from tests.web.findings import tables
from tests.web.people import sign_in

ADDRESSES = {
    "all": "/findings.xlsx?programme=qu-2023&state=all",
    "townships": "/findings.xlsx?programme=qu-2023&sheets=township",
    "none": "/findings.xlsx?programme=qu-2023&state=met&order=overdue",
}


@pytest.fixture(scope="module")
def books(reader: TestClient) -> Mapping[str, bytes]:
    """Workbooks as they are downloaded."""
    assert sign_in(reader, "demo-county") == 303
    return {name: reader.get(address).content for name, address in ADDRESSES.items()}


@pytest.mark.long
def test_libreoffice_opens_them_without_repair_and_reads_every_cell(books: Mapping[str, bytes], tmp_path: Path) -> None:
    for name, content in books.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    words = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless"]
    words += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    subprocess.run([*words, *(str(tmp_path / f"{name}.xlsx") for name in books)], check=True, timeout=300)
    for name, content in books.items():
        assert tables((tmp_path / "out" / f"{name}.xlsx").read_bytes()) == tables(content), name


def test_every_sheet_prints_on_a4_across_with_its_header_on_each_page(books: Mapping[str, bytes]) -> None:
    for name, content in books.items():
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            top = 1 + next(n for n, line in enumerate(sheet.iter_rows(values_only=True)) if line[0] == "乡镇（街道）")
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), name
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
            assert sheet.print_title_rows == f"${top}:${top}"
            assert sheet.freeze_panes == f"D{top + 1}"
            assert sheet.auto_filter.ref.startswith(f"A{top}:")
            said = " ".join(str(sheet.cell(line, 1).value) for line in range(1, top))
            assert "渠人社发〔2023〕72号 · 截至 " in said
            assert "共 " in said
            assert ("示例数据" in said) is (name != "none"), "an empty list holds no sample"
            assert ("示例数据" in (sheet.oddFooter.left.text or "")) is (name != "none")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("=1+1", "=1+1"),
        ("+1", "+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("-2+3", "-2+3"),
        ("http://x.example/a", "http://x.example/a"),
        ("00012", "00012"),
        ("", None),
        ("字" * 40_000, "字" * 32_767),
        ("a\x01b", "a�b"),
        ("两行\n文字", "两行\n文字"),
    ],
)
def test_a_text_is_a_text_whatever_stands_in_it(value: str, read: str | None) -> None:
    with printed_book("示例 & 页脚", "") as (book, out):
        book.add("表", ["题"], [("头", 10)], [[value]])
    (sheet,) = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    cell = sheet.cell(3, 1)
    assert cell.value == read
    assert cell.data_type != "f"
    assert cell.hyperlink is None
    assert sheet.oddFooter.left.text == "示例 && 页脚"


def test_sheets_get_names_that_they_may_have_each_its_own() -> None:
    with printed_book("", "") as (book, out):
        for name in ("A/B", "a:b", "镇" * 40, "镇" * 35, "'", ""):
            book.add(name, [], [("头", 10)], [])
    names: list[Any] = openpyxl.load_workbook(io.BytesIO(out.getvalue())).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
