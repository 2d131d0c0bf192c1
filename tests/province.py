"""A province of made-up sites: valid documents, the same for the same seed, as many as a test or a bench asks for.

What decides verdicts is drawn by `oracle.documents`; here each site gets a name that one can search for, a village or
township, a point near it, a telephone and hours. Most are in operation, as in a real registry.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House
from app.journeys.registry.planned import stored_row
from app.sites.divisions import Division, Divisions
from app.sites.document import read_site, write_site
from app.standards.programme import Programme
from app.store.engine import transaction
from app.store.sites import insert_sites
from tests.oracle.documents import random_site, to_json

STATUSES = ("operating",) * 16 + ("declared", "building", "planned", "suspended", "closed")
_HOURS = (
    {day: [["09:00", "12:00"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    {day: [["08:30", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
)
_DEGREES_AROUND = 0.02


def documents(
    programmes: Sequence[Programme], divisions: Divisions, count: int, seed: int = 20231127
) -> Iterator[dict[str, Any]]:
    """So many site documents of these programmes, twelve of thirteen in the first."""
    rng = random.Random(seed)
    places = {p.slug: list(_places(divisions, p.jurisdiction)) for p in programmes}
    middles = {p.slug: _middle(places[p.slug]) for p in programmes}
    for number in range(count):
        programme = programmes[0] if rng.random() < 12 / 13 else rng.choice(programmes)
        place = rng.choice(places[programme.slug])
        drawn = random_site(rng, programme.slug)
        kind = programme.kinds_by_code[drawn["kind"]]
        drawn |= {
            "code": f"PR-{number:06d}",
            "name": f"{place.common_label.zh}{kind.label.zh}{number}（示例）",
            "status": rng.choice(STATUSES),
            "sample": True,
        }
        for left_out in ("parent", "address", "location"):
            drawn.pop(left_out, None)
        if "host_city" not in drawn:
            drawn["division"] = place.code
            if rng.random() < 0.95:
                drawn["location"] = _near(rng, divisions, place, middles[programme.slug])
        if rng.random() < 0.7:
            drawn["phone"] = f"1390000{number % 10_000:04d}"
        facts = {code: value for code, value in drawn.get("facts", {}).items() if code != "opening_hours"}
        if rng.random() < 0.7:
            facts["opening_hours"] = rng.choice(_HOURS)  # entry refuses some of what is drawn
        drawn["facts"] = facts
        yield drawn


async def settle(house: House, slugs: Sequence[str], count: int) -> None:
    """Write so many sites of these programmes into the registry, as an import would write them."""
    rows = []
    for drawn in documents([house.programmes[slug] for slug in slugs], house.divisions, count):
        site = read_site(load_json(to_json(drawn).encode()), house.rules, house.divisions, recorded=True)
        rows.append(stored_row(house, site, dump_json(write_site(site)).decode(), 1, None))
    async with transaction():
        await insert_sites(rows)


def _places(divisions: Divisions, county: str) -> Iterator[Division]:
    yield from divisions.under(county, "township")
    yield from divisions.under(county, "village")


def _middle(places: Sequence[Division]) -> tuple[float, float]:
    known = [place.point for place in places if place.point is not None]
    return sum(p.lon for p in known) / len(known), sum(p.lat for p in known) / len(known)


def _near(rng: random.Random, divisions: Divisions, place: Division, middle: tuple[float, float]) -> dict[str, Any]:
    known = next((one.point for one in reversed(divisions.path(place.code)) if one.point is not None), None)
    lon, lat = (known.lon, known.lat) if known is not None else middle
    return {
        "lon": round(lon + rng.gauss(0, _DEGREES_AROUND), 6),
        "lat": round(lat + rng.gauss(0, _DEGREES_AROUND), 6),
        "crs": "wgs84",
    }
