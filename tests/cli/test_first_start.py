"""The first start of an installation: also of two servers at once, and what it tells whoever runs it."""

import json
import re
import shlex
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import run
from tests.networks import address_of, clean_environment, launching, serving
from tests.patience import PATIENCE_SECONDS


@pytest.mark.long
@pytest.mark.both_engines
def test_two_servers_that_start_at_once_on_an_empty_database_both_come_up(
    bare_environment: dict[str, str], tmp_path: Path
) -> None:
    environment = bare_environment
    with ExitStack() as stack:
        begun = []
        for number in range(2):
            heard = tmp_path / f"{number}.log"
            begun.append((stack.enter_context(launching(environment, heard)), heard))
        addresses = [address_of(process, heard) for process, heard in begun]
        for address in addresses:
            assert httpx.get(f"{address}/readyz", timeout=PATIENCE_SECONDS).status_code == 200
        seen = [
            httpx.get(f"{address}/api/v1/sites?limit=1000", timeout=PATIENCE_SECONDS).json() for address in addresses
        ]
    assert seen[0] == seen[1]
    assert seen[0]["numberMatched"] > 40
    for _, heard in begun:
        assert "Traceback" not in heard.read_text("utf-8")
    out = tmp_path / "sites.jsonl"
    assert run(environment, "export", str(out)).returncode == 0
    codes = [json.loads(line)["code"] for line in out.read_text("utf-8").splitlines()]
    assert len(codes) == len(set(codes)) == seen[0]["numberMatched"]


def test_a_first_start_prints_the_command_that_makes_an_account_and_it_does(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with serving(data) as address:
        said = (data / "server.log").read_text("utf-8")
        (command,) = set(re.findall(r"zhanwang (user add NAME --role \w+)", said))
        words = shlex.split(command.replace("NAME", "wang"))
        environment = clean_environment(data)
        done = run(environment, *words, "--password-stdin", given="一个够长的密码 2026\n".encode())
        assert done.returncode == 0, done.stderr.decode()
        with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
            answer = client.post("/sign-in", data={"username": "wang", "password": "一个够长的密码 2026"})
            assert answer.headers["location"] if answer.is_redirect else answer.status_code == 200
            assert client.get("/password").status_code == 200
    with serving(data):
        assert "user add" not in (data / "server.log").read_text("utf-8").removeprefix(said)
