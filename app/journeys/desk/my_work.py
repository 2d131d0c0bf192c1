"""What a person has to do for their sites now, the order of the work, and where each thing is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.exchange.strict_json import load_json
from app.inspections.rectification import deadline_words
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.board import Board
from app.journeys.desk.county_sites import in_township
from app.journeys.desk.due import DueNumbers, due_numbers
from app.journeys.desk.tasks import EarlyFigures, Task, early_of, tasks_of
from app.journeys.house import House
from app.journeys.inspections.rectifications import (
    OnSite,
    RectificationCounts,
    counts_of,
    may_answer,
    open_rectifications,
)
from app.journeys.network.find import Places
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.site_rights import allowed_at
from app.journeys.turns import LISTS, in_turn
from app.proposals.states import OPEN, State
from app.sites.items import items
from app.store.proposals import StoredProposal, read_proposals
from app.units import last_full_months
from app.wording import Wording

DECIDED: frozenset[State] = frozenset({"accepted", "partly_accepted", "undone"})
DECIDED_DAYS = 30
"""How long a decided request stays in its author's view."""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A change request of one's own, and what became of it: every item, and those that were taken over."""

    stored: StoredProposal
    site: NetworkSite
    items: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def refused(self) -> tuple[str, ...]:
        """The items that a decided request did not get through."""
        return tuple(item for item in self.items if item not in self.accepted)


@dataclass(frozen=True, slots=True)
class MyWork:
    """A person's sites and what is due on them; only what is shown of it is put into words.

    `month` is the month whose figures are due, ``2026-10``. `sites` are those the person fills in, `board` what is due
    at those of them that were asked for, `cards` these by how much is wrong. `right` counts the rectifications.
    `requests` are the person's own: drafts, what waits, what came back, what was decided in the last `DECIDED_DAYS`.
    """

    month: str
    whole: Network
    sites: Places
    cards: Places
    board: Board
    right: RectificationCounts
    requests: tuple[OwnRequest, ...]


async def my_work(house: House, actor: Actor, words: str = "") -> MyWork:
    """What is due on the sites that `actor` fills in and in whose search text the words stand. Closed sites ask for
    nothing.

    Whoever looks at a county as a whole has to do only what is due at the sites that lie in none of its townships: what
    is asked of a township is the township's to do, and the county's to remind of.
    """
    whole = await network(house)
    due = await due_numbers(house, whole)
    own = await _own_requests(house, actor, whole.by_code)
    to_right = await open_rectifications(actor)
    return await in_turn(house, LISTS, _my_work, house, actor, whole, due, own, to_right, words)


def _my_work(
    house: House,
    actor: Actor,
    whole: Network,
    due: DueNumbers,
    own: tuple[OwnRequest, ...],
    to_right: Sequence[OnSite],
    words: str,
) -> MyWork:
    columns = whole.columns
    mine = np.flatnonzero(columns.counting & allowed_at(actor, "edit_site", columns))
    have = with_words(whole, words)
    wanted, is_theirs = mine[have[mine]], _is_theirs(house, actor, columns)
    theirs = wanted[is_theirs[wanted]]
    more = [*_sent_back(own), *_to_rectify(house, actor, whole, is_theirs, to_right)]
    codes = {request.stored.site_code for request in own} | {task.site.site.code for task in more}
    places = {place for code in codes if (place := columns.place(code)) is not None}
    sent = {(r.stored.site_code, item) for r in own if r.stored.state == "submitted" for item in r.items}
    begun = {(r.stored.site_code, item) for r in own if r.stored.state in ("draft", "sent_back") for item in r.items}
    fills_in, apart, early = set(theirs.tolist()), dict[int, list[Task]](), dict[int, EarlyFigures]()
    for place in sorted(place for place in places if have[place]):
        member = whole.every[place]
        known = tasks_of(house, whole, member) if place in fills_in else ()
        found = [replace(task, drafted=(member.site.code, task.item) in begun) for task in known]
        apart[place] = [task for task in found if (member.site.code, task.item) not in sent]
        apart[place] += [task for task in more if task.site.site.code == member.site.code]
        if place in fills_in:
            early[place] = early_of(house, member, whole.as_of, sent)
    plain = theirs[~np.isin(theirs, list(apart))]
    return MyWork(
        month=last_full_months(whole.as_of, 1)[0].text,
        whole=whole,
        sites=mine,
        cards=in_trouble_first(due, wanted),
        board=Board(house, whole, due, plain, apart, early),
        right=counts_of(house, actor, to_right),
        requests=own,
    )


def _is_theirs(house: House, actor: Actor, columns: NetworkColumns) -> Bools:
    """All sites but those in the townships of the counties that the actor looks at as a whole."""
    found = np.ones(len(columns), np.bool_)
    for slug, programme in house.programmes.items():
        county = programme.jurisdiction
        if may(actor, "read_county", Target(division=county)).allowed:
            found &= ~columns.of_programme(slug) | in_township(columns, county, ELSEWHERE)
    return found


async def sites_inside(house: House, actor: Actor, words: str = "") -> tuple[Network, Places, Places]:
    """The network and in it all sites that the actor may look into, then those with these words, in trouble first."""
    whole = await network(house)
    due = await due_numbers(house, whole)

    def found() -> tuple[Places, Places]:
        mine = np.flatnonzero(whole.columns.counting & allowed_at(actor, "read_site_inside", whole.columns))
        return mine, in_trouble_first(due, mine[with_words(whole, words)[mine]])

    return whole, *await in_turn(house, LISTS, found)


def with_words(whole: Network, words: str) -> Bools:
    """In the search text of which sites each of the words stands, wherever; without words in that of all."""
    found = np.ones(len(whole.columns), np.bool_)
    for word in words.split():
        found &= whole.holding(word)
    return found


def in_trouble_first(due: DueNumbers, places: Places) -> Places:
    """Places in the order of codes by how many clauses are not met, then by how many are unknown, then by code."""
    return places[np.lexsort((-due.open[places], -due.failed[places]))]


async def _own_requests(house: House, actor: Actor, by_code: Mapping[str, NetworkSite]) -> tuple[OwnRequest, ...]:
    """What lies open, the longest waiting first; then what was decided lately, the newest first."""
    lying = await read_proposals(states=sorted(OPEN), author_key=actor.key)
    since = house.now() - timedelta(days=DECIDED_DAYS)
    decided = await read_proposals(states=sorted(DECIDED), author_key=actor.key, updated_since=since)
    decided.sort(key=lambda stored: stored.updated_at, reverse=True)
    return tuple(
        OwnRequest(stored, by_code[stored.site_code], tuple(items(load_json(stored.edit.encode()))), _accepted(stored))
        for stored in (*lying, *decided)
        if stored.site_code in by_code
    )


def _accepted(stored: StoredProposal) -> tuple[str, ...]:
    return tuple(load_json(stored.accepted_items.encode())) if stored.accepted_items else ()


def _sent_back(own: Iterable[OwnRequest]) -> Iterable[Task]:
    requests = list(own)
    undone = {r.stored.carried_on_by for r in requests if r.stored.state == "undone"}
    for request in requests:
        if request.stored.state == "sent_back":
            said = request.stored.decision or "—"
            sentence = Wording(f"审核退回：{said}", f"Sent back: {said}")
            if request.stored.id in undone:
                sentence = Wording(f"已通过的变更被撤销：{said}", f"An acceptance was undone: {said}")
            yield Task("sent_back", request.site, "", sentence)


def _to_rectify(
    house: House, actor: Actor, whole: Network, is_theirs: Bools, every: Iterable[OnSite]
) -> Iterable[Task]:
    """The rectifications at their own sites that this person may answer; what was answered waits for re-inspection."""
    for found in every:
        place = whole.columns.place(found.site.code)
        if place is not None and is_theirs[place] and found.state == "ordered" and may_answer(actor, found):
            demand, due = found.stored.demand, found.stored.due_on
            zh, en = deadline_words(due, house.today())
            sentence = Wording(f"整改：{demand}（{zh}）", f"Rectify: {demand} ({en})")
            yield Task("rectify", whole.every[place], "", sentence, due=due, rectification=found.stored.id)
