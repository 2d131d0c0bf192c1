"""Backups as whoever runs an installation meets them: made while others write, put back whole on either engine."""

import json
import re
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.journeys.demo.add import PASSWORD
from tests.cli.conftest import run
from tests.databases import ENGINES, PostgresServer
from tests.networks import ROOT, clean_environment, served_process, serving
from tests.patience import PATIENCE_SECONDS

SMALL_DISK = """
import resource
from app.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
main()
"""
ROADS = b"roads of the county, as a file among others" * 10_000


@pytest.fixture(params=ENGINES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of another installation, on each engine, with nothing in it."""
    if request.param == "sqlite":
        yield clean_environment(tmp_path / "elsewhere")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield clean_environment(tmp_path / "elsewhere", ZHANWANG_DATABASE_URL=server.database_url(name))
    server.drop(name)


def folder(environment: dict[str, str]) -> Path:
    return Path(environment["ZHANWANG_DATA_DIR"])


def extra(environment: dict[str, str]) -> dict[str, str]:
    """What `serving` has to be told beside the folder."""
    return {name: value for name, value in environment.items() if name == "ZHANWANG_DATABASE_URL"}


def answers(environment: dict[str, str], tmp_path: Path) -> tuple[bytes, bytes, bytes]:
    """What the installation says: every site with all that is known, the county's result, and its accounts."""
    out = tmp_path / "answers.jsonl"
    assert run(environment, "export", str(out)).returncode == 0
    audited = run(environment, "audit", "--format", "json", "--as-of", "2026-11-01")
    assert audited.returncode == 0
    return out.read_bytes(), audited.stdout, run(environment, "user", "list").stdout


def signed_in(client: httpx.Client) -> str:
    client.post("/sign-in", data={"username": "demo-county", "password": PASSWORD})
    secret = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)
    assert secret is not None
    return secret[1]


@pytest.mark.long
@pytest.mark.both_engines
def test_a_restored_backup_gives_the_same_answers_on_either_engine(
    demo_environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    home = folder(demo_environment)
    with (
        serving(home, **extra(demo_environment)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client,
    ):
        csrf = signed_in(client)
        picture = (ROOT / "static" / "img" / "start-page.png").read_bytes()
        sent = client.post(
            "/work/sites/QX-HUB/evidence",
            data={"about": "facts.area_m2", "csrf_token": csrf},
            files={"file": ("hall.png", picture, "image/png")},
        )
        assert sent.status_code in (200, 303), sent.text
        page = client.post("/account/tokens", data={"csrf_token": csrf, "name": "x", "days": "1"}).text
        (token,) = set(re.findall(r"zw_[\w-]+", page))
        (home / "roads").mkdir(exist_ok=True)
        (home / "roads" / "511725000000.npz.kept").write_bytes(ROADS)
        done = run(demo_environment, "backup", str(tmp_path / "b.zip"))
        assert done.returncode == 0, done.stderr.decode()
        assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    done = run(elsewhere, "restore", str(tmp_path / "b.zip"))
    assert done.returncode == 0, done.stderr.decode()
    there = folder(elsewhere)
    kept = {path.name: path.read_bytes() for path in (home / "evidence").rglob("*") if path.is_file()}
    assert kept
    assert {p.name: p.read_bytes() for p in (there / "evidence").rglob("*") if p.is_file()} == kept
    assert (there / "roads" / "511725000000.npz.kept").read_bytes() == ROADS
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in there.rglob("*"))
    (there / "roads" / "511725000000.npz.kept").unlink()
    assert answers(elsewhere, tmp_path) == answers(demo_environment, tmp_path)
    with (
        serving(there, **extra(elsewhere)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client,
    ):
        asked = client.get("/api/v1/proposals", headers={"Authorization": f"Bearer {token}"})
        assert asked.status_code == 200, "tokens go on"
        signed_in(client)


@pytest.mark.long
@pytest.mark.both_engines
def test_it_is_of_one_moment_while_others_write(
    demo_environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    written: list[int] = []
    begun, done = threading.Event(), threading.Event()
    with (
        serving(folder(demo_environment), **extra(demo_environment)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client,
    ):
        page = client.post("/account/tokens", data={"csrf_token": signed_in(client), "name": "x", "days": "1"}).text
        headers = {"Authorization": "Bearer " + re.findall(r"zw_[\w-]+", page)[0]}

        def write(writer: int) -> None:
            with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as own:
                for number in range(writer, 100_000, 2):
                    if done.is_set():
                        return
                    pair = [
                        {"code": code, "address": f"{number}"} for code in (f"DEMO-FWD-{1 + number % 60:03d}", "QX-HUB")
                    ]
                    if own.post("/api/v1/sites", json={"sites": pair, "reason": f"{number}"}).status_code == 200:
                        written.append(number)
                        begun.set()

        writers = [threading.Thread(target=write, args=(n,)) for n in range(2)]
        for thread in writers:
            thread.start()
        codes = []
        assert begun.wait(PATIENCE_SECONDS), "the first backup, too, is of a moment after something was written"
        for number in range(3):
            before = None
            while before in (None, len(written)):  # once more where nobody wrote meanwhile
                before = len(written)
                (tmp_path / f"{number}.zip").unlink(missing_ok=True)
                codes.append(run(demo_environment, "backup", str(tmp_path / f"{number}.zip")).returncode)
                assert all(thread.is_alive() for thread in writers)
        done.set()
        for thread in writers:
            thread.join(PATIENCE_SECONDS)
    assert set(codes) == {0}
    for number in range(3):
        restored = run(elsewhere, "restore", "--force", str(tmp_path / f"{number}.zip"))
        assert restored.returncode == 0, restored.stderr.decode()
        out = tmp_path / "sites.jsonl"
        assert run(elsewhere, "export", str(out)).returncode == 0
        sites = {site["code"]: site for site in map(json.loads, out.read_text("utf-8").splitlines())}
        last = int(sites["QX-HUB"]["address"])
        assert sites[f"DEMO-FWD-{1 + last % 60:03d}"]["address"] == f"{last}", "both sites of one saving, or neither"


@pytest.mark.long
def test_what_is_there_stays_unless_it_is_told_to_go(
    demo_environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert run(demo_environment, "backup", str(tmp_path / "demo.zip")).returncode == 0
    adding = ("user", "add", "clerk", "--role", "reader", "--password-stdin")
    assert run(elsewhere, *adding, given=b"long enough, isn't it\n").returncode == 0
    before = answers(elsewhere, tmp_path)
    refused = run(elsewhere, "restore", str(tmp_path / "demo.zip"))
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert b"not empty" in refused.stderr
    assert answers(elsewhere, tmp_path) == before
    assert run(elsewhere, "restore", "--force", str(tmp_path / "demo.zip")).returncode == 0
    assert answers(elsewhere, tmp_path) == answers(demo_environment, tmp_path)


@pytest.mark.long
def test_nothing_is_replaced_under_a_running_server(demo_environment: dict[str, str], tmp_path: Path) -> None:
    assert run(demo_environment, "backup", str(tmp_path / "b.zip")).returncode == 0
    with served_process(folder(demo_environment), **extra(demo_environment)) as (_, address):
        assert httpx.get(f"{address}/readyz", timeout=PATIENCE_SECONDS).status_code == 200
        refused = run(demo_environment, "restore", "--force", str(tmp_path / "b.zip"))
        assert refused.returncode == 2
        assert b"Stop zhanwang serve first" in refused.stderr
        assert httpx.get(f"{address}/readyz", timeout=PATIENCE_SECONDS).status_code == 200


@pytest.mark.long
def test_a_full_disk_leaves_everything_as_it_was(demo_environment: dict[str, str], tmp_path: Path) -> None:
    """The system lets the process write files of half a megabyte and no more, as a disk that is full would."""
    (folder(demo_environment) / "roads").mkdir()
    (folder(demo_environment) / "roads" / "another.bin").write_bytes(b"x" * 2_000_000)
    assert run(demo_environment, "backup", str(tmp_path / "b.zip")).returncode == 0
    before = answers(demo_environment, tmp_path)
    for words in (["restore", "--force", str(tmp_path / "b.zip")], ["backup", str(tmp_path / "c.zip")]):
        done = subprocess.run(
            [sys.executable, "-c", SMALL_DISK, *words], cwd=ROOT, env=demo_environment, capture_output=True, check=False
        )
        assert done.returncode == 2, done.stderr.decode()
        assert b"Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir() if "c.zip" in path.name] == []
    assert not list(folder(demo_environment).glob(".*"))
    assert answers(demo_environment, tmp_path) == before


def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    done = run(clean_environment(tmp_path / "data"), "backup", str(tmp_path / "b.zip"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_sessions_stay_behind(demo_environment: dict[str, str], tmp_path: Path) -> None:
    with (
        serving(folder(demo_environment), **extra(demo_environment)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client,
    ):
        signed_in(client)
        assert run(demo_environment, "backup", str(tmp_path / "b.zip")).returncode == 0
    there = clean_environment(tmp_path / "there")
    assert run(there, "restore", str(tmp_path / "b.zip")).returncode == 0
    with sqlite3.connect(tmp_path / "there" / "zhanwang.sqlite") as database:
        assert database.execute("SELECT count(*) FROM session").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM account").fetchone()[0] > 3
