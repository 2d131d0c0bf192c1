"""A search among 25,000 sites as a visitor asks it, page and all: every query of the list, asked for the first time.

The province stands in the database as an import writes it. Figures are the processor's time, client included: what
other work on the machine takes is left out.
"""

import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.bench.measuring import tell
from tests.bench.test_reading import PROVINCE, grown
from tests.networks import seeds, settings_for
from tests.web.writing import house_of

pytestmark = pytest.mark.bench

LIST = Path(__file__).parents[1] / "search" / "queries.toml"
QUERIES: list[dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))["query"]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("province")
    settings = settings_for(f"sqlite:///{folder / 'province.sqlite'}", folder)
    with TestClient(create_app(settings, seeds=seeds())) as client:
        assert client.blocking_portal is not None
        client.blocking_portal.call(grown, house_of(client), PROVINCE)
        yield client


@pytest.mark.parametrize(
    ("address", "more"),
    [("/", {}), ("/api/v1/sites", {}), ("/api/v1/sites/nearest", {"lon": "107.0587", "lat": "31.0109"})],
)
def test_a_search_among_a_province(province: TestClient, address: str, more: dict[str, str]) -> None:
    began = process_time()
    assert province.get("/", params={"q": "index"}).status_code == 200
    first = process_time() - began
    seconds = []
    for query in QUERIES:
        asked = {"q": query["typed"], "programme": query.get("programme", "qu-2023")} | more
        began = process_time()
        answer = province.get(address, params=asked)
        seconds.append(process_time() - began)
        assert answer.status_code == 200
    tell(
        f"{len(QUERIES)} searches of {address} among {PROVINCE} sites beside the demonstration",
        f"median {statistics.median(seconds) * 1000:.1f} ms, "
        f"95 of 100 within {statistics.quantiles(seconds, n=20)[-1] * 1000:.1f} ms, "
        f"longest {max(seconds) * 1000:.1f} ms",
        f"the search before them, of which the first of all gathers the texts: {first:.2f} s",
    )
