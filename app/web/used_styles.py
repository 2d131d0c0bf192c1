"""Bootstrap without the rules of classes that no page of ours names: a tenth of it, on the way of every first visit.

Made at the start from the vendored file, so that nobody keeps a second one. A class counts as named where its name
stands anywhere in templates, scripts or the code of pages; too much is kept rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

_WORD = re.compile(r"[A-Za-z][\w-]*")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_BRACE = re.compile(r"[{}]")
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_NESTED = ("@media", "@supports", "@layer", "@container")
_DARK = "data-bs-theme=dark"
"""No page is dark."""


def named_words(*folders: Path) -> frozenset[str]:
    """Every word in the templates, scripts and code of these folders, vendored files apart."""
    files = (
        path
        for folder in folders
        for suffix in ("*.html", "*.js", "*.py")
        for path in sorted(folder.rglob(suffix))
        if "vendor" not in path.parts
    )
    return frozenset(word for path in files for word in _WORD.findall(path.read_text(encoding="utf-8")))


def without_comments(css: str) -> str:
    """The same stylesheet without what is said to people; a licence (`/*!`) stays.

    >>> without_comments("/* why */a{color:red}")
    'a{color:red}'
    """
    return _COMMENT.sub("", css)


def used_styles(css: str, words: Set[str]) -> str:
    """The rules that may apply where only these words are names of classes."""
    return "".join(_used(without_comments(css), words))


def _used(css: str, words: Set[str]) -> Iterator[str]:
    for prelude, block in _rules(css):
        if block is None:
            yield prelude
        elif prelude.startswith(_NESTED):
            if inner := used_styles(block, words):
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{block}}}"
        else:
            kept = [one for one in _selectors(prelude) if _DARK not in one and set(_CLASS.findall(one)) <= words]
            if kept:
                yield f"{','.join(kept)}{{{block}}}"


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as what stands before its block and the block; a statement without one as itself and None."""
    start = place = 0
    while place < len(css):
        if css[place] == ";":
            yield css[start : place + 1], None
            start = place = place + 1
        elif css[place] == "{":
            end = _closing(css, place)
            yield css[start:place].strip(), css[place + 1 : end]
            start = place = end + 1
        else:
            place += 1


def _closing(css: str, opening: int) -> int:
    depth = 0
    for found in _BRACE.finditer(css, opening):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    raise ValueError("a block of the stylesheet is not closed")


def _selectors(prelude: str) -> Iterator[str]:
    """The selectors of a list, split at the commas that stand in no brackets."""
    depth, start = 0, 0
    for place, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield prelude[start:place]
            start = place + 1
    yield prelude[start:]
