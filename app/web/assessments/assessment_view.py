"""A scorecard in words: its lines under their items, and the foot with total, band and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.assessments.payment import share
from app.assessments.score import LineScore
from app.assessments.sensitivity import MOST_NAMED, sensitivity
from app.journeys.assessments.half_years import HalfYear, side_of
from app.journeys.assessments.objections import DECISIONS
from app.journeys.assessments.records import Recorded, answer_in, said_in
from app.standards.scorecard import ScoreLine
from app.units import plain
from app.web.language import Speech


def groups_view(
    found: HalfYear, side: str, typed: Mapping[str, str] | None, faults: Mapping[str, str], say: Speech
) -> list[dict[str, Any]]:
    """Items with their lines, as 附件2 has them. `side` is the one the reader fills in, empty for none."""
    own, review = side_of(found.stored.self_side), side_of(found.stored.review_side)
    reasons = {"self": own.get("reasons", {}), "review": review.get("reasons", {})}
    groups = []
    for item in found.card.items:
        lines = [line for line in found.score.lines if line.line.item == item.number]
        groups.append(
            {
                "number": item.number,
                "title": say.of(item.title),
                "state": _item_state(lines, say),
                "faulty": any(f"{part}-{line.line.id}" in faults for line in lines for part in ("points", "reason")),
                "lines": [_line(found, line, side, typed, faults, reasons, say) for line in lines],
            }
        )
    return groups


def _item_state(lines: Sequence[LineScore], say: Speech) -> str:
    """What an item is worth, what it has so far, and how many of its lines have no points."""
    most = plain(sum((line.line.max for line in lines), Decimal(0)))
    counted = [line.counted for line in lines if line.counted is not None]
    said = [say("scorecard.points", n=most)]
    said += [say("scorecard.item_counted", n=plain(sum(counted, Decimal(0))))] if counted else []
    still_open = len(lines) - len(counted)
    said += [say("scorecard.open", n=still_open)] if still_open else []
    return " · ".join(said)


def _line(
    found: HalfYear,
    one: LineScore,
    side: str,
    typed: Mapping[str, str] | None,
    faults: Mapping[str, str],
    reasons: Mapping[str, Mapping[str, str]],
    say: Speech,
) -> dict[str, Any]:
    line = one.line
    codes = dict.fromkeys(code for test in line.tests for code in test.figures)
    figures = [found.figures[code] for code in codes if code in found.figures]
    own = one.self_points if side == "self" else one.review_points
    points, reason = f"points-{line.id}", f"reason-{line.id}"
    kept = {points: _text(own), reason: reasons[side].get(line.id, "")} if side else {}
    values = kept if typed is None else {**kept, **typed}
    return {
        "id": line.id,
        "title": say.of(line.title),
        "quote": line.quote,
        "reading": "" if line.reading is None else say.of(line.reading),
        "max": plain(line.max),
        "figures": [
            {
                "label": say.of(figure.label),
                "words": say.of(figure.words),
                "lacking": say.comma.join(say.of(word) for word in figure.lacking),
                "href": ""
                if figure.ledger is None
                else f"/ledgers?site={found.operated.code}&ledger={figure.ledger}&stretch={found.period.text}",
            }
            for figure in figures
        ],
        "proposal": _text(one.proposal),
        "self": _text(one.self_points),
        "review": _text(one.review_points),
        "self_reason": reasons["self"].get(line.id, ""),
        "review_reason": reasons["review"].get(line.id, ""),
        "counted": _text(one.counted),
        "points_value": values.get(points, ""),
        "reason_value": values.get(reason, ""),
        "points_fault": faults.get(points, ""),
        "reason_fault": faults.get(reason, ""),
    }


def saved_meanwhile(found: HalfYear, side: str, typed: Mapping[str, str], say: Speech) -> dict[str, str]:
    """By field of the form, what stands there by now where that is not what was typed."""
    kept = side_of(found.stored.review_side if side == "review" else found.stored.self_side)
    points, reasons = kept.get("points", {}), kept.get("reasons", {})
    said = {}
    for line in found.card.lines:
        now = (points.get(line.id, ""), reasons.get(line.id, ""))
        if now != (typed.get(f"points-{line.id}", "").strip(), typed.get(f"reason-{line.id}", "").strip()):
            shown = " ".join(one for one in now if one) or say("scorecard.nothing_saved")
            said[f"points-{line.id}"] = say("scorecard.saved_meanwhile", now=shown)
    return said


def foot_view(found: HalfYear, say: Speech) -> dict[str, Any]:
    """Total, band and money; while lines are open, what the total lies between."""
    score = found.score
    total, paid = score.total, score.paid
    return {
        "total": _text(total),
        "range": f"{plain(score.lowest)}–{plain(score.highest)}",
        "open": len(score.open),
        "bonus": plain(score.bonus),
        "deductions": plain(score.deductions),
        "status": say(f"scorecard.status_{score.status}"),
        "percent": "" if paid is None else plain(paid.percent),
        "instalment": f"{score.instalment:,.2f}",
        "payable": "" if paid is None else f"{paid.payable:,.2f}",
        "held_back": "" if paid is None else f"{paid.held_back:,.2f}",
        "mended": _once_put_right(found, say),
        "own": _own_total(found, say),
        "next": _hangs_on(found, say),
    }


def _once_put_right(found: HalfYear, say: Speech) -> str:
    """What is paid of a failed period once what was wrong is put right; empty for every other."""
    score = found.score
    if score.paid is None or score.paid.percent or score.status not in ("below_80", "failed"):
        return ""
    terms = found.card.contract
    yuan = share(score.instalment, terms.put_right_percent)
    return say("scorecard.once_put_right", days=terms.put_right_days, yuan=f"{yuan:,.2f}")


def _own_total(found: HalfYear, say: Speech) -> str:
    """What the operator's own points come to, with the proposals where it entered none; empty before it scored."""
    lines = found.score.lines
    if all(line.self_points is None for line in lines):
        return ""
    own = [line.proposal if line.self_points is None else line.self_points for line in lines]
    total = plain(sum((points for points in own if points is not None), Decimal(0)))
    left = own.count(None)
    return say("scorecard.own_so_far", total=total, n=left) if left else total


def _hangs_on(found: HalfYear, say: Speech) -> str:
    """What the payment hangs on, in a sentence; empty where it hangs on nothing any more, as once it is closed."""
    if found.closed:
        return ""
    found_out = sensitivity(found.card, found.score)

    def titles(lines: Sequence[ScoreLine]) -> str:
        named = say.comma.join(say.of(line.title) for line in lines[:MOST_NAMED])
        return say("scorecard.and_more", lines=named) if len(lines) > MOST_NAMED else named

    if found.score.open and found_out.is_decided:
        return say("scorecard.decided", percent=plain(found_out.low_percent))
    said = ""
    if found_out.needed is not None and found_out.next_percent is not None:
        said = say("scorecard.next_band", points=plain(found_out.needed), percent=plain(found_out.next_percent))
    if found_out.deciding:
        open_lines = say(
            "scorecard.deciding",
            n=len(found_out.deciding),
            low=plain(found_out.low_percent),
            high=plain(found_out.high_percent),
            lines=titles(found_out.deciding),
        )
        few = len(found_out.deciding) <= MOST_NAMED
        return f"{said}{say.semicolon}{open_lines}" if said and few else open_lines
    if not said:
        return "" if found_out.spare is None else say("scorecard.spare", points=plain(found_out.spare))
    if not found_out.reached_by:
        return said
    return said + say("scorecard.reached_by", lines=titles(found_out.reached_by))


def objection_view(found: HalfYear, one: Recorded, say: Speech) -> dict[str, Any]:
    """An objection and its answer."""
    said, answer = said_in(one), answer_in(one)
    line = next((line for line in found.card.lines if line.id == said["line"]), None)
    decision = answer.get("decision")
    return {
        "key": one.id,
        "version": one.version,
        "line": say("scorecard.whole") if line is None else say.of(line.title),
        "points": said.get("points") or "",
        "why": said["why"],
        "by": one.by_name,
        "day": one.day,
        "open": one.answer is None,
        "decision": "" if decision is None else say.of(DECISIONS[decision]),
        "answer": answer.get("answer", ""),
        "answered_by": one.answered_by_name or "",
        "answered_at": one.answered_at,
    }


def _text(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
