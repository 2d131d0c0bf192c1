"""What stands in the data directory when a backup is made or put back: files that go meanwhile, evidence that is there
already, folders that are replaced, and lists of contents that say something else than they should.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from app.errors import Malformed, Unavailable
from app.journeys.backup import back_up, restore
from app.journeys.house import House, build_house
from app.journeys.network.snapshot import snapshot_place
from app.journeys.opening import database_of
from app.store.engine import opened
from app.store.sites import read_sites
from tests.journeys.test_broken_backups import ACTOR, EVIDENCE, PIECE, put_together, taken_apart, whole
from tests.networks import seeds, settings_for

__all__ = ["whole"]

WITH_EVIDENCE = f"evidence/{PIECE[:2]}/{PIECE}"
ROAD = "roads/511725000000.npz"


@pytest.fixture
def place(tmp_path: Path) -> House:
    """An installation in which nothing stands yet."""
    folder = tmp_path / "there"
    return build_house(settings_for(f"sqlite:///{folder}/y.sqlite", folder), seeds=seeds())


def laid(house: House, name: str, content: bytes) -> Path:
    """A file that stands in the data directory."""
    file = house.settings.data_dir / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def written(folder: Path, raw: bytes) -> Path:
    file = folder / "b.zip"
    file.write_bytes(raw)
    return file


async def test_a_file_that_goes_while_the_backup_is_made_is_left_out_and_not_counted(place: House) -> None:
    roads = [laid(place, f"roads/{number}.npz", b"x") for number in (1, 2, 3)]
    laid(place, "uploads/someone/0a.xlsx", b"y")
    laid(place, "roads/.unfinished-1", b"no file of anybody's")
    out = io.BytesIO()

    def news(what: str) -> None:
        if what == "roads/2.npz":
            roads[1].unlink()

    async with database_of(place):
        done = await back_up(place, ACTOR, out, news)
    assert (done.files, done.missing) == (3, ())
    parts = taken_apart(out.getvalue())
    assert [name for name in parts if name.startswith(("roads/", "uploads/"))] == [
        *("roads/1.npz", "roads/3.npz", "uploads/someone/0a.xlsx")
    ]


@pytest.mark.parametrize(
    "told",
    [
        {"made_at": None},
        {"made_at": 20261130},
        {"migrations": [7]},
        {"migrations": ["2026-01-01T00:00:00:000000", 7]},
        {"migrations": None},
        {"rows": None},
        {"rows": ["site"]},
        {"rows": {}},
    ],
)
async def test_a_list_of_contents_that_is_none_is_refused(
    place: House, whole: bytes, tmp_path: Path, told: dict[str, Any]
) -> None:
    file = written(tmp_path, put_together(taken_apart(whole), **told))
    with pytest.raises(Malformed, match="does not hold what it says"):
        await restore(place, ACTOR, file)


async def test_evidence_that_is_there_already_stays_as_it_is_and_other_is_laid_beside_it(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    other = hashlib.sha256(b"other").hexdigest()
    parts = taken_apart(whole) | {WITH_EVIDENCE: EVIDENCE, f"evidence/{other[:2]}/{other}": b"other"}
    there = laid(place, WITH_EVIDENCE, b"what stood there")
    done = await restore(place, ACTOR, written(tmp_path, put_together(parts)))
    assert there.read_bytes() == b"what stood there"
    assert (place.settings.evidence_dir / other[:2] / other).read_bytes() == b"other"
    assert done.files == 3


async def test_folders_stand_as_they_were_backed_up_and_what_stood_in_them_goes(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    gone = [laid(place, "roads/999999000000.npz", b"old"), laid(place, "uploads/someone/0a.xlsx", b"old")]
    mine = laid(place, "mine.txt", b"mine")
    await restore(place, ACTOR, written(tmp_path, whole))
    assert not any(file.exists() for file in gone)
    assert not (place.settings.data_dir / "uploads").exists(), "there was none in the backup"
    assert (place.settings.data_dir / ROAD).read_bytes() == bytes(range(256)) * 50
    assert mine.read_bytes() == b"mine"
    assert not (place.settings.data_dir / ".restoring").exists()


async def test_what_an_earlier_restore_left_and_a_network_kept_of_another_database_are_not_taken_for_its_own(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    laid(place, ".restoring/roads/999999000000.npz", b"left")
    laid(place, f".restoring/{WITH_EVIDENCE}", EVIDENCE)
    kept = snapshot_place(place)
    laid(place, kept.relative_to(place.settings.data_dir).as_posix(), b"of another")
    await restore(place, ACTOR, written(tmp_path, whole))
    assert not (place.settings.data_dir / "roads" / "999999000000.npz").exists()
    assert not place.settings.evidence_dir.exists()
    assert not kept.exists()


async def test_folders_that_cannot_be_put_back_are_told_when_the_rest_was(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    laid(place, "roads/999999000000.npz", b"old")
    staging = place.settings.data_dir / ".restoring"

    def news(what: str) -> None:
        if what == "roads":  # something stands where the old folder would be put aside
            (staging / "old-roads").mkdir(parents=True, exist_ok=True)
            (staging / "old-roads" / "x").write_bytes(b"x")

    with pytest.raises(Unavailable) as told:
        await restore(place, ACTOR, written(tmp_path, whole), news=news)
    assert "路网和待确认的填报表未能放回（Directory not empty）" in told.value.message.zh
    assert "restore once more with --force" in told.value.message.en
    assert (place.settings.data_dir / "roads" / "999999000000.npz").read_bytes() == b"old"
    assert not staging.exists()
    async with opened(place.settings.database):
        assert len(await read_sites()) > 40
    await restore(place, ACTOR, tmp_path / "b.zip", force=True)
    assert (place.settings.data_dir / ROAD).exists()
