"""What is served and what serves: villages and communities, sites that count, candidate places for
further sites.

A missing point is None and stays in every list. Whether a place is urban or rural says on what basis it
was decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from operator import attrgetter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import Fault, InvalidInput
from app.sites.divisions import Division
from app.sites.splice import ByPlace
from app.units import LatLon
from app.wording import Wording, same

Area = Literal["urban", "rural"]
Basis = Literal["class_code", "name", "neither"]

NBS_CLASSES: dict[str, Area] = {
    "111": "urban",
    "112": "urban",
    "121": "urban",
    "122": "urban",
    "123": "urban",
    "210": "rural",
    "220": "rural",
}
"""The urban–rural classes of the statistics bureau (统计用城乡划分代码): 1xx urban, 2xx rural."""

BASIS_LABELS: dict[Basis, Wording] = {
    "class_code": Wording("按统计用城乡分类代码", "by the NBS urban–rural class"),
    "name": Wording("无城乡分类代码，按名称：社区为城市、村为农村", "no NBS class; by name: 社区 urban, 村 rural"),
    "neither": Wording(
        "无城乡分类代码，名称也看不出，按城市计", "no NBS class and the name does not tell; taken as urban"
    ),
}

_URBAN_ENDING = re.compile(r"(?:社区|居委会|居民委员会)$")
_RURAL_ENDING = re.compile(r"(?:村|村委会|村民委员会)$")


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whether a place is urban or rural, and what that was read from."""

    area: Area
    basis: Basis


def settlement_of(urban_rural_code: str | None, name: str) -> Settlement:
    """Urban or rural by the NBS class; without one by the ending of the name; a name that does not tell
    is taken as urban.

    Urban is the stricter of the two in the documents (10 minutes instead of 30), so a place of doubtful
    kind is never reported as served by the laxer rule. ValueError for a class that the bureau does not
    use.

    >>> settlement_of("121", "文崇社区居民委员会"), settlement_of(None, "长安村委会")
    (Settlement(area='urban', basis='class_code'), Settlement(area='rural', basis='name'))
    """
    if urban_rural_code is not None:
        area = NBS_CLASSES.get(urban_rural_code)
        if area is None:
            raise ValueError(f"{urban_rural_code!r} is no urban–rural class of the statistics bureau")
        return Settlement(area, "class_code")
    if _RURAL_ENDING.search(name):
        return Settlement("rural", "name")
    if _URBAN_ENDING.search(name):
        return Settlement("urban", "name")
    return Settlement("urban", "neither")


@dataclass(frozen=True, slots=True)
class Place:
    """A village or community. `township` is the 12-digit code above it; `population` None means not
    known, never nobody.

    `approximate` marks a rough point (that of the former township of the same name, say), which results
    show apart.
    """

    code: str
    name: str
    township: str
    settlement: Settlement
    location: LatLon | None = None
    approximate: bool = False
    population: int | None = None
    label: Wording | None = None

    @property
    def said(self) -> Wording:
        """The name as each language writes it; as it is where nobody gave it another spelling (`label`)."""
        return self.label or same(self.name)


@dataclass(frozen=True, slots=True)
class ServingSite:
    """A site that counts for the service circle."""

    code: str
    name: str
    kind: str
    location: LatLon | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a site could be opened, or an existing site (`upgrade_of`) that would count once
    upgraded.
    """

    code: str
    name: str
    location: LatLon
    upgrade_of: str | None = None


def place_of(division: Division) -> Place:
    """A village-level division as a place to be served; ValueError for another level or an unknown class."""
    if division.level != "village":
        raise ValueError(f"{division.code} {division.name} is a {division.level}, not a village or community")
    return Place(
        code=division.code,
        name=division.name,
        township=division.code[:9] + "000",
        settlement=settlement_of(division.urban_rural_code, division.name),
        location=division.point,
        approximate=division.point is not None and division.point_approximate,
        population=division.population,
        label=division.common_label,
    )


class SitesByCode(ByPlace[ServingSite]):
    """Sites that count in the order of their codes, none twice, each made when it is read: of a nation few are.

    `kinds` has the kind of each, `degrees` (lat, lon) a row, NaN where there is no point.
    """

    def __init__(self, kinds: Sequence[str], degrees: NDArray[np.float64], tell: Callable[[int], ServingSite]) -> None:
        super().__init__(len(kinds), tell)
        self.kinds, self.degrees = kinds, degrees

    @classmethod
    def of(cls, sites: Iterable[ServingSite]) -> SitesByCode:
        """These sites."""
        ordered = sorted(sites, key=attrgetter("code"))
        points = [(nan, nan) if (p := site.location) is None else (p.lat, p.lon) for site in ordered]
        return cls([site.kind for site in ordered], np.array(points, np.float64).reshape(-1, 2), ordered.__getitem__)


def in_code_order(places: Iterable[Place], sites: Iterable[ServingSite]) -> tuple[tuple[Place, ...], SitesByCode]:
    """Both lists by code, so that no answer depends on the order of rows.

    InvalidInput names every code that is given twice and every population below zero.
    """
    ordered = tuple(sorted(places, key=attrgetter("code")))
    counting = sites if isinstance(sites, SitesByCode) else SitesByCode.of(sites)
    faults = [
        *_twice("places", [p.code for p in ordered]),
        *(_twice("sites", [s.code for s in counting]) if counting is not sites else ()),
        *(
            Fault(
                f"places[{p.code}].population",
                "negative",
                Wording("人口不能为负", "a population is negative"),
            )
            for p in ordered
            if p.population is not None and p.population < 0
        ),
    ]
    if faults:
        raise InvalidInput(faults)
    return ordered, counting


def _twice(listing: str, codes: list[str]) -> Iterator[Fault]:
    if len(set(codes)) == len(codes):
        return
    for one, two in pairwise(codes):
        if one == two:
            yield Fault(f"{listing}[{two}]", "duplicate", Wording(f"代码 {two} 重复", f"code {two} is given twice"))
