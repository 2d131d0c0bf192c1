"""What was answered as saved is there after a kill, and nothing is half there."""

import json
import re
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.launching import ran
from tests.networks import ROOT
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.both_engines

BATCH, MOST_WRITES = 40, 60


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


def records(environment: dict[str, str]) -> int:
    """How many changes are on record, in a chain that holds."""
    done = run(environment, "log", "verify")
    found = re.search(r"(\d+) records hold", done.stdout.decode())
    assert found is not None, done.stderr
    return int(found[1])


def test_a_kill_after_any_write_of_an_import_loses_nothing_that_was_saved_and_leaves_nothing_half_saved(
    environment: dict[str, str], tmp_path: Path
) -> None:
    assert run(environment, "import", str(batch(tmp_path, 0))).returncode == 0
    before, killed = records(environment), 0
    for number in range(1, MOST_WRITES):
        words = ("import", str(batch(tmp_path, number)))
        done = ran(words, environment, ROOT, b"", PATIENCE_SECONDS, last_write=number)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        killed += 1
    else:
        pytest.fail("no import came to its end")
    assert killed >= 3, "sites, their records and the counter are written in statements of their own"
    assert run(environment, "export", str(tmp_path / "out.jsonl")).returncode == 0
    codes = [json.loads(line)["code"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    there = {number: sum(code.startswith(f"B{number}-") for code in codes) for number in range(killed + 2)}
    assert all(count in (0, BATCH) for count in there.values()), there
    assert (there[0], there[killed + 1]) == (BATCH, BATCH), there
    assert there[1] == 0, "killed after its first write, before anything was saved"
    saved = sum(there[number] for number in there if number)
    assert records(environment) == before + saved, "a site has its record, and a record its site"
