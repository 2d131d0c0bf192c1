"""The service circle: the verdict and the share as a range, the assumptions, every village, on a map and as a table."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.may import Target, may, may_somewhere
from app.coverage.account import STANDING_LABELS, STANDINGS, Standing, Tally
from app.coverage.area_share import AreaShare
from app.coverage.asked import MODES, NUMBERS
from app.coverage.assumptions import AREA_LABELS, AREAS, MODE_LABELS, rule_for
from app.coverage.places import BASIS_LABELS, Area
from app.coverage.report import CoverageReport, PlaceReached
from app.coverage.report_wording import headline, notes
from app.journeys.coverage.circle import network_verdict, reckon
from app.journeys.coverage.circle_area import CircleArea, area_of
from app.journeys.coverage.kept_circles import kept_results
from app.journeys.house import House
from app.journeys.network.judged import network
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme, ServiceCircle
from app.units import plain
from app.web import formats
from app.web.audience import audience
from app.web.coverage.asked_query import CircleForm, query_of, read_circle_form
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.identity import actor_in
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.maps.parts import MAP_NAME, SCRIPTS, STYLES, kind_class
from app.web.pages import page
from app.web.places import division_said
from app.web.query import QueryReader
from app.web.states import MARKS

MINUTE_STEPS = (5, 10, 20, 30)
"""Upper ends of the first four of the five steps in which the map colours minutes."""
_ORDER: tuple[Standing, ...] = ("not_covered", "covered_if_roads_good", "no_route", "unlocated", "covered")


@dataclass(frozen=True, slots=True)
class Village:
    """One place in the table, in words. `minutes` is empty where there is none."""

    name: str
    standing: Standing
    label: str
    minutes: str
    site: str
    rough: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Township:
    """One township in the table, with its places, those left out first, and the shares of its area where known."""

    name: str
    tally: Tally
    villages: tuple[Village, ...]
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedArea:
    """The rules for urban or rural places as the form shows them. `numbers`: name, label, unit, value."""

    code: str
    label: str
    numbers: tuple[tuple[str, str, str, str], ...]
    modes: tuple[tuple[str, str, bool], ...]


@get("/programmes/{slug:str}/coverage", opt=audience("public"))
async def circle_page(request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText) -> Template:
    """The circle of one programme."""
    programme = house.programme(slug)
    reader = QueryReader(request)
    form = read_circle_form(reader, programme)
    asked = form.reckoned
    found = await reckon(house, slug, asked)
    report, circle = found.report, found.report.circle
    area = await area_of(house, found)
    verdict = network_verdict(found) if house.settings.public_compliance else None
    actor = actor_in(request.scope)
    inside = actor is not None and may(actor, "run_coverage", Target(division=programme.jurisdiction)).allowed
    query = query_of(asked)
    everyone, without = report.with_approximate.everyone, report.without_approximate.everyone
    return page(
        request,
        say,
        "coverage/circle.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        day=formats.day(house.today()),
        name=say.of(programme.short_title),
        # Of a whole county one says that its data is incomplete, not that nothing was reported.
        mark=MARKS["incomplete" if verdict.verdict == "unknown" else verdict.verdict] if verdict is not None else None,
        said=say.of(headline(report) if verdict is None or report.has_too_few_placed else verdict.explanation),
        notes=[say.of(note) for note in notes(report)],
        undecided=report.has_too_few_placed,
        placed=report.placed,
        share=_percent(everyone, say),
        by_area=_by_area(area, circle, say),
        has_township_areas=bool(area and area.townships),
        located_sites=report.located,
        unlocated_sites=report.unlocated,
        share_without=_percent(without, say),
        approximate=len(report.approximate),
        total=everyone.total,
        unlocated=everyone.places["unlocated"],
        counts=[(s, say.of(STANDING_LABELS[s]), everyone.places[s]) for s in STANDINGS],
        steps=_steps(report, say),
        townships=_townships(house, report, area, say),
        kinds=_kinds(programme, circle, report, say),
        ticked_kinds=form.asked.kinds or circle.counting_kinds,
        ticked_statuses=form.asked.statuses or circle.counting_statuses,
        statuses=[(code, say.of(label)) for code, label in STATUSES.items()],
        areas=[_asked_area(circle, area, form, say, by_road=report.method == "roads") for area in AREAS],
        faults=by_field(form.faults, say),
        changed=not asked.as_in_the_pack,
        report=report,
        circle=circle,
        fingerprint=report.fingerprint[:12],
        query=query,
        data_href=f"/api/v1/coverage?programme={slug}&{query + '&' if query else ''}format=geojson",
        kept=await kept_results(house, actor, slug) if actor is not None and inside else [],
        may_keep=inside,
        may_place=actor is not None and may_somewhere(actor, "place_village").allowed,
        map_name=MAP_NAME,
        scripts=SCRIPTS,
        minute_steps=",".join(map(str, MINUTE_STEPS)),
        styles=STYLES,
        tiles_url=house.settings.tiles_url,
        tiles_attribution=house.settings.tiles_attribution,
    )


def _percent(tally: Tally, say: Speech) -> str:
    low, high = (plain(end) for end in tally.share.percent) if tally.share.percent else (None, None)
    return formats.share(low, high, say)


def _by_area(area: CircleArea | None, circle: ServiceCircle, say: Speech) -> list[tuple[str, str]]:
    """What share of the county's area lies within the limit, urban and rural, each with what it means."""
    shown = []
    for one in area.county if area else ():
        rule = rule_for(circle, one.area)
        means = say(
            "coverage.area_within",
            area=say.of(AREA_LABELS[one.area]),
            mode=say.of(MODE_LABELS[rule.mode]),
            n=plain(rule.limit_minutes),
        )
        shown.append((means, _area_percent(one, say)))
    return shown


def _area_percent(one: AreaShare, say: Speech) -> str:
    return formats.share(plain(one.low), plain(one.high), say)


def _steps(report: CoverageReport, say: Speech) -> list[tuple[int, str, int]]:
    """The five steps of minutes, each with its words and how many places lie in it (with bad roads)."""
    counts = report.in_steps(MINUTE_STEPS)
    words = [say("coverage.up_to", n=MINUTE_STEPS[0])]
    words += [say("coverage.step", span=f"{low}–{high}") for low, high in itertools.pairwise(MINUTE_STEPS)]
    words.append(say("coverage.beyond", n=MINUTE_STEPS[-1]))
    return [(step, text, counts[step]) for step, text in enumerate(words)]


def _kinds(
    programme: Programme, circle: ServiceCircle, report: CoverageReport, say: Speech
) -> list[tuple[str, str, bool, str, int]]:
    """Every kind: code, name, whether it counts, the class of its colour, how many of its sites count."""
    counts = Counter(report.sites.kinds)
    return [
        (k.code, say.of(k.label), k.code in circle.counting_kinds, kind_class(programme.slug, k.code), counts[k.code])
        for k in programme.kinds
    ]


def _asked_area(circle: ServiceCircle, area: Area, form: CircleForm, say: Speech, *, by_road: bool) -> AskedArea:
    rule, asked_mode = rule_for(circle, area), dict(form.asked.modes).get(area)
    # By road the speeds are those of the pack by class of road, and no detour is assumed.
    names = NUMBERS[:1] if by_road else NUMBERS
    numbers = tuple(
        (
            f"{area}.{name}",
            say(f"coverage.{name}"),
            say(f"coverage.{name}_unit"),
            (form.faults and form.typed.get(f"{area}.{name}")) or plain(getattr(rule, name)),
        )
        for name in names
    )
    modes = tuple((mode, say.of(MODE_LABELS[mode]), mode == (asked_mode or rule.mode)) for mode in MODES)
    return AskedArea(area, say.of(AREA_LABELS[area]), numbers, modes)


def _townships(house: House, report: CoverageReport, area: CircleArea | None, say: Speech) -> list[Township]:
    entries: dict[str, list[PlaceReached]] = {}
    for entry in report.entries:
        entries.setdefault(entry.place.township, []).append(entry)
    names = {site.code: site.name for site in report.serving}
    shown = []
    for code, tally in report.with_approximate.townships.items():
        own = sorted(entries.get(code, ()), key=lambda e: (_ORDER.index(e.standing), e.place.code))
        villages = tuple(_village(entry, names, say) for entry in own)
        measured = area.townships.get(code, ()) if area else ()
        shares = tuple(f"{say.of(AREA_LABELS[one.area])} {_area_percent(one, say)}" for one in measured)
        shown.append(Township(division_said(house, say, code), tally, villages, shares))
    shown.sort(key=lambda township: (-township.tally.places["not_covered"], township.name))
    return shown


def _village(entry: PlaceReached, names: dict[str, str], say: Speech) -> Village:
    basis = entry.place.settlement.basis
    minutes = site = ""
    if entry.reach is not None:
        low, high = entry.reach.shortest.minutes, entry.reach.longest.minutes
        span = str(low) if low == high else f"{low}–{high}"
        minutes = say("coverage.minutes", span=span, limit=entry.limit.minutes)
        site = names.get(entry.reach.site, entry.reach.site)
    return Village(
        say.of(entry.place.said),
        entry.standing,
        say.of(STANDING_LABELS[entry.standing]),
        minutes,
        site,
        entry.place.approximate,
        "" if basis == "class_code" else say.of(BASIS_LABELS[basis]),
    )
