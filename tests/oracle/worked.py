"""Small documents for the worked cases, and the oracle's verdict on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle import wanted
from tests.oracle.documents import townships
from tests.oracle.rules import judge

TODAY = date(2026, 11, 22)
TIERS = {want.kind: want.tiers[-1] for want in wanted.KINDS}


def site(kind: str, tier: str | None = None, /, division: str = "511725103000", **rest: Any) -> dict[str, Any]:
    programme = "gangbei-2025" if kind == "park_service_centre" else "qu-2023"
    return {
        "code": "QX-1",
        "programme": programme,
        "kind": kind,
        "tier": tier or TIERS[kind],
        "name": "样例",
        "division": division,
        **rest,
    }


def clauses(document: dict[str, Any], as_of: date = TODAY) -> dict[str, Any]:
    judged: dict[str, Any] = judge(document, as_of, townships())["clauses"]
    return judged


def verdict(clause: str, document: dict[str, Any], as_of: date = TODAY) -> str:
    return str(clauses(document, as_of)[clause]["verdict"])


def person(role: str = "service_staff", employment: str = "full_time", **dates: str | None) -> dict[str, Any]:
    # `from` is a word of Python, so the dates are given as `came` and `left`.
    names = {"came": "from", "left": "to"}
    return {"role": role, "employment": employment} | {names[key]: day for key, day in dates.items()}


def monthly(metric: str, **values: Any) -> list[dict[str, Any]]:
    months = {"aug": "2026-08", "sep": "2026-09", "oct": "2026-10", "nov": "2026-11", "jul": "2026-07"}
    return [{"metric": metric, "period": months[month], "value": value} for month, value in values.items()]
