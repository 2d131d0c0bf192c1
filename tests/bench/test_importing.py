"""`zhanwang import` of 5,000 sites into a new SQLite registry, beside writing the same rows with sqlite3 alone; and
import and evaluate of a province's sites in seconds of a processor, beside the least that an import can take.

The first peer checks nothing, judges nothing and keeps no change record; it writes code, name and document. The least
is reading the same lines as JSON and writing the rows of site and change record, indexes and all, by sqlite3.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from app.settings import PROJECT_DIR
from tests.bench.measuring import side_by_side, tell
from tests.cli.conftest import run
from tests.networks import clean_environment, seeds
from tests.oracle.documents import random_envelope, to_json
from tests.province import documents as province

pytestmark = pytest.mark.bench

SITES = 5_000


def documents() -> list[str]:
    """Random sites of Qu County as JSON lines, each with a code of its own."""
    rng = random.Random(20231127)
    made = (random_envelope(rng, "qu-2023")["site"] for _ in range(SITES))
    return [to_json({**site, "code": f"BENCH-{n:05d}"}) for n, site in enumerate(made)]


def test_every_imported_site_is_registered(tmp_path: Path) -> None:
    lines = documents()
    source = tmp_path / "sites.jsonl"
    source.write_text("\n".join(lines) + "\n", "utf-8")
    numbers = count()

    def zhanwang() -> int:
        folder = tmp_path / f"registry-{next(numbers)}"
        environment = clean_environment(folder)
        done = run(environment, "import", str(source))
        assert done.returncode == 0, done.stderr.decode()
        with sqlite3.connect(folder / "zhanwang.sqlite") as database:
            return int(database.execute("SELECT count(*) FROM site WHERE code LIKE 'BENCH-%'").fetchone()[0])

    def plain() -> int:
        with sqlite3.connect(tmp_path / f"plain-{next(numbers)}.sqlite") as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE site (code TEXT PRIMARY KEY, name TEXT, document TEXT)")
            rows = ((site["code"], site["name"], line) for line in lines for site in (json.loads(line),))
            database.executemany("INSERT INTO site VALUES (?, ?, ?)", rows)
            return int(database.execute("SELECT count(*) FROM site").fetchone()[0])

    ours, peer = side_by_side(zhanwang, plain, runs=3)
    assert ours.answer == peer.answer == SITES
    tell(
        f"`zhanwang import` of {SITES:,} sites into a new SQLite registry, the process's start and migrations included",
        f"zhanwang             {ours}: {SITES / ours.median:,.0f} sites a second",
        f"executemany, alone   {peer}: {SITES / peer.median:,.0f} rows a second",
        f"ratio                {ours.median / peer.median:.0f}",
    )


def processor_seconds(work: Callable[[], None]) -> float:
    """What the commands that the work runs take of a processor, user's and system's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_sites_a_second_of_a_processor(tmp_path: Path) -> None:
    programmes = list(seeds().programmes.values())
    lines = [to_json(one) for one in province(programmes, seeds().divisions, SITES)]
    many, one, numbers = tmp_path / "many.jsonl", tmp_path / "one.jsonl", count()
    many.write_text("\n".join(lines) + "\n", "utf-8")
    one.write_text(lines[0] + "\n", "utf-8")

    def command(*asked: str) -> Path:
        folder = tmp_path / f"registry-{next(numbers)}"
        asking = [sys.executable, "-m", "app.cli", *asked]
        # A process of its own and a child of this one: those that tests share tell nobody what they took.
        done = subprocess.run(asking, env=clean_environment(folder), cwd=PROJECT_DIR, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return folder / "zhanwang.sqlite"

    def a_site(*asked: str) -> float:
        """Seconds a site, the start taken off."""
        runs = [
            processor_seconds(lambda: command(*asked, str(many))) - processor_seconds(lambda: command(*asked, str(one)))
            for _ in range(3)
        ]
        return sorted(runs)[1] / SITES

    imported, evaluated = a_site("import", "--confirm"), a_site("evaluate")
    least = _least(command("import", "--confirm", str(many)), tmp_path / "least.sqlite", lines) / SITES
    tell(
        f"{SITES:,} sites of a province, sites a second of a processor, medians of three",
        f"zhanwang import    {1 / imported:,.0f}",
        f"zhanwang evaluate  {1 / evaluated:,.0f}",
        f"json and sqlite3   {1 / least:,.0f}: the least that an import can take",
    )


def _least(registry: Path, copy: Path, lines: list[str]) -> float:
    with sqlite3.connect(registry) as source:
        tables = {
            "site": source.execute("SELECT * FROM site WHERE code LIKE 'PR-%'").fetchall(),
            "change": source.execute("SELECT * FROM change WHERE subject_key LIKE 'PR-%'").fetchall(),
        }
        made = source.execute("SELECT sql FROM sqlite_master WHERE tbl_name IN ('site', 'change') AND sql IS NOT NULL")
        statements = [sql for (sql,) in made if not sql.startswith("CREATE TRIGGER")]
    assert {name: len(rows) for name, rows in tables.items()} == dict.fromkeys(tables, SITES)
    began = time.process_time()
    assert len([json.loads(line) for line in lines]) == SITES
    with sqlite3.connect(copy) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for sql in statements:
            database.execute(sql)
        for name, rows in tables.items():
            database.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
    return time.process_time() - began
