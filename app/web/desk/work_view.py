"""My work in words: tasks with their way and their button, requests with what became of them, sites as cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import pi
from typing import Any

from app.journeys.desk.my_work import MyWork, OwnRequest
from app.journeys.desk.tasks import EarlyFigures, Task
from app.journeys.house import House
from app.journeys.network.judged import NetworkSite
from app.proposals.states import STATES
from app.sites.words import item_label
from app.units import Period
from app.web import formats
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.site_rows import SiteRow, site_row
from app.web.states import MARKS, Mark

_RADIUS = 18
_SIGNS = {"not_met": MARKS["not_met"], "unknown": MARKS["unknown"]}
_VERBS = {
    "not_met": "work.correct",
    "unknown": "work.fill_in",
    "confirm": "work.confirm",
    "rectify": "work.rectify",
    "sent_back": "work.look",
}
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("draft", ("draft",)),
    ("submitted", ("submitted",)),
    ("sent_back", ("sent_back",)),
    ("decided", ("accepted", "partly_accepted", "undone")),
)
"""The author's own requests, by what they ask of the author."""


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One thing to do: the sentence, where, and one button."""

    kind: str
    mark: Mark | None
    sentence: str
    code: str
    site: str
    sample: bool
    href: str
    verb: str
    must: bool
    drafted: bool


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """One of my change requests: where it stands, what it holds, and what of it was taken over."""

    state: str
    site: str
    sample: bool
    href: str
    verb: str
    when: Any
    by: str
    decision: str
    items: tuple[str, ...]
    accepted: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One of my sites: how much of what is asked is met, and the two counts that matter."""

    row: SiteRow
    met: int
    asked: int
    dash: str
    not_met: int
    unknown: int


def tasks_by_site(house: House, tasks: Iterable[Task], say: Speech) -> list[tuple[str, str, bool, list[ShownTask]]]:
    """Tasks that stand together by site, under its code and name."""
    found = []
    for code, together in groupby(tasks, key=lambda task: task.site.site.code):
        shown = [shown_task(task, say, house.today()) for task in together]
        found.append((code, shown[0].site, shown[0].sample, shown))
    return found


def shown_task(task: Task, say: Speech, today: date) -> ShownTask:
    """A task in words, with the way to where it is done."""
    site = task.site.site
    return ShownTask(
        kind=task.kind,
        mark=_SIGNS.get(task.kind),
        sentence=say.of(task.sentence),
        code=site.code,
        site=site.called,
        sample=site.sample,
        href=f"/rectifications/{task.rectification}"
        if task.rectification
        else f"/work/sites/{site.code}" + (anchor(task.item) if task.item else ""),
        verb=say("work.report", month=formats.month(Period.parse(task.period).first_day, today, say))
        if task.period
        else say(_VERBS[task.kind]),
        must=task.must,
        drafted=task.drafted,
    )


def shown_early(house: House, figures: EarlyFigures, say: Speech) -> tuple[str, bool, str, str]:
    """A site whose running month may be filled in: its name, which figures, and the way there."""
    site, month = figures.site.site, f"{house.today():%Y-%m}"
    vocabulary = house.programme(site.programme).vocabulary
    labels = say.comma.join(say.of(vocabulary.label(code)) for code in figures.metrics)
    href = f"/work/sites/{site.code}{anchor(f'metrics.{figures.metrics[0]}.{month}')}"
    return site.called, site.sample, labels, href


def shown_requests(house: House, work: MyWork, say: Speech) -> list[tuple[str, list[ShownRequest]]]:
    """The person's own requests in groups, by what they ask of their author; empty groups left out."""
    found = []
    for name, states in _GROUPS:
        those = [_request(house, one, say) for one in work.requests if one.stored.state in states]
        if those:
            found.append((name, those))
    return found


def _request(house: House, one: OwnRequest, say: Speech) -> ShownRequest:
    stored, site = one.stored, one.site.site
    vocabulary = house.programme(site.programme).vocabulary

    def labels(items: Iterable[str]) -> tuple[str, ...]:
        return tuple(say.of(item_label(item, vocabulary)) for item in items)

    decided = stored.state in ("accepted", "partly_accepted", "undone")
    return ShownRequest(
        state=say.of(STATES[stored.state]),  # type: ignore[index] # the table's CHECK holds it to the states
        site=site.called,
        sample=site.sample,
        href=f"/review/{stored.id}" if decided else f"/work/sites/{site.code}",
        verb=say("work.go_on" if stored.state in ("draft", "sent_back") else "work.see"),
        when=(stored.decided_at if decided else stored.submitted_at) or stored.updated_at,
        by=stored.decided_by or "",
        decision=stored.decision or "",
        items=labels(one.items),
        accepted=labels(one.accepted) if stored.state != "undone" else (),
        refused=labels(one.refused) if stored.state == "partly_accepted" else (),
    )


def cards_of(house: House, sites: Iterable[NetworkSite], say: Speech) -> list[Card]:
    """Sites as cards."""
    return [_card(house, member, say) for member in sites]


def _card(house: House, member: NetworkSite, say: Speech) -> Card:
    asked = member.met + member.not_met + member.unknown + member.waived
    done = member.met + member.waived
    circle = 2 * pi * _RADIUS
    return Card(
        row=site_row(house, say, member.site, MARKS[member.status]),
        met=done,
        asked=asked,
        dash=f"{circle * done / asked if asked else 0:.1f} {circle:.1f}",
        not_met=member.not_met,
        unknown=member.unknown,
    )
