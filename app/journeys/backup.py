"""Backups: database, evidence, roads and uploads in one file, written while the service works; and put back whole.

The rows are those of one moment. Files are named by that moment's rows (evidence is only ever added, and lies there
before its row does) or replaced whole (roads), so each is as it was or newer. A backup holds personal data, hashes of
passwords and of tokens: it is as secret as the database. Sessions are left out, so that nobody is signed in after a
restoration who was before.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from app.access.actor import Actor
from app.access.may import may
from app.errors import Unavailable
from app.exchange.archive import PIECE, BackupFile, BackupWriter, damaged, opened_backup
from app.exchange.private_files import private_file, private_folder
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.network.snapshot import forget_snapshot
from app.store.backup import TableShape, insert_rows, make_tables, shape_from, snapshot, whole_new_database
from app.store.changes import append_changes
from app.store.engine import transaction
from app.wording import Wording

EVIDENCE, ROADS, UPLOADS, TABLES = "evidence", "roads", "uploads", "tables"
_FOLDERS = (ROADS, UPLOADS)
"""Folders of the data directory that are taken as they are."""
_PLACE = re.compile(rf"{EVIDENCE}/[0-9a-f]{{2}}/[0-9a-f]{{64}}|(?:{ROADS}|{UPLOADS})(?:/\w[\w.-]*)+")
_HASHES = {EVIDENCE: "sha256", "fault_report": "photo_sha256", "public_photo": "sha256"}
"""The column of each table that names bytes in the folder of evidence."""
_ROWS_AT_ONCE = 500
News = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds, and the evidence on record whose file was gone or not as it was put there, by its hash."""

    rows: int
    files: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and when it had been backed up."""

    rows: int
    files: int
    made_at: str


async def back_up(house: House, actor: Actor, out: IO[bytes], news: News = lambda _: None) -> BackedUp:
    """Write a backup of the open database and its files to a stream that can be sought.

    Raises Unavailable where the database is of an earlier version.
    """
    may(actor, "keep_backups").require()
    with BackupWriter(out) as writer:
        return await _write(house, writer, news)


async def _write(house: House, writer: BackupWriter, news: News) -> BackedUp:
    counts: dict[str, int] = {}
    evidence: dict[str, None] = {}
    async with snapshot() as moment:
        made_at = house.now()
        for table in moment.tables:
            news(table.name)
            hashes = _column_of_hashes(table)
            with writer.part(f"{TABLES}/{table.name}.jsonl") as part:
                part.write(orjson.dumps(table.as_document()) + b"\n")
                counts[table.name] = 0
                async for rows in moment.rows(table):
                    counts[table.name] += len(rows)
                    part.write(b"".join(orjson.dumps(row) + b"\n" for row in rows))
                    if hashes is not None:
                        evidence.update((row[hashes], None) for row in rows if row[hashes])
        migrations = moment.migrations
    # After the moment, so that no long reading holds up the database: what is on record is never removed.
    missing = [digest for digest in evidence if not await asyncio.to_thread(_add_evidence, house, writer, digest, news)]
    files = len(evidence) - len(missing)
    for path, name in await asyncio.to_thread(_other_files, house.settings.data_dir):
        news(name)
        files += await asyncio.to_thread(_add, writer, name, path)
    told = {"made_at": made_at.isoformat(), "migrations": migrations, "rows": counts, "files": files}
    await asyncio.to_thread(writer.finish, {**told, "missing_evidence": missing})
    return BackedUp(sum(counts.values()), files, tuple(missing))


def _column_of_hashes(table: TableShape) -> int | None:
    """Which column names bytes that lie in the folder of evidence; None of a table that names none."""
    name = _HASHES.get(table.name)
    return None if name is None else [column for column, _ in table.columns].index(name)


def _place_of(digest: str) -> str:
    return f"{EVIDENCE}/{digest[:2]}/{digest}"


def _add_evidence(house: House, writer: BackupWriter, digest: str, news: News) -> bool:
    """Whether a piece could be added; not where its bytes are gone or are no longer those that were put on record."""
    news(EVIDENCE)
    path = house.settings.evidence_dir / digest[:2] / digest
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False
    return whole and _add(writer, _place_of(digest), path)


def _add(writer: BackupWriter, name: str, path: Path) -> bool:
    """Add a file; False where it has just gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    with file, writer.part(name) as part:
        while piece := file.read(PIECE):
            part.write(piece)
    return True


def _other_files(data_dir: Path) -> list[tuple[Path, str]]:
    found = []
    for folder in _FOLDERS:
        for path in sorted((data_dir / folder).rglob("*")):
            name = path.relative_to(data_dir).as_posix()
            if path.is_file() and _PLACE.fullmatch(name):
                found.append((path, name))
    return found


async def restore(
    house: House, actor: Actor, path: Path, *, force: bool = False, news: News = lambda _: None
) -> Restored:
    """Put a backup back in place of what the settings' database and data directory hold: all of it, or nothing.

    Raises Malformed for a file that is damaged or of a newer program, Refused where the database holds anything (unless
    `force`) or is in use, Unavailable where the disk is full, OSError where a file cannot be read or written.
    """
    may(actor, "keep_backups").require()
    news("checksums")
    with opened_backup(path) as backup:
        told = _understood(backup)
        data_dir = house.settings.data_dir
        staging = data_dir / ".restoring"
        shutil.rmtree(staging, ignore_errors=True)
        laid: list[Path] = []
        try:
            async with whole_new_database(house.settings.database, force=force):
                files = await asyncio.to_thread(_unpack, backup, staging, news)
                rows = await _fill(house, actor, backup, told, path.name, news)
                forget_snapshot(house)
                # Evidence that no row names harms nobody, so it may lie there before the rows do.
                await asyncio.to_thread(_lay_evidence, staging, data_dir, laid)
        except BaseException:
            for piece in laid:
                piece.unlink(missing_ok=True)
            raise
        else:
            await asyncio.to_thread(_replace_folders, staging, data_dir)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Restored(rows, files, str(told["made_at"]))


def _understood(backup: BackupFile) -> Mapping[str, Any]:
    told = backup.told
    try:
        known = (
            isinstance(told["made_at"], str)
            and all(isinstance(name, str) for name in told["migrations"])
            and isinstance(told["rows"], dict)
            and {f"{TABLES}/{name}.jsonl" for name in told["rows"]} == set(backup.names(TABLES))
        )
    except (KeyError, TypeError):
        known = False
    if not known:
        raise damaged("内容清单不符", "it does not hold what it says")
    return told


async def _fill(house: House, actor: Actor, backup: BackupFile, told: Mapping[str, Any], name: str, news: News) -> int:
    """Fill the new database: tables as they were, their rows, then today's tables; how many rows."""
    await make_tables(told["migrations"])
    total = 0
    async with transaction():
        for table, count in told["rows"].items():
            news(table)
            found = 0
            lines = backup.lines(f"{TABLES}/{table}.jsonl")
            try:
                shape = shape_from(orjson.loads(next(lines)))
                while rows := _next_rows(lines):
                    await insert_rows(shape, rows)
                    found += len(rows)
            except (StopIteration, KeyError, TypeError, ValueError) as error:
                raise damaged(f"{table}：{error}", f"{table}: {error}") from error
            if found != count or shape.name != table:
                raise damaged(f"{table} 行数不符", f"{table} has not as many rows as it should")
            total += found
    await make_tables()
    restored = change_by(
        actor,
        house,
        "registry.restored",
        "registry",
        "whole",
        reason=name,
        after=json_text({"made_at": told["made_at"], "rows": total}),
    )
    async with transaction():
        await append_changes([restored])
    return total


def _next_rows(lines: Iterator[bytes]) -> list[list[Any]]:
    return [orjson.loads(line) for _, line in zip(range(_ROWS_AT_ONCE), lines, strict=False)]


def _unpack(backup: BackupFile, staging: Path, news: News) -> int:
    """Unpack all files beside where they belong; how many."""
    names = [name for folder in (EVIDENCE, *_FOLDERS) for name in backup.names(folder)]
    for name in names:
        if not _PLACE.fullmatch(name):
            raise damaged(name, name)
        news(name.partition("/")[0])
        with private_file(staging / name) as file:
            for piece in backup.pieces(name):
                file.write(piece)
    return len(names)


def _lay_evidence(staging: Path, data_dir: Path, laid: list[Path]) -> None:
    for path in sorted((staging / EVIDENCE).glob("??/*")):
        place = data_dir / path.relative_to(staging)
        if place.exists():
            continue
        private_folder(place.parent)
        path.replace(place)
        laid.append(place)


def _replace_folders(staging: Path, data_dir: Path) -> None:
    """Have the folders as they were backed up; what stood in them goes."""
    try:
        for folder in _FOLDERS:
            old = staging / f"old-{folder}"
            if (data_dir / folder).exists():
                private_folder(staging)
                (data_dir / folder).replace(old)
            if (staging / folder).exists():
                (staging / folder).replace(data_dir / folder)
    except OSError as error:
        raise Unavailable(
            Wording(
                f"数据库和材料已恢复，路网和待确认的填报表未能放回（{error.strerror}）；请用 --force 再恢复一次",
                f"database and evidence are restored, roads and uploads could not be put back ({error.strerror});"
                " restore once more with --force",
            )
        ) from error
