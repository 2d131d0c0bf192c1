"""Page, list, nearest and API say the same of one site on one day: holidays, make-up days, its own days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from litestar.testing import TestClient

from tests.networks import client
from tests.web.writing import house_of, registered

__all__ = ["client"]

CODE = "QX-TUXI"
LISTS = ("/api/v1/sites?limit=1000", "/api/v1/sites/nearest?lon=107.117&lat=30.998&limit=100")
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def at(client: TestClient, moment: str) -> None:
    """Set the house's clock to a local moment."""
    when = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    object.__setattr__(house_of(client), "now", lambda: when)


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
    at(client, moment)
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
    at(client, "2026-10-01T10:00")
    row = client.get(f"/sites/{CODE}").text.split('class="is-today"', 1)[1].split("</tr>", 1)[0]
    assert "国庆节" in row
    assert "09:00" not in row
