"""Evidence: what is taken in, what is taken out of it, who may see it, and that nothing in it can run."""

import io
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from tests.web.people import csrf, sign_in
from tests.web.writing import house_of

ABOUT = "facts.area_m2"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAGE = "/work/sites/QX-TUXI"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo with the position and the device that took it."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = picture.getexif()
    exif[Base.Make], exif[Base.Model] = "SECRETPHONE", "X-1"
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (30.0, 50.0, 0.0),
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: (107.0, 3.0, 0.0),
        }
    )
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def upload(client: TestClient, raw: bytes, name: str = "门口.jpg", about: str = ABOUT, **more: str):
    fields = {"csrf_token": csrf(client, PAGE), "about": about, **more}
    return client.post(
        f"{PAGE}/evidence", data=fields, files={"file": (name, raw, "image/jpeg")}, follow_redirects=False
    )


def uploaded(client: TestClient) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/evidence/[0-9a-f-]+)"', client.get(PAGE).text)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_without_position_and_device(client: TestClient, kind: str) -> None:
    sign_in(client, "demo-tuxi")
    raw = photo(kind)
    assert b"SECRETPHONE" in raw
    assert upload(client, raw).status_code == 303
    (address,) = uploaded(client)
    answer = client.get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"SECRETPHONE" not in answer.content
    assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}


@pytest.mark.both_engines
def test_the_position_is_kept_apart_only_when_the_uploader_says_so(client: TestClient) -> None:
    from app.store.evidence import read_evidence

    sign_in(client, "demo-tuxi")
    upload(client, photo())
    upload(client, photo(size=(65, 48)), keep_position="1")

    async def read():
        return await read_evidence(["QX-TUXI"])

    without, with_it = client.blocking_portal.call(read)
    assert without.taken_lat is None
    assert (with_it.taken_lat, with_it.taken_lon) == (pytest.approx(30 + 50 / 60), pytest.approx(107.05))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg"),
        (b"<html><script>alert(1)</script></html>", "a.jpg"),
        (b"MZ\x90\x00 this is a program", "a.jpg"),
        (b"PK\x03\x04 zip", "a.pdf"),
        (b"%PDF-1.4 without an end", "a.pdf"),
        (photo()[:200], "cut.jpg"),
        (b"", "empty.jpg"),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_whatever_its_name(client: TestClient, raw: bytes, name: str) -> None:
    sign_in(client, "demo-tuxi")
    assert upload(client, raw, name).status_code == 422
    assert uploaded(client) == []
    assert not any(path.is_file() for path in Path(house_of(client).settings.evidence_dir).rglob("*"))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(client: TestClient) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    sign_in(client, "demo-tuxi")
    assert upload(client, out.getvalue(), "bomb.png").status_code == 422


def test_a_file_beyond_the_limit_is_413(client: TestClient) -> None:
    sign_in(client, "demo-tuxi")
    assert upload(client, PDF[:-8] + b" " * 13_000_000 + b"%%EOF", "big.pdf").status_code == 413


def test_a_paper_is_only_ever_a_download_and_may_run_nothing(client: TestClient) -> None:
    sign_in(client, "demo-tuxi")
    assert upload(client, PDF, "../../etc/证明.pdf").status_code == 303
    answer = client.get(uploaded(client)[0])
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment")
    assert ".." not in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_only_those_who_may_see_the_site_from_inside_see_its_evidence(client: TestClient) -> None:
    sign_in(client, "demo-tuxi")
    upload(client, photo())
    (address,) = uploaded(client)
    for name, status in (("demo-reviewer", 200), ("demo-county", 200), ("demo-reader", 200), ("demo-operator", 403)):
        sign_in(client, name)
        assert client.get(address, follow_redirects=False).status_code == status, name
    client.cookies.clear()
    assert client.get(address, follow_redirects=False).status_code == 303
    assert "evidence" not in client.get("/api/v1/sites/QX-TUXI").text


@pytest.mark.both_engines
def test_a_piece_that_is_taken_back_is_gone_but_on_record(client: TestClient) -> None:
    from app.store.changes import read_changes

    sign_in(client, "demo-tuxi")
    upload(client, photo())
    (address,) = uploaded(client)
    client.post(f"{address}/take-back", data={"csrf_token": csrf(client, PAGE)}, follow_redirects=False)
    assert uploaded(client) == []
    assert client.get(address).status_code == 404

    async def recorded():
        return [change.action for change in await read_changes("evidence")]

    assert client.blocking_portal.call(recorded) == ["evidence.taken_back", "evidence.added"]
