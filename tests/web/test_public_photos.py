"""Public photos: the county chooses them, everybody sees them small and without what the camera wrote into them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from uuid import UUID

import pytest
from litestar.testing import TestClient
from PIL import Image

from app.asgi import create_app
from app.store.changes import read_changes
from tests.networks import seeds, settings_for
from tests.web.people import csrf, sign_in
from tests.web.test_evidence import photo, upload, uploaded

PAGE, SITE = "/manage/sites/QX-TUXI/photos", "/sites/QX-TUXI"
SAID = {"caption": "大门<临街>", "harmless": "1"}


def publish(client: TestClient, raw: bytes = b"", **more: str):
    """Publish as the county: an upload, or what `source` names."""
    fields = {"csrf_token": csrf(client, PAGE), "source": "", **SAID, **more}
    files = {"file": ("门口.jpg", raw, "image/jpeg")} if raw else None
    return client.post(PAGE, data=fields, files=files, follow_redirects=False)


def shown(client: TestClient) -> list[str]:
    """The addresses of the photos on the public page."""
    return re.findall(r'<img src="(/photos/[^"]+)"', client.get(SITE).text)


def published(client: TestClient, raw: bytes = b"", **more: str) -> str:
    """One photo more on the public page, by its address."""
    sign_in(client, "demo-county")
    before = shown(client)
    raw = b"" if "source" in more else raw or photo(size=(1300, 900))
    assert publish(client, raw, **more).headers["location"] == f"{PAGE}?done=published"
    client.cookies.clear()
    (new,) = [one for one in shown(client) if one not in before]
    return new


@pytest.mark.both_engines
def test_a_photo_the_county_publishes_is_small_clean_and_kept_for_good_by_who_reads_it(client: TestClient) -> None:
    address = published(client)
    answer = client.get(address)
    picture = Image.open(io.BytesIO(answer.content))
    assert (answer.headers["content-type"], max(picture.size)) == ("image/jpeg", 960)
    assert b"SECRETPHONE" not in answer.content
    assert dict(picture.getexif()) == {}
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(address, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    page = client.get(SITE).text
    assert re.search(r'alt="[^"]*大门&lt;临街&gt;" loading="lazy"', page)
    assert "og:image" not in page, "no address is configured"
    (told,) = client.get(f"/api/v1{SITE}").json()["photos"]
    assert (told["url"].endswith(address), told["alt"]) == (True, "大门<临街>")


def test_evidence_is_chosen_and_goes_when_it_is_taken_back_or_withdrawn(client: TestClient) -> None:
    sign_in(client, "demo-tuxi")
    upload(client, photo())
    (piece,) = uploaded(client)
    key = piece.rpartition("/")[2]
    address = published(client, source=key)
    assert client.get(piece).status_code in (401, 404) or "sign-in" in str(client.get(piece).url)
    sign_in(client, "demo-tuxi")
    client.post(f"{piece}/take-back", data={"csrf_token": csrf(client)})
    assert (shown(client), client.get(address).status_code) == ([], 404)
    other = published(client, photo(size=(70, 50)))
    sign_in(client, "demo-county")
    withdraw = re.search(r'action="([^"]+/withdraw)"', client.get(PAGE).text)[1]
    assert client.post(withdraw, data={"csrf_token": csrf(client)}, follow_redirects=False).status_code == 303
    assert (shown(client), client.get(other).status_code) == ([], 404)

    async def read() -> list[tuple[str, str]]:
        changes = [*await read_changes("public_photo", withdraw.split("/")[-2])]
        return [(change.action, change.actor_name) for change in changes]

    assert {action for action, _ in client.blocking_portal.call(read)} == {"photo.published", "photo.withdrawn"}


@pytest.mark.parametrize(
    ("raw", "more", "said"),
    [
        (b"", {}, "请选一张佐证照片"),
        (b"%PDF-1.4\n%%EOF", {}, "只能公开照片"),
        (photo(), {"caption": " "}, "请填写照片说明"),
        (photo(), {"caption": "张某 513030199001011230"}, "身份证"),
        (photo(), {"harmless": ""}, "没有个人信息"),
        (photo(), {"source": str(UUID(int=1))}, "只选一种"),
    ],
)
def test_what_is_not_to_be_published_is_said_beside_the_form(
    client: TestClient, raw: bytes, more: dict[str, str], said: str
) -> None:
    sign_in(client, "demo-county")
    answer = publish(client, raw, **more)
    assert answer.status_code == 422
    assert said in re.sub(r"(?s)<head>.*?</head>|<label.*?</label>", "", answer.text)
    assert shown(client) == []


def test_the_preview_of_a_shared_page_has_the_photo_at_the_public_address(demo_sqlite: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(demo_sqlite.read_bytes())
    base = "https://portal.example.org"
    settings = settings_for(f"sqlite:///{copy}", tmp_path, base_url=base)
    with TestClient(create_app(settings, seeds=seeds()), base_url="https://testserver.local") as client:
        sign_in(client, "demo-county")
        assert publish(client, photo()).status_code == 303
        assert publish(client, photo()).status_code == 422, "the same photo twice"
        page = client.get(SITE).text
        image = re.search(r'<meta property="og:image" content="([^"]+)">', page)[1]
        assert re.fullmatch(re.escape(base) + r"/photos/[0-9a-f]{64}\.jpg", image)
        assert f'<img src="{image.removeprefix(base)}"' in page


def test_map_programs_read_where_the_photos_lie_and_what_they_show(client: TestClient) -> None:
    items = "/ogc/collections/sites/items"

    def told(path: str) -> list[dict[str, str]]:
        answer = client.get(path).json()
        (feature,) = [one for one in answer.get("features", [answer]) if one["id"] == "QX-TUXI"]
        return feature["properties"]["photos"]

    assert told(f"{items}?limit=1000") == [], "none is shown, which is known"
    address = published(client)
    for path in (f"{items}?limit=1000", f"{items}/QX-TUXI"):
        (one,) = told(path)
        assert one == {"url": f"http://testserver.local{address}", "alt": "大门<临街>"}
    sign_in(client, "demo-county")
    withdraw = re.search(r'action="([^"]+/withdraw)"', client.get(PAGE).text)[1]
    client.post(withdraw, data={"csrf_token": csrf(client)}, follow_redirects=False)
    assert told(f"{items}?limit=1000") == told(f"{items}/QX-TUXI") == []
    described = client.get("/ogc/collections/sites/schema").json()["properties"]["properties"]["properties"]["photos"]
    assert set(described["items"]["properties"]) == {"url", "alt"}
