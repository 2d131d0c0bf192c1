"""The county page and what it leads to on other days than today: the same figures, the same lists, honest answers."""

import re
from datetime import timedelta

from litestar.testing import TestClient

from tests.standing import CLOCK
from tests.web.people import sign_in
from tests.web.test_county_page import figures, length
from tests.web.writing import house_of, registered


def test_a_past_days_figures_lead_to_lists_of_that_day_and_a_day_before_the_record_says_so(client: TestClient) -> None:
    then = house_of(client).today()
    moment = CLOCK.truly() + timedelta(days=3)
    CLOCK.tell(lambda: moment)
    registered(client, {"code": "QX-TUXI", "facts": {"area_m2": 3}}, {"code": "QX-ANBEI", "status": "closed"})
    assert sign_in(client, "demo-county") == 303
    asked = f"/county?programme=qu-2023&as_of={then}"
    past, now = client.get(asked).text, client.get("/county?programme=qu-2023").text
    assert f'name="as_of" value="{then}"' in past, "the day is chosen on the page itself"
    assert "as_of=" not in re.sub(r"<form.*?</form>", "", now, flags=re.DOTALL), "addresses of today name no day"
    walked = [one for one in dict.fromkeys(figures(past)) if "/programmes/" not in one[0]]
    assert len(walked) > 300
    assert all(f"as_of={then}" in href for href, _ in walked)
    some = walked[:40] + walked[40::9]
    assert [one for one in some if length(client, one[0]) != one[1]] == []
    assert dict(figures(past))[f"/county/qu-2023/sites?as_of={then}"] == 1 + dict(figures(now))["/county/qu-2023/sites"]
    assert "待办事项" not in past, "what waits is of today"
    assert ("没有链接" in past, "没有链接" in now) == (True, False), "why money and circle lead nowhere is said"
    clause = next(href for href, _ in figures(past) if href.startswith("/findings") and "state=not_met" in href)
    listed = client.get(clause).text
    assert "下达整改要求" not in listed, "nothing is ordered of a past day"
    assert f"/sites/QX-BRANCH-3?as_of={then}" in listed
    book = re.search(r'href="(/findings\.xlsx[^"]+)"', listed)
    assert book is not None
    assert f"as_of={then}" in book[1]
    page = client.get(f"/county/qu-2023/clauses/station.area_basic?as_of={then}")
    assert f'name="as_of" value="{then}"' in page.text

    for page in ("/county?programme=qu-2023&as_of={}", "/findings?programme=qu-2023&as_of={}"):
        before = client.get(page.format("2022-01-01"))
        assert before.status_code == 200
        assert "尚未登记" in before.text
        assert "文件自 2023-01-01 起施行，此日尚未施行" in before.text
        coming = client.get(page.format(then + timedelta(days=40))).text
        assert "尚未到来：以下是按现有信息的预测" in coming
    assert "data-figures" not in client.get("/county?programme=qu-2023&as_of=2022-01-01").text, (
        "a count of none says so"
    )
    public = client.get("/programmes/qu-2023?as_of=2022-01-01", headers={"accept-language": "zh"}).text
    shown = re.findall(r"建成\s+(?:<a [^>]*>)?<b>(.*?)</b>", public)
    assert shown
    assert set(shown) == {"—"}, "unknown is never zero"
    assert "项已完成" not in public
    assert 'class="sample-banner"' in public, "sample data is sample data on every day"
