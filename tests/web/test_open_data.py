"""The open files hold every site that counts, with every public field, in every format alike."""

import csv
import errno
import io
import json
import subprocess
from pathlib import Path
from typing import IO

import pytest
from litestar.response import Stream
from litestar.testing import RequestFactory, TestClient
from python_calamine import CalamineWorkbook

from app.asgi import create_app
from app.errors import Unavailable
from app.web.kept_files import PIECE, KeptFile
from tests.networks import seeds, settings_for

FILES = ("sites.csv", "sites.xlsx", "sites.geojson", "sites.gpkg", "dictionary.csv")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_format_holds_the_same_sites_and_columns(reader: TestClient, tmp_path: Path) -> None:
    features = json.loads(reader.get("/open-data/sites.geojson").content)["features"]
    table = rows(reader.get("/open-data/sites.csv").text)
    columns = [row["column"] for row in rows(reader.get("/open-data/dictionary.csv").text)]
    assert list(table[0]) == columns
    assert [row["code"] for row in table] == [one["id"] for one in features]
    assert len(table) == reader.get("/api/v1/sites").json()["numberMatched"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get("/open-data/sites.xlsx").content))
    heads, *lines = book.get_sheet_by_name("sites").to_python()
    assert heads == columns
    assert [line[0] for line in lines] == [row["code"] for row in table]
    file = tmp_path / "sites.gpkg"
    file.write_bytes(reader.get("/open-data/sites.gpkg").content)
    back = tmp_path / "back.geojson"
    subprocess.run(["ogr2ogr", str(back), str(file), "sites"], check=True, capture_output=True)
    read = json.loads(back.read_text("utf-8"))["features"]
    assert [one["properties"]["code"] for one in read] == [row["code"] for row in table]
    for mine, theirs in zip(features, read, strict=True):
        assert (mine["geometry"] is None) == (theirs["geometry"] is None)
        assert mine["properties"]["area_m2"] == theirs["properties"]["area_m2"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_once_and_to_anybody(reader: TestClient, name: str) -> None:
    answer = reader.get(f"/open-data/{name}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "attachment" in answer.headers["content-disposition"]
    assert ("sample" in answer.headers["content-disposition"]) is (name != "dictionary.csv")
    again = reader.get(f"/open-data/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_the_same_however_it_is_packed(reader: TestClient, name: str) -> None:
    plain = reader.get(f"/open-data/{name}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for asked, given in (("gzip", "gzip"), ("br, gzip", "br"), ("br;q=0, gzip", "gzip")):
        packed = reader.get(f"/open-data/{name}", headers={"Accept-Encoding": asked})
        assert packed.content == plain.content
        assert packed.headers["etag"] == plain.headers["etag"]
        if name.endswith(("csv", "geojson")):
            assert packed.headers["content-encoding"] == given
            assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)


async def test_a_file_of_any_length_is_sent_piece_by_piece() -> None:
    def write(out: IO[bytes]) -> None:
        for number in range(3 * PIECE // 8):
            out.write(b"%07d\n" % number)

    kept = KeptFile("text/csv", "no-cache", write)
    sent = kept.answer(RequestFactory().get())
    del kept  # a newer file took its place while this one is sent
    assert isinstance(sent, Stream)
    pieces = [piece async for piece in sent.iterator]
    assert [len(piece) for piece in pieces] == [PIECE] * 3
    assert b"".join(pieces).startswith(b"0000000\n0000001\n")


def test_a_disk_that_is_full_is_said_in_words() -> None:
    def write(out: IO[bytes]) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Unavailable):
        KeptFile("text/csv", "no-cache", write)


def test_the_page_names_files_licence_columns_and_when_the_data_changed(reader: TestClient) -> None:
    page = reader.get("/open-data").text
    for name in FILES:
        assert f'href="/open-data/{name}"' in page
    assert "未声明许可协议" in page
    assert "area_m2" in page
    assert 'href="/open-data"' in reader.get("/about").text


def test_the_configured_licence_goes_with_page_and_files(demo_sqlite: Path, tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, open_data_licence="CC BY 4.0")
    with TestClient(create_app(settings, seeds=seeds())) as client:
        assert "CC BY 4.0" in client.get("/open-data").text
        assert "CC BY 4.0" in client.get("/open-data/sites.geojson").text


def test_an_unknown_file_is_not_found(reader: TestClient) -> None:
    assert reader.get("/open-data/people.csv").status_code == 404


def test_a_township_shows_its_sites_in_a_frame_of_its_own_page_and_no_other_page_is_framed(reader: TestClient) -> None:
    framed = reader.get("/embed?division=511725103")
    assert "x-frame-options" not in framed.headers
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "土溪镇公共就业创业中心服务站" in framed.text
    assert "<form" not in framed.text
    assert "<script" not in framed.text
    assert "演示系统" in framed.text
    assert "Employment service sites" in reader.get("/embed?division=511725103&language=en").text
    for path in ("/", "/sites/QX-TUXI", "/sign-in", "/embeddings"):
        other = reader.get(path)
        assert other.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in other.headers["content-security-policy"]


def test_who_may_frame_it_is_set(demo_sqlite: Path, tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, embed_origins="https://tuxi.example")
    with TestClient(create_app(settings, seeds=seeds())) as client:
        policy = client.get("/embed").headers["content-security-policy"]
        assert "frame-ancestors https://tuxi.example" in policy
    with pytest.raises(ValueError, match="embed_origins"):
        settings_for("sqlite:///x", tmp_path, embed_origins="https://a.example; script-src *")
