"""The text a site is found by: code, name, address, pinyin and initials, both writings of rare names, all in the form
in which texts are searched.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from app.normal.text import searched
from app.sites.divisions import Divisions
from app.sites.site import Site

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
    return "\n".join(dict.fromkeys(searched(text) for text in (site.code, *_spelled(dict.fromkeys(names))) if text))


def _spelled(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield name
        yield from _in_pinyin(name)


@lru_cache(8192)
def _in_pinyin(name: str) -> tuple[str, str]:
    """A name in pinyin and in its initials. The names of divisions are the same for many sites."""
    from pypinyin import lazy_pinyin  # here, as in `romanised`: only what saves sites needs it

    syllables = lazy_pinyin(name, errors=lambda others: _AS_IT_IS + others)
    whole = "".join(part.removeprefix(_AS_IT_IS) for part in syllables)
    return whole, "".join(part[1:] if part.startswith(_AS_IT_IS) else part[:1] for part in syllables)
