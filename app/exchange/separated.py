"""What parts the cells of a text file of rows: commas, or the tabs and semicolons that spreadsheets write instead."""

from __future__ import annotations

_SEPARATORS = ",\t;"


def separator_of(text: str) -> str:
    """The sign that parts the cells: the one that the heading has most of, a comma where it has none.

    >>> [separator_of(text) for text in ("code\\tname\\n1\\ta;b", "编码;名称", "编码", '"a;b;c",d')]
    ['\\t', ';', ',', ',']
    """
    heading = text.lstrip().partition("\n")[0]
    outside = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
