"""Days as people and spreadsheets write them, as ``YYYY-MM-DD``.

What leaves out the year or the day, or is no day at all, is handed on as it stands, for entry to refuse.
"""

from __future__ import annotations

import re

from app.normal.text import compared

_DAY = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*(日)?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$", re.ASCII)


def written_day(text: str) -> str:
    """A day in the form that entry reads.

    >>> written_day("2026年11月2日"), written_day("2024/1/1 0:00"), written_day("２０２４．１．１")
    ('2026-11-02', '2024-01-01', '2024-01-01')
    >>> written_day("2026年11月"), written_day("yesterday")
    ('2026年11月', 'yesterday')
    """
    found = _DAY.fullmatch(_MIDNIGHT.sub("", compared(text)))
    if found is None or not _one_way(found[2], found[4], found[6]):
        return text
    return f"{found[1]}-{int(found[3]):02d}-{int(found[5]):02d}"


def _one_way(first: str, second: str, last: str | None) -> bool:
    """Whether the strokes between the numbers are of one sort."""
    if "年" in first or "月" in second:
        return (first, second) == ("年", "月")
    return first == second and last is None
