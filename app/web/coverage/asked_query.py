"""Reading from a query which rules of the service circle are asked for otherwise than in the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from app.coverage.asked import CANNOT_BE, MODES, NUMBERS, AskedCircle, circle_as_asked
from app.coverage.assumptions import AREAS, rule_for
from app.coverage.places import Area
from app.errors import Fault, InvalidInput
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme, TravelMode
from app.units import plain
from app.web.query import QueryReader


@dataclass(frozen=True, slots=True)
class CircleForm:
    """The circle's form as it was sent: what it asks for, its numbers as they were typed, what is wrong with them."""

    asked: AskedCircle
    typed: Mapping[str, str]
    faults: tuple[Fault, ...]

    @property
    def reckoned(self) -> AskedCircle:
        """What can be reckoned: what was asked for, or, where part of it is wrong, the pack's rules."""
        return AskedCircle() if self.faults else self.asked


def read_circle_form(reader: QueryReader, programme: Programme) -> CircleForm:
    """The form that a page shows again with its faults; a program is refused instead (`read_asked`)."""
    typed: dict[str, str] = {}
    faults: list[Fault] = []

    def number(name: str) -> Decimal | None:
        typed[name] = reader.text(name)
        if not typed[name]:
            return None
        with suppress(InvalidOperation):
            value = Decimal(typed[name])
            if value.is_finite():
                return value
        faults.append(Fault(name, "not_a_number", CANNOT_BE[name.partition(".")[2]]))
        return None

    asked = _asked(reader, programme, number)
    if programme.service_circle is not None:
        try:
            circle_as_asked(programme.service_circle, asked, programme.kinds_by_code, STATUSES)
        except InvalidInput as refused:
            faults += refused.faults
    return CircleForm(asked, typed, tuple(faults))


def read_asked(reader: QueryReader, programme: Programme) -> AskedCircle:
    """What the query asks for. Values that are the pack's own ask for nothing; a programme without a circle neither."""
    return _asked(reader, programme, reader.decimal)


def _asked(reader: QueryReader, programme: Programme, number: Callable[[str], Decimal | None]) -> AskedCircle:
    kinds = reader.codes("kind", programme.kinds_by_code)
    statuses = reader.codes("status", STATUSES)
    circle = programme.service_circle
    modes: list[tuple[Area, TravelMode]] = []
    numbers: list[tuple[str, Decimal]] = []
    for area in AREAS:
        asked = reader.code(f"{area}.mode", MODES)
        mode = next((mode for mode in MODES if mode == asked), None)
        if circle is not None and mode is not None and mode != rule_for(circle, area).mode:
            modes.append((area, mode))
        for name in NUMBERS:
            value = number(f"{area}.{name}")
            if circle is not None and value is not None and value != getattr(rule_for(circle, area), name):
                numbers.append((f"{area}.{name}", value))
    if circle is not None:
        kinds = kinds if kinds != set(circle.counting_kinds) else frozenset()
        statuses = statuses if statuses != set(circle.counting_statuses) else frozenset()
    return AskedCircle(tuple(sorted(kinds)), tuple(sorted(statuses)), tuple(modes), tuple(sorted(numbers)))


def query_of(asked: AskedCircle) -> str:
    """The same as a query, empty where the pack's rules are used."""
    parts = [("kind", kind) for kind in asked.kinds] + [("status", status) for status in asked.statuses]
    parts += [(f"{area}.mode", mode) for area, mode in asked.modes]
    parts += [(name, plain(value)) for name, value in asked.numbers]
    return urlencode(parts)
