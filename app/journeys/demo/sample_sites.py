"""The sites of the demonstration: who and where they are, and what each reports, from the files of `seeds/demo`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from app.coverage.elsewhere import Seats
from app.exchange.demo_toml import Demo, Group, Model, Mood, WaivedMiss
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.sites.divisions import Division
from app.standards.programme import Programme
from app.store.sites import StoredSite
from app.units import LatLon, Period, last_full_months, last_full_years

MOODS: tuple[Mood, ...] = (
    *("fine", "fine", "partial", "fine", "short", "fine", "silent", "fine", "waived", "fine", "stale", "fine"),
    *("partial", "fine", "planned"),
)
"""Handed out in turn, so that a little more than half of the sites are well."""
STALE_DAYS, WAIVED_FOR_DAYS = 420, 240
PERIODS_BACK = {"month": 12, "year": 3}
_ABOUT_A_KILOMETRE = 0.009
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class SampleNetwork:
    """The sample sites of one programme."""

    def __init__(self, house: House, programme: Programme, demo: Demo, known: Mapping[str, StoredSite]) -> None:
        self._house, self._programme, self._demo, self._known = house, programme, demo, known
        self._today = house.today()
        self._seats = Seats(house.divisions)
        self._turn = 0

    def documents(self) -> Iterator[dict[str, Any]]:
        """One site document for each sample site, or the sample facts of one that is registered already."""
        for group in self._demo.group:
            model = next((m for m in self._demo.model if m.covers(group.kind, group.tier)), None)
            if model is None:
                raise ValueError(f"the demonstration has no model for {group.kind} {group.tier}")
            for number, document in enumerate(self._sites(group), start=1):
                mood = group.mood or MOODS[self._turn % len(MOODS)]
                self._turn += 1
                reported = _Reporting(self._programme, model, mood, self._turn, self._today).document(
                    self._words(document)
                )
                yield {**document, "name": document["name"].replace("{n}", str(number)), **reported, "sample": True}

    def _sites(self, group: Group) -> Iterator[dict[str, Any]]:
        """Who and where the sites of a group are."""
        common = {"programme": self._programme.slug, "kind": group.kind, "tier": group.tier}
        for code in group.known:
            document = load_json(self._known[code].document.encode())
            named = {key: document[key] for key in ("name", "division")}
            yield {"code": code, **common, **named, **self._placed(document["division"])}
        places = [self._division(code) for code in group.at] or self._villages(group.villages)
        digits = max(2, len(str(len(places))))
        for number, place in enumerate(places, start=1):
            yield {
                "code": f"{group.code}-{number:0{digits}d}",
                **common,
                "name": self._filled(group.name, place.code),
                "division": place.code,
                **self._parent(group, place.code),
                **self._placed(place.code),
            }
        for number, (code, city) in enumerate(group.host_cities.items(), start=1):
            yield {
                "code": f"{group.code}-{number:02d}",
                **common,
                "name": group.name.replace("{host_city}", city),
                "division": code,
                "host_city": city,
            }

    def _parent(self, group: Group, division: str) -> dict[str, str]:
        """A village point stands under its township's station."""
        if group.villages == 0:
            return {}
        above = {place.code for place in self._house.divisions.path(division)}
        stations = (
            row.code for row in self._known.values() if row.division in above and row.tier.startswith("township")
        )
        found = next(stations, None)
        return {"parent": found} if found else {}

    def _villages(self, count: int) -> list[Division]:
        """So many villages and communities, spread evenly over the county."""
        every = list(self._house.divisions.under(self._programme.jurisdiction, "village"))
        return [every[place * len(every) // count] for place in range(count)] if count else []

    def _division(self, code: str) -> Division:
        found = self._house.divisions.get(code)
        if found is None:
            raise ValueError(f"the demonstration names an unknown division {code}")
        return found

    def _placed(self, division: str) -> dict[str, Any]:
        """A made-up spot near the division's point, or its township's; none where neither is known."""
        path = reversed(self._house.divisions.path(division))
        points = ((place.code, place.point) for place in path if place.point is not None and place.level != "county")
        found = next(points, None)
        if found is None:
            return {}
        near, middle = found
        # A sunflower's spiral: neighbours never fall on one spot, and the far ones are some kilometres out.
        step = self._turn % 24
        radius = _ABOUT_A_KILOMETRE * (0.15 if near == division else 0.55) * math.sqrt(step + 1)
        spot = self._in_township(division, middle, radius, step * _GOLDEN_ANGLE)
        return {"location": {"lon": spot.lon, "lat": spot.lat, "crs": "wgs84"}}

    def _in_township(self, division: str, middle: LatLon, radius: float, angle: float) -> LatLon:
        """The spot so far from a middle, drawn nearer until nobody would ask whether its township is the right one."""
        own = self._house.divisions.township_of(division)
        while True:
            lon, lat = middle.lon + radius * math.cos(angle), middle.lat + radius * math.sin(angle)
            spot = LatLon(lat=round(lat, 5), lon=round(lon, 5))
            if own is None or radius < _ABOUT_A_KILOMETRE / 10 or self._seats.clearly_nearer(spot, own) is None:
                return spot
            radius *= 0.8

    def _words(self, document: Mapping[str, Any]) -> dict[str, str]:
        """What the words in curly brackets stand for."""
        path = self._house.divisions.path(document["division"])
        names = {place.level: place.name for place in path}
        return {
            "township": names.get("township", ""),
            "village": names.get("village", "").replace("居民委员会", "").replace("村民委员会", "村"),
            "host_city": document.get("host_city", ""),
        }

    def _filled(self, text: str, division: str) -> str:
        for word, meaning in self._words({"division": division}).items():
            text = text.replace("{" + word + "}", meaning)
        return text


class _Reporting:
    """What one sample site reports."""

    def __init__(self, programme: Programme, model: Model, mood: Mood, turn: int, today: date) -> None:
        self._programme, self._model, self._mood, self._turn, self._today = programme, model, mood, turn, today

    def document(self, words: Mapping[str, str]) -> dict[str, Any]:
        """The reported half of the site document."""
        if self._mood == "planned":
            return {"status": ("planned", "building", "declared")[self._turn // len(MOODS) % 3]}
        began = self._today - timedelta(days=self._model.operating_days)
        document: dict[str, Any] = {"status": "operating", "facts": {"operating_since": began.isoformat()}}
        if self._mood == "silent":
            return document
        document["facts"] |= {code: _filled(value, words) for code, value in self._model.facts.items()}
        if self._model.equipment is not None:
            document["equipment"] = dict(self._model.equipment)
        if self._model.staff is not None:
            document["staff"] = list(self._people(began))
        if self._model.trainings is not None:
            document["trainings_held"] = [
                {"topic": topic, "date": (self._today - timedelta(days=60 + 40 * number)).isoformat()}
                for number, topic in enumerate(self._model.trainings)
            ]
        document["metrics"] = list(self._figures())
        if self._mood in ("fine", "waived", "stale") and self._turn % 2:
            document["accepted_on"] = (began + timedelta(days=30)).isoformat()
        return self._in_mood(document)

    def _people(self, began: date) -> Iterator[dict[str, Any]]:
        assert self._model.staff is not None
        for text in self._model.staff:
            count, role, employment = text.split()
            for _ in range(int(count)):
                yield {"role": role, "employment": employment, "from": began.isoformat(), "to": None}

    def _figures(self) -> Iterator[dict[str, Any]]:
        for metric, value in self._model.metrics.items():
            for number, period in enumerate(self._periods(metric)):
                yield {
                    "metric": metric,
                    "period": period.text,
                    "value": self._figure(metric, value * (1 + 0.04 * (number % 3))),
                }

    def _figure(self, metric: str, value: float) -> float | int:
        """A figure as one would be reported: a count whole, anything else to a tenth."""
        return round(value) if self._programme.vocabulary.metrics[metric].decimals == 0 else round(value, 1)

    def _periods(self, metric: str) -> Sequence[Period]:
        match self._programme.vocabulary.metrics[metric].grain:
            case "month":
                return last_full_months(self._today, PERIODS_BACK["month"])
            case "year":
                return last_full_years(self._today, PERIODS_BACK["year"])
            case _:
                return (Period.parse("cumulative"),)

    def _in_mood(self, document: dict[str, Any]) -> dict[str, Any]:
        match self._mood:
            case "partial":
                return self._with_gaps(document)
            case "short":
                return self._falling_short(document)
            case "waived":
                return self._missing_by_consent(document)
            case "stale":
                said = {"on": (self._today - timedelta(days=STALE_DAYS)).isoformat(), "by": "示例填报员"}
                document["reports"] = dict.fromkeys(document["facts"], said)
        return document

    def _with_gaps(self, document: dict[str, Any]) -> dict[str, Any]:
        """Two facts nobody reported yet, and the newest period of the figures."""
        codes = sorted(self._model.facts)
        for step in (0, 3):
            if codes:
                document["facts"].pop(codes[(self._turn + step) % len(codes)], None)
        newest = {row["metric"]: row["period"] for row in document["metrics"]}
        document["metrics"] = [row for row in document["metrics"] if newest[row["metric"]] != row["period"]]
        return document

    def _falling_short(self, document: dict[str, Any]) -> dict[str, Any]:
        """Less floor than asked, one piece of equipment missing, or lower figures: whatever the kind reports."""
        facts, whole = document["facts"], deepcopy(document)
        if "area_m2" in facts:
            facts["area_m2"] = round(facts["area_m2"] * 0.75, 1)
        if document.get("equipment"):
            document["equipment"].pop(sorted(document["equipment"])[self._turn % len(document["equipment"])])
        if document["metrics"]:
            last = document["metrics"][-1]
            last["value"] = self._figure(last["metric"], last["value"] * 0.5)
        if document == whole:
            truths = sorted(code for code, value in facts.items() if value is True)
            if truths:
                facts[truths[self._turn % len(truths)]] = False
        return document

    def _missing_by_consent(self, document: dict[str, Any]) -> dict[str, Any]:
        miss: WaivedMiss | None = next(iter(self._model.waived), None)
        if miss is None:
            return document
        document["facts"] |= miss.facts
        if miss.equipment:
            document["equipment"] = {**document.get("equipment", {}), **miss.equipment}
        for part in miss.without:
            document["trainings_held" if part == "trainings" else part] = []
        until = self._today + timedelta(days=WAIVED_FOR_DAYS)
        document["waivers"] = [
            {"clause": miss.clause, "reason": "县级书面批准豁免（示例）", "until": until.isoformat()}
        ]
        return document


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for word, meaning in words.items():
        value = value.replace("{" + word + "}", meaning)
    return value
