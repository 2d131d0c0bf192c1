"""A record that no longer passes entry is told at its own address, and every other address answers as before."""

from dataclasses import replace
from typing import Any

import pytest
from litestar.testing import TestClient

from app.exchange.strict_json import dump_json, load_json
from app.store.engine import transaction
from app.store.sites import read_stored_site, replace_site
from tests.web.people import bearer, token_of
from tests.web.writing import registered


def spoil(client: TestClient, code: str, **changes: Any) -> None:
    """Leave the record of a site as another hand may have left it, past every check."""

    async def write() -> None:
        async with transaction():
            row = await read_stored_site(code)
            document = {**load_json(row.document.encode()), **changes}
            changed = replace(row, version=row.version + 1, document=dump_json(document).decode())
            await replace_site(changed, row.version)

    client.blocking_portal.call(write)


@pytest.mark.both_engines
def test_all_else_is_served_and_the_site_says_what_is_wrong(client: TestClient) -> None:
    matched = client.get("/api/v1/sites").json()["numberMatched"]
    spoil(client, "QX-TUXI", kind="gig_market")
    assert client.get("/readyz").status_code == 200
    assert client.get("/api/v1/sites").json()["numberMatched"] == matched - 1
    for path in ("/", "/programmes", "/programmes/qu-2023", "/sites/QX-HUB", "/api/v1/programmes/qu-2023/progress"):
        assert client.get(path).status_code == 200, path
    for path in ("/api/v1/sites/QX-TUXI", "/api/v1/sites/QX-TUXI/compliance"):
        answer = client.get(path, headers={"Accept-Language": "en"})
        assert answer.status_code == 409
        assert "tier" in answer.json()["detail"]
        assert "import a corrected document" in answer.json()["detail"]
    assert client.get("/sites/QX-TUXI").status_code == 409
    registered(client, {"code": "QX-TUXI", "kind": "service_station"})
    assert client.get("/api/v1/sites/QX-TUXI").status_code == 200
    assert client.get("/api/v1/sites").json()["numberMatched"] == matched


def test_kind_and_programme_are_fixed_for_a_token_too(client: TestClient) -> None:
    known = bearer(token_of(client, "demo-county"))
    sites = [{"code": "QX-TUXI", "kind": "gig_market", "tier": "city", "programme": "gangbei-2025"}]
    answer = client.post("/api/v1/sites", json={"sites": sites, "reason": "test"}, headers=known)
    assert answer.status_code == 422
    assert {"sites[0].kind", "sites[0].programme"} <= {e["path"] for e in answer.json()["errors"]}
    assert client.get("/api/v1/sites/QX-TUXI").json()["kind"] == "service_station"
    proposal = {"edit": {"kind": "gig_market"}, "reason": "test"}
    refused = client.post("/api/v1/sites/QX-TUXI/proposals", json=proposal, headers=known)
    assert [e["path"] for e in refused.json()["errors"]] == ["kind"]
