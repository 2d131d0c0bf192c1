"""What a file of sites says, before anybody has looked whether it makes sense.

Every format gives documents, whole or partial, and they are all laid over what is recorded by one rule
(`sites.edit.merged`): what a file leaves out stays as it is, null takes it away. A row of CSV has no null: an empty
cell says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.errors import Fault
from app.normal.codes import normal_code
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Entered:
    """One site as it stands in a file.

    `document` is what was written there. `place` turns a path inside the document (``facts.area_m2``) into the
    place in the file (``row 5, column 场地面积``).
    """

    document: object
    place: Callable[[str], str]

    @property
    def code(self) -> str | None:
        """The code the document gives itself, in normal form, or None when there is none to be read."""
        if isinstance(self.document, Mapping) and isinstance(code := self.document.get("code"), str):
            return normal_code(code)
        return None

    def located(self, fault: Fault) -> Fault:
        """A fault of the document, seen from the file."""
        return Fault(self.place(fault.path), fault.code, fault.message)


@dataclass(frozen=True, slots=True)
class FileContent:
    """All sites of a file, in its order, and what the reader of the file should be told about it.

    `faults` are those of its form (a cell under no heading, a line that is no JSON). The sites that can be read stand
    in `entries` all the same, so that what is wrong with them is told in the same go; a file with any is not imported.
    """

    entries: tuple[Entered, ...]
    notes: tuple[Wording, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class FileStream:
    """The same of a file that is gone through once, never all of its sites in memory. `faults` fills up meanwhile, and
    is whole when the last entry is there. `total` is how many entries there are at most, None where nobody knows before
    the end.
    """

    entries: Iterator[Entered]
    total: int | None
    notes: tuple[Wording, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def whole(self) -> FileContent:
        """All of it at once."""
        entries = tuple(self.entries)
        return FileContent(entries, self.notes, tuple(self.faults))


def within(prefix: str) -> Callable[[str], str]:
    """Places of a document that stands at `prefix` of a larger one.

    >>> within("[3]")("facts.area_m2"), within("")("code"), within("[3]")("")
    ('[3].facts.area_m2', 'code', '[3]')
    """
    return lambda path: ".".join(part for part in (prefix, path) if part)


def on_line(number: int) -> Callable[[str], str]:
    """Places of a document that fills one line of a file."""
    return lambda path: f"line {number}: {path}" if path else f"line {number}"


def repeated_codes(entries: Iterable[Entered]) -> list[Fault]:
    """A fault for every entry whose code an earlier one already has, in whichever case it is written."""
    first: dict[str, str] = {}
    return [fault for entered in entries if (fault := repeated_code(entered, first)) is not None]


def repeated_code(entered: Entered, first: dict[str, str]) -> Fault | None:
    """The fault of one entry, None where its code is new; `first` has where each code stood first, and is added to."""
    if entered.code is None:
        return None
    place = entered.place("code")
    where = first.setdefault(entered.code.casefold(), place)
    if where == place:
        return None
    message = Wording(
        f"编码 {entered.code} 重复，已见于 {where}",
        f"code {entered.code} is given already at {where}",
    )
    return Fault(place, "duplicate_code", message)
