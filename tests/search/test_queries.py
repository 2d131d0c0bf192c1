"""What people type, each with its right answer, asked of the demonstration as a visitor and as another system ask."""

import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from tests.networks import seeds

QUERIES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "queries.toml").read_text("utf-8"))["query"]
HERE = {"programme": "qu-2023"}


def answered(reader: TestClient, query: dict[str, Any]) -> dict[str, Any]:
    asked = {"q": query["typed"], "programme": query.get("programme", "qu-2023"), "limit": "1000"}
    answer: dict[str, Any] = reader.get("/api/v1/sites", params=asked).json()
    return answer


def found(reader: TestClient, query: dict[str, Any]) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in answered(reader, query)["features"]]


def page(reader: TestClient, query: dict[str, Any]) -> str:
    asked = {"q": query["typed"], "programme": query.get("programme", "qu-2023")}
    return unescape(reader.get("/", params=asked, headers={"accept-language": "zh"}).text)


def on_page(text: str) -> list[str]:
    return re.findall(r'<li class="site-row" data-code="([^"]+)"', text)


def test_there_are_two_hundred_queries_and_none_is_asked_twice() -> None:
    asked = [(query["typed"], query.get("programme")) for query in QUERIES]
    assert len(asked) >= 200
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query["typed"])
def test_what_is_typed_finds_what_is_meant(reader: TestClient, query: dict[str, Any]) -> None:
    sites = found(reader, query)
    codes = [site["code"] for site in sites]
    if "first" in query:
        assert codes[:1]
        assert codes[0] in query["first"], codes[:5]
    if "kinds" in query:
        assert codes
        assert {site["kind"] for site in sites[:3]} <= set(query["kinds"])
    if "named" in query:
        assert sites
        assert sites[0]["name"].startswith(query["named"])
    assert set(query.get("has", ())) <= set(codes)
    assert query.get("at_least", 0) <= len(codes) <= query.get("at_most", len(codes)), codes[:5]
    if "hint" in query:
        hints = [hint["zh"] for hint in answered(reader, query)["hints"]]
        assert any(all(word in hint for word in query["hint"]) for hint in hints), hints
    if "says" in query:
        notes = re.findall(r'class="found-note">([^<]*)<', page(reader, query))
        assert any(all(word in note for word in query["says"]) for note in notes), notes
    if "meant" in query:
        assert not codes
        proposed = re.findall(r'<ul class="meant">.*?</ul>', page(reader, query), re.DOTALL)
        assert proposed
        assert re.findall(r">([^<>]+?)\s<span", proposed[0])[0] == query["meant"]


@pytest.mark.parametrize("typed", ["找工作", "三汇", "sh", "龙潭镇"])
def test_page_and_api_find_the_same_sites(reader: TestClient, typed: str) -> None:
    """In another order: the page begins with those that are open."""
    shown = on_page(page(reader, {"typed": typed}))
    both = [site["code"] for site in found(reader, {"typed": typed})]
    assert shown
    assert set(shown) <= set(both)
    assert len(set(shown)) == len(shown)


def test_words_and_filters_hold_together_and_are_counted_so(reader: TestClient) -> None:
    asked = {**HERE, "q": "找工作", "limit": "1000", "division": "511725103000", "kind": "service_station"}
    both = reader.get("/api/v1/sites", params=asked).json()
    assert [feature["id"] for feature in both["features"]] == ["QX-TUXI"]
    shown = reader.get("/", params={**HERE, "q": "找工作", "division": "511725103000"}).text
    (counted,) = re.findall(r'id="kind-service_station".*?<span class="n">(\d+)</span>', shown, re.DOTALL)
    assert counted == "1"


def test_near_me_orders_what_fits_by_distance(reader: TestClient) -> None:
    for township in [d for d in seeds().divisions.under("511725000000", "township") if d.point][::6]:
        asked = {**HERE, "q": "附近零工市场", "lon": str(township.point.lon), "lat": str(township.point.lat)}
        features = reader.get("/api/v1/sites/nearest", params=asked).json()["features"]
        metres = [feature["properties"]["metres"] for feature in features]
        assert {feature["properties"]["kind"] for feature in features} == {"gig_market"}
        assert metres == sorted(metres)


def test_from_another_province_no_minutes_are_told(reader: TestClient) -> None:
    asked = {**HERE, "lon": "116.4", "lat": "39.9", "limit": "100"}
    far = [f["properties"] for f in reader.get("/api/v1/sites/nearest", params=asked).json()["features"]]
    assert {site["minutes"] for site in far if site["metres"] > 1_000_000} == {None}
    shown = reader.get("/", params={**HERE, "show": "200"}, headers={"zhanwang-near": "116.4,39.9"}).text
    assert "公里" in shown
    assert "分钟" not in shown.split('class="site-rows"', 1)[1].split("</ul>", 1)[0]


def test_whoever_is_in_another_city_is_led_to_the_sites_there(reader: TestClient) -> None:
    def led_to(at: str, **asked: str) -> list[tuple[str, str]]:
        shown = reader.get("/", params={**HERE, **asked}, headers={"zhanwang-near": at}).text
        return re.findall(r'class="found-note">([^<]*)<a href="([^"]*)"', shown)

    chengdu, tuxi = "104.06,30.57", "107.058,31.0145"
    ((said, href),) = led_to(chengdu)
    assert re.search(r"约 2\d\d 公里", said)
    assert "kind=outpost" in href
    assert not led_to(tuxi), "who is in the county is not"
    assert not led_to(chengdu, kind="outpost"), "nor who sees them already"


@pytest.mark.parametrize("address", ["/", "/api/v1/sites"])
def test_an_address_in_gbk_is_read_and_one_in_no_encoding_refused_in_words(reader: TestClient, address: str) -> None:
    shown = reader.get(f"{address}?programme=qu-2023&q=%CD%C1%CF%AA").text
    assert shown.index("QX-TUXI") < shown.find("QX-SANHUI") % len(shown)
    refused = reader.get(f"{address}?q=%ff%ff", headers={"accept-language": "zh"})
    assert refused.status_code == (200 if address == "/" else 422), "a page shows the rest all the same"
    assert "无法识别" in refused.text


def test_what_may_have_been_meant_is_a_link_that_finds_it(reader: TestClient) -> None:
    text = page(reader, {"typed": "土西镇"})
    href = re.findall(r'<ul class="meant"><li><a [^>]*href="([^"]+)"', text)[0]
    # Which of the town's sites comes first depends on who is open at this hour.
    assert "QX-TUXI" in on_page(unescape(reader.get(href).text))
