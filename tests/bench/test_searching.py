"""A search among 25,000 sites as a visitor asks it, page and all: every query of the list, asked for the first time.

The network is the demonstration over and over under other codes. It is handed to the server as what it keeps in memory,
since saving so many sites takes minutes and is measured elsewhere. Figures are the processor's time, client included:
what other work on the machine takes is left out.
"""

import statistics
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from app.journeys.network.judged import Network, Networks, network
from tests.bench.measuring import tell
from tests.networks import demo_copy, demo_sqlite, seeds, settings_for
from tests.web.writing import house_of
from tests.whole import whole_of

__all__ = ["demo_sqlite"]
pytestmark = pytest.mark.bench

PROVINCE = 25_000
LIST = Path(__file__).parents[1] / "search" / "queries.toml"
QUERIES: list[dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))["query"]


@pytest.fixture(scope="module")
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("province")
    with (
        demo_copy(request, "sqlite", folder) as url,
        TestClient(create_app(settings_for(url, folder), seeds=seeds())) as client,
    ):
        house = house_of(client)

        async def grown() -> Network:
            county = await network(house)
            many = [
                replace(member, site=replace(member.site, code=f"{member.site.code}-{number}"))
                for number, member in enumerate(islice(cycle(county.every), PROVINCE))
            ]
            return replace(whole_of(house, many, county.as_of), revision=county.revision, tables=county.tables)

        assert client.blocking_portal is not None
        grown_network = client.blocking_portal.call(grown)
        house.kept.of(Networks).by_day[grown_network.as_of] = grown_network
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
        if address == "/api/v1/sites" and "first" in query:
            assert answer.json()["features"][0]["id"].rpartition("-")[0] in query["first"]
    tell(
        f"{len(QUERIES)} searches of {address} among {PROVINCE} sites",
        f"median {statistics.median(seconds) * 1000:.1f} ms, "
        f"95 of 100 within {statistics.quantiles(seconds, n=20)[-1] * 1000:.1f} ms, "
        f"longest {max(seconds) * 1000:.1f} ms",
        f"the first search of all, which gathers the texts: {first:.2f} s",
    )
