"""OPTIONS and HEAD answer as a browser expects; evaluating is bounded; days are read alike everywhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import demo_copy, serving, settings_for
from tests.patience import PATIENCE_SECONDS
from tests.web.people import bearer, token_of

SITE = {"code": "E-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/sites", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/sites/nearest", "GET, HEAD, OPTIONS"),
        ("/api/v1/sites/QX-HUB", "GET, HEAD, OPTIONS"),
        ("/api/v1/programmes/qu-2023/progress", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_page_elsewhere_may_ask_whether_it_may_read(reader: TestClient, path: str, allowed: str) -> None:
    answer = reader.options(
        path, headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == allowed
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/", "/api/v1/sites"])
def test_links_keep_what_was_asked_in_its_order_so_that_all_workers_answer_alike(reader: TestClient, path: str) -> None:
    asked = "q=a&status=operating&kind=service_station&limit=3&programme=qu-2023&tier=county&compliance=compliant"
    told = reader.get(f"{path}?{asked}", headers={"Accept-Language": "zh"}).text.replace("&amp;", "&")
    assert f"{path}?{asked}" in told


def test_what_needs_an_account_is_not_opened_to_other_pages(reader: TestClient) -> None:
    for path in ("/api/v1/proposals", "/api/v1/sites/QX-HUB/proposals", "/api/v1/evaluate"):
        answer = reader.options(path)
        assert answer.status_code == 204
        assert "access-control-allow-origin" not in answer.headers


def test_every_address_tells_anybody_its_methods(reader: TestClient) -> None:
    examples = {"uuid": "6f0c2f8e-9d2b-4a8e-a4a7-0f4b5d8f4c11", "str": "QX-HUB", "path": "css/house.css"}
    for route in reader.app.routes:
        filled = "".join(
            "/" + (part if isinstance(part, str) else examples[part.type.__name__.lower()])
            for part in route.path_components
        )
        answer = reader.options(filled or "/")
        assert (answer.status_code, "OPTIONS" in answer.headers["allow"]) == (204, True), filled


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("heads")
    with serving(folder) as address:
        yield address, folder / "server.log"


def test_a_head_has_the_length_and_no_body_and_is_logged_as_what_it_was(heads: tuple[str, Path]) -> None:
    address, log = heads
    with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
        for path in ("/api/v1/sites", "/api/v1/programmes", "/", "/about"):
            head, body = client.head(path), client.get(path)
            assert (head.status_code, head.content) == (200, b""), path
            assert (
                head.headers["etag" if "api" in path else "content-type"]
                == body.headers["etag" if "api" in path else "content-type"]
            )
            assert int(head.headers["content-length"]) > 0
    lines = log.read_text("utf-8")
    assert "Content-Length" not in lines
    requests = [json.loads(line) for line in lines.splitlines() if '"event": "request"' in line]
    assert [r["method"] for r in requests if r["path"] == "/api/v1/sites"] == ["HEAD", "GET"]


def test_a_request_is_judged_up_to_a_thousand_documents(reader: TestClient) -> None:
    documents = [SITE | {"code": f"E-{number}"} for number in range(1001)]
    assert len(reader.post("/api/v1/evaluate", json=documents[:1000]).json()) == 1000
    for sent in (json.dumps(documents), "\n".join(json.dumps(d) for d in documents)):
        answer = reader.post("/api/v1/evaluate", content=sent)
        assert answer.status_code == 413
        assert "1000" in answer.json()["detail"]
        assert "zhanwang evaluate" in answer.json()["detail"]


@pytest.fixture(params=["sqlite", "postgres"])
def frugal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    with (
        demo_copy(request, request.param, tmp_path) as url,
        TestClient(create_app(settings_for(url, tmp_path, anonymous_documents_per_minute=5))) as client,
    ):
        yield client


@pytest.mark.both_engines
def test_a_stranger_who_asks_too_much_waits_and_whoever_is_known_does_not(frugal: TestClient) -> None:
    documents = [SITE | {"code": f"E-{number}"} for number in range(5)]
    assert frugal.post("/api/v1/evaluate", json=documents).status_code == 200
    refused = frugal.post("/api/v1/evaluate", json=SITE)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    known = bearer(token_of(frugal, "demo-county"))
    assert frugal.post("/api/v1/evaluate", json=SITE, headers=known).status_code == 200
    assert "5 documents judged within a minute" in frugal.get("/schema/openapi.json").text


@pytest.mark.parametrize(
    ("day", "status"),
    [("1899-12-31", 422), ("0001-01-01", 422), ("1900-01-01", 200), ("2200-12-31", 200), ("2201-01-01", 422)],
)
def test_evaluating_and_reading_take_the_same_days(reader: TestClient, day: str, status: int) -> None:
    assert reader.get(f"/api/v1/sites/QX-HUB/compliance?as_of={day}").status_code == status
    assert reader.get(f"/api/v1/programmes/qu-2023/progress?as_of={day}").status_code == status
    assert reader.post("/api/v1/evaluate", json={"as_of": day, "site": SITE}).status_code == status
