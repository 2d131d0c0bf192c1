"""The rule on the wording of a plaque or sign, compared in normal form: what only looks different decides nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from app.compliance.answers import ANSWER_OF, UNKNOWN, Answers
from app.compliance.block import Block
from app.compliance.case import Case, unreported
from app.compliance.column_values import Texted
from app.compliance.columns import FactTexts
from app.compliance.outcome import Outcome
from app.compliance.rules.base import Rule
from app.compliance.verdicts import Truth
from app.normal.text import alike, compared
from app.standards.checks.texts import HOST_CITY_MARK, TextCheck, TextMatches
from app.wording import Wording, sentences


def rule_of(check: TextCheck) -> Rule[Any]:
    """The rule of a check on a wording."""
    return TextMatchesRule(check)


class TextMatchesRule(Rule[TextMatches]):
    """A text has the wording asked for. What is said against it is only what it lacks."""

    def __init__(self, check: TextMatches) -> None:
        super().__init__(check)
        self._texts = FactTexts(check.fact)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        asks_city = any(HOST_CITY_MARK in form for form in check.equals or ())
        city = case.site.host_city
        text = cast("str | None", case.facts.get(check.fact))
        parts = _parts(check, case, text or "")
        sign = " + ".join(part.sign for part in parts)
        if text is None:
            asked = sentences(part.asked for part in parts)
            outcome = unreported(check.fact, case, asked, required=sign)
            return replace(outcome, needs=(check.fact, "host_city")) if asks_city and city is None else outcome
        truth = text_truth(check, text, city, case.township_names)
        label = case.vocabulary.label(check.fact)
        statement = Wording(f"{label.zh}为“{text}”", f"{label.en} reads “{text}”")
        if truth == "unknown":
            statement = Wording(
                f"{statement.zh}，未填报所驻城市，无法核对",
                f"{statement.en}; the host city has not been reported",
            )
            return Outcome("unknown", statement, needs=("host_city",), found=text, required=sign)
        if truth == "not_met":
            lacking = sentences(part.asked for part in parts if not part.holds)
            statement = Wording(f"{statement.zh}，{lacking.zh}", f"{statement.en}; {lacking.en}")
        return Outcome(truth, statement, found=text, required=sign)

    def looked_at(self, case: Case) -> Hashable:
        """The text, and the names it may have to hold."""
        townships = case.township_names if self.check.names_township else ()
        return case.facts.get(self.check.fact), case.site.host_city, townships

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        numbers = block.cells(self._texts).numbers
        answers: Answers = block.background.dictionary(self._texts).answers(self, self._decide)[numbers]
        return answers

    def _decide(self, text: Texted | None) -> int:
        return UNKNOWN if text is None else ANSWER_OF[text_truth(self.check, *text)]


def text_truth(check: TextMatches, text: str | None, host_city: str | None, townships: tuple[str, ...]) -> Truth:
    """Whether a text has the wording asked for. Shared by the single judge and the columns.

    A text that waits for the host city is unknown when it has the right form, not met when it has not.
    """
    if text is None:
        return "unknown"
    if check.ends_with is not None and not _ends(text, check.ends_with):
        return "not_met"
    if check.contains is not None and not _holds(text, check.contains):
        return "not_met"
    if check.names_township and not _holds(text, townships):
        return "not_met"
    return _equality(check.equals, text, host_city) if check.equals is not None else "met"


def _ends(text: str, endings: tuple[str, ...]) -> bool:
    return compared(text).endswith(tuple(compared(ending) for ending in endings))


def _holds(text: str, parts: tuple[str, ...]) -> bool:
    plain = compared(text)
    return any(compared(part) in plain for part in parts)


def _equality(forms: tuple[str, ...], text: str, host_city: str | None) -> Truth:
    waiting = False
    for form in forms:
        if HOST_CITY_MARK not in form:
            if alike(text, form):
                return "met"
        elif host_city is not None:
            if alike(text, form.replace(HOST_CITY_MARK, host_city)):
                return "met"
        else:
            before, after = (compared(part) for part in form.split(HOST_CITY_MARK, 1))
            plain = compared(text)
            waiting |= len(plain) > len(before) + len(after) and plain.startswith(before) and plain.endswith(after)
    return "unknown" if waiting else "not_met"


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing asked of a text: whether it holds, in a sentence, and as a short sign."""

    holds: bool
    asked: Wording
    sign: str


def _parts(check: TextMatches, case: Case, text: str) -> list[_Part]:
    city = case.site.host_city
    found: list[_Part] = []
    if check.equals is not None:
        forms = [form.replace(HOST_CITY_MARK, city or "××") for form in check.equals]
        found.append(_part(_equality(check.equals, text, city) == "met", "应为{}", "must read {}", forms))
    if check.ends_with is not None:
        found.append(_part(_ends(text, check.ends_with), "应以{}结尾", "must end with {}", check.ends_with))
    if check.contains is not None:
        found.append(_part(_holds(text, check.contains), "应含{}", "must contain {}", check.contains))
    if check.names_township:
        names = case.township_names or ("—",)
        held = _holds(text, case.township_names)
        found.append(_part(held, "应含乡镇名{}", "must contain the township's name {}", names))
    return found


def _part(holds: bool, zh: str, en: str, forms: Sequence[str]) -> _Part:
    quoted = [f"“{form}”" for form in forms]
    return _Part(holds, Wording(zh.format("或".join(quoted)), en.format(" or ".join(quoted))), " | ".join(forms))
