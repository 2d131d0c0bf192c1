"""A site that does not stand yet is asked for nothing: it is in no count of what is not reported, page or list."""

import re

import pytest
from litestar.testing import TestClient

from tests.exchange.papers import opened
from tests.web.findings import count, listed
from tests.web.people import send, sign_in
from tests.web.writing import house_of, registered

CODE = "QX-TUXI"
ALL = f"/findings?programme=qu-2023&site={CODE}&state=all"


def incomplete(client: TestClient) -> set[str]:
    """The sites that the interface lists as incomplete."""
    answer = client.get("/api/v1/sites", params={"programme": "qu-2023", "compliance": "incomplete", "limit": 500})
    return {one["properties"]["code"] for one in answer.json()["features"]}


def unbuilt(client: TestClient) -> set[str]:
    found = set()
    for status in ("planned", "building"):
        answer = client.get("/api/v1/sites", params={"programme": "qu-2023", "status": status, "limit": 500})
        found |= {one["properties"]["code"] for one in answer.json()["features"]}
    return found


@pytest.mark.both_engines
@pytest.mark.parametrize("status", ["planned", "building"])
def test_nothing_is_found_wanting_of_a_site_until_it_stands(client: TestClient, status: str) -> None:
    assert sign_in(client, "demo-county") == 303
    registered(client, {"code": CODE, "status": status, "facts": {}, "staff": None})
    verdict = client.get(f"/api/v1/sites/{CODE}/compliance").json()
    assert (verdict["status"], verdict["reason"], verdict["clauses"]) == ("not_assessed", "not_built", [])
    assert listed(client, ALL) == {}
    assert "尚未建成" in client.get(f"/sites/{CODE}").text
    assert client.get(f"/work/sites/{CODE}").status_code == 200
    assert len(opened(client.get(f"/work/sites/{CODE}/record.docx").content).tables) >= 1
    assert sign_in(client, "demo-tuxi") == 303
    assert f"/work/sites/{CODE}#" not in client.get("/work").text
    assert client.get(f"/work/sites/{CODE}").status_code == 200
    registered(client, {"code": CODE, "status": "operating"})
    assert client.get(f"/api/v1/sites/{CODE}/compliance").json()["clauses"]
    assert sign_in(client, "demo-county") == 303
    assert listed(client, ALL)


def test_no_list_of_the_demonstration_counts_them_as_not_reported(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    planned = unbuilt(client)
    assert len(planned) >= 10
    assert not planned & incomplete(client)
    unknown = listed(client, "/findings?programme=qu-2023&state=unknown")
    assert not planned & {code for code, _ in unknown}
    page = client.get("/county?programme=qu-2023").text
    row = re.search(r'href="(/findings[^"]*point.posted[^"]*state=unknown)">(\d+)</a>', page)
    assert row is not None
    assert count(client, row[1]) == int(row[2])


def test_what_is_newly_built_is_told_of_the_site_and_not_clause_by_clause(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    code, today = min(unbuilt(client)), house_of(client).today()
    made = send(client, "/audits", programme="qu-2023", as_of=today.isoformat(), title="")
    key = re.search(r"/audits/([0-9a-f-]{36})", made.headers["location"])
    assert key is not None
    registered(client, {"code": code, "status": "operating"})
    page = client.get(f"/audits/compare?one={key[1]}&until={today}").text
    assert code in page.partition('id="turned"')[0]
    assert code not in page.partition('id="turned"')[2]
