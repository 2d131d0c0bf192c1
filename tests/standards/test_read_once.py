"""The seeds are read once a process, and again as soon as one of their files is another."""

import shutil
from pathlib import Path

from app.standards.reader import read_seeds
from tests.standards.cases import SEEDS_FOLDER


def test_a_pack_that_was_changed_is_read_as_it_is_now(tmp_path: Path) -> None:
    folder = shutil.copytree(SEEDS_FOLDER, tmp_path / "seeds")
    before = read_seeds(folder)
    assert read_seeds(folder) is before
    pack = folder / "programmes" / "qu-2023"
    with (pack / "notes.txt").open("w", encoding="utf-8") as file:
        file.write("a file more")
    after = read_seeds(folder)
    assert after.programmes["qu-2023"].content_hash != before.programmes["qu-2023"].content_hash
    shutil.rmtree(folder / "programmes" / "gangbei-2025")
    assert set(read_seeds(folder).programmes) == {"qu-2023"}
