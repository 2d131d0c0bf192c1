"""How numbers, money, distances and dates are written for people: with their unit and a thin space, no false digits."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from markupsafe import Markup, escape

from app.normal.telephones import telephones
from app.units import CHINA, plain
from app.web.language import Speech

THIN_SPACE = "\u202f"  # narrow, and a line never breaks at it
_GROUPED_FROM = 5
_TEN_THOUSAND = Decimal(10_000)
_KILOMETRE_M = 1000
_DASH = "–"
UNKNOWN = "—"
"""What stands in the place of a figure that nobody knows."""


def number(value: int | Decimal) -> str:
    """A number with its thousands apart once it has five digits.

    >>> number(1000), number(Decimal("12345.50")) == f"12{THIN_SPACE}345.5"
    ('1000', True)
    """
    text = plain(Decimal(value))
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    if len(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", THIN_SPACE)
    return sign + whole + point + rest


def quantity(value: int | Decimal, unit: str) -> str:
    """A number and its unit."""
    return f"{number(value)}{THIN_SPACE}{unit}" if unit else number(value)


def money(yuan: Decimal, say: Speech) -> str:
    """A sum as a county writes it: in 10,000 yuan in Chinese, in yuan in English."""
    if say.language == "zh" and yuan >= _TEN_THOUSAND:
        return quantity(yuan / _TEN_THOUSAND, say("unit.ten_thousand_yuan"))
    return quantity(yuan, say("unit.yuan")).replace(THIN_SPACE, ",", number(yuan).count(THIN_SPACE))


def exact_money(yuan: Decimal, say: Speech) -> str:
    """A sum to the fen, as a voucher has it.

    >>> exact_money(Decimal("12345.6"), Speech("zh")) == f"12,345.60{THIN_SPACE}元"
    True
    """
    return f"{yuan:,.2f}".replace("-", "−") + THIN_SPACE + say("unit.yuan")


def distance(metres: float, say: Speech) -> str:
    """A distance, no finer than one can pace: tens of metres, then tenths of a kilometre, then kilometres."""
    if metres < _KILOMETRE_M:
        return quantity(round(metres / 10) * 10, say("unit.m"))
    digits = 1 if metres < 10 * _KILOMETRE_M else 0
    return quantity(Decimal(str(round(metres / _KILOMETRE_M, digits))), say("unit.km"))


def span(low: int, high: int, unit: str) -> str:
    """A range of an estimate, or the one number where both ends are the same.

    >>> span(4, 6, "min") == f"4–6{THIN_SPACE}min", span(4, 4, "min") == f"4{THIN_SPACE}min"
    (True, True)
    """
    text = str(low) if low == high else f"{low}{_DASH}{high}"
    return f"{text}{THIN_SPACE}{unit}"


def share(low: str | None, high: str | None, say: Speech) -> str:
    """A share in percent between two bounds, or the one where both are the same; a dash where there is none.

    >>> share("80", "84.5", Speech("zh")), share("80", "84.5", Speech("en")), share("80", "80", Speech("zh"))
    ('80%～84.5%', '80–84.5%', '80%')
    """
    if low is None or high is None:
        return _DASH
    if low == high:
        return f"{low}%"
    return f"{low}%～{high}%" if say.language == "zh" else f"{low}{_DASH}{high}%"


def percent(part: int, whole: int) -> str:
    """A share in whole percent; nothing is 100 % before everything is, nor 0 % while something is.

    >>> percent(199, 200) == f"99{THIN_SPACE}%", percent(1, 1000) == f"1{THIN_SPACE}%"
    (True, True)
    """
    if whole == 0:
        return _DASH
    share = round(100 * part / whole)
    if 0 < part < whole:
        share = min(max(share, 1), 99)
    return f"{share}{THIN_SPACE}%"


def day(value: date | datetime) -> str:
    """A day, as 2026-11-22; a moment is read in the county's time."""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    return value.isoformat()


def month(value: date, today: date, say: Speech) -> str:
    """A month as people say it, with its year where that is not the running one.

    >>> from app.web.language import Speech
    >>> month(date(2026, 11, 1), date(2026, 11, 22), Speech("zh"))
    '11 月'
    >>> month(date(2025, 12, 1), date(2026, 1, 3), Speech("en"))
    'December 2025'
    """
    other = value.year != today.year
    if say.language == "zh":
        return f"{value.year} 年 {value.month} 月" if other else f"{value.month} 月"
    return f"{month_name[value.month]} {value.year}" if other else month_name[value.month]


def month_day(value: date, say: Speech) -> str:
    """A day near enough to need no year.

    >>> from app.web.language import Speech
    >>> month_day(date(2026, 10, 8), Speech("zh")), month_day(date(2026, 10, 8), Speech("en"))
    ('10 月 8 日', '8 October')
    """
    return f"{value.month} 月 {value.day} 日" if say.language == "zh" else f"{value.day} {month_name[value.month]}"


def moment(value: datetime) -> str:
    """A moment in the county's time, as 2026-11-22 09:05."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def clock(value: time) -> str:
    """A time of day; the end of the day is 24:00.

    >>> clock(time(9, 0)), clock(time.max)
    ('09:00', '24:00')
    """
    return "24:00" if value == time.max else value.strftime("%H:%M")


def hours(spans: Iterable[tuple[time, time]]) -> tuple[str, ...]:
    """The stretches of a day.

    >>> hours([(time(9), time(12)), (time(13), time.max)])
    ('09:00–12:00', '13:00–24:00')
    """
    return tuple(f"{clock(opens)}{_DASH}{clock(closes)}" for opens, closes in spans)


def call_links(text: str) -> Markup:
    """The telephones of a field, each a link that dials it; what is no number as it was written.

    >>> call_links("0818-7200004、0818-")
    Markup('<a href="tel:08187200004">0818-7200004</a>、0818-')
    """
    link = Markup('<a href="tel:{}">{}</a>')
    shown = [link.format(one.dialled, one.written) if one.dialled else escape(one.written) for one in telephones(text)]
    return Markup("、").join(shown)
