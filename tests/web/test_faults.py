"""Anybody reports a fault of a site; the township answers; the answer is found by its number, nothing else leaks."""

import io
import re

import pytest
from litestar.testing import TestClient
from PIL import Image

from app.journeys.faults.report import _REPORTS_AN_HOUR, SORTS
from app.store.changes import read_changes
from tests.web.people import csrf, sign_in

FORM = "/sites/QX-TUXI/fault"
WORDS, PHONE = "上周三下午去，门锁着<b>", "13912345678"


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=b"Exif\0\0")
    return out.getvalue()


def key_in(page: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', page).group(1)


def report(client: TestClient, key: str = "", **said: str):
    key = key or key_in(client.get(FORM).text)
    data = {"key": key, "sort": "closed", "words": WORDS, "phone": PHONE} | said
    return client.post(FORM, data=data, files={"photo": ("p.jpg", photo(), "image/jpeg")}, follow_redirects=False)


def recorded(client: TestClient, key: str) -> list[tuple[str, str]]:
    """What the change records say was done with a report and who did it, the newest first."""

    async def read() -> list[tuple[str, str]]:
        return [(change.action, change.actor_name) for change in await read_changes("fault_report", key)]

    assert client.blocking_portal is not None
    return client.blocking_portal.call(read)


def test_a_report_reaches_the_township_and_its_answer_whoever_sent_it(client: TestClient) -> None:
    before = client.get("/api/v1/sites/QX-TUXI").json()
    assert f'href="{FORM}"' in client.get("/sites/QX-TUXI").text
    sent = report(client)
    assert sent.status_code == 303
    shown = client.get(sent.headers["location"])
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", shown.text).group()
    assert "尚未回复" in shown.text
    assert "上周三" not in shown.text
    assert PHONE not in shown.text

    sign_in(client, "demo-tuxi")
    work = client.get("/work").text
    assert "1 条公众反映待回复" in work
    listed = client.get("/faults").text
    href = re.search(r'href="(/faults/[0-9a-f-]+)"', listed).group(1)
    page = client.get(href).text
    assert PHONE in page
    assert "门锁着&lt;b&gt;" in page
    assert client.get(f"{href}/photo").headers["content-type"] == "image/jpeg"
    answered = {"csrf_token": csrf(client), "version": "1", "answer": "已核实，上周三停电，现已恢复。"}
    assert client.post(href, data=answered, follow_redirects=False).status_code == 303
    assert client.post(href, data=answered, follow_redirects=False).status_code == 303
    assert client.post(href, data=answered | {"answer": "另一个"}, follow_redirects=False).status_code == 409
    assert "公众反映待回复" not in client.get("/work").text
    assert recorded(client, href.split("/")[-1]) == [
        ("fault.answered", "土溪镇填报员（示例）"),
        ("fault.reported", "public"),
    ]

    client.cookies.clear()
    found = client.get("/fault-answers", params={"number": number.lower().replace("-", " ")}).text
    assert "上周三停电" in found
    assert PHONE not in found
    assert "demo" not in found
    assert client.get("/api/v1/sites/QX-TUXI").json() == before


def test_a_form_sent_twice_is_one_report(client: TestClient) -> None:
    key = key_in(client.get(FORM).text)
    assert report(client, key).headers["location"] == report(client, key).headers["location"]
    sign_in(client, "demo-tuxi")
    assert client.get("/faults").text.count('href="/faults/') == 1


def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(client: TestClient) -> None:
    refused = report(client, sort="nonsense", words="身份证 11010519491231002X", phone="喂")
    assert refused.status_code == 422
    assert refused.text.count('class="fault"') == 3
    assert 'value="喂"' in refused.text
    paper = client.post(
        FORM,
        data={"sort": "closed", "words": "", "phone": ""},
        files={"photo": ("x.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")},
        follow_redirects=False,
    )
    assert paper.status_code == 422


@pytest.mark.parametrize("sort", SORTS)
def test_each_thing_that_can_be_wrong_reaches_the_office_and_only_another_needs_words(
    client: TestClient, sort: str
) -> None:
    assert report(client, sort=sort, words="门口台阶坏了", phone="").status_code == 303
    without = report(client, sort=sort, words="", phone="")
    assert without.status_code == (422 if sort == "other" else 303)
    assert ("请写明是什么问题" in without.text) == (sort == "other")
    sign_in(client, "demo-tuxi")
    waiting = client.get("/faults").text
    assert waiting.count('href="/faults/') == (1 if sort == "other" else 2)
    assert SORTS[sort].zh in waiting


def test_one_address_sends_a_few_and_then_waits(client: TestClient) -> None:
    answers = [report(client).status_code for _ in range(_REPORTS_AN_HOUR + 1)]
    assert answers == [303] * _REPORTS_AN_HOUR + [429]


def test_only_those_who_answer_for_the_site_see_a_report(client: TestClient) -> None:
    report(client)
    sign_in(client, "demo-tuxi")
    href = re.search(r'href="(/faults/[0-9a-f-]+)"', client.get("/faults").text).group(1)
    for who in ("demo-reader", "demo-operator"):
        client.cookies.clear()
        sign_in(client, who)
        assert client.get(href).status_code == 403
        assert client.get(f"{href}/photo").status_code == 403


def test_the_log_says_that_there_was_a_report_and_never_what_it_said(client: TestClient) -> None:
    report(client)
    sign_in(client, "demo-county")
    log = client.get("/log").text
    assert "公众反映问题" in log
    assert "门锁着" not in log
    assert PHONE not in log


@pytest.mark.parametrize("number", ["ABCD-2345-EFGH", "x", "%", "1" * 300])
def test_a_number_that_nobody_has_finds_nothing(client: TestClient, number: str) -> None:
    assert client.get("/fault-answers", params={"number": number}).status_code == 404
