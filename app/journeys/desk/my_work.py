"""What a person has to do for their sites now, the order of the work, and where each thing is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from app.access.actor import Actor
from app.compliance.judge import judge
from app.compliance.verdicts import ClauseVerdict
from app.exchange.strict_json import load_json
from app.inspections.rectification import deadline_words
from app.journeys.house import House
from app.journeys.inspections.rectifications import (
    OnSite,
    RectificationCounts,
    counts_of,
    may_answer,
    open_rectifications,
)
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.open_now import is_operating
from app.journeys.site_rights import allowed_at
from app.proposals.states import OPEN, State
from app.sites.items import items
from app.standards.asked import asked_of
from app.standards.checks.base import needs_of
from app.standards.checks.periods import EveryPeriod
from app.standards.programme import Programme
from app.store.proposals import StoredProposal, read_proposals
from app.units import Period, last_full_months
from app.wording import Wording

TaskKind = Literal["not_met", "unknown", "metric", "confirm", "rectify", "sent_back"]
ORDER: tuple[TaskKind, ...] = ("sent_back", "not_met", "unknown", "metric", "confirm", "rectify")
"""The order of the work: what came back, what fails, what is missing, the month's figures, what went stale, what the
office found on a visit."""

DECIDED: frozenset[State] = frozenset({"accepted", "partly_accepted", "undone"})
DECIDED_DAYS = 30
"""How long a decided request stays in its author's view."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `sentence` says what is wrong and what would settle it; `item` is the field it is done in.

    `waiting` is true when a request of the person's own that waits for review already answers it, `drafted` when a
    draft does. `clause` is None for tasks that no clause stands behind; `period` is the month of a figure; `due` is the
    deadline of a rectification and `rectification` its id.
    """

    kind: TaskKind
    site: NetworkSite
    item: str
    sentence: Wording
    clause: str | None = None
    must: bool = True
    period: str = ""
    waiting: bool = False
    drafted: bool = False
    due: date | None = None
    rectification: UUID | None = None


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
class EarlyFigures:
    """The figures of the month that is still running, not yet reported for a site: they may be filled in already."""

    site: NetworkSite
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyWork:
    """A person's sites and what is due on them.

    `month` is the month whose figures are due, ``2026-10``; `early` are those of the month that is running. `right`
    counts the rectifications. `requests` are the person's own: drafts, what waits, what came back, and what was
    decided in the last `DECIDED_DAYS`.
    """

    month: str
    sites: tuple[NetworkSite, ...]
    tasks: tuple[Task, ...]
    early: tuple[EarlyFigures, ...]
    right: RectificationCounts
    requests: tuple[OwnRequest, ...]


async def my_work(house: House, actor: Actor) -> MyWork:
    """Everything due on the sites that `actor` fills in. Closed sites ask for nothing."""
    whole = await network(house)
    mine = whole.these(whole.columns.counting & allowed_at(actor, "edit_site", whole.columns))
    own = await _own_requests(house, actor, whole.by_code)
    sent = {(r.stored.site_code, item) for r in own if r.stored.state == "submitted" for item in r.items}
    begun = {(r.stored.site_code, item) for r in own if r.stored.state in ("draft", "sent_back") for item in r.items}
    tasks = [task for member in mine for task in _tasks(house, whole, member)]
    tasks = [
        replace(t, waiting=(t.site.site.code, t.item) in sent, drafted=(t.site.site.code, t.item) in begun)
        for t in tasks
    ]
    tasks += _sent_back(own)
    to_right = await open_rectifications(actor)
    tasks += _to_rectify(house, actor, whole, to_right)
    tasks.sort(key=lambda t: (t.waiting, ORDER.index(t.kind), t.due or date.min, not t.must, t.site.site.code))
    early = tuple(early for member in mine if (early := _early(house, member, whole.as_of, sent)).metrics)
    right = counts_of(house, actor, to_right)
    return MyWork(last_full_months(whole.as_of, 1)[0].text, mine, tuple(tasks), early, right, own)


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


def _tasks(house: House, whole: Network, member: NetworkSite) -> Iterable[Task]:
    programme = house.programme(member.site.programme)
    verdict = judge(member.site, programme, house.divisions, whole.as_of)
    for clause in verdict.clauses:
        if clause.verdict in ("not_met", "unknown") and not _asks_months(clause):
            item = item_of(programme, clause)
            kind: TaskKind = "not_met" if clause.verdict == "not_met" else "unknown"
            yield Task(kind, member, item, clause.explanation, clause.clause.id, clause.clause.level == "must")
    yield from _metrics(programme, member, whole.as_of, verdict.clauses)
    for code in verdict.due_for_confirmation:
        label, item = programme.vocabulary.label(code), item_named(programme, code)
        said = member.site.reports[code].day
        sentence = Wording(
            f"{label.zh}：{said} 填报，已超过 {programme.freshness_days} 天，请确认有无变化",
            f"{label.en}: reported on {said}, more than {programme.freshness_days} days ago; is it still so?",
        )
        yield Task("confirm", member, item, sentence)


def _asks_months(clause: ClauseVerdict) -> bool:
    check = clause.clause.check
    return clause.verdict == "unknown" and isinstance(check, EveryPeriod) and check.over == "full_months"


def _metrics(
    programme: Programme,
    member: NetworkSite,
    as_of: date,
    verdicts: tuple[ClauseVerdict, ...],
) -> Iterable[Task]:
    """The monthly figures that are asked for and not reported: last month's, and older ones a clause still looks at."""
    asked: dict[tuple[str, str], ClauseVerdict | None] = {}
    last = last_full_months(as_of, 1)[0]
    if is_operating(member.site):
        for code in _monthly(programme, member, as_of):
            if (code, last) not in member.site.metrics:
                asked[code, last.text] = None
    for clause in verdicts:
        if _asks_months(clause):
            asked |= {(clause.needs[0], period): clause for period in clause.missing if clause.needs}
    for metric, period in sorted(asked):
        wanting = asked[metric, period]
        label, item = programme.vocabulary.label(metric), f"metrics.{metric}.{period}"
        sentence = Wording(f"{period} {label.zh}未填报", f"{label.en} for {period} has not been reported")
        must = wanting is None or wanting.clause.level == "must"
        known = None if wanting is None else wanting.clause.id
        yield Task("metric", member, item, sentence, known, must, period)


def _early(house: House, member: NetworkSite, as_of: date, sent: set[tuple[str, str]]) -> EarlyFigures:
    """The monthly figures of the running month that nobody has reported or handed in yet."""
    if not is_operating(member.site):
        return EarlyFigures(member, ())
    programme, running = house.programme(member.site.programme), Period.month(as_of.year, as_of.month)
    open_ones = (
        code
        for code in _monthly(programme, member, as_of)
        if (code, running) not in member.site.metrics
        and (member.site.code, f"metrics.{code}.{running.text}") not in sent
    )
    return EarlyFigures(member, tuple(open_ones))


def _monthly(programme: Programme, member: NetworkSite, as_of: date) -> Iterable[str]:
    """The figures that the site's form asks for by the month."""
    asked = asked_of(programme, member.site, as_of).metrics
    return (metric.kind.code for metric in asked if metric.kind.grain == "month")


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


def _to_rectify(house: House, actor: Actor, whole: Network, every: Iterable[OnSite]) -> Iterable[Task]:
    """The rectifications that this person may answer; what was answered waits for re-inspection."""
    for found in every:
        member = whole.by_code.get(found.site.code)
        if member is None or found.state != "ordered" or not may_answer(actor, found):
            continue
        demand, due = found.stored.demand, found.stored.due_on
        zh, en = deadline_words(due, house.today())
        sentence = Wording(f"整改：{demand}（{zh}）", f"Rectify: {demand} ({en})")
        yield Task("rectify", member, "", sentence, due=due, rectification=found.stored.id)


def item_of(programme: Programme, clause: ClauseVerdict) -> str:
    """The field in which a clause's verdict can be settled: the first fact it lacks, else the first it looks at."""
    codes = list(clause.needs) or [need.code for need in needs_of(clause.clause.check)]
    code = codes[0] if codes else ""
    if code in programme.vocabulary.metrics and clause.missing:
        return f"metrics.{code}.{clause.missing[0]}"
    return item_named(programme, code)


def item_named(programme: Programme, code: str) -> str:
    """The field of a code: facts stand under ``facts.``, the rest by their own name."""
    return f"facts.{code}" if code in programme.vocabulary.facts else code
