"""What a clerk prints: every sheet says what it is, by which document, as of when, and that its data are sample."""

import subprocess
from pathlib import Path

import pytest

from tests.browser import Visiting
from tests.pages.people import signed_in

MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
"""A browser's own."""


def sheets(visit: Visiting, server: str, address: str, folder: Path) -> list[str]:
    """What stands on each sheet, without its blanks."""
    page = signed_in(visit, server).page
    page.goto(address, wait_until="networkidle")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    path = folder / "printed.pdf"
    page.pdf(path=path, format="A4", prefer_css_page_size=True, margin=MARGINS)
    said = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return ["".join(sheet.split()) for sheet in said.split("\f")[:-1]]


@pytest.mark.long
@pytest.mark.parametrize(
    ("address", "most", "also"),
    [
        ("/county?programme=qu-2023", 8, "执行率"),
        ("/findings?programme=qu-2023&state=not_met", 6, "整改"),
        ("/programmes/qu-2023/coverage", 16, "未覆盖"),
    ],
    ids=["county", "findings", "circle"],
)
def test_every_sheet_says_what_it_is_and_none_is_wasted(
    visit: Visiting, demo_server: str, tmp_path: Path, address: str, most: int, also: str
) -> None:
    found = sheets(visit, demo_server, address, tmp_path)
    assert len(found) <= most
    for sheet in found:
        assert "演示系统：数据均为示例" in sheet
        assert "渠人社发〔2023〕72号·截至20" in sheet
    assert also in "".join(found)
