"""The county at a glance: the numbers of the audit, each with its way to the sites behind it, for who may look."""

import re

import pytest
from litestar.testing import TestClient

from app.web.states import COMPLIANCE_ORDER
from tests.web.people import sign_in


@pytest.mark.both_engines
def test_it_says_the_counts_that_the_public_list_gives(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    for status in COMPLIANCE_ORDER:
        href = f"/?programme=qu-2023&amp;compliance={status}"
        shown = re.search(re.escape(f'href="{href}">') + r".*?</span>\s(\d+)</a>", page, re.DOTALL)
        assert shown is not None, status
        listed = reader.get(f"/api/v1/sites?programme=qu-2023&compliance={status}").json()["numberMatched"]
        assert int(shown[1]) == listed


def test_every_township_has_a_line_and_the_lines_add_up(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = [re.findall(r'<td class="num">(?:<a[^>]*>)?(\d+)', row) for row in table.split("<tr>")[1:]]
    assert len(rows) == 38  # 37 townships and what lies in none
    for sites, *statuses in rows:
        assert int(sites) == sum(map(int, statuses))
    everything = reader.get("/api/v1/sites?programme=qu-2023&limit=1").json()["numberMatched"]
    assert sum(int(row[0]) for row in rows) == everything > len(rows)


def test_a_clause_leads_to_every_site_it_is_addressed_to_what_is_wrong_first(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    first = re.search(r'<li><a href="(/county/qu-2023/clauses/[^"]+)">.*?(\d+) 个不达标', page, re.DOTALL)
    assert first is not None
    href, not_met = first.groups()
    clause = reader.get(href).text
    marks = re.findall(r'class="state state-([a-z-]+)"', clause)
    assert marks.count("not-met") == int(not_met)
    order = ["not-met", "unknown", "waived", "met"]
    assert marks == sorted(marks, key=order.index)
    assert reader.get("/county/qu-2023/clauses/nothing.such").status_code == 404


def test_a_clerk_an_operator_and_a_stranger_do_not_get_in(reader: TestClient) -> None:
    for name in ("demo-tuxi", "demo-operator"):
        assert sign_in(reader, name) == 303
        assert reader.get("/county", follow_redirects=False).status_code == 403
    reader.cookies.clear()
    assert reader.get("/county", follow_redirects=False).status_code in (303, 401)


def test_what_waits_is_said_with_the_one_thing_to_do(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    assert "413 个村（社区）未标注位置" in page
    assert 'href="/programmes/qu-2023/villages"' in page
