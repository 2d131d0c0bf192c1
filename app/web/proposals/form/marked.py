"""Which controls of the form a refusal is about, and what is said of them: a list and a week have many of one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.errors import Fault
from app.sites.fields import ROWS
from app.sites.vocabulary import EQUIPMENT, WEEKDAYS, Vocabulary
from app.web.language import Speech
from app.web.proposals.form.form_values import LOCATION, Raw, rows_in_use

_IN_ROW = re.compile(r"\[(\d+)\](?:\.(\w+))?")
_AFTER_PART = re.compile(r"[.\[]")


def marked(item: str, faults: Sequence[Fault], raw: Raw) -> frozenset[str]:
    """The names of the controls of an item that its faults are about; none where the item has one control only."""
    return frozenset(name for fault in faults for name in _names(item, fault, raw))


def said_of(item: str, fault: Fault, vocabulary: Vocabulary, say: Speech) -> str:
    """What a person is told: which row of a list, or which thing of an inventory, and what is wrong with it."""
    text, rest = say.of(fault.message), fault.path.removeprefix(item)
    row = _IN_ROW.match(rest)
    if row is not None and item in ROWS:
        return say("form.in_row", n=int(row[1]) + 1, text=text)
    if item == EQUIPMENT and rest:
        label = say.of(vocabulary.item_label(_part(rest)))
        return f"{label}{say.colon}{text}"
    return text


def told(faults: Mapping[str, Sequence[Fault]], vocabulary: Vocabulary, say: Speech) -> dict[str, tuple[str, ...]]:
    """What is said of each item, nothing twice: what stands at the fields, and what is counted."""
    return {
        item: tuple(dict.fromkeys(said_of(item, fault, vocabulary, say) for fault in found))
        for item, found in faults.items()
    }


def _names(item: str, fault: Fault, raw: Raw) -> Iterator[str]:
    rest = fault.path.removeprefix(item)
    row = _IN_ROW.match(rest)
    if row is not None and item in ROWS:
        numbers = rows_in_use(raw, item)
        if int(row[1]) < len(numbers):
            yield f"{item}.{numbers[int(row[1])]}.{row[2] or ROWS[item][0].code}"
    elif (item in (EQUIPMENT, LOCATION) and rest) or (rest and _part(rest) in WEEKDAYS):
        yield f"{item}.{_part(rest)}"
    elif not rest:
        yield from (f"{item}.{part}" for part in fault.parts)


def _part(rest: str) -> str:
    return _AFTER_PART.split(rest.removeprefix("."))[0]
