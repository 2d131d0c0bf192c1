"""What a connection may cost, tried with bare sockets on a real server: too much is refused, too slow is hung up on."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.databases import copy_sqlite
from tests.networks import served_process, serving
from tests.patience import PATIENCE_SECONDS
from tests.web.raw import connected, everything, pushed, said, status

MEBIBYTE = 1024 * 1024
TOLD = ("服务地址", "未设置审图号")
"""How lines for people begin, of which a server says a few at its start."""
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/v1/evaluate HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def folder(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the server below."""
    folder = tmp_path_factory.mktemp("door")
    copy_sqlite(demo_sqlite, folder / "zhanwang.sqlite")
    return folder


@pytest.fixture(scope="module")
def door(folder: Path) -> Iterator[str]:
    """A server that gives a head and a body one second each, and takes bodies of one megabyte."""
    short = {"ZHANWANG_REQUEST_HEAD_SECONDS": "1", "ZHANWANG_REQUEST_BODY_SECONDS": "1", "ZHANWANG_MAX_BODY_MIB": "1"}
    with serving(folder, ZHANWANG_TRUSTED_PROXIES="127.0.0.1", **short) as address:
        yield address


def test_an_ordinary_request_is_answered(door: str) -> None:
    answer = said(door, GET + b"Connection: close\r\n\r\n")
    assert status(answer) == 200


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (b"GET /healthz HTTP/1.1\r\nAccept: */*\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (GET + b"X-Long: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (GET + b"X: y\r\n" * 101 + b"\r\n", 431),
        (b"nothing like HTTP\r\n\r\n", 400),
        (GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 3000, 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"80000\r\n" + b" " * 0x80000 + b"\r\n") * 3, 413),
        (b"GET /healthz HTT", 408),
        (GET + b"X-Half: ", 408),
        (POST + b"Content-Length: 100\r\n\r\n[", 408),
    ],
)
def test_what_is_too_much_or_never_ends_is_refused_by_its_name(door: str, sent: bytes, wanted: int) -> None:
    answer = said(door, sent)
    assert status(answer) == wanted
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head.lower()
    problem = json.loads(body)
    assert problem["status"] == wanted
    assert problem["detail"]


def statuses(answers: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d+) ", answers)]


def test_requests_that_come_at_once_each_have_their_own_head(door: str) -> None:
    asked = b"OPTIONS /api/v1/sites HTTP/1.1\r\nHost: x\r\nAccept: a/b\r\nOrigin: https://elsewhere.example\r\n"
    answers = said(door, (asked + b"\r\n") * 60 + asked + b"Connection: close\r\n\r\n")
    assert statuses(answers) == [204] * 61
    assert answers.count(b"access-control-allow-origin: *") == 61


@pytest.mark.parametrize(
    "wrong", [b"nothing like HTTP\r\n\r\n", POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 3000]
)
def test_what_was_asked_before_something_wrong_is_answered_and_nothing_is_said_in_its_place(
    door: str, folder: Path, wrong: bytes
) -> None:
    assert statuses(said(door, (GET + b"\r\n") * 3 + wrong)) == [200, 200, 200]
    assert "Traceback" not in (folder / "server.log").read_text("utf-8")


@pytest.mark.parametrize("begun", [GET + b"X-Endless: ", b"GET /?q=", GET])
def test_a_head_without_an_end_is_not_read_for_long(door: str, begun: bytes) -> None:
    piece = b"X-More: y\r\n" * 5000 if begun == GET else b"a" * 65536
    with connected(door) as line:
        line.sendall(begun)
        assert pushed(line, piece, 160 * MEBIBYTE) < 20 * MEBIBYTE


def test_a_body_without_an_end_is_not_read_for_long_where_nobody_reads_bodies(door: str) -> None:
    with connected(door) as line:
        line.sendall(GET + b"Transfer-Encoding: chunked\r\n\r\n")
        assert pushed(line, b"10000\r\n" + b"a" * 0x10000 + b"\r\n", 160 * MEBIBYTE) < 20 * MEBIBYTE


def test_who_says_nothing_is_hung_up_on(door: str) -> None:
    assert said(door, b"") == b""


def test_others_are_answered_while_hundreds_of_requests_never_end(door: str) -> None:
    halves = (GET + b"X-Half: ", POST + b"Content-Length: 100\r\n\r\n[")
    lines = [connected(door) for _ in range(200)]
    opened = [line.__enter__() for line in lines]
    try:
        for number, line in enumerate(opened):
            line.sendall(halves[number % 2])
        assert httpx.get(f"{door}/about", timeout=PATIENCE_SECONDS).status_code == 200
        assert {status(everything(line)) for line in opened} == {408}
    finally:
        for line in lines:
            line.__exit__(None, None, None)


@pytest.mark.parametrize(
    "form",
    [
        {"content": "&".join(f"f{n}=" for n in range(10_001)).encode()},
        {"content": b"note=" + b"a" * (900 * 1024) * 2},
        {"files": [("file", ("x.png", b"", "image/png")) for _ in range(101)]},
    ],
)
def test_a_form_with_more_than_any_form_of_ours_is_413_for_people_and_programs(demo_server: str, form: dict) -> None:
    form = {
        **form,
        "headers": {} if "files" in form else {"Content-Type": "application/x-www-form-urlencoded"},
    }
    if form.get("content", b"").startswith(b"note"):
        form["content"] += b"a" * (400 * 1024)
    page = httpx.post(f"{demo_server}/sign-in", timeout=PATIENCE_SECONDS, **form)
    assert (page.status_code, page.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "没有保存" in page.text
    form["headers"]["Accept"] = "application/json"
    document = httpx.post(f"{demo_server}/sign-in", timeout=PATIENCE_SECONDS, **form)
    assert (document.status_code, document.headers["content-type"]) == (413, "application/problem+json")


def test_the_address_that_a_trusted_proxy_names_is_the_one_on_record(door: str, folder: Path) -> None:
    httpx.post(
        f"{door}/sign-in",
        data={"username": "a", "password": "b"},
        headers={"X-Forwarded-For": "203.0.113.9"},
        timeout=PATIENCE_SECONDS,
    )
    with sqlite3.connect(folder / "zhanwang.sqlite") as database:
        found = database.execute("SELECT client_address FROM access_record WHERE outcome = 'unknown_user'").fetchall()
    assert ("203.0.113.9",) in found


def test_every_line_that_the_server_logged_is_json(door: str, folder: Path) -> None:
    assert status(said(door, b"nothing like HTTP\r\n\r\n")) == 400
    lines = (folder / "server.log").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines if not line.startswith(TOLD)]
    assert {"refused at the door", "request"} <= {event["event"] for event in events}


@pytest.mark.long
def test_workers_share_the_connections_and_count_together_and_end_what_they_began(
    demo_sqlite: Path, tmp_path: Path
) -> None:
    copy_sqlite(demo_sqlite, tmp_path / "zhanwang.sqlite")
    with served_process(tmp_path, "--workers", "2") as (process, address):
        clients = [httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) for _ in range(60)]
        assert {client.get("/healthz").status_code for client in clients} == {200}
        port = int(address.rpartition(":")[2])
        held = [
            sum(c.status == "ESTABLISHED" and c.laddr.port == port for c in child.net_connections())
            for child in psutil.Process(process.pid).children()
        ]
        assert sorted(n > 12 for n in held)[-2:] == [True, True], held
        counts = {
            line.rpartition(" ")[2]
            for client in clients[:20]
            for line in client.get("/metrics").text.splitlines()
            if line.startswith("zhanwang_request_seconds_count") and 'route="/healthz"' in line
        }
        assert counts == {"60.0"}, "whichever worker is asked says the same"
        with connected(address) as line:
            sent = b"username=demo-tuxi&password=wrong-password"
            line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n")
            line.sendall(b"Content-Length: %d\r\n\r\n" % len(sent) + sent[:-1])
            assert clients[0].get("/about").status_code == 200, "so the head of the request above has been read"
            process.terminate()
            line.sendall(sent[-1:])
            assert status(everything(line)) == 401
        for client in clients:
            client.close()
        assert process.wait(PATIENCE_SECONDS) == 0
