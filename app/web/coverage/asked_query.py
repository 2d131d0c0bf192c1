"""Reading from a query which rules of the service circle are asked for otherwise than in the pack."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from app.coverage.asked import MODES, NUMBERS, AskedCircle
from app.coverage.assumptions import AREAS, rule_for
from app.coverage.places import Area
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme, TravelMode
from app.units import plain
from app.web.query import QueryReader


def read_asked(reader: QueryReader, programme: Programme) -> AskedCircle:
    """What the query asks for. Values that are the pack's own ask for nothing; a programme without a circle neither."""
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
            value = reader.decimal(f"{area}.{name}")
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
