"""What of a workbook is written once its questions are answered: what nobody chose is left out, all else goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.journeys.files.workbook_change import KEEPS, SiteChange
from app.sites.items import edit_of, items

Answer = Literal["read", "instead", "skip", "mine", "theirs"]
"""Of a question: as it was read, the other meaning, or not at all. Of a conflict: one's own, or the other side's."""
ANSWERS = frozenset(get_args(Answer))
Answers = Mapping[str, str]
"""By the key of a question or a conflict."""
NO_ANSWERS: Answers = {}


@dataclass(frozen=True, slots=True)
class Settled:
    """What is written of one site, and how many of its questions nobody answered."""

    change: SiteChange
    edit: Mapping[str, Any]
    open: int


def settled(change: SiteChange, answers: Answers) -> Settled:
    """The edit of a site after the answers. An item is written only where every question about it was answered."""
    said, left = items(change.edit), 0
    dropped: set[str] = set()
    for question in change.questions:
        answer = answers.get(question.key)
        if answer == "instead" and question.instead.zh:
            said[question.item] = question.other
        elif answer == "read":
            if question.value is KEEPS:
                dropped.add(question.item)
        else:
            left += answer != "skip"
            dropped.add(question.item)
    for conflict in change.conflicts:
        answer = answers.get(conflict.key)
        if answer != "mine":
            left += answer != "theirs"
            dropped.add(conflict.difference.item)
    return Settled(change, edit_of({item: value for item, value in said.items() if item not in dropped}), left)


def all_as_read(changes: Sequence[SiteChange]) -> dict[str, str]:
    """The answers that take everything as it was read; conflicts stay open."""
    return {question.key: "read" for change in changes for question in change.questions}
