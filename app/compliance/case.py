"""One site on one day, ready to be judged, and the wordings that every check shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.compliance.outcome import Outcome, with_unit
from app.sites.site import FactValue, Site
from app.sites.vocabulary import Vocabulary
from app.standards.checks.combined import Condition
from app.units import plain
from app.wording import Wording

YES_NO = {True: Wording("是", "yes"), False: Wording("否", "no")}


@dataclass(frozen=True, slots=True)
class Case:
    """One site on one day, ready to be judged.

    `facts` are the site's own over the programme's parameters; `township_names` every writing of the name of the
    township it lies in, empty when it lies in none; `tier` is that of the day.
    """

    site: Site
    tier: str
    facts: Mapping[str, FactValue]
    township_names: tuple[str, ...]
    as_of: date
    vocabulary: Vocabulary


def condition_holds(condition: Condition, case: Case) -> tuple[bool, Wording | None]:
    """Whether a yes/no condition holds, and the note to show when its fact was unreported and had to be read."""
    value = case.facts.get(condition.fact)
    if value is None:
        label, reading = case.vocabulary.label(condition.fact), YES_NO[condition.unreported]
        note = Wording(
            f"“{label.zh}”未填报，按“{reading.zh}”评判",
            f"{label.en} is unreported and was read as {reading.en}",
        )
        return condition.unreported == condition.equals, note
    return value == condition.equals, None


def unreported(code: str, case: Case, asked: Wording, **more: Any) -> Outcome:
    """Unknown because `code` was never reported."""
    label = case.vocabulary.label(code)
    lead = Wording(f"“{label.zh}”未填报", f"{label.en}: not reported yet")
    statement = Wording(f"{lead.zh}，{asked.zh}", f"{lead.en}; {asked.en}")
    return Outcome("unknown", statement, needs=(code,), lead=lead, asked=asked, **more)


_MEASURES = frozenset({"%", "平方米", "元", "元/月"})
"""Units of rates, areas and sums of money: of these a Chinese document says 不低于, of counts 不少于."""


def at_least_words(limit: Wording, unit: Wording | None) -> Wording:
    """That at least so much is required, `limit` with its unit.

    >>> at_least_words(Wording("3 人", "3 people"), Wording("人", "people")).zh
    '要求不少于 3 人'
    """
    least = "不低于" if unit is not None and unit.zh in _MEASURES else "不少于"
    return Wording(f"要求{least} {limit.zh}", f"at least {limit.en} required")


def measured(value: Decimal, unit: Wording | None) -> Wording:
    """A number with its unit, in both languages.

    >>> measured(Decimal(1), Wording("场", "sessions")).en, measured(Decimal("2.5"), Wording("年", "years")).en
    ('1 session', '2.5 years')
    """
    return with_unit(plain(value), unit)
