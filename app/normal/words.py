"""Everyday words that say what a label says: 全职 for 专职, 计算机 for 电脑; and the signs that people make for yes
and no. Only where both mean one thing.
"""

from __future__ import annotations

from app.normal.text import searched

_ALIKE = (
    ("专职", "全职"),
    ("电脑", "计算机", "微机", "pc"),
    ("打印机", "打印设备"),
    ("空调", "空调机"),
    ("运行中", "运行", "运营", "运营中", "正常运行", "已运行", "开放中"),
    ("已关闭", "关闭", "已撤销"),
    ("暂停服务", "暂停", "停用"),
    ("规划中", "规划", "筹建"),
    ("在建", "建设中"),
)
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "true", "1", "yes", "y", "t"})
_NO = frozenset({"否", "无", "没有", "错", "×", "✗", "✘", "❌", "x", "false", "0", "no", "n", "f"})


def same_word(text: str, label: str) -> bool:
    """Whether a text says what a label says, in another of the words for it.

    >>> [same_word(*pair) for pair in (("全职", "专职"), ("计算机", "电脑"), ("兼职", "专职"), ("笔记本电脑", "电脑"))]
    [True, True, False, False]
    """
    word, other = searched(text), searched(label)
    return any(word in words and other in words for words in _ALIKE)


def yes_or_no(text: str) -> bool | None:
    """Whether a text says yes or no by one of the signs for it; None where it says neither.

    >>> [yes_or_no(text) for text in ("√", "Ｙ", "没有", "0", "也许", "")]
    [True, True, False, False, None, None]
    """
    sign = searched(text)
    return sign in _YES if sign in _YES or sign in _NO else None
