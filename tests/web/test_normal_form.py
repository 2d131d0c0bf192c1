"""What a visitor types and sees: a site by its own name, numbers that dial, villages from a file of any encoding."""

import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.web.people import csrf, send, sign_in, token_of
from tests.web.writing import registered

CASES = Path(__file__).parents[1] / "cases"
BRANCH = "渠县公共就业创业服务分站（东区就业广场）"
VILLAGES = "/programmes/qu-2023/villages"


def found(client: TestClient, text: str) -> set[str]:
    answer = client.get("/api/v1/sites", params={"q": text, "limit": 1000})
    return {feature["id"] for feature in answer.json()["features"]}


@pytest.mark.parametrize(
    "text",
    [
        BRANCH,
        BRANCH.replace("（", "(").replace("）", ")"),
        f" {BRANCH}\u200b",
        BRANCH.replace("广", "\u2f34"),
        "ｑｘ－ｂｒａｎｃｈ－１",
    ],
)
def test_a_site_is_found_by_its_own_name_in_whatever_signs(reader: TestClient, text: str) -> None:
    assert found(reader, text) == {"QX-BRANCH-1"}
    assert 'href="/sites/QX-BRANCH-1"' in reader.get("/", params={"q": text}).text


def test_every_site_is_found_by_its_name_as_the_list_prints_it(reader: TestClient) -> None:
    for feature in reader.get("/api/v1/sites?limit=1000").json()["features"]:
        assert feature["id"] in found(reader, feature["properties"]["name"])


def test_a_town_with_two_writings_is_found_by_either_in_a_site_s_name(reader: TestClient) -> None:
    assert found(reader, "鲜渡镇公共") == found(reader, "𰝟渡镇公共") != set()


def test_each_number_of_a_telephone_field_is_a_link_of_its_own(client: TestClient) -> None:
    registered(client, {"code": "QX-BRANCH-1", "phone": "０８１８－７２００００４、0818-7200005转801，0818-"})
    for page in ("/sites/QX-BRANCH-1", "/?q=QX-BRANCH-1"):
        links = re.findall(r'href="tel:([^"]+)"[^>]*>([^<]+)<', client.get(page).text)
        assert links == [("08187200004", "0818-7200004"), ("08187200005,801", "0818-7200005转801")], page
        assert "0818-<" in client.get(page).text or "0818-\n" in client.get(page).text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_file_of_villages_is_read_in_every_encoding(client: TestClient, encoding: str) -> None:
    rows = (CASES / "v_gbk.csv").read_bytes().decode("gb18030")
    assert sign_in(client, "demo-county") == 303
    answer = _sent(client, rows.encode(encoding))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{VILLAGES}?done=1")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("511725108202,-180,0,bd09,", "row 2, lon, lat"),
        ("511725108202,31,107,wgs84,", "经纬度写反了"),
        ("511725108202,31,106.99,wgs84,", "经纬度写反了"),
    ],
)
def test_a_village_beyond_the_world_or_with_swapped_axes_is_named(client: TestClient, row: str, words: str) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = _sent(client, f"division,lon,lat,crs,approximate\n{row}\n".encode())
    assert answer.status_code in (200, 422)
    assert words in answer.text


def test_a_point_typed_by_hand_beyond_the_world_is_refused_and_no_error_of_the_program(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = send(client, VILLAGES, action="one", division="511725108202", lon="-180", lat="0", crs="bd09")
    assert answer.status_code in (200, 422)
    assert "换算后不在地球上" in answer.text


def test_a_point_beyond_the_world_is_a_fault_with_its_path_for_programs(reader: TestClient) -> None:
    site = {"code": "E-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
    answer = reader.post("/api/v1/evaluate", json={**site, "location": {"lon": -180, "lat": 0, "crs": "bd09"}})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["location"]


def test_a_plaque_with_a_trailing_blank_is_right(reader: TestClient) -> None:
    site = {"code": "E-1", "programme": "qu-2023", "kind": "service_station", "tier": "township_basic"}
    site |= {"division": "511725103000", "facts": {"plaque_text": "土溪镇公共就业创业中心服务站 "}}
    (verdict,) = reader.post("/api/v1/evaluate", json=site).json()
    assert next(c for c in verdict["clauses"] if c["id"] == "station.plaque")["verdict"] == "met"


def _sent(client: TestClient, raw: bytes):
    return client.post(
        VILLAGES,
        data={"csrf_token": csrf(client), "action": "file"},
        files={"file": ("villages.csv", raw, "text/csv")},
        follow_redirects=False,
    )


CARD = "51172519000101003X"


def test_the_number_of_a_card_is_refused_in_a_reason_and_in_the_name_of_a_file(client: TestClient) -> None:
    token = {"Authorization": f"Bearer {token_of(client, 'demo-county')}"}
    site = {"code": "QX-BRANCH-1", "address": "新街 1 号"}
    answer = client.post("/api/v1/sites", json={"sites": [site], "reason": f"甲 {CARD}"}, headers=token)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["reason"]
    assert CARD not in answer.text
    assert "新街 1 号" not in client.get("/api/v1/sites/QX-BRANCH-1").text
    assert sign_in(client, "demo-tuxi") == 303
    shown = client.post(
        "/work/sites/QX-TUXI/evidence",
        data={"csrf_token": csrf(client), "about": "facts.area_m2"},
        files={"file": (f"{CARD}.jpg", b"\xff\xd8\xff", "image/jpeg")},
        follow_redirects=False,
    )
    assert shown.status_code == 422
    assert "文件名含有身份证号码" in shown.text
    assert CARD not in shown.text


def test_what_is_doubtful_is_refused_to_programs_until_they_confirm_it(client: TestClient) -> None:
    token = {"Authorization": f"Bearer {token_of(client, 'demo-county')}"}
    body = {"sites": [{"code": "QX-BRANCH-1", "phone": "0818-"}], "reason": "test"}
    asked = client.post("/api/v1/sites", json=body, headers=token)
    assert asked.status_code == 422
    assert [(error["path"], error["code"]) for error in asked.json()["errors"]] == [("sites[0].phone", "to_confirm")]
    assert client.post("/api/v1/sites", json={**body, "confirm": True}, headers=token).status_code == 200


def test_what_is_doubtful_is_marked_for_the_reviewer(client: TestClient) -> None:
    token = {"Authorization": f"Bearer {token_of(client, 'demo-tuxi')}"}
    edit = {"phone": "0818-", "address": "新街 1 号"}
    sent = client.post(
        "/api/v1/sites/QX-TUXI/proposals", json={"edit": edit, "reason": "x", "submit": True}, headers=token
    )
    assert sent.status_code == 201
    assert sign_in(client, "demo-county") == 303
    page = client.get(f"/review/{sent.json()['id']}").text
    assert page.count("请核对：") == 1
    assert "请核对：“0818-”不是完整的电话号码" in page
