"""How a clause stood on the day of an order and on the day it was closed: kept, whatever changes later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.wording import Wording

SETTLED = frozenset({"met", "waived"})
"""Verdicts that leave nothing to put right."""


@dataclass(frozen=True, slots=True)
class ClauseState:
    """One clause as it stood. `verdict` None: it did not apply to the site any more, or that could not be judged."""

    clause: str
    title: Wording
    section: str
    quote: str
    verdict: str | None
    sentence: Wording

    @property
    def is_open(self) -> bool:
        """Whether there was something left to put right. What did not apply any more asks for nothing."""
        return self.verdict is not None and self.verdict not in SETTLED

    def as_document(self) -> dict[str, Any]:
        """The form that is kept."""
        return {
            "clause": self.clause,
            "title": self.title.as_dict(),
            "section": self.section,
            "quote": self.quote,
            "verdict": self.verdict,
            "sentence": self.sentence.as_dict(),
        }


def kept_clauses(documents: Iterable[Mapping[str, Any]]) -> tuple[ClauseState, ...]:
    """Clauses from the form that was kept."""
    return tuple(
        ClauseState(
            clause=one["clause"],
            title=Wording(**one["title"]),
            section=one["section"],
            quote=one["quote"],
            verdict=one["verdict"],
            sentence=Wording(**one["sentence"]),
        )
        for one in documents
    )


def still_open(clauses: Sequence[ClauseState]) -> tuple[ClauseState, ...]:
    """Those that still had something to put right."""
    return tuple(one for one in clauses if one.is_open)
