"""A contract in words: what was signed, its yearly targets under their budget lines, its warnings, its money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.assessments.contract_stand import running_warnings
from app.assessments.payment_parts import Shares
from app.assessments.signed_terms import LABELS
from app.assessments.target_progress import PACES, Pace, YearlyProgress, a_month
from app.journeys.assessments.contract import ContractStanding, given
from app.journeys.assessments.records import Recorded, answer_in, said_in
from app.journeys.house import House
from app.standards.programme import BudgetLine
from app.units import plain
from app.web import formats
from app.web.language import Speech

PACE_SIGNS: Mapping[Pace, str] = {
    "reached": "met",
    "on_pace": "met",
    "behind": "due",
    "missed": "not-met",
    "unknown": "unknown",
}
_URGENCY: tuple[Pace, ...] = ("missed", "behind", "unknown", "on_pace", "reached")
MONEY = ("paid", "due", "waits", "lost", "ahead", "retained")
"""What becomes of a contract's sum, in the order in which pictures and tables have it."""
_WHOLE = Decimal(100)


def terms_view(found: ContractStanding, say: Speech) -> list[tuple[str, str]]:
    """What the contract says, each with its label; what nobody entered is said to be unknown."""
    operated, contract = found.operated, found.operated.programme.contract
    signed, money = operated.signed, operated.card.contract
    unknown = say("contract.unknown")
    said = {code: signed.text(code) or unknown for code in LABELS}
    planned = say("contract.planned", yuan=formats.money(operated.amount, say))
    said["amount_yuan"] = planned if signed.amount_yuan is None else f"{operated.amount:,.2f}"
    rows = [] if contract is None else [(say("contract.purchaser"), say.of(contract.purchaser.name))]
    rows += [(say.of(LABELS[code]), text) for code, text in said.items()]
    if contract is not None:
        span = found.term
        years = say("contract.years", n=contract.term.years)
        rows.append((say("contract.term"), years if span is None else f"{years}{say.colon}{span.first} – {span.last}"))
    parts = {
        "advance": plain(money.advance_percent),
        "n": money.instalments,
        "each": plain(money.instalment_percent),
        "retention": plain(money.retention_percent),
    }
    periods = [part.period.text for part in found.schedule.parts if part.period is not None]
    rows.append((say("contract.periods"), say.comma.join(periods) or unknown))
    return [*rows, (say("contract.payment"), say("contract.payment_parts", **parts))]


def groups_view(house: House, found: ContractStanding, say: Speech) -> list[dict[str, Any]]:
    """The targets under their budget lines; those that no line names stand last, under none."""
    programme = found.operated.programme
    groups: list[tuple[BudgetLine | None, list[YearlyProgress]]] = [
        (line, [one for one in found.targets if one.measured.budget_line == line.id]) for line in programme.budget_lines
    ]
    groups.append((None, [one for one in found.targets if one.measured.budget_line is None]))
    return [
        {
            "title": say("contract.no_line") if line is None else say.of(line.title),
            "yuan": "" if line is None else formats.money(line.yuan_a_year, say),
            "quote": "" if line is None else line.quote,
            "section": "" if line is None else line.section,
            "id": "no-line" if line is None else f"line-{line.id}",
            "paces": _paces(targets, say),
            "targets": [_target(house, found, one, say) for one in targets],
        }
        for line, targets in groups
        if line is not None or targets
    ]


def paces_view(found: ContractStanding, say: Speech) -> list[dict[str, str]]:
    """How many targets are at which pace, what calls for most first."""
    return _paces(found.targets, say)


def _paces(targets: Iterable[YearlyProgress], say: Speech) -> list[dict[str, str]]:
    counted = Counter(one.pace for one in targets)
    return [
        {"sign": PACE_SIGNS[pace], "words": say("contract.at_pace", n=counted[pace], pace=say.of(PACES[pace]))}
        for pace in _URGENCY
        if counted[pace]
    ]


def _target(house: House, found: ContractStanding, one: YearlyProgress, say: Speech) -> dict[str, Any]:
    target, share = one.target, one.share
    counts = target.every in ("year", "quarter_total")
    unit = say.of(target.unit) if counts else say(f"contract.units_{target.every}")
    done = say("contract.nothing_entered") if one.done is None else plain(one.done)
    mark = None if one.expected is None or not one.wanted else one.expected * 100 / one.wanted
    readings = [reading for reading in (target.reading, one.measured.reading) if reading is not None]
    return {
        "id": target.id,
        "title": say.of(target.title),
        "mark_words": say(f"contract.every_{target.every}", n=plain(target.at_least), unit=say.of(target.unit)),
        "quote": target.quote,
        "section": target.section,
        "readings": [say.of(reading) for reading in readings],
        "href": f"/ledgers?site={found.operated.code}&ledger={one.measured.ledger}",
        "done": done,
        "of": "" if one.done is None else say("contract.of", n=plain(one.wanted), unit=unit),
        "bar": "" if share is None else f"{share:.1f}%",
        "expected": "" if mark is None or not 0 < mark < _WHOLE else f"{mark:.1f}%",
        "pace": say.of(PACES[one.pace]),
        "sign": PACE_SIGNS[one.pace],
        "needed": say.semicolon.join(_needed(house, one, say)),
    }


def _needed(house: House, one: YearlyProgress, say: Speech) -> list[str]:
    """What is still to be done by when, and what is past."""
    said = []
    unit = say.of(one.target.unit)
    if one.still is not None and one.by is not None and one.still > 0:
        each = a_month(one, house.today())
        words = {"n": plain(one.still), "unit": unit, "by": formats.day(one.by)}
        monthly = one.target.every == "year" and each is not None and each < one.still
        said.append(
            say("contract.still_monthly", each=plain(each or one.still), **words)
            if monthly
            else say("contract.still", **words)
        )
    elif one.by is not None and one.pace == "behind":
        words = {"n": plain(one.wanted), "unit": unit, "by": formats.day(one.by)}
        said.append(say("contract.still_share", **words))
    if one.gaps:
        said.append(say("contract.gaps", what=say.comma.join(one.gaps)))
    if one.short:
        said.append(say("contract.short", what=say.comma.join(one.short)))
    return said


def warnings_view(house: House, found: ContractStanding, say: Speech) -> list[dict[str, Any]]:
    """Every warning, the newest first."""
    return [_warning(house, one, say) for one in reversed(found.warnings)]


def _warning(house: House, one: Recorded, say: Speech) -> dict[str, Any]:
    said, reckoned = said_in(one), given(one)
    late = reckoned.is_late(house.today())
    state = "accepted" if one.answer is not None else "late" if late else "open"
    return {
        "key": one.id,
        "version": one.version,
        "number": said["number"],
        "day": one.day,
        "finding": said["finding"],
        "demand": said["demand"],
        "due_on": said["due_on"],
        "grave": bool(said.get("grave")),
        "order": said.get("order") or "",
        "by": one.by_name,
        "state": say(f"contract.warning_{state}"),
        "sign": {"accepted": "met", "late": "not-met", "open": "due"}[state],
        "open": one.answer is None,
        "remark": answer_in(one).get("remark", ""),
        "accepted_on": one.answered_at,
    }


def stand_view(found: ContractStanding, say: Speech) -> dict[str, Any]:
    """Where the contract stands, as a sign and a sentence."""
    signs = {"regular": "met", "unknown_term": "met", "over": "none", "not_begun": "none"}
    grave = ("replacement_due", "replacement_proposed")
    sign = "not-met" if found.stand in grave else signs.get(found.stand, "due")
    warnings = [given(one) for one in found.warnings]
    running = running_warnings(warnings)
    why = ""
    if found.stand == "replacement_due":
        grave_one = any(one.grave and one.accepted_on is None for one in warnings)
        contract = found.operated.programme.contract
        limit = None if contract is None else contract.warnings_to_replacement
        many = limit is not None and running >= limit
        said = [say("contract.why_running", n=running)] if many else []
        why = say.comma.join([*said, *([say("contract.why_grave")] if grave_one else [])])
    return {
        "sign": sign,
        "words": say(f"contract.stand_{found.stand}", orders=len(found.orders), n=running, why=why),
    }


def money_view(shares: Shares, say: Speech) -> list[dict[str, str]]:
    """What becomes of a sum, as a bar and in words; what comes to nothing takes no room in the bar."""
    found, start = [], Decimal(0)
    for name in MONEY:
        yuan: Decimal = getattr(shares, name)
        width = yuan * 100 / shares.amount if shares.amount else Decimal(0)
        found.append(
            {
                "name": name,
                "label": say(f"schedule.{name}"),
                "yuan": f"{yuan:,.2f}",
                "start": f"{start:.2f}%",
                "width": f"{width:.2f}%",
                "empty": "" if yuan else "yes",
            }
        )
        start += width
    return found
