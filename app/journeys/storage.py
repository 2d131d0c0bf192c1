"""The data directory: whether there is room in it, where bytes of evidence lie, and what in it belongs to nobody.

Bytes of evidence are laid down before the row that names them, so an upload that came to nothing leaves bytes without a
row. They are swept when they are old. What is on record is never swept: that is looked up in the transaction in which
the bytes are removed, and whoever puts a piece on record looks in its own transaction whether the bytes are there.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.errors import Unavailable
from app.exchange.passing_folders import sweep_left_folders
from app.exchange.private_files import UNFINISHED, private_file, private_folder
from app.journeys.house import House
from app.journeys.network.snapshot import snapshot_place
from app.store.engine import transaction
from app.store.evidence import recorded_hashes
from app.store.fault_reports import recorded_photos
from app.store.public_photos import recorded_public_photos
from app.wording import Wording

KEPT_WITHOUT_RECORD = timedelta(hours=1)
"""How long bytes wait for their record: far longer than any upload takes."""
UPLOADS_KEPT = timedelta(hours=2)
"""How long an uploaded workbook waits for its confirmation."""
STAGING_KEPT = timedelta(days=1)
_PROBE_BYTES = 64 * 1024
_NO_ROOM = Wording(
    "数据目录无法写入（磁盘空间不足或没有写入权限），上传会失败；请清理磁盘",
    "The data directory cannot be written to (the disk is full, or there is no right to); uploads fail. Make room.",
)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many pieces without a record, unfinished files and old uploads were removed."""

    evidence: int
    unfinished: int
    uploads: int


def require_room(house: House) -> None:
    """Raises Unavailable where nothing can be written to the data directory: seen by writing."""
    try:
        private_folder(house.settings.data_dir)
        with tempfile.TemporaryFile(dir=house.settings.data_dir, prefix=UNFINISHED) as probe:
            probe.write(bytes(_PROBE_BYTES))
    except OSError as error:
        raise Unavailable(_NO_ROOM) from error


def place_of_bytes(house: House, digest: str) -> Path:
    """Where bytes lie, by their hash."""
    return house.settings.evidence_dir / digest[:2] / digest


def lay_down(house: House, digest: str, content: bytes) -> None:
    """Write bytes whole or not at all; the same content is written once, and counts as fresh. Call in a thread."""
    path = place_of_bytes(house, digest)
    try:
        os.utime(path)
    except FileNotFoundError:
        with private_file(path) as file:
            file.write(content)


async def sweep(house: House) -> Swept:
    """Remove what belongs to nobody, and make what earlier versions wrote for all to read their owner's alone."""
    now = house.now().timestamp()
    root = house.settings.data_dir
    await asyncio.to_thread(sweep_left_folders)
    unfinished, uploads, bytes_alone = await asyncio.to_thread(_looked_over, root, now)
    unfinished += await asyncio.to_thread(_beside_the_database, snapshot_place(house).parent, now)
    recorded = await _on_record() if bytes_alone else set()
    gone = await remove_unrecorded(path for path in bytes_alone if path.name not in recorded)
    return Swept(gone, await asyncio.to_thread(_removed, unfinished), await asyncio.to_thread(_removed, uploads))


async def _on_record() -> set[str]:
    """The hashes of all bytes that any record names."""
    return await recorded_hashes() | await recorded_photos() | await recorded_public_photos()


async def remove_unrecorded(pieces: Iterable[Path]) -> int:
    """Remove these pieces of evidence but for those on record; how many went."""
    wanted = list(pieces)
    if not wanted:
        return 0
    async with transaction():
        recorded = await _on_record()
        return await asyncio.to_thread(_removed, [path for path in wanted if path.name not in recorded])


def _looked_over(root: Path, now: float) -> tuple[list[Path], list[Path], list[Path]]:
    unfinished: list[Path] = []
    uploads: list[Path] = []
    evidence: list[Path] = []
    staging = root / ".restoring"
    if _older(staging, now, STAGING_KEPT):
        shutil.rmtree(staging, ignore_errors=True)
    for path in _files(root):
        room = path.relative_to(root).parts[0]
        if _is_unfinished(path):
            if _older(path, now, KEPT_WITHOUT_RECORD):
                unfinished.append(path)
        elif room == "uploads" and _older(path, now, UPLOADS_KEPT):
            uploads.append(path)
        elif room == "evidence" and _older(path, now, KEPT_WITHOUT_RECORD):
            evidence.append(path)
    return unfinished, uploads, evidence


def _beside_the_database(folder: Path, now: float) -> list[Path]:
    """What a write of the network that was killed left where the database stands."""
    return [path for path in folder.glob(f"{UNFINISHED}*") if _older(path, now, KEPT_WITHOUT_RECORD)]


def _is_unfinished(path: Path) -> bool:
    """Also by the names that earlier versions gave."""
    return path.name.startswith((UNFINISHED, "tmp")) or path.name.endswith(".part")


def _files(root: Path) -> Iterator[Path]:
    """Every file in the folders that are the program's own, made private on the way."""
    for room in ("evidence", "roads", "uploads"):
        for folder, _, names in os.walk(root / room):
            _make_private(Path(folder), 0o700)
            for name in names:
                path = Path(folder) / name
                _make_private(path, 0o600)
                yield path
    yield from root.glob(f"{UNFINISHED}*")


def _make_private(path: Path, mode: int) -> None:
    with suppress(OSError):  # another user's file stays as that user made it
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


def _older(path: Path, now: float, age: timedelta) -> bool:
    try:
        return path.stat().st_mtime < now - age.total_seconds()
    except OSError:
        return False


def _removed(paths: Iterable[Path]) -> int:
    gone = 0
    for path in paths:
        with suppress(OSError):
            path.unlink()
            gone += 1
    return gone
