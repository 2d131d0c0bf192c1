"""Days as people and spreadsheets write them, as ``YYYY-MM-DD``.

What can be read in one way only is read. What leaves out the year or the day, may be read in two ways, or is no day at
all, is handed on as it stands, for entry to refuse; `day_fault` is what it then says.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.normal.text import compared
from app.wording import Wording

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*([日号])?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)
_NO_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?.*", re.ASCII)
_STROKES = re.compile("[‐‑‒–—―−]")
"""What typing programs make of a hyphen."""
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?Z?$", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
"""What a spreadsheet counts its days from."""
_SERIALS = range(15_000, 80_000)


def written_day(text: str) -> str:
    """A day in the form that entry reads.

    >>> [written_day(text) for text in ("2026年11月2号", "2024/1/1 0:00", "２０２４．１．１", "20240101")]
    ['2026-11-02', '2024-01-01', '2024-01-01', '2024-01-01']
    >>> written_day("45292"), written_day("25/6/2024"), written_day("5/6/2024"), written_day("20241301")
    ('2024-01-01', '2024-06-25', '5/6/2024', '20241301')
    >>> written_day("2026年11月"), written_day("yesterday")
    ('2026年11月', 'yesterday')
    """
    plain = _MIDNIGHT.sub("", _STROKES.sub("-", compared(text)))
    if (found := _DAY.fullmatch(plain)) is not None:
        return f"{found[1]}-{int(found[3]):02d}-{int(found[5]):02d}" if _one_way(found[2], found[4], found[6]) else text
    if _SERIAL.fullmatch(plain) and int(plain) in _SERIALS:
        return (_DAY_ZERO + timedelta(days=int(plain))).isoformat()
    if (compact := _COMPACT.fullmatch(plain)) is not None:
        return day.isoformat() if (day := _day(compact[1], compact[2], compact[3])) is not None else text
    ways = _year_last(plain)
    return ways[0] if len(ways) == 1 else text


def day_fault(text: str) -> Wording | None:
    """Why a text is no day in the form that entry reads; None where it is one, which exists.

    >>> [day_fault(text).zh for text in ("2026年11月", "9月5日", "2024/1/1", "2024-02-30")]
    ['请写到日，如 2026-11-22', '请写年份，如 2026-09-05', '应写作 2024-01-01', '日期不存在：2024-02-30']
    >>> day_fault("5/6/2024").zh, day_fault("9999-12-31").zh
    ('“5/6/2024”分不清月和日，请写作 2024-05-06 或 2024-06-05', '年份须在 1900 至 2200 之间：9999-12-31')
    """
    plain = compared(text)
    if _ISO.fullmatch(plain):
        day = _day(plain[:4], plain[5:7], plain[8:])
        if day is None and not int(plain[:4]) >= 1:
            return _no_such(plain)
        if not EARLIEST.year <= int(plain[:4]) <= LATEST.year:
            zh = f"年份须在 {EARLIEST.year} 至 {LATEST.year} 之间：{plain}"
            return Wording(zh, f"the year must lie from {EARLIEST.year} to {LATEST.year}: {plain}")
        return None if day is not None else _no_such(plain)
    if (read := written_day(plain)) != plain:
        return day_fault(read) if _day(read[:4], read[5:7], read[8:]) is None else _written_as(read)
    if _COMPACT.fullmatch(plain):
        return _no_such(plain)
    if len(ways := _year_last(plain)) > 1:
        both = ways[0], ways[1]
        return Wording(
            "“{}”分不清月和日，请写作 {} 或 {}".format(plain, *both),
            "“{}” leaves open which is the month; write {} or {}".format(plain, *both),
        )
    if _NO_DAY.fullmatch(plain):
        return Wording("请写到日，如 2026-11-22", "name the day too, as 2026-11-22")
    if _NO_YEAR.fullmatch(plain) and not _YEAR_LAST.fullmatch(plain):
        return Wording("请写年份，如 2026-09-05", "name the year too, as 2026-09-05")
    shown = plain if len(plain) <= 40 else f"{plain[:39]}…"
    return Wording(f"应为日期，如 2026-11-22，填的是“{shown}”", f"must be a date such as 2026-11-22, not “{shown}”")


def _written_as(day: str) -> Wording:
    return Wording(f"应写作 {day}", f"must be written {day}")


def _no_such(shown: str) -> Wording:
    return Wording(f"日期不存在：{shown}", f"there is no such day as {shown}")


def _year_last(plain: str) -> list[str]:
    """The days that a text with the year at its end can mean: day before month, and month before day."""
    if (found := _YEAR_LAST.fullmatch(plain)) is None:
        return []
    ways = (_day(found[4], found[1], found[3]), _day(found[4], found[3], found[1]))
    return list(dict.fromkeys(day.isoformat() for day in ways if day is not None))


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _one_way(first: str, second: str, last: str | None) -> bool:
    """Whether the strokes between the numbers are of one sort."""
    if "年" in first or "月" in second:
        return (first, second) == ("年", "月")
    return first == second and last is None
