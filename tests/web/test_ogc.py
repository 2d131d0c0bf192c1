"""`/ogc` is read whole by map programs: every site on every page, with every field, whatever is saved meanwhile."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from app.asgi import create_app
from app.sites.fields import FIELDS
from tests.networks import seeds, settings_for
from tests.serving import serving_demo
from tests.web.people import csrf, sign_in

COLLECTIONS = ("sites", "villages", "townships", "circle")


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def pages(reader: TestClient, address: str) -> list[dict]:
    found = []
    while address:
        answer = reader.get(path_of(address))
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        address = next((link["href"] for link in found[-1]["links"] if link["rel"] == "next"), "")
    return found


def ids(found: list[dict]) -> list[str]:
    return [feature["id"] for page in found for feature in page["features"]]


def test_every_link_leads_on_and_every_document_says_what_it_is(reader: TestClient) -> None:
    landing = reader.get("/ogc").json()
    assert {"self", "service-desc", "conformance", "data"} <= {link["rel"] for link in landing["links"]}
    for link in landing["links"]:
        answer = reader.get(path_of(link["href"]))
        assert answer.status_code == 200
        assert answer.headers["content-type"].replace(" ", "") == link["type"]
    assert reader.get("/ogc/api").json()["openapi"].startswith("3.0")
    for one in reader.get("/ogc/collections").json()["collections"]:
        assert reader.get(f"/ogc/collections/{one['id']}").json() == one
        for link in one["links"]:
            assert reader.get(path_of(link["href"])).status_code == 200


def test_sites_say_where_they_lie_and_not_the_whole_world(reader: TestClient) -> None:
    extent = reader.get("/ogc/collections/sites").json()["extent"]["spatial"]["bbox"][0]
    whole = pages(reader, "/ogc/collections/sites/items?limit=1000000")
    points = [one["geometry"]["coordinates"] for page in whole for one in page["features"] if one["geometry"]]
    lons, lats = zip(*points, strict=True)
    holds = (min(lons), min(lats), max(lons), max(lats))
    assert all(abs(edge - point) <= 0.1 for edge, point in zip(extent, holds, strict=True))
    assert (extent[0], extent[1]) == (min(extent[0], holds[0]), min(extent[1], holds[1]))
    assert (extent[2], extent[3]) == (max(extent[2], holds[2]), max(extent[3], holds[3]))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_small_pages_and_one_large_page_hold_the_same_features(reader: TestClient, name: str) -> None:
    whole = pages(reader, f"/ogc/collections/{name}/items?limit=1000000")
    small = pages(reader, f"/ogc/collections/{name}/items?limit=7")
    assert ids(small) == ids(whole)
    assert len(set(ids(small))) == len(ids(small)) == small[0]["numberMatched"] > 0
    assert all(len(page["features"]) == page["numberReturned"] for page in small)
    schema = Draft202012Validator(_without_nulls_refused(reader.get(f"/ogc/collections/{name}/schema").json()))
    for page in whole:
        for feature in page["features"]:
            schema.validate(feature)
            assert reader.get(f"/ogc/collections/{name}/items/{feature['id']}").json()["id"] == feature["id"]
            break


def _without_nulls_refused(schema: dict) -> dict:
    """`nullable` as JSON Schema says it."""
    if isinstance(schema, dict):
        made = {key: _without_nulls_refused(value) for key, value in schema.items() if key != "nullable"}
        return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made
    return [_without_nulls_refused(one) for one in schema] if isinstance(schema, list) else schema


def test_every_site_has_every_public_field(reader: TestClient) -> None:
    (page,) = pages(reader, "/ogc/collections/sites/items?limit=1000")
    public = {one.key for one in FIELDS if one.public} - {"facts", "location"}
    documented = set(reader.get("/ogc/collections/sites/schema").json()["properties"]["properties"]["properties"])
    for feature in page["features"]:
        assert set(feature["properties"]) == documented >= public
    hub = next(feature for feature in page["features"] if feature["id"] == "QX-HUB")
    document = reader.get("/api/v1/sites/QX-HUB").json()
    for code, value in document["facts"].items():
        assert hub["properties"][code] == value
    for key in ("name", "address", "phone", "equipment", "staff", "metrics", "compliance"):
        assert hub["properties"].get(key) == document.get(key)


@pytest.mark.parametrize(
    "query",
    [
        *("nonsense=1", "limit=0", "limit=-1", "limit=x", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,9,0,1"),
        *("datetime=yesterday", "datetime=2026-02-01T00:00:00Z/2026-01-01T00:00:00Z", "kind=nothing", "f=html"),
        *("division=12", "bbox-crs=x"),
    ],
)
def test_what_is_unknown_or_has_no_meaning_is_a_bad_request_that_pages_elsewhere_may_read(
    reader: TestClient, query: str
) -> None:
    answer = reader.get(f"/ogc/collections/sites/items?{query}")
    assert answer.status_code == answer.json()["status"] == 400
    assert answer.json()["errors"][0]["path"] == query.partition("=")[0]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/ogc/collections/nothing", "/ogc/collections/sites/items/NOBODY", "/ogc/nothing"])
def test_what_is_not_there_says_so_to_pages_elsewhere_too(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_box_a_moment_and_values_choose(reader: TestClient) -> None:
    items = "/ogc/collections/sites/items"
    (whole,) = pages(reader, f"{items}?limit=1000")
    located = [one for one in whole["features"] if one["geometry"]]
    lon, lat = located[0]["geometry"]["coordinates"]
    inside = [
        one["id"]
        for one in located
        if abs(one["geometry"]["coordinates"][0] - lon) <= 0.05 and abs(one["geometry"]["coordinates"][1] - lat) <= 0.05
    ]
    box = f"{lon - 0.05},{lat - 0.05},{lon + 0.05},{lat + 0.05}"
    assert ids(pages(reader, f"{items}?bbox={box}&limit=2")) == inside
    assert ids(pages(reader, f"{items}?bbox={lon - 0.05},{lat - 0.05},-9,{lon + 0.05},{lat + 0.05},9")) == inside
    assert ids(pages(reader, f"{items}?bbox=170,-90,-170,90")) == []
    saved = whole["features"][0]["properties"]["updated_at"].replace("+", "%2B")
    assert whole["features"][0]["id"] in ids(pages(reader, f"{items}?limit=1000&datetime={saved}/.."))
    assert ids(pages(reader, f"{items}?datetime=../2001-01-01T00:00:00Z")) == []
    markets = [one["id"] for one in whole["features"] if one["properties"]["kind"] == "gig_market"]
    assert ids(pages(reader, f"{items}?kind=gig_market&limit=1")) == markets != []
    queryables = reader.get("/ogc/collections/sites/queryables").json()["properties"]
    assert {"programme", "kind", "tier", "status", "compliance", "division"} == set(queryables) - {"geometry"}


def test_rings_of_the_circle_run_as_the_standard_wants(reader: TestClient) -> None:
    for feature in pages(reader, "/ogc/collections/circle/items")[0]["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for outer, *holes in feature["geometry"]["coordinates"]:
            assert _turn(outer) > 0
            assert all(_turn(hole) < 0 for hole in holes)


def _turn(ring: list[list[float]]) -> float:
    return sum((b[0] - a[0]) * -(b[1] + a[1]) for a, b in pairwise(ring))


def test_a_second_reading_of_the_same_state_is_not_sent_again(reader: TestClient) -> None:
    first = reader.get("/ogc/collections/sites/items?limit=1000", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    again = reader.get("/ogc/collections/sites/items?limit=1000", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_links_lead_to_the_configured_address_whatever_a_request_says(demo_sqlite: Path, tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, base_url="https://county.example/jiuye")
    with TestClient(create_app(settings, seeds=seeds())) as client:
        text = client.get("/ogc/collections/sites/items?limit=2", headers={"Host": "evil.example"}).text
    assert "evil.example" not in text
    following = next(link["href"] for link in json.loads(text)["links"] if link["rel"] == "next")
    assert following.startswith("https://county.example/jiuye/ogc/collections/sites/items?")
    assert dict(parse_qsl(urlsplit(following).query))["limit"] == "2"


def ogr(*arguments: str) -> str:
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


@pytest.mark.long
def test_gdal_reads_every_collection_whole(demo_sqlite: Path, tmp_path: Path) -> None:
    with serving_demo(demo_sqlite, tmp_path) as address:
        counts = {}
        for name in COLLECTIONS:
            target = tmp_path / f"{name}.gpkg"
            ogr("ogr2ogr", "-oo", "PAGE_SIZE=50", str(target), f"OAPIF:{address}/ogc", name)
            counts[name] = _count(ogr("ogrinfo", "-so", str(target), name))
            assert counts[name] == _count(ogr("ogrinfo", "-so", f"OAPIF:{address}/ogc", name)) > 0
        read = ogr("ogrinfo", "-so", str(tmp_path / "sites.gpkg"), "sites")
        assert "area_m2: Real" in read
        assert "accepted_on: Date" in read
        boxed = tmp_path / "boxed.gpkg"
        spot = ("107.0", "30.8", "107.1", "30.9")
        ogr("ogr2ogr", "-spat", *spot, "-oo", "PAGE_SIZE=3", str(boxed), f"OAPIF:{address}/ogc", "sites")
        few = _count(ogr("ogrinfo", "-so", str(boxed), "sites"))
        assert few == _count(ogr("ogrinfo", "-so", "-spat", *spot, str(tmp_path / "sites.gpkg"), "sites"))
        assert 0 < few < counts["sites"]
    assert counts["sites"] > 100


def _count(said: str) -> int:
    return int(next(line for line in said.splitlines() if line.startswith("Feature Count")).split(":")[1])


def test_a_village_that_is_placed_is_there_at_the_next_reading(client: TestClient) -> None:
    items = "/ogc/collections/villages/items?limit=1000"
    lost = next(
        one
        for one in client.get(items).json()["features"]
        if one["geometry"] is None and one["properties"]["county"] == "511725000000"
    )
    sign_in(client, "demo-county")
    placed = {"csrf_token": csrf(client), "division": lost["id"], "lon": "106.97", "lat": "30.84", "crs": "wgs84"}
    answer = client.post("/programmes/qu-2023/villages", data=placed, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    found = client.get(f"/ogc/collections/villages/items/{lost['id']}").json()
    assert found["geometry"]["coordinates"] == [106.97, 30.84]


def test_the_circle_says_its_share_of_the_area_and_whether_its_share_of_villages_can_be_decided(
    reader: TestClient,
) -> None:
    """Of 渠县 two villages in 415 have a position: what is said of its villages would be a guess."""
    told = reader.get("/api/v1/coverage?programme=qu-2023").json()
    features = pages(reader, "/ogc/collections/circle/items?programme=qu-2023")[0]["features"]
    assert features
    for one in (feature["properties"] for feature in features):
        shares = told["area_share"]["county"][one["area"]]
        assert (one["county_area_low"], one["county_area_high"]) == (float(shares["low"]), float(shares["high"]))
        assert 0 < one["county_area_low"] <= one["county_area_high"] <= 100
        assert (one["villages"], one["villages_placed"], one["undecided"]) == (415, 2, True)
        assert one["villages_covered_low"] is one["villages_covered_high"] is None
