"""Both sides score a period, the bureau closes it. Nobody scores both sides; what is closed stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from app.access.actor import Actor
from app.access.rules import Action
from app.errors import Refused, Stale
from app.exchange.strict_json import json_text
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.figures import period_figures
from app.journeys.assessments.half_years import HalfYear, half_year, half_year_of, scored_with, side_of
from app.journeys.assessments.objections import ANSWER_FIRST, is_objected
from app.journeys.assessments.schedule import require_of_contract
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.site_rights import require
from app.sites.entry import Entry
from app.sites.typed import typed_number
from app.store.assessments import StoredAssessment, save_assessment
from app.store.changes import append_changes
from app.store.engine import transaction
from app.units import plain
from app.wording import Wording, listed

SUBJECT = "assessment"
LONGEST_REASON = 400
Side = Literal["self", "review"]
_ACTION: Mapping[Side, Action] = {"self": "fill_assessment", "review": "review_assessment"}
_CLOSED = Wording("此期考核已办结，不能再改动", "this period is closed and cannot be changed")
_RUNNING = Wording("此期尚未结束，不能办结", "this period is not over and cannot be closed")
_STALE = Wording(
    "评分刚在别处更新（他人，或另一窗口），没有保存；请核对后再保存",
    "the points were just changed elsewhere; nothing was saved: check them and save again",
)
_BOTH = Wording(
    "验收考核评分由您填写，自评分须由其他人员填写", "you reviewed this; somebody else has to score for the operator"
)
_NOTHING_OPEN = Wording("此期没有待整改的结果", "nothing of this period waits to be put right")


@dataclass(frozen=True, slots=True)
class Points:
    """One side as it was typed: texts by line or code; the reviewer's besides, what was counted and its evidence."""

    points: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    bonus: Mapping[str, str] = field(default_factory=dict)
    deductions: Mapping[str, str] = field(default_factory=dict)
    evidence: str = ""
    grave_influence: bool = False


async def preview_points(house: House, actor: Actor, code: str, period: str, side: Side, given: Points) -> HalfYear:
    """The period as it would be with these points; nothing is saved. Raises InvalidInput, NotFound, NotAllowed."""
    now = await half_year(house, actor, code, period)
    return now if now.closed else await _with(house, now, side, _kept(now, side, given))


async def give_points(
    house: House, actor: Actor, code: str, period: str, side: Side, seen_version: int, given: Points
) -> None:
    """Score for the operator, or review. Points that are not the system's need a reason.

    Raises InvalidInput with every fault, Refused when closed, not begun or none of the contract's, Stale, NotFound,
    NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "read_assessment", code)
        now = await half_year_of(house, operated, period)
        _require(actor, now, side)
        await require_of_contract(house, operated, now.period)
        kept = _kept(now, side, given)
        after = await _with(house, now, side, kept)
        _require_reasons(after, side, kept)
        if side == "self":
            stored = replace(after.stored, self_by_key=actor.key, self_by_name=actor.name)
        else:
            stored = replace(after.stored, review_by_key=actor.key, review_by_name=actor.name)
        await _save(house, actor, f"assessment.{side}", now, stored, seen_version, "")


async def close_half_year(house: House, actor: Actor, code: str, period: str, seen_version: int) -> None:
    """Close a period: rows, points and pack are frozen. Raises Refused while a line is open, Stale, NotAllowed."""
    async with transaction():
        operated = await operated_site(house, actor, "read_assessment", code)
        now = await half_year_of(house, operated, period)
        _require(actor, now, "review")
        if now.period.last_day >= house.today():
            raise Refused(_RUNNING)
        if now.score.open:
            titles = listed(line.title for line in now.card.lines if line.id in now.score.open)
            zh, en = f"还有 {len(now.score.open)} 项没有得分：{titles.zh}", f"lines without points: {titles.en}"
            raise Refused(Wording(f"{zh}。请补报台账，或由验收方评分并说明原因。", f"{en}; enter rows, or review them"))
        if await is_objected(operated, now.period):
            raise Refused(ANSWER_FIRST)
        stored = replace(now.stored, frozen=_frozen(now), closed_by_name=actor.name, closed_at=house.now())
        await _save(house, actor, "assessment.closed", now, stored, seen_version, "")


async def accept_put_right(
    house: House, actor: Actor, code: str, period: str, seen_version: int, reason: object
) -> None:
    """Say that what was wrong was put right and accepted: then the contract's part is paid.

    Raises InvalidInput without a reason, Refused where nothing waits for it, Stale, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "read_assessment", code)
        now = await half_year_of(house, operated, period)
        require(actor, "review_assessment", operated.site, owner=now.stored.self_by_key)
        waits = now.closed and not now.stored.put_right and now.score.status in ("below_80", "failed")
        if not waits:
            raise Refused(_NOTHING_OPEN)
        entry = Entry()
        said = entry.sound(entry.text(reason, "reason", longest=LONGEST_REASON))
        await _save(house, actor, "assessment.put_right", now, replace(now.stored, put_right=True), seen_version, said)


def _require(actor: Actor, now: HalfYear, side: Side) -> None:
    owner = now.stored.self_by_key if side == "review" else None
    require(actor, _ACTION[side], now.operated.site, owner=owner)
    if side == "self" and now.stored.review_by_key == actor.key:
        raise Refused(_BOTH)
    if now.closed:
        raise Refused(_CLOSED)


def _kept(now: HalfYear, side: Side, given: Points) -> dict[str, Any]:
    """One side as it is kept. Raises InvalidInput for what is no number or no text."""
    entry = Entry()
    lines = {line.id for line in now.card.lines}
    points = {}
    for line, text in given.points.items():
        if text.strip() and line in lines and (number := _number(entry, text, f"{side}.{line}")) is not None:
            points[line] = plain(number)
    reasons = {
        line: said
        for line, text in given.reasons.items()
        if line in lines and text.strip() and (said := _text(entry, text, f"reason.{line}"))
    }
    kept: dict[str, Any] = {"points": points, "reasons": reasons}
    if side == "review":
        for name, counts, kinds in (
            ("bonus", given.bonus, now.card.bonuses),
            ("deductions", given.deductions, now.card.deductions),
        ):
            known = {kind.code for kind in kinds}
            kept[name] = {
                code: int(count)
                for code, text in counts.items()
                if code in known
                and text.strip()
                and (count := entry.integer(typed_number(text.strip()), f"{name}.{code}")) is not None
            }
        kept["evidence"] = _text(entry, given.evidence, "evidence") if given.evidence.strip() else ""
        kept["grave_influence"] = given.grave_influence
    entry.end()
    return kept


def _number(entry: Entry, text: str, path: str) -> Decimal | None:
    return entry.number(typed_number(text.strip()), path)


def _text(entry: Entry, text: str, path: str) -> str | None:
    return entry.text(text, path, longest=LONGEST_REASON)


async def _with(house: House, now: HalfYear, side: Side, kept: Mapping[str, Any]) -> HalfYear:
    text = json_text(kept)
    stored = replace(now.stored, self_side=text) if side == "self" else replace(now.stored, review_side=text)
    figures = await period_figures(house, now.operated, now.period)
    return scored_with(now.operated, now.period, stored, figures)


def _require_reasons(after: HalfYear, side: Side, kept: Mapping[str, Any]) -> None:
    entry = Entry()
    for found in after.score.lines:
        points = found.self_points if side == "self" else found.review_points
        if points is not None and points != found.proposal and not kept["reasons"].get(found.line.id):
            path = f"reason.{found.line.id}"
            entry.fault(path, "missing", "与系统建议不同，请写明原因", "differs from the proposal: say why")
    counted = [*kept.get("bonus", {}).values(), *kept.get("deductions", {}).values()]
    if (any(counted) or kept.get("grave_influence")) and not kept["evidence"]:
        entry.fault("evidence", "missing", "加分、扣分须写明依据", "a bonus or deduction needs its evidence")
    entry.end()


def _frozen(now: HalfYear) -> str:
    return json_text(
        {
            "card": now.card.model_dump(mode="json"),
            "document": dict(now.document),
            "figures": {
                code: {
                    "label": one.label.as_dict(),
                    "words": one.words.as_dict(),
                    "lacking": [word.as_dict() for word in one.lacking],
                    "ledger": one.ledger,
                }
                for code, one in now.figures.items()
            },
            "rows": list(now.rows),
            "result": now.score.as_document(),
        }
    )


async def _save(
    house: House,
    actor: Actor,
    action: str,
    before: HalfYear,
    after: StoredAssessment,
    seen_version: int,
    reason: str,
) -> None:
    saved = await save_assessment(after, seen_version) if seen_version == before.version else None
    if saved is None:
        raise Stale(_STALE, before.version)
    change = change_by(
        actor,
        house,
        action,
        SUBJECT,
        saved.id,
        version=saved.version,
        reason=reason,
        before=_text_of(before.stored) if before.version else None,
        after=_text_of(saved),
    )
    await append_changes([change])


def _text_of(stored: StoredAssessment) -> str:
    """What a record keeps: the points of both sides and whether it is closed; what was frozen stands in its row."""
    return json_text(
        {
            "site": stored.site_code,
            "programme": stored.programme,
            "period": stored.period,
            "self": side_of(stored.self_side),
            "review": side_of(stored.review_side),
            "put_right": stored.put_right,
            "closed": stored.frozen is not None,
        }
    )
