"""Whether a verdict is what a worked case of a pack says it must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.compliance.verdicts import SiteVerdict
from app.standards.cases import ClauseCase, SiteCase, WorkedCase


def disagreements(case: WorkedCase, verdict: SiteVerdict) -> list[str]:
    """Every way in which the verdict is not what the case says; empty when it is."""
    document = verdict.as_document()
    if isinstance(case.expected, ClauseCase):
        return list(_of_clause(str(case.clause), case.expected, document))
    return list(_of_site(case.expected, document))


def _of_clause(clause: str, expected: ClauseCase, document: dict[str, Any]) -> Iterator[str]:
    found = next((c for c in document["clauses"] if c["id"] == clause), None)
    given = found["verdict"] if found else "left_out"
    if given != expected.verdict:
        yield f"verdict is {given}, not {expected.verdict}"
    if found is None:
        return
    for key in ("found", "required", "shortfall"):
        wanted = getattr(expected, key)
        if wanted is not None and found[key] != wanted:
            yield f"{key} is {found[key]}, not {wanted}"
    for key in ("needs", "missing"):
        wanted = getattr(expected, key)
        if wanted is not None and sorted(found[key]) != sorted(wanted):
            yield f"{key} is {found[key]}, not {list(wanted)}"
    if expected.not_yet_due is not None:
        noted = any("not yet due" in note["en"] for note in found["notes"])
        if noted != expected.not_yet_due:
            yield f"notes: {found['notes']}"
    if given == "waived" and not (found["waiver"]["reason"] and found["waiver"]["until"] >= document["as_of"]):
        yield f"waiver: {found['waiver']}"


def _of_site(expected: SiteCase, document: dict[str, Any]) -> Iterator[str]:
    verdicts = {clause["id"]: clause["verdict"] for clause in document["clauses"]}
    if expected.every is not None:
        yield from (f"{c} is {v}, not {expected.every}" for c, v in verdicts.items() if v != expected.every)
    for clause, wanted in expected.expect.items():
        if (given := verdicts.get(clause, "left_out")) != wanted:
            yield f"{clause} is {given}, not {wanted}"
    if expected.clauses is not None and len(verdicts) != expected.clauses:
        yield f"{len(verdicts)} clauses apply, not {expected.clauses}"
    if expected.status is not None and document["status"] != expected.status:
        yield f"status is {document['status']}, not {expected.status}"
    if expected.due is not None and document["due_for_confirmation"] != list(expected.due):
        yield f"due for confirmation is {document['due_for_confirmation']}, not {list(expected.due)}"
