"""A waiver is told the same everywhere: with its reason where verdicts are public, and nowhere where they are not."""

from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.databases import ENGINES
from tests.networks import demo_copy, settings_for
from tests.web.writing import registered

SITE = "/api/v1/sites/QX-TUXI"
WAIVER = {"clause": "station.training", "reason": "县里书面同意暂缓", "until": "2100-01-01"}
MISSED = {"code": "QX-TUXI", "status": "operating", "trainings_held": [], "waivers": [WAIVER]}


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_waiver_and_its_reason_are_public_exactly_where_the_verdicts_are(
    request: pytest.FixtureRequest, engine: str, published: bool, tmp_path: Path
) -> None:
    with demo_copy(request, engine, tmp_path) as url:
        settings = settings_for(url, tmp_path, public_compliance=published)
        with TestClient(create_app(settings)) as client:
            registered(client, MISSED)
            document, verdict = client.get(SITE), client.get(f"{SITE}/compliance")
            page = client.get("/sites/QX-TUXI").text
    assert document.json().get("waivers") == ([WAIVER] if published else None)
    assert (WAIVER["reason"] in page) is published
    assert verdict.status_code == (200 if published else 404)
    if published:
        waivers = [clause["waiver"] for clause in verdict.json()["clauses"] if clause["verdict"] == "waived"]
        assert waivers == [{"reason": WAIVER["reason"], "until": WAIVER["until"]}]
