"""Whoever is far from the county is shown its sites in far cities before those at home; a town's frame begins with what
the start page begins with.
"""

import re

import pytest
from litestar.testing import TestClient

CODES = re.compile(r'<li class="site-row" data-code="([^"]+)"')
SHENZHEN, TUXI = "114.057,22.543", "107.058,31.015"


def listed(reader: TestClient, query: str) -> list[str]:
    return CODES.findall(reader.get(f"/?{query}").text)


@pytest.mark.parametrize("at", [SHENZHEN, "104.066,30.572"], ids=["Shenzhen", "Chengdu"])
def test_the_outposts_come_before_sites_a_thousand_kilometres_away(reader: TestClient, at: str) -> None:
    codes = listed(reader, f"near={at}")
    outposts = [code for code in codes if code.startswith("DEMO-ZW-")]
    assert codes[: len(outposts)] == outposts
    assert set(outposts) == set(listed(reader, "kind=outpost&status=operating"))
    assert len(set(codes)) == len(codes) > len(outposts)
    page = reader.get(f"/?near={at}").text
    assert "先列渠县在外地的站点" in page
    assert "只看在外地的站点" in page


def test_who_asks_for_one_kind_from_afar_gets_that_kind(reader: TestClient) -> None:
    codes = listed(reader, f"near={SHENZHEN}&kind=gig_market")
    assert codes
    assert not [code for code in codes if code.startswith("DEMO-ZW-")]


def test_at_home_the_nearest_comes_first(reader: TestClient) -> None:
    codes = listed(reader, f"near={TUXI}")
    assert not codes[0].startswith("DEMO-ZW-")
    assert "在外地的站点" not in reader.get(f"/?near={TUXI}").text


@pytest.mark.parametrize("query", ["division=511725103", "kind=gig_market", "programme=qu-2023"])
def test_a_frame_lists_sites_in_the_order_of_the_start_page(reader: TestClient, query: str) -> None:
    framed = re.findall(r'href="/sites/([^"#]+)"', reader.get(f"/embed?{query}").text)
    codes = listed(reader, f"{query}&show=100")
    assert framed
    assert framed[: len(codes)] == codes[: len(framed)]
