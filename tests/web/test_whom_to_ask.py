"""A site without a telephone names who can be asked instead, and a site that is not open the nearest that is."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.journeys.house import House, build_house
from app.journeys.network.judged import Network, NetworkSite
from app.sites.document import read_site
from app.web.public.whom_to_ask import whom_to_ask
from tests.networks import settings_for
from tests.whole import whole_of

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder: Path = tmp_path_factory.mktemp("house")
    return build_house(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder))


def network_of(house: House, *documents: dict) -> Network:
    sites = [
        read_site({"programme": "qu-2023", "facts": {}, **document}, house.rules, house.divisions)
        for document in documents
    ]
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    return whole_of(house, (NetworkSite(site, 1, moment, "incomplete", 0, 0, 0, 0) for site in sites), DAY)


def station(code: str, division: str = "511725103000", **more: object) -> dict:
    tier = "county_hub" if code == "HUB" else "township_basic"
    return {"code": code, "kind": "service_station", "tier": tier, "name": code, "division": division, **more}


def point(code: str, **more: object) -> dict:
    return {
        "code": code,
        "kind": "service_point",
        "tier": "village",
        "name": code,
        "division": "511725103201",
        **more,
    }


HUB = station("HUB", "511725000000", phone="0818-7200000")


def asked(house: House, code: str, *documents: dict) -> tuple[str, str] | None:
    whole = network_of(house, *documents)
    found = whom_to_ask(whole.by_code[code].site, whole, house, DAY)
    return (found.code, found.phone) if found else None


def test_the_site_above_that_has_a_telephone_is_asked(house: House) -> None:
    above = station("TUXI", parent="HUB", phone="0818-1")
    assert asked(house, "P", HUB, above, point("P", parent="TUXI")) == ("TUXI", "0818-1")


def test_one_without_a_telephone_is_passed_over_for_the_next_above(house: House) -> None:
    assert asked(house, "P", HUB, station("TUXI", parent="HUB"), point("P", parent="TUXI")) == ("HUB", "0818-7200000")


def test_where_nobody_above_has_a_telephone_the_one_right_above_is_named_without(house: House) -> None:
    silent = station("HUB", "511725000000")
    assert asked(house, "P", silent, station("TUXI", parent="HUB"), point("P", parent="TUXI")) == ("TUXI", "")


def test_a_site_that_belongs_to_nobody_goes_to_its_townships_station_and_then_to_the_hub(house: House) -> None:
    below = point("OTHER", parent="TUXI")
    near = station("TUXI", parent="HUB", phone="0818-1")
    assert asked(house, "P", HUB, near, below, point("P")) == ("TUXI", "0818-1")
    assert asked(house, "P", HUB, station("TUXI", parent="HUB"), below, point("P")) == ("HUB", "0818-7200000")


def test_a_site_alone_has_nobody_to_ask_and_its_page_never_says_to_call(house: House, reader: TestClient) -> None:
    assert asked(house, "HUB", station("HUB", "511725000000")) is None
    page = reader.get("/sites/QX-PARK").text
    assert "暂无开放时间" in page
    assert "前往前请先" not in page


def test_a_site_that_is_not_open_names_operating_ones_of_its_kind(reader: TestClient) -> None:
    planned = reader.get("/api/v1/sites?kind=service_point&status=planned").json()["features"]
    page = reader.get(f"/sites/{planned[0]['id']}").text
    before, _, rest = page.partition("附近可以办理的站点")
    assert "no-print" not in before.rpartition("<div")[2], "whoever stands at the closed door reads it on paper"
    named = rest.split("</ul>")[0]
    codes = re.findall(r'href="/sites/([^"#]+)"', named)
    assert len(codes) == 3
    for code in codes:
        document = reader.get(f"/api/v1/sites/{code}").json()
        assert (document["kind"], document["status"]) == ("service_point", "operating")
    rows = re.findall(r'<p class="site-facts">(.*?)</p>', named, re.DOTALL)
    assert all("no-print" in part for row in rows for part in re.findall(r"<[^>]+>[^<]*(?:开门|导航)", row)), (
        "what holds at this moment, and a link, say nothing on paper"
    )


def test_the_way_back_is_the_search_one_came_from_and_never_another_host(reader: TestClient) -> None:
    def back(referer: str) -> str:
        page = reader.get("/sites/QX-TUXI", headers={"referer": referer}).text
        return page.split('id="back" href="')[1].split('"')[0]

    here = str(reader.base_url)
    assert back(f"{here}/?q=tuxi&kind=gig_market") == "/?q=tuxi&amp;kind=gig_market"
    assert back("https://elsewhere.example/?q=tuxi") == "/?programme=qu-2023"
    assert back(f"{here}/programmes") == "/?programme=qu-2023"
