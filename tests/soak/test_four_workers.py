"""Four workers on PostgreSQL with a streaming replica, a province of sites, minutes of saves and reads.

What one worker was told is shown by all within a second, by the clock; at rest every worker shows what the database
holds, judged anew by somebody who never saw the traffic; memory stays where it was. `ZHANWANG_SOAK_MINUTES` says for
how long, three minutes without it. The pace is moderate, so that what is measured is not how long requests queue.
"""

from __future__ import annotations

import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from app.journeys.house import build_house
from app.journeys.network.judged import network
from app.journeys.opening import database_of
from tests.bench.measuring import tell
from tests.bench.test_reading import PROVINCE, grown
from tests.cli.test_server_killed_while_writing import token_of
from tests.databases import PostgresServer, own_server, replica_of, run_apart
from tests.installed import seeds, settings_for
from tests.networks import served_process
from tests.soak.load import READS
from tests.soak.test_served_for_minutes import told

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("ZHANWANG_SOAK_MINUTES", "3"))
WORKERS, WRITERS, READERS = 4, 3, 4
OWN_SITES = 40
PAUSE_SECONDS = 0.3
SECONDS_TO_SEE = 1.0
"""From the answer to a save until nobody is shown anything older."""
CONNECTIONS_TO_MEET_ALL = 40
"""The kernel deals connections out by chance: of so many, each of four workers gets one (all but 4 in 100,000)."""
MOST_GROWTH = 1.15


@dataclass
class Seen:
    """What all saw together: seconds of saves and reads, how long after a save an older state was last shown."""

    saves: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    stale: list[float] = field(default_factory=list)
    probes: int = 0
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    with own_server() as first, replica_of(first) as second:
        yield first, second


def test_all_workers_show_what_one_was_told(servers: tuple[PostgresServer, PostgresServer], tmp_path: Path) -> None:
    first, second = servers
    name = first.create()
    run_apart(_filled(first.database_url(name), tmp_path))
    urls = {"ZHANWANG_DATABASE_URL": first.database_url(name), "ZHANWANG_REPLICA_URL": second.database_url(name)}
    seen, stop, sizes = Seen(), threading.Event(), list[int]()
    with served_process(tmp_path, "--workers", str(WORKERS), **urls) as (process, address):
        token = token_of(address)
        _warm(address)
        crowd = [threading.Thread(target=save, args=(address, token, n, stop, seen)) for n in range(WRITERS)]
        crowd += [threading.Thread(target=read, args=(address, n, stop, seen)) for n in range(READERS)]
        for one in crowd:
            one.start()
        until = time.monotonic() + MINUTES * 60
        while time.monotonic() < until and process.poll() is None:
            time.sleep(1)
            sizes.append(_memory(process.pid))
        stop.set()
        for one in crowd:
            one.join(120)
        assert process.poll() is None, "the server ended by itself"
        (tmp_path / "apart").mkdir()
        truth = run_apart(_judged_anew(first.database_url(name), tmp_path / "apart"))
        differing = _differing(address, truth)
    assert not any(one.is_alive() for one in crowd)
    assert seen.wrong == []
    assert differing == []
    assert seen.saves
    third = max(1, len(sizes) // 3)
    begun, ended = statistics.median(sizes[third : 2 * third]), statistics.median(sizes[-third:])
    tell(
        f"{MINUTES:g} minutes, {PROVINCE:,} sites, {WORKERS} workers, PostgreSQL with a replica",
        f"saves: {len(seen.saves):,}, {told(seen.saves)}",
        f"reads: {len(seen.reads):,}, {told(seen.reads)}",
        f"looked after saves {seen.probes:,} times; an older state was last shown {max(seen.stale, default=0):.2f} s"
        f" after the answer ({len(seen.stale)} times at all)",
        f"memory of the workers together: {begun:.0f} MB in the second third, {ended:.0f} MB in the last",
        f"at rest {len(truth)} sites and the progress, compared over {CONNECTIONS_TO_MEET_ALL} connections: equal",
    )
    assert ended < begun * MOST_GROWTH


def _warm(address: str) -> None:
    """Have every worker make its network before anything is timed."""
    for _ in range(CONNECTIONS_TO_MEET_ALL):
        httpx.get(f"{address}/programmes/qu-2023", timeout=600)


async def _filled(url: str, folder: Path) -> None:
    house = build_house(settings_for(url, folder), seeds=seeds())
    async with database_of(house):
        await grown(house, PROVINCE)


async def _judged_anew(url: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The sites that were written, as the database has them and judges them now."""
    house = build_house(settings_for(url, folder), seeds=seeds())
    async with database_of(house):
        whole = await network(house)
        return {
            code: {
                "status": member.site.status,
                "compliance": member.status,
                "address": member.site.address,
                "version": member.version,
            }
            for code in _all_written()
            for member in [whole.by_code[code]]
        }


def _differing(address: str, truth: dict[str, dict[str, Any]]) -> list[str]:
    """What any worker shows otherwise than the database has it, each asked over connections of their own."""
    found, progresses = [], set()
    for _ in range(CONNECTIONS_TO_MEET_ALL):
        with httpx.Client(base_url=address, timeout=120) as client:
            progresses.add(client.get("/api/v1/programmes/qu-2023/progress").text)
            for code, right in truth.items():
                shown = client.get(f"/api/v1/sites/{code}").json()
                found += [f"{code} {key}: {shown[key]}" for key in right if key in shown and shown[key] != right[key]]
    return found + ([] if len(progresses) == 1 else [f"{len(progresses)} different progresses"])


def _written(writer: int) -> list[str]:
    return [f"PR-{number:06d}" for number in range(writer * 1000, writer * 1000 + OWN_SITES)]


def _all_written() -> list[str]:
    return [code for writer in range(WRITERS) for code in _written(writer)]


def save(address: str, token: str, writer: int, stop: threading.Event, seen: Seen) -> None:
    """Save one site after another, and look over fresh connections whether all show it."""
    rng, headers = random.Random(writer), {"Authorization": f"Bearer {token}"}
    codes, number = _written(writer), 0
    while not stop.wait(PAUSE_SECONDS):
        number += 1
        code, said = rng.choice(codes), f"soak {writer}-{number}"
        change = {"code": code, "address": said, "facts": {"area_m2": rng.choice((20, 40, 80, 120))}}
        began = time.monotonic()
        with httpx.Client(base_url=address, timeout=120, headers=headers) as client:
            answer = client.post("/api/v1/sites", json={"sites": [change], "reason": said})
        saved = time.monotonic()
        seen.saves.append(saved - began)
        if answer.status_code != 200:
            seen.wrong.append(f"{said}: {answer.status_code} {answer.text[:300]}")
            continue
        _look(address, code, said, saved, seen)


def _look(address: str, code: str, said: str, saved: float, seen: Seen) -> None:
    """Ask as the public does until eight fresh connections in a row were shown what was saved."""
    right = 0
    while right < 8:
        began = time.monotonic()
        with httpx.Client(base_url=address, timeout=120) as client:
            shown = client.get(f"/api/v1/sites/{code}").json().get("address")
        seen.probes += 1
        if shown == said:
            right += 1
            continue
        right = 0
        seen.stale.append(began - saved)
        if began - saved > SECONDS_TO_SEE:
            seen.wrong.append(f"{code} shows {shown!r} {began - saved:.2f} s after {said!r} was saved")
            return


def read(address: str, number: int, stop: threading.Event, seen: Seen) -> None:
    """Ask for what the public asks."""
    rng = random.Random(number)
    while not stop.wait(PAUSE_SECONDS):
        began = time.monotonic()
        with httpx.Client(base_url=address, timeout=120) as client:
            answer = client.get(rng.choice(READS))
        seen.reads.append(time.monotonic() - began)
        if answer.status_code >= 400:
            seen.wrong.append(f"{answer.request.url.raw_path!r}: {answer.status_code}")


def _memory(pid: int) -> int:
    """Megabytes of the server with its workers."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) // 2**20
