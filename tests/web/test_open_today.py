"""Page, list, nearest and API say the same of one site on one day: holidays, make-up days, its own days."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from litestar.testing import TestClient

from tests.networks import client
from tests.standing import CLOCK
from tests.web.writing import registered

__all__ = ["client"]

CODE = "QX-TUXI"
LISTS = ("/api/v1/sites?limit=1000", "/api/v1/sites/nearest?lon=107.117&lat=30.998&limit=100")
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def at(moment: str) -> None:
    """Set the application's clock to a local moment."""
    when = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    CLOCK.tell(lambda: when)


def row_of(page: str) -> str:
    return page.split(f'data-code="{CODE}"', 1)[1].split("</li>", 1)[0]


def in_list(client: TestClient, address: str) -> dict:
    (found,) = [f for f in client.get(address).json()["features"] if f["id"] == CODE]
    return found["properties"]


@pytest.mark.parametrize(
    ("moment", "special", "said", "state", "because"),
    [
        ("2026-10-01T10:00", {}, "休息中，10 月 8 日 09:00 开门（国庆节）", "closed", "holiday"),
        ("2026-10-10T10:00", {}, "开放中，至 17:00（调休上班）", "open", "make_up"),
        ("2026-09-20T18:00", {}, "休息中，周一 09:00 开门（调休上班）", "closed", "make_up"),
        ("2026-10-01T10:00", {"2026-10-01": [["10:00", "11:30"]]}, "开放中，至 11:30（临时安排）", "open", "special"),
        ("2026-10-10T10:00", {"2026-10-10": []}, "休息中，周一 09:00 开门（临时安排）", "closed", "special"),
        ("2026-11-24T10:00", {}, "开放中，至 17:00", "open", None),
        (
            "2031-10-08T10:00",
            {},
            "不确定是否开放，平常至 17:00（2031 年放假安排未收录，按平常开放时间）",
            "unknown",
            "unknown_year",
        ),
        ("2031-10-11T10:00", {}, "不确定是否开放（2031 年放假安排未收录，按平常开放时间）", "unknown", "unknown_year"),
        ("2031-10-08T10:00", {"2031-10-08": [["10:00", "11:30"]]}, "开放中，至 11:30（临时安排）", "open", "special"),
        (
            "2026-12-31T18:00",
            {},
            "休息中，周一 09:00 开门（2027 年放假安排未收录，按平常开放时间）",
            "closed",
            "unknown_year",
        ),
    ],
)
def test_one_answer_everywhere(
    client: TestClient, moment: str, special: dict, said: str, state: str, because: str | None
) -> None:
    registered(
        client, {"code": CODE, "status": "operating", "facts": {"opening_hours": OFFICE, "special_days": special}}
    )
    at(moment)
    assert f">{said}<" in client.get(f"/sites/{CODE}").text
    assert f">{said}<" in row_of(client.get("/?q=土溪镇&show=200").text)
    assert f">{said}<" in row_of(client.get("/?show=2000", headers={"zhanwang-near": "107.117,30.998"}).text)
    for address in LISTS:
        one = in_list(client, address)["opening"]
        assert (one["state"], one["because"]) == (state, because)


def test_unreported_hours_are_unknown_and_a_closed_site_says_nothing_of_today(client: TestClient) -> None:
    registered(client, {"code": CODE, "status": "operating", "facts": {"opening_hours": None}})
    assert in_list(client, LISTS[0])["opening"]["state"] == "unknown"
    registered(client, {"code": CODE, "status": "suspended"})
    assert "opening" not in in_list(client, LISTS[0])


def test_the_week_on_the_site_page_shows_today_as_it_is(client: TestClient) -> None:
    registered(client, {"code": CODE, "status": "operating", "facts": {"opening_hours": OFFICE, "special_days": {}}})
    at("2026-10-01T10:00")
    row = client.get(f"/sites/{CODE}").text.split('class="is-today"', 1)[1].split("</tr>", 1)[0]
    assert "国庆节" in row
    assert "09:00" not in row


def week(client: TestClient) -> list[str]:
    table = client.get(f"/sites/{CODE}", headers={"accept-language": "zh"}).text.split('class="week-table"', 1)[1]
    rows = table.split("</table>", 1)[0].split("<tr")[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", f"<tr{row}").split()) for row in rows]


@pytest.mark.parametrize(
    ("status", "shows_hours"),
    [("operating", True), ("declared", True), ("suspended", False), ("closed", False), ("planned", False)],
)
def test_a_site_that_serves_nobody_shows_no_hours_to_come_at(
    client: TestClient, status: str, shows_hours: bool
) -> None:
    registered(client, {"code": CODE, "status": status, "facts": {"opening_hours": OFFICE}})
    at("2026-09-14T10:00")
    said = client.get(f"/sites/{CODE}").text
    assert ("09:00–17:00" in said) is shows_hours
    assert ('class="week-table"' in said) is shows_hours
    assert ("可办事项" in said) is (status != "closed"), "nobody is served there any more"


def test_the_week_on_the_site_page_is_that_of_the_seven_days_to_come(client: TestClient) -> None:
    special = {"2026-10-07": [["10:00", "11:30"]]}
    registered(
        client, {"code": CODE, "status": "operating", "facts": {"opening_hours": OFFICE, "special_days": special}}
    )
    at("2026-10-01T10:00")
    days = week(client)
    assert [day.split(" ", 1)[0] for day in days] == ["周四", "周五", "周六", "周日", "周一", "周二", "周三"]
    assert all("不开放" in day and "国庆节" in day for day in days[:-1])
    assert days[-1] == "周三 10 月 7 日 10:00–11:30 临时安排"
    at("2026-09-30T10:00")
    assert ["国庆节" in day for day in week(client)] == [False, *[True] * 6]
    at("2026-10-08T10:00")
    assert week(client)[2] == "周六 10 月 10 日 09:00–17:00 调休上班"


def test_the_days_of_a_year_without_a_notice_say_that_one_asks_first_and_those_of_the_law_are_closed(
    client: TestClient,
) -> None:
    registered(client, {"code": CODE, "status": "operating", "facts": {"opening_hours": OFFICE, "special_days": {}}})
    at("2031-12-29T10:00")
    days = week(client)
    assert days[1] == "周二 12 月 30 日 09:00–17:00 请先咨询"
    assert days[3] == "周四 1 月 1 日 不开放 元旦"
