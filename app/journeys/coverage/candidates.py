"""Where a site could be opened, and which of these places somebody wants to plan with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import numpy as np

from app.coverage.places import Candidate, Place
from app.coverage.siting import Aim
from app.errors import Fault, InvalidInput
from app.journeys.coverage.circle import Reckoned
from app.journeys.coverage.village_points import places_of
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.turns import LISTS, in_turn
from app.sites.vocabulary import STATUSES
from app.wording import Wording

Source = Literal["all", "villages", "upgrades", "listed"]
SOURCES: tuple[Source, ...] = get_args(Source)
AIMS: tuple[Aim, ...] = get_args(Aim)
MOST_SITES = 500
SECONDS_ALLOWED, SECONDS_USUAL = 3600, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanQuestion:
    """One question to the planner.

    `sites`: how many new ones ("most"), None for "everyone". `source` "listed" means `codes` and nothing else; with
    the others `townships` (12-digit codes; none: all) narrows them. `choice`: codes chosen by hand, to be compared.
    `seconds` limits each of the two searches.
    """

    programme: str
    aim: Aim = "most"
    sites: int | None = None
    good_roads: bool = False
    source: Source = "all"
    townships: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()
    seconds: int = SECONDS_USUAL

    def as_dict(self) -> dict[str, Any]:
        """The question as JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def asked_from(document: dict[str, Any]) -> PlanQuestion:
    """The question that `as_dict` wrote."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in document.items()}
    return PlanQuestion(**values)


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate and the township it lies in. `now` says what an existing site is at present, None for a village."""

    candidate: Candidate
    township: str
    now: Wording | None = None


async def offers(house: House, found: Reckoned) -> tuple[Offer, ...]:
    """Every village with a point, and every site with a point that does not count for the circle yet (an upgrade)."""
    places = await places_of(house, found.programme.jurisdiction)
    return await in_turn(house, LISTS, _offers, house, found, places, await network(house))


def _offers(house: House, found: Reckoned, places: Sequence[Place], whole: Network) -> tuple[Offer, ...]:
    programme, columns = found.programme, whole.columns
    villages = [
        Offer(Candidate(place.code, place.name, place.location), place.township)
        for place in places
        if place.location is not None
    ]
    counting = {site.code for site in found.report.sites}
    among = columns.of_programme(programme.slug) & columns.inside(programme.jurisdiction)
    left = [place for place in np.flatnonzero(among).tolist() if columns.codes[place] not in counting]
    upgrades = [
        Offer(
            Candidate(site.code, site.called, site.location.point, upgrade_of=site.code),
            township.code if (township := house.divisions.township_of(site.division)) else "",
            _now(programme.kinds_by_code[site.kind].label, site.status),
        )
        for site in (whole.every[place].site for place in left)
        if site.location is not None
    ]
    return (*villages, *upgrades)


def _now(kind: Wording, status: str | None) -> Wording:
    if status is None:
        return kind
    said = STATUSES[status]
    return Wording(f"{kind.zh}，{said.zh}", f"{kind.en}, {said.en}")


def wanted(offered: Sequence[Offer], asked: PlanQuestion) -> tuple[Candidate, ...]:
    """The candidates that the question names, by code. Raises InvalidInput with every fault of the question."""
    faults = [*_in_numbers(asked), *_unknown(offered, asked)]
    chosen = [offer.candidate for offer in offered if _is_wanted(offer, asked)]
    known, here = {o.candidate.code for o in offered}, {c.code for c in chosen}
    for code in dict.fromkeys(asked.choice):
        if code not in known:
            faults.append(_no_candidate("choice", code))
        elif code not in here:
            said = Wording(f"{code} 不在所选的候选地点中", f"{code} is not among the candidates chosen")
            faults.append(Fault("choice", "not_a_candidate", said))
    if faults:
        raise InvalidInput(faults)
    return tuple(chosen)


def _is_wanted(offer: Offer, asked: PlanQuestion) -> bool:
    if asked.source == "listed":
        return offer.candidate.code in asked.codes
    if asked.townships and offer.township not in asked.townships:
        return False
    upgrade = offer.candidate.upgrade_of is not None
    return asked.source == "all" or upgrade == (asked.source == "upgrades")


def _in_numbers(asked: PlanQuestion) -> Iterator[Fault]:
    if asked.aim == "most":
        if asked.sites is None or not 1 <= asked.sites <= MOST_SITES:
            said = Wording(f"新增站点个数应为 1 到 {MOST_SITES}", f"must be a number of sites from 1 to {MOST_SITES}")
            yield Fault("sites", "out_of_range", said)
        elif len(set(asked.choice)) > asked.sites:
            count = len(set(asked.choice))
            said = Wording(
                f"自选的有 {count} 个，多于新增的 {asked.sites} 个，无法比较",
                f"the choice has {count} sites, more than the {asked.sites} to be added; they cannot be compared",
            )
            yield Fault("choice", "too_many", said)
    elif asked.sites is not None:
        said = Wording("“覆盖所有能覆盖的”不指定个数", "with the aim `everyone` the number is the answer, not given")
        yield Fault("sites", "not_asked", said)
    if not 1 <= asked.seconds <= SECONDS_ALLOWED:
        said = Wording(f"时限应为 1 到 {SECONDS_ALLOWED} 秒", f"must be from 1 to {SECONDS_ALLOWED} seconds")
        yield Fault("seconds", "out_of_range", said)


def _unknown(offered: Sequence[Offer], asked: PlanQuestion) -> Iterator[Fault]:
    codes, townships = {offer.candidate.code for offer in offered}, {offer.township for offer in offered}
    if asked.source == "listed":
        yield from (_no_candidate("codes", code) for code in dict.fromkeys(asked.codes) if code not in codes)
        if not asked.codes:
            yield Fault("codes", "missing", Wording("请给出候选地点的代码", "name the candidates by their codes"))
    for code in asked.townships:
        if code not in townships:
            said = Wording(f"{code} 没有候选地点", f"there is no candidate in {code}")
            yield Fault("townships", "unknown_code", said)


def _no_candidate(path: str, code: str) -> Fault:
    said = Wording(
        f"没有候选地点 {code[:64]}（须为已标注位置的村（社区），或已标注位置而尚未计入的站点）",
        f"there is no candidate {code[:64]} (villages and sites not counting yet, with a point, can be chosen)",
    )
    return Fault(path, "unknown_code", said)
