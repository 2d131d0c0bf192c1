"""The site document: JSON in, `Site` out, and back. The outer contract of what can be said about a site.

Reading refuses what has no meaning and names every fault with its path; it never repairs and never guesses.
Writing a site and reading it again gives the same site.

Waivers are public whole, with their reasons: a verdict says "waived" with both, in its words too, so a document that
kept the reason back would hide nothing, and could not be read again, since a waiver without a reason is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.errors import InvalidInput
from app.sites.divisions import Divisions
from app.sites.entry import LONGEST_NAME, Entry
from app.sites.facts import write_fact
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
from app.sites.vocabulary import STATUSES, EntryRules, SiteKind, rules_of_any
from app.sites.whereabouts import hold_to_county, read_division, read_location

KEYS = (
    *(
        "code",
        "programme",
        "kind",
        "tier",
        "name",
        "division",
        "division_name",
        "parent",
        "status",
        "location",
        "address",
    ),
    *(
        "phone",
        "host_city",
        "accepted_on",
        "facts",
        "opening_hours",
        "equipment",
        "staff",
        "trainings_held",
        "metrics",
    ),
    *("waivers", "history", "reports", "sample"),
)
_CODE = re.compile(r"[\w.:\-]{1,64}")
_NEEDED_TO_REGISTER = ("name", "division", "status")


def read_site(
    document: object, rules: Mapping[str, EntryRules], divisions: Divisions, *, registering: bool = False
) -> Site:
    """Read one site document.

    `rules` holds the entry rules of every known programme by slug. `registering` asks for what the registry needs
    beyond what judging needs: name, division and status, and that nothing is said to have happened after today.
    Raises InvalidInput with every fault.
    """
    entry = Entry()
    site = _read(entry, document, rules if registering else _judging_only(rules), divisions)
    if registering and isinstance(document, Mapping):
        for key in _NEEDED_TO_REGISTER:
            if document.get(key) is None:
                entry.fault(key, "missing", "登记站点时必须填写", "is needed to register a site")
    if entry.faults or site is None:
        raise InvalidInput(entry.faults)
    return site


def _judging_only(rules: Mapping[str, EntryRules]) -> Mapping[str, EntryRules]:
    """The rules for a document that is only judged, on whatever day: what lies after that day does not count there."""
    return {slug: replace(rule, today=None) for slug, rule in rules.items()}


def _read(entry: Entry, document: object, rules: Mapping[str, EntryRules], divisions: Divisions) -> Site | None:
    given = entry.mapping(document, "")
    if given is None:
        return None
    entry.unknown_keys(given, KEYS, "")
    given = {key: value for key, value in given.items() if value is not None}
    for key in ("code", "programme", "kind"):
        if key not in given:
            entry.fault(key, "missing", "必须填写", "is required")
    code = _read_code(entry, given.get("code"), "code")
    slug = entry.one_of(given["programme"], "programme", rules) if "programme" in given else None
    rule = rules[slug] if slug is not None else rules_of_any(rules)
    kind_code = entry.one_of(given["kind"], "kind", rule.kinds) if "kind" in given else None
    kind = rule.kinds[kind_code] if kind_code else None
    tier = _read_tier(entry, given.get("tier"), kind)
    facts = read_facts(entry, given, rule)
    site = Site(
        code=code or "",
        programme=slug or "",
        kind=kind_code or "",
        tier=tier or "",
        name=entry.text(given["name"], "name", longest=LONGEST_NAME) if "name" in given else None,
        division=read_division(entry, given, rule, kind, tier, divisions),
        parent=_read_code(entry, given.get("parent"), "parent"),
        status=entry.one_of(given["status"], "status", STATUSES) if "status" in given else None,
        location=read_location(entry, given["location"]) if "location" in given else None,
        address=entry.text(given["address"], "address", blank=True) if "address" in given else None,
        phone=entry.text(given["phone"], "phone", longest=60, blank=True) if "phone" in given else None,
        host_city=entry.text(given["host_city"], "host_city", longest=60) if "host_city" in given else None,
        accepted_on=entry.day(given["accepted_on"], "accepted_on") if "accepted_on" in given else None,
        facts=facts,
        equipment=read_equipment(entry, given["equipment"], rule) if "equipment" in given else None,
        staff=read_staff(entry, given["staff"], rule) if "staff" in given else None,
        trainings=read_trainings(entry, given["trainings_held"], rule) if "trainings_held" in given else None,
        metrics=read_metrics(entry, given.get("metrics", ()), rule),
        waivers=read_waivers(entry, given.get("waivers", ()), rule, kind),
        history=read_history(entry, given.get("history", ()), kind),
        reports=read_reports(entry, given.get("reports", {}), rule),
        sample=bool(entry.boolean(given["sample"], "sample")) if "sample" in given else False,
    )
    if site.parent is not None and site.parent == site.code:
        entry.fault("parent", "own_parent", "上级站点不能是自己", "a site cannot be its own parent")
    if rule.jurisdiction:
        hold_to_county(entry, site, rule, divisions)
    return site


def _read_code(entry: Entry, value: object, path: str) -> str | None:
    if value is None:
        return None
    text = entry.text(value, path, longest=64)
    if text is not None and not _CODE.fullmatch(text):
        entry.fault(path, "bad_code", "编码只能用字母、数字和 - _ . :", "may hold only letters, digits and - _ . :")
        return None
    return text


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

    `public` leaves out what must stay inside: staff names and telephones whose row is not public, and who reported
    what.
    """
    document: dict[str, Any] = {
        "code": site.code,
        "programme": site.programme,
        "kind": site.kind,
        "tier": site.tier,
    }
    for key in ("name", "division", "parent", "status"):
        if (value := getattr(site, key)) is not None:
            document[key] = value
    if site.location is not None:
        document["location"] = _write_location(site.location, public=public)
    for key in ("address", "phone", "host_city"):
        if (value := getattr(site, key)) is not None:
            document[key] = value
    if site.accepted_on is not None:
        document["accepted_on"] = site.accepted_on.isoformat()
    document["facts"] = {code: write_fact(site.facts[code]) for code in sorted(site.facts)}
    if site.equipment is not None:
        document["equipment"] = dict(sorted(site.equipment.items()))
    if site.staff is not None:
        document["staff"] = [_write_person(p, public=public) for p in site.staff]
    if site.trainings is not None:
        document["trainings_held"] = [{"topic": t.topic, "date": t.day.isoformat()} for t in site.trainings]
    document["metrics"] = [
        {"metric": metric, "period": period.text, "value": write_fact(site.metrics[metric, period])}
        for metric, period in sorted(site.metrics)
    ]
    document["waivers"] = [{"clause": w.clause, "until": w.until.isoformat(), "reason": w.reason} for w in site.waivers]
    if site.history:
        document["history"] = [
            {"field": f.field, "value": f.value, "from": _iso(f.start), "to": f.end.isoformat()} for f in site.history
        ]
    if site.reports:
        document["reports"] = {
            code: {"on": r.day.isoformat()} | ({"by": r.by} if r.by and not public else {})
            for code, r in sorted(site.reports.items())
        }
    if site.sample:
        document["sample"] = True
    return document


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
