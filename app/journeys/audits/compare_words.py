"""A comparison in words, column by column: what page, workbook and interface say of it, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.compliance.cells import NOTHING
from app.compliance.frozen import FrozenClause, FrozenSite
from app.compliance.verdicts import VERDICTS
from app.journeys.audits.compare import (
    MOVE_WORDS,
    TURN_WORDS,
    WHY_WORDS,
    AuditComparison,
    ClauseTurn,
    SiteMove,
    waiver_ended,
)
from app.journeys.audits.finding_words import ELSEWHERE_NAME, township_name
from app.journeys.desk.labels import labels_of
from app.journeys.house import House
from app.sites.vocabulary import STATUSES
from app.sites.words import change_texts, item_label
from app.standards.programme import Programme
from app.wording import Wording, listed, same, sentences

_NOT_BOUND = Wording("不适用", "Not applicable")


@dataclass(frozen=True, slots=True)
class MoveWords:
    """A site that came, was built, closed, reopened or went."""

    township: Wording
    code: str
    site: str
    kind: Wording
    move: Wording
    before: Wording
    after: Wording


@dataclass(frozen=True, slots=True)
class TurnWords:
    """A clause that turned at a site; `because` says what changed. Cells are those of the later side."""

    township: Wording
    code: str
    site: str
    kind: Wording
    clause: str
    title: Wording
    section: str
    turn: Wording
    before: Wording
    after: Wording
    why: Wording
    because: Wording
    found: Wording
    required: Wording
    gap: Wording


def move_words(house: House, found: AuditComparison, one: SiteMove) -> MoveWords:
    """The columns of a site that moved."""
    programme = found.after.programme
    return MoveWords(
        township=_township(house, one.site),
        code=one.site.code,
        site=one.site.name,
        kind=_kind(programme, one.site),
        move=MOVE_WORDS[one.move],
        before=_state(one.before),
        after=NOTHING if one.move == "gone" else _state(one.site),
    )


def turn_words(house: House, found: AuditComparison, one: ClauseTurn) -> TurnWords:
    """The columns of a clause that turned."""
    programme = found.after.programme
    clause = programme.clauses_by_id.get(one.clause) or found.before.programme.clauses_by_id[one.clause]
    return TurnWords(
        township=_township(house, one.site),
        code=one.site.code,
        site=one.site.name,
        kind=_kind(programme, one.site),
        clause=one.clause,
        title=clause.title,
        section=clause.section,
        turn=TURN_WORDS[one.turn],
        before=_verdict(one.before),
        after=_verdict(one.after),
        why=listed(WHY_WORDS[why] for why in one.why),
        because=_because(house, programme, one),
        found=_cell(one.after, lambda kept: kept.found),
        required=_cell(one.after, lambda kept: kept.required),
        gap=_cell(one.after, lambda kept: kept.gap),
    )


def _because(house: House, programme: Programme, one: ClauseTurn) -> Wording:
    """What changed, item by item, and the waiver that ended."""
    labels = labels_of(house, programme, one.site.kind, {})
    told = []
    for item in one.items:
        label = item_label(item.item, programme.vocabulary)
        was, became = change_texts(item.item, item.published, item.proposed, programme.vocabulary, labels)
        told.append(Wording(f"{label.zh}：{was.zh} → {became.zh}", f"{label.en}: {was.en} → {became.en}"))
    if (until := waiver_ended(one)) is not None:
        told.append(Wording(f"豁免至 {until}", f"waived until {until}"))
    return sentences(told)


def _township(house: House, site: FrozenSite) -> Wording:
    return ELSEWHERE_NAME if site.township is None else township_name(house, site.township)


def _kind(programme: Programme, site: FrozenSite) -> Wording:
    kind = programme.kinds_by_code.get(site.kind)
    return same(site.kind) if kind is None else kind.label


def _state(site: FrozenSite | None) -> Wording:
    return NOTHING if site is None else STATUSES.get(site.lifecycle, same(site.lifecycle))


def _verdict(clause: FrozenClause | None) -> Wording:
    return _NOT_BOUND if clause is None else VERDICTS[clause.verdict]


def _cell(clause: FrozenClause | None, cell: Callable[[FrozenClause], Wording]) -> Wording:
    return NOTHING if clause is None else cell(clause)
