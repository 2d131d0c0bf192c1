"""The server puts silent reviews on record by itself, whether or not anybody opens a page."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from app.journeys.proposals.escalate import ESCALATED, level_of
from app.store.changes import ChangeRecord, read_changes
from tests.databases import ENGINES
from tests.journeys.proposing_people import ANNA, submitted
from tests.networks import demo_copy, settings_for
from tests.patience import PATIENCE_SECONDS
from tests.web.writing import house_of


async def _climbs() -> list[ChangeRecord]:
    return [change for change in await read_changes("proposal", limit=1000) if change.action == ESCALATED]


def climbs(client: TestClient, wanted: int) -> list[int]:
    """The levels of the climbs on record, as soon as there are as many as wanted."""
    assert client.blocking_portal is not None
    until = time.monotonic() + PATIENCE_SECONDS
    while len(found := client.blocking_portal.call(_climbs)) < wanted and time.monotonic() < until:
        time.sleep(0.05)
    return [level_of(change) for change in found]


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_a_server_that_nobody_visits_records_how_long_a_review_is_silent(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path
) -> None:
    with demo_copy(request, engine, tmp_path) as url:
        settings = settings_for(url, tmp_path)
        with TestClient(create_app(settings)) as client:
            assert client.blocking_portal is not None
            client.blocking_portal.call(submitted, house_of(client), ANNA, {"phone": "0818-1"})
        for days, levels in ((8, [1]), (9, [1]), (15, [2, 1])):
            later = datetime.now(UTC) + timedelta(days=days)
            with TestClient(create_app(settings, lambda later=later: later)) as client:
                assert climbs(client, len(levels)) == levels, days
