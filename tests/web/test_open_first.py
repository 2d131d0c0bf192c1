"""Whoever wants to go somewhere now sees first what is open now, and can ask for nothing else."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from litestar.testing import TestClient

from app.compliance.standing import is_operating
from app.journeys.network.find import SiteQuery, find_sites, open_first
from app.journeys.network.judged import network
from app.journeys.network.open_index import HowOpen, open_ranks
from app.journeys.network.open_now import opening_of
from app.sites.opening import OPENING_HOURS
from app.sites.site import Site
from app.units import CHINA
from tests.standing import CLOCK
from tests.web.writing import house_of, registered

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=CHINA)
EARLY, EVENING, HOLIDAY = (
    TUESDAY.replace(hour=7),
    TUESDAY.replace(hour=22),
    datetime(2026, 10, 1, 10, 30, tzinfo=CHINA),
)
NIGHT = {day: [["18:00", "23:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def saved(client: TestClient, document: dict) -> None:
    """Registered on the day on which the test runs, whatever day it looks at."""
    CLOCK.tell(lambda: datetime.now(CHINA))
    registered(client, document)


def told(site: Site, moment: datetime) -> HowOpen:
    """How open a site is, read site by site."""
    if not is_operating(site):
        return HowOpen.NOT_OPERATING
    opening = opening_of(site, moment)
    if opening is None or opening.state == "unknown":
        return HowOpen.UNKNOWN
    if opening.state == "open":
        return HowOpen.OPEN
    return HowOpen.OPENS_TODAY if opening.day == moment.date() else HowOpen.CLOSED


def codes_of(page: str) -> list[str]:
    return re.findall(r'class="site-row" data-code="([^"]+)"', page)


@pytest.mark.parametrize("moment", [TUESDAY, EARLY, EVENING, HOLIDAY])
def test_open_sites_come_first_and_those_not_operating_last(client: TestClient, moment: datetime) -> None:
    special = {moment.date().isoformat(): [["06:00", "24:00"]]}
    saved(client, {"code": "QX-TUXI", "facts": {"opening_hours": NIGHT, "special_days": special}})
    CLOCK.tell(lambda: moment)
    house = house_of(client)
    whole = client.blocking_portal.call(network, house)
    ranks = client.blocking_portal.call(open_ranks, house, whole)
    expected = [told(one.site, moment) for one in whole.every]
    assert ranks.tolist() == expected
    assert HowOpen.OPEN in expected
    found = client.blocking_portal.call(open_first, house, client.blocking_portal.call(find_sites, house, SiteQuery()))
    in_turn = [told(member.site, moment) for member in found.members()]
    assert in_turn == sorted(in_turn)
    words = client.blocking_portal.call(find_sites, house, SiteQuery(text="服务站"))
    ordered = client.blocking_portal.call(open_first, house, words)
    assert sorted(ordered.places.tolist()) == sorted(words.places.tolist())


def test_the_chip_leaves_what_is_open_on_list_map_and_count_and_a_save_is_seen(client: TestClient) -> None:
    CLOCK.tell(lambda: EVENING)
    assert codes_of(client.get("/?open=now").text) == []
    saved(client, {"code": "QX-TUXI", "status": "operating", "facts": {"opening_hours": NIGHT}})
    CLOCK.tell(lambda: EVENING)
    page = client.get("/?open=now").text
    assert codes_of(page) == ["QX-TUXI"]
    assert re.search(r'id="open-now".*?class="n">1</span>', page, re.DOTALL)
    drawn = client.get(re.search(r'data-sites="([^"]+)"', page)[1].replace("&amp;", "&")).json()
    assert {feature["properties"]["code"] for feature in drawn["features"]} == {"QX-TUXI"}
    CLOCK.tell(lambda: EVENING.replace(hour=23))
    assert codes_of(client.get("/?open=now").text) == []


@pytest.mark.parametrize(
    ("asked", "said"), [("open=yes", "yes"), ("kind=gig_market,xx", "xx"), ("division=zz", "zz"), ("q=b&q=c", "b, c")]
)
def test_a_filter_that_is_not_understood_is_said_and_everything_else_shown(
    reader: TestClient, asked: str, said: str
) -> None:
    CLOCK.tell(lambda: TUESDAY)
    left = "/?kind=gig_market" if "gig_market" in asked else "/"
    answer = reader.get(f"/?{asked}")
    assert answer.status_code == 200
    assert f"链接中的“{said}”无法识别" in answer.text
    assert codes_of(answer.text) == codes_of(reader.get(left).text)


@pytest.mark.parametrize(
    ("page", "said", "words"),
    [
        ("/embed?division=zz&kind=gig_market", "zz", "链接中的“{}”无法识别"),
        ("/embed?kind=xx&language=en", "xx", "“{}” in the link was not recognised"),
        ("/programmes/qu-2023?as_of=2026-02-30", "2026-02-30", "链接中的“{}”无法识别"),
        ("/sites/QX-TUXI?as_of=gestern", "gestern", "链接中的“{}”无法识别"),
        ("/programmes/qu-2023/coverage?urban.mode=rocket", "rocket", "链接中的“{}”无法识别"),
    ],
)
def test_so_does_every_public_page(reader: TestClient, page: str, said: str, words: str) -> None:
    answer = reader.get(page, headers={"accept-language": "zh"})
    assert answer.status_code == 200
    assert words.format(said) in answer.text
    assert "as_of" not in answer.text.split("found-note", 1)[1].split("</p>", 1)[0]


def test_who_asks_for_the_weekend_reads_when_each_site_is_open_then(client: TestClient) -> None:
    saved(client, {"code": "QX-TUXI", "status": "operating", "facts": {"opening_hours": {"sun": [["10:00", "12:00"]]}}})
    CLOCK.tell(lambda: TUESDAY)
    rows = dict(re.findall(r'data-code="([^"]+)">(.*?)</li>', client.get("/?q=周日开门").text, re.DOTALL))
    assert "周六 不开放；周日 10:00–12:00" in rows["QX-TUXI"]
    assert "周六 不开放" not in client.get("/?q=tuxi").text


def test_what_cannot_be_gone_to_is_folded_away_but_found_by_its_words(client: TestClient) -> None:
    CLOCK.tell(lambda: TUESDAY)
    page = client.get("/?show=2000").text
    listed, _, folded = page.partition('class="idle-rows"')
    whole = client.blocking_portal.call(network, house_of(client))
    assert codes_of(listed)
    assert codes_of(folded)
    for part, operating in ((listed, True), (folded, False)):
        assert {is_operating(whole.by_code[code].site) for code in codes_of(part)} == {operating}
    count = int(re.search(r"未在运行的站点 (\d+) 个", folded)[1])
    assert count == len(codes_of(folded))
    assert f"共 {count + len(codes_of(listed))} 个站点" in page
    planned = whole.by_code[codes_of(folded)[0]].site
    assert planned.code in codes_of(client.get(f"/?q={planned.code}").text)


def test_a_place_of_another_county_is_offered_there(client: TestClient) -> None:
    page = client.get("/?programme=qu-2023&q=港北").text
    href = re.search(r'id="in-gangbei-2025" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert codes_of(client.get(href).text)
    assert 'id="in-' not in client.get("/?programme=qu-2023&q=土溪").text


def test_a_closed_door_leads_to_what_is_open_and_gives_the_service(client: TestClient) -> None:
    whole = client.blocking_portal.call(network, house_of(client))
    there = [one.site for one in whole.every if is_operating(one.site) and one.site.location]
    shut = next(one for one in there if OPENING_HOURS in one.facts and one.kind == "service_station")
    other = next(one for one in there if one.kind == "gig_market")

    def page(moment: datetime) -> str:
        CLOCK.tell(lambda: moment)
        return client.get(f"/sites/{shut.code}").text

    assert "附近现在开放的站点" not in page(EVENING)
    services = ["jobseeker_registration"]
    saved(client, {"code": shut.code, "facts": {"services": services}})
    saved(client, {"code": other.code, "facts": {"services": services, "opening_hours": NIGHT}})
    offered = page(EVENING).split("附近现在开放的站点")[1].split("</ul>")[0]
    assert re.findall(r'href="/sites/([^"#]+)"', offered) == [other.code]
    assert "开放中，至 23:00" in offered
    assert "附近现在开放的站点" not in page(TUESDAY)
    saved(client, {"code": shut.code, "status": "suspended"})
    assert "附近可以办理的站点" in page(TUESDAY)
