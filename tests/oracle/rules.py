"""From the answers to the verdicts: waivers, dates of force, and the status of the whole site.

`judge` takes a site document that has already been found well-formed; what an ill-formed one must be refused
for is in `broken`, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.oracle import clauses_gangbei, clauses_qu
from tests.oracle.reading import Answer, Site

CLAUSES_BY_PROGRAMME = {"qu-2023": clauses_qu.BY_KIND, "gangbei-2025": clauses_gangbei.BY_KIND}

#: The Qu County document carries a year and no day, so its year counts whole; Gangbei's is dated.
IN_FORCE_FROM = {"qu-2023": date(2023, 1, 1), "gangbei-2025": date(2025, 7, 22)}


def judge(document: Mapping[str, Any], as_of: date, townships: Mapping[str, str]) -> dict[str, Any]:
    """The verdicts of one site on one day.

    `townships` maps a division code of 12 digits to the name of the township it is or lies in; a county has
    none. Returns the `status` and the `clauses` that apply: id to verdict, level, needs and not_yet_due.
    `needs` holds the sorted codes of the unreported facts behind an unknown and is empty otherwise.
    """
    site = Site(document, as_of, townships.get(twelve_digits(document.get("division"))))
    clauses: dict[str, dict[str, Any]] = {}
    if as_of >= IN_FORCE_FROM[document["programme"]]:
        for clause, level, answer in CLAUSES_BY_PROGRAMME[document["programme"]][site.kind](site):
            verdict = verdict_of(answer)
            if verdict != "met" and level == "generally" and waived(document, clause, as_of):
                verdict = "waived"
            clauses[clause] = {
                "verdict": verdict,
                "level": level,
                "needs": sorted(answer.needs) if verdict == "unknown" else [],
                "not_yet_due": verdict == "unknown" and answer.not_yet_due,
            }
    return {"status": status_of([one["verdict"] for one in clauses.values()]), "clauses": clauses}


def twelve_digits(division: object) -> str:
    return str(division or "").ljust(12, "0")


def verdict_of(answer: Answer) -> str:
    if answer.truth is None:
        return "unknown"
    return "met" if answer.truth else "not_met"


def waived(document: Mapping[str, Any], clause: str, as_of: date) -> bool:
    return any(
        waiver["clause"] == clause and as_of <= date.fromisoformat(waiver["until"])
        for waiver in document.get("waivers") or []
    )


def status_of(verdicts: list[str]) -> str:
    if not verdicts:
        return "not_assessed"
    if "not_met" in verdicts:
        return "non_compliant"
    if "unknown" in verdicts:
        return "incomplete"
    return "compliant"
