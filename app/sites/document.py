"""The site document: JSON in, `Site` out, and back. The outer contract of what can be said about a site.

Reading refuses what has no meaning and names every fault with its path; it never repairs and never guesses.
Writing a site and reading it again gives the same site.

Waivers are public whole, with their reasons: a verdict says "waived" with both, in its words too, so a document that
kept the reason back would hide nothing, and could not be read again, since a waiver without a reason is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never

from app.errors import InvalidInput
from app.normal.codes import LONGEST as LONGEST_CODE
from app.normal.codes import code_fault, normal_code
from app.sites.divisions import Divisions
from app.sites.entry import Entry
from app.sites.facts import read_fact, write_fact
from app.sites.fields import FIELD, FIELDS, Part, SiteField, carried
from app.sites.records import (
    read_equipment,
    read_facts,
    read_history,
    read_metrics,
    read_reports,
    read_staff,
    read_trainings,
    read_waivers,
)
from app.sites.site import Location, Person, Site
from app.sites.vocabulary import EntryRules, SiteKind, rules_of_any
from app.sites.whereabouts import hold_to_county, read_division, read_location

KEYS = (*FIELD, "division_name", "opening_hours")
"""The keys a document may have: the fields, and two that help in writing one by hand."""
_SILENT: Mapping[str, Any] = {field.name: field.absent for field in FIELDS}
"""What a site holds in each field of which its document says nothing."""
_NEVER_SILENT = frozenset[Part | None](("code", "programme", "kind", "tier", "division", "facts"))
"""Parts that are asked for, or follow from others, where the document says nothing of them."""
_RECORDED_CODE = re.compile(r"[\w.:\-]{1,64}")


def read_site(
    document: object,
    rules: Mapping[str, EntryRules],
    divisions: Divisions,
    *,
    registering: bool = False,
    recorded: bool = False,
) -> Site:
    """Read one site document.

    `rules` holds the entry rules of every known programme by slug. `registering` asks for what the registry needs
    beyond what judging needs: name, division and status, that nothing is said to have happened after today, and that
    hours of one day do not overlap (judging joins them).
    `recorded` is for a document out of the registry: what entry began to refuse after it was kept is let pass there,
    and refused at its next change. Raises InvalidInput with every fault.
    """
    entry = Entry(recorded=recorded, registering=registering)
    site = _read(entry, document, rules, divisions, registering=registering)
    if registering and isinstance(document, Mapping):
        for field in FIELDS:
            if field.needed and document.get(field.key) is None:
                entry.fault(field.key, "missing", "登记站点时必须填写", "is needed to register a site")
    if entry.faults or site is None:
        raise InvalidInput(entry.faults)
    return site


def _read(
    entry: Entry, document: object, rules: Mapping[str, EntryRules], divisions: Divisions, *, registering: bool
) -> Site | None:
    given = entry.mapping(document, "")
    if given is None:
        return None
    entry.unknown_keys(given, KEYS, "")
    given = {key: value for key, value in given.items() if value is not None}
    for key in ("code", "programme", "kind"):
        if key not in given:
            entry.fault(key, "missing", "必须填写", "is required")
    slug = entry.one_of(given["programme"], "programme", rules) if "programme" in given else None
    rule = rules[slug] if slug is not None else rules_of_any(rules)
    if not registering and rule.today is not None:
        # A document that is only judged, on whatever day: what lies after that day does not count there.
        rule = replace(rule, today=None)
    kind_code = entry.one_of(given["kind"], "kind", rule.kinds) if "kind" in given else None
    kind = rule.kinds[kind_code] if kind_code else None
    tier = _read_tier(entry, given.get("tier"), kind)
    reading = _Reading(entry, given, rule, divisions, slug or "", kind, tier)
    said = (field for field in FIELDS if field.key in given or field.part in _NEVER_SILENT)
    site = Site(**{**_SILENT, **{field.name: reading.field(field) for field in said}})
    if site.parent is not None and site.parent == site.code:
        entry.fault("parent", "own_parent", "上级站点不能是自己", "a site cannot be its own parent")
    if rule.jurisdiction:
        hold_to_county(entry, site, rule, divisions)
    if rule.today is not None and not entry.recorded:
        _hold_to_today(entry, site, rule.today)
    return site


def _hold_to_today(entry: Entry, site: Site, today: date) -> None:
    """Refuse as happened what lies ahead: the acceptance, and days that are facts."""
    days = {f"facts.{code}": value for code, value in site.facts.items() if isinstance(value, date)}
    if site.accepted_on is not None:
        days["accepted_on"] = site.accepted_on
    for path, day in days.items():
        entry.day(day, path, latest=today)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document while it is read: what it says, and what its programme, kind and tier make of that."""

    entry: Entry
    given: Mapping[str, Any]
    rule: EntryRules
    divisions: Divisions
    programme: str
    kind: SiteKind | None
    tier: str | None

    def field(self, field: SiteField) -> Any:
        """What the site holds in a field of which the document says something."""
        if field.part is not None:
            return self._part(field.key, field.part)
        assert field.value is not None
        read = read_fact(self.entry, field.value, self.given[field.key], field.key)
        return field.absent if read is None else read

    def _part(self, key: str, part: Part) -> Any:
        entry, given, rule = self.entry, self.given, self.rule
        match part:
            case "code":
                return _read_code(entry, given.get(key), key) or ""
            case "programme":
                return self.programme
            case "kind":
                return self.kind.code if self.kind else ""
            case "tier":
                return self.tier or ""
            case "division":
                return read_division(entry, given, rule, self.kind, self.tier, self.divisions)
            case "parent":
                return _read_code(entry, given.get(key), key)
            case "facts":
                return read_facts(entry, given, rule)
            case "location":
                return read_location(entry, given[key])
            case "equipment":
                return read_equipment(entry, given[key], rule)
            case "staff":
                return read_staff(entry, given[key], rule)
            case "trainings":
                return read_trainings(entry, given[key], rule)
            case "metrics":
                return read_metrics(entry, given[key], rule)
            case "waivers":
                return read_waivers(entry, given[key], rule, self.kind)
            case "history":
                return read_history(entry, given[key], self.kind)
            case "reports":
                return read_reports(entry, given[key], rule)
            case _:
                assert_never(part)


def _read_code(entry: Entry, value: object, path: str) -> str | None:
    if value is None:
        return None
    text = entry.text(value, path, longest=LONGEST_CODE)
    if text is None or (entry.recorded and _RECORDED_CODE.fullmatch(text)):
        return text
    code = normal_code(text)
    if (wrong := code_fault(code)) is not None:
        entry.fault(path, "bad_code", wrong.zh, wrong.en)
        return None
    return code


def _read_tier(entry: Entry, value: object, kind: SiteKind | None) -> str | None:
    if kind is None:
        return None
    if value is None:
        if len(kind.tiers) == 1:
            return next(iter(kind.tiers))
        entry.fault("tier", "missing", "必须填写层级", "is required: the kind has several tiers")
        return None
    return entry.one_of(value, "tier", kind.tiers)


def write_site(site: Site, *, public: bool = False) -> dict[str, Any]:
    """The site as a document. Only what is known is written; reading it back gives the same site.

    `public` leaves out what must stay inside: fields that are not public, staff names and telephones whose row is not,
    and who reported what.
    """
    fields = carried("public") if public else FIELDS
    written: dict[str, Any] = {}
    for field in fields:
        value = getattr(site, field.name)
        if value is None:
            continue
        if field.part is not None:
            value = _written_part(field.part, site, public=public)
            if value is not None:
                written[field.key] = value
        elif value != field.absent:
            written[field.key] = write_fact(value)
    return written


def _written_part(part: Part, site: Site, *, public: bool) -> Any:
    """A part that the site has. Facts, figures and waivers are always written, lists of the past only where there are
    any.
    """
    match part:
        case "code" | "programme" | "kind" | "tier" | "division" | "parent":
            return getattr(site, part)
        case "location":
            return None if site.location is None else _write_location(site.location, public=public)
        case "facts":
            return {code: write_fact(site.facts[code]) for code in sorted(site.facts)}
        case "equipment":
            return dict(sorted((site.equipment or {}).items()))
        case "staff":
            return [_write_person(person, public=public) for person in site.staff or ()]
        case "trainings":
            return [{"topic": t.topic, "date": t.day.isoformat()} for t in site.trainings or ()]
        case "metrics":
            return [
                {"metric": metric, "period": period.text, "value": write_fact(site.metrics[metric, period])}
                for metric, period in sorted(site.metrics)
            ]
        case "waivers":
            return [{"clause": w.clause, "until": w.until.isoformat(), "reason": w.reason} for w in site.waivers]
        case "history":
            rows = [
                {"field": f.field, "value": f.value, "from": _iso(f.start), "to": f.end.isoformat()}
                for f in site.history
            ]
            return rows or None
        case "reports":
            reports = {
                code: {"on": r.day.isoformat()} | ({"by": r.by} if r.by and not public else {})
                for code, r in sorted(site.reports.items())
            }
            return reports or None
        case _:
            assert_never(part)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _write_location(location: Location, *, public: bool) -> dict[str, Any]:
    if public:
        return {"lon": location.point.lon, "lat": location.point.lat, "crs": "wgs84"}
    return {"lon": location.source_lon, "lat": location.source_lat, "crs": location.source_crs}


def _write_person(person: Person, *, public: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "role": person.role,
        "employment": person.employment,
        "from": _iso(person.start),
        "to": _iso(person.end),
    }
    if not public or person.public:
        row |= {key: value for key, value in (("name", person.name), ("phone", person.phone)) if value is not None}
    if person.public:
        row["public"] = True
    return row
