"""What is read most, asked over HTTP of a county and of a province: valid documents, registered as they stand.

Figures are the processor's time, client included: what other work on the machine takes is left out. The peer is the
same server answering nothing (`/healthz`): what a request costs before anybody looks at a site.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import count
from time import process_time

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from app.journeys.demo.add import add_demo
from app.journeys.house import House
from tests.bench.measuring import tell
from tests.networks import seeds, settings_for
from tests.province import settle
from tests.web.people import sign_in
from tests.web.writing import house_of, registered

pytestmark = pytest.mark.bench

COUNTY, PROVINCE = 0, 25_000
"""Sites beside the 226 of the demonstration."""
RUNS = 30
BOX = "106.9,30.8,107.0,30.9"
ANYBODYS = {
    "nothing (/healthz)": "/healthz",
    "the start page": "/?programme=qu-2023",
    "a search on it": "/?programme=qu-2023&q=土溪",
    "a search by a program": "/api/v1/sites?q=土溪",
    "500 features of a box": f"/api/v1/sites?bbox={BOX}&limit=500",
    "the nearest ten": "/api/v1/sites/nearest?lon=107.05&lat=31.01&limit=10",
    "a view of the map": f"/map/sites.geojson?programme=qu-2023&view={BOX}&zoom=12",
    "the progress": "/programmes/qu-2023",
}
INSIDE = {"the county's page": "/county", "My work": "/work", "the review list": "/review"}


async def grown(house: House, sites: int) -> None:
    """The demonstration, and so many sites more, written as an import would write them."""
    await add_demo(house)
    await settle(house, ("qu-2023", "gangbei-2025"), sites)


@pytest.fixture(scope="module", params=[COUNTY, PROVINCE], ids=["county", "province"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("place")
    with TestClient(create_app(settings_for(f"sqlite:///{folder / 'place.sqlite'}", folder), seeds=seeds())) as client:
        assert client.blocking_portal is not None
        client.blocking_portal.call(grown, house_of(client), request.param)
        yield client


def seconds_of(client: TestClient, address: str) -> list[float]:
    """What each of some requests takes after a first one."""
    found = []
    assert client.get(address).status_code == 200
    for _ in range(RUNS):
        began = process_time()
        assert client.get(address).status_code == 200
        found.append(process_time() - began)
    return found


def test_what_is_read_most(place: TestClient) -> None:
    lines = []
    for name, address in (ANYBODYS | INSIDE).items():
        if address in INSIDE.values() and "session" not in place.cookies:
            assert sign_in(place, "demo-county") == 303
        found = seconds_of(place, address)
        lines.append(f"{name:24} {statistics.median(found) * 1000:8.2f} ms, longest {max(found) * 1000:.2f} ms")
    place.cookies.clear()
    sites = place.get("/api/v1/sites?limit=1").json()["numberMatched"]
    tell(f"reading, {sites:,} sites that count", *lines)


def test_a_save_and_the_next_reading(place: TestClient) -> None:
    found, phones = [], count(1)
    for address in ("/api/v1/sites?q=土溪", "/?programme=qu-2023"):
        place.get(address)
        for _ in range(RUNS):
            registered(place, {"code": "QX-TUXI", "phone": f"0818-{7_000_000 + next(phones)}"})
            began = process_time()
            assert place.get(address).status_code == 200
            found.append(process_time() - began)
        tell(f"the next reading of {address} after a save", f"{statistics.median(found) * 1000:.2f} ms")
        found.clear()
