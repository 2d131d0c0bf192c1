"""What a verdict found, what it requires and what is lacking, each as a cell of a table that people read.

Verdicts carry these as plain texts with codes, for programs; here the same texts are said in words. Nothing is judged
and no number is made: every figure of a cell stands in the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.compliance.outcome import with_unit
from app.compliance.verdicts import ClauseVerdict
from app.normal.numbers import PER_CENT
from app.sites.vocabulary import EQUIPMENT, TRAININGS, WEEKDAYS, Vocabulary
from app.standards.checks.base import needs_of
from app.wording import Wording, listed, same, sentences

NOTHING = same("—")
"""Where there is nothing to say: what is not known lacks no number."""
_TRUTHS = {"true": Wording("是", "yes"), "false": Wording("否", "no")}
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"(?<![\w.:–-])\d+(?:\.\d+)?(?![\w.:–-])")
_SOME_OF = re.compile(r"≥ (\d+): ")
_PERIOD = re.compile(r"\d{4}(?:-(?:\d\d|[HQ]\d))?|cumulative")
_IN_CHINESE = ((", ", "、"), (",", "、"), ("; ", "；"), (" | ", "或"), (": ", " "))
_NOTHING_OF_IT = Wording("无", "none")
_DIFFERS = Wording("不符合要求", "not as required")
_PERSONS = Wording("人", "persons")


@dataclass(frozen=True, slots=True)
class Cells:
    """The three cells. What nobody reported is named in `found`; `gap` is a dash unless something is known to lack."""

    found: Wording
    required: Wording
    gap: Wording


def cells_of(verdict: ClauseVerdict, vocabulary: Vocabulary) -> Cells:
    """The cells of one verdict."""
    words = _Words(verdict, vocabulary)
    return Cells(_found(verdict, words, vocabulary), words.of(verdict.required), _gap(verdict, words))


def _found(verdict: ClauseVerdict, words: _Words, vocabulary: Vocabulary) -> Wording:
    known = _NOTHING_OF_IT if verdict.found == "" else words.of(verdict.found, as_typed=True)
    if not verdict.needs:
        return known
    needs = listed(vocabulary.label(code) for code in verdict.needs)
    periods = [code for code in verdict.missing if _PERIOD.fullmatch(code)]
    when = words.listed(periods)
    lacking = Wording(
        f"未填报：{needs.zh}" + (f"（{when.zh}）" if periods else ""),
        f"not reported: {needs.en}" + (f" ({when.en})" if periods else ""),
    )
    return lacking if verdict.found is None else sentences((known, lacking))


def _gap(verdict: ClauseVerdict, words: _Words) -> Wording:
    if verdict.verdict not in ("not_met", "waived") or verdict.needs:
        return NOTHING
    missing = words.listed(verdict.missing)
    if verdict.shortfall is None:
        return Wording(f"缺：{missing.zh}", f"missing: {missing.en}") if verdict.missing else _DIFFERS
    unit = verdict.unit
    if unit is None and verdict.missing:
        unit = Wording("项", "items")
    elif unit is not None and unit.zh == PER_CENT:
        unit = Wording("个百分点", "percentage points")
    several = "; " in verdict.shortfall
    short = words.of(verdict.shortfall) if several else with_unit(verdict.shortfall, unit)
    verb = _VERB[verdict.clause.check.TOO_MUCH]
    which = Wording(f"（{missing.zh}）", f" ({missing.en})") if verdict.missing else same("")
    return Wording(f"{verb.zh} {short.zh}{which.zh}", f"{verb.en} {short.en}{which.en}")


_VERB = (Wording("差", "short by"), Wording("超出", "over by"))


class _Words:
    """The words of the codes and units that the texts of a verdict may name; none where they hold what people typed."""

    def __init__(self, verdict: ClauseVerdict, vocabulary: Vocabulary) -> None:
        needs = list(needs_of(verdict.clause.check))
        facts = [vocabulary.facts[need.code] for need in needs if need.code in vocabulary.facts]
        self._typed = any(fact.type == "text" for fact in facts)
        self._unit = verdict.unit
        self._units = [_PERSONS, *(fact.unit for fact in facts if fact.unit)]
        names = [vocabulary.label(need.code) for need in needs]
        self._names = names if len(set(names)) == len(needs) > 1 else []
        self._labels = {**_TRUTHS, **WEEKDAYS, "cumulative": Wording("累计", "cumulative")}
        for fact in facts:
            self._labels |= {**fact.items, fact.code: fact.label}
        for need in needs:
            more = {EQUIPMENT: vocabulary.equipment, TRAININGS: vocabulary.trainings}.get(need.code)
            self._labels |= more or {}

    def listed(self, codes: Iterable[str]) -> Wording:
        """Codes of items, weekdays or periods as a list."""
        return listed(self._labels.get(code, same(code)) for code in codes)

    def of(self, text: str | None, *, as_typed: bool = False) -> Wording:
        """A text of the verdict in words, a unit behind its numbers; parts with the name of what they are about.

        What people typed stays as it is, where the text holds that.
        """
        if text is None:
            return NOTHING
        if self._typed and as_typed:
            return same(text)
        parts = text.split("; ")
        if not self._names or len(parts) != len(self._names):
            return self._said(text)
        said = [
            Wording(f"{name.zh}：{told.zh}", f"{name.en}: {told.en}")
            for name, told in zip(self._names, map(self._said, parts), strict=True)
        ]
        return sentences(said)

    def _said(self, text: str) -> Wording:
        if self._typed:
            return Wording(text.replace(" | ", "或"), text.replace(" | ", " or "))
        zh, en = _SOME_OF.sub("≥ \\1 项：", text), _SOME_OF.sub("≥ \\1 of: ", text).replace(" | ", " or ")
        carried = [unit for unit in self._units if any(with_unit(n, unit).en[1:] in text for n in "12")]
        for unit in carried:
            # Where parts are in different units, each carries its own, in English.
            for number in "21":
                zh = zh.replace(with_unit(number, unit).en[1:], f" {unit.zh}")
        if self._unit is not None and not carried:
            zh = _NUMBER.sub(lambda m: with_unit(m.group(), self._unit).zh, zh)
            en = _NUMBER.sub(lambda m: with_unit(m.group(), self._unit).en, en)
        for sign, chinese in _IN_CHINESE:
            zh = zh.replace(sign, chinese)
        return Wording(
            _CODE.sub(lambda m: self._labels.get(m.group(), same(m.group())).zh, zh),
            _CODE.sub(lambda m: self._labels.get(m.group(), same(m.group())).en, en),
        )
