"""What of a workbook is written once its questions are answered: what nobody chose is left out, all else goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.exchange.workbook.site_cells import Placed
from app.journeys.files.workbook_change import SiteChange
from app.sites.items import edit_of, items
from app.wording import Wording

Answer = Literal["read", "instead", "skip", "mine", "theirs"]
"""Of a question: as it was read, the other meaning, or not at all. Of a conflict: one's own, or the other side's."""
ANSWERS = frozenset(get_args(Answer))
Answers = Mapping[str, str]
"""By the key of a question or a conflict."""
NO_ANSWERS: Answers = {}


_CONFLICT = Wording(
    "下载后已被他人修改，没有选择采用哪一个", "changed by somebody else since the download; no side was chosen"
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that the workbook says and that is not written: nobody chose, or chose not to write it."""

    site: str
    placed: Placed
    why: Wording


@dataclass(frozen=True, slots=True)
class Settled:
    """What is written of one site, what is left out, and whether it has questions that nobody answered."""

    change: SiteChange
    edit: Mapping[str, Any]
    left: tuple[LeftOut, ...]
    is_open: bool


def settled(change: SiteChange, answers: Answers) -> Settled:
    """The edit of a site after the answers. An item is written only where every question about it was answered."""
    said, is_open = items(change.edit), False
    dropped: set[str] = set()
    left: list[LeftOut] = []
    for question in change.questions:
        answer = answers.get(question.key)
        if answer == "instead" and question.instead.zh:
            said[question.item] = question.instead_in(said)
        elif answer != "read":
            is_open |= answer != "skip"
            dropped.add(question.item)
            left.append(LeftOut(change.cells.code, question.placed, question.why))
    for conflict in change.conflicts:
        answer = answers.get(conflict.key)
        if answer != "mine":
            dropped.add(conflict.difference.item)
            if answer != "theirs":
                is_open = True
                left.append(LeftOut(change.cells.code, conflict.placed, _CONFLICT))
    edit = edit_of({item: value for item, value in said.items() if item not in dropped})
    return Settled(change, edit, tuple(left), is_open)


def all_as_read(changes: Sequence[SiteChange]) -> dict[str, str]:
    """The answers that take everything as it was read; conflicts stay open."""
    return {question.key: "read" for change in changes for question in change.questions}
