"""Every Word paper as a word processor prints it: whole, in Chinese fonts, on A4, within its margins."""

import re
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from litestar.testing import TestClient

from app.exchange.papers.site_sheet import site_sheet_docx
from tests.exchange.papers import text_of
from tests.standing import on_sqlite
from tests.web import test_assessments, test_contract, test_notices, test_visits
from tests.web.people import send, sign_in
from tests.web.test_site_sheet import SHEET
from tests.web.writing import house_of

pytestmark = pytest.mark.long

MARK = "示例数据，非真实站点"
# The type area is 28 mm from the left and 26 mm from the right of 210 mm; the head of a letter reaches 7 mm further,
# a stop at the end of a line hangs half a sign over it.
LEFT_POINTS, RIGHT_POINTS = (28 - 7) / 25.4 * 72, (210 - 26 + 7) / 25.4 * 72


class Printed(NamedTuple):
    """A paper as handed out (`said`) and as printed; `boxes` are left and right of each word, in points."""

    said: str
    words: str
    pages: int
    size: str
    fonts: list[str]
    boxes: list[tuple[float, float]]


def contract_papers(client: TestClient) -> dict[str, bytes]:
    test_contract.signed(client)
    test_assessments.reviewed(client, ledger="0", archives="5.9")
    assert test_assessments.close(client).status_code == 303
    key = test_contract.KEY
    asked = test_contract.as_(
        client, "demo-operator", "/assessments/requests", part="1", invoice="NO.7", account="农行 6228", key=key
    )
    assert asked.status_code == 303, asked.text
    assert sign_in(client, "demo-county") == 303
    day = house_of(client).today()
    on = {"key": key, "version": "1", "number": "港北人社函〔2026〕8号", "day": day.isoformat()}
    assert send(client, "/assessments/requests/passed-on", **test_contract.SITE, **on).status_code == 303
    due = (day + timedelta(days=15)).isoformat()
    warns = {"finding": "未按期报送2026年10月服务台账，经两次催报仍未补齐", "demand": "补报10月台账", "due_on": due}
    for last in "45":
        test_contract.as_(client, "demo-county", "/contract/warnings", **warns, key=key[:-1] + last)
    test_contract.as_(client, "demo-county", "/contract/replacement", why="连续两次警告", key=key[:-1] + "6")
    there = {
        "付款申请": f"/contract/papers/request?key={key}",
        "拨付函": f"/contract/papers/passed-on?key={key}",
        "警告通知": f"/contract/papers/warning?key={key[:-1]}5",
        "撤换意见": f"/contract/papers/replacement?key={key[:-1]}6",
        "运营报告": "/contract/papers/report?period=2026-H1",
        "考核验收表": "/assessments/form?period=2026-H1",
    }
    return {name: client.get(address).raise_for_status().content for name, address in there.items()}


def papers(client: TestClient) -> dict[str, bytes]:
    """Every Word paper that the program makes, as it is downloaded."""
    notices = test_notices.issued(client)
    got = {"通知书": client.get(notices[0] + "/paper.docx").content}
    several = test_notices.issued(client, "/notices/new?programme=qu-2023&division=511725103000")
    got["通知书多站点"] = client.get(several[0] + "/paper.docx").content
    got["检查记录表"] = client.get("/work/sites/QX-TUXI/record.docx").content
    got["验收表"] = client.get("/work/sites/QX-TUXI/acceptance.docx").content
    got["情况报告"] = client.get("/county/qu-2023/report.docx").content
    got["站点情况表"] = client.get("/work/sites/QX-TUXI/sheet.docx").content
    got["站点情况表二维码"] = site_sheet_docx(SHEET)
    there = test_visits.pictured(client).headers["location"].partition("?")[0]
    got["检查记录"] = client.get(f"{there}/record.docx").content
    return got | contract_papers(client)


@pytest.fixture(scope="module")
def printed(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    """All of them by name, printed by one LibreOffice."""
    folder = tmp_path_factory.mktemp("papers")
    with on_sqlite(demo_sqlite, folder / "data") as app, TestClient(app) as client:
        made = papers(client)
    for name, content in made.items():
        (folder / f"{name}.docx").write_bytes(content)
    words = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf"]
    files = [str(folder / f"{name}.docx") for name in made]
    subprocess.run([*words, "--outdir", str(folder), *files], check=True, timeout=300, capture_output=True)
    return {name: _read(text_of(content), folder / f"{name}.pdf") for name, content in made.items()}


def _read(said: str, pdf: Path) -> Printed:
    def told(*words: str) -> str:
        return subprocess.run([*words], check=True, timeout=60, capture_output=True, text=True).stdout

    about = dict(re.findall(r"^([\w ]+):\s+(.*)$", told("pdfinfo", str(pdf)), re.MULTILINE))
    boxes = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)"[^>]*>[^<]', told("pdftotext", "-bbox", str(pdf), "-"))
    return Printed(
        said=said,
        words=told("pdftotext", "-raw", str(pdf), "-"),
        pages=int(about["Pages"]),
        size=about["Page size"],
        fonts=told("pdffonts", str(pdf)).splitlines()[2:],
        boxes=[(float(left), float(right)) for left, right in boxes],
    )


def _signs(text: str) -> str:
    """Only ideographs, letters and digits: what breaking lines and drawing boxes leaves as it is."""
    return "".join(sign for sign in text if sign.isalnum())


_EDGES = re.compile(rf"\f|^(?:.*{MARK}.*|— \d+ —)$", re.MULTILINE)
"""What stands between the text of two pages."""
# Names and most pages.
EVERY = {
    "通知书": 3, "通知书多站点": 4, "检查记录表": 3, "检查记录": 4, "验收表": 2, "情况报告": 10, "站点情况表": 1,
    "站点情况表二维码": 1, "付款申请": 1, "拨付函": 2, "警告通知": 2, "撤换意见": 2, "运营报告": 4, "考核验收表": 4,
}  # fmt: skip


@pytest.mark.parametrize(("name", "most_pages"), EVERY.items())
def test_a_paper_is_printed_whole_in_chinese_on_a4_within_its_margins(
    printed: Mapping[str, Printed], name: str, most_pages: int
) -> None:
    assert set(printed) == set(EVERY)
    paper = printed[name]
    assert paper.size.endswith("(A4)")
    assert 1 <= paper.pages <= most_pages
    assert any("CJK" in font for font in paper.fonts)
    assert [font for font in paper.fonts if not re.search(r"\byes +yes +(yes|no)\b", font)] == [], (
        "embedded, all of them"
    )
    lines = [_signs(line) for line in paper.said.splitlines()]
    whole = _signs(_EDGES.sub("", paper.words))
    assert [line for line in lines if line and line not in whole] == []
    assert paper.words.count(MARK) == paper.pages, "on every page"
    assert min(left for left, _ in paper.boxes) > LEFT_POINTS
    assert max(right for _, right in paper.boxes) < RIGHT_POINTS
