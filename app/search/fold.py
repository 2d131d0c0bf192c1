"""The one form in which search compares texts: no capitals, no punctuation, simplified characters."""

from __future__ import annotations

import re

from app.normal.text import searched
from app.search.traditional import TO_SIMPLIFIED

_APART = re.compile(r"(?:[^\w-]|_)+|(?<![a-z0-9])-|-(?![a-z0-9])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣", "-"))
_CODE_WORD = re.compile(r"[a-z0-9]", re.ASCII)


def fold(text: str) -> str:
    """A text as search compares it: words parted by single blanks; a hyphen stays inside of codes only.

    >>> fold("土溪鎮。"), fold(" QX—TUXI, （東区）")
    ('土溪镇', 'qx-tuxi 东区')
    """
    return _APART.sub(" ", searched(text).translate(_DASHES).translate(TO_SIMPLIFIED)).strip()


def is_latin(word: str) -> bool:
    """Whether a folded word is written in Latin letters or digits: pinyin, initials, a code, English.

    >>> is_latin("tuxi"), is_latin("土溪")
    (True, False)
    """
    return bool(word) and word.isascii() and _CODE_WORD.match(word) is not None
