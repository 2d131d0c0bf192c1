"""Opening hours as people write them, in the one form that entry reads: ``["09:00", "12:00"]`` a span.

The one reader of hours, for form, CSV and workbook alike. What cannot be read is handed on as it stands, for entry to
refuse where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.normal.text import compared

CLOSED = "不开放"
_CLOSED_WORDS = frozenset({CLOSED, "休息", "休", "闭馆", "关闭", "关门", "不上班", "放假", "closed"})
_ALL_DAY_WORDS = frozenset({"全天", "全天开放", "24小时", "24小时开放", "24h", "all day"})
_LATE, _NOON = frozenset({"下午", "晚上", "晚"}), "中午"
_TIME = r"(上午|早上|早|中午|下午|晚上|晚)?\s*(?<!\d)(\d{1,2})(?:[:.]?(\d{2})|[点时](?:(\d{1,2})分?|(半))?)?"
_SPAN = re.compile(rf"{_TIME}\s*[-~‐–—−至到]+\s*{_TIME}(?!\d)")
_BETWEEN_SPANS = re.compile(r"[\s,;、/和及]*")
_APART = re.compile(r"\s*[,;、/]\s*")
_WEEKDAYS = {"一": "mon", "二": "tue", "三": "wed", "四": "thu", "五": "fri", "六": "sat", "日": "sun", "天": "sun"}
_WEEK = tuple(dict.fromkeys(_WEEKDAYS.values()))
_DAY = "[一二三四五六日天]"
_SOME_DAYS = rf"(?:周|星期|礼拜){_DAY}(?:\s*[-~–—至到]+\s*(?:周|星期|礼拜)?{_DAY})?"
_DAYS = re.compile(rf"(每天|每日|工作日|周末|{_SOME_DAYS}(?:\s*[,、和及]\s*{_SOME_DAYS})*)\s*[:,]?\s*")
_RANGE = re.compile(rf"({_DAY})(?:\s*[-~–—至到]+\s*(?:周|星期|礼拜)?({_DAY}))?")


def written_spans(text: str) -> list[list[str]]:
    """The spans of a day; none where it says that nobody is there, or nothing.

    >>> written_spans("9:00至12:00，13:30-17:30"), written_spans("9-12、14点半到17点")
    ([['09:00', '12:00'], ['13:30', '17:30']], [['09:00', '12:00'], ['14:30', '17:00']])
    >>> written_spans("上午9:00至12:00，下午2点到5点"), written_spans("上午")
    ([['09:00', '12:00'], ['14:00', '17:00']], [['上午', '上午']])
    >>> written_spans("全天"), written_spans("休息")
    ([['00:00', '24:00']], [])
    """
    plain = compared(text)
    if plain.lower() in _CLOSED_WORDS:
        return []
    if plain.lower() in _ALL_DAY_WORDS:
        return [["00:00", "24:00"]]
    found = list(_SPAN.finditer(plain))
    ends = [0, *(span.end() for span in found)]
    starts = [*(span.start() for span in found), len(plain)]
    between = (plain[end:start] for end, start in zip(ends, starts, strict=True))
    if all(_BETWEEN_SPANS.fullmatch(gap) for gap in between):
        return [_span(span) for span in found]
    parts = [part for part in _APART.split(plain) if part]
    return [_span(whole) if (whole := _SPAN.fullmatch(part)) else [part, part] for part in parts]


def _span(found: re.Match[str]) -> list[str]:
    first, last = found[1] or "", found[6] or ""
    # 下午2点到5点: what is said of the opening holds for the closing too. 上午 does not: 上午9点到5点 may be either.
    return [
        _clock(first, *found.group(2, 3, 4, 5)),
        _clock(last or (first if first in _LATE else ""), *found.group(7, 8, 9, 10)),
    ]


def _clock(half: str, hour: str, minute: str | None, said: str | None, is_half: str | None) -> str:
    number = int(hour)
    if (half in _LATE and number < 12) or (half == _NOON and number < 3):
        number += 12
    return f"{number:02d}:{'30' if is_half else minute or said or '0':>02}"


def written_week(text: str) -> dict[str, list[list[str]]] | None:
    """The spans of each weekday that one text names, None where it cannot be read so or names a day twice.

    >>> written_week("周一至周五 9:00-12:00, 14:00-17:30；周六、周日休息")["fri"]
    [['09:00', '12:00'], ['14:00', '17:30']]
    >>> sorted(written_week("工作日9点到17点")), written_week("9-12")
    (['fri', 'mon', 'thu', 'tue', 'wed'], None)
    """
    plain = compared(text)
    heads = list(_DAYS.finditer(plain))
    if not heads or plain[: heads[0].start()].strip():
        return None
    week: dict[str, list[list[str]]] = {}
    ends = [*(head.start() for head in heads[1:]), len(plain)]
    for head, end in zip(heads, ends, strict=True):
        said = plain[head.end() : end].strip(" \n;,、")
        for day in _days_in(head[1]):
            if day in week or not said:
                return None
            week[day] = written_spans(said)
    return week


def _days_in(text: str) -> Iterator[str]:
    match text:
        case "每天" | "每日":
            yield from _WEEK
        case "工作日":
            yield from _WEEK[:5]
        case "周末":
            yield from _WEEK[5:]
        case _:
            for one in _RANGE.finditer(text):
                first = _WEEK.index(_WEEKDAYS[one[1]])
                last = _WEEK.index(_WEEKDAYS[one[2]]) if one[2] else first
                yield from _WEEK[first : last + 1] if first <= last else (*_WEEK[first:], *_WEEK[: last + 1])
