"""Attacks on a server of this machine, one a run: ``python -m tests.soak.attacks NAME ADDRESS``.

Each is bounded in count and in time, and goes to 127.0.0.1 alone. They are processes of their own, so that they take no
time from those who measure what others feel.
"""

import resource
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx

from tests.web.raw import connected, pushed

SECONDS = 16
MEBIBYTE = 1024 * 1024
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /api/v1/evaluate HTTP/1.1\r\nHost: x\r\n"


def _until_time_is_up(once: Callable[[], None]) -> int:
    """Do it again and again; how often."""
    until, done = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        once()
        done += 1
    return done


def huge_header(address: str) -> str:
    """One header of 160 MB, over and over."""

    def once() -> None:
        with connected(address) as line:
            line.sendall(GET + b"X-Huge: ")
            pushed(line, b"a" * 65536, 160 * MEBIBYTE)

    return f"{_until_time_is_up(once)} heads"


def endless_header(address: str) -> str:
    """Header after header, each small, without an end."""

    def once() -> None:
        with connected(address) as line:
            line.sendall(GET)
            pushed(line, b"X-More: yes\r\n" * 400, 160 * MEBIBYTE)

    return f"{_until_time_is_up(once)} heads"


def _trickle(address: str, begun: bytes, count: int) -> str:
    """Connections that never finish and send a byte a second to be kept."""
    with ExitStack() as lines:
        opened = [lines.enter_context(connected(address)) for _ in range(count)]
        for line in opened:
            line.sendall(begun)

        def once() -> None:
            for line in list(opened):
                try:
                    line.send(b"1")
                except OSError:
                    opened.remove(line)
            time.sleep(1)

        _until_time_is_up(once)
        return f"{count} connections, {len(opened)} still open"


def slow_head(address: str) -> str:
    """Heads of a byte a second."""
    return _trickle(address, GET + b"X-Slow: ", 800)


def slow_body(address: str) -> str:
    """Bodies of a byte a second."""
    return _trickle(address, POST + b"Content-Length: 100000\r\n\r\n[", 400)


def many_parts(address: str) -> str:
    """Forms of a hundred thousand parts and of a million fields, and bodies in pieces of one byte."""
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n'
    parts = part * 100_000 + b"--b--\r\n"
    fields = b"&".join([b"a=1"] * 1_000_000)
    kinds = ((parts, "multipart/form-data; boundary=b"), (fields, "application/x-www-form-urlencoded"))
    statuses: set[int] = set()

    def once() -> None:
        for body, kind in kinds:
            try:
                answer = client.post("/sign-in", content=body, headers={"Content-Type": kind})
                statuses.add(answer.status_code)
            except httpx.TransportError:
                statuses.add(0)
        with connected(address) as line:
            line.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
            pushed(line, b"1\r\n \r\n" * 10_000, 100 * MEBIBYTE)

    with httpx.Client(base_url=address, timeout=60) as client:
        return f"{_until_time_is_up(once)} rounds, answered {sorted(statuses)}"


def many_connections(address: str) -> str:
    """Six thousand connections that say nothing, kept open as long as the server lets them."""
    with ExitStack() as lines:
        opened: list[socket.socket] = []

        def once() -> None:
            for _ in range(min(200, 6000 - len(opened))):
                try:
                    opened.append(lines.enter_context(connected(address)))
                except OSError:
                    break
            time.sleep(0.2)

        _until_time_is_up(once)
        return f"{len(opened)} connections"


def password_spraying(address: str) -> str:
    """One password on ever new names, by eight at a time."""
    counts: dict[int, int] = {}

    def attempt(number: int) -> int:
        data = {"username": f"clerk{number}", "password": "Spring2026!!"}
        return client.post("/sign-in", data=data).status_code

    with httpx.Client(base_url=address, timeout=60) as client, ThreadPoolExecutor(8) as threads:
        numbers = iter(range(100_000))

        def once() -> None:
            for status in threads.map(attempt, [next(numbers) for _ in range(8)]):
                counts[status] = counts.get(status, 0) + 1

        _until_time_is_up(once)
    return f"answered {dict(sorted(counts.items()))}"


ATTACKS: dict[str, Callable[[str], str]] = {
    one.__name__: one
    for one in (
        huge_header,
        endless_header,
        slow_head,
        slow_body,
        many_parts,
        many_connections,
        password_spraying,
    )
}

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    sys.stdout.write(ATTACKS[sys.argv[1]](sys.argv[2]))
