"""What a workbook would do, as its page shows it: the changes of each site, what is to be chosen, what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from app.exchange.workbook.site_cells import NoteSort, Placed
from app.journeys.desk.labels import labels_of
from app.journeys.files.workbook_answers import Answers
from app.journeys.files.workbook_change import Conflict, SiteChange
from app.journeys.files.workbook_preview import Preview
from app.journeys.files.workbook_questions import Question
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.sites.fields import FIELD
from app.sites.vocabulary import Vocabulary
from app.sites.words import Labels, value_text
from app.units import CHINA
from app.web.language import Speech
from app.web.proposals.words import ShownItem, proposed_item

LOCATION = "location"
InWords = Callable[[Question, object], str]
"""What a value of a question is called; empty where the question has words of its own for it."""
CHOICE = "choice."
"""Before the names of the fields that answer questions and conflicts."""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """Something to be chosen: what it is about, where it stands, why it is asked, and what there is to choose from."""

    name: str
    label: str
    where: str
    why: str
    read: str
    instead: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """An item that somebody else changed since the download: both sides, and who it was."""

    name: str
    where: str
    item: ShownItem
    who: str
    day: str
    time: str
    chosen: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What the workbook would change of one site. `items` are what nothing is asked about."""

    code: str
    name: str
    is_new: bool
    items: tuple[ShownItem, ...]
    drafted: tuple[ShownItem, ...]
    questions: tuple[ShownQuestion, ...]
    conflicts: tuple[ShownConflict, ...]
    marks: Mapping[str, str]


def shown_notes(found: Preview | None, say: Speech) -> dict[str, list[str]]:
    """What the reader is told besides, by sort."""
    notes: dict[str, list[str]] = {sort: [] for sort in get_args(NoteSort)}
    for note in found.notes if found else ():
        notes[note.sort].append(say.of(note.message))
    return notes


def asked_for_several(found: Preview, say: Speech, answers: Answers) -> list[ShownQuestion]:
    """What is asked once for several sites."""
    shared: dict[str, Question] = {}
    for change in found.changes:
        for question in change.questions:
            if question.shared:
                shared.setdefault(question.key, question)
    return [_asked(question, _as_read, say, answers) for question in shared.values()]


def shown_changes(house: House, found: Preview, whole: Network, say: Speech, answers: Answers) -> list[ShownChange]:
    """The changes, site by site."""
    sites = whole.names
    return [_change(house, change, sites, say, answers) for change in found.changes]


def _change(house: House, change: SiteChange, sites: Mapping[str, str], say: Speech, answers: Answers) -> ShownChange:
    programme = house.programme(change.cells.programme)
    vocabulary, labels = programme.vocabulary, labels_of(house, programme, change.cells.kind, sites)

    def said(question: Question, value: object) -> str:
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return say.of(value_text(question.item, value, vocabulary, labels)) if is_number else ""

    asked_about = {q.item for q in change.questions} | {c.difference.item for c in change.conflicts}
    return ShownChange(
        change.cells.code,
        change.stored.name if change.stored else str(change.edit.get("name", "")),
        change.stored is None,
        tuple(proposed_item(d, vocabulary, say, labels) for d in change.differences if d.item not in asked_about),
        tuple(proposed_item(d, vocabulary, say, labels) for d in change.drafted),
        tuple(_asked(q, said, say, answers) for q in change.questions if not q.shared),
        tuple(_conflict(one, vocabulary, labels, say, answers) for one in change.conflicts),
        {item: say.of(mark) for item, mark in change.marks.items()},
    )


def _asked(question: Question, of_value: InWords, say: Speech, answers: Answers) -> ShownQuestion:
    placed, is_place = question.placed, question.item == LOCATION
    # Under its site and field, a cell is spoken of by what was typed; a place is typed into several.
    here = Placed(placed.cell, text="" if is_place else placed.text)
    return ShownQuestion(
        CHOICE + question.key,
        say.of(FIELD[LOCATION].label) if is_place else placed.field,
        str(placed.cell),
        say.of(here.sentence(question.why)),
        of_value(question, question.value) or say.of(question.read),
        of_value(question, question.other) or say.of(question.instead),
        answers.get(question.key, ""),
    )


def _as_read(question: Question, value: object) -> str:
    return ""


def _conflict(
    conflict: Conflict, vocabulary: Vocabulary, labels: Labels, say: Speech, answers: Answers
) -> ShownConflict:
    by, item = conflict.by, proposed_item(conflict.difference, vocabulary, say, labels)
    at = by.at.astimezone(CHINA) if by is not None else None
    day, time = (at.date().isoformat(), f"{at:%H:%M}") if at is not None else ("", "")
    chosen = answers.get(conflict.key, "")
    who = by.name if by is not None else ""
    return ShownConflict(CHOICE + conflict.key, str(conflict.placed.cell), item, who, day, time, chosen)
