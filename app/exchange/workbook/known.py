"""The sites that are registered, as a workbook names them: by code, by a code written otherwise, by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.exchange.strict_json import load_json
from app.exchange.workbook.layout import reported_in
from app.normal.codes import normal_code
from app.normal.text import compared

_SUGGESTED, _MOST_SEARCHES = 3, 20


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A registered site: what it is."""

    code: str
    name: str
    programme: str
    kind: str


class KnownSites:
    """Registered sites, and those that a workbook adds; what is recorded of those that its rows are of (see
    `reading.sites_meant`), as bits of a number each, since there may be very many.
    """

    def __init__(self, sites: Iterable[KnownSite] = ()) -> None:
        self._sites: dict[str, KnownSite] = {}
        self._cases: dict[str, str] = {}
        self._names: dict[str, list[str]] = {}
        self._bits: dict[str, int] = {}
        self._reported: dict[str, int] = {}
        self._filled: dict[str, int] = {}
        self._searches = 0
        self.take(sites)

    def take(self, sites: Iterable[KnownSite]) -> None:
        """Take in registered sites."""
        for site in sites:
            self._sites[site.code] = site
            self.add(site.code, site.name)

    def add(self, code: str, name: str) -> None:
        """Take in a site under its code and name."""
        self._cases.setdefault(code.casefold(), code)
        plain = compared(name)
        codes = self._names.setdefault(name if plain == name else plain, [])
        if code not in codes:
            codes.append(code)

    def record(self, code: str, document: str) -> None:
        """Say what is recorded of a registered site: its document."""
        found: dict[str, Any] = load_json(document.encode())
        filled = (key for key, value in found.items() if value)
        self._reported[code], self._filled[code] = self._bits_of(reported_in(found)), self._bits_of(filled)

    def reported_by(self, codes: Iterable[str]) -> set[str]:
        """The keys and facts that the records of any of these sites report."""
        bits = 0
        for code in codes:
            bits |= self._reported.get(code, 0)
        return {name for name, bit in self._bits.items() if bits & bit}

    def holders(self, codes: Iterable[str], key: str) -> int:
        """How many of these sites have something recorded under a key of their document."""
        bit = self._bits.get(key, 0)
        return sum(bool(self._filled.get(code, 0) & bit) for code in codes)

    def _bits_of(self, names: Iterable[str]) -> int:
        bits = 0
        for name in names:
            bits |= self._bits.setdefault(name, 1 << len(self._bits))
        return bits

    def get(self, code: str) -> KnownSite | None:
        """The registered site of this very code."""
        return self._sites.get(code)

    def is_taken(self, code: str) -> bool:
        """Whether a code is in use, in whichever case."""
        return code.casefold() in self._cases

    def code_meant(self, text: str) -> str | None:
        """The code of the one site that a text means; None where there is none, or more than one."""
        code = normal_code(text)
        if code in self._sites:
            return code
        if (other := self._cases.get("".join(code.split()).casefold())) is not None:
            return other
        return self.code_named(text)

    def code_named(self, name: str) -> str | None:
        """The code of the one site of this name."""
        codes = self._names.get(compared(name), ()) if compared(name) else ()
        return codes[0] if len(codes) == 1 else None

    def all_named(self, name: str) -> list[str]:
        """The codes of all sites of this name."""
        return self._names.get(compared(name), [])

    def suggestions(self, text: str) -> list[str]:
        """The codes and names most like a text; only for the first faults of a workbook, since looking takes time."""
        self._searches += 1
        plain = compared(text)
        if not plain or self._searches > _MOST_SEARCHES:
            return []
        words = {word: code for name, codes in self._names.items() if name for word in (name,) for code in codes}
        words |= {code: code for code in self._cases.values()}
        close = [word for word in words if plain in word or word in plain]
        close = close or difflib.get_close_matches(plain, list(words), _SUGGESTED, 0.6)
        return [word if word == words[word] else f"{word}（{words[word]}）" for word in close[:_SUGGESTED]]
