"""The service circle as plain data: what is stored, sent as JSON and laid out in tables. Nothing is
judged or rounded anew here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.coverage.account import Standing, Tally
from app.coverage.assumptions import canonical
from app.coverage.places import ServingSite
from app.coverage.reach import Reach
from app.coverage.report import CoverageReport, CoverageTotals, PlaceReached, RoadsUsed
from app.coverage.report_wording import headline, notes
from app.units import LatLon


def as_record(report: CoverageReport) -> dict[str, Any]:
    """The whole result. Minutes are decimal text, never floats, so that they compare as they were judged."""
    return {
        "as_of": report.as_of.isoformat(),
        "method": report.method,
        "fingerprint": report.fingerprint,
        "assumptions": canonical(report.circle),
        "headline": headline(report).as_dict(),
        "notes": [note.as_dict() for note in notes(report)],
        "roads": None if report.roads is None else _roads(report.roads),
        "with_approximate": _account(report.with_approximate),
        "without_approximate": _account(report.without_approximate),
        "places": [entry_record(entry) for entry in report.entries],
        "sites": [site_record(site) for site in report.sites],
        "sites_without_location": [site.code for site in report.unlocated_sites],
    }


def entry_record(entry: PlaceReached) -> dict[str, Any]:
    """One place: who it is, which site it reaches first, in how many minutes, and how it stands."""
    place = entry.place
    return {
        "code": place.code,
        "name": place.name,
        "label": place.said.as_dict(),
        "township": place.township,
        "area": place.settlement.area,
        "area_basis": place.settlement.basis,
        "location": _location(place.location),
        "approximate": place.approximate,
        "population": place.population,
        "limit_minutes": str(entry.limit.minutes),
        "standing": entry.standing,
        "standing_without_approximate": entry.standing_without_approximate,
        **_reach(entry.reach),
        "off_road_m": None if entry.off_road_m is None else round(entry.off_road_m),
    }


def site_record(site: ServingSite) -> dict[str, Any]:
    """One site that counts, with or without a point."""
    return {"code": site.code, "name": site.name, "kind": site.kind, "location": _location(site.location)}


def tally_record(tally: Tally) -> dict[str, Any]:
    """The counts of a group and its covered share, exact and as a percentage."""
    share, percent = tally.share, tally.share.percent
    return {
        "places": dict(tally.places),
        "people": None if tally.people is None else dict(tally.people),
        "weighed_by": tally.weighed_by,
        "share": {
            "low": share.low,
            "high": share.high,
            "of": share.whole,
            "percent_low": None if percent is None else str(percent[0]),
            "percent_high": None if percent is None else str(percent[1]),
        },
    }


def standings_that_changed(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> dict[str, tuple[Standing | None, Standing | None]]:
    """Place code → (before, after) for every place that stands otherwise, or that only one of two results
    has (None).
    """
    codes = sorted(before.keys() | after.keys())
    return {c: (before.get(c), after.get(c)) for c in codes if before.get(c) != after.get(c)}


def _reach(reach: Reach | None) -> dict[str, Any]:
    if reach is None:
        return {"site": None, "minutes_good_roads": None, "minutes_bad_roads": None, "straight_m": None}
    return {
        "site": reach.site,
        "minutes_good_roads": str(reach.shortest.minutes),
        "minutes_bad_roads": str(reach.longest.minutes),
        "straight_m": None if reach.straight_m is None else round(reach.straight_m),
    }


def _account(account: CoverageTotals) -> dict[str, Any]:
    return {
        "everyone": tally_record(account.everyone),
        "areas": {area: tally_record(t) for area, t in account.areas.items()},
        "townships": {code: tally_record(t) for code, t in account.townships.items()},
    }


def _roads(roads: RoadsUsed) -> dict[str, Any]:
    return {
        "source": roads.source,
        "data_as_of": roads.data_as_of,
        "attribution": roads.attribution,
        "fingerprint": roads.fingerprint,
        "nodes": roads.nodes,
        "sites_off_road": {mode: list(codes) for mode, codes in roads.sites_off_road.items()},
    }


def _location(point: LatLon | None) -> dict[str, float] | None:
    return None if point is None else {"lon": point.lon, "lat": point.lat}
