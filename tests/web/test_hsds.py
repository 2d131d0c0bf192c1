"""Every document of `/hsds` is one of Open Referral HSDS 3.0, by its own schemas."""

import gzip
import json
from functools import cache
from pathlib import Path
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import ROOT, seeds, settings_for


@cache
def schema(name: str) -> Draft202012Validator:
    raw = (ROOT / "tests" / "cases" / "hsds-3.0" / f"{name}.json.gz").read_bytes()
    return Draft202012Validator(json.loads(gzip.decompress(raw)), format_checker=FormatChecker())


def everything(reader: TestClient, path: str) -> list[dict]:
    found, number = [], 1
    while True:
        page = reader.get(f"{path}{'&' if '?' in path else '?'}page={number}&per_page=60").json()
        assert page["page_number"] == number
        assert page["size"] == len(page["contents"])
        assert page["first_page"] is (number == 1)
        assert page["empty"] is (not page["contents"])
        found += page["contents"]
        if page["last_page"]:
            assert len(found) == page["total_items"]
            return found
        number += 1


def test_the_root_says_which_version_it_is(reader: TestClient) -> None:
    root = reader.get("/hsds").json()
    assert root["version"] == "3.0"
    assert root["openapi_url"].startswith("https://")


def test_every_service_validates_listed_and_whole(reader: TestClient) -> None:
    listed, full = everything(reader, "/hsds/services"), everything(reader, "/hsds/services?full=true")
    assert [one["id"] for one in listed] == [one["id"] for one in full]
    assert len(listed) == reader.get("/api/v1/sites").json()["numberMatched"]
    for one in (*listed, *full):
        schema("service").validate(one)
        UUID(one["id"])
    assert reader.get(f"/hsds/services/{full[0]['id']}").json() == full[0]


def test_a_week_becomes_rules_that_repeat(reader: TestClient) -> None:
    full = everything(reader, "/hsds/services?full=true")
    weekly = [each for one in full for each in one["schedules"] if "freq" in each]
    assert weekly
    for each in weekly:
        assert each["freq"] == "WEEKLY"
        assert set(each["byday"].split(",")) <= {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
        assert each["opens_at"].endswith("+08:00")
    assert len({each["id"] for one in full for each in one["schedules"]}) == sum(len(one["schedules"]) for one in full)


def test_sample_data_say_so_and_nothing_is_made_up(reader: TestClient) -> None:
    for one in everything(reader, "/hsds/services?full=true"):
        assert "示例数据" in one["alert"]
        assert "addresses" not in one["service_at_locations"][0]["location"]


def test_terms_and_their_list_validate(reader: TestClient) -> None:
    terms = everything(reader, "/hsds/taxonomy_terms")
    for name, documents in (("taxonomy", everything(reader, "/hsds/taxonomies")), ("taxonomy_term", terms)):
        assert documents
        for one in documents:
            schema(name).validate(one)
    assert reader.get(f"/hsds/taxonomy_terms/{terms[0]['id']}").json() == terms[0]


def test_services_are_found_by_words_by_organization_and_by_change(reader: TestClient) -> None:
    matched = reader.get("/api/v1/sites?q=土溪").json()["numberMatched"]
    assert len(everything(reader, "/hsds/services?search=土溪")) == matched > 0
    key = everything(reader, "/hsds/organizations")[0]["id"]
    assert everything(reader, f"/hsds/services?organization_id={key}") != []
    assert everything(reader, "/hsds/services?modified_after=2100-01-01") == []
    assert {*everything(reader, "/hsds/services?minimal=true")[0]} == {"id", "modified_date"}


def test_what_is_not_there_or_has_no_meaning_is_refused_readably(reader: TestClient) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    cases = (f"/hsds/services/{unknown}", "/hsds/services?page=0", "/hsds/services?nonsense=1")
    for path, status in zip(cases, (404, 422, 422), strict=True):
        answer = reader.get(path)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_service_leads_to_its_page_where_the_public_address_is_known(
    reader: TestClient, demo_sqlite: Path, tmp_path: Path
) -> None:
    assert "url" not in everything(reader, "/hsds/services")[0]
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, base_url="https://county.example/jiuye")
    with TestClient(create_app(settings, seeds=seeds())) as client:
        for one in everything(client, "/hsds/services?full=true"):
            schema("service").validate(one)
            assert one["url"].startswith("https://county.example/jiuye/sites/")
        assert client.get(one["url"].removeprefix("https://county.example")).status_code == 200
