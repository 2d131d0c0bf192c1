"""A site as a service of Open Referral HSDS 3.0: what is offered where, when, by whom.

A site is one service at one location, the issuer of its programme the organization. Identifiers are UUIDs made of
codes, so they stay what they are from one registry to the next. What the registry does not hold is left out: a postal
code for one, and without it the standard's address, whose text then stands in the location's description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any
from uuid import UUID, uuid5

from app.exchange.open_data.columns import OpenSite
from app.normal.telephones import telephones
from app.sites.divisions import Divisions
from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS
from app.sites.site import Site, Span
from app.sites.vocabulary import WEEKDAYS
from app.sites.words import SAMPLE_DATA
from app.standards.programme import Programme
from app.wording import Wording, listed

Document = dict[str, Any]
VERSION = "3.0"
OPENAPI_URL = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
PROFILE = "https://docs.openreferral.org/en/3.0/"
_NAMES = UUID("6d7c7a0e-3f5b-5d0a-9a34-2f4f0b8c3e11")
"""The namespace of every identifier made here; never another, since identifiers would be."""
_STATES: Mapping[str | None, str] = {"operating": "active", "suspended": "temporarily closed", "closed": "defunct"}
_NOT_YET = "inactive"
SERVICES = "services"
_CHINA_HOURS = 8
_OFFSET = "+08:00"
_BYDAY = dict(zip(WEEKDAYS, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_CLOSED_THAT_DAY = Wording("当日不开放", "closed that day")
_OPEN_THAT_DAY = Wording("当日按此时间开放", "open at these hours that day")


def identifier(sort: str, *codes: str) -> str:
    """The UUID of a thing of this sort (`service`, `location`, `organization`, …) by its codes.

    >>> identifier("service", "QX-HUB") == identifier("service", "QX-HUB") != identifier("location", "QX-HUB")
    True
    """
    return str(uuid5(_NAMES, "/".join((sort, *codes))))


def root_document() -> Document:
    """What the API says of itself."""
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI_URL}


def listed_service(one: OpenSite, programme: Programme, page: str | None) -> Document:
    """A service as lists have it: only what it has one of.

    `page`: the address of its public page, which shows its photos; HSDS 3.0 has no place for these.
    """
    site = one.site
    return _known(
        {
            "id": identifier("service", site.code),
            "organization_id": identifier("organization", site.programme),
            "name": site.called,
            "description": _both(_offered(site, programme)),
            "url": page,
            "status": _STATES.get(site.status, _NOT_YET),
            "alert": _both(SAMPLE_DATA) if site.sample else None,
            "assured_date": max((report.day.isoformat() for report in site.reports.values()), default=None),
            "last_modified": one.updated_at.isoformat(timespec="seconds"),
        }
    )


def whole_service(one: OpenSite, programme: Programme, divisions: Divisions, page: str | None) -> Document:
    """A service with all that belongs to it."""
    site = one.site
    service, at_location = identifier("service", site.code), identifier("service_at_location", site.code)
    location = _location(site, programme, divisions)
    schedules = [{**each, "service_id": service} for each in _schedules(site)]
    return {
        **listed_service(one, programme, page),
        "organization": organization(programme),
        "phones": [{**phone, "service_id": service} for phone in _phones(site)],
        "schedules": schedules,
        "service_at_locations": [
            {
                "id": at_location,
                "service_id": service,
                "location_id": location["id"],
                "location": location,
            }
        ],
        "attributes": list(_attributes(site, programme, service)),
    }


def organization(programme: Programme) -> Document:
    """The issuer of a programme."""
    return {
        "id": identifier("organization", programme.slug),
        "name": programme.issuer.zh,
        "alternate_name": programme.issuer.en,
        "description": _both(programme.title),
    }


def taxonomy() -> Document:
    """The list of services that the documents name."""
    return {
        "id": identifier("taxonomy", SERVICES),
        "name": "Zhanwang services 服务内容",
        "description": "What official documents ask of public employment sites 文件规定的服务内容",
    }


def taxonomy_terms(programmes: Mapping[str, Programme]) -> list[Document]:
    """Every service of every programme, in the order of codes."""
    known = {
        code: label
        for programme in programmes.values()
        for code, label in programme.vocabulary.facts[SERVICES].items.items()
    }
    return [_term(code, known[code]) for code in sorted(known)]


def _term(code: str, label: Wording) -> Document:
    return {
        "id": identifier("taxonomy_term", SERVICES, code),
        "code": code,
        "name": label.zh,
        "description": label.en,
        "taxonomy": taxonomy()["name"],
        "taxonomy_id": taxonomy()["id"],
        "language": "zh",
    }


def _offered(site: Site, programme: Programme) -> Wording | None:
    """What is done there, in words; None where nobody reported it."""
    items = programme.vocabulary.facts[SERVICES].items
    offered = site.facts.get(SERVICES)
    if not isinstance(offered, frozenset) or not offered:
        return None
    return listed([items[code] for code in items if code in offered])


def _attributes(site: Site, programme: Programme, service: str) -> Iterator[Document]:
    offered = site.facts.get(SERVICES)
    for code, label in programme.vocabulary.facts[SERVICES].items.items():
        if isinstance(offered, frozenset) and code in offered:
            term = _term(code, label)
            yield {
                "id": identifier("attribute", site.code, code),
                "link_id": service,
                "link_entity": "service",
                "link_type": "service",
                "taxonomy_term_id": term["id"],
                "taxonomy_term": term,
            }


def _location(site: Site, programme: Programme, divisions: Divisions) -> Document:
    kind = programme.kinds_by_code.get(site.kind)
    division = divisions.get(site.division) if site.division else None
    township = divisions.township_of(site.division)
    where = [part.name for part in (township, division) if part is not None]
    point = site.location.point if site.location else None
    return _known(
        {
            "id": identifier("location", site.code),
            "location_type": "physical",
            "name": site.called,
            "alternate_name": _both(kind.label) if kind else None,
            "description": site.address or "".join(dict.fromkeys(where)) or None,
            "latitude": point.lat if point else None,
            "longitude": point.lon if point else None,
            "external_identifier": site.code,
            "external_identifier_type": "Zhanwang",
        }
    )


def _phones(site: Site) -> Iterator[Document]:
    for place, one in enumerate(telephones(site.phone or "")):
        if one.dialled:
            yield {"id": identifier("phone", site.code, str(place)), "number": one.written, "type": "voice"}


def _schedules(site: Site) -> Iterator[Document]:
    """The week as rules that repeat, one for each stretch with the days that have it; then the days unlike others."""
    week, special = site.facts.get(OPENING_HOURS), site.facts.get(SPECIAL_DAYS)
    days_of: dict[Span, list[str]] = {}
    for day in WEEKDAYS:
        for span in week.get(day, ()) if isinstance(week, Mapping) else ():
            days_of.setdefault(span, []).append(day)
    for span, days in days_of.items():
        yield {
            "id": identifier("schedule", site.code, *days, *map(_clock, span)),
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(_BYDAY[day] for day in days),
            "timezone": _CHINA_HOURS,
            **_hours(span),
        }
    for date, spans in sorted(special.items()) if isinstance(special, Mapping) else ():
        said = _OPEN_THAT_DAY if spans else _CLOSED_THAT_DAY
        for place, stretch in enumerate((*spans,) or (None,)):
            yield {
                "id": identifier("schedule", site.code, date, str(place)),
                "valid_from": date,
                "valid_to": date,
                "dtstart": date,
                "until": date,
                "timezone": _CHINA_HOURS,
                "description": _both(said),
                **(_hours(stretch) if stretch is not None else {}),
            }


def _hours(span: Span) -> Document:
    return {"opens_at": _clock(span[0]) + _OFFSET, "closes_at": _clock(span[1]) + _OFFSET}


def _clock(value: time) -> str:
    return "24:00" if value == time.max else value.strftime("%H:%M")


def _both(said: Wording | None) -> str | None:
    return None if said is None else f"{said.zh} {said.en}"


def _known(document: Document) -> Document:
    return {key: value for key, value in document.items() if value is not None}
