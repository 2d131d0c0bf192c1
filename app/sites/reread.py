"""A document that was written of a site, read once more under the same rules: nothing is asked of it.

For what `document.write_site` wrote of a site that passed entry, of which it gives the very same site; of any other
document the answer may be wrong or no site at all. A third of the time of reading with every question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.sites.as_written import day_as_written, number_as_written
from app.sites.crs import to_wgs84
from app.sites.facts import as_it_is, value_type
from app.sites.fields import FIELDS, Part, SiteField
from app.sites.site import FactValue, FormerValue, Location, Person, Report, Site, Training, Waiver
from app.sites.vocabulary import EntryRules, FactKind
from app.units import Period

_Kinds = Mapping[str, FactKind]


def reread(given: Mapping[str, Any], rules: Mapping[str, EntryRules]) -> Site:
    """The site of such a document, as `strict_json.reload_json` has it; `rules` are those that it passed entry by."""
    kinds = rules[given["programme"]].vocabulary.facts
    values = {**_SILENT}
    for key, said in given.items():
        name, read = _FIELDS[key]
        values[name] = said if read is None else read(said, kinds)
    return Site(**values)


def _location(said: Mapping[str, Any], _: _Kinds) -> Location:
    lon, lat = number_as_written(said["lon"]), number_as_written(said["lat"])
    return Location(to_wgs84(lon, lat, said["crs"]), lon, lat, said["crs"])


def _facts(said: Mapping[str, Any], kinds: _Kinds) -> dict[str, FactValue]:
    return {code: value_type(kinds[code].type).reread(value) for code, value in said.items()}


def _staff(said: Sequence[Mapping[str, Any]], _: _Kinds) -> tuple[Person, ...]:
    return tuple(map(_person, said))


def _trainings(said: Sequence[Mapping[str, Any]], _: _Kinds) -> tuple[Training, ...]:
    return tuple([_training(row["topic"], row["date"]) for row in said])


def _metrics(said: Sequence[Mapping[str, Any]], _: _Kinds) -> dict[tuple[str, Period], Decimal]:
    return {(row["metric"], Period.parse(row["period"])): number_as_written(row["value"]) for row in said}


def _waivers(said: Sequence[Mapping[str, Any]], _: _Kinds) -> tuple[Waiver, ...]:
    return tuple([Waiver(row["clause"], row["reason"], day_as_written(row["until"])) for row in said])


def _history(said: Sequence[Mapping[str, Any]], _: _Kinds) -> tuple[FormerValue, ...]:
    return tuple(
        [FormerValue(row["field"], row["value"], _day_or_none(row["from"]), day_as_written(row["to"])) for row in said]
    )


def _reports(said: Mapping[str, Any], _: _Kinds) -> dict[str, Report]:
    return {code: _report(row["on"], row.get("by")) for code, row in said.items()}


_Reader = Callable[[Any, _Kinds], Any]


def _reader_of(field: SiteField) -> _Reader | None:
    """What reads the field; None where it holds what the document says."""
    if field.value is None:
        return _PARTS.get(field.part)
    plain = value_type(field.value.type).reread
    return None if plain is as_it_is else lambda said, _: plain(said)


_PARTS: Mapping[Part | None, _Reader] = {
    "location": _location,
    "facts": _facts,
    "staff": _staff,
    "trainings": _trainings,
    "metrics": _metrics,
    "waivers": _waivers,
    "history": _history,
    "reports": _reports,
}
"""How the parts are read of which something else stands in a document than in a site."""
_FIELDS = {field.key: (field.name, _reader_of(field)) for field in FIELDS}
_SILENT: Mapping[str, Any] = {field.name: field.absent for field in FIELDS}


def _person(row: Mapping[str, Any]) -> Person:
    start, end = _day_or_none(row["from"]), _day_or_none(row["to"])
    return Person(
        row["role"], row["employment"], start, end, row.get("name"), row.get("phone"), row.get("public", False)
    )


@lru_cache(16_384)
def _training(topic: str, day: str) -> Training:
    return Training(topic, day_as_written(day))


def _day_or_none(said: str | None) -> date | None:
    return None if said is None else day_as_written(said)


@lru_cache(16_384)
def _report(day: str, by: str | None) -> Report:
    return Report(day_as_written(day), by)
