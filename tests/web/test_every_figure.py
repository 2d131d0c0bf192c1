"""Every figure of the county's pages is the length of the list it leads to, and a closed site is in none of them."""

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import demo_copy, seeds, settings_for
from tests.web.people import sign_in
from tests.web.writing import registered

FIGURE = re.compile(
    r'<a href="(/(?:county/[a-z0-9-]+/sites)?\?[^"]+)">(?:<b>|(?:(?!</a>).)*?</span>\s)?(\d+)(?:</b>)?</a>', re.DOTALL
)
BASIC, POINT, MARKET = "QX-TUXI", "DEMO-P-001", "DEMO-G-01"


def close(client: TestClient, code: str, status: str = "closed") -> None:
    assert registered(client, {"code": code, "status": status})


def codes_in(client: TestClient, href: str) -> list[str]:
    """The sites of a list, all of them, page by page."""
    found: list[str] = []
    for number in range(1, 20):
        page = client.get(href.replace("&amp;", "&") + f"&show=2000&page={number}").text
        found += re.findall(r'<(?:li class="site-row"|tr) data-code="([^"]+)"', page)
        if 'rel="next"' not in page:
            return found
    raise AssertionError(f"{href} does not end")


def figures(page: str) -> list[tuple[str, int]]:
    """What stands as a linked number on a page; people are no sites and are left out."""
    return [(href, int(number)) for href, number in FIGURE.findall(page) if "target=staff" not in href]


def some_sites(client: TestClient) -> list[str]:
    """A site of each kind and tier of the county."""
    found = {}
    features = client.get("/api/v1/sites?programme=qu-2023&limit=1000").json()["features"]
    for feature in features:
        known = feature["properties"]
        found.setdefault((known["kind"], known["tier"]), feature["id"])
    return sorted(found.values())


@pytest.mark.long
def test_every_number_leads_to_a_list_of_as_many_and_closed_sites_are_in_none(client: TestClient) -> None:
    closing = some_sites(client)
    assert len(closing) > 10
    before = client.get("/api/v1/programmes/qu-2023/progress").json()
    for code in closing[::2]:
        close(client, code)
    for code in closing[1::2]:
        close(client, code, "suspended")
    assert sign_in(client, "demo-county") == 303
    closed = set(closing[::2])
    seen = 0
    for address in ("/county?programme=qu-2023", "/programmes/qu-2023"):
        for href, number in figures(client.get(address).text):
            listed = codes_in(client, href)
            assert len(listed) == number, href
            assert not closed & set(listed), href
            seen += 1
    assert seen > 150
    after = client.get("/api/v1/programmes/qu-2023/progress").json()
    assert after["sites"] == before["sites"] - len(closed) == sum(after["compliance"].values())
    for line in after["targets"]:
        for step in ("registered", "built", "accepted", "compliant"):
            href = f"/?programme=qu-2023&target={line['id']}&step={step}"
            assert line["counts"] == "staff" or len(codes_in(client, href)) == line[step], (line["id"], step)


def test_a_closed_site_is_found_by_who_asks_for_closed_ones_and_says_since_when(client: TestClient) -> None:
    close(client, BASIC)
    day = client.get("/api/v1/programmes/qu-2023/progress").json()["as_of"]
    assert codes_in(client, "/?programme=qu-2023&status=closed") == [BASIC]
    verdict = client.get(f"/api/v1/sites/{BASIC}/compliance").json()
    assert (verdict["status"], verdict["reason"], verdict["clauses"]) == ("not_assessed", "closed", [])
    assert day in verdict["notes"][0]["zh"]
    assert f"站点已于 {day} 关闭" in client.get(f"/sites/{BASIC}").text
    assert client.get(f"/api/v1/sites/{BASIC}").json()["compliance"] == "not_assessed"
    # A document is judged as it is, whatever it says of its state.
    document = client.get(f"/api/v1/sites/{BASIC}").json()
    kept = {key: document[key] for key in ("code", "programme", "kind", "tier", "division", "status")}
    judged = client.post("/api/v1/evaluate", json=[kept]).json()
    assert judged[0]["clauses"]
    close(client, BASIC, "operating")
    assert client.get(f"/api/v1/sites/{BASIC}/compliance").json()["clauses"]


def test_where_verdicts_are_not_published_the_county_still_finds_the_sites_behind_its_figures(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with (
        demo_copy(request, "sqlite", tmp_path) as url,
        TestClient(create_app(settings_for(url, tmp_path, public_compliance=False), seeds=seeds())) as client,
    ):
        everybody = codes_in(client, "/?programme=qu-2023")
        assert codes_in(client, "/?programme=qu-2023&compliance=non_compliant") == everybody
        assert sign_in(client, "demo-county") == 303
        page = client.get("/county?programme=qu-2023").text
        linked = [(href, number) for href, number in figures(page) if "standing" in href]
        assert len(linked) > 50
        for href, number in linked:
            assert len(codes_in(client, href)) == number, href
