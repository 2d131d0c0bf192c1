"""Several papers as one file to save: a zip whose names any program reads."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST_NAME = 100
_EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def bundle(papers: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """A zip of papers by name, in the order given; two of one name are told apart by a number. `at` dates them all."""
    out = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers:
            entry = zipfile.ZipInfo(_free(name, taken), max(at.timetuple()[:6], _EARLIEST_IN_ZIP))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _free(name: str, taken: set[str]) -> str:
    plain, dot, ending = _NOT_IN_A_NAME.sub(" ", name).strip(" .").rpartition(".")
    made, number = f"{plain[:_LONGEST_NAME]}{dot}{ending}", 2
    while made.casefold() in taken:
        made, number = f"{plain[:_LONGEST_NAME]} ({number}){dot}{ending}", number + 1
    taken.add(made.casefold())
    return made
