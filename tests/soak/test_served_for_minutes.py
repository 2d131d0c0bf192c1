"""A server under readers and writers for minutes, on SQLite: nothing answered as saved is lost, and no answer is a 5xx.

`ZHANWANG_SOAK_MINUTES` says for how long, three minutes without it. All traffic stays on this machine.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import threading
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.bench.measuring import tell
from tests.cli.test_server_killed_while_writing import token_of
from tests.networks import served_process
from tests.soak.load import SHARED, Seen, read, write

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("ZHANWANG_SOAK_MINUTES", "3"))
WRITERS, READERS = 4, 6
MOST_MEGABYTES = 1024


def versions(folder: Path) -> dict[str, int]:
    """Version of every site as stored."""
    with sqlite3.connect(folder / "zhanwang.sqlite") as database:
        return dict(database.execute("SELECT code, version FROM site").fetchall())


def recorded(folder: Path) -> Counter[tuple[str, str]]:
    """Reason and site of every change record of this run."""
    with sqlite3.connect(folder / "zhanwang.sqlite") as database:
        asked = "SELECT reason, subject_key FROM change WHERE subject_kind = 'site' AND reason LIKE 'soak %'"
        return Counter(database.execute(asked).fetchall())


def test_nothing_answered_is_lost_and_nothing_fails_under_readers_and_writers(
    demo_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(demo_sqlite, tmp_path / "zhanwang.sqlite")
    before = versions(tmp_path)
    seen, stop, sizes = Seen(), threading.Event(), []
    with served_process(tmp_path) as (process, address):
        token = token_of(address)
        crowd = [threading.Thread(target=write, args=(address, token, n, stop, seen)) for n in range(WRITERS)]
        for number in range(READERS):
            own = token if number % 2 else None
            crowd.append(threading.Thread(target=read, args=(address, own, number, stop, seen)))
        for one in crowd:
            one.start()
        until = time.monotonic() + MINUTES * 60
        while time.monotonic() < until and process.poll() is None:
            time.sleep(1)
            sizes.append(psutil.Process(process.pid).memory_info().rss // 2**20)
        stop.set()
        for one in crowd:
            one.join(90)
        assert process.poll() is None, "the server ended by itself"
    assert not any(one.is_alive() for one in crowd)

    assert seen.wrong == []
    assert len(seen.saved) > 0
    records, after = recorded(tmp_path), versions(tmp_path)
    # Each write changed two sites once: one record each and one version more, whoever else was writing.
    assert records == Counter((reason, code) for reason, own in seen.saved for code in (own, SHARED))
    raised = {code: version - before[code] for code, version in after.items() if version != before[code]}
    assert raised == dict(Counter(code for _, own in seen.saved for code in (own, SHARED)))
    assert max(sizes) < MOST_MEGABYTES
    third = max(1, len(sizes) // 3)
    tell(
        f"{MINUTES:g} minutes, {WRITERS} writers and {READERS} readers on SQLite, one server process",
        f"{sum(seen.statuses.values()):,} answers: {dict(sorted(seen.statuses.items()))}",
        f"writes of two sites: {len(seen.saved) / MINUTES / 60:.0f} a second, {told(seen.write_seconds)}",
        f"reads: {len(seen.read_seconds) / MINUTES / 60:.0f} a second, {told(seen.read_seconds)}",
        f"memory of the server: {statistics.median(sizes[:third]):.0f} MB in the first third,"
        f" {statistics.median(sizes[-third:]):.0f} MB in the last",
    )


def told(seconds: list[float]) -> str:
    """Median, 99 in 100, and the slowest."""
    cuts = statistics.quantiles(seconds, n=100)
    return f"median {cuts[49] * 1000:.0f} ms, 99 in 100 within {cuts[98] * 1000:.0f} ms, all {max(seconds) * 1000:.0f}"
