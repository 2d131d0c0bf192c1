"""Sums in the numerals of accounts (大写金额), as 《支付结算办法》 annex 1 has them."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capital_yuan(yuan: Decimal) -> str:
    """A sum below a million million, not negative, to the fen.

    >>> capital_yuan(Decimal("96000.00")), capital_yuan(Decimal("86400.5"))
    ('玖万陆仟元整', '捌万陆仟肆佰元伍角')
    >>> capital_yuan(Decimal("100010000.05")), capital_yuan(Decimal("0.30")), capital_yuan(Decimal(0))
    ('壹亿零壹万元零伍分', '叁角', '零元整')
    >>> capital_yuan(Decimal("1007000"))
    '壹佰万柒仟元整'
    """
    fen = int(yuan.quantize(Decimal("0.01")) * 100)
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    said = f"{_whole(whole)}元" if whole else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif rest and whole:
        said += "零"
    if rest:
        said += f"{_DIGITS[rest]}分"
    return (said or "零元") + ("" if jiao or rest else "整")


def _whole(number: int) -> str:
    groups = []
    while number:
        groups.append(number % 10_000)
        number //= 10_000
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        # A gap is said once: where the group before ended in noughts that were left out, or this one begins with some.
        above = groups[place + 1] if place + 1 < len(groups) else None
        if said and (group < 1000 or above == 0):
            said += "零"
        said += _group(group) + _GROUPS[place]
    return said


def _group(number: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
