"""Who owes what: for every township which of its sites have reported all that is asked by today, and which have not.

What is asked is what My work asks: facts that a clause lacks, the figures of months that ended, old facts to confirm.
A site that does not stand yet is asked for nothing. All are counted in columns; what a site owes is put into words
where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.access.actor import Actor
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import areas_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.desk.due import DueNumbers, due_numbers
from app.journeys.desk.tasks import TaskKind, tasks_of
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.find import Places
from app.journeys.network.judged import Mark, Network, network
from app.journeys.turns import LISTS, in_turn
from app.sites.splice import ByPlace
from app.sites.words import item_label
from app.standards.programme import Programme
from app.store.accounts import StoredAccount, read_accounts
from app.units import last_full_months
from app.wording import Wording

OWED: frozenset[TaskKind] = frozenset({"unknown", "metric", "confirm"})
"""What is owed as a report. What fails is no report that is missing."""
ReportState = Literal["done", "missing", "stale"]
"""Nothing is owed; something was never reported; all was, some of it too long ago."""


@dataclass(frozen=True, slots=True)
class AskedSite:
    """A site that is asked: `items` that nobody reported, and what was, too long ago (`expired`)."""

    code: str
    name: str
    sample: bool
    phone: str
    items: tuple[Wording, ...]
    expired: tuple[Wording, ...]

    @property
    def state(self) -> ReportState:
        """How it stands; what nobody reported comes before what is only to be confirmed."""
        return "missing" if self.items else "stale" if self.expired else "done"


STATES: tuple[ReportState, ...] = ("done", "stale", "missing")
_SAID_AT_MOST = 2_048


@dataclass(slots=True)
class SaidOwed:
    """Kept: what the sites owe that were shown last, each for one state of the site, one day and one pack.

    Lost, it is put into words again.
    """

    known: dict[tuple[str, Mark, date, str], AskedSite] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TownshipReports:
    """One township (ELSEWHERE: sites in none) with every site that is asked, by code, each put into words when it is
    asked for: `states` are their numbers in STATES, `owed` how many things each of them owes.

    `people` are the names of the accounts that fill in for it.
    """

    code: str
    name: Wording
    sites: Sequence[AskedSite]
    people: tuple[str, ...]
    states: NDArray[np.int8] = field(compare=False, repr=False)
    owed: NDArray[np.int64] = field(compare=False, repr=False)

    def among(self, *wanted: ReportState) -> Sequence[AskedSite]:
        """Its sites that stand so."""
        places = np.flatnonzero(np.isin(self.states, [STATES.index(state) for state in wanted]))
        return ByPlace(len(places), lambda place: self.sites[int(places[place])])

    @property
    def owing(self) -> Sequence[AskedSite]:
        """Its sites that owe something."""
        return self.among("missing", "stale")

    @property
    def items(self) -> int:
        """How many things are owed, those to confirm among them."""
        return int(self.owed.sum())


@dataclass(frozen=True, slots=True)
class Reporting:
    """The townships of a county in the order of their codes; `month` is the last that ended, ``2026-10``."""

    programme: Programme
    whole: Network
    month: str
    townships: tuple[TownshipReports, ...]


async def reporting(house: House, actor: Actor, slug: str) -> Reporting:
    """Who owes what of a programme today. Raises NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    whole = await network(house)
    editors = [one for one in await read_accounts() if one.role == "site_editor" and one.disabled_at is None]
    due = await due_numbers(house, whole)
    townships = await in_turn(house, LISTS, _townships, house, programme, whole, due, editors)
    return Reporting(programme, whole, last_full_months(whole.as_of, 1)[0].text, townships)


async def in_words(house: House, parts: Sequence[Sequence[AskedSite]]) -> list[list[AskedSite]]:
    """What these sites owe, put into words in a turn."""
    return await in_turn(house, LISTS, lambda: [list(sites) for sites in parts])


def _townships(
    house: House, programme: Programme, whole: Network, due: DueNumbers, editors: Sequence[StoredAccount]
) -> tuple[TownshipReports, ...]:
    columns, county = whole.columns, programme.jurisdiction
    places = np.flatnonzero(columns.of_programme(programme.slug) & columns.cells.is_built)
    codes, area = areas_of(columns, places, county)
    own = {division.code: places[:0] for division in house.divisions.under(county, "township")}
    own |= {code: places[area == number] for number, code in enumerate(codes)}
    return tuple(_township(house, whole, due, code, some, _people(code, editors)) for code, some in own.items())


def _township(
    house: House, whole: Network, due: DueNumbers, code: str, places: Places, people: tuple[str, ...]
) -> TownshipReports:
    missing, stale = due.unreported[places], due.stale[places] > 0
    states = np.where(missing, STATES.index("missing"), np.where(stale, STATES.index("stale"), 0))
    sites = ByPlace(len(places), lambda place: _asked(house, whole, int(places[place])))
    owed = due.owed[places].astype(np.int64)
    return TownshipReports(code, township_name(house, code), sites, people, states.astype(np.int8), owed)


def _asked(house: House, whole: Network, place: int) -> AskedSite:
    """What a site owes, which is built and not closed."""
    member, known = whole.every[place], house.kept.of(SaidOwed).known
    site, programme = member.site, house.programme(member.site.programme)
    key = site.code, member.mark, whole.as_of, programme.content_hash
    found = known.get(key)
    if found is None:
        owed = [task for task in tasks_of(house, whole, member) if task.kind in OWED]
        items = dict.fromkeys(task.item for task in owed if task.kind != "confirm")
        expired = dict.fromkeys(task.item for task in owed if task.kind == "confirm" and task.item not in items)
        told = site.code, site.called, site.sample, site.phone or ""
        found = AskedSite(*told, _labels(programme, items), _labels(programme, expired))
        known[key] = found
        let_go(known, _SAID_AT_MOST)
    return found


def _labels(programme: Programme, items: Iterable[str]) -> tuple[Wording, ...]:
    return tuple(item_label(item, programme.vocabulary) for item in items)


def _people(code: str, editors: Iterable[StoredAccount]) -> tuple[str, ...]:
    """Who fills in for a township: the accounts whose scope names it."""
    return tuple(one.display_name for one in editors if code in one.divisions)
