"""Reading OpenStreetMap extracts: what is said of a file that is none, or not all of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Malformed
from app.wording import Wording


@contextmanager
def reading_extract(path: Path) -> Iterator[None]:
    """Inside, whatever the library raises over the file is told as Malformed, by the file's name."""
    try:
        yield
    except (OSError, RuntimeError) as fault:
        raise Malformed(
            Wording(
                f"{path.name} 无法读取，不是完整的 OpenStreetMap 数据文件：{fault}",
                f"{path.name} cannot be read as an OpenStreetMap extract: {fault}",
            )
        ) from fault
