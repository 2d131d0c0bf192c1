"""An answer costs what it shows and a save costs one site: counted in sites and statements, never by the clock."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from litestar.testing import TestClient

from app.compliance.judge import Judge
from app.journeys.network.judged import network
from app.journeys.network.records import site_of_record
from app.journeys.turns import LISTS
from app.sites.document import write_site
from app.store.engine import bound_engine
from app.store.revision_watch import RevisionWatch
from app.units import CHINA
from app.web.public.find_page import NEAR_HEADER, ROWS_AT_FIRST
from app.web.site_rows import visitors_row
from tests.calls import calls
from tests.databases import statements
from tests.standing import CLOCK
from tests.web.forms import form_on
from tests.web.people import sign_in
from tests.web.writing import house_of, registered

LIST = "/api/v1/sites?limit=1000"
NOON = datetime.now(CHINA).replace(hour=12, minute=30, second=10)
READS_EVERY_SITE = re.compile(r'FROM "?site"?\s*(?:ORDER|LIMIT|$)', re.IGNORECASE)


def test_the_start_page_is_made_once_a_minute_and_anew_after_a_save(client: TestClient) -> None:
    CLOCK.tell(lambda: NOON)
    engine = bound_engine()
    assert engine is not None
    engine.watch = RevisionWatch(lambda: 0.0)
    with calls(client, visitors_row) as rows:
        first = client.get("/")
        assert rows["visitors_row"] == ROWS_AT_FIRST
        with statements() as heard:
            again = client.get("/")
        assert (again.content, rows["visitors_row"], heard) == (first.content, ROWS_AT_FIRST, [])
        CLOCK.tell(lambda: NOON + timedelta(minutes=1))
        client.get("/")
        assert rows["visitors_row"] == 2 * ROWS_AT_FIRST
    shown = re.findall(r'data-code="([^"]+)"', first.text)
    registered(client, {"code": shown[0], "name": "改了名的总站"})
    assert "改了名的总站" in client.get("/").text


def test_nobody_is_shown_the_start_page_of_somebody_else(client: TestClient) -> None:
    anybodys = client.get("/")
    assert sign_in(client, "demo-county") == 303
    own = client.get("/")
    assert "县就业局" in own.text
    assert own.headers["cache-control"] == "no-store"
    client.cookies.clear()
    assert "县就业局" not in client.get("/").text
    assert client.get("/").headers["cache-control"] == anybodys.headers["cache-control"] == "private, no-cache"
    english = client.get("/?lang=en", follow_redirects=True)
    assert english.headers["content-language"] == "en"
    assert english.content != anybodys.content


def test_a_place_that_somebody_is_at_is_kept_nowhere(client: TestClient) -> None:
    near = client.get("/", headers={NEAR_HEADER: "107.0587,31.0109"})
    assert client.get("/").content != near.content
    assert client.get("/", headers={NEAR_HEADER: "106.97,30.84"}).content != near.content


def test_a_save_writes_one_feature_of_the_list_again(client: TestClient) -> None:
    before = client.get(LIST).json()["features"]
    with calls(client, write_site) as written:
        assert client.get(LIST).json()["features"] == before
    assert written["write_site"] == 0
    registered(client, {"code": "QX-HUB", "phone": "0818-7299999"})
    with calls(client, write_site) as written:
        after = {feature["id"]: feature for feature in client.get(LIST).json()["features"]}
    assert written["write_site"] == 1
    assert after.pop("QX-HUB")["properties"]["phone"] == "0818-7299999"
    assert after == {feature["id"]: feature for feature in before if feature["id"] != "QX-HUB"}


def _told(moment: datetime) -> datetime:
    return moment


def test_whether_a_site_is_open_follows_the_minute(client: TestClient) -> None:
    def openings() -> dict[str, Any]:
        return {f["id"]: f["properties"].get("opening") for f in client.get(LIST).json()["features"]}

    seen = []
    for ahead in range(8):
        moment = NOON + timedelta(days=ahead, hours=-2)
        CLOCK.tell(partial(_told, moment))
        seen.append(openings())
    assert any(one != seen[0] for one in seen), "a week without a day of rest"
    CLOCK.tell(lambda: NOON - timedelta(hours=2))
    assert openings() == seen[0]


def test_my_work_explains_the_sites_it_shows(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    with calls(client, Judge.verdict, lane=LISTS) as judged:
        shown = set(re.findall(r'<h3><a href="/work/sites/([^"]+)"', client.get("/work").text))
    assert 0 < len(shown) <= judged["verdict"] < 40, "of 226 sites: those shown, and those with requests of one's own"
    registered(client, {"code": "QX-HUB", "phone": "0818-7299999"})
    with calls(client, Judge.verdict, lane=LISTS) as judged:
        client.get("/work?page=2")
    assert 0 < judged["verdict"] < 40


@pytest.mark.parametrize("path", ["/review", "/county", "/work", "/accounts", "/programmes/qu-2023", "/"])
def test_no_page_reads_the_whole_registry(client: TestClient, path: str) -> None:
    assert sign_in(client, "demo-county") == 303
    client.get(path)
    with statements() as heard:
        assert client.get(path).status_code == 200
    assert [one[:200] for one in heard if READS_EVERY_SITE.search(one)] == []


def test_an_insert_of_nothing_has_nobody_judge_anew(client: TestClient) -> None:
    assert client.blocking_portal is not None
    before = client.blocking_portal.call(network, house_of(client))
    registered(client)
    assert client.blocking_portal.call(network, house_of(client)) is before


def test_the_county_page_counts_sites_and_reads_none(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert client.get("/county?programme=qu-2023").status_code == 200
    with calls(client, site_of_record) as read:
        assert client.get("/county?programme=qu-2023").status_code == 200
    assert read["site_of_record"] < 20, "a province of 25,000 took three seconds where each was read"


def test_what_is_doubtful_about_a_form_is_told_without_reading_the_others(client: TestClient) -> None:
    form = "/work/sites/QX-TUXI"
    assert sign_in(client, "demo-tuxi") == 303
    fields, _ = form_on(client.get(form).text, "site-form")
    moved = fields | {"location.lon": ["107.1337"], "location.lat": ["31.0318"], "location.crs": ["wgs84"]}
    typed = moved | {"_action": ["submit"], "_reason": ["新址"]}
    with calls(client, site_of_record) as read:
        assert client.post(f"{form}/check", data=typed).status_code == 200
        asked = client.post(form, data=typed)
        assert asked.status_code == 422, "the point lies in another township"
        typed["_sure"] = re.findall(r'name="_sure"\s+value="(\w+)"', asked.text)
        assert client.post(form, data=typed, follow_redirects=False).status_code == 303
        assert "三汇镇" in client.get(form).text
        assert sign_in(client, "demo-reviewer") == 303
        (request,) = set(re.findall(r'href="(/review/[0-9a-f-]{36})', client.get("/review?site=QX-TUXI").text))
        assert "三汇镇" in client.get(request).text
    assert read["site_of_record"] < 60, "of 226 sites those that stand where this one does, and those on the list"
