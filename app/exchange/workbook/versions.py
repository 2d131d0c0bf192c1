"""The mark of a version in a workbook: which save of which site its row was made from, in a form nobody types.

The number alone could be overtyped, or filled down from another row, and the check of what others changed meanwhile
would be held against the wrong save without anybody noticing.
"""

from __future__ import annotations

import hashlib
import re

_MARK = re.compile(r"(\d{1,9})-([0-9a-f]{4})", re.ASCII)


def version_mark(code: str, version: int) -> str:
    """The version of a site as its cell has it.

    >>> version_mark("QX-TUXI", 3)
    '3-ec8c'
    """
    return f"{version}-{_check(code, version)}"


def marked_version(code: str, text: str) -> int | None:
    """The version that a cell names; None where it is no mark, or that of another site.

    >>> marked_version("QX-TUXI", version_mark("QX-TUXI", 3))
    3
    >>> marked_version("QX-TUXI", "3"), marked_version("QX-LINBA", version_mark("QX-TUXI", 3))
    (None, None)
    """
    found = _MARK.fullmatch(text)
    if found is None or found[2] != _check(code, int(found[1])):
        return None
    return int(found[1])


def _check(code: str, version: int) -> str:
    return hashlib.sha256(f"{code}/{version}".encode()).hexdigest()[:4]
