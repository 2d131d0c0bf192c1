"""The text a site is found by: code, name, address, pinyin and initials, casefolded, both writings of rare names."""

from __future__ import annotations

from collections.abc import Iterable

from app.sites.divisions import Divisions
from app.sites.site import Site


def search_text(site: Site, divisions: Divisions) -> str:
    """Everything a person may type to find the site, one item a line."""
    names = [site.name or "", site.address or ""]
    if site.division:
        names += [name for division in divisions.path(site.division) for name in division.names]
    return "\n".join(dict.fromkeys(t.casefold() for t in (site.code, *_spelled(names)) if t))


def _spelled(names: Iterable[str]) -> Iterable[str]:
    from pypinyin import Style, lazy_pinyin  # here, as in `romanised`: only what saves sites needs it

    for name in names:
        yield name
        yield "".join(lazy_pinyin(name))
        yield "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
