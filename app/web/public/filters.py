"""The filters of the start page: each choice with its count and the address that sets it or takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.journeys.house import House
from app.journeys.network.find import Facets, SiteQuery, find_sites
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.units import LatLon
from app.web.language import Speech
from app.web.maps.parts import kind_class
from app.web.site_rows import county_name
from app.web.states import COMPLIANCE_ORDER, MARKS, Mark

Pairs = list[tuple[str, str]]
OPEN_NOW = "now"
"""The one value of `open` in an address: only sites that are open at this moment."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: a link that sets it, or, when it is set, takes it back."""

    id: str
    label: str
    count: int
    href: str
    chosen: bool
    kind_class: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a select."""

    value: str
    label: str
    chosen: bool


class FilterLinks:
    """Addresses of the start page with one thing changed. `near` is the position that stands in the address itself."""

    def __init__(self, asked: SiteQuery, programme: str, near: LatLon | None) -> None:
        self._named = bool(asked.programmes)
        self._base: dict[str, Any] = {
            "programme": programme if asked.programmes else "",
            "q": asked.text,
            "kind": asked.kinds,
            "tier": asked.tiers,
            "status": asked.statuses,
            "compliance": asked.compliance,
            "target": asked.target or "",
            "step": asked.step if asked.target else "",
            "division": asked.division or "",
            "open": OPEN_NOW if asked.open_now else "",
            "near": f"{near.lon:.5f},{near.lat:.5f}" if near else "",
        }
        self._programme = programme
        self.wanted = SiteQuery(
            programmes=frozenset({programme}),
            kinds=asked.kinds,
            tiers=asked.tiers,
            statuses=asked.statuses,
            compliance=asked.compliance,
            target=asked.target,
            step=asked.step,
            division=asked.division,
            box=asked.box,
            text=asked.text,
            open_now=asked.open_now,
        )

    @property
    def filters(self) -> bool:
        """Whether anything is asked for beyond the programme."""
        return any(value for key, value in self._base.items() if key not in ("programme", "near"))

    def pairs(self, **changes: object) -> Pairs:
        """The query with the changes, empty values left out; the programme always named."""
        merged = {**self._base, "programme": self._programme, **changes}
        return [(key, text) for key, value in merged.items() if (text := _text(value))]

    def href(self, **changes: object) -> str:
        """This page with the changes."""
        pairs = self.pairs(**changes)
        if not self._named:
            pairs = [pair for pair in pairs if pair[0] != "programme"]
        return "/?" + urlencode(pairs) if pairs else "/"

    def cleared(self) -> str:
        """This page without filters, the programme and the position kept."""
        return self.href(**{key: "" for key in self._base if key not in ("programme", "near")})

    def kept_by_search(self) -> Pairs:
        """What the search form hands on in hidden fields: every filter it has no field of its own for."""
        own = ("q", "division", "programme")
        return [pair for pair in self.pairs() if pair[0] not in own]

    def toggled(self, key: str, code: str) -> str:
        """This page with one code of a filter set or taken back."""
        return self.href(**{key: frozenset(self._base[key]) ^ {code}, **({"tier": ""} if key == "kind" else {})})


def _text(value: object) -> str:
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    return str(value) if value else ""


def target_words(programme: Programme, wanted: SiteQuery, say: Speech) -> str:
    """Which figure of which target the list stands for; empty where it stands for none."""
    known = next((target for target in programme.targets if target.id == wanted.target), None)
    if known is None:
        return ""
    return say("find.of_target", target=say.of(known.title), step=say(f"progress.{wanted.step}"))


def open_choice(say: Speech, facets: Facets, links: FilterLinks) -> Choice:
    """Only what is open at this moment, or again everything."""
    chosen = links.wanted.open_now
    return Choice(
        id="open-now",
        label=say("find.open_now"),
        count=facets.open_now,
        href=links.href(open="" if chosen else OPEN_NOW),
        chosen=chosen,
    )


async def in_other_counties(house: House, say: Speech, links: FilterLinks) -> tuple[Choice, ...]:
    """Where else the words find sites: the other programmes with how many each, for who looks in the wrong county."""
    found = []
    for slug, programme in house.programmes.items():
        if slug in links.wanted.programmes:
            continue
        wanted = SiteQuery(programmes=frozenset({slug}), text=links.wanted.text)
        if count := len(await find_sites(house, wanted)):
            href = "/?" + urlencode({"programme": slug, "q": wanted.text})
            found.append(Choice(f"in-{slug}", county_name(house, say, programme), count, href, chosen=False))
    return tuple(found)


def kind_choices(say: Speech, programme: Programme, facets: Facets, links: FilterLinks) -> list[Choice]:
    """The kinds of sites that are there to be found, or chosen."""
    return [
        Choice(
            id=f"kind-{kind.code}",
            label=say.of(kind.label),
            count=facets.kinds.get(kind.code, 0),
            href=links.toggled("kind", kind.code),
            chosen=kind.code in links.wanted.kinds,
            kind_class=kind_class(programme.slug, kind.code),
        )
        for kind in programme.kinds
        if facets.kinds.get(kind.code, 0) or kind.code in links.wanted.kinds
    ]


def compliance_choices(say: Speech, facets: Facets, links: FilterLinks) -> list[Choice]:
    """The results that are there to be found, or chosen."""
    counts = {str(status): count for status, count in facets.compliance.items()}
    return [
        Choice(
            id=f"compliance-{status}",
            label=say.of(MARKS[status].word),
            count=counts.get(status, 0),
            href=links.toggled("compliance", status),
            chosen=status in links.wanted.compliance,
            mark=MARKS[status],
        )
        for status in COMPLIANCE_ORDER
        if counts.get(status, 0) or status in links.wanted.compliance
    ]


def status_choices(say: Speech, facets: Facets, links: FilterLinks) -> list[Choice]:
    """The states of a site's life that are there to be found, or chosen."""
    return [
        Choice(
            id=f"status-{status}",
            label=say.of(label),
            count=facets.statuses.get(status, 0),
            href=links.toggled("status", status),
            chosen=status in links.wanted.statuses,
        )
        for status, label in STATUSES.items()
        if facets.statuses.get(status, 0) or status in links.wanted.statuses
    ]


def township_options(
    house: House, say: Speech, programme: Programme, facets: Facets, wanted: SiteQuery
) -> list[Option]:
    """The townships that have a site to be found, or are chosen, each with how many."""
    return [
        Option(
            township.code,
            f"{say.of(township.label)} ({facets.townships.get(township.code, 0)})",
            township.code == wanted.division,
        )
        for township in house.divisions.under(programme.jurisdiction, "township")
        if facets.townships.get(township.code, 0) or township.code == wanted.division
    ]


def county_options(house: House, say: Speech, chosen: Programme) -> tuple[Option, ...]:
    """One option a programme, by its county; none to choose where there is only one."""
    if len(house.programmes) == 1:
        return ()
    return tuple(
        Option(slug, county_name(house, say, programme), slug == chosen.slug)
        for slug, programme in house.programmes.items()
    )
