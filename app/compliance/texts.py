"""The check on the wording of a plaque or sign."""

from __future__ import annotations

from typing import cast

from app.compliance.case import Case
from app.compliance.outcome import Outcome
from app.compliance.verdicts import Truth
from app.standards import checks as c
from app.wording import Wording, listed, same, sentences

HOST_CITY_MARK = "{host_city}"


def text_truth(check: c.TextMatches, text: str | None, host_city: str | None, townships: tuple[str, ...]) -> Truth:
    """Whether a text has the wording asked for. Shared by the single judge and the columns.

    A text that waits for the host city is unknown when it has the right form, not met when it has not.
    """
    if text is None:
        return "unknown"
    if check.ends_with is not None and not text.endswith(check.ends_with):
        return "not_met"
    if check.contains is not None and not any(part in text for part in check.contains):
        return "not_met"
    if check.names_township and not any(name in text for name in townships):
        return "not_met"
    return _equality(check.equals, text, host_city) if check.equals is not None else "met"


def _equality(forms: tuple[str, ...], text: str, host_city: str | None) -> Truth:
    waiting = False
    for form in forms:
        if HOST_CITY_MARK not in form:
            if text == form:
                return "met"
        elif host_city is not None:
            if text == form.replace(HOST_CITY_MARK, host_city):
                return "met"
        else:
            before, _, after = form.partition(HOST_CITY_MARK)
            waiting |= len(text) > len(before) + len(after) and text.startswith(before) and text.endswith(after)
    return "unknown" if waiting else "not_met"


def text_matches(check: c.TextMatches, case: Case) -> Outcome:
    """A text has the wording asked for."""
    asks_city = any(HOST_CITY_MARK in form for form in check.equals or ())
    city = case.site.host_city
    forms = [form.replace(HOST_CITY_MARK, city or "××") for form in check.equals or ()]
    asked: list[Wording] = []
    if forms:
        quoted = listed(same(f"“{f}”") for f in forms)
        asked.append(Wording(f"应为{quoted.zh}", f"must read {quoted.en}"))
    if check.ends_with is not None:
        quoted = listed(same(f"“{f}”") for f in check.ends_with)
        asked.append(Wording(f"应以{quoted.zh}结尾", f"must end with {quoted.en}"))
    if check.contains is not None:
        quoted = listed(same(f"“{f}”") for f in check.contains)
        asked.append(Wording(f"应含{quoted.zh}", f"must contain {quoted.en}"))
    if check.names_township:
        names = " / ".join(case.township_names) or "—"
        asked.append(Wording(f"应含乡镇名“{names}”", f"must contain the township's name “{names}”"))
    required, sign = sentences(asked), " + ".join([*forms, *(check.ends_with or ()), *(check.contains or ())])
    text = cast("str | None", case.facts.get(check.fact))
    truth = text_truth(check, text, city, case.township_names)
    if text is None:
        needs = (check.fact, "host_city") if asks_city and city is None else (check.fact,)
        label = case.vocabulary.label(check.fact)
        statement = Wording(f"{label.zh}尚未填报，{required.zh}", f"{label.en} has not been reported; {required.en}")
        return Outcome("unknown", statement, needs=needs, required=sign)
    label = case.vocabulary.label(check.fact)
    statement = Wording(f"{label.zh}为“{text}”", f"{label.en} reads “{text}”")
    if truth == "unknown":
        statement = Wording(
            f"{statement.zh}，尚未填报所驻城市，无法核对",
            f"{statement.en}; the host city has not been reported",
        )
        return Outcome("unknown", statement, needs=("host_city",), found=text, required=sign)
    if truth == "not_met":
        statement = Wording(f"{statement.zh}，{required.zh}", f"{statement.en}; {required.en}")
    return Outcome(truth, statement, found=text, required=sign)
