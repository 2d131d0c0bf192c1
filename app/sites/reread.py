"""A document that was written of a site, read once more under the same rules: nothing is asked of it.

For what `document.write_site` wrote of a site that passed entry, of which it gives the very same site; of any other
document the answer may be wrong or no site at all. A third of the time of reading with every question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, assert_never

from app.sites.as_written import day_as_written
from app.sites.crs import to_wgs84
from app.sites.facts import value_type
from app.sites.fields import FIELDS, Part
from app.sites.site import FormerValue, Location, Person, Report, Site, Training, Waiver
from app.sites.vocabulary import EntryRules, FactKind
from app.units import Period

_PLAIN = [
    (field.name, field.key, value_type(field.value.type).reread, field.absent)
    for field in FIELDS
    if field.value is not None
]
_PARTS = [(field.name, field.key, field.part, field.absent) for field in FIELDS if field.part is not None]


def reread(raw: bytes, rules: Mapping[str, EntryRules]) -> Site:
    """The site of such a document, as JSON; `rules` are those under which the site passed entry."""
    given = _decode(raw.decode())
    kinds = rules[given["programme"]].vocabulary.facts
    values: dict[str, Any] = {
        name: absent if (said := given.get(key)) is None else plain(said) for name, key, plain, absent in _PLAIN
    }
    for name, key, part, absent in _PARTS:
        said = given.get(key)
        values[name] = absent if said is None else _part(part, said, kinds)
    return Site(**values)


_decode = json.JSONDecoder(parse_float=Decimal).decode


def _part(part: Part, said: Any, kinds: Mapping[str, FactKind]) -> Any:
    match part:
        case "code" | "programme" | "kind" | "tier" | "division" | "parent":
            return said
        case "location":
            lon, lat = Decimal(said["lon"]), Decimal(said["lat"])
            return Location(to_wgs84(lon, lat, said["crs"]), lon, lat, said["crs"])
        case "facts":
            return {code: value_type(kinds[code].type).reread(value) for code, value in said.items()}
        case "equipment":
            return said
        case "staff":
            return tuple(map(_person, said))
        case "trainings":
            return tuple(Training(row["topic"], day_as_written(row["date"])) for row in said)
        case "metrics":
            return {(row["metric"], Period.parse(row["period"])): Decimal(row["value"]) for row in said}
        case "waivers":
            return tuple(Waiver(row["clause"], row["reason"], day_as_written(row["until"])) for row in said)
        case "history":
            return tuple(
                FormerValue(row["field"], row["value"], _day_or_none(row["from"]), day_as_written(row["to"]))
                for row in said
            )
        case "reports":
            return {code: _report(row["on"], row.get("by")) for code, row in said.items()}
        case _:
            assert_never(part)


def _person(row: Mapping[str, Any]) -> Person:
    start, end = _day_or_none(row["from"]), _day_or_none(row["to"])
    return Person(
        row["role"], row["employment"], start, end, row.get("name"), row.get("phone"), row.get("public", False)
    )


def _day_or_none(said: str | None) -> date | None:
    return None if said is None else day_as_written(said)


@lru_cache(16_384)
def _report(day: str, by: str | None) -> Report:
    return Report(day_as_written(day), by)
