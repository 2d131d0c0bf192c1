"""What stands in the data directory when a backup is made or put back: files that go meanwhile, evidence that is there
already, folders that are replaced, and lists of contents that say something else than they should.
"""

from __future__ import annotations

import hashlib
import io
import json
import stat
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.errors import Malformed, Unavailable
from app.exchange.archive import MANIFEST
from app.journeys.backup import back_up, restore
from app.journeys.evidence import add_evidence
from app.journeys.faults.report import FaultSaid, report_fault
from app.journeys.house import House, build_house
from app.journeys.network.snapshot import snapshot_place
from app.journeys.opening import database_of
from app.store.changes import read_changes
from app.store.engine import opened
from app.store.sites import read_sites
from tests.journeys.test_broken_backups import ACTOR, EVIDENCE, PIECE, put_together, taken_apart, whole
from tests.journeys.test_storage import ABOUT, COUNTY, picture
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


async def test_a_backup_goes_back_row_by_row_and_file_by_file_for_its_owner_alone_and_says_how_far_it_is(
    place: House, tmp_path: Path
) -> None:
    laid(place, ROAD, b"road")
    out, told, folder = io.BytesIO(), list[str](), tmp_path / "elsewhere"
    async with database_of(place):
        await add_evidence(place, COUNTY, "QX-HUB", ABOUT, [picture(1)])
        await report_fault(place, "192.0.2.9", "QX-HUB", FaultSaid("closed", "门锁着"), uuid4())
        done = await back_up(place, ACTOR, out, told.append)
    names = list(taken_apart(out.getvalue()))
    tables = [name.removeprefix("tables/").removesuffix(".jsonl") for name in names if name.startswith("tables/")]
    assert told == [*tables, "evidence", ROAD]
    there = build_house(settings_for(f"sqlite:///{folder}/y.sqlite", folder), seeds=seeds())
    told.clear()
    back = await restore(there, ACTOR, written(tmp_path, out.getvalue()), news=told.append)
    assert told == ["checksums", "evidence", "roads", *tables]
    assert (back.rows, back.files) == (done.rows, done.files) == (done.rows, 2)
    assert back.made_at == json.loads(taken_apart(out.getvalue())[MANIFEST])["made_at"]
    async with opened(there.settings.database):
        (restored,) = await read_changes("registry", "whole")
    assert json.loads(restored.after or "") == {"made_at": back.made_at, "rows": back.rows}
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("told", ["rows", "head"])
async def test_tables_that_are_listed_without_rows_or_call_themselves_otherwise_are_refused(
    place: House, whole: bytes, tmp_path: Path, told: str
) -> None:
    parts = taken_apart(whole)
    rows = json.loads(parts[MANIFEST])["rows"]
    assert rows["notice"] == rows["rectification"] == 0
    if told == "rows":
        raw = put_together(parts, rows=list(rows))
    else:
        raw = put_together(parts | {"tables/notice.jsonl": parts["tables/rectification.jsonl"]})
    with pytest.raises(Malformed):
        await restore(place, ACTOR, written(tmp_path, raw))


async def test_a_backup_without_any_file_takes_the_roads_away_that_stood_there(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    old = laid(place, ROAD, b"old")
    parts = {name: content for name, content in taken_apart(whole).items() if name != ROAD}
    assert (await restore(place, ACTOR, written(tmp_path, put_together(parts)))).files == 0
    assert not old.exists()


async def test_evidence_that_cannot_all_be_laid_down_is_not_laid_down_at_all(
    place: House, whole: bytes, tmp_path: Path
) -> None:
    first, last = sorted(hashlib.sha256(content).hexdigest() for content in (b"one", b"two"))
    parts = taken_apart(whole) | {f"evidence/{digest[:2]}/{digest}": b"x" for digest in (first, last)}
    laid(place, f"evidence/{last[:2]}", b"a file where a folder belongs")
    with pytest.raises(NotADirectoryError):
        await restore(place, ACTOR, written(tmp_path, put_together(parts)))
    assert [path.name for path in place.settings.evidence_dir.rglob("*") if path.is_file()] == [last[:2]]
