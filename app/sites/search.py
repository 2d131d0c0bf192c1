"""The text a site is found by: code, name, address, pinyin and initials, both writings of rare names, all in the form
in which texts are searched.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from app.normal.text import searched
from app.sites.divisions import Divisions
from app.sites.site import Site

if TYPE_CHECKING:
    from pypinyin.core import Pinyin

_AS_IT_IS = "\0"
"""Stands before what is no Chinese, which has no initials. No text that is kept holds it."""


def search_text(site: Site, divisions: Divisions) -> str:
    """Everything a person may type to find the site, one item a line."""
    names = [site.name or "", site.address or ""]
    above = divisions.path(site.division) if site.division else ()
    for division in above:
        # A town with two writings is called by either in the site's own name too.
        pairs = [(one, other) for one in division.names for other in division.names if one != other]
        names += [name.replace(one, other) for name in names for one, other in pairs if one in name]
    names += [name for division in above for name in division.names]
    lines = [searched(site.code)]
    for name in dict.fromkeys(names):
        lines += _spelled(name)
    return "\n".join(dict.fromkeys(filter(None, lines)))


@lru_cache(8192)
def _spelled(name: str) -> tuple[str, str, str]:
    """A name as it is, in pinyin and in its initials. The names of divisions are the same for many sites."""
    words = [_word_in_pinyin(word) for word in _pinyin().seg(name)]
    whole, initials = "".join(whole for whole, _ in words), "".join(initials for _, initials in words)
    return searched(name), searched(whole), searched(initials)


@lru_cache(16_384)
def _word_in_pinyin(word: str) -> tuple[str, str]:
    """The same of one of the words that a name is made of, which are few."""
    syllables = _pinyin().lazy_pinyin([word], errors=lambda others: _AS_IT_IS + others)
    whole = "".join(part.removeprefix(_AS_IT_IS) for part in syllables)
    return whole, "".join(part[1:] if part.startswith(_AS_IT_IS) else part[:1] for part in syllables)


@cache
def _pinyin() -> Pinyin:
    from pypinyin.core import Pinyin  # here, as in `romanised`: only what saves sites needs it

    return Pinyin()
