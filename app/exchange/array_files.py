"""Arrays in one file, in numpy's own form one after another.

For what can be made again: a file that is cut off, altered, of another form or not to be read is no file at all.
Nothing in it is ever run or unpickled. Written beside its name and put there whole, for its owner alone, so of two who
write at once one wins. It is read into memory at once and not mapped: a process that has a file mapped is ended by the
system when another hand cuts the file off.
"""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.errors import ZhanwangError
from app.exchange.private_files import UNFINISHED
from app.exchange.strict_json import dump_json, load_json

Arrays = Mapping[str, NDArray[Any]]
_FORM = b"zhanwang arrays 1\n".ljust(64, b"\0")
_ALIGNED = 64
_SUM_BYTES = 4
_READ_AT_ONCE = 1 << 20


def write_arrays(path: Path, head: Mapping[str, Any], arrays: Arrays) -> bool:
    """Put what `head` says (as JSON) and the arrays into a file; False where nothing can be written there."""
    told = np.frombuffer(dump_json({"head": head, "arrays": list(arrays)}), np.uint8)
    name = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)  # 0600 by itself
        with os.fdopen(handle, "w+b") as file:
            file.write(_FORM)
            for array in (told, *arrays.values()):
                np.lib.format.write_array(file, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
                file.write(bytes(-file.tell() % _ALIGNED))
            file.flush()
            file.seek(0)
            summed = 0
            while part := file.read(_READ_AT_ONCE):
                summed = zlib.crc32(part, summed)
            file.write(summed.to_bytes(_SUM_BYTES, "big"))
        os.replace(name, path)
    except OSError:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)
        return False
    return True


def read_arrays(path: Path) -> tuple[Mapping[str, Any], Arrays] | None:
    """What `write_arrays` put there; None where there is no such file, or it is not whole. The arrays are read-only."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    end = len(content) - _SUM_BYTES
    if not content.startswith(_FORM) or zlib.crc32(memoryview(content)[:end]) != int.from_bytes(content[end:], "big"):
        return None
    file = BytesIO(content)
    file.seek(len(_FORM))
    try:
        told = load_json(_next(file, content).tobytes())
        return told["head"], {name: _next(file, content) for name in told["arrays"]}
    except (LookupError, TypeError, ValueError, ZhanwangError):
        return None  # whole, and yet nothing that was ever written here


def _next(file: BytesIO, content: bytes) -> NDArray[Any]:
    """The array at which the file is read, as a view of its content."""
    np.lib.format.read_magic(file)
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    begins, count = file.tell(), int(np.prod(shape))
    size = count * kind.itemsize
    file.seek(begins + size + -size % _ALIGNED)
    return cast("NDArray[Any]", np.frombuffer(content, kind, count, begins).reshape(shape))
