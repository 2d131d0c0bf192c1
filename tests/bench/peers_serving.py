"""The peers that serve over HTTP, each as a process of its own: a fixed body, datasette, GeoDjango on PostGIS.

Their packages stand in `.venv/peers`, from `requirements-peers.lock`; `make bench` puts them there.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

import asyncpg
import psutil

from tests.databases import PostgresServer, run_apart
from tests.installed import ROOT

PEERS = ROOT / ".venv" / "peers" / "bin"
Features = Mapping[str, Any]
"""GeoJSON features of sites by their codes."""
_HAVERSINE = (
    "2*6371008.8*asin(sqrt(pow(sin(radians(lat-:lat)/2),2)"
    "+cos(radians(lat))*cos(radians(:lat))*pow(sin(radians(lon-:lon)/2),2)))"
)
BOX_SQL = (
    "select code, feature from site where lon between :west and :east and lat between :south and :north"
    " order by code limit 500"
)
NEAREST_SQL = f"select code, feature, {_HAVERSINE} as metres from site where operating order by metres limit 10"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _running(command: Sequence[object], url: str, log: Path, **environment: str) -> Iterator[psutil.Process]:
    """The process, once it answers at `url`."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            list(map(str, command)), cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said
        )
    try:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(url, timeout=30) as answer:
                    answer.read()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise AssertionError(log.read_text("utf-8")[-2000:]) from None
                time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def fixed_body(folder: Path, body: bytes, media_type: str) -> Iterator[tuple[str, psutil.Process]]:
    """The address that answers with these bytes."""
    port, file = free_port(), folder / f"body-{len(body)}"
    file.write_bytes(body)
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "tests.bench.fixed_body", port, file, media_type]
    with _running(command, url, folder / "fixed.log") as process:
        yield url, process


@contextmanager
def datasette(folder: Path, features: Features) -> Iterator[tuple[str, psutil.Process]]:
    """The address of datasette with the sites as its one table, indexed by where they are."""
    file = folder / "sites.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE site (code TEXT PRIMARY KEY, lon REAL, lat REAL, operating INT, feature TEXT)")
        rows = (
            (code, *one["geometry"]["coordinates"], one["properties"]["status"] == "operating", json.dumps(one))
            for code, one in features.items()
            if one["geometry"]
        )
        database.executemany("INSERT INTO site VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("CREATE INDEX site_place ON site (lon, lat)")
    database.close()
    port = free_port()
    url = f"http://127.0.0.1:{port}/sites.json"
    command = [PEERS / "datasette", "serve", "--immutable", file, "--port", port]
    with _running(command, f"{url}?sql=select+1", folder / "datasette.log") as process:
        yield url, process


def by_sql(url: str, sql: str, **given: object) -> str:
    """The address of a query of datasette's."""
    return f"{url}?{urlencode({'sql': sql, '_shape': 'array', **given}, quote_via=quote)}"


@contextmanager
def geodjango(folder: Path, server: PostgresServer, features: Features) -> Iterator[tuple[str, psutil.Process]]:
    """The address of GeoDjango on this server, with the sites in operation in a table."""
    name = server.create()

    async def fill() -> None:
        connection = await asyncpg.connect(server.database_url(name))
        await connection.execute("CREATE EXTENSION postgis")
        await connection.execute(
            "CREATE TABLE site (code text PRIMARY KEY, feature text, point geography(Point, 4326))"
        )
        rows = [
            (code, json.dumps(one), *map(float, one["geometry"]["coordinates"]))
            for code, one in features.items()
            if one["geometry"] and one["properties"]["status"] == "operating"
        ]
        insert = "INSERT INTO site VALUES ($1, $2, ST_SetSRID(ST_MakePoint($3, $4), 4326)::geography)"
        await connection.executemany(insert, rows)
        await connection.execute("CREATE INDEX ON site USING gist (point)")
        await connection.execute("ANALYZE site")
        await connection.close()

    run_apart(fill())
    port = free_port()
    url = f"http://127.0.0.1:{port}/nearest"
    command = [PEERS / "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", 4, "tests.bench.geodjango:application"]
    place = f"{folder_of(server)}:{name}"
    try:
        with _running(command, f"{url}?lon=107&lat=31", folder / "django.log", PEER_DATABASE=place) as process:
            yield url, process
    finally:
        server.drop(name)


def folder_of(server: PostgresServer) -> str:
    """Where the socket of a server of the tests lies."""
    found = dict(part.split("=") for part in urlsplit(server.url).query.split("&") if "=" in part)
    return unquote(found["host"])
