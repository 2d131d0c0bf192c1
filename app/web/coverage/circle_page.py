"""The service circle: the share as a range, the assumptions, who is left out, on a map and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Template

from app.access.may import may_somewhere
from app.coverage.account import STANDING_LABELS, STANDINGS, Standing, Tally
from app.coverage.places import BASIS_LABELS
from app.coverage.report import CoverageReport, Entry
from app.coverage.report_wording import headline, notes
from app.journeys.house import House
from app.journeys.network import network
from app.journeys.service_circle import kept_results, reckon
from app.sites.vocabulary import STATUSES
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.identity import actor_in
from app.web.language import Speech
from app.web.maps.parts import MAP_NAME, SCRIPTS, STYLES
from app.web.pages import page
from app.web.query import QueryReader

CIRCLE_SCRIPTS = (*SCRIPTS[:-1], "js/circle-map.js")
_LEFT_OUT: tuple[Standing, ...] = ("not_covered", "covered_if_roads_good", "no_route", "unlocated")


@dataclass(frozen=True, slots=True)
class Township:
    """One township in the table, with its places that are not surely covered."""

    name: str
    tally: Tally
    left_out: tuple[tuple[str, str, str], ...]


@get("/programmes/{slug:str}/coverage", opt=audience("public"))
async def circle_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText) -> Template:
    """The circle of one programme."""
    programme = house.programme(slug)
    reader = QueryReader(request)
    kinds = sorted(reader.codes("kind", programme.kinds_by_code))
    statuses = sorted(reader.codes("status", STATUSES))
    reader.done(unknown_allowed=True)
    found = await reckon(house, slug, kinds=kinds, statuses=statuses)
    report = found.report
    actor = actor_in(request.scope)
    inside = actor is not None and may_somewhere(actor, "run_coverage").allowed
    query = urlencode([("programme", slug), *(("kind", k) for k in kinds), *(("status", s) for s in statuses)])
    everyone, without = report.with_approximate.everyone, report.without_approximate.everyone
    return page(
        request,
        say,
        "coverage/circle.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        headline=say.of(headline(report)),
        notes=[say.of(note) for note in notes(report)],
        share=_percent(everyone),
        share_without=_percent(without),
        approximate=len(report.approximate),
        counts=[(s, say.of(STANDING_LABELS[s]), everyone.places[s]) for s in STANDINGS],
        townships=_townships(house, report, say),
        kinds=[(k.code, say.of(k.label), k.code in report.circle.counting_kinds) for k in programme.kinds],
        report=report,
        circle=report.circle,
        fingerprint=report.fingerprint[:12],
        data_href=f"/api/v1/coverage?{query}&format=geojson",
        kept=await kept_results(slug) if inside else [],
        may_keep=inside,
        may_place=actor is not None and may_somewhere(actor, "place_village").allowed,
        map_name=MAP_NAME,
        scripts=CIRCLE_SCRIPTS,
        styles=STYLES,
        tiles_url=house.settings.tiles_url,
        tiles_attribution=house.settings.tiles_attribution,
    )


def _percent(tally: Tally) -> str:
    ends = tally.share.percent
    if ends is None:
        return "–"
    low, high = ends
    return f"{low} %" if low == high else f"{low}–{high} %"


def _townships(house: House, report: CoverageReport, say: Speech) -> list[Township]:
    entries: dict[str, list[Entry]] = {}
    for entry in report.entries:
        entries.setdefault(entry.place.township, []).append(entry)
    shown = []
    for code, tally in report.with_approximate.townships.items():
        division = house.divisions.get(code)
        left_out = tuple(_left_out(entry, say) for entry in entries.get(code, ()) if entry.standing in _LEFT_OUT)
        shown.append(Township(division.name if division else code, tally, left_out))
    shown.sort(key=lambda township: (-township.tally.places["not_covered"], township.name))
    return shown


def _left_out(entry: Entry, say: Speech) -> tuple[str, str, str]:
    """A place that is not surely covered: its name, how it stands, and its minutes with what they rest on."""
    standing = say.of(STANDING_LABELS[entry.standing])
    if entry.place.settlement.basis != "class_code":
        standing += f" · {say.of(BASIS_LABELS[entry.place.settlement.basis])}"
    if entry.reach is None:
        return entry.place.name, standing, ""
    low, high = entry.reach.shortest.minutes, entry.reach.longest.minutes
    span = str(low) if low == high else f"{low}–{high}"
    return entry.place.name, standing, say("coverage.minutes", span=span, limit=entry.limit.minutes)
