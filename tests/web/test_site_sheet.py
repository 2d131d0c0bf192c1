"""A site's one-page sheet: its facts and verdict as its pages say them, and a code only of the configured address."""

from litestar.testing import TestClient

from app.exchange.papers.site_sheet import MOST_PROBLEMS, SheetProblem, SiteSheet, site_sheet_docx
from tests.exchange.papers import opened, text_of
from tests.web.people import sign_in

PROBLEM = SheetProblem("场地面积", "必备", "12 平方米", "≥ 15 平方米", "差 3 平方米")
SHEET = SiteSheet(
    name="<b>站</b>{{ 7*7 }}",
    basics=(("站点编码", "QX-1"), ("地址", "长" * 500)),
    standing="达标情况：不达标。",
    problems=(PROBLEM,) * (MOST_PROBLEMS + 3),
    orders="未办结整改1项。",
    stands_on="方案 · 截至 2026-11-29",
    address="https://zhan.example/sites/QX-1",
    sample=True,
)


def test_it_says_what_the_verdict_says_and_marks_a_sample(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for code in ("QX-TUXI", "QX-SANHUI"):
        content = client.get(f"/work/sites/{code}/sheet.docx").content
        verdict = client.get(f"/api/v1/sites/{code}/compliance").json()
        said = text_of(content)
        assert f"对照{len(verdict['clauses'])}项条款" in said
        wrong = [one for one in verdict["clauses"] if one["verdict"] in ("not_met", "unknown")]
        rows = [row for table in opened(content).tables[1:] for row in table.rows[1:]]
        assert len(rows) == min(len(wrong), MOST_PROBLEMS)
        section = opened(content).sections[0]
        assert any("示例数据" in paragraph.text for paragraph in section.header.paragraphs)
        assert "渠人社发〔2023〕72号 · 截至" in section.footer.paragraphs[0].text
        assert len(opened(content).inline_shapes) == 0, "no public address is configured here"


def test_a_code_stands_on_it_where_an_address_is_configured_and_text_stays_text() -> None:
    content = site_sheet_docx(SHEET)
    assert len(opened(content).inline_shapes) == 1
    said = text_of(content)
    assert "<b>站</b>{{ 7*7 }}" in said
    assert "另有3项未列出" in said
    assert "长" * 71 not in said, "a long text does not push the rest off the page"


def test_only_insiders_of_the_site_get_it(client: TestClient) -> None:
    assert client.get("/work/sites/QX-TUXI/sheet.docx", follow_redirects=False).status_code == 303
    assert sign_in(client, "demo-operator") == 303
    assert client.get("/work/sites/QX-TUXI/sheet.docx").status_code == 403
