"""What a contract pays in words: its parts, what was asked for, what was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.assessments.payment_parts import RETENTION
from app.inspections.working_days import working_days_past
from app.journeys.assessments.records import answer_in, said_in
from app.journeys.assessments.schedule import QUALITY_WORDS, PaymentPart, PaymentSchedule, amount_of, term
from app.journeys.house import House
from app.units import plain
from app.web import formats
from app.web.assessments.contract_view import MONEY, money_view
from app.web.language import Speech


def rows_view(house: House, found: PaymentSchedule, say: Speech) -> list[dict[str, Any]]:
    """Every part with what becomes of it, and the sums."""
    return [*(_row(house, found, part, say) for part in found.parts), _sums(found, say)]


def _row(house: House, found: PaymentSchedule, part: PaymentPart, say: Speech) -> dict[str, Any]:
    half, period = part.half, part.period
    total = None if half is None or not half.closed else half.score.total
    begun = half is not None and period is not None
    return {
        "part": part_name(part, say),
        "look": "shared" if sum(bool(getattr(part.shares, name)) for name in MONEY) > 1 else "whole",
        "period": "" if part.number is None else say("schedule.not_begun") if period is None else period.text,
        "href": f"/assessments?site={found.operated.code}&period={period.text}" if begun and period else "",
        "total": "" if total is None else plain(total),
        "amount": f"{part.shares.amount:,.2f}",
        "cells": [_cell(getattr(part.shares, name)) for name in MONEY],
        "bar": money_view(part.shares, say),
        "standing": say(f"schedule.standing_{part.shares.standing}"),
        "when": _when(house, part, say),
    }


def _sums(found: PaymentSchedule, say: Speech) -> dict[str, Any]:
    whole = found.total
    empty = {"look": "sums", "period": "", "href": "", "total": "", "standing": "", "when": ""}
    sums = [f"{getattr(whole, name):,.2f}" for name in MONEY]
    bar = money_view(whole, say)
    return {
        "part": say("schedule.whole"),
        "look": "sums",
        "amount": f"{whole.amount:,.2f}",
        "cells": sums,
        "bar": bar,
        **empty,
    }


def _cell(yuan: Decimal) -> str:
    return f"{yuan:,.2f}" if yuan else ""


def part_name(part: PaymentPart, say: Speech) -> str:
    """What a part of the contract's sum is called."""
    return say("schedule.instalment", n=part.number) if part.number else say(f"schedule.{part.code}")


def _when(house: House, part: PaymentPart, say: Speech) -> str:
    """What the part waits for, and until when."""
    if part.put_right_by is not None:
        late = part.put_right_by < house.today()
        return say("schedule.put_right_late" if late else "schedule.put_right_by", day=formats.day(part.put_right_by))
    if part.pass_on_by is not None:
        past = working_days_past(part.pass_on_by.day, house.today())
        words = {"day": formats.day(part.pass_on_by.day), "n": past}
        said = say("schedule.pass_on_late" if past else "schedule.pass_on_by", **words)
        note = part.pass_on_by.note
        return said if note is None else f"{said}{say.semicolon}{say.of(note)}"
    if part.is_passed_on and part.shares.due:
        return say("schedule.passed_on")
    return say("schedule.not_asked") if part.shares.due else ""


def part_choices(found: PaymentSchedule, say: Speech, *, asked: bool) -> list[tuple[str, str]]:
    """The parts of which something is due; what of it was not `asked` for already, where that is False."""
    sums = [(part, part.shares.due if asked else part.may_be_asked) for part in found.parts]
    return [
        (part.code, say("schedule.choice", part=part_name(part, say), yuan=f"{yuan:,.2f}"))
        for part, yuan in sums
        if yuan
    ]


def requests_view(house: House, found: PaymentSchedule, say: Speech) -> list[dict[str, Any]]:
    """What was asked for, part by part. One whose money came before it was passed on is open no more."""
    return [
        {
            "key": one.id,
            "version": one.version,
            "part": part_name(part, say),
            "day": one.day,
            "by": one.by_name,
            "yuan": f"{amount_of(one):,.2f}",
            "invoice": said_in(one).get("invoice", ""),
            "open": one.answer is None and bool(part.asked),
            "passed_on": answer_in(one).get("day", ""),
            "number": answer_in(one).get("number", ""),
            "when": _when(house, part, say) if part.pass_on_by is not None else "",
        }
        for part in found.parts
        for one in part.requests
    ]


def quality_view(found: PaymentSchedule, say: Speech) -> dict[str, Any]:
    """What was found of the quality, and whether that can be entered: after the term, until the retention is paid."""
    one, span, kept = found.quality, term(found.operated), found.part(RETENTION)
    paid = kept is not None and bool(kept.payments)
    told = {} if one is None else said_in(one)
    return {
        "open": found.term_over and not paid,
        "after": "" if span is None else formats.day(span.last),
        "found": say.of(QUALITY_WORDS[told["found"]]) if told else "",
        "sign": {"none": "met", "problems": "not-met"}.get(told.get("found", ""), "unknown"),
        "why": told.get("why", ""),
        "day": None if one is None else one.day,
        "by": "" if one is None else one.by_name,
    }


def payments_view(found: PaymentSchedule, say: Speech) -> list[dict[str, Any]]:
    """Every sum that was paid, in the order of the parts."""
    return [
        {
            "key": one.id,
            "version": one.version,
            "part": part_name(part, say),
            "day": one.day,
            "yuan": f"{amount_of(one):,.2f}",
            "voucher": said_in(one)["voucher"],
            "by": one.by_name,
        }
        for part in found.parts
        for one in part.payments
    ]
