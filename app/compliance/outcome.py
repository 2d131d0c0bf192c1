"""The answer of one check on one site, with all that is needed to explain it; and how answers combine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.compliance.verdicts import Truth
from app.wording import Wording, sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found. `statement` says it in a sentence; `note` is set where something was read or not yet due."""

    truth: Truth
    statement: Wording
    needs: tuple[str, ...] = ()
    found: str | None = None
    required: str | None = None
    unit: Wording | None = None
    shortfall: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[Wording, ...] = ()


def all_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Every part must hold: one not met decides, else one unknown."""
    return _combined(outcomes, deciding="not_met", otherwise="met")


def any_of(outcomes: Sequence[Outcome]) -> Outcome:
    """One part must hold: one met decides, else one unknown."""
    return _combined(outcomes, deciding="met", otherwise="not_met")


def _combined(outcomes: Sequence[Outcome], *, deciding: Truth, otherwise: Truth) -> Outcome:
    truths = [o.truth for o in outcomes]
    truth: Truth = deciding if deciding in truths else "unknown" if "unknown" in truths else otherwise
    telling = [o for o in outcomes if o.truth == truth]
    short = next((o for o in telling if o.shortfall is not None), None)
    return Outcome(
        truth=truth,
        statement=sentences(o.statement for o in telling),
        needs=tuple(dict.fromkeys(n for o in telling for n in o.needs)) if truth == "unknown" else (),
        found=_joined([o.found for o in outcomes]),
        required=_joined([o.required for o in outcomes]),
        unit=short.unit if short else next((o.unit for o in outcomes if o.unit), None),
        shortfall=short.shortfall if short else None,
        missing=tuple(dict.fromkeys(m for o in telling for m in o.missing)),
        notes=tuple(dict.fromkeys(n for o in outcomes for n in o.notes)),
    )


def _joined(texts: Sequence[str | None]) -> str | None:
    said = [t for t in texts if t is not None]
    return "; ".join(said) if said else None


def noted(outcome: Outcome, note: Wording) -> Outcome:
    """The same outcome with one more note."""
    return replace(outcome, notes=(*outcome.notes, note))
