"""What a person has to do for their sites now, the order of the work, and where each thing is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.judge import judge
from app.compliance.verdicts import ClauseVerdict
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network import Network, NetworkSite, network
from app.proposals.items import items
from app.proposals.states import OPEN
from app.standards import checks
from app.standards.form import form_for, needs_of
from app.standards.programme import Programme
from app.store.proposals import StoredProposal, read_proposals
from app.units import last_full_months
from app.wording import Wording

TaskKind = Literal["not_met", "unknown", "metric", "confirm", "sent_back"]
ORDER: tuple[TaskKind, ...] = ("not_met", "unknown", "metric", "confirm", "sent_back")
"""The order of the work: what fails, what is missing, the month's figures, what went stale, what came back."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `sentence` says what is wrong and what would settle it; `item` is the field it is done in.

    `waiting` is true when an open proposal of the person's own already answers it. `clause` is None for tasks that no
    clause stands behind; `proposal` is set for what was sent back.
    """

    kind: TaskKind
    site: NetworkSite
    item: str
    sentence: Wording
    clause: str | None = None
    must: bool = True
    proposal: str | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class MyWork:
    """A person's sites and what is due on them. `month` is the month whose figures are asked for now, ``2026-10``."""

    month: str
    sites: tuple[NetworkSite, ...]
    tasks: tuple[Task, ...]

    @property
    def to_do(self) -> tuple[Task, ...]:
        """The tasks that nothing has been done about."""
        return tuple(t for t in self.tasks if not t.waiting)


async def my_work(house: House, actor: Actor) -> MyWork:
    """Everything due on the sites that `actor` fills in. Closed sites ask for nothing."""
    whole = await network(house)
    mine = tuple(
        member
        for member in whole.sites
        if member.site.status != "closed" and may(actor, "edit_site", _target(member)).allowed
    )
    own = await read_proposals(states=sorted(OPEN), author_key=actor.key)
    answered = {(p.site_code, item) for p in own for item in items(load_json(p.edit.encode()))}
    tasks = [task for member in mine for task in _tasks(house, whole, member, answered)]
    tasks += _sent_back(own, whole.by_code)
    tasks.sort(key=lambda t: (t.waiting, ORDER.index(t.kind), not t.must, t.site.site.code))
    return MyWork(last_full_months(whole.as_of, 1)[0].text, mine, tuple(tasks))


def _target(member: NetworkSite) -> Target:
    return Target(site=member.site.code, division=member.site.division)


def _tasks(house: House, whole: Network, member: NetworkSite, answered: set[tuple[str, str]]) -> Iterable[Task]:
    programme = house.programme(member.site.programme)
    verdict = judge(member.site, programme, house.divisions, whole.as_of)
    for clause in verdict.clauses:
        if clause.verdict in ("not_met", "unknown") and not _asks_months(clause):
            item = item_of(programme, clause)
            waiting = (member.site.code, item) in answered
            kind: TaskKind = "not_met" if clause.verdict == "not_met" else "unknown"
            yield Task(
                kind, member, item, clause.explanation, clause.clause.id, clause.clause.level == "must", None, waiting
            )
    yield from _metrics(programme, member, whole.as_of, verdict.clauses, answered)
    for code in verdict.due_for_confirmation:
        label, item = programme.vocabulary.label(code), item_named(programme, code)
        said = member.site.reports[code].day
        sentence = Wording(
            f"{label.zh}：{said} 填报，已超过 {programme.freshness_days} 天，请确认是否仍属实",
            f"{label.en}: reported on {said}, more than {programme.freshness_days} days ago; is it still so?",
        )
        yield Task("confirm", member, item, sentence, waiting=(member.site.code, item) in answered)


def _asks_months(clause: ClauseVerdict) -> bool:
    check = clause.clause.check
    return clause.verdict == "unknown" and isinstance(check, checks.EveryPeriod) and check.over == "full_months"


def _metrics(
    programme: Programme,
    member: NetworkSite,
    as_of: date,
    verdicts: tuple[ClauseVerdict, ...],
    answered: set[tuple[str, str]],
) -> Iterable[Task]:
    """The monthly figures that are asked for and not reported: last month's, and older ones a clause still looks at."""
    asked: dict[tuple[str, str], ClauseVerdict | None] = {}
    last = last_full_months(as_of, 1)[0]
    if member.site.status == "operating":
        for question in form_for(programme, member.site.kind, member.site.tier, as_of).metrics:
            monthly = programme.vocabulary.metrics[question.code].grain == "month"
            if monthly and (question.code, last) not in member.site.metrics:
                asked[question.code, last.text] = None
    for clause in verdicts:
        if _asks_months(clause):
            asked |= {(clause.needs[0], period): clause for period in clause.missing if clause.needs}
    for metric, period in sorted(asked):
        wanting = asked[metric, period]
        label, item = programme.vocabulary.label(metric), f"metrics.{metric}.{period}"
        sentence = Wording(f"{period} {label.zh}尚未填报", f"{label.en} for {period} has not been reported")
        must = wanting is None or wanting.clause.level == "must"
        known = None if wanting is None else wanting.clause.id
        yield Task("metric", member, item, sentence, known, must, waiting=(member.site.code, item) in answered)


def _sent_back(own: Iterable[StoredProposal], by_code: Mapping[str, NetworkSite]) -> Iterable[Task]:
    for proposal in own:
        member = by_code.get(proposal.site_code)
        if proposal.state == "sent_back" and member is not None:
            said = proposal.decision or "—"
            sentence = Wording(f"审核退回：{said}", f"Sent back: {said}")
            yield Task("sent_back", member, "", sentence, proposal=str(proposal.id))


def item_of(programme: Programme, clause: ClauseVerdict) -> str:
    """The field in which a clause's verdict can be settled: the first fact it lacks, else the first it looks at."""
    codes = list(clause.needs) or [code for check in checks.parts(clause.clause.check) for code, _ in needs_of(check)]
    code = codes[0] if codes else ""
    if code in programme.vocabulary.metrics and clause.missing:
        return f"metrics.{code}.{clause.missing[0]}"
    return item_named(programme, code)


def item_named(programme: Programme, code: str) -> str:
    """The field of a code: facts stand under ``facts.``, the rest by their own name."""
    return f"facts.{code}" if code in programme.vocabulary.facts else code
