"""Who owes what: for every township which of its sites have reported all that is asked by today, and which have not.

What is asked is what My work asks: facts that a clause lacks, the figures of months that ended, old facts to confirm.
A site that does not stand yet is asked for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.access.actor import Actor
from app.compliance.standing import unasked
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import township_over
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.desk.tasks import TaskKind, tasks_of
from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.turns import LISTS, in_turn
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
    division: str | None
    items: tuple[Wording, ...]
    expired: tuple[Wording, ...]

    @property
    def state(self) -> ReportState:
        """How it stands; what nobody reported comes before what is only to be confirmed."""
        return "missing" if self.items else "stale" if self.expired else "done"


class KeptAsked(Beside[Sequence[AskedSite | None]]):
    """Kept: what each site owes, a place a site; None for one that is asked for nothing."""


@dataclass(frozen=True, slots=True)
class TownshipReports:
    """One township (ELSEWHERE: sites in none) with every site that is asked.

    `people` are the names of the accounts that fill in for it.
    """

    code: str
    name: Wording
    sites: tuple[AskedSite, ...]
    people: tuple[str, ...]

    def among(self, state: ReportState | None) -> tuple[AskedSite, ...]:
        """Its sites that stand so; all of them where None is asked."""
        return tuple(site for site in self.sites if state is None or site.state == state)

    @property
    def owing(self) -> tuple[AskedSite, ...]:
        """Its sites that owe something."""
        return tuple(site for site in self.sites if site.state != "done")

    @property
    def items(self) -> int:
        """How many things are owed, those to confirm among them."""
        return sum(len(site.items) + len(site.expired) for site in self.owing)


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
    asked = await _asked_sites(house, whole)
    townships = await in_turn(house, LISTS, _townships, house, programme, whole, asked, editors)
    return Reporting(programme, whole, last_full_months(whole.as_of, 1)[0].text, townships)


async def _asked_sites(house: House, whole: Network) -> Sequence[AskedSite | None]:
    """What each site of the network owes: read once, and then of the sites that were saved since."""

    def make(renewal: Renewal[Sequence[AskedSite | None]] | None) -> Sequence[AskedSite | None]:
        if renewal is None:
            return [_asked(house, whole, member) for member in whole.every]
        return renewal.splice.rows(renewal.before, [_asked(house, whole, member) for member in renewal.members])

    return await house.kept.of(KeptAsked).of(house, whole, make)


def _townships(
    house: House,
    programme: Programme,
    whole: Network,
    asked: Sequence[AskedSite | None],
    editors: Sequence[StoredAccount],
) -> tuple[TownshipReports, ...]:
    places: dict[str, list[AskedSite]] = {
        division.code: [] for division in house.divisions.under(programme.jurisdiction, "township")
    }
    for place in np.flatnonzero(whole.columns.of_programme(programme.slug)).tolist():
        if (site := asked[place]) is not None:
            places.setdefault(township_over(house, programme.jurisdiction, site.division), []).append(site)
    return tuple(
        TownshipReports(code, township_name(house, code), tuple(own), _people(code, editors))
        for code, own in places.items()
    )


def _asked(house: House, whole: Network, member: NetworkSite) -> AskedSite | None:
    """What a site owes; None of one that is not built or closed."""
    site = member.site
    if unasked(site, whole.as_of) is not None:
        return None
    programme = house.programme(site.programme)
    owed = [task for task in tasks_of(house, whole, member) if task.kind in OWED]
    items = dict.fromkeys(task.item for task in owed if task.kind != "confirm")
    expired = dict.fromkeys(task.item for task in owed if task.kind == "confirm" and task.item not in items)
    told = site.code, site.called, site.sample, site.phone or "", site.division
    return AskedSite(*told, _labels(programme, items), _labels(programme, expired))


def _labels(programme: Programme, items: Iterable[str]) -> tuple[Wording, ...]:
    return tuple(item_label(item, programme.vocabulary) for item in items)


def _people(code: str, editors: Iterable[StoredAccount]) -> tuple[str, ...]:
    """Who fills in for a township: the accounts whose scope names it."""
    return tuple(one.display_name for one in editors if code in one.divisions)
