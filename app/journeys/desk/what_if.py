"""What if a clause said something else: which sites would newly fail or pass, by township, and the money behind it.

Everything is judged by the ordinary rules, from a scratch copy of the clause. The record is never touched; what is kept
is what was asked and what came out, by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, get_args
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.answers import VERDICT_OF
from app.compliance.network_table import NetworkTable
from app.compliance.verdicts import Verdict
from app.errors import InvalidInput, NotFound
from app.exchange.strict_json import json_text, load_json
from app.journeys.audits.pairs import ELSEWHERE, township_in
from app.journeys.changes import change_by
from app.journeys.desk.clause_sites import clause_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.turns import LISTS, in_turn
from app.sites.entry import LONGEST_NAME, Entry
from app.standards.programme import Clause, NetworkTarget, Programme
from app.standards.scratch import turned, with_clause
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.what_ifs import StoredWhatIf, insert_what_if, read_what_if, read_what_ifs
from app.wording import Wording

SUBJECT = "what_if"
Outcome = Literal["fails", "passes", "unknown", "freed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
OUTCOME_WORDS: Mapping[Outcome, Wording] = {
    "fails": Wording("新增不达标", "Newly not met"),
    "passes": Wording("新增达标", "Newly met"),
    "unknown": Wording("新增待补报", "Newly not reported"),
    "freed": Wording("不再适用", "No longer bound"),
}
_NO_SUCH = Wording("没有此测算", "there is no such what-if")
_SETTLED = frozenset({"met", "waived", None})
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MovedSite:
    """A site that would come out otherwise. A verdict None: the clause does not bind it."""

    member: NetworkSite
    township: str
    before: Verdict | None
    after: Verdict | None

    @property
    def outcome(self) -> Outcome:
        """Fails or is not known where it was neither before; passes, or is bound no more."""
        if self.after == "not_met":
            return "fails"
        if self.after == "unknown":
            return "unknown"
        return "freed" if self.after is None else "passes"


@dataclass(frozen=True, slots=True)
class GapMoney:
    """What the document gives for sites of one target, and how many of these would newly fail.

    `each` is the target's sum by its number, to the cent; it is money for building, not what mending costs.
    """

    target: NetworkTarget
    sites: int
    each: Decimal

    @property
    def sum(self) -> Decimal:
        """For all of them."""
        return self.each * self.sites


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """What would come of it. `before` and `after` count the sites by verdict, `compliant` those compliant in all.

    `townships` count the moved sites by township and outcome. `money` is by target; `without_money` are newly failing
    sites for which the document states no sum.
    """

    programme: Programme
    whole: Network
    clause: Clause
    changed: Clause
    before: Mapping[Verdict, int]
    after: Mapping[Verdict, int]
    compliant: tuple[int, int]
    moved: tuple[MovedSite, ...]
    townships: Mapping[str, Mapping[Outcome, int]]
    money: tuple[GapMoney, ...]
    without_money: int

    def count(self, outcome: Outcome) -> int:
        """How many sites would come out so."""
        return sum(one.outcome == outcome for one in self.moved)


async def what_if(house: House, actor: Actor, slug: str, clause_id: str, given: Mapping[str, str]) -> WhatIfResult:
    """Judge every site by the clause as turned, today. Raises InvalidInput with every fault, NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    clause = clause_of(programme, clause_id)
    changed = turned(clause, given)
    whole = await network(house)
    return await in_turn(house, LISTS, _judged, house, whole, programme, clause, changed)


def _judged(house: House, whole: Network, programme: Programme, clause: Clause, changed: Clause) -> WhatIfResult:
    now = whole.tables[programme.slug]
    verdicts = _verdicts(now, clause.id)
    members = [member for member in whole.of_programme(programme.slug) if member.site.code in now.places]
    sites = [member.site for member in members if changed.covers(member.site.kind, _tier(member, whole))]
    turned_table = NetworkTable.of(sites, with_clause(programme, changed), house.divisions, whole.as_of)
    then = _verdicts(turned_table, clause.id)
    before: Counter[Verdict] = Counter()
    after: Counter[Verdict] = Counter()
    moved, compliant, compliant_then = [], 0, 0
    for member in members:
        was, is_now = verdicts.get(member.site.code), then.get(member.site.code)
        before.update([was] if was else [])
        after.update([is_now] if is_now else [])
        compliant += member.status == "compliant"
        compliant_then += _compliant_then(member, was, is_now)
        if was != is_now and not {was, is_now} <= _SETTLED - {None}:
            moved.append(MovedSite(member, township_in(house, programme.jurisdiction, member), was, is_now))
    moved.sort(key=_place)
    failing = [one.member for one in moved if one.outcome == "fails"]
    money, without = _money(programme, whole, failing)
    return WhatIfResult(
        programme=programme,
        whole=whole,
        clause=clause,
        changed=changed,
        before=before,
        after=after,
        compliant=(compliant, compliant_then),
        moved=tuple(moved),
        townships=_by_township(moved),
        money=money,
        without_money=without,
    )


def _place(one: MovedSite) -> tuple[int, bool, str, str]:
    return OUTCOMES.index(one.outcome), one.township == ELSEWHERE, one.township, one.member.site.code


def _verdicts(table: NetworkTable, clause: str) -> Mapping[str, Verdict | None]:
    """How each site came out under one clause, by code; those that it does not bind are None or left out."""
    found: dict[str, Verdict | None] = {}
    for codes, clauses, answers in table.blocks():
        row = next((number for number, one in enumerate(clauses) if one.id == clause), None)
        if row is not None:
            found |= dict(zip(codes, map(VERDICT_OF.get, answers[row].tolist()), strict=True))
    return found


def _tier(member: NetworkSite, whole: Network) -> str | None:
    return member.site.on(whole.as_of, "tier") or member.site.tier


def _compliant_then(member: NetworkSite, was: Verdict | None, is_now: Verdict | None) -> bool:
    """Whether a site is compliant with this clause as turned and all others as they are."""
    wrong = member.not_met + member.unknown - (was not in _SETTLED) + (is_now not in _SETTLED)
    bound = member.met + member.not_met + member.unknown + member.waived - (was is not None) + (is_now is not None)
    return bound > 0 and wrong == 0


def _by_township(moved: Iterable[MovedSite]) -> Mapping[str, Mapping[Outcome, int]]:
    found: dict[str, Counter[Outcome]] = {}
    for one in moved:
        found.setdefault(one.township, Counter())[one.outcome] += 1
    return dict(sorted(found.items(), key=lambda item: (item[0] == ELSEWHERE, item[0])))


def _money(programme: Programme, whole: Network, failing: Iterable[NetworkSite]) -> tuple[tuple[GapMoney, ...], int]:
    by_target: Counter[str] = Counter()
    without = 0
    paid = {one.id: one for one in programme.targets if one.counts == "sites" and one.budget_yuan is not None}
    for member in failing:
        kind, tier = member.site.kind, _tier(member, whole)
        found = next((one for one in paid.values() if any(of.covers(kind, tier) for of in one.of)), None)
        if found is None:
            without += 1
        else:
            by_target[found.id] += 1
    return tuple(GapMoney(paid[key], count, _each(paid[key])) for key, count in by_target.items()), without


def _each(target: NetworkTarget) -> Decimal:
    assert target.budget_yuan is not None, "only targets with a sum are asked"
    return (target.budget_yuan / target.count).quantize(_CENT, ROUND_HALF_UP)


async def keep_what_if(
    house: House, actor: Actor, slug: str, clause_id: str, given: Mapping[str, str], name: object, key: UUID | None
) -> StoredWhatIf:
    """Keep a what-if by its name; sent twice with one `key`, kept once. Raises InvalidInput, NotFound, NotAllowed."""
    may(actor, "keep_what_if", Target(division=house.programme(slug).jurisdiction)).require()
    before = await read_what_if(key) if key is not None else None
    if before is not None and before.kept_by_key == actor.key:
        return before
    entry = Entry()
    called = entry.text(name, "name", longest=LONGEST_NAME)
    if entry.faults or called is None:
        raise InvalidInput(entry.faults)
    found = await what_if(house, actor, slug, clause_id, given)
    stored = StoredWhatIf(
        id=(key if before is None else None) or uuid4(),
        programme=slug,
        clause=clause_id,
        name=called,
        turned=json_text(dict(given)),
        pack_hash=found.programme.content_hash,
        as_of=found.whole.as_of,
        found=json_text(_summary(found)),
        kept_by_key=actor.key,
        kept_by_name=actor.name,
        kept_at=house.now(),
    )
    async with transaction():
        await insert_what_if(stored)
        change = change_by(
            actor, house, "what_if.kept", SUBJECT, stored.id, version=1, reason=called, after=stored.turned
        )
        await append_changes([change])
    return stored


def _summary(found: WhatIfResult) -> Mapping[str, Any]:
    return {
        "outcomes": {outcome: found.count(outcome) for outcome in OUTCOMES},
        "compliant": list(found.compliant),
    }


async def kept_what_ifs(house: House, actor: Actor, slug: str, clause_id: str) -> list[StoredWhatIf]:
    """Those kept of one clause, the newest first. Raises NotFound, NotAllowed."""
    clause_of(chosen_programme(house, actor, slug), clause_id)
    return await read_what_ifs(slug, clause_id)


async def kept_turns(house: House, actor: Actor, slug: str, clause_id: str, key: UUID) -> Mapping[str, str]:
    """What a kept what-if turned. Raises NotFound, NotAllowed."""
    chosen_programme(house, actor, slug)
    one = await read_what_if(key)
    if one is None or (one.programme, one.clause) != (slug, clause_id):
        raise NotFound(_NO_SUCH)
    turns: Mapping[str, str] = load_json(one.turned.encode())
    return turns
