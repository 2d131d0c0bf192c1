"""站点管理: the sites whose records somebody keeps, found in columns; only those shown are looked at one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.access.actor import Actor
from app.compliance.answers import Bools
from app.inspections.acceptance import Stage
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.county_sites import in_township
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.search_index import search_index
from app.journeys.registry.acceptance import stages_of
from app.journeys.site_rights import allowed_at
from app.search.columns import NO
from app.standards.programme import Programme
from app.store.acceptance import read_codes_with_steps


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which sites are wanted: all conditions hold together, an empty one asks nothing. `township`: a code or ELSEWHERE.

    Closed sites are found too: this is where they are reopened.
    """

    slug: str | None = None
    township: str = ""
    status: str | None = None
    stage: Stage | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RegisterList:
    """A page of the sites that a query finds, by code; `matched` are all of them, `page` the one that is shown.

    `closed` of these have closed, and count nowhere else. `stages` are of the sites shown; `townships` are those in
    which somebody's sites of the programme lie.
    """

    whole: Network
    programme: Programme
    programmes: tuple[Programme, ...]
    townships: tuple[str, ...]
    shown: tuple[NetworkSite, ...]
    stages: dict[str, Stage | None]
    matched: int
    closed: int
    page: int


async def register_list(house: House, actor: Actor, asked: RegisterQuery, page: int, size: int) -> RegisterList:
    """The page of the register that is asked for; the last one where there are not so many."""
    whole = await network(house)
    columns, kept = whole.columns, allowed_at(actor, "publish_directly", whole.columns)
    programmes = _by_sites(house, whole, kept)
    programme = house.programme(asked.slug) if asked.slug else programmes[0]
    own = kept & columns.named("programme").any_of((programme.slug,))
    found = own
    if asked.township:
        found = found & in_township(columns, programme.jurisdiction, asked.township)
    if asked.status is not None:
        found = found & columns.named("status").any_of((asked.status,))
    if asked.text:
        found = found & await _called(house, whole, asked.text)
    if asked.stage is not None:
        found = found & await _in_stage(house, whole, found, asked.stage)
    places = np.flatnonzero(found)
    here = min(page, max(1, -(-len(places) // size)))
    shown = tuple(whole.at(places[(here - 1) * size : here * size]))
    return RegisterList(
        whole,
        programme,
        programmes,
        _townships(whole, programme, own),
        shown,
        await stages_of(house, [one.site for one in shown]),
        len(places),
        int((found & ~columns.counting).sum()),
        here,
    )


async def kept_programmes(house: House, actor: Actor) -> tuple[Programme, ...]:
    """The programmes, the one in which the actor keeps most sites first."""
    whole = await network(house)
    return _by_sites(house, whole, allowed_at(actor, "publish_directly", whole.columns))


def _by_sites(house: House, whole: Network, kept: Bools) -> tuple[Programme, ...]:
    counts = whole.columns.named("programme").counts(kept)
    return tuple(sorted(house.programmes.values(), key=lambda programme: -counts.get(programme.slug, 0)))


def _townships(whole: Network, programme: Programme, own: Bools) -> tuple[str, ...]:
    nowhere = in_township(whole.columns, programme.jurisdiction, ELSEWHERE)
    found = sorted(whole.columns.named("township").counts(own & ~nowhere))
    return (*found, *([ELSEWHERE] if (own & nowhere).any() else []))


async def _called(house: House, whole: Network, text: str) -> Bools:
    """The sites that a text names; those that it only describes where it names none."""
    fit = (await search_index(house, whole)).fit(text)
    everywhere: Bools = np.ones(len(whole.columns), np.bool_)
    if fit.fits is None:
        return everywhere
    found: Bools = fit.fits < NO
    named: Bools = found & ~fit.is_loose
    return named if named.any() else found


async def _in_stage(house: House, whole: Network, among: Bools, stage: Stage) -> Bools:
    """Which of these sites are in a stage of their acceptance. Only those that may be are looked at one by one."""
    columns = whole.columns
    accepted: Bools = columns.cells.is_accepted
    if stage == "accepted":
        return accepted
    may_be = columns.named("status").any_of(("declared",))
    for code in await read_codes_with_steps():
        if (place := columns.place(code)) is not None:
            may_be[place] = True
    places = np.flatnonzero(among & may_be & ~accepted)
    stages = await stages_of(house, [one.site for one in whole.at(places)])
    found: Bools = np.zeros(len(columns), np.bool_)
    found[[place for place in places.tolist() if stages[columns.codes[place]] == stage]] = True
    return found
