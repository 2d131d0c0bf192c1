"""A site clause by clause, as it goes onto a form that is filled in by hand on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FormRow:
    """One clause: its id, what it is about, the document's words, whether it is mandatory, what was reported."""

    clause: str
    title: str
    basis: str
    level: str
    reported: str


@dataclass(frozen=True, slots=True)
class FormStep:
    """A step of the acceptance as it stands on its form: what was done, on which day, by whom, with what opinion."""

    step: str
    day: date
    by: str
    opinion: str


@dataclass(frozen=True, slots=True)
class SiteForm:
    """The head of a form and its rows. `document` is the title and number of the document, `as_of` the day judged.

    `declared_on` and `accepted_on` are None before; `steps` are those since the site was declared, what was taken back
    left out.
    """

    name: str
    code: str
    kind: str
    place: str
    address: str
    document: str
    as_of: date
    rows: tuple[FormRow, ...]
    met: int
    not_met: int
    unknown: int
    waived: int
    sample: bool
    declared_on: date | None = None
    accepted_on: date | None = None
    steps: tuple[FormStep, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One clause as it was looked at; `photos` are the numbers of its photos, counted through the record."""

    title: str
    basis: str
    reported: str
    seen: str
    difference: str
    photos: str


@dataclass(frozen=True, slots=True)
class RecordPhoto:
    """A photo of a visit as its record shows it: its number, what it is of, the picture as it is kept."""

    number: int
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FilledRecord:
    """What a visit puts on the form (检查记录表): a row for every clause, those nobody looked at too.

    `remarks` is empty where nothing else was found; `photos` counts all, `pictures` are those whose file can be read.
    """

    visited_on: date
    inspectors: str
    accompanied_by: str
    rows: tuple[RecordRow, ...]
    remarks: str
    photos: int
    pictures: tuple[RecordPhoto, ...] = ()
