"""Two frozen results compared: which sites came, closed and were built, which clauses turned, and why.

A clause turns because a fact it looks at changed, the clause itself, a waiver, or the site (its kind, tier, place);
where none of these did, because days passed: a month ended, a training grew old, somebody left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol, get_args

from app.compliance.frozen import FrozenClause, FrozenSite
from app.compliance.verdicts import Status, Verdict
from app.exchange.strict_json import load_json
from app.journeys.audits.freeze import Frozen
from app.journeys.desk.history import changed_items
from app.sites.items import Difference
from app.standards.checks.base import needs_of
from app.standards.programme import Clause, Programme
from app.wording import Wording

Turn = Literal["met", "not_met", "unknown", "waived", "dropped"]
"""What a clause came to: its new verdict, or that it binds the site no more."""
Why = Literal["fact", "clause", "waiver", "site", "day"]
Move = Literal["new", "built", "closed", "reopened", "gone"]
TURNS: tuple[Turn, ...] = ("not_met", "unknown", "met", "waived", "dropped")
MOVES: tuple[Move, ...] = get_args(Move)

TURN_WORDS: Mapping[Turn, Wording] = {
    "not_met": Wording("新增不达标", "Newly not met"),
    "unknown": Wording("新增待补报", "Newly not reported"),
    "met": Wording("新增达标", "Newly met"),
    "waived": Wording("新增豁免", "Newly waived"),
    "dropped": Wording("不再适用", "No longer applicable"),
}
WHY_WORDS: Mapping[Why, Wording] = {
    "fact": Wording("填报内容变更", "Reported data changed"),
    "clause": Wording("条款变更", "The requirement changed"),
    "waiver": Wording("豁免变更", "The waiver changed"),
    "site": Wording("站点变更", "The site changed"),
    "day": Wording("时间推移", "Time passed"),
}
MOVE_WORDS: Mapping[Move, Wording] = {
    "new": Wording("新登记", "Newly registered"),
    "built": Wording("新建成", "Newly built"),
    "closed": Wording("新关闭", "Closed"),
    "reopened": Wording("重新开放", "Reopened"),
    "gone": Wording("不再登记", "No longer registered"),
}
_OF_THE_SITE = ("kind", "tier", "division", "host_city", "name", "history")
"""What of a record decides which clauses bind a site, and how those are read that name its place."""


@dataclass(frozen=True, slots=True)
class ClauseTurn:
    """A clause that comes out otherwise at one site (`bare`). `before` or `after` is None where it did not bind it.

    `items` are the changes of the record that stand behind it; `why` has at least one reason.
    """

    site: FrozenSite
    clause: str
    turn: Turn
    before: FrozenClause | None
    after: FrozenClause | None
    why: tuple[Why, ...]
    items: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class SiteMove:
    """A site (`bare`) that came, was built, closed, reopened or went. `before` is None for one that is new."""

    move: Move
    site: FrozenSite
    before: FrozenSite | None


class OneSide(Protocol):
    """What is told of a result as a whole: a `Frozen` has it, and so has the live record of a day.

    `standings` count the sites that count in today's reading, in which what is not built stands apart.
    """

    @property
    def programme(self) -> Programme: ...
    @property
    def as_of(self) -> date: ...
    @property
    def has_samples(self) -> bool: ...
    @property
    def standings(self) -> Mapping[Status, int]: ...
    @property
    def progress(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class AuditComparison:
    """Two results of one programme, `before` the one of the earlier day."""

    before: OneSide
    after: OneSide
    moved: tuple[SiteMove, ...]
    turned: tuple[ClauseTurn, ...]

    @cached_property
    def turns(self) -> Mapping[Turn, int]:
        """How many clauses turned to what."""
        return {turn: sum(one.turn == turn for one in self.turned) for turn in TURNS}

    @cached_property
    def moves(self) -> Mapping[Move, int]:
        """How many sites moved how."""
        return {move: sum(one.move == move for one in self.moved) for move in MOVES}

    @property
    def is_same_pack(self) -> bool:
        """Whether both were judged by one version of the programme."""
        return self.before.programme.content_hash == self.after.programme.content_hash


SitePair = tuple[FrozenSite | None, FrozenSite | None]
"""A site in both results; None where it is not in one."""


def compare(before: Frozen, after: Frozen) -> AuditComparison:
    """What became of one result in another of the same programme.

    Clauses are compared at sites that were held to them in both; what a new, newly built or closed site brings or takes
    is said of the site.
    """
    was, became = ({site.code: site for site in one.sites} for one in (before, after))
    pairs = ((was.get(code), became.get(code)) for code in sorted({*was, *became}))
    return AuditComparison(before, after, *changes_of(before.programme, after.programme, pairs))


def changes_of(
    before: Programme, after: Programme, pairs: Iterable[SitePair]
) -> tuple[tuple[SiteMove, ...], tuple[ClauseTurn, ...]]:
    """The sites that moved and the clauses that turned among these sites, in their order, by the packs that judged."""
    clauses = _Clauses(before, after)
    moved: list[SiteMove] = []
    turned: list[ClauseTurn] = []
    for old, new in pairs:
        moved += _moves(old and bare(old), new and bare(new))
        if old is not None and new is not None and old.is_judged and new.is_judged:
            turned += _turns(clauses, old, new)
    return tuple(moved), tuple(turned)


def bare(site: FrozenSite) -> FrozenSite:
    """A site without its record and clauses: what is told of one that moved, of which there may be very many."""
    return replace(site, document="", clauses=()) if site.document else site


def _moves(old: FrozenSite | None, new: FrozenSite | None) -> Iterator[SiteMove]:
    if new is None:
        if old is not None and not old.is_closed:
            yield SiteMove("gone", old, old)
        return
    if old is None and not new.is_closed:
        yield SiteMove("new", new, None)
    if old is not None and old.is_closed != new.is_closed:
        yield SiteMove("closed" if new.is_closed else "reopened", new, old)
    if new.stands and not (old is not None and old.stands):
        yield SiteMove("built", new, old)


class _Clauses:
    """The clauses of both packs by id, and which of them say another thing."""

    def __init__(self, before: Programme, after: Programme) -> None:
        self.before, self.after = before.clauses_by_id, after.clauses_by_id
        self.changed = {
            id_
            for id_ in {*self.before, *self.after}
            if _binding(self.before.get(id_)) != _binding(self.after.get(id_))
        }

    def either(self, id_: str) -> Iterator[Clause]:
        """The clause as the packs have it."""
        yield from (found for pack in (self.before, self.after) if (found := pack.get(id_)) is not None)


def _binding(clause: Clause | None) -> object:
    """What of a clause decides a verdict: neither its words nor where it stands."""
    if clause is None:
        return None
    return (
        clause.level,
        clause.applies_to,
        clause.in_force_from,
        clause.in_force_until,
        clause.applies_when,
        clause.check,
    )


def _looked_at(clause: Clause) -> Iterator[str]:
    yield from (need.code for need in needs_of(clause.check))
    if clause.applies_when is not None:
        yield clause.applies_when.fact


def _turns(clauses: _Clauses, old: FrozenSite, new: FrozenSite) -> Iterator[ClauseTurn]:
    was = {clause.id: clause for clause in old.clauses}
    became = {clause.id: clause for clause in new.clauses}
    turned = [id_ for id_ in dict.fromkeys((*was, *became)) if _verdict(was, id_) != _verdict(became, id_)]
    if not turned:
        return
    documents = [load_json(site.document.encode()) for site in (old, new)]
    changed = list(changed_items(*documents)) if old.document != new.document else []
    told = bare(new)
    for id_ in turned:
        before, after = was.get(id_), became.get(id_)
        why, items = _reasons(clauses, id_, (before, after), changed, documents)
        if old.tier != new.tier and "site" not in why:
            why = ("site", *why)
        yield ClauseTurn(told, id_, after.verdict if after else "dropped", before, after, why or ("day",), items)


def _verdict(clauses: Mapping[str, FrozenClause], id_: str) -> Verdict | None:
    found = clauses.get(id_)
    return None if found is None else found.verdict


def _reasons(
    clauses: _Clauses,
    id_: str,
    both: tuple[FrozenClause | None, FrozenClause | None],
    changed: Sequence[Difference],
    documents: Sequence[Mapping[str, Any]],
) -> tuple[tuple[Why, ...], tuple[Difference, ...]]:
    looked_at = {code for clause in clauses.either(id_) for code in _looked_at(clause)}
    facts = [one for one in changed if _is_of(one.item, looked_at)]
    of_site = [one for one in changed if one.item in _OF_THE_SITE and one not in facts]
    waived = any(one is not None and one.verdict == "waived" for one in both)
    waivers = [_waivers(document, id_) for document in documents]
    why: list[Why] = []
    if facts:
        why.append("fact")
    if id_ in clauses.changed:
        why.append("clause")
    if waived or waivers[0] != waivers[1]:
        why.append("waiver")
    if of_site:
        why.append("site")
    return tuple(why), (*facts, *of_site)


def _is_of(item: str, looked_at: Iterable[str]) -> bool:
    """Whether an item of a record is one of what a clause looks at."""
    head, _, rest = item.partition(".")
    name = rest.partition(".")[0] if head in ("facts", "metrics") else head
    return name in looked_at


def _waivers(document: Mapping[str, Any], clause: str) -> list[Any]:
    return [waiver for waiver in document.get("waivers", []) if waiver["clause"] == clause]


def waiver_ended(turned: ClauseTurn) -> date | None:
    """The last day of the waiver that no longer covers the clause; None where none had."""
    if turned.before is None or (turned.after is not None and turned.after.verdict == "waived"):
        return None
    return turned.before.waived_until
