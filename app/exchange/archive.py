"""A backup file: one ZIP archive whose parts each have a checksum, written and read in bounded memory.

`manifest.json`, written last, says what it is and holds the checksum of `checksums.txt`, which lists those of all other
parts (as `sha256sum -c` reads them). A file that was cut off has no manifest; one that was changed fails a checksum.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

from app.errors import InvalidInput, Malformed
from app.exchange.strict_json import dump_json, load_json
from app.wording import Wording

FORMAT = 1
"""Raised whenever an older program could misread what is written."""
KIND = "zhanwang backup"
MANIFEST, CHECKSUMS = "manifest.json", "checksums.txt"
PIECE = 1024 * 1024
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)\n")
_NAME = re.compile(r"[a-z]+(/[\w-][\w.-]*)+")
_PACKED = (".jsonl", ".json", ".txt")
"""Endings of texts; pictures, papers and roads are packed already."""
_NEWER = Wording(
    "备份由更新版本的程序写成，请用该版本或更新的版本恢复",
    "the backup was written by a newer version of this program; restore it with that one or a newer one",
)


def damaged(zh: str, en: str) -> Malformed:
    """What to say of a file that is not as it was written."""
    return Malformed(Wording(f"备份文件已损坏或不完整：{zh}", f"the backup is damaged or incomplete: {en}"))


class BackupWriter:
    """A backup being written to a stream that can be sought; whole only after `finish`."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True)
        # Kept outside the memory: a county may have very many photos.
        self._sums: IO[bytes] = TemporaryFile()  # noqa: SIM115 # closed by `__exit__`

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # After an error the archive must not try to complete itself once the stream is gone.
        with suppress(OSError, ValueError):
            self._zip.close()
        self._sums.close()

    @contextmanager
    def part(self, name: str) -> Iterator[Part]:
        """A part to write; its checksum is noted when the block ends."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_PACKED) else zipfile.ZIP_STORED
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as file:
            part = Part(file)
            yield part
        self._sums.write(f"{part.sum}  {name}\n".encode())

    def finish(self, told: Mapping[str, Any]) -> None:
        """Write the checksums and, last of all, the manifest with what is `told`."""
        self._sums.seek(0)
        entry = zipfile.ZipInfo(CHECKSUMS)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=True) as file:
            sums = Part(file)
            while piece := self._sums.read(PIECE):
                sums.write(piece)
        manifest = {"kind": KIND, "format": FORMAT, **told, "checksums_sha256": sums.sum}
        self._zip.writestr(MANIFEST, dump_json(manifest))
        self._zip.close()


class Part:
    """A part being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        """Add bytes."""
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def sum(self) -> str:
        """SHA-256 of what was written so far."""
        return self._digest.hexdigest()


class BackupFile:
    """A backup that was read whole once and found as it was written; `told` is its manifest."""

    def __init__(self, archive: zipfile.ZipFile, told: Mapping[str, Any]) -> None:
        self._zip = archive
        self.told = told

    def names(self, folder: str) -> list[str]:
        """The parts in a folder."""
        return [name for name in self._zip.namelist() if name.startswith(f"{folder}/")]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part. Raises Malformed without such a part."""
        with _read_whole(), self._zip.open(name) as file:
            yield from file

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        with _read_whole(), self._zip.open(name) as file:
            while piece := file.read(PIECE):
                yield piece


@contextmanager
def opened_backup(path: Path) -> Iterator[BackupFile]:
    """A backup, after every one of its checksums has been compared.

    Raises Malformed for a file that is damaged, cut off, of another kind or of a newer format; OSError.
    """
    with path.open("rb") as file:
        try:
            archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile:
            raise damaged("不是备份文件，或文件不完整", "it is no backup, or was cut off") from None
        with archive:
            told = _manifest(archive)
            _compare(archive, told)
            yield BackupFile(archive, told)


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    with _read_whole():
        told = load_json(archive.read(MANIFEST))
        if not isinstance(told, dict) or told.get("kind") != KIND or not isinstance(told.get("format"), int):
            raise ValueError(MANIFEST)
    if told["format"] > FORMAT:
        raise Malformed(_NEWER)
    return told


def _compare(archive: zipfile.ZipFile, told: Mapping[str, Any]) -> None:
    found = BackupFile(archive, told)
    if _sum(found.pieces(CHECKSUMS)) != told.get("checksums_sha256"):
        raise damaged(CHECKSUMS, CHECKSUMS)
    unseen = set(archive.namelist()) - {MANIFEST, CHECKSUMS}
    if len(archive.namelist()) != len(unseen) + 2:
        raise damaged("有同名的部分", "two parts have one name")
    for line in found.lines(CHECKSUMS):
        match = _LINE.fullmatch(line.decode())
        if match is None or not _NAME.fullmatch(match[2]) or match[2] not in unseen:
            raise damaged(CHECKSUMS, CHECKSUMS)
        unseen.discard(match[2])
        if _sum(found.pieces(match[2])) != match[1]:
            raise damaged(match[2], match[2])
    if unseen:
        raise damaged(f"多出 {min(unseen)}", f"{min(unseen)} does not belong to it")


def _sum(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _read_whole() -> Iterator[None]:
    """Whatever reading finds broken is a damaged backup."""
    try:
        yield
    except (Malformed, InvalidInput, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        raise damaged(str(error).strip("'\""), str(error).strip("'\"")) from None
    except (NotImplementedError, RuntimeError) as error:  # encrypted, or packed in a way that we never write
        raise damaged(str(error), str(error)) from None
