"""Everyday words that say what a label says: 全职 for 专职, 计算机 for 电脑. Only where both mean one thing."""

from __future__ import annotations

from app.normal.text import searched

_ALIKE = (
    ("专职", "全职"),
    ("电脑", "计算机", "微机", "pc"),
    ("打印机", "打印设备"),
    ("空调", "空调机"),
    ("运行中", "运营中", "正常运行", "已运行", "开放中"),
    ("已关闭", "关闭", "已撤销"),
    ("暂停服务", "暂停", "停用"),
    ("规划中", "规划", "筹建"),
    ("在建", "建设中"),
)


def same_word(text: str, label: str) -> bool:
    """Whether a text says what a label says, in another of the words for it.

    >>> [same_word(*pair) for pair in (("全职", "专职"), ("计算机", "电脑"), ("兼职", "专职"), ("笔记本电脑", "电脑"))]
    [True, True, False, False]
    """
    word, other = searched(text), searched(label)
    return any(word in words and other in words for words in _ALIKE)
