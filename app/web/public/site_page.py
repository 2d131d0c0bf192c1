"""A site's page: is it open, where is it, what can be done there, and how it stands against the document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import segno
from litestar import MediaType, Request, Response, get

from app.access.actor import Actor
from app.access.may import may
from app.compliance.standing import is_operating
from app.compliance.verdicts import SiteVerdict
from app.errors import NotFound
from app.journeys.coverage.roads import ground_stamp
from app.journeys.house import House
from app.journeys.network.closing import merged_into
from app.journeys.network.judged import network
from app.journeys.network.one_site import registry_state, site_on, verdict_on
from app.journeys.network.open_now import opening_of
from app.journeys.network.past import house_on
from app.journeys.registry.public_photos import public_photos
from app.journeys.site_rights import target_of
from app.sites.fields import FIELD
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.standards.asked import WHAT_TO_BRING
from app.standards.programme import GROUPS, Programme
from app.web import formats
from app.web.audience import audience
from app.web.clauses import ShownClause, shown_clause
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.identity import actor_in, present_in
from app.web.kept_answers import KeptAnswers
from app.web.language import Speech
from app.web.look import look_of
from app.web.maps.parts import SCRIPTS, STYLES, kind_class
from app.web.pages import answered, page, rendered
from app.web.payload import ALREADY_PACKED, Payload
from app.web.plain_services import plain_services
from app.web.public.facts import public_contacts, services_of, shown_facts, shown_fields, shown_figures, week_of
from app.web.public.map_apps import map_apps
from app.web.public.photos import photo_href
from app.web.public.structured import government_office
from app.web.public.whom_to_ask import point_of, where_to_go_instead, whom_to_ask
from app.web.query import QueryReader
from app.web.site_rows import SiteRow, county_name, openness, place_name, site_row, sound_of, tier_label
from app.web.states import MARKS, VERDICT_ORDER, Mark
from app.wording import Wording

_NO_ADDRESS = Wording(
    "没有设置本系统的对外网址（ZHANWANG_BASE_URL），所以没有二维码。",
    "There is no QR code, since the public address of this system is not set (ZHANWANG_BASE_URL).",
)
_TO_COME = ("planned", "building")
_UNSPOKEN = ("planned", "building", "declared", "suspended", "closed")
_SHUT = frozenset({"planned", "building", "suspended", "closed"})
"""Where nobody is served, whatever hours were reported: a week of them would send people there."""


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """The whole verdict, what is wrong first; met and waived clauses apart."""

    mark: Mark
    day: str
    problems: tuple[ShownClause, ...]
    met: tuple[ShownClause, ...]
    waived: tuple[ShownClause, ...]
    due: tuple[str, ...]
    freshness_days: int

    @property
    def count(self) -> int:
        """How many clauses were looked at."""
        return len(self.problems) + len(self.met) + len(self.waived)


class SitePages(KeptAnswers[Payload]):
    """Kept: pages of sites as people who have not signed in see them at a state of the registry and a minute."""


@get("/sites/{code:str}", media_type=MediaType.HTML, opt=audience("public") | ALREADY_PACKED)
async def site_page(
    request: Request[Any, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[bytes]:
    """A site, today or as it was on a past day."""
    made = partial(_whole_page, request, house, say, code)
    if present_in(request.scope) is not None:
        return answered(request, say, await made())
    minute = f"{house.now():%Y-%m-%dT%H:%M}"
    asked = request.url.path, request.scope["query_string"], say.language, look_of(request), _search_before(request)
    behind_maps = (ground_stamp(house, programme) for programme in house.programmes.values())
    state = await registry_state(house)
    return answered(request, say, await house.kept.of(SitePages).of((*asked, *behind_maps, minute, state), made))


async def _whole_page(request: Request[Any, Any, Any], house: House, say: Speech, code: str) -> Payload:
    reader = QueryReader(request)
    as_of = reader.day("as_of")
    site = await site_on(house, code, as_of)
    whole = await network(house)
    then = (await house_on(house, as_of)).house
    programme = then.programme(site.programme)
    day = as_of or house.today()
    verdict = await verdict_on(house, site, as_of) if house.settings.public_compliance else None
    kind = programme.kinds_by_code[site.kind]
    vocabulary = programme.vocabulary
    above = whole.by_code.get(site.on(day, "parent") or "")
    point, is_rough = point_of(site, house)
    township = house.divisions.township_of(site.division)
    is_open = is_operating(site)
    photos = await public_photos(code) if as_of is None else []
    pictures = [f"{house.settings.base_url}{photo_href(one.sha256)}" for one in photos if house.settings.base_url]
    shown = page(
        request,
        say,
        "public/site.html",
        has_samples=whole.has_samples,
        site=site,
        name=site.on(day, "name") or site.code,
        sound=sound_of(house, say, site, site.on(day, "name")),
        kind=say.of(kind.label),
        kind_class=kind_class(site.programme, site.kind),
        tier=tier_label(then, say, site),
        place=place_name(house, say, site),
        county=county_name(house, say, programme),
        township=say.of(township.label) if township else "",
        programme=programme,
        programme_name=say.of(programme.title),
        issuer=say.of(programme.issuer),
        back=_back(request, programme.slug),
        status_label=say.of(STATUSES[site.status]) if site.status else "",
        goes_on=whole.by_code.get(await merged_into(site, day) or ""),
        banner=say(f"site.banner_{site.status}") if site.status in _UNSPOKEN else "",
        openness=openness(site, say, house.now()),
        is_open=is_open,
        is_to_come=site.status in _TO_COME,
        asked=whom_to_ask(site, whole, house, day) if not site.phone else None,
        instead=await where_to_go_instead(site, house, say) if _asks_for_another(site, house, as_of) else (),
        week=() if site.status in _SHUT else week_of(site, say, day),
        structured=government_office(
            site,
            site.on(day, "name") or site.code,
            county_name(house, say, programme),
            say.of(programme.issuer),
            house.settings.base_url,
            house.today(),
            pictures,
        )
        if as_of is None and not whole.has_samples
        else "",
        photos=[(one, photo_href(one.sha256)) for one in photos],
        picture=pictures[0] if pictures else "",
        summary=_summary(house, say, site, kind.label),
        bring=site.facts.get(WHAT_TO_BRING, ""),
        plain_services=plain_services(site, vocabulary, say),
        services=services_of(site, vocabulary, say),
        contacts=public_contacts(site, vocabulary, say, day),
        confirmed=_last_confirmed(site),
        labels={key: say.of(field.label) for key, field in FIELD.items()},
        more=shown_fields(site, say),
        facts=shown_facts(site, vocabulary, say, day),
        figures=shown_figures(site, vocabulary, say),
        parent=_relative(then, say, above.site, as_of) if above else None,
        children=[_relative(then, say, child.site, as_of) for child in whole.below(code)],
        point=point,
        is_rough=is_rough,
        coordinates=f"{point.lat:.6f}, {point.lon:.6f}" if point and not is_rough else "",
        navigate=_navigate(site),
        map_apps=map_apps(point, site.on(day, "name") or site.code) if point and not is_rough else (),
        verdict=_shown(verdict, programme, say) if verdict is not None else None,
        assessed=verdict is not None and verdict.status != "not_assessed",
        as_of=formats.day(as_of) if as_of else "",
        today=formats.day(house.today()),
        pack_notes=[say.of(note) for note in verdict.notes] if verdict is not None else [],
        scripts=SCRIPTS,
        styles=STYLES,
        has_qr=bool(house.settings.base_url),
        tiles_url=house.settings.tiles_url,
        tiles_attribution=house.settings.tiles_attribution,
        **_ways_inside(actor_in(request.scope), site),
    )
    return Payload(rendered(request, shown), "text/html")


def _asks_for_another(site: Site, house: House, as_of: date | None) -> bool:
    """Whether whoever stands at the door today must go elsewhere: it is not operating, or closed at this moment."""
    if not is_operating(site):
        return True
    opening = opening_of(site, house.now())
    return as_of is None and opening is not None and opening.state == "closed"


def _summary(house: House, say: Speech, site: Site, kind: Wording) -> str:
    """The site in a line, for whoever is sent its address: kind, place, whether it is open, telephone."""
    now = openness(site, say, house.now())
    state = now.text if now else say.of(STATUSES[site.status]) if site.status else ""
    parts = (say.of(kind), place_name(house, say, site), state, site.address or "", site.phone or "")
    return " · ".join(part for part in parts if part)


def _ways_inside(actor: Actor | None, site: Site) -> dict[str, Any]:
    """Where whoever may go there finds the site from inside, and its life; empty for everybody else."""
    reads = may(actor, "read_site_inside", target_of(site)).allowed
    keeps = may(actor, "publish_directly", target_of(site)).allowed
    return {
        "inside_href": f"/work/sites/{site.code}" if reads else "",
        "manage_href": f"/manage/sites/{site.code}" if keeps else "",
    }


@get("/sites/{code:str}/qr.svg", opt=audience("public"))
async def site_qr(request: Request[Any, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """A picture to print and put on the door: it leads to the site's page at the configured public address.

    Never to where the request says it was sent: whoever asks could print another's address on a county's door. Raises
    NotFound where no address is configured.
    """
    site = await site_on(house, code)
    if not house.settings.base_url:
        raise NotFound(_NO_ADDRESS)
    drawn = segno.make(f"{house.settings.base_url}/sites/{quote(site.code)}", error="m")
    body = BytesIO()
    drawn.save(body, kind="svg", scale=4, border=2)
    return Payload(body.getvalue(), "image/svg+xml", "public, max-age=3600").answer(request)


def _back(request: Request[Any, Any, Any], programme: str) -> str:
    """The way back: to the search as the reader left it, when the reader comes from there."""
    return f"/?{_search_before(request) or urlencode({'programme': programme})}"


def _search_before(request: Request[Any, Any, Any]) -> str:
    """What the reader searched for, who comes from there; empty for everybody else."""
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.query if came_from.netloc == request.url.netloc and came_from.path == "/" else ""


def _navigate(site: Site) -> str:
    """An address that phones open in a map application."""
    if site.location is None:
        return ""
    point = site.location.point
    return f"geo:{point.lat:.6f},{point.lon:.6f}?q={point.lat:.6f},{point.lon:.6f}"


def _relative(house: House, say: Speech, site: Site, as_of: date | None) -> SiteRow:
    """A site above or below this one. Of a past day its state is not said: it was read today."""
    row = site_row(house, say, site)
    return row if as_of is None else replace(row, status_label="")


def _last_confirmed(site: Site) -> str:
    days = [report.day for report in site.reports.values()]
    return formats.day(max(days)) if days else ""


def _shown(verdict: SiteVerdict, programme: Programme, say: Speech) -> ShownVerdict:
    order = list(GROUPS)
    clauses = sorted(
        verdict.clauses, key=lambda c: (VERDICT_ORDER.index(c.verdict), order.index(c.clause.group), c.clause.id)
    )
    shown = [(clause.verdict, shown_clause(clause, programme, say)) for clause in clauses]
    return ShownVerdict(
        mark=MARKS[verdict.status],
        day=formats.day(verdict.as_of),
        problems=tuple(c for v, c in shown if v in ("not_met", "unknown")),
        met=tuple(c for v, c in shown if v == "met"),
        waived=tuple(c for v, c in shown if v == "waived"),
        due=tuple(say.of(programme.vocabulary.label(code)) for code in verdict.due_for_confirmation),
        freshness_days=programme.freshness_days,
    )
