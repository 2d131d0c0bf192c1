"""Administrative divisions: codes of the statistics bureau (NBS), their hierarchy, and names that mean the same town.

NBS and civil-affairs codes collide (NBS 511725103 is 土溪镇, the civil-affairs 511725103 is 三汇镇), so wherever a
name is given beside a code the two are held against each other here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.normal.text import compared
from app.sites.romanised import english_name, spelled, split
from app.units import LatLon
from app.wording import Wording

DivisionLevel = Literal["province", "city", "county", "township", "village"]

_CODE = re.compile(r"\d{6}|\d{9}|\d{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Division:
    """One division. `code` has 12 digits; `kind` is the ending the name carries (街道, 镇, 乡, 社区, 村).

    `urban_rural_code` is the NBS class (1xx urban, 2xx rural), None where the bureau gives none. `aliases` are other
    writings of the same name. `reading`: the syllables of the name without its rank, where a machine would read them
    wrongly. `population` None means not known, never nobody.
    """

    code: str
    name: str
    level: DivisionLevel
    parent: str | None
    kind: str
    urban_rural_code: str | None = None
    point: LatLon | None = None
    point_approximate: bool = False
    point_source: str | None = None
    population: int | None = None
    aliases: tuple[str, ...] = ()
    reading: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every other writing of it."""
        return (self.name, *self.aliases)

    @property
    def label(self) -> Wording:
        """The name as each language writes it: 土溪镇, Tuxi Town."""
        return Wording(self.name, english_name(self.name, self.reading))

    @property
    def common_label(self) -> Wording:
        """The name as people say it, without the committee that governs the place: 城坝村, not 城坝村民委员会."""
        return Wording(_bare(self.name), english_name(self.name, self.reading))

    @property
    def sound(self) -> Mapping[str, str]:
        """The name as it is written and as people say it, each with its sound: 土溪镇, Tuxi Zhen."""
        stem, _ = split(self.name)
        ranks = {bare: bare.removeprefix(stem) for bare in (self.name, _bare(self.name)) if bare.startswith(stem)}
        return {bare: f"{spelled(stem, self.reading)} {spelled(rank)}".strip() for bare, rank in ranks.items()}

    @property
    def short_label(self) -> Wording:
        """The name as a map writes it: in English without its rank."""
        return Wording(self.name, spelled(split(self.name)[0], self.reading))


@dataclass(frozen=True, slots=True)
class FormerTownship:
    """A township that is no more. `successor`: the division that bears its name or holds most of its villages.

    `renamed` is true where the successor is the same township under a new rank, false where it was merged.
    """

    name: str
    successor: str
    renamed: bool


def widened(code: str) -> str:
    """A 6-, 9- or 12-digit code as 12 digits; ValueError for anything else.

    >>> widened("511725103")
    '511725103000'
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is not a division code of 6, 9 or 12 digits")
    return code.ljust(12, "0")


def level_of(code: str) -> DivisionLevel:
    """The level a 12-digit code stands for, read from its zeros."""
    if not code.endswith("000"):
        return "village"
    if not code.endswith("000000"):
        return "township"
    if code[4:6] != "00":
        return "county"
    return "city" if code[2:4] != "00" else "province"


class Divisions:
    """A lookup over known divisions. Iterates in code order. `former`: townships of the past, under their old names."""

    def __init__(self, divisions: Iterable[Division], former: Iterable[FormerTownship] = ()) -> None:
        self.former = tuple(former)
        self._by_code: Mapping[str, Division] = {d.code: d for d in sorted(divisions, key=lambda d: d.code)}
        self._extents: dict[str, tuple[float, float, float, float] | None] = {}

    def with_former(self, former: Iterable[FormerTownship]) -> Divisions:
        """The same divisions, with the townships of the past known."""
        return Divisions(self, former)

    def __iter__(self) -> Iterator[Division]:
        return iter(self._by_code.values())

    def get(self, code: str) -> Division | None:
        """The division of this 12-digit code, or None."""
        return self._by_code.get(code)

    def township_of(self, code: str | None) -> Division | None:
        """The township that is, or lies above, this division; None for a county, an unknown code or no code."""
        if code is None or code.endswith("000000"):
            return None
        return self._by_code.get(code[:9] + "000")

    def under(self, code: str, level: DivisionLevel | None = None) -> list[Division]:
        """The divisions at or below this one, optionally of one level only."""
        return [d for d in self if lies_within(d.code, code) and level in (None, d.level)]

    def extent(self, code: str) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the known points at or below a division, in degrees; None where none is known."""
        if code not in self._extents:
            points = [d.point for d in self.under(code) if d.point is not None]
            lons, lats = [p.lon for p in points], [p.lat for p in points]
            self._extents[code] = (min(lons), min(lats), max(lons), max(lats)) if points else None
        return self._extents[code]

    def path(self, code: str) -> tuple[Division, ...]:
        """County, township, village: the known divisions from the top down to this one."""
        wanted = (code[:6] + "000000", code[:9] + "000", code)
        return tuple(self._by_code[c] for c in dict.fromkeys(wanted) if c in self._by_code)

    def name_agrees(self, code: str, name: str) -> bool:
        """Whether `name` is how this division is called, in any of its writings, with or without its ending.

        Unknown codes agree with nothing.
        """
        division = self._by_code.get(code)
        if division is None:
            return False
        return any(_bare(name) == _bare(known) for known in division.names)


_SPAN: Mapping[DivisionLevel, int] = {
    "province": 10**10, "city": 10**8, "county": 10**6, "township": 10**3, "village": 1
}  # fmt: skip


def code_span(code: str) -> tuple[int, int]:
    """The codes at or below a division as numbers, from the first up to, not including, the second.

    >>> code_span("511725103000")
    (511725103000, 511725104000)
    """
    return int(code), int(code) + _SPAN[level_of(code)]


def lies_within(code: str, above: str) -> bool:
    """Whether the division `code` is `above` or lies under it, both as 12 digits.

    >>> lies_within("511725103201", "511725103000"), lies_within("511725103000", "511725104000")
    (True, False)
    """
    prefix = above
    for ending in ("000", "000", "00", "00"):
        if not prefix.endswith(ending):
            break
        prefix = prefix[: -len(ending)]
    return code.startswith(prefix)


_ENDING = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|村民委员会|社区居|居委会|村委会|街道办事处)$")


def _bare(name: str) -> str:
    """A name without the committee it is governed by: 学堂村村民委员会 → 学堂村."""
    text = compared(name)
    match = _ENDING.search(text)
    if match is None:
        return text
    keep = {"村": "村", "社": "社区", "街": "街道"}.get(match.group()[0], "")
    stem = text[: match.start()]
    return stem if stem.endswith(keep) else stem + keep
