"""Files that are nobody else's business: for their owner alone, whole or not at all, and said in words when the disk
is full.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.errors import Unavailable
from app.wording import Wording

UNFINISHED = ".unfinished-"
"""How the names of files begin that are being written; one that a crash left behind is swept by that."""
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL = Wording(
    "磁盘空间不足，未保存；请联系系统维护人员清理磁盘，然后再试一次",
    "The disk is full, nothing was saved; ask whoever runs this to make room, then try again",
)


def private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def room_for_it() -> Iterator[None]:
    """Say in words that the disk is full. Raises Unavailable; other faults of the system pass."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Unavailable(FULL) from error
        raise


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes its name, for its owner alone and safe on the disk, when the block ends without an
    error; else nothing of it stays. Raises Unavailable where the disk is full.
    """
    with room_for_it():
        private_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)  # 0600 by itself
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
