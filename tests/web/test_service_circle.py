"""The service circle over HTTP: who is covered, with which assumptions, kept and compared, on both databases."""

import json
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import ROOT, seeds, settings_for
from tests.web.people import csrf, send, sign_in

PAGE = "/programmes/qu-2023/coverage"
VILLAGES = "/programmes/qu-2023/villages"


def test_every_village_is_counted_and_those_without_a_point_are_said_first(reader: TestClient) -> None:
    found = reader.get("/api/v1/coverage").json()
    everyone = found["with_approximate"]["everyone"]["places"]
    assert sum(everyone.values()) == len(found["places"]) == 415
    assert everyone["unlocated"] == 413
    assert found["clause"]["verdict"] == "unknown"
    assert "village_location" in found["clause"]["needs"]
    assert found["clause"]["citation"]["document"] == "渠人社发〔2023〕72号"
    assert found["area_share"]["county"].keys() == {"urban", "rural"}
    assert all(0 < float(one["low"]) <= float(one["high"]) <= 100 for one in found["area_share"]["county"].values())
    assert all("不是实测时间" in note["zh"] or "实测" not in note["zh"] for note in found["notes"])


def test_the_programmes_progress_carries_the_network_clause(reader: TestClient) -> None:
    (clause,) = reader.get("/api/v1/programmes/qu-2023/progress").json()["network_clauses"]
    assert (clause["id"], clause["verdict"]) == ("network.service_circle", "unknown")
    assert reader.get("/api/v1/programmes/gangbei-2025/progress").json()["network_clauses"] == []


def test_a_programme_without_a_circle_has_none(reader: TestClient) -> None:
    assert reader.get("/api/v1/coverage?programme=gangbei-2025").status_code == 404
    assert reader.get("/programmes/gangbei-2025/coverage").status_code == 404


def test_changed_assumptions_are_said_and_what_cannot_be_is_refused_all_at_once(reader: TestClient) -> None:
    asked = reader.get("/api/v1/coverage?urban.limit_minutes=15&rural.mode=ebike&kind=gig_market").json()
    assert asked["assumptions"]["urban"]["limit_minutes"] == "15"
    assert asked["assumptions"]["rural"]["mode"] == "ebike"
    assert asked["assumptions"]["counting_kinds"] == ["gig_market"]
    plain = reader.get("/api/v1/coverage").json()
    assert asked["fingerprint"] != plain["fingerprint"]
    # The pack's own values ask for nothing.
    same = reader.get("/api/v1/coverage?urban.limit_minutes=10&rural.mode=car").json()
    assert same["fingerprint"] == plain["fingerprint"]
    refused = reader.get("/api/v1/coverage?urban.limit_minutes=0&urban.detour_factor_bad=0.5&rural.speed_kmh=900")
    assert refused.status_code == 422
    assert {error["path"] for error in refused.json()["errors"]} == {
        "urban.limit_minutes",
        "urban.detour_factor_bad",
        "rural.speed_kmh",
    }
    wild = reader.get("/api/v1/coverage?rural.detour_factor_bad=1e300&urban.speed_kmh=1e-300&urban.limit_minutes=1e9")
    assert wild.status_code == 422
    assert "恢复默认条件" in reader.get(f"{PAGE}?urban.limit_minutes=15").text


def test_as_geojson_every_village_and_site_is_a_feature_and_the_circle_an_area(reader: TestClient) -> None:
    found = reader.get("/api/v1/coverage?format=geojson").json()
    roles = [feature["properties"]["role"] for feature in found["features"]]
    assert roles.count("place") == 415
    assert "circle" in roles
    assert sum(f["geometry"] is None for f in found["features"] if f["properties"]["role"] == "place") == 413


@pytest.mark.both_engines
def test_a_clerk_places_her_village_and_the_answer_changes(client: TestClient) -> None:
    before = client.get("/api/v1/coverage").json()
    village = next(p for p in before["places"] if p["township"] == "511725103000" and p["standing"] == "unlocated")
    assert sign_in(client, "demo-tuxi") == 303
    placed = send(client, VILLAGES, action="one", division=village["code"], lon="107.02", lat="30.95", crs="wgs84")
    assert placed.status_code == 303
    after = {p["code"]: p for p in client.get("/api/v1/coverage").json()["places"]}
    assert after[village["code"]]["location"] == {"lon": 107.02, "lat": 30.95}
    assert after[village["code"]]["standing"] != "unlocated"


def test_a_village_is_not_placed_by_who_may_not_nor_where_it_cannot_be(client: TestClient) -> None:
    elsewhere = "511725001001"
    assert sign_in(client, "demo-tuxi") == 303
    refused = send(client, VILLAGES, action="one", division=elsewhere, lon="107.02", lat="30.95", crs="wgs84")
    assert refused.status_code in (403, 422)
    assert sign_in(client, "demo-county") == 303
    swapped = send(client, VILLAGES, action="one", division="511725103201", lon="30.95", lat="107.02", crs="wgs84")
    assert swapped.status_code == 422
    assert client.get("/api/v1/coverage").json()["with_approximate"]["everyone"]["places"]["unlocated"] == 413


def test_suggested_rough_points_are_marked_and_the_answer_is_shown_without_them(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert send(client, VILLAGES, action="suggested").status_code == 303
    found = client.get("/api/v1/coverage").json()
    assert found["with_approximate"]["everyone"]["places"]["unlocated"] == 266, "those with a site too"
    assert found["without_approximate"]["everyone"]["places"]["unlocated"] == 413
    assert sum(place["approximate"] for place in found["places"]) == 147
    assert "大致位置" in client.get(PAGE).text


def test_a_file_of_points_is_all_or_nothing_with_every_fault(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    rows = (
        "division,lon,lat,crs\n511725103201,107.02,30.95,wgs84\n5117251,107,30.9,wgs84\n511725103202,east,30.9,mars\n"
    )
    answer = client.post(
        VILLAGES,
        data={"csrf_token": csrf(client), "action": "file"},
        files={"file": ("villages.csv", rows.encode(), "text/csv")},
    )
    assert answer.status_code == 422
    assert "row 3" in answer.text
    assert "row 4" in answer.text
    assert client.get("/api/v1/coverage").json()["with_approximate"]["everyone"]["places"]["unlocated"] == 413


@pytest.mark.both_engines
def test_two_kept_results_are_compared_village_by_village(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert send(client, f"{PAGE}/keep").status_code == 303
    send(client, VILLAGES, action="one", division="511725103201", lon="107.02", lat="30.95", crs="wgs84")
    assert send(client, f"{PAGE}/keep?urban.limit_minutes=15").status_code == 303
    keys = list(dict.fromkeys(re.findall(r'<option value="([0-9a-f-]{36})"', client.get(PAGE).text)))
    assert len(keys) == 2
    compared = client.get(f"{PAGE}/compare?one={keys[0]}&other={keys[1]}")
    assert compared.status_code == 200
    assert "城镇 · 时限" in compared.text
    assert re.search(r"覆盖率</th>\s*<td>[\d.]+%(～[\d.]+%)?</td>", compared.text), compared.text
    assert re.search(r"结果有变化的村（社区）：\d+ 个", compared.text)
    assert client.get(f"{PAGE}/compare?one={keys[0]}").status_code == 422
    assert client.get(f"{PAGE}/compare?one={keys[0]}&other={'0' * 8}-0000-0000-0000-{'0' * 12}").status_code == 404


def test_the_same_inputs_are_kept_once(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for _ in range(2):
        assert send(client, f"{PAGE}/keep").status_code == 303
    assert len(re.findall(r"计算编号 [0-9a-f]{12}</li>", client.get(PAGE).text)) == 1


def test_what_says_neither_yes_nor_no_is_a_fault_and_not_an_exact_point(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = client.post(
        VILLAGES,
        data={"csrf_token": csrf(client), "action": "file"},
        files={"file": ("v.csv", "division,lon,lat,approximate\n511725103201,107.02,30.95,约\n".encode(), "text/csv")},
    )
    assert answer.status_code == 422
    assert "row 2, approximate" in answer.text


def test_when_every_village_has_its_place_the_page_leads_on_and_corrects(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(VILLAGES).text
    assert "均已标注" not in page
    assert "更正已标注的位置" not in page
    codes = re.findall(r'<option value="(\d{12})"', page)
    rows = "".join(f"{code},{107 + 0.0001 * n:.4f},30.9\n" for n, code in enumerate(codes))
    upload = {"file": ("villages.csv", f"division,lon,lat\n{rows}".encode(), "text/csv")}
    given = {"csrf_token": csrf(client), "action": "file"}
    assert client.post(VILLAGES, data=given, files=upload, follow_redirects=False).status_code == 303

    page = client.get(VILLAGES).text
    assert "均已标注" in page
    main = page[page.index("<main") :]
    assert 'href="/programmes/qu-2023/coverage">查看服务圈</a>' in main
    assert 'href="/programmes/qu-2023/site-plan"' in main
    assert "更正已标注的位置" in main
    assert '<option value="">请选择' in main, "no village is moved because it happened to stand first"
    assert "107.0000, 30.9000" in main
    send(client, VILLAGES, action="one", division=codes[0], lon="107.05", lat="30.95", crs="wgs84")
    assert "107.0500, 30.9500" in client.get(VILLAGES).text


def test_a_placed_village_can_be_corrected_while_others_still_wait(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    send(client, VILLAGES, action="one", division="511725103201", lon="107.02", lat="30.95", crs="wgs84")
    link = re.search(r'href="(\?correct=1)">([^<]*)', client.get(VILLAGES).text)
    assert link is not None
    assert '<option value="511725103201"' not in client.get(VILLAGES).text
    assert '<option value="511725103201"' in client.get(VILLAGES + link[1]).text


def test_with_few_villages_placed_the_answer_is_open_and_the_area_stands_beside_it(reader: TestClient) -> None:
    page = reader.get(PAGE).text
    assert re.search(r'class="big-share">\s*暂不能判断（已标注 2/415）\s*</p>', page)
    assert len(re.findall(r"县域面积的 [\d.]+%", page)) == 2
    assert "覆盖率（" not in page
    assert page.count('<li class="no-print">') == 413, "on paper only those that can be judged"
    english = reader.get(f"{PAGE}?lang=en").text
    assert "2 of 415 placed" in english
    assert "of the county" in english
    reader.cookies.clear()


def test_a_village_with_a_site_of_its_own_is_offered_that_place(client: TestClient) -> None:
    sites = client.get("/api/v1/sites?kind=service_point&status=operating&limit=1000").json()["features"]
    point, village = next(
        (f["geometry"]["coordinates"], f["properties"]["division"])
        for f in sorted(sites, key=lambda f: f["properties"]["code"])
        if f["geometry"] and not f["properties"]["division"].endswith("000")
    )
    sign_in(client, "demo-county")
    send(client, VILLAGES, action="suggested")
    after = {p["code"]: p for p in client.get("/api/v1/coverage").json()["places"]}[village]
    assert ([after["location"]["lon"], after["location"]["lat"]], after["approximate"]) == (point, True)


def test_a_township_whose_outline_is_known_has_a_share_of_its_own(demo_sqlite: Path, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    (folder / "boundaries").mkdir(parents=True)
    for path in (ROOT / "seeds").iterdir():
        if path.name != "boundaries":
            (folder / path.name).symlink_to(path)
    outlines = json.loads((ROOT / "seeds/boundaries/boundaries.geojson").read_text("utf-8"))
    box = [[107.05, 31.0], [107.06, 31.0], [107.06, 31.01], [107.05, 31.01], [107.05, 31.0]]
    tuxi = {"code": "511725103000", "name": "土溪镇", "level": "township"}
    outlines["features"] += [
        {"type": "Feature", "properties": tuxi, "geometry": {"type": "Polygon", "coordinates": [box]}}
    ]
    (folder / "boundaries" / "boundaries.geojson").write_text(json.dumps(outlines), "utf-8")
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, seeds_dir=folder)
    with TestClient(create_app(settings, seeds=seeds())) as client:
        page = client.get(PAGE).text
    row = re.search(r'<th scope="row">土溪镇</th>(.*?)</tr>', page, re.DOTALL)[1]
    assert re.search(r"城镇 [\d.]+%", row)
    assert "农村 100%" in row, "all of it lies near the station"
    assert re.search(r'<th scope="row">三汇镇</th>.*?<td></td>', page, re.DOTALL), "no outline, no share"


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ({"urban.limit_minutes": "0"}, "0"),
        ({"urban.limit_minutes": "-1"}, "-1"),
        ({"rural.limit_minutes": "1e999"}, "1e999"),
        ({"rural.limit_minutes": "9" * 23}, "9" * 23),
        ({"urban.limit_minutes": "半小时"}, "半小时"),
        ({"urban.limit_minutes": "NaN"}, "NaN"),
        ({"rural.speed_kmh": "0"}, "0"),
        ({"rural.detour_factor_bad": "1"}, "1"),
    ],
)
def test_the_form_comes_back_with_what_was_typed_and_what_is_wrong_with_it(
    reader: TestClient, asked: dict[str, str], typed: str
) -> None:
    [name] = asked
    page = reader.get(PAGE, params={**asked, "kind": "gig_market", "rural.mode": "ebike"})
    assert page.status_code == 200
    assert re.search(rf'name="{name}" value="{re.escape(typed)}"[^>]*aria-describedby="{name}-fault"', page.text)
    assert re.search(rf'id="{name}-fault">应为', page.text)
    assert page.text.count("填写的计算条件有误") == 1
    assert 'id="assumptions" open' in page.text
    assert 'value="ebike" selected' in page.text, "what was right is kept as well"
    assert re.findall(r'name="kind" value="(\w+)" checked', page.text) == ["gig_market"]
    assert "以下按调整后的条件计算" not in page.text, "nothing is reckoned with half of what was asked"
    english = reader.get(PAGE, params={**asked, "lang": "en"}).text
    assert "correct them below" in english
    reader.cookies.clear()


def test_full_width_digits_are_numbers_in_the_form(reader: TestClient) -> None:
    page = reader.get(f"{PAGE}?urban.limit_minutes=１５").text
    assert "以下按调整后的条件计算" in page
    assert re.search(r'name="urban.limit_minutes" value="15"', page)
