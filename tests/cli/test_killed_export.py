"""What an export that was killed left beside its file is gone after the next one; what is being written stays."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.whole_files import PREFIX, written_whole
from tests.cli.conftest import run
from tests.networks import ROOT

KILLED = """
import os, signal, sys
from app.cli import exchange, run

async def dying(pieces, *_):
    async for piece in pieces:
        yield piece
        os.kill(os.getpid(), signal.SIGKILL)

exchange.tracked_as_they_come = dying
run(["export", sys.argv[1]])
"""


def test_the_unfinished_file_of_a_killed_export_is_gone_after_the_next_into_its_folder(
    environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    words = [sys.executable, "-c", KILLED, str(folder / "sites.json")]
    done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (left,) = folder.iterdir()
    assert left.name.startswith(PREFIX)
    with written_whole(folder / "held.txt") as held:
        held.write(b"whole")
        assert run(environment, "export", str(folder / "sites.jsonl")).returncode == 0
        assert not left.exists()
    assert {one.name for one in folder.iterdir()} == {"sites.jsonl", "held.txt"}
    assert (folder / "held.txt").read_bytes() == b"whole"


def test_nothing_is_swept_that_is_of_another_name_or_sort(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("x")
    (tmp_path / ".sites.json.abc").write_text("x")
    (tmp_path / f"{PREFIX}folder").mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "target")
    left = tmp_path / f"{PREFIX}left"
    left.write_text("x")
    before = {one.name for one in tmp_path.iterdir()}
    with written_whole(tmp_path / "a"):
        pass
    assert {one.name for one in tmp_path.iterdir()} == (before | {"a"}) - {left.name}
    assert (tmp_path / "target").exists()


def test_an_error_leaves_what_stood_there_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(1))
    with pytest.raises(ZeroDivisionError), written_whole(file) as out:
        out.write(str(1 // 0).encode())
    assert (list(tmp_path.iterdir()), file.read_text()) == ([file], "1")
