"""Files that take their name only when they are complete. What a process that was killed left of one beside its name
is removed when the same user next writes into that folder.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX = ".zhanwang-unfinished-"
_A_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


@contextmanager
def written_whole(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file to write that takes its name only when it is complete; on any error what stood there stays.

    Made for its owner alone where it is `private`, else as the umask says; a file that was there keeps its mode.
    A name that is no regular file (a device, a pipe) is written to directly.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    _sweep(path.parent)
    try:
        handle, unfinished = _made(path.parent)
    except OSError as error:  # of the folder, not of the name that was made up for the meantime
        raise type(error)(error.errno, error.strerror, str(path.parent)) from None
    try:
        with os.fdopen(handle, "wb") as file:  # held until it has its name
            yield file
            file.flush()
            os.fsync(file.fileno())
            unfinished.chmod(0o600 if private else path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
            unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _made(folder: Path) -> tuple[int, Path]:
    """A new file, held as long as this process has it open."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX)
        with suppress(OSError):  # a file system without locks: nothing is swept there either
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.path.exists(name):
            return handle, Path(name)
        os.close(handle)  # swept before it was held


def _sweep(folder: Path) -> None:
    """Remove what this user's processes that are gone were writing."""
    from app.exchange.passing_folders import sweep_left

    with suppress(OSError):  # whoever may write into a folder need not be let look into it
        sweep_left(folder.glob(f"{PREFIX}*"), _A_FILE, Path.unlink)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
