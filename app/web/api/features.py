"""Sites as GeoJSON features for programs, as the very bytes that are sent: made once for each version of a site.

Only whether it is open depends on the moment; that is made once a minute for each week that sites have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from app.compliance.standing import is_operating
from app.exchange.strict_json import Written, dump_json
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.judged import Mark, NetworkSite
from app.journeys.network.open_now import opening_of
from app.sites.document import write_site
from app.sites.facts import write_fact
from app.sites.fields import FIELD
from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS
from app.sites.site import Site
from app.web.formats import clock

_LISTED = tuple(key for key, field_ in FIELD.items() if field_.listed)
"""What a list shows of each site."""
MOST_KEPT, MOST_WHOLE = 50_000, 4_096
_ENDS = b"}}"
"""Of the properties and of the feature, which end a feature's bytes."""


class _Made(NamedTuple):
    """The bytes of one site before and after its opening; `week` names what its opening depends on, None for none."""

    mark: Mark
    before: bytes
    after: bytes
    week: bytes | None


@dataclass(slots=True)
class KeptFeatures:
    """Kept: the bytes of the sites that were asked for, and the opening of each week at one minute.

    Renewed where a site is another version or stands otherwise. Lost, they are written again.
    """

    by_code: dict[str, _Made] = field(default_factory=dict)
    minute: str = ""
    openings: dict[bytes, bytes] = field(default_factory=dict)
    whole: dict[str, tuple[NetworkSite, Written]] = field(default_factory=dict)
    """Whole features of this minute, each with the very reading of the site that it was made of."""

    def at(self, moment: datetime) -> KeptFeatures:
        """The same, without what was true in another minute only."""
        minute = f"{moment:%Y-%m-%dT%H:%M}"
        if self.minute != minute:
            self.minute, self.openings, self.whole = minute, {}, {}
        return self


def features_of(house: House, members: Iterable[NetworkSite]) -> list[Written]:
    """Sites as features."""
    kept = house.kept.of(KeptFeatures).at(house.now())
    found = []
    for member in members:
        whole = kept.whole.get(member.site.code)
        if whole is None or whole[0] is not member:
            if len(kept.whole) >= MOST_WHOLE:
                kept.whole.clear()
            whole = kept.whole[member.site.code] = member, _feature(house, kept, member)
        found.append(whole[1])
    return found


def feature_of(house: House, member: NetworkSite, more: Mapping[str, Any] | None = None) -> Written:
    """A site as a feature, with `more` properties of this very answer at their end."""
    return _feature(house, house.kept.of(KeptFeatures).at(house.now()), member, more)


def _feature(house: House, kept: KeptFeatures, member: NetworkSite, more: Mapping[str, Any] | None = None) -> Written:
    code = member.site.code
    made = kept.by_code.get(code)
    if made is None or made.mark != member.mark:
        made = kept.by_code[code] = _made(house, member)
        let_go(kept.by_code, MOST_KEPT)
    opening = b"" if made.week is None else b',"opening":' + _opening(house, kept, made.week, member.site)
    after = made.after
    if more:
        after = after.removesuffix(_ENDS) + b"," + dump_json(more)[1:-1] + _ENDS
    return Written(made.before + opening + after)


def _made(house: House, member: NetworkSite) -> _Made:
    site = member.site
    public = write_site(site, public=True)
    properties: dict[str, Any] = {key: public[key] for key in _LISTED if key in public}
    if OPENING_HOURS in public["facts"]:
        properties[OPENING_HOURS] = public["facts"][OPENING_HOURS]
    point = site.location.point if site.location else None
    feature = {
        "type": "Feature",
        "id": site.code,
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]} if point else None,
        "properties": properties,
    }
    after = b',"compliance":' + dump_json(member.status) if house.settings.public_compliance else b""
    hours = (site.facts.get(code) for code in (OPENING_HOURS, SPECIAL_DAYS))
    week = dump_json([None if said is None else write_fact(said) for said in hours]) if is_operating(site) else None
    return _Made(member.mark, dump_json(feature).removesuffix(_ENDS), after + _ENDS, week)


def _opening(house: House, kept: KeptFeatures, week: bytes, site: Site) -> bytes:
    if week not in kept.openings:
        kept.openings[week] = dump_json(_opening_document(house, site))
    return kept.openings[week]


def _opening_document(house: House, site: Site) -> dict[str, Any]:
    """Whether an operating site is open now, as its page says it."""
    found = opening_of(site, house.now())
    if found is None:
        return {"state": "unknown", "until": None, "opens_on": None, "opens_at": None, "because": None, "holiday": None}
    return {
        "state": found.state,
        "until": clock(found.until) if found.until else None,
        "opens_on": found.day.isoformat() if found.day else None,
        "opens_at": clock(found.at) if found.at else None,
        "because": found.because,
        "holiday": found.holiday.as_dict() if found.holiday else None,
    }
