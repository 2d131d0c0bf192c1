"""What was answered as saved is there after a kill, and nothing is half there."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.networks import ROOT

pytestmark = pytest.mark.both_engines

BATCH, ROUNDS = 40, 8


def batch(folder: Path, number: int) -> Path:
    """A file of sites that belong together: all of them, or none."""
    path = folder / f"batch-{number}.json"
    site = {
        "programme": "qu-2023",
        "kind": "gig_market",
        "tier": "county",
        "status": "planned",
        "division": "511725103000",
    }
    path.write_text(json.dumps([{**site, "code": f"B{number}-{i}", "name": f"{number}/{i}"} for i in range(BATCH)]))
    return path


def test_a_kill_in_the_middle_of_an_import_loses_nothing_that_was_saved_and_leaves_nothing_half_saved(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert run(environment, "import", str(batch(tmp_path, 0))).returncode == 0
    rng = random.Random(7)
    saved = {0}
    killed = 0
    for number in range(1, ROUNDS):
        words = [sys.executable, "-m", "app.cli", "import", str(batch(tmp_path, number))]
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.3, 1.6))
        process.send_signal(signal.SIGKILL)
        if process.wait() == 0:
            saved.add(number)
        else:
            killed += 1
    assert run(environment, "export", str(tmp_path / "out.jsonl")).returncode == 0
    codes = [json.loads(line)["code"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    there = {number: sum(code.startswith(f"B{number}-") for code in codes) for number in range(ROUNDS)}
    assert all(count in (0, BATCH) for count in there.values()), there
    assert all(there[number] == BATCH for number in saved), (there, saved)
    assert killed, "no kill fell into an import: the test has proved nothing"
