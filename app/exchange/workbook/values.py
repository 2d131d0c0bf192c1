"""One cell as a value: what can be read in one way only is read, what can be read in two is asked, the rest refused.

What was read otherwise than it stands there is told (`Reading.shown`), so that nobody has to trust the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, assert_never

from app.exchange.workbook.layout import CLEAR, HAVE, HAVE_NOT, NO, YES
from app.normal.days import day_fault, written_day
from app.normal.hours import CLOSED
from app.normal.numbers import PER_CENT, with_unit
from app.normal.positions import named_system, written_angle, written_pair
from app.normal.text import alike, compared, kept
from app.normal.words import same_word, yes_or_no
from app.sites.facts import shape_of, typed_value
from app.sites.typed import typed_spans, typed_special_days
from app.sites.vocabulary import FactKind
from app.units import plain
from app.wording import Wording

_NO_TELEPHONE = "没有电话"
_REST = "休息"
"""What the guide tells people to write for a day without hours."""
_MOST_DIGITS, _SMALL = 30, 1e9
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?.*", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_NUMBER = Wording("应为数字", "must be a number")
_YEAR = Wording("请写年份，如 2026-10-01 休息", "name the year too, as 2026-10-01")
_HOURS = Wording(
    "应写作 09:00-12:00, 13:30-17:30，全天写“全天”，不开放写“休息”",
    "must be hours as 09:00-12:00, 13:30-17:30; 全天 for all day, 休息 for closed",
)
_SPECIAL = Wording(
    "应写作 2026-10-01 休息; 2026-10-08 10:00-12:00", "must be as 2026-10-01 休息; 2026-10-08 10:00-12:00"
)


@dataclass(frozen=True, slots=True)
class TwoMeanings:
    """Two meanings of a cell: the one that is taken if confirmed, and the other one; each in words and as a value.

    `key` is that of a question that several sites have in common, and that is answered once.
    """

    kind: str
    read: str
    instead: str
    value: Any
    why: Wording
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. `shown` is what it was read as, where it stands there otherwise; `wrong` what is wanted where
    it could not be read; `not_offered` that it is none of the choices.
    """

    value: Any = None
    shown: str = ""
    wrong: Wording | None = None
    asked: TwoMeanings | None = None
    not_offered: bool = False


def text_in(value: Any) -> str:
    """A cell as text; whole numbers, which arrive as floats, without their point. What shows no value is an error's
    sign or a formula, which passes for no number, day or label.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and _is_small_whole(value):
        return str(int(value))
    if isinstance(value, dict):
        if "percent" in value:
            return f"{plain(_decimal(value['percent']) * 100)}%"
        return str(next(iter(value.values())))
    if isinstance(value, (float, int)):
        return plain(_decimal(value))
    return str(value)


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing that anybody sees.

    >>> is_blank(None), is_blank(" \\n"), is_blank(0)
    (True, True, False)
    """
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    # Nearly every cell begins with a sign that anybody sees.
    return not ("!" <= value[:1] <= "~" or "一" <= value[:1] <= "鿿" or compared(value))


def clears(value: Any) -> bool:
    """Whether a cell takes its value away."""
    return isinstance(value, str) and compared(value) == CLEAR


def value_in(kind: FactKind, labels: Mapping[str, str], value: Any) -> Reading:
    """A cell that is not blank as a value of this kind."""
    shape = shape_of(kind)
    match shape:
        case "truth":
            return truth_in(value)
        case "code":
            return label_in(labels, value)
        case "number":
            return number_in(value, kind.unit.zh if kind.unit else "")
        case "text":
            if kind.type == "date":
                return day_in(value)
            return _text(kind, value)
        case "days":
            return _special_days(value)
        case "codes" | "week":
            raise ValueError("a set or a week has a cell for each of its parts")
        case _:
            assert_never(shape)


def number_in(value: Any, unit: str = "") -> Reading:
    """A number of a unit; what is shown as per cent is that many per cent where this is the unit, and asked elsewhere.

    >>> number_in("30㎡", "m²").value, number_in({"percent": 0.75}, "%").value, number_in("约30").wrong.zh
    (30, 75, '应为数字')
    """
    if isinstance(value, dict) and "percent" in value:
        exact = _decimal(value["percent"])
        if unit == PER_CENT:
            return Reading(_whole(exact * 100), plain(exact * 100))
        return Reading(_whole(exact), "", asked=_shown_as_percent(exact, unit))
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return Reading(int(value) if _is_small_whole(value) else _whole(_decimal(value)))
    if not isinstance(value, str):
        return Reading(wrong=_NUMBER)
    number = with_unit(value, unit)
    if number is None:
        return Reading(wrong=_in_unit(unit) if compared(value)[:1].isdigit() else _NUMBER)
    written = value if _PLAIN_NUMBER.fullmatch(value) and Decimal(value) == number else ""
    return Reading(_whole(number), "" if written else plain(number))


def degrees_in(value: Any) -> Reading:
    """One coordinate, in degrees with or without minutes; or both where they stand in one cell, as a pair.

    >>> degrees_in(106.9724).value, degrees_in("106°58′20″E").value, degrees_in("30.8362, 106.9724").shown
    (Decimal('106.9724'), Decimal('106.972222'), '106.9724, 30.8362')
    """
    if isinstance(value, str) and with_unit(value, "") is None:
        if (angle := written_angle(value)) is not None:
            return Reading(angle, plain(angle))
        if (pair := written_pair(value)) is not None:
            return Reading(pair, ", ".join(map(plain, pair)))
    return number_in(value)


def _in_unit(unit: str) -> Wording:
    """What is wanted where a number stands with something behind it."""
    if not unit or "/" in unit:
        return _NUMBER
    return Wording(f"应为数字，单位是{unit}", f"must be a number of {unit}")


def _shown_as_percent(exact: Decimal, unit: str) -> TwoMeanings:
    small, large = plain(exact), plain(exact * 100)
    named = "" if "/" in unit else unit
    return TwoMeanings(
        "percent_format",
        small,
        large,
        _whole(exact * 100),
        Wording(
            f"单元格是百分比格式，显示 {large}%，值是 {small}：读作 {small}{named}，还是 {large}{named}？",
            f"the cell is formatted as per cent, shows {large} % and holds {small}: is it {small} or {large} {named}?",
        ),
    )


def day_in(value: Any) -> Reading:
    """A day, in whichever way it is written; a bare number is one as a spreadsheet counts or as eight digits.

    >>> day_in("2023年11月5日").value, day_in(45235.0).value, day_in("20231105").value, day_in("2023/11").wrong.zh
    ('2023-11-05', '2023-11-05', '2023-11-05', '请写到日，如 2026-11-22')
    """
    if isinstance(value, dict) and "day" in value:
        return Reading(value["day"])
    text = compared(text_in(value))
    day = written_day(text)
    fault = day_fault(day)
    return Reading(wrong=fault) if fault is not None else Reading(day, "" if day == value else day)


def truth_in(value: Any) -> Reading:
    """Yes or no, and the signs that people make for them.

    >>> truth_in("√").value, truth_in(0.0).value, truth_in("也许").not_offered
    (True, False, True)
    """
    text = text_in(value)
    answer = yes_or_no(text)
    if answer is None:
        return Reading(text, not_offered=True)
    usual = compared(text) in (YES, NO, HAVE, HAVE_NOT)
    return Reading(answer, "" if usual else (YES if answer else NO))


def label_in(labels: Mapping[str, str], value: Any) -> Reading:
    """The code of a label of the drop-down."""
    text = text_in(value)
    plain_text = compared(text)
    for code, label in labels.items():
        if plain_text in (code, compared(label)):
            return Reading(code)
    meant = [code for code, label in labels.items() if same_word(text, label)]
    return Reading(meant[0], labels[meant[0]]) if len(meant) == 1 else Reading(text, not_offered=True)


def crs_in(value: Any) -> Reading:
    """A system of coordinates by one of the names that it goes by.

    >>> crs_in("GCJ-02").value, crs_in("高德").value
    ('gcj02', 'gcj02')
    """
    text = text_in(value)
    code = named_system(text)
    return Reading(text, not_offered=True) if code is None else Reading(code)


def hours_in(value: Any) -> Reading:
    """The hours of one day; none where nobody is there."""
    text = text_in(value)
    spans = typed_spans(text)
    if not all(_TIME.fullmatch(moment) for span in spans for moment in span):
        return Reading(wrong=_HOURS)
    said = ", ".join(f"{opens}-{closes}" for opens, closes in spans) or CLOSED
    return Reading(spans, "" if alike(said, text) or (not spans and alike(_REST, text)) else said)


def _special_days(value: Any) -> Reading:
    text = text_in(value)
    days = typed_special_days(text)
    for day, spans in days.items():
        if not _ISO.fullmatch(day):
            return Reading(wrong=_YEAR if _NO_YEAR.fullmatch(day) else _SPECIAL)
        if not all(_TIME.fullmatch(moment) for span in spans for moment in span):
            return Reading(wrong=_SPECIAL)
    return Reading(days)


def _text(kind: FactKind, value: Any) -> Reading:
    text = text_in(value)
    read = typed_value(kind, text)
    shown = "" if kind.type != "telephone" or read == kept(text) else (read or _NO_TELEPHONE)
    return Reading(read, shown)


def _is_small_whole(number: float) -> bool:
    """Whether a number is whole and as small as nearly every one in a workbook: no digit of it is in doubt."""
    return 0 < number < _SMALL and number == int(number)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))


def _whole(number: Decimal) -> int | Decimal:
    if not number.is_finite() or abs(number.adjusted()) >= _MOST_DIGITS:
        return number
    return int(number) if number == number.to_integral_value() else number
