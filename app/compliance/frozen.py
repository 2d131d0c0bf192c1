"""A result that is frozen: every site of one programme on one day, with its record and how each clause came out.

What is frozen says everything by itself: words, cells and verdicts are those of the day on which it was made. Its
fingerprint goes by facts, clauses and verdicts, never by words, so that a better sentence does not break it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.compliance.cells import cells_of
from app.compliance.verdicts import SiteVerdict, Status, Verdict
from app.sites.vocabulary import Vocabulary
from app.standards.programme import Level
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class FrozenClause:
    """How one clause came out at one site, with the cells of its row. `waived_until` is the last day of its waiver."""

    id: str
    level: Level
    verdict: Verdict
    found: Wording
    required: Wording
    gap: Wording
    sentence: Wording
    waived_until: date | None

    def as_document(self) -> dict[str, Any]:
        """The clause as it is kept."""
        return {
            "id": self.id,
            "level": self.level,
            "verdict": self.verdict,
            "found": self.found.as_dict(),
            "required": self.required.as_dict(),
            "gap": self.gap.as_dict(),
            "sentence": self.sentence.as_dict(),
            "waived_until": self.waived_until.isoformat() if self.waived_until else None,
        }


@dataclass(frozen=True, slots=True)
class FrozenSite:
    """One site as it stood. `township` is a code, None outside the county; `tier` is that of the day.

    `document` is its record as canonical JSON, `built` whether it counts as built, `clauses` those that bound it.
    """

    code: str
    name: str
    kind: str
    tier: str | None
    township: str | None
    lifecycle: str
    built: bool
    sample: bool
    status: Status
    version: int
    document: str
    clauses: tuple[FrozenClause, ...]

    @property
    def is_closed(self) -> bool:
        """Whether it was closed, and so counted nowhere."""
        return self.lifecycle == "closed"

    @property
    def stands(self) -> bool:
        """Whether it was built, as is read today: audits kept before took a suspended site for one that is not."""
        return self.built or self.lifecycle == "suspended"

    @property
    def standing(self) -> Status:
        """How it stood, as is read today: what was not built stands apart, whatever it was judged to be."""
        return self.status if self.is_closed or self.stands else "not_built"

    @property
    def is_judged(self) -> bool:
        """Whether it was held to anything: neither closed nor still to be built."""
        return not self.is_closed and self.stands

    @property
    def was_judged_unbuilt(self) -> bool:
        """Whether it was judged though it was not built, as audits kept before had it."""
        return not self.is_closed and not self.stands and bool(self.clauses)

    def by_clause(self) -> dict[str, Verdict]:
        """Clause ids and their verdicts."""
        return {clause.id: clause.verdict for clause in self.clauses}


def frozen_clauses(verdict: SiteVerdict, vocabulary: Vocabulary) -> tuple[FrozenClause, ...]:
    """The clauses of a verdict as they are frozen."""
    found = []
    for one in verdict.clauses:
        cells = cells_of(one, vocabulary)
        until = one.waiver.until if one.waiver else None
        found.append(
            FrozenClause(
                one.clause.id,
                one.clause.level,
                one.verdict,
                cells.found,
                cells.required,
                cells.gap,
                one.explanation,
                until,
            )
        )
    return tuple(found)


def clause_from(kept: Mapping[str, Any]) -> FrozenClause:
    """The clause that `as_document` told."""

    def words(key: str) -> Wording:
        return Wording(kept[key]["zh"], kept[key]["en"])

    until = kept["waived_until"]
    return FrozenClause(
        kept["id"],
        kept["level"],
        kept["verdict"],
        words("found"),
        words("required"),
        words("gap"),
        words("sentence"),
        date.fromisoformat(until) if until else None,
    )


Counts = Mapping[str, Mapping[Verdict, int]]
"""By clause, how many sites came out how."""


def count_clauses(sites: Iterable[FrozenSite]) -> Counts:
    """How often each clause came out how, over these sites."""
    counted: dict[str, Counter[Verdict]] = {}
    for site in sites:
        for clause in site.clauses:
            counted.setdefault(clause.id, Counter())[clause.verdict] += 1
    return counted


def count_statuses(sites: Iterable[FrozenSite]) -> Counter[Status]:
    """How many of the sites that count have which status."""
    return Counter(site.status for site in sites if not site.is_closed)


def fingerprint(programme: str, as_of: date, pack_hash: str, sites: Sequence[FrozenSite]) -> str:
    """SHA-256 over programme, day, pack, and of each site (by code) record, state and verdicts; 64 digits."""
    told = hashlib.sha256(f"{programme}\n{as_of.isoformat()}\n{pack_hash}\n".encode())
    for site in sorted(sites, key=lambda one: one.code):
        record = hashlib.sha256(site.document.encode()).hexdigest()
        verdicts = ",".join(f"{clause}={verdict}" for clause, verdict in sorted(site.by_clause().items()))
        told.update(f"{site.code}\t{site.version}\t{record}\t{site.lifecycle}\t{site.status}\t{verdicts}\n".encode())
    return told.hexdigest()
