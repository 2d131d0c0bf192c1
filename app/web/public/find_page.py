"""The start page: search, filters, the list of sites, and the map beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from litestar import MediaType, Response, get
from litestar.plugins.htmx import HTMXRequest
from markupsafe import Markup

from app.access.actor import Actor
from app.compliance.standing import OPEN_STATUSES
from app.journeys.house import House
from app.journeys.network.find import (
    Nearest,
    NearSite,
    SiteQuery,
    count_choices,
    find_sites,
    nearest_sites,
    open_first,
)
from app.journeys.network.judged import Network, NetworkSite, network
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.units import LatLon
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.identity import actor_in, present_in
from app.web.kept_answers import KeptAnswers
from app.web.language import Speech
from app.web.look import look_of
from app.web.maps.parts import MAP_NAME, SCRIPTS, STYLES
from app.web.pages import answered, fragment, imprint_of, page, rendered
from app.web.payload import ALREADY_PACKED, Payload
from app.web.public.filters import (
    OPEN_NOW,
    Choice,
    FilterLinks,
    Option,
    Pairs,
    compliance_choices,
    county_options,
    in_other_counties,
    kind_choices,
    open_choice,
    status_choices,
    target_words,
    township_options,
)
from app.web.public.read_words import ReadWords, read_words
from app.web.query import QueryReader, misread_words
from app.web.site_query import read_site_query, sees_verdicts
from app.web.site_rows import SiteRow, county_name, visitors_row, weekend_of

ROWS_AT_FIRST = 40
ROWS_MORE = 80
ROWS_AT_MOST = 2000

FAR_AWAY_M = 100_000
"""Whose nearest site is farther than this is in another city, where the county may have one for its people."""
NEAR_HEADER = "zhanwang-near"
"""Where the page's script says the visitor is: a header, because addresses are kept and handed on."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Everything the start page shows."""

    programme: Programme
    county: str
    counties: tuple[Option, ...]
    text: str
    open_now: Choice
    elsewhere: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    compliance: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    townships: tuple[Option, ...]
    target: str
    kept: Pairs
    rows: tuple[SiteRow, ...]
    idle_rows: tuple[SiteRow, ...]
    idle_count: int
    count: int
    total: int
    rest: int
    left_out: int
    all_href: str
    more_href: str
    clear_href: str
    is_filtered: bool
    can_clear: bool
    is_search: bool
    near: bool
    away_km: int
    away_href: str
    words: ReadWords
    far_href: str
    sites_href: str
    misread: str = ""
    """What is said of the filters in the address that could not be read; empty where all were."""


class StartPages(KeptAnswers[Payload]):
    """Kept: the start page as people who have not signed in see it at a state of the network and a minute."""


class Shown(NamedTuple):
    """What the start page shows whoever asks so, and its results drawn."""

    finder: Finder
    results: Markup


class Finders(KeptAnswers[Shown]):
    """Kept: what is shown at a state of the network and a minute, by the question and whose verdicts are seen."""


@get("/", media_type=MediaType.HTML, opt=audience("public") | ALREADY_PACKED)
async def find_page(request: HTMXRequest, house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The start page, or only its results when the page itself asks for them."""
    only_results = bool(request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request)
    is_by_distance = NEAR_HEADER in request.headers or "near" in request.query_params
    is_anybodys = present_in(request.scope) is None and not is_by_distance

    whole = await network(house)
    minute = f"{house.now():%Y-%m-%dT%H:%M}"
    imprint = imprint_of(request, has_samples=whole.has_samples)
    asked = (whole.state, minute, say.language, request.scope["query_string"], imprint.outline)

    async def made() -> Payload:
        seen = (*asked, _sees(house, actor_in(request.scope)))
        if is_by_distance:
            shown = await _shown(request, house, say)
        else:
            shown = await house.kept.of(Finders).of(seen, lambda: _shown(request, house, say))
        body = shown.results.encode() if only_results else _whole_page(request, house, say, whole, shown)
        return Payload(body, "text/html", "private, no-cache")

    if not is_anybodys:
        return answered(request, say, await made())
    return answered(request, say, await house.kept.of(StartPages).of((*asked, only_results, look_of(request)), made))


def _sees(house: House, actor: Actor | None) -> tuple[bool, ...]:
    """Of which programmes somebody sees verdicts; what else is shown is the same for all."""
    return tuple(sees_verdicts(house, actor, {slug}) for slug in house.programmes)


async def _shown(request: HTMXRequest, house: House, say: Speech) -> Shown:
    whole = await network(house)
    reader = QueryReader(request)
    wanted = replace(read_site_query(reader, house), open_now=reader.code("open", (OPEN_NOW,)) is not None)
    near = reader.point("near", NEAR_HEADER)
    shown = reader.whole("show", 1, ROWS_AT_MOST, ROWS_AT_FIRST)
    programme = _programme(house, whole, wanted.programmes)
    imprint = imprint_of(request, has_samples=whole.has_samples)
    links = FilterLinks(wanted, programme.slug, near if "near" in request.query_params else None)
    finder = await _finder(house, say, whole, programme, links, near, shown, reader.actor)
    finder = replace(finder, misread=misread_words(request, say))
    results = fragment(
        request, "public/find_results.html", say=say, finder=finder, imprint=imprint, **_around_map(house)
    )
    return Shown(finder, results)


def _around_map(house: House) -> dict[str, str]:
    """What the place of the map is told."""
    tiles = house.settings.tiles_url, house.settings.tiles_attribution
    return {"map_name": MAP_NAME, "tiles_url": tiles[0], "tiles_attribution": tiles[1]}


def _whole_page(request: HTMXRequest, house: House, say: Speech, whole: Network, shown: Shown) -> bytes:
    return rendered(
        request,
        page(
            request,
            say,
            "public/find.html",
            has_samples=whole.has_samples,
            finder=shown.finder,
            results=shown.results,
            scripts=SCRIPTS,
            styles=STYLES,
            misread="",  # its results say it, which change without the frame
        ),
    )


def _programme(house: House, whole: Network, asked: Collection[str]) -> Programme:
    """The programme whose county is shown: the one asked for, the installation's own, or the largest."""
    slug = next(iter(asked), house.settings.home_programme)
    if slug in house.programmes:
        return house.programmes[slug]
    return max(house.programmes.values(), key=lambda p: whole.count_of(p.slug))


async def _finder(
    house: House,
    say: Speech,
    whole: Network,
    programme: Programme,
    links: FilterLinks,
    near: LatLon | None,
    shown: int,
    actor: Actor | None,
) -> Finder:
    wanted = links.wanted
    remote = frozenset(kind.code for kind in programme.kinds if kind.remote)
    ordered = await _ordered(house, wanted, near, shown, remote)
    if ordered.left_out:
        # What is near is near only among the sites one can go to: chips and map count the same ones as the list.
        wanted = replace(wanted, statuses=OPEN_STATUSES)
    facets = await count_choices(house, wanted)
    moment = house.now()
    words = await read_words(house, say, wanted, lambda text: links.href(q=text))
    days = weekend_of(moment) if words.at_weekends else ()
    rows = tuple(visitors_row(house, say, member, moment, near_by, days) for member, near_by in ordered.shown)
    sees = sees_verdicts(house, actor, {programme.slug})
    total = whole.count_of(programme.slug)
    return Finder(
        programme=programme,
        county=county_name(house, say, programme),
        counties=county_options(house, say, programme),
        text=wanted.text,
        open_now=open_choice(say, facets, links),
        elsewhere=await in_other_counties(house, say, links) if wanted.text and not ordered.count else (),
        kinds=tuple(kind_choices(say, programme, facets, links)),
        compliance=tuple(compliance_choices(say, facets, links)) if sees else (),
        statuses=tuple(status_choices(say, facets, links)),
        townships=tuple(township_options(house, say, programme, facets, wanted)),
        target=target_words(programme, wanted, say),
        kept=links.kept_by_search(),
        rows=tuple(row for row in rows if row.is_operating or not ordered.idle),
        idle_rows=tuple(row for row in rows if not row.is_operating and ordered.idle),
        idle_count=ordered.idle,
        count=ordered.count,
        total=total,
        rest=max(0, ordered.count - shown),
        left_out=ordered.left_out,
        all_href=links.href(status=frozenset(STATUSES) - {"closed"}),
        more_href=links.href(show=min(shown + ROWS_MORE, ROWS_AT_MOST)),
        clear_href=links.cleared(),
        is_filtered=ordered.count != total or links.filters,
        can_clear=links.filters,
        is_search=links.filters,
        near=near is not None,
        away_km=ordered.away_km,
        away_href=links.href(kind=remote) if ordered.away_km and facets.kinds.keys() & remote else "",
        words=words,
        far_href=links.href(near=""),
        sites_href="/map/sites.geojson?"
        + urlencode([*links.pairs(near="", status=wanted.statuses), ("language", say.language)]),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The first of the sites found, and how many there are; `left_out` are not operating, which only distance asks.

    `idle` of them are not operating and stand folded away at the end of the list; 0 where nothing is folded away.
    `away_km`: how far a visitor far away is from the nearest; 0 for who is not, or did not say where.
    """

    shown: list[tuple[NetworkSite, NearSite | None]]
    count: int
    left_out: int = 0
    idle: int = 0
    away_km: int = 0


async def _ordered(house: House, wanted: SiteQuery, near: LatLon | None, shown: int, remote: frozenset[str]) -> _Rows:
    """By distance where a position is given, sites without a point last; else what is open first. For a visitor far
    away sites of the `remote` kinds, those in far cities, stand before all others: one of them may be round the corner.

    Sites that are not operating are folded away at the end, unless words, a target or a state ask for them too.
    """
    if near is None:
        found = await open_first(house, await find_sites(house, wanted))
        whole, places = found.network, found.places
        is_idle = ~whole.columns.named("status").any_of(OPEN_STATUSES)[places]
        idle = 0 if wanted.text or wanted.target or wanted.statuses or is_idle.all() else int(is_idle.sum())
        return _Rows([(member, None) for member in whole.at(places[:shown])], len(found), idle=idle)
    nearest = await nearest_sites(house, near, wanted, limit=shown)
    rows = _by_distance(nearest, shown)
    metres = nearest.sites[0].metres if nearest.sites else 0
    if metres < FAR_AWAY_M or wanted.kinds & remote:
        return _Rows(rows, nearest.matched, nearest.left_out)
    if remote and not wanted.kinds:
        far = _by_distance(await nearest_sites(house, near, replace(wanted, kinds=remote), limit=shown), shown)
        codes = {member.site.code for member, _ in far}
        rows = [*far, *(row for row in rows if row[0].site.code not in codes)][:shown]
    return _Rows(rows, nearest.matched, nearest.left_out, away_km=round(metres / 1000))


def _by_distance(nearest: Nearest, shown: int) -> list[tuple[NetworkSite, NearSite | None]]:
    whole = nearest.network
    unlocated = whole.columns.in_order(nearest.unlocated)[: shown - len(nearest.sites)]
    return [*((n.member, n) for n in nearest.sites), *((member, None) for member in whole.at(unlocated))]
