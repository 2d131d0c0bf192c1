"""What strangers send is read and answered in threads: the thread that serves everybody does neither."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import pytest
from litestar import Litestar, Request, Response, post
from litestar.di import Provide
from litestar.testing import TestClient

from app.errors import Fault
from app.exchange.evaluation import to_evaluate
from app.exchange.json_values import json_values
from app.journeys.house import House
from app.web.api.bodies import MOST_MEMBERS
from app.web.api.each_document import Answering, answer_each
from app.web.api.evaluate import EVALUATING
from app.web.api.score import SCORING
from app.web.given import GivenHouse
from app.wording import Wording
from tests.web.people import bearer, token_of
from tests.web.writing import house_of


class Whereabouts:
    """Reads one document of any body and answers it; remembers in which threads, and where the server was."""

    def __init__(self) -> None:
        self.read_in = self.answered_in = self.serving = 0
        self.most_members = 0

    def read(self, body: BinaryIO, faults: list[Fault], most_members: int) -> Iterator[bytes]:
        self.read_in, self.most_members = threading.get_ident(), most_members
        yield body.read()

    def answers(self, house: House, asked: list[bytes], faults: list[Fault]) -> Iterator[Whereabouts]:
        self.answered_in = threading.get_ident()
        yield self

    def as_document(self) -> Mapping[str, Any]:
        return {"length": 1}


def test_reading_and_answering_are_kept_from_the_thread_that_serves(reader: TestClient) -> None:
    seen = Whereabouts()

    @post("/")
    async def ask(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
        seen.serving = threading.get_ident()
        return await answer_each(request, house, Answering(seen.read, seen.answers, Wording("多", "many")))

    async def house() -> House:
        return house_of(reader)

    with TestClient(Litestar([ask], dependencies={"house": Provide(house)})) as client:
        assert client.post("/", content="x").json() == [{"length": 1}]
    assert 0 < seen.most_members == MOST_MEMBERS
    assert 0 not in (seen.serving, seen.read_in, seen.answered_in)
    assert seen.serving not in (seen.read_in, seen.answered_in)


def test_evaluating_and_scoring_go_that_way() -> None:
    assert (EVALUATING.read, SCORING.read) == (to_evaluate, json_values)


@pytest.mark.parametrize("path", ["/api/v1/evaluate", "/api/v1/score"])
@pytest.mark.parametrize("around", ["%s", "[%s", '{"site": %s'])
def test_an_object_of_millions_of_keys_is_not_read_to_its_end(reader: TestClient, path: str, around: str) -> None:
    keys = ",".join(f'"{number}":""' for number in range(MOST_MEMBERS + 1))
    answer = reader.post(path, content=around % ("{" + keys + " and no more of it"))
    assert answer.status_code == 413
    assert str(MOST_MEMBERS) in answer.json()["detail"]


def test_what_is_written_has_the_same_bound(reader: TestClient) -> None:
    known = bearer(token_of(reader, "demo-county"))
    keys = ",".join(f'"{number}":""' for number in range(MOST_MEMBERS + 1))
    for path in ("/api/v1/sites", "/api/v1/sites/QX-HUB/proposals", "/api/v1/site-plans"):
        answer = reader.post(path, content="{" + keys + " and no more of it", headers=known)
        assert answer.status_code == 413, path
