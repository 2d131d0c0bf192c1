"""People who go away: a session that ended, a connection that was hung up, a way that leads back."""

from urllib.parse import parse_qs, urlsplit

from litestar.testing import TestClient

from app.journeys.turns import Turns
from app.web.identity import COOKIE
from tests.web.people import csrf, sign_in
from tests.web.writing import house_of

PATH = "/work/sites/QX-TUXI"


def test_after_a_session_has_ended_the_way_leads_back_to_the_page_that_was_left(client: TestClient) -> None:
    client.cookies.set(COOKIE, "long gone")
    answer = client.post(
        PATH + "/evidence",
        headers={"Referer": f"http://testserver.local{PATH}?step=2&done=saved"},
        follow_redirects=False,
    )
    target = urlsplit(answer.headers["location"])
    assert target.path == "/sign-in"
    assert parse_qs(target.query) == {"next": [f"{PATH}?step=2"], "ended": ["sent"]}
    page = client.get(answer.headers["location"]).text
    assert "登录已过期，刚才提交的内容没有保存" in page
    assert f'name="next" value="{PATH}?step=2"' in page
    asked = client.get(PATH, follow_redirects=False)
    assert parse_qs(urlsplit(asked.headers["location"]).query) == {"next": [PATH], "ended": ["1"]}
    assert "仍在本设备上" in client.get(asked.headers["location"]).text
    wrong = client.post("/sign-in", data={"username": "nobody", "password": "wrong", "next": PATH}).text
    assert f'name="next" value="{PATH}"' in wrong, "a wrong password must not lose the way"


def test_a_stranger_who_never_had_a_session_is_not_told_that_one_ended(client: TestClient) -> None:
    answer = client.get(PATH, follow_redirects=False)
    assert "ended" not in answer.headers["location"]


def test_a_part_of_a_page_is_never_swapped_for_the_page_to_sign_in(client: TestClient) -> None:
    answer = client.post(PATH + "/check", headers={"HX-Request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.text) == (401, "")


def test_who_hangs_up_in_the_middle_of_a_form_is_no_unexpected_error(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    half = {"type": "http.request", "body": b"a=", "more_body": True}
    before = client.get("/metrics").text
    assert hung_up(client, PATH + "/check", "application/x-www-form-urlencoded", half) == 499
    assert _unexpected(client.get("/metrics").text) == _unexpected(before)


def test_who_hangs_up_while_their_workbook_is_read_is_waited_for_by_nobody(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    whole = {"type": "http.request", "body": head + b"no workbook\r\n--x--\r\n", "more_body": False}
    before = client.get("/metrics").text
    assert hung_up(client, "/work/workbook", "multipart/form-data; boundary=x", whole) == 499
    assert _unexpected(client.get("/metrics").text) == _unexpected(before)
    assert not house_of(client).kept.of(Turns).uploading, "the next one would be told to wait"


def hung_up(client: TestClient, path: str, kind: str, event: dict) -> int:
    """The status that the log gets where nothing comes after this event of a signed-in person's request."""
    token, cookie = csrf(client), client.cookies[COOKIE]
    sent: list[dict] = []

    async def hang_up() -> None:
        events = iter([event])

        async def receive() -> dict:
            return next(events, {"type": "http.disconnect"})

        async def send(message: dict) -> None:
            sent.append(message)

        await client.app(
            {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "scheme": "http",
                "path": path,
                "raw_path": path.encode(),
                "root_path": "",
                "query_string": b"",
                "headers": [
                    (b"host", b"testserver.local"),
                    (b"cookie", f"{COOKIE}={cookie}".encode()),
                    (b"x-csrf-token", token.encode()),
                    (b"content-type", kind.encode()),
                ],
                "client": ("127.0.0.1", 1),
                "server": ("testserver.local", 80),
                "state": {},
            },
            receive,
            send,
        )

    with client.portal() as portal:
        portal.call(hang_up)
    return sent[0]["status"]


def _unexpected(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("zhanwang_unexpected_errors_total"))
