"""The server is killed while it answers writes: everything it answered as saved is there when it is started again."""

import re
import signal
import threading
from pathlib import Path

import httpx
import pytest

from app.journeys.demo.add import PASSWORD
from tests.databases import ENGINES, PostgresServer, copy_sqlite
from tests.networks import served_process, serving
from tests.patience import PATIENCE_SECONDS


@pytest.fixture(params=ENGINES)
def data(request: pytest.FixtureRequest, tmp_path: Path):
    """A data directory with the demonstration, and what else the environment has to say."""
    folder = tmp_path / "data"
    folder.mkdir()
    if request.param == "sqlite":
        copy_sqlite(request.getfixturevalue("demo_sqlite"), folder / "zhanwang.sqlite")
        yield folder, {}
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("demo_postgres"))
    yield folder, {"ZHANWANG_DATABASE_URL": server.database_url(name)}
    server.drop(name)


def token_of(address: str) -> str:
    with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
        client.post("/sign-in", data={"username": "demo-county", "password": PASSWORD})
        secret = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)
        assert secret is not None
        page = client.post("/account/tokens", data={"csrf_token": secret[1], "name": "x", "days": "1"}).text
        found = re.search(r"zw_[\w-]+", page)
        assert found is not None
        return found[0]


@pytest.mark.long
def test_nothing_that_was_answered_is_lost_and_nothing_is_half_saved(data: tuple[Path, dict[str, str]]) -> None:
    folder, environment = data
    saved: list[int] = []
    with served_process(folder, **environment) as (process, address):
        headers = {"Authorization": f"Bearer {token_of(address)}"}

        def write(writer: int) -> None:
            with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as client:
                for number in range(writer, 4000, 4):
                    pair = [
                        {"code": code, "address": f"文化街{number}号"}
                        for code in (f"DEMO-FWD-{1 + number % 60:03d}", "QX-HUB")
                    ]
                    try:
                        answer = client.post("/api/v1/sites", json={"sites": pair, "reason": f"kill {number}"})
                    except httpx.HTTPError:
                        return
                    if answer.status_code == 503:  # others wrote for longer than it is fair to wait; nothing was saved
                        continue
                    assert answer.status_code == 200, answer.text
                    saved.append(number)
                    if len(saved) >= 60:
                        process.send_signal(signal.SIGKILL)

        writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
        assert process.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert len(saved) >= 60
    with (
        serving(folder, **environment) as address,
        httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client,
    ):
        client.post("/sign-in", data={"username": "demo-county", "password": PASSWORD})
        hub = client.get("/work/sites/QX-HUB/history?show=5000").text
        kept = {int(number) for number in re.findall(r"kill (\d+)", hub)}
        assert set(saved) <= kept, sorted(set(saved) - kept)
        for number in kept:
            code = f"DEMO-FWD-{1 + number % 60:03d}"
            assert f"kill {number}" in client.get(f"/work/sites/{code}/history?show=5000").text, "half of a pair"
