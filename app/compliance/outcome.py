"""The answer of one check on one site, with all that is needed to explain it; and how answers combine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.compliance.verdicts import Truth
from app.wording import Wording, same, sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found. `statement` says it in a sentence; `notes` tell what was read, or is not yet due.

    Where nothing was reported, `statement` is `lead` (what is missing) and `asked` (what is required), so that several
    checks that wait for one report say so once. `among` says the same as `statement` (or `asked`) of a part of what the
    check before counted: it takes its place where that one is told right before.
    """

    truth: Truth
    statement: Wording
    needs: tuple[str, ...] = ()
    found: str | None = None
    required: str | None = None
    unit: Wording | None = None
    shortfall: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[Wording, ...] = ()
    lead: Wording | None = None
    asked: Wording | None = None
    among: Wording | None = None


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
    units = {o.unit for o in outcomes if o.found is not None or o.required is not None}
    mixed = len(units) > 1
    short = [o for o in telling if o.shortfall is not None]
    return Outcome(
        truth=truth,
        statement=_told(telling, outcomes),
        needs=tuple(dict.fromkeys(n for o in telling for n in o.needs)) if truth == "unknown" else (),
        found=_joined([(o.found, o.unit) for o in outcomes], mixed),
        required=_joined([(o.required, o.unit) for o in outcomes], mixed),
        unit=short[0].unit if len(short) == 1 else None if mixed else next(iter(units), None),
        # One number where one part falls short: found and required, side by side, show which.
        shortfall=short[0].shortfall
        if len(short) == 1
        else _joined([(o.shortfall if o in short else None, o.unit) for o in outcomes], mixed),
        missing=tuple(dict.fromkeys(m for o in telling for m in o.missing)),
        notes=tuple(dict.fromkeys(n for o in outcomes for n in o.notes)),
    )


def _told(telling: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Wording:
    """The statements one after the other; what several of them wait for is said once."""
    told: dict[Wording, list[Wording]] = {}
    for before, outcome in zip((None, *outcomes), outcomes, strict=False):
        if outcome not in telling:
            continue
        among = outcome.among if before is not None and before in telling else None
        if outcome.lead is None:
            told.setdefault(among or outcome.statement, [])
            continue
        asked = told.setdefault(outcome.lead, [])
        one = among or outcome.asked
        if one and one not in asked:
            asked.append(one)
    return sentences(
        Wording("，".join([lead.zh, *(a.zh for a in asked)]), "; ".join([lead.en, *(a.en for a in asked)]))
        for lead, asked in told.items()
    )


def _joined(parts: Sequence[tuple[str | None, Wording | None]], mixed: bool) -> str | None:
    """One text for each part, in their order, so that found, required and shortfall can be laid side by side.

    A part with nothing to say is a dash; parts in different units carry their own.
    """
    if all(text is None for text, _ in parts):
        return None
    return "; ".join("—" if text is None else with_unit(text, unit if mixed else None).en for text, unit in parts)


def with_unit(number: str, unit: Wording | None) -> Wording:
    """A number with its unit in both languages; one of a thing is in the singular."""
    if unit is None:
        return same(number)
    name = _singular(unit.en) if number.rpartition(" ")[2] == "1" else unit.en
    return Wording(f"{number}{'' if unit.zh == '%' else ' '}{unit.zh}", f"{number}{'' if name == '%' else ' '}{name}")


def _singular(unit: str) -> str:
    if unit.endswith("ies"):
        return unit.removesuffix("ies") + "y"
    return unit.removesuffix("s")


def noted(outcome: Outcome, note: Wording) -> Outcome:
    """The same outcome with one more note."""
    return replace(outcome, notes=(*outcome.notes, note))
