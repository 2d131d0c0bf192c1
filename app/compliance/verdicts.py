"""What judging answers: a verdict a clause, a status a site, each with the document's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from app.sites.site import Waiver
from app.standards.programme import Clause, Level
from app.wording import Wording

Truth = Literal["met", "not_met", "unknown"]
Verdict = Literal["met", "not_met", "unknown", "waived"]
Status = Literal["compliant", "non_compliant", "incomplete", "not_assessed", "not_built"]
"""How a site stands. `not_built` is said only of sites of the registry: a document by itself is judged as it is."""
NotAssessed = Literal["closed", "not_built", "not_yet_recorded", "not_in_force", "no_standard"]
"""Why a site is not assessed. Each is another answer: it closed, it is not built yet, it was not registered by that
day, the document did not bind yet, the document sets no standard for its kind."""

VERDICTS: dict[Verdict, Wording] = {
    "met": Wording("达标", "Met"),
    "not_met": Wording("不达标", "Not met"),
    "unknown": Wording("待补报", "Not reported"),
    "waived": Wording("豁免", "Waived"),
}
LEVELS: dict[Level, Wording] = {"must": Wording("必备", "Mandatory"), "generally": Wording("一般", "Waivable")}
"""What a clause's level (性质) is called: one that is a must is never waived."""
COMPLIANCE_STATUSES: dict[Status, Wording] = {
    "compliant": Wording("达标", "Compliant"),
    "non_compliant": Wording("不达标", "Not compliant"),
    "incomplete": Wording("待补报", "Incomplete"),
    "not_assessed": Wording("不适用", "Not applicable"),
    "not_built": Wording("未建成", "Not built"),
}


@dataclass(frozen=True, slots=True)
class ClauseVerdict:
    """The verdict of one clause on one site.

    `needs` names the unreported facts behind an unknown. `found`, `required`, `shortfall` are plain texts in `unit`;
    `missing` holds the codes of absent items, or the periods that fall short or were not reported.
    """

    clause: Clause
    verdict: Verdict
    explanation: Wording
    needs: tuple[str, ...] = ()
    waiver: Waiver | None = None
    notes: tuple[Wording, ...] = ()
    found: str | None = None
    required: str | None = None
    unit: Wording | None = None
    shortfall: str | None = None
    missing: tuple[str, ...] = ()

    def as_document(self, document: str) -> dict[str, Any]:
        """The clause as it stands in the verdict document; `document` is the number of the official document."""
        body = {
            "verdict": self.verdict,
            "needs": list(self.needs),
            "waiver": {"reason": self.waiver.reason, "until": self.waiver.until.isoformat()} if self.waiver else None,
            "notes": [note.as_dict() for note in self.notes],
            "found": self.found,
            "required": self.required,
            "unit": self.unit.en if self.unit else None,
            "shortfall": self.shortfall,
            "missing": list(self.missing),
            "explanation": self.explanation.as_dict(),
        }
        return cited_document(self.clause, document, body)


class Cited(Protocol):
    """A requirement of a document, addressed to sites or to the network."""

    @property
    def id(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def section(self) -> str: ...
    @property
    def quote(self) -> str: ...


def cited_document(requirement: Cited, document: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict (`body`) as verdict documents show it: named before, with the document's own words after."""
    citation = {"document": document, "section": requirement.section, "quote": requirement.quote}
    return {"id": requirement.id, "level": requirement.level, **body, "citation": citation}


@dataclass(frozen=True, slots=True)
class SiteVerdict:
    """The verdict on one site on one day. `due_for_confirmation` stands beside it and is no part of it.

    `notes` say which version of the programme judged it, where that is not today's, and why it was not judged.
    `reason` is why the status is `not_assessed`, where the register knows.
    """

    site_code: str
    programme: str
    document: str
    as_of: date
    status: Status
    due_for_confirmation: tuple[str, ...]
    clauses: tuple[ClauseVerdict, ...]
    notes: tuple[Wording, ...] = ()
    reason: NotAssessed | None = None

    def count(self, verdict: Verdict) -> int:
        """How many clauses came out so."""
        return Counter(c.verdict for c in self.clauses)[verdict]

    def by_clause(self) -> dict[str, Verdict]:
        """Clause ids and their verdicts."""
        return {c.clause.id: c.verdict for c in self.clauses}

    def as_document(self, of_clause: Callable[[ClauseVerdict, str], Any] = ClauseVerdict.as_document) -> dict[str, Any]:
        """The verdict document of the outer contract; `notes` and `reason` only where there are any.

        `of_clause` is how a clause is put in it: as JSON, where it was written before. The contract knows no status of
        sites that are not built: they are not assessed, and the reason says why.
        """
        notes = {"notes": [note.as_dict() for note in self.notes]} if self.notes else {}
        return {
            "code": self.site_code,
            "programme": self.programme,
            "as_of": self.as_of.isoformat(),
            "status": "not_assessed" if self.status == "not_built" else self.status,
            **({"reason": self.reason} if self.reason else {}),
            "due_for_confirmation": list(self.due_for_confirmation),
            **notes,
            "clauses": [of_clause(clause, self.document) for clause in self.clauses],
        }


def status_of(verdicts: list[Verdict]) -> Status:
    """The site's status from its clauses: one not met decides, then one unknown; no clause at all is not assessed."""
    if not verdicts:
        return "not_assessed"
    if "not_met" in verdicts:
        return "non_compliant"
    return "incomplete" if "unknown" in verdicts else "compliant"
