"""Where heavy work is full, whoever asks for more is told when to come back, and everything else is answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from litestar.testing import TestClient

from app.journeys.coverage.circle import Circles
from app.journeys.turns import ASKED_CIRCLES, FILES, OPEN_FILES, STRANGERS, Lane, Turns
from tests.patience import PATIENCE_SECONDS
from tests.web.people import bearer, sign_in, token_of
from tests.web.writing import house_of

pytestmark = pytest.mark.long

ASKED = "/api/v1/coverage?kind=gig_market"


@contextmanager
def full(client: TestClient, lane: Lane) -> Iterator[None]:
    """The lane as it is while others work and wait in it."""
    threads = house_of(client).kept.of(Turns).of(lane)
    with client.portal() as portal:
        for _ in range(lane.at_once):
            portal.call(threads.turn.acquire)
        threads.waiting += lane.waiting
        yield
        threads.waiting -= lane.waiting
        for _ in range(lane.at_once):
            threads.turn.release()


@pytest.mark.parametrize("path", ["/api/v1/evaluate", "/api/v1/score"])
def test_strangers_wait_for_strangers_and_nobody_else_does(client: TestClient, path: str) -> None:
    known = bearer(token_of(client, "demo-county"))
    assert client.post(path, content="[]").status_code == 200
    with full(client, STRANGERS):
        answer = client.post(path, content="[]")
        assert (answer.status_code, "请稍后再试" in answer.text) == (503, True)
        assert int(answer.headers["Retry-After"]) > 0
        assert client.post(path, content="[]", headers=known).status_code == 200
        for other in ("/healthz", "/readyz", "/", "/api/v1/coverage", "/programmes/qu-2023/coverage"):
            assert client.get(other).status_code == 200, other
    assert client.post(path, content="[]").status_code == 200


def test_rules_that_somebody_made_up_keep_nobody_from_the_circle_of_the_pack(client: TestClient) -> None:
    with full(client, ASKED_CIRCLES):
        answer = client.get(ASKED)
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        assert client.get("/api/v1/coverage").status_code == 200
    assert client.get(ASKED).status_code == 200


def test_any_number_of_other_rules_does_not_push_out_what_pages_show(client: TestClient) -> None:
    assert client.get("/api/v1/coverage").status_code == 200
    (kept,) = house_of(client).kept.of(Circles).by_basis
    for minutes in range(10, 22):
        assert client.get(f"/api/v1/coverage?urban.limit_minutes={minutes}").status_code == 200
    assert kept in house_of(client).kept.of(Circles).by_basis


def test_a_page_says_in_words_that_there_is_too_much_to_do(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    with full(client, FILES):
        answer = client.get("/work/workbook.xlsx", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert "请稍后再试" in answer.text


def test_files_that_take_long_keep_nobody_from_pages_and_lists(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    pages = ("/findings?programme=qu-2023", "/findings/matrix?programme=qu-2023", "/county/qu-2023/sites", "/work")
    more = ("/county?since=2026-01-01", "/notices/new?programme=qu-2023", "/api/v1/sites", "/open-data/sites.csv")
    with full(client, FILES):
        for other in (*pages, *more):
            assert client.get(other).status_code == 200, other
        for file in ("/findings.xlsx?programme=qu-2023", "/county/qu-2023/ledger.xlsx", "/work/workbook.xlsx"):
            assert client.get(file).status_code == 503, file
    with full(client, OPEN_FILES):
        assert client.get("/open-data/sites.geojson").status_code == 503
        assert client.get("/work/workbook.xlsx").status_code == 200


def test_health_is_told_while_every_thread_that_all_share_is_busy(client: TestClient) -> None:
    async def work_in(shared: ThreadPoolExecutor) -> None:
        asyncio.get_running_loop().set_default_executor(shared)

    let_go = threading.Event()
    with ThreadPoolExecutor(1) as shared, client.portal() as portal:
        portal.call(work_in, shared)
        busy = shared.submit(let_go.wait, PATIENCE_SECONDS)
        try:
            assert client.get("/healthz").status_code == 200
            assert not busy.done()
        finally:
            let_go.set()
            portal.call(work_in, ThreadPoolExecutor())
