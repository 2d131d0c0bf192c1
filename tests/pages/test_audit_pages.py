"""An audit in front of a person, on a desk and on a phone: kept, signed off, and compared after facts have changed."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser import PHONE, Visiting
from tests.pages.people import fits_both, signed_in
from tests.patience import PATIENCE_SECONDS
from tests.serving import serving_demo


@pytest.fixture
def server(demo_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    with serving_demo(demo_sqlite, tmp_path) as address:
        yield address


@pytest.mark.long
def test_an_audit_is_signed_off_facts_change_and_the_comparison_says_why(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county", PHONE)
    page = one.page
    page.goto("/audits")
    page.get_by_label("名称（可不填）").fill("十一月末")
    page.get_by_role("button", name="存档", exact=True).click()
    page.get_by_text("已存档。").wait_for()
    fits_both(one)
    address = page.url.partition("?")[0]
    page.get_by_text("签认", exact=True).click()
    page.get_by_role("button", name="签认此存档").click()
    page.get_by_text("已签认。").wait_for()
    assert page.get_by_role("button", name="签认此存档").count() == 0
    page.get_by_role("link", name="复算").click()
    page.get_by_text("复算结果一致").wait_for()
    fits_both(one)
    change(page.context.cookies(), server)
    page.goto(address)
    page.get_by_role("link", name="与今天对比").click()
    row = page.locator('tr[data-code="QX-TUXI"][data-clause^="station.area"]')
    row.wait_for()
    assert "填报内容变更" in row.inner_text()
    assert "3 平方米" in row.inner_text().replace("\u202f", " ")
    fits_both(one)
    page.get_by_role("link", name="新增不达标").click()
    assert page.locator("table.turned tbody tr").count() == 1
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.startswith("核查对比-")


def change(cookies: list, server: str) -> None:
    """Publish a smaller area of a station, as the county does by its own session."""
    jar = {cookie["name"]: cookie["value"] for cookie in cookies}
    with httpx.Client(base_url=server, cookies=jar, timeout=PATIENCE_SECONDS) as client:
        form = client.get("/work/sites/QX-TUXI").text
        secret = form.split('name="csrf_token" value="')[1].split('"')[0]
        site = {"code": "QX-TUXI", "programme": "qu-2023", "kind": "service_station", "facts": {"area_m2": 3}}
        body = {"sites": [site], "reason": "复核", "confirm": True}
        answer = client.post("/api/v1/sites", json=body, headers={"X-CSRF-Token": secret})
        assert answer.status_code == 200, answer.text
