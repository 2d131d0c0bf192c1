"""The county's report and ledger: they say what the county page says, of the day that was asked for, to its readers."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from litestar.testing import TestClient

from tests.exchange.papers import opened, text_of
from tests.web.findings import plain
from tests.web.people import sign_in
from tests.web.test_rectifications import ordered
from tests.web.writing import house_of

REPORT, LEDGER = "/county/qu-2023/report.docx", "/county/qu-2023/ledger.xlsx"
MARK = "示例数据，非真实站点，不作公文使用"


def figures(page: str, name: str) -> list[list[str]]:
    """The cells of a table of the county page, a row a line; what stands behind a link is its number."""
    table = re.search(rf'data-figures="{name}">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert table is not None
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[1], re.DOTALL)
    ]


def table_under(content: bytes, head: str) -> list[list[str]]:
    """The rows of the report's table whose first column is headed so."""
    tables = [[[cell.text for cell in row.cells] for row in one.rows] for one in opened(content).tables]
    (found,) = [rows for rows in tables if rows[0][0] == head]
    return found[1:]


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet of a workbook with its rows."""
    return {one.title: list(one.iter_rows(values_only=True)) for one in openpyxl.load_workbook(io.BytesIO(content))}


def rows_of(sheet: list[tuple[Any, ...]], head: str) -> list[tuple[Any, ...]]:
    """What stands below the head of a sheet."""
    top = next(n for n, row in enumerate(sheet) if row[0] == head)
    return sheet[top + 1 :]


@pytest.mark.both_engines
def test_report_ledger_and_page_say_the_same_of_targets_kinds_and_townships(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county?programme=qu-2023").text
    report, ledger = client.get(REPORT).content, sheets(client.get(LEDGER).content)
    duties = re.search(r"(\d+) 项必须完成的任务中，(\d+) 项已完成数量任务，其中 (\d+) 项达标也无差距", page)
    assert duties is not None
    told = "必须完成的任务{}项，其中{}项已完成数量任务，{}项达标也无差距。".format(*duties.groups())
    assert told in text_of(report)
    targets = table_under(report, "任务")
    shown = figures(page, "targets")
    assert len(targets) == len(shown) > 10
    for told, row in zip(targets, shown, strict=True):
        assert told[1:5] == [cell.replace(" ", "") for cell in row[2:6]]
        assert told[5] in (row[6], "未规定")
    for name, head, sheet in (("kinds", "站点类别", "按类别"), ("townships", "乡镇（街道）", "按乡镇")):
        shown = [[row[0], *row[2:]] for row in figures(page, name)]
        assert [row[: len(shown[0])] for row in table_under(report, head)] == shown
        assert [[str(cell) for cell in row] for row in rows_of(ledger[sheet], head)] == shown
    assert [[str(cell) for cell in row[:5]] for row in rows_of(ledger["建设任务"], "任务")] == [
        [row[0].removesuffix("（努力目标）"), *row[1:5]] for row in targets
    ]


def test_money_is_told_as_the_document_and_the_vouchers_have_it(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    rows = rows_of(sheets(client.get(LEDGER).content)["建设任务"], "任务")
    budgets = [Decimal(row[7]) for row in rows if row[7]]
    assert sum(budgets) == 2_330_000
    assert "文件明列和推算的任务资金共233万元" in text_of(client.get(REPORT).content)
    shown = figures(client.get("/county?programme=qu-2023").text, "targets")
    assert [row[9] or "" for row in rows] == [re.sub(r"[^\d.%]", "", cells[-1]) for cells in shown]


def test_every_site_stands_in_the_ledger_as_the_interface_has_it(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    ledger = sheets(client.get(LEDGER).content)
    sites = rows_of(ledger["站点"], "乡镇（街道）")
    house = house_of(client)
    page = client.get("/county?programme=qu-2023").text
    total = re.search(r"登记 (\d+) 个站点", page)
    assert total is not None
    assert len(sites) == int(total[1])
    for row in sites[::25]:
        verdict = client.get(f"/api/v1/sites/{row[1]}/compliance").json()
        found = [one["verdict"] for one in verdict["clauses"]]
        assert list(row[7:11]) == [found.count(word) for word in ("met", "not_met", "unknown", "waived")]
    assert all(row[13] == "是" for row in sites if row[1] != "QX-HUB")
    for sheet in ledger.values():
        said = " ".join(str(row[0]) for row in sheet[:6])
        assert f"渠人社发〔2023〕72号 · 截至 {house.today()}" in said
        assert "示例数据" in said


def test_the_report_names_document_day_and_sample_and_ranks_no_township(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    content, house = client.get(REPORT).content, house_of(client)
    said, today = text_of(content), house.today()
    assert f"截至{today.year}年{today.month}月{today.day}日，依据《" in said
    assert "（渠人社发〔2023〕72号）" in said
    assert "渠县人民政府：" in said
    assert f"渠人社发〔{today.year}〕　号" in said, "a draft has no number"
    assert "按行政区划代码排列，不作排名" in said
    names = [row[0] for row in table_under(content, "乡镇（街道）")]
    codes = [one.name for one in house.divisions.under("511725000000", "township")]
    assert names[: len(codes)] == codes
    section = opened(content).sections[0]
    for header in (section.header, section.even_page_header):
        assert any(MARK in paragraph.text for paragraph in header.paragraphs)


def test_orders_are_told_as_they_stood_at_the_end_of_the_day(client: TestClient) -> None:
    ordered(client)
    assert sign_in(client, "demo-county") == 303
    today, orders = house_of(client).today(), rows_of(sheets(client.get(LEDGER).content)["整改"], "编号")
    said = text_of(client.get(REPORT).content)
    assert f"累计下达整改要求{len(orders)}项" in said
    before = f"?as_of={today - timedelta(days=1)}"
    past = rows_of(sheets(client.get(LEDGER + before).content)["整改"], "编号")
    assert len(past) < len(orders)
    assert (
        "逾期" not in (text_of(client.get(REPORT + before).content).partition("五、整改情况")[2].partition("六、")[0])
    )


def test_a_past_day_before_anything_was_recorded_says_so(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    content = client.get(REPORT + "?as_of=2025-01-31&since=2025-01-01").content
    assert all(row[6] == "尚未登记任何站点" for row in table_under(content, "任务"))
    assert "与2025年1月1日相比，没有变化" in text_of(content)


@pytest.mark.parametrize("query", ["?as_of=2999-01-01", "?since=2999-01-01", "?as_of=x"])
def test_days_that_make_no_report_are_refused(client: TestClient, query: str) -> None:
    assert sign_in(client, "demo-county") == 303
    assert client.get(REPORT + query).status_code == 422
    assert client.get(LEDGER + query).status_code == 422


def test_only_who_reads_the_county_gets_its_papers(client: TestClient) -> None:
    for who, allowed in (("demo-reader", 200), ("demo-tuxi", 403), ("demo-operator", 403)):
        assert sign_in(client, who) == 303
        assert client.get(REPORT).status_code == allowed
        assert client.get(LEDGER).status_code == allowed
