"""What a pack must satisfy beyond its shape: codes that exist, types that fit, quotes that stand in the source.

Every function yields faults as (path in the file's own table, code, wording); `reader` adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.sites.vocabulary import STATUSES, Vocabulary
from app.standards.checks import (
    AtLeast,
    AtMost,
    Check,
    Condition,
    ContainsAll,
    ContainsAtLeast,
    CountPeople,
    EveryPeriod,
    HasEquipment,
    HoursCover,
    InServiceFor,
    IsTrue,
    OneOf,
    TextMatches,
    TrainedWithin,
    When,
    parts,
)
from app.standards.programme import AppliesTo, Clause, KindDefinition
from app.wording import Wording

Kinds = dict[str, KindDefinition]


class Inconsistency(NamedTuple):
    """One thing that does not fit, at a key of the table it was found in."""

    key: str
    code: str
    message: Wording


def clause_faults(clause: Clause, kinds: Kinds, vocabulary: Vocabulary, source: str) -> Iterator[Inconsistency]:
    """Everything about one clause that does not fit the rest of the pack."""
    yield from applies_to_faults(clause.applies_to, kinds, "applies_to")
    if clause.applies_when is not None:
        yield from _condition(clause.applies_when, vocabulary, "applies_when")
    for check in parts(clause.check):
        yield from _check_faults(check, vocabulary)
        if isinstance(check, When) and check.tiers is not None:
            known = {t.code for a in clause.applies_to if a.kind in kinds for t in kinds[a.kind].tiers}
            yield from _unknown(check.tiers, known, "check", "tier", "层级")
    yield from quote_faults(clause.quote, source)


def applies_to_faults(applies_to: Iterable[AppliesTo], kinds: Kinds, key: str) -> Iterator[Inconsistency]:
    """Kinds and tiers that the programme does not define."""
    for target in applies_to:
        kind = kinds.get(target.kind)
        if kind is None:
            yield from _unknown((target.kind,), kinds, key, "kind", "类型")
        else:
            yield from _unknown(target.tiers, {t.code for t in kind.tiers}, key, "tier", "层级")


def quote_faults(quote: str, source: str) -> Iterator[Inconsistency]:
    """A quote that the source does not hold. White space and line breaks do not count."""
    if squeezed(quote) not in source:
        yield Inconsistency(
            "quote",
            "not_in_source",
            Wording("引文不见于 source.txt", "the quote does not stand in source.txt"),
        )


def squeezed(text: str) -> str:
    """A text without any white space, for comparing words across line breaks."""
    return re.sub(r"\s+", "", text)


def status_faults(statuses: Iterable[str], key: str) -> Iterator[Inconsistency]:
    """Lifecycle states that do not exist."""
    yield from _unknown(statuses, STATUSES, key, "status", "状态")


def _check_faults(check: Check, vocabulary: Vocabulary) -> Iterator[Inconsistency]:
    match check:
        case AtLeast() | AtMost():
            facts = [check.fact] + ([check.value_of] if isinstance(check, AtLeast) and check.value_of else [])
            for fact in facts:
                yield from _typed(fact, ("number", "integer"), vocabulary)
        case IsTrue():
            yield from _typed(check.fact, ("boolean",), vocabulary)
        case OneOf():
            yield from _typed(check.fact, ("choice",), vocabulary, check.items)
        case ContainsAll() | ContainsAtLeast():
            yield from _typed(check.fact, ("set",), vocabulary, check.items)
            if isinstance(check, ContainsAtLeast) and check.count > len(set(check.items)):
                yield Inconsistency(
                    "check",
                    "impossible",
                    Wording("要求的项数多于所列项", "asks for more items than it lists"),
                )
        case TextMatches():
            yield from _typed(check.fact, ("text",), vocabulary)
        case InServiceFor():
            yield from _typed(check.fact, ("date",), vocabulary)
        case HoursCover():
            yield from _typed(check.fact, ("hours",), vocabulary)
        case TrainedWithin():
            yield from _unknown(check.topics, vocabulary.trainings, "check", "training topic", "培训主题")
        case HasEquipment():
            yield from _unknown(check.items, vocabulary.equipment, "check", "equipment", "设备")
        case CountPeople():
            yield from _unknown((check.role,) if check.role else (), vocabulary.roles, "check", "role", "岗位")
        case EveryPeriod():
            yield from _metric(check, vocabulary)
        case When():
            if check.condition is not None:
                yield from _condition(check.condition, vocabulary, "check")


def _metric(check: EveryPeriod, vocabulary: Vocabulary) -> Iterator[Inconsistency]:
    metric = vocabulary.metrics.get(check.metric)
    if metric is None:
        yield from _unknown((check.metric,), vocabulary.metrics, "check", "metric", "运行数据")
        return
    grain = {"full_years": "year", "full_months": "month", "cumulative": "cumulative"}[check.over]
    if metric.grain != grain:
        yield Inconsistency(
            "check",
            "wrong_grain",
            Wording(
                f"{check.metric} 按 {metric.grain} 填报，不能按 {grain} 考核",
                f"{check.metric} is reported by {metric.grain}, not by {grain}",
            ),
        )


def _condition(condition: Condition, vocabulary: Vocabulary, key: str) -> Iterator[Inconsistency]:
    for found in _typed(condition.fact, ("boolean",), vocabulary):
        yield found._replace(key=key)


def _typed(
    code: str, types: tuple[str, ...], vocabulary: Vocabulary, items: Iterable[str] = ()
) -> Iterator[Inconsistency]:
    fact = vocabulary.facts.get(code)
    if fact is None:
        yield from _unknown((code,), vocabulary.facts, "check", "fact", "指标")
        return
    if fact.type not in types:
        wanted = " / ".join(types)
        yield Inconsistency(
            "check",
            "wrong_type",
            Wording(
                f"指标 {code} 是 {fact.type}，此处需要 {wanted}",
                f"fact {code} is a {fact.type}; this check needs a {wanted}",
            ),
        )
    elif items:
        yield from _unknown(items, fact.items, "check", f"item of {code}", f"{code} 的选项")


def _unknown(codes: Iterable[str], known: Iterable[str], key: str, noun: str, noun_zh: str) -> Iterator[Inconsistency]:
    for code in codes:
        if code not in known:
            yield Inconsistency(key, "unknown_code", Wording(f"没有{noun_zh} {code}", f"there is no {noun} {code}"))
