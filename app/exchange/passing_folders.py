"""Folders for files of a moment, such as the rows of a workbook on its way out: gone when the block ends, and swept
where a process was killed before that, since names of people may stand in them.

A folder is locked as long as its process lives, whichever that is and wherever it runs; what nobody holds was left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "zhanwang-passing-"
_A_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder among the temporary files, for its owner alone, until the block ends."""
    folder, held = _made()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            held = os.open(folder, _A_FOLDER)
            fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():
                return folder, held
            os.close(held)  # swept before it was locked


def sweep_left_folders() -> int:
    """Remove the folders of this user's processes that are gone; how many there were."""
    with suppress(OSError):  # there may be no place for temporary files at all
        return sweep_left(list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")), _A_FOLDER, shutil.rmtree)
    return 0


def sweep_left(paths: Iterable[Path], opened_as: int, remove: Callable[[Path], None]) -> int:
    """Remove those of these folders or files that this user's processes left, which nobody holds; how many there were.
    `opened_as` are the flags by which one is opened that is of the right sort.
    """
    gone = 0
    for path in paths:
        with suppress(OSError):  # held by its process, or gone meanwhile
            held = os.open(path, opened_as)
            try:
                if os.fstat(held).st_uid == os.getuid():
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(path)
                    gone += 1
            finally:
                os.close(held)
    return gone
