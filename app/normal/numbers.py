"""Numbers: what a double meant, decimals to a stated precision, and numbers as people and spreadsheets write them.

A double prints at most 17 digits, of which a spreadsheet shows 15; the last two are how it misses a decimal. So a
number of 16 or 17 digits is taken as what a spreadsheet shows. A number of more digits never was a double: somebody
meant each.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

from app.normal.text import compared

SHOWN_DIGITS, DOUBLE_DIGITS = 15, 17
PER_CENT = "%"
TEN_THOUSAND = "万"
_RATES = frozenset({"元/月", "cny/month"})
"""Units of which no part alone says the same."""
_ALIKE = (
    {"m2", "平方米", "平米", "平方", "㎡", "m^2", "平"},
    {"人", "名", "位", "个人"},
    {"户", "家", "个"},
    {"场", "次", "场次"},
    {"间", "个"},
    {"条", "个"},
    {"个", "家"},
    {"小时", "时", "h", "个小时"},
    {"个月", "月"},
    {"个工作日", "工作日"},
    {"元/月", "元", "元每月"},
)
"""Units that say the same where one of them is asked for."""
_SHOWN = Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?", re.ASCII)


def meant(number: Decimal, decimals: int | None = None) -> Decimal:
    """The number that was meant: free of the noise of a double, then rounded to `decimals` places where a precision is
    stated. Zero has no sign. What is no finite number stays as it is.

    >>> meant(Decimal("14.999999999999998")), meant(Decimal("0.30000000000000004")), meant(Decimal("1340.105"), 2)
    (Decimal('15'), Decimal('0.3'), Decimal('1340.11'))
    >>> meant(Decimal("14.99999999999999999999")), meant(Decimal("12345678901234567"))
    (Decimal('14.99999999999999999999'), Decimal('12345678901234567'))
    """
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return number
    if len(digits) <= SHOWN_DIGITS and (decimals is None or -exponent <= decimals):
        return abs(number) if number.is_zero() else number  # nearly every one: nothing to round
    while (once := _rounded(number, decimals)) != number:
        number = once
    return abs(once) if once.is_zero() else once


def _rounded(number: Decimal, decimals: int | None) -> Decimal:
    if SHOWN_DIGITS < _significant(number) <= DOUBLE_DIGITS and number != number.to_integral_value():
        number = _without_idle_zeros(_SHOWN.plus(number))
    exponent = number.as_tuple().exponent
    if decimals is not None and isinstance(exponent, int) and -exponent > decimals and number.adjusted() < SHOWN_DIGITS:
        number = number.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return number


def written_number(text: str) -> Decimal | None:
    """The number that a text writes: full-width digits, thousands apart, blanks around it. None where it writes none,
    or leaves it open (``约30``, ``1,20``), or holds only its first digits (``1.8E+10``, as spreadsheets shorten it).

    >>> written_number("１,２００"), written_number(" 14.50 "), written_number("1，200"), written_number("1,20")
    (Decimal('1200'), Decimal('14.50'), Decimal('1200'), None)
    """
    plain = compared(text).replace("−", "-").lower()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def with_unit(text: str, unit: str) -> Decimal | None:
    """The number of a text that may name the unit it is asked in; another unit is no number.

    >>> with_unit("30㎡", "m²"), with_unit("85 ％", "%"), with_unit("30亩", "m²"), with_unit("18家", "户（个）")
    (Decimal('30'), Decimal('85'), None, Decimal('18'))
    >>> with_unit("30名", "人"), with_unit("百分之七十五", "%"), with_unit("百分之75", "%")
    (Decimal('30'), None, Decimal('75'))
    >>> with_unit("1.2万份", "份"), with_unit("1.2万", "万元"), with_unit("约1万", "份")
    (Decimal('12000.0'), Decimal('1.2'), None)
    """
    plain = compared(text).casefold()
    if unit == PER_CENT and plain.startswith("百分之"):
        return written_number(plain.removeprefix("百分之"))
    for spelling in _spellings(unit):
        if spelling and plain.endswith(spelling):
            return _in_ten_thousands(plain.removesuffix(spelling))
    return _in_ten_thousands(plain)


def written_yuan(text: str) -> Decimal | None:
    """A sum in yuan, with its sign or unit or not.

    >>> written_yuan("￥１２，０００"), written_yuan("7.68万元"), written_yuan("1,20元")
    (Decimal('12000'), Decimal('76800.00'), None)
    """
    return with_unit(compared(text).removeprefix("¥"), "元")


def _in_ten_thousands(plain: str) -> Decimal | None:
    """A number that may be told in 万."""
    plain = plain.rstrip()
    number = written_number(plain.removesuffix(TEN_THOUSAND))
    return number * 10_000 if number is not None and plain.endswith(TEN_THOUSAND) else number


def _spellings(unit: str) -> list[str]:
    """How people write a unit: itself, each part of ``户（个）``, and whatever else says the same."""
    plain = compared(unit).casefold()
    found = {plain, *re.split(r"[()/]", plain)} if plain not in _RATES else {plain}
    for alike in _ALIKE:
        if found & alike:
            found |= alike
    if plain.startswith(TEN_THOUSAND):
        found.add(TEN_THOUSAND)
    return sorted({compared(one).casefold() for one in found}, key=len, reverse=True)


def _significant(number: Decimal) -> int:
    """How many digits a number is written with, idle zeros left out."""
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return len(digits)


def _without_idle_zeros(number: Decimal) -> Decimal:
    whole = number == number.to_integral_value()
    return number.quantize(Decimal(1)) if whole else number.normalize()
