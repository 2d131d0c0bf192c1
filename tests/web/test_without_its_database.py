"""PostgreSQL goes away, or is not there at the start: machines are told, people are told, the log stays readable."""

import json
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.databases import own_server
from tests.launching import ran
from tests.networks import ROOT, clean_environment, serving
from tests.patience import PATIENCE_SECONDS


def logged(folder: Path) -> list[dict[str, Any]]:
    """Every event in the server's log; before, the terminal is told where it serves and how a first account is made."""
    lines = (folder / "server.log").read_text("utf-8").splitlines()
    told = [line for line in lines if line.startswith(("服务地址", "还没有账号", "未设置审图号"))]
    assert lines[: len(told)] == told
    return [json.loads(line) for line in lines[len(told) :]]


@pytest.mark.long
def test_a_server_whose_database_went_away_says_so_and_logs_one_json_line_an_event(tmp_path: Path) -> None:
    with ExitStack() as all_of_it, ExitStack() as database:
        server = database.enter_context(own_server())
        url = server.database_url(server.create())
        address = all_of_it.enter_context(serving(tmp_path, ZHANWANG_DATABASE_URL=url))
        assert httpx.get(f"{address}/readyz", timeout=PATIENCE_SECONDS).status_code == 200
        database.close()
        assert httpx.get(f"{address}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
        for _ in range(3):
            ready = httpx.get(f"{address}/readyz", timeout=PATIENCE_SECONDS)
            assert (ready.status_code, ready.headers["content-type"]) == (503, "application/problem+json")
        page = httpx.get(f"{address}/", timeout=PATIENCE_SECONDS)
        assert page.status_code == 503
        assert "Traceback" not in page.text
        form = {"username": "li", "password": "三汇镇的码头边 2026"}
        assert httpx.post(f"{address}/sign-in", data=form, timeout=PATIENCE_SECONDS).status_code == 503
        assert httpx.get(f"{address}/healthz", timeout=PATIENCE_SECONDS).status_code == 200
    events = logged(tmp_path)
    assert [event["status"] for event in events if event.get("path") == "/readyz"] == [200, 503, 503, 503]


def test_a_server_that_cannot_reach_its_database_at_the_start_says_so_in_one_line(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path, ZHANWANG_DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    done = ran(("serve", "--port", "0"), environment, ROOT, b"", PATIENCE_SECONDS)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "数据库不可用" in line
    assert os.fspath(ROOT) not in line
