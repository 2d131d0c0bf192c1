"""Telephone numbers of the mainland, as clerks write them into one field: several, with extensions, with remarks.

A number is dialable when it is a mobile number, a line with its area code, or a service number (``12333``, ``400…``).
A bare local number is dialable inside its own area only, so it is asked about; ``0818-`` is no number at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.normal.text import compared, says_none
from app.wording import Wording

_APART = re.compile(r"[、,;；/|\n]+|\s{2,}|或|和|及")
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|x|\*|#)\s*(\d{1,6})\s*$", re.IGNORECASE)
_EXTENSION_BY_STROKE = re.compile(r"-(\d{2,5})\s*$")
_REMARK = re.compile(r"[^\d+\s().\-‐-―].*$", re.DOTALL)
_SIGNS = re.compile(r"[\s().\-‐‑‒–—―－]")
_LABEL = re.compile(r"^[^\d+]*[:：]\s*|^[^\d+(]*")
_COUNTRY = re.compile(r"^(?:(?:\+|00)86(?=\d{9,})|86(?=1[3-9]\d{9}$))")
_ABROAD = re.compile(r"\+(?!86)\d{7,15}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}|1[0-2]\d{1,3}|12[0-9]{3}|95\d{3,4}|96\d{3,4}", re.ASCII)
_LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)
_NO_FIRST_ZERO = re.compile(r"10\d{8}|(?!400|800)[2-9]\d{9,10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Telephone:
    """One number of a field: as it was written, and as a telephone dials it (None where nobody could).

    `local` is true for a number without its area code.
    """

    written: str
    dialled: str | None
    local: bool = False


def telephones(text: str) -> tuple[Telephone, ...]:
    """The numbers of a field, in their order; every piece that holds no number is there too, with nothing to dial.

    >>> [one.dialled for one in telephones("0818-7200004、０８１８—７２００００５转801")]
    ['08187200004', '08187200005,801']
    >>> telephones("0818-")[0].dialled, telephones("7200003")[0].local
    (None, True)
    """
    return tuple(_read(piece) for piece in _pieces(compared(text)) if piece.strip())


def telephone_doubt(text: str) -> Wording | None:
    """Why a field of telephones is asked about: a piece is no number, or lacks its area code. None where all is well.

    >>> telephone_doubt("0818-7200001"), telephone_doubt("0818-") is None, telephone_doubt("7200003") is None
    (None, False, False)
    """
    for one in telephones(text):
        if whole := with_lost_zero(one.written):
            return Wording(
                f"“{one.written}”像是少了区号开头的 0（表格软件会去掉），是否为 {whole}？请改正，确实如此请确认",
                f"“{one.written}” looks like {whole} without its first 0, which spreadsheets drop; mend it, or confirm",
            )
        if one.dialled is None:
            return Wording(
                f"“{one.written}”不是完整的电话号码，请补全；确实如此请确认",
                f"“{one.written}” is no whole telephone number; complete it, or confirm that it is so",
            )
        if one.local:
            return Wording(
                f"“{one.written}”没有区号，外地打不通；请加上区号，确实如此请确认",
                f"“{one.written}” has no area code and cannot be dialled from elsewhere; add it, or confirm",
            )
    return None


def with_lost_zero(text: str) -> str | None:
    """The number that a spreadsheet took the first 0 of the area code from; None where it does not look so.

    >>> with_lost_zero("8187212345"), with_lost_zero("2812345678"), with_lost_zero("75512345678")
    ('08187212345', '02812345678', '075512345678')
    >>> [with_lost_zero(text) for text in ("4008208820", "1380013800", "13800138000", "7212345", "0818-7212345")]
    [None, None, None, None, None]
    """
    return f"0{text}" if _NO_FIRST_ZERO.fullmatch(text) else None


def normal_telephone(text: str) -> str:
    """A field as it is stored: digits, brackets and strokes in half width, on one line; empty where it says that there
    is no telephone.

    >>> [normal_telephone(text) for text in (" ０８１８－７２０００００１ ", "0818-7200001\\n0818-7200002", "无")]
    ['0818-72000001', '0818-7200001、0818-7200002', '']
    """
    lines = [line for line in re.split(r"\s*[\n\t]\s*", compared(text)) if line]
    return "" if says_none(text) else "、".join(lines)


def _pieces(text: str) -> list[str]:
    """The parts between separators. A blank parts two whole numbers, but not an area code from its number."""
    parts: list[str] = []
    for part in _APART.split(text):
        words = part.split(" ")
        whole = len(words) > 1 and all(_digits_in(word) >= 7 for word in words)
        parts += words if whole else [part]
    return parts


def _digits_in(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _read(piece: str) -> Telephone:
    written = piece.strip()
    plain = _LABEL.sub("", written)
    extension = _EXTENSION.search(plain)
    if extension is None and (extension := _EXTENSION_BY_STROKE.search(plain)) is not None:
        extension = extension if _dialled(plain[: extension.start()]) else None
    dialled = _dialled(plain[: extension.start()] if extension else plain)
    if dialled is None:
        return Telephone(written, None)
    local = _LOCAL.fullmatch(dialled) is not None
    return Telephone(written, f"{dialled},{extension[1]}" if extension else dialled, local)


def _dialled(text: str) -> str | None:
    """The digits to dial, remarks behind them left out; None where they are no number."""
    digits = _SIGNS.sub("", _REMARK.sub("", text))
    if _ABROAD.fullmatch(digits):
        return digits
    at_home = _COUNTRY.sub("", digits)
    if at_home != digits and not at_home.startswith("0") and not _MOBILE.fullmatch(at_home):
        at_home = f"0{at_home}"
    return at_home if any(form.fullmatch(at_home) for form in (_LINE, _MOBILE, _SERVICE, _LOCAL)) else None
