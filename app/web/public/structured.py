"""A site in the words that search engines and phones read (schema.org): a government office, its hours, where it is.

Sample data are given to no machine that would take them for real ones; what nobody reported is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from app.compliance.standing import is_operating
from app.journeys.network.open_now import hours_of
from app.normal.telephones import telephones
from app.sites.opening import OPENING_HOURS, joined
from app.sites.site import Site, Span
from app.sites.vocabulary import WEEKDAYS
from app.web.formats import clock

DAYS_AHEAD = 90
"""So far ahead the days that differ from their week are told."""
_DAYS = dict(zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def government_office(
    site: Site, name: str, county: str, issuer: str, base_url: str, today: date, pictures: Sequence[str] = ()
) -> Markup:
    """The site as JSON-LD, safe inside a script element; empty where it must not be read as an office one can go to."""
    if site.sample or not is_operating(site):
        return Markup("")
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "name": name,
        "identifier": site.code,
        "parentOrganization": {"@type": "GovernmentOrganization", "name": issuer},
    }
    if base_url:
        found["url"] = found["@id"] = f"{base_url}/sites/{quote(site.code)}"
    if pictures:
        found["image"] = list(pictures)
    address = {"@type": "PostalAddress", "addressCountry": "CN", "addressLocality": county}
    found["address"] = address | ({"streetAddress": site.address} if site.address else {})
    if dialled := [one.dialled for one in telephones(site.phone or "") if one.dialled]:
        found["telephone"] = dialled[0] if len(dialled) == 1 else dialled
    if site.location is not None:
        point = site.location.point
        found["geo"] = {"@type": "GeoCoordinates", "latitude": round(point.lat, 6), "longitude": round(point.lon, 6)}
    hours = site.facts.get(OPENING_HOURS)
    if isinstance(hours, Mapping):
        found["openingHoursSpecification"] = [
            _spec(span) | {"dayOfWeek": _DAYS[day]} for day in _DAYS for span in joined(tuple(hours.get(day, ())))
        ]
        if ahead := list(_apart(site, today)):
            found["specialOpeningHoursSpecification"] = ahead
    # Names are what people typed: nothing in them may end the script element.
    return Markup(json.dumps(found, ensure_ascii=False).translate(_IN_SCRIPT))


def _apart(site: Site, today: date) -> Iterator[dict[str, str]]:
    """The days ahead that are not as their week: public holidays, make-up days, the site's own. What no notice tells is
    left out.
    """
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        held = hours_of(site, day)
        if held is None or held.because not in ("special", "holiday", "make_up"):
            continue
        valid = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
        if not held.spans:
            # Opening and closing at midnight is how schema.org says closed.
            yield {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", **valid}
        for span in held.spans:
            yield _spec(span) | valid


def _spec(span: Span) -> dict[str, str]:
    closes = clock(span[1])
    return {
        "@type": "OpeningHoursSpecification",
        "opens": clock(span[0]),
        "closes": "23:59" if closes == "24:00" else closes,
    }
