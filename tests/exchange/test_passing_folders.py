"""What a killed process leaves among the temporary files is removed at the next start; what is in use stays."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.passing_folders import PREFIX, passing_folder, sweep_left_folders
from app.exchange.workbook.plain_book import plain_book
from tests.networks import ROOT, clean_environment

KILLED = """
import os, signal
from app.exchange.workbook.plain_book import plain_book
with plain_book() as (book, out):
    sheet = book.add_worksheet("a")
    for row in range(5000):
        sheet.write_string(row, 0, "王小明")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path) -> Iterator[Path]:
    """A place of this test's own for temporary files."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path)
    yield tmp_path
    tempfile.tempdir = before


def python(folder: Path, *words: str) -> int:
    environment = clean_environment(folder / "data", TMPDIR=str(folder))
    words = (sys.executable, *words)
    return subprocess.run(words, check=False, cwd=ROOT, env=environment, capture_output=True).returncode


def test_the_rows_of_a_killed_process_are_gone_when_the_next_command_begins(temporary: Path) -> None:
    assert python(temporary, "-c", KILLED) < 0
    (left,) = temporary.glob(f"{PREFIX}*")
    assert list(left.iterdir())
    with plain_book() as (book, _):
        book.add_worksheet("a").write_string(0, 0, "x")
        (own,) = [folder for folder in temporary.glob(f"{PREFIX}*") if folder != left]
        assert python(temporary, "-m", "app.cli", "--version") == 0
        assert not left.exists()
        assert list(own.iterdir()), "a workbook that is being made keeps its rows"
    assert not list(temporary.glob(f"{PREFIX}*"))


def test_only_folders_that_nobody_holds_are_swept_and_nothing_of_another_name(temporary: Path) -> None:
    for name in ("zhanwang-other", f"{PREFIX}left", "else"):
        (temporary / name).mkdir()
        (temporary / name / "file").write_text("x")
    (temporary / f"{PREFIX}file").write_text("x")
    (temporary / f"{PREFIX}link").symlink_to(temporary / "else")
    with passing_folder() as held:
        assert sweep_left_folders() == 1
        assert held.is_dir()
    assert not held.exists()
    assert not (temporary / f"{PREFIX}left").exists()
    assert (temporary / "zhanwang-other" / "file").exists()
    assert (temporary / "else" / "file").exists()
    assert sweep_left_folders() == 0


def test_a_folder_is_for_its_owner_alone_and_goes_with_an_error_too() -> None:
    with passing_folder() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        (folder / "file").write_text("x")
    with pytest.raises(ZeroDivisionError), passing_folder() as other:
        (other / str(1 // 0)).write_text("x")
    assert not folder.exists()
    assert not other.exists()


def test_a_command_starts_where_there_is_no_place_for_temporary_files(temporary: Path) -> None:
    tempfile.tempdir = str(temporary / "none")
    assert sweep_left_folders() == 0
