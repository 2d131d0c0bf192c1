"""The verdict of one clause as every page tells it: the sentence first, the document's words on demand."""

from __future__ import annotations

from dataclasses import dataclass

from app.compliance.verdicts import ClauseVerdict
from app.standards.programme import Programme
from app.web import formats
from app.web.language import Speech
from app.web.states import MARKS, Mark


@dataclass(frozen=True, slots=True)
class ShownClause:
    """One verdict in words. `is_open` is true where something is still to be done about it."""

    id: str
    mark: Mark
    is_open: bool
    title: str
    sentence: str
    level: str
    section: str
    quote: str
    needs: tuple[str, ...]
    waived_until: str
    notes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return "v-" + self.id.replace(".", "-")


def shown_clause(clause: ClauseVerdict, programme: Programme, say: Speech) -> ShownClause:
    """The verdict in the reader's language."""
    return ShownClause(
        id=clause.clause.id,
        mark=MARKS[clause.verdict],
        is_open=clause.verdict in ("not_met", "unknown"),
        title=say.of(clause.clause.title),
        sentence=say.of(clause.explanation),
        level=clause.clause.level,
        section=f"{programme.document} {clause.clause.section}",
        quote=clause.clause.quote,
        needs=tuple(say.of(programme.vocabulary.label(code)) for code in clause.needs),
        waived_until=formats.day(clause.waiver.until) if clause.waiver else "",
        notes=tuple(say.of(note) for note in clause.notes),
    )
