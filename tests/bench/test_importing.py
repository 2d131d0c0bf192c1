"""`zhanwang import` of 5,000 sites into a new SQLite registry, beside writing the same rows with sqlite3 alone.

The peer checks nothing, judges nothing and keeps no change record; it writes code, name and document.
"""

from __future__ import annotations

import json
import random
import sqlite3
from itertools import count
from pathlib import Path

import pytest

from tests.bench.measuring import side_by_side, tell
from tests.cli.conftest import run
from tests.networks import clean_environment
from tests.oracle.documents import random_envelope, to_json

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
