"""Judging the clause that is addressed to the network as a whole: who must be how near to a site.

The fact it is judged on, the covered share, comes from elsewhere: this room knows neither distances nor villages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Literal

from app.compliance.verdicts import Truth, cited_document
from app.standards.programme import ServiceCircle
from app.units import plain
from app.wording import Wording, listed, same

Unsure = Literal["village_location", "road_condition", "road_data"]

UNSURE: dict[Unsure, Wording] = {
    "village_location": Wording("未标注位置", "without a location"),
    "road_condition": Wording("路况好才够得着", "in reach only if roads are good"),
    "road_data": Wording("路网资料答不出", "without an answer from the road data"),
}
"""Why it cannot be said whether a village is within its limit."""

PERCENT = same("%")
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class CoveredShare:
    """The network fact: at least `low` and at most `high` of `whole` villages and communities, or of their residents.

    `outside` counts the places beyond their limit from every site whose location is known, `unsure` those of which it
    cannot be said, by reason. `unlocated_sites` count too, but nobody knows whom they serve.
    """

    low: int
    high: int
    whole: int
    outside: int
    unsure: Mapping[Unsure, int]
    unlocated_sites: int = 0


@dataclass(frozen=True, slots=True)
class NetworkVerdict:
    """The verdict on the network clause on one day. Fields as in `ClauseVerdict`."""

    circle: ServiceCircle
    as_of: date
    verdict: Truth
    explanation: Wording
    needs: tuple[str, ...]
    found: str | None
    required: str
    shortfall: str | None

    def as_document(self, document: str) -> dict[str, Any]:
        """The clause in the form that verdict documents give to clauses, with the day."""
        notes = [self.circle.reading.as_dict()] if self.circle.reading else []
        body = {
            "verdict": self.verdict,
            "needs": list(self.needs),
            "waiver": None,
            "notes": notes,
            "found": self.found,
            "required": self.required,
            "unit": PERCENT.en,
            "shortfall": self.shortfall,
            "missing": [],
            "explanation": self.explanation.as_dict(),
        }
        return {"as_of": self.as_of.isoformat(), **cited_document(self.circle, document, body)}


def judge_network(circle: ServiceCircle, fact: CoveredShare, as_of: date) -> NetworkVerdict | None:
    """The verdict on `fact`; None before the clause is in force.

    Met only if that is sure, not met only if no answer that is still open could make it met (a site without a location
    may serve anybody), else unknown. With nobody to count it is unknown.
    """
    if as_of < circle.in_force_from:
        return None
    asked = circle.covered_percent_at_least
    required = f"≥ {plain(asked)}"
    if not fact.whole:
        said = Wording("暂无登记的村（社区），无法计算覆盖率", "no village is registered, so there is no covered share")
        return NetworkVerdict(circle, as_of, "unknown", said, ("villages",), None, required, None)
    if fact.low * 100 >= asked * fact.whole:
        truth: Truth = "met"
    else:
        hopeless = fact.high * 100 < asked * fact.whole and not fact.unlocated_sites
        truth = "not_met" if hopeless else "unknown"
    found = _range(_percent(fact.low, fact.whole, ROUND_FLOOR), _percent(fact.high, fact.whole, ROUND_FLOOR))
    short = None
    if truth == "not_met":
        least, most = (asked - Decimal(part * 100) / fact.whole for part in (fact.high, fact.low))
        short = _range(*(gap.quantize(_TENTH, rounding=ROUND_CEILING) for gap in (least, most)))
    needs: tuple[str, ...] = ()
    if truth == "unknown":
        needs = tuple(reason for reason, count in fact.unsure.items() if count)
        needs += ("site_location",) if fact.unlocated_sites else ()
    return NetworkVerdict(circle, as_of, truth, _said(fact, found, asked, short), needs, found, required, short)


def _percent(part: int, whole: int, rounding: str) -> Decimal:
    return (Decimal(part * 100) / whole).quantize(_TENTH, rounding=rounding)


def _range(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)}–{plain(high)}"


def _said(fact: CoveredShare, found: str, asked: Decimal, short: str | None) -> Wording:
    limit = plain(asked)
    said = Wording(
        f"覆盖率 {found.replace('–', '%～')}%，要求达到 {limit}%",
        f"coverage rate {found}%, at least {limit}% required",
    )
    if short is not None:
        said = Wording(
            f"{said.zh}，差 {short.replace('–', '～')} 个百分点", f"{said.en}, {short} percentage points short"
        )
    parts = [Wording(f"{n} 个{UNSURE[why].zh}", f"{n} {UNSURE[why].en}") for why, n in fact.unsure.items() if n]
    if fact.outside:
        parts.insert(0, Wording(f"{fact.outside} 个超出时限", f"{fact.outside} are beyond their limit"))
    if parts:
        left = listed(parts)
        said = Wording(f"{said.zh}；村（社区）中有 {left.zh}", f"{said.en}; of the villages and communities, {left.en}")
    if n := fact.unlocated_sites:
        said = Wording(
            f"{said.zh}；另有 {n} 个站点未标注位置",
            f"{said.en}; {n} {'site has' if n == 1 else 'sites have'} no location",
        )
    return said
