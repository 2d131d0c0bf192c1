"""The findings of 500 sites, each recorded anew in twelve months: the list as a person asks for it, and the workbook.

Figures are the processor's time, client included: what other work on the machine takes is left out.
"""

import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from litestar.testing import TestClient

from app.access.actor import program
from app.asgi import create_app
from app.journeys.audits.since import KnownSince
from app.journeys.demo.add import add_demo
from app.journeys.registry.register import register
from tests.bench.measuring import tell
from tests.networks import seeds, settings_for
from tests.web.people import sign_in
from tests.web.writing import house_of

pytestmark = pytest.mark.bench

SITES, MONTHS, DAYS_A_MONTH = 270, 12, 33
"""Beside the 226 of the demonstration, which are recorded once."""
MOST_SECONDS = 0.3
"""A page of a county of 500 sites, at the server (issue 10)."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A county with a history."""
    folder = tmp_path_factory.mktemp("county")
    began, days = datetime.now(UTC) - timedelta(days=DAYS_A_MONTH * MONTHS), [0]
    settings = settings_for(f"sqlite:///{folder / 'county.sqlite'}", folder)
    app = create_app(settings, lambda: began + timedelta(days=days[0]), seeds())
    with TestClient(app) as client:
        house = house_of(client)

        async def lived() -> None:
            await add_demo(house)
            villages = [division.code for division in house.divisions.under("511725000000", "village")]
            for month in range(MONTHS):
                documents = [
                    {
                        "code": f"B-{number:03}",
                        "programme": "qu-2023",
                        "kind": "service_point",
                        "tier": "village",
                        "name": f"服务点{number}",
                        "division": villages[number],
                        "status": "operating",
                        "facts": {"posted_rules": ["duties"], "area_m2": 10 + (number + month) % 20},
                        "staff": [{"role": "labour_broker", "employment": "full_time"}] * (number % 3),
                    }
                    for number in range(SITES)
                ]
                await register(house, program("bench"), documents, reason="bench")
                days[0] += DAYS_A_MONTH

        assert client.blocking_portal is not None
        client.blocking_portal.call(lived)
        assert sign_in(client, "demo-county") == 303
        yield client


def seconds(client: TestClient, address: str, *, forget: bool) -> float:
    if forget:
        house_of(client).kept.forget(KnownSince)
    began = process_time()
    answer = client.get(address)
    assert answer.status_code == 200
    return process_time() - began


@pytest.mark.parametrize(
    "address", ["/county", "/findings", "/findings?page=20", "/findings/matrix", "/api/v1/findings?limit=100"]
)
def test_the_findings_of_500_sites(county: TestClient, address: str) -> None:
    county.get(address)
    first = statistics.median(seconds(county, address, forget=True) for _ in range(5))
    again = statistics.median(seconds(county, address, forget=False) for _ in range(5))
    tell(f"{address}: {first * 1000:.0f} ms where since when is found anew, {again * 1000:.0f} ms after")
    assert again < MOST_SECONDS


def test_the_county_of_500_sites_on_a_past_day(county: TestClient) -> None:
    day = (house_of(county).today() - timedelta(days=100)).isoformat()
    first, again = (seconds(county, f"/county?as_of={day}", forget=False) for _ in range(2))
    tell(f"/county of a past day: {first * 1000:.0f} ms where the day is judged anew, {again * 1000:.0f} ms after")
    assert again < MOST_SECONDS


def test_the_workbook_of_500_sites(county: TestClient) -> None:
    first, again = (seconds(county, "/findings.xlsx", forget=forget) for forget in (True, False))
    tell(f"workbook: {first:.1f} s where since when is found anew, {again:.1f} s after")
