"""Texts: how they are kept, how two are compared, how one is searched.

`kept` is what entry stores: what nobody sees goes, what a person sees stays as it was written. `compared` folds besides
what only looks different (full width, Kangxi radicals out of PDF files, half-width brackets); it is never stored.
`searched` forgets capitals too. All three are idempotent. What would change the meaning of a text cannot be made
normal: `harmful` names it, and entry refuses it where it stands.

Source of the radicals: EquivalentUnifiedIdeograph.txt of the Unicode character database; NFKC folds U+2F00–U+2FD5 and
leaves the supplement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_LINE_BREAKS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202c\u2060-\u2069\u3164\ufeff\uffa0]"
)
"""Zero-width signs, fillers, byte order marks, and marks of direction that turn nothing round."""
_VARIANTS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Selectors of another drawing of the sign before them: kept, and passed over in comparison."""
_BREAK = re.compile(r"[^\S\n]*[\n\t]\s*")
_NONE = re.compile(
    r"[/\\\-‐-―−_~.。、×]+|(?:暂|目前|尚|还)?(?:无|没有)(?:对外|固定|联系|座机)?(?:电话|号码|地址)?|n/?a|none|nil|null"
)
"""Strokes through an empty field, and words for nothing."""
_STANDS_IN = re.compile(r"[-/\\—–―.。、…?*_0x~×]+|暂缺|不详|不明|未知|待定|待补|待填|同上|同前|〃|″")
"""Besides: signs and words for what nobody knew, and for what stands above."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffd\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_RADICALS = str.maketrans(
    "⺁⺄⺇⺈⺊⺌⺍⺒⺓⺗⺜⺝⺟⺠⺧⺩⺪⺬⺴⺶⺷⺸⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻭⻮⻰⻱⻳",
    "厂乙几刀卜小小巳幺心日月母民牛王疋示网羊羊羊臼虎西见角贝车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐歯齿龙龜龟",
)
"""Radicals that are whole characters; those that only ever are a part of one are never read as one."""

_FOLDED = re.compile(
    "|".join((_LINE_BREAKS.pattern, _UNSEEN.pattern, _VARIANTS.pattern, f"[{''.join(map(chr, _RADICALS))}]"))
)
"""What comparison takes away or replaces beside NFKC: most texts have none of it, and are theirs already."""
_SHORT = 40
"""Signs of a text whose comparison is worth remembering."""
_NOT_PLAIN = re.compile("|".join((_LINE_BREAKS.pattern, _UNSEEN.pattern, "[\n\t]")))
"""What is taken away or put otherwise where a text is kept."""


def harmful(text: str) -> str | None:
    r"""The first sign that must not be kept, because it is no text or turns what is read round; None where there is
    none. Line breaks of every sort are fine.

    >>> harmful("土溪镇\u200b市场"), harmful("甲\u202e乙"), harmful("甲\ufffd"), harmful("甲\r\n乙")
    (None, '\u202e', '\ufffd', None)
    """
    found = _HARMFUL.search(text)
    return found[0] if found else None


def kept(text: str) -> str:
    r"""A text as it is stored: NFC, one sort of line break, nothing unseen, no blanks at the ends of it.

    >>> kept("\u200b 文化街1号\r\n二楼 \u3000")
    '文化街1号\n二楼'
    """
    return text.strip() if _is_plain(text) else _settled(text, _kept_once)


def one_line(text: str) -> str:
    r"""A kept text of one line: what stood on several is joined, with a blank only where words would run together.

    >>> one_line("水口社区公共就业\n创业服务点"), one_line("Room 5 \n Block\tA")
    ('水口社区公共就业创业服务点', 'Room 5 Block A')
    """
    return text.strip() if _is_plain(text) else _settled(text, lambda once: _BREAK.sub(_joint, kept(once)))


def _joint(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end()]
    return " " if before.isascii() and after.isascii() else ""


def says_none(text: str) -> bool:
    """Whether what stands in a field is a sign or word for there being nothing to write: a stroke, 无, 暂无, none.

    >>> [says_none(text) for text in ("/", "——", "无", " 暂无 ", "没有电话", "无锡路", "")]
    [True, True, True, True, True, False, False]
    """
    return _NONE.fullmatch(searched(text)) is not None


def stands_in(text: str) -> bool:
    """Whether a text only stands in for one: it says that there is none, that nobody knew, or that it is as above.

    >>> [stands_in(text) for text in ("/", "暂无", "同上", "不详", "000", "N/A", "文化街1号", "无锡路")]
    [True, True, True, True, True, True, False, False]
    """
    return says_none(text) or _STANDS_IN.fullmatch(searched(text)) is not None


def compared(text: str) -> str:
    r"""A text as it is compared: two that read alike are equal.

    >>> compared("渠县 （东区\u2f34场）\u200b ") == compared("渠县 (东区广场)"), compared("Ａ") == compared("a")
    (True, False)
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return _folded_before(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if _FOLDED.search(text) is None and unicodedata.is_normalized("NFKC", text):
        return text.strip()
    return _settled(text, _compared_once)


_folded_before = lru_cache(maxsize=4096)(_folded)
"""A county's workbook says 有, 无 and the names of its sites some hundred thousand times."""


def searched(text: str) -> str:
    """A text as it is looked for and looked through: compared, and capitals do not count.

    >>> searched("ＱＸ－Branch")
    'qx-branch'
    """
    if text == text.strip().casefold() and _FOLDED.search(text) is None and unicodedata.is_normalized("NFKC", text):
        return text  # nearly every one: it was kept in this form
    return _settled(text, lambda once: _compared_once(once).casefold())


def alike(one: str, other: str) -> bool:
    """Whether two texts read alike.

    >>> alike("土溪镇服务站 ", "土溪镇服务站")
    True
    """
    return one == other or compared(one) == compared(other)


def _settled(text: str, once: Callable[[str], str]) -> str:
    """What applying a step again no longer changes. Each step only takes away or makes plainer, so it ends."""
    while (after := once(text)) != text:
        text = after
    return text


def _is_plain(text: str) -> bool:
    """Whether a text has nothing but blanks at its ends that keeping it would change, as nearly every one."""
    return _NOT_PLAIN.search(text) is None and (text.isascii() or unicodedata.is_normalized("NFC", text))


def _kept_once(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_BREAKS.sub("\n", text))).strip()


def _compared_once(text: str) -> str:
    plain = _VARIANTS.sub("", _UNSEEN.sub("", _LINE_BREAKS.sub("\n", text)))
    return unicodedata.normalize("NFKC", plain).translate(_RADICALS).strip()
