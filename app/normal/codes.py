"""Codes of sites: what may be one. They stand in addresses, file names and sheets: nothing that has a meaning there."""

from __future__ import annotations

import re
import unicodedata

from app.normal.text import compared
from app.wording import Wording

LONGEST = 64
_SIGNS = re.compile(r"[\w.:\-]+")
_DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
_WORDS = ("nearest", "new", "null", "none", "undefined", "true", "false", "nan")
_RESERVED = frozenset((*_DEVICES, *_WORDS))
"""Names of devices under Windows, words of the interface's own paths, and what programs write for nothing."""


def normal_code(text: str) -> str:
    """A code in the form it is kept: full width folded, ends trimmed, nothing unseen.

    >>> normal_code(" ＱＸ-TUXI\\u200b")
    'QX-TUXI'
    """
    return compared(text)


def code_fault(code: str) -> Wording | None:
    """Why a code in normal form cannot be one; None where it can.

    >>> code_fault("QX-土溪-01"), code_fault("..") is None, code_fault("QХ-1") is None
    (None, False, False)
    """
    if not _SIGNS.fullmatch(code) or len(code) > LONGEST:
        return Wording("编码只能用字母、数字和 - _ . :", "may hold only letters, digits and - _ . :")
    if not any(sign.isalnum() for sign in code) or code.startswith(".") or code.endswith("."):
        return Wording(
            "编码须有字母或数字，且不能以点开头或结尾", "must hold a letter or digit, and no dot at either end"
        )
    if code.casefold().partition(".")[0] in _RESERVED:
        return Wording("这个词由系统保留，不能作编码", "is a reserved word")
    strange = None if code.isascii() else next((sign for sign in code if not _is_plain(sign)), None)
    if strange is not None:
        name = unicodedata.name(strange, "?")
        return Wording(
            f"编码中的“{strange}”与常用字母或数字形似而不同（{name}），请改用键盘上的字母、数字或汉字",
            f"“{strange}” ({name}) only looks like a usual letter or digit; use Latin letters, digits or Chinese",
        )
    return None


def _is_plain(sign: str) -> bool:
    """Whether a sign of a code is one that people tell apart: ASCII, or a Chinese character."""
    return sign.isascii() or unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH") or sign == "〇"
