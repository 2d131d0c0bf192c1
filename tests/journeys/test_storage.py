"""What belongs to nobody is swept from the data directory; what is on record or still under way never is."""

import asyncio
import contextvars
import hashlib
import os
import stat
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.access.actor import Actor
from app.errors import InvalidInput, Unavailable
from app.exchange.passing_folders import PREFIX
from app.journeys.evidence import Upload, add_evidence, prepared_pieces, put_on_record, take_back
from app.journeys.house import House
from app.journeys.storage import Swept, require_room, sweep
from app.store.engine import transaction
from app.store.evidence import read_evidence
from tests.patience import PATIENCE_SECONDS

COUNTY = Actor(key="k", name="n", role="county_admin")
ABOUT = "facts.area_m2"


def picture(shade: int) -> Upload:
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, shade, shade)).save(out, "PNG")
    return Upload("x.png", out.getvalue())


def later(house: House, hours: float) -> House:
    """The same house when so many hours have gone by."""
    moment = house.now() + timedelta(hours=hours)

    def now() -> datetime:
        return moment

    return replace(house, now=now)


def bytes_kept(house: House) -> list[Path]:
    return [path for path in house.settings.evidence_dir.rglob("*") if path.is_file()]


async def test_bytes_without_a_record_go_when_they_are_old(house: House) -> None:
    await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    (recorded,) = bytes_kept(house)
    await prepared_pieces(house, COUNTY, "QX-HUB", ABOUT, [picture(2)])
    assert len(bytes_kept(house)) == 2
    assert (await sweep(later(house, 0.9))).evidence == 0, "an upload may still be under way"
    assert (await sweep(later(house, 1.1))).evidence == 1
    assert bytes_kept(house) == [recorded]


async def test_what_was_taken_back_stays_for_the_history(house: House) -> None:
    await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    (piece,) = await read_evidence(["QX-HUB"])
    await take_back(house, COUNTY, piece.id)
    assert (await sweep(later(house, 48))).evidence == 0
    assert len(bytes_kept(house)) == 1


async def test_the_same_bytes_sent_again_are_fresh_again(house: House) -> None:
    await prepared_pieces(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    (piece,) = bytes_kept(house)
    old = (house.now() - timedelta(hours=5)).timestamp()
    os.utime(piece, (old, old))
    await prepared_pieces(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    assert (await sweep(house)).evidence == 0


async def test_nothing_is_put_on_record_whose_bytes_were_swept_meanwhile(house: House) -> None:
    pieces = await prepared_pieces(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    await sweep(later(house, 2))
    with pytest.raises(Unavailable):
        async with transaction():
            await put_on_record(house, COUNTY, pieces)
    assert await read_evidence(["QX-HUB"]) == []


async def test_an_upload_that_is_refused_leaves_nothing_behind_but_what_is_on_record(house: House) -> None:
    await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    with pytest.raises(InvalidInput):
        await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1), picture(2), Upload("y.png", b"no picture")])
    assert len(bytes_kept(house)) == 1


async def test_unfinished_files_and_old_uploads_go(house: House) -> None:
    root = house.settings.data_dir
    names = [
        "evidence/ab/.unfinished-x",
        "evidence/ab/tmp12345",
        "roads/511725000000.npzxyz.part",
        "uploads/someone/0a.xlsx",
        ".unfinished-probe",
    ]
    for name in [*names, "roads/511725000000.npz", "mine.txt"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    assert await sweep(later(house, 0.9)) == Swept(0, 0, 0)
    assert await sweep(later(house, 1.9)) == Swept(0, 4, 0)
    assert await sweep(later(house, 2.1)) == Swept(0, 0, 1)
    assert not any((root / name).exists() for name in names)
    assert (root / "roads/511725000000.npz").exists()
    assert (root / "mine.txt").exists()


async def test_what_a_restore_left_that_was_killed_goes_when_none_can_be_under_way(house: House) -> None:
    left = house.settings.data_dir / ".restoring" / "evidence" / "ab" / "x"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    assert await sweep(later(house, 23.9)) == Swept(0, 0, 0)
    assert left.exists()
    assert await sweep(later(house, 24.1)) == Swept(0, 0, 0)
    assert not (house.settings.data_dir / ".restoring").exists()


async def test_what_cannot_be_swept_keeps_nothing_else_from_it(house: House) -> None:
    root = house.settings.data_dir
    for name in (".restoring", "uploads/someone/0a.xlsx"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    (root / ".unfinished-folder").mkdir()
    assert await sweep(later(house, 48)) == Swept(0, 0, 1)
    assert (root / ".unfinished-folder").is_dir()


def left_behind() -> Path:
    """A folder for files of a moment that no process holds."""
    return Path(tempfile.mkdtemp(prefix=PREFIX))


async def test_what_processes_that_are_gone_left_among_temporary_files_is_swept_too(house: House) -> None:
    left = left_behind()
    await sweep(house)
    assert not left.exists()


async def test_a_sweep_that_finds_all_on_record_waits_for_nobody_who_writes(house: House) -> None:
    await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    outside = contextvars.copy_context()
    async with transaction():
        sweeping = asyncio.create_task(sweep(later(house, 48)), context=outside)
        assert await asyncio.wait_for(sweeping, PATIENCE_SECONDS) == Swept(0, 0, 0)


async def test_what_a_killed_write_left_beside_a_database_elsewhere_goes(house: House, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings = house.settings.model_copy(update={"database_url": f"sqlite:///{elsewhere}/county.sqlite"})
    left, database = elsewhere / ".unfinished-x", elsewhere / "county.sqlite"
    for file in (left, database):
        file.write_bytes(b"x")
    assert await sweep(later(replace(house, settings=settings), 0.5)) == Swept(0, 0, 0)
    assert await sweep(later(replace(house, settings=settings), 3)) == Swept(0, 1, 0)
    assert (left.exists(), database.exists()) == (False, True)


async def test_what_is_kept_is_its_owner_s_alone_also_what_earlier_versions_wrote(house: House) -> None:
    await add_evidence(house, COUNTY, "QX-HUB", ABOUT, [picture(1)])
    new = [house.settings.evidence_dir, *house.settings.evidence_dir.rglob("*")]
    assert len(new) == 3
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in new)
    digest = hashlib.sha256(b"x").hexdigest()
    old = house.settings.evidence_dir / "zz" / digest
    old.parent.mkdir()
    old.write_bytes(b"x")
    stricter = house.settings.evidence_dir / "zz" / "locked"
    stricter.write_bytes(b"x")
    stricter.chmod(0o400)
    await sweep(house)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, stricter)] == [0o600, 0o400]
    assert stat.S_IMODE(old.parent.stat().st_mode) == 0o700


async def test_whether_there_is_room_is_seen_by_writing(house: House, tmp_path: Path) -> None:
    require_room(house)
    assert not list(house.settings.data_dir.glob(".unfinished*"))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable):
        require_room(replace(house, settings=house.settings.model_copy(update={"data_dir": tmp_path / "file" / "x"})))
