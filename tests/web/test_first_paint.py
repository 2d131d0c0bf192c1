"""What a first visit weighs, in bytes as they are sent; nothing here is measured by a clock."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.web.used_styles import used_styles
from tests.installed import ROOT

OWN = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "zhanwang.css").read_text("utf-8"), flags=re.DOTALL)
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
PACKED = {"Accept-Encoding": "br"}
FIRST_PAINT, MAP = 30_000, 250_000
LINKED = re.compile(r'<(?:link rel="stylesheet"|script)[^>]* (?:href|src)="([^"]+)"')
IMPORTED = re.compile(r'from "\./([^"]+)"')


def sent(client: TestClient, address: str) -> int:
    return int(client.get(address.replace("&amp;", "&"), headers=PACKED).headers["content-length"])


@pytest.mark.parametrize("address", ["/?programme=qu-2023", "/sites/QX-TUXI"])
def test_the_first_words_come_before_thirty_thousand_bytes_and_the_map_is_no_part_of_them(
    reader: TestClient, address: str
) -> None:
    answer = reader.get(address)
    page = answer.text
    before, _, rest = page.partition('<template id="map-assets">')
    listed, _, after = rest.partition("</template>")
    # Nothing that the words wait for is fetched for itself: on a slow line each costs two seconds more.
    assert "stylesheet" not in before
    assert all(
        " defer" in tag or 'type="module"' in tag for tag in re.findall(r"<script [^>]*src=[^>]*>", before + after)
    )
    (styles,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    source = b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{source}'" in answer.headers["content-security-policy"]
    assert ".kind-qu-2023-gig_market" in styles
    # Those, too, whose names are put together: of a state, of a visitor's wish, of a library's map.
    assert set(CLASS.findall(OWN)) <= set(CLASS.findall(styles))
    assert all(reader.get(link).status_code == 200 for link in re.findall(r'url\("?(/[^")]+)', styles))
    assert sent(reader, address) <= FIRST_PAINT
    assert "leaflet" not in (before + after).replace(styles, "")
    assert "leaflet" in listed


def test_the_map_weighs_no_more_than_a_photo(reader: TestClient) -> None:
    page = reader.get("/?programme=qu-2023").text
    assets = LINKED.findall(page.split('<template id="map-assets">')[1].split("</template>")[0])
    (module,) = (link for link in assets if link.endswith("network-map.js"))
    modules = IMPORTED.findall((ROOT / "static" / "js" / "network-map.js").read_text("utf-8"))
    assets += [module.replace("network-map.js", name) for name in modules]
    data = re.search(r'data-sites="([^"]+)"', page)[1]
    assets += [data, "/map/boundary.geojson?programme=qu-2023", "/map/townships.geojson?programme=qu-2023"]
    total = sum(sent(reader, link) for link in assets)
    assert total <= MAP, total


def test_files_are_kept_for_good_and_pages_only_sent_when_they_changed(reader: TestClient) -> None:
    for link in LINKED.findall(reader.get("/").text):
        if link.startswith("/static/"):
            assert "immutable" in reader.get(link).headers["cache-control"]
    for address in ("/", "/sites/QX-TUXI"):
        known = reader.get(address).headers["etag"]
        again = reader.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert reader.get(f"{address}?lang=en", headers={"If-None-Match": known}).status_code == 200
        reader.cookies.clear()


def test_only_rules_of_classes_that_are_named_are_sent() -> None:
    css = (
        '@charset "UTF-8";/* gone */.a,.b:is(.c,.a),[data-bs-theme=dark] .a{x:y}.b{z:1}'
        "@media print{.a{p:1}.b{p:2}}@media screen{.b{q:1}}@keyframes k{from{r:0}}p>a:not(.b){s:1}p{t:url(';')}"
    )
    assert used_styles(css, {"a", "c"}) == (
        "@charset \"UTF-8\";.a{x:y}@media print{.a{p:1}}@keyframes k{from{r:0}}p{t:url(';')}"
    )
    whole = Path(ROOT / "static/vendor/bootstrap-5.3.9/bootstrap.min.css").read_text("utf-8")
    kept = used_styles(whole, {"btn", "btn-primary"})
    assert ".btn-primary{" in kept
    assert kept.count("{") == kept.count("}")
    assert len(kept) < len(whole) / 5
