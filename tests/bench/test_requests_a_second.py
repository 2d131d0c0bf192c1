"""Requests a second over 16 connections, of a county and of a province, beside datasette, GeoDjango and a fixed body.

Each server is a process of its own with one worker; all are asked in turn, in rounds, by wrk. Beside other work a
second of the clock says little, so what counts are requests a second of the server's processor, and the ratio.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from geopy.distance import geodesic

from app.journeys.demo.add import PASSWORD
from app.journeys.house import build_house
from app.journeys.network.judged import network
from app.journeys.network.keeping import keep_network
from app.journeys.opening import database_of
from tests.bench.measuring import tell
from tests.bench.peers_serving import BOX_SQL, NEAREST_SQL, by_sql, datasette, fixed_body, geodjango
from tests.bench.wrk import Asked, Run, run
from tests.databases import PostgresServer, copy_sqlite, postgres_server, run_apart
from tests.networks import demo_sqlite, seeds, served_process, settings_for
from tests.province import settle

__all__ = ["demo_sqlite", "postgres_server"]

pytestmark = pytest.mark.bench

ROUNDS = 3
BESIDE = {0: "226", 25_000: "25,000"}
"""Sites beside those of the demonstration, and what the place is called."""
HERE = (107.0587, 31.0109)
BOXES = {0: "106.5,30.4,107.5,31.4", 25_000: "106.95,30.8,107.0,30.83"}
"""Boxes that hold some hundred sites, and at most 500."""
SITE = "QX-TUXI"


class Place(NamedTuple):
    """A registry that is served, and its public sites as features."""

    beside: int
    url: str
    process: psutil.Process
    features: Mapping[str, Any]
    folder: Path


async def _grown(folder: Path, sites: int) -> None:
    house = build_house(settings_for(f"sqlite:///{folder / 'zhanwang.sqlite'}", folder), seeds=seeds())
    async with database_of(house):
        await settle(house, ("qu-2023", "gangbei-2025"), sites)
        await network(house)
        await keep_network(house)


@pytest.fixture(scope="module", params=BESIDE, ids=list(BESIDE.values()))
def place(
    request: pytest.FixtureRequest, demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    copy_sqlite(demo_sqlite, folder / "zhanwang.sqlite")
    run_apart(_grown(folder, request.param))
    with served_process(folder) as (process, url):
        features, address = {}, "/api/v1/sites?limit=1000"
        while address:
            page = _json(f"{url}{address}")
            features |= {one["properties"]["code"]: one for one in page["features"]}
            address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        yield Place(request.param, url, psutil.Process(process.pid), features, folder)


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=120) as answer:
        return bytes(answer.read())


def _json(url: str) -> Any:
    return json.loads(_read(url))


def in_turn(asked: list[Asked]) -> dict[str, list[Run]]:
    """Rounds of all, after one short one of each."""
    for one in asked:
        run(one, 1)
    found: dict[str, list[Run]] = {}
    for _ in range(ROUNDS):
        for one in asked:
            found.setdefault(one.name, []).append(run(one))
    return found


def _line(name: str, runs: list[Run], peer: list[Run] | None = None) -> str:
    a_cpu, a_second, middle, late, client = (
        statistics.median(getattr(one, key) for one in runs)
        for key in ("a_processor_second", "a_second", "median_ms", "p99_ms", "clients_share")
    )
    ratio = (
        ""
        if peer is None
        else f"; of the fixed body {a_cpu / statistics.median(p.a_processor_second for p in peer):.2f}"
    )
    return (
        f"{name:34} {a_cpu:8,.0f} a second of its processor, {a_second:8,.0f} by the clock, "
        f"median {middle:.1f} ms, p99 {late:.1f} ms, wrk {client:.0%}{ratio}"
    )


def _load() -> str:
    return "load " + " ".join(f"{one:.0f}" for one in psutil.getloadavg())


def test_what_visitors_and_programs_ask_most(place: Place) -> None:
    asked = [
        Asked("first page", f"{place.url}/", (place.process,)),
        Asked("site page", f"{place.url}/sites/{SITE}", (place.process,)),
        Asked("verdict", f"{place.url}/api/v1/sites/{SITE}/compliance", (place.process,)),
        Asked("nothing (/healthz)", f"{place.url}/healthz", (place.process,)),
    ]
    with ExitStack() as open_peers:
        for one in asked[:3]:
            url, process = open_peers.enter_context(fixed_body(place.folder, _read(one.url), "text/html"))
            asked.append(Asked(f"{one.name}, fixed", url, (process,)))
        found = in_turn(asked)
    lines = [_line(name, runs, found.get(f"{name}, fixed")) for name, runs in found.items()]
    tell(f"asked most, {BESIDE[place.beside]} sites, {_load()}", *lines)


def test_a_box_beside_datasette_and_a_fixed_body(place: Place) -> None:
    box = BOXES[place.beside]
    ours = f"{place.url}/api/v1/sites?bbox={box}&limit=500"
    body = _read(ours)
    with (
        datasette(place.folder, place.features) as (address, peer),
        fixed_body(place.folder, body, "application/geo+json") as (fixed, stack),
    ):
        theirs = by_sql(address, BOX_SQL, **dict(zip(("west", "south", "east", "north"), box.split(","), strict=True)))
        codes = [one["properties"]["code"] for one in json.loads(body)["features"]]
        assert sorted(codes) == sorted(one["code"] for one in _json(theirs))
        found = in_turn(
            [
                Asked("ours", ours, (place.process,)),
                Asked("datasette", theirs, (peer,)),
                Asked("fixed body", fixed, (stack,)),
            ]
        )
    lines = [_line(name, runs, found["fixed body"]) for name, runs in found.items()]
    tell(
        f"{len(codes)} sites in a box among {BESIDE[place.beside]}, {len(body) / 1024:.0f} KiB, all equal, {_load()}",
        *lines,
    )


def test_the_nearest_ten_beside_datasette_and_geodjango(place: Place, postgres_server: PostgresServer) -> None:
    lon, lat = HERE
    ours = f"{place.url}/api/v1/sites/nearest?lon={lon}&lat={lat}&limit=10"
    near = [(one["properties"]["code"], one["properties"]["metres"]) for one in _json(ours)["features"]]
    metres = {
        code: geodesic((lat, lon), one["geometry"]["coordinates"][::-1]).m
        for code, one in place.features.items()
        if one["geometry"] and one["properties"]["status"] == "operating"
    }
    right = sorted(metres, key=metres.__getitem__)[:10]
    assert [code for code, _ in near] == right, "not the nearest on the ellipsoid"
    assert all(abs(said - metres[code]) <= 1 for code, said in near)
    with (
        datasette(place.folder / "..", place.features) as (address, peer),
        geodjango(place.folder, postgres_server, place.features) as (django, served),
    ):
        theirs = by_sql(address, NEAREST_SQL, lon=lon, lat=lat)
        on_sphere = [one["code"] for one in _json(theirs)]
        by_postgis = [one["properties"]["code"] for one in _json(f"{django}?lon={lon}&lat={lat}")["features"]]
        assert by_postgis == right
        databases = tuple(one for one in psutil.Process().children() if one.name() == "postgres")
        found = in_turn(
            [
                Asked("ours", ours, (place.process,)),
                Asked("datasette, haversine", theirs, (peer,)),
                Asked("GeoDjango and PostGIS", f"{django}?lon={lon}&lat={lat}", (served, *databases)),
            ]
        )
    same = sum(one == other for one, other in zip(on_sphere, right, strict=True))
    lines = [_line(name, runs) for name, runs in found.items()]
    tell(f"the nearest ten of {BESIDE[place.beside]}, {same} of 10 the same on a sphere, {_load()}", *lines)


def test_healthz_beside_the_pages_of_the_county(place: Place) -> None:
    with httpx.Client(base_url=place.url, timeout=120) as client:
        form = {"username": "demo-county", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
        lines = []
        for page in ("/county", "/work"):
            assert client.get(page).status_code == 200
            own, times = _alone(client, page), []
            asking = ["wrk", "-t1", "-c1", "-d6s", "-H", f"Cookie: {cookies}", f"{place.url}{page}"]
            with subprocess.Popen(asking, stdout=subprocess.PIPE, text=True) as busy:
                times = _probed(place.url, busy)
                assert busy.stdout is not None
                said = busy.stdout.read()
            assert "Non-2xx" not in said
            late = statistics.quantiles(times, n=100)[-1]
            lines.append(
                f"{page:8} {own * 1000:.0f} ms by the clock at best; /healthz beside it, asked {len(times)} times:"
                f" median {statistics.median(times) * 1000:.1f} ms, p99 {late * 1000:.1f} ms"
            )
        idle = _probed(place.url, None)
        lines.append(f"/healthz alone: median {statistics.median(idle) * 1000:.1f} ms")
    tell(f"pages of an administrator, {BESIDE[place.beside]} sites, {_load()}", *lines)


def _alone(client: httpx.Client, page: str) -> float:
    """Seconds of the shortest of some answers."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        client.get(page)
        times.append(time.perf_counter() - began)
    return min(times)


def _probed(url: str, busy: subprocess.Popen[str] | None) -> list[float]:
    """What `/healthz` takes while somebody is busy; 100 times where nobody is."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    times: list[float] = []
    while busy.poll() is None if busy is not None else len(times) < 100:
        began = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() is not None
        times.append(time.perf_counter() - began)
        time.sleep(0.01)
    connection.close()
    return times
