"""站点管理: the county's sites as a list, one site's life with a form for each move, and adding a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import InvalidInput, Malformed, Refused, Stale
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.desk.history import ACTIONS
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.stored import readable
from app.journeys.registry.consequences import consequences
from app.journeys.registry.life import LIFE_MOVES, add_site, change_life, last_change
from app.journeys.registry.merge import merge_sites
from app.journeys.site_rights import require, stored_site, target_of
from app.sites.divisions import lies_within
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, version_in_form
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.public.filters import Option
from app.web.query import QueryReader
from app.web.site_rows import tier_label
from app.wording import Wording

MANAGE = "/manage/sites"
A_PAGE = 50
_MOST_PAGES = 100_000
_TYPED = ("status", "accepted_on", "tier", "division", "address", "keeps_location", "clause", "why", "paper", "until")
_NEW = ("code", "kind", "name", "division", "address", "phone", "status", "parent", "reason")
_DONE = frozenset({*LIFE_MOVES, "added", "merged"})
_UNREADABLE = Wording("该站点的信息有误，请先在填报页更正", "this record is not valid; correct it on its form first")
_NO_MOVE = Wording("页面已过期，请刷新页面", "the form does not say what is to be done; reload the page")


@get(MANAGE, opt=audience("publish_directly"))
async def manage_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The sites that the reader keeps, filtered by the address."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    text, township = reader.text("q"), reader.text("township")
    status = reader.code("status", STATUSES)
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    reader.done(unknown_allowed=True)
    whole = await network(house)
    mine = _kept_by(request.user, whole)
    programmes = _programmes(house, mine)
    programme = house.programme(slug) if slug else programmes[0]
    own = [one for one in mine if one.site.programme == programme.slug]
    places = {one.site.code: township_over(house, programme.jurisdiction, one.site.division) for one in own}
    found = [
        one
        for one in own
        if (not township or places[one.site.code] == township)
        and (status is None or one.site.status == status)
        and (not text or text.casefold() in one.search_text.casefold() or text.upper() == one.site.code.upper())
    ]
    here = min(number, max(1, -(-len(found) // A_PAGE)))
    shown = found[(here - 1) * A_PAGE : here * A_PAGE]
    asked = {"programme": programme.slug, "q": text, "township": township, "status": status or ""}
    return page(
        request,
        say,
        "registry/manage.html",
        has_samples=whole.has_samples,
        programme=programme,
        programmes=programme_choices(programmes, programme.slug, say),
        text=text,
        townships=[
            Option(code, say.of(township_name(house, code)), code == township)
            for code in sorted(set(places.values()), key=lambda code: (code == ELSEWHERE, code))
        ],
        statuses=[Option(code, say.of(label), code == status) for code, label in STATUSES.items()],
        rows=[
            {
                "code": one.site.code,
                "name": one.site.name or one.site.code,
                "sample": one.site.sample,
                "where": say.of(township_name(house, places[one.site.code])),
                "kind": say.of(programme.kinds_by_code[one.site.kind].label),
                "tier": tier_label(house, say, one.site),
                "status": say.of(STATUSES[one.site.status]) if one.site.status else "",
                "closed": one.site.is_closed,
            }
            for one in shown
        ],
        matched=len(found),
        previous=_query(asked | {"page": here - 1}) if here > 1 else "",
        following=_query(asked | {"page": here + 1}) if here * A_PAGE < len(found) else "",
        filtered=bool(text or township or status),
    )


@get(MANAGE + "/new", opt=audience("publish_directly"))
async def new_site_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The form of a site that is to be registered."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    reader.done(unknown_allowed=True)
    return await _new(request, house, say, slug, dict.fromkeys(_NEW, ""), {})


@post(MANAGE + "/new", opt=audience("publish_directly"), status_code=303)
async def adding_site(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Register it. What is wrong comes back beside its fields, with everything typed."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in _NEW}
    slug = str(form.get("programme", ""))
    kind, _, tier = typed["kind"].partition("/")
    document = {
        "code": typed["code"],
        "programme": slug,
        "kind": kind,
        "tier": tier,
        "name": typed["name"],
        **{name: typed[name] for name in ("division", "address", "phone", "status", "parent") if typed[name]},
    }
    try:
        code = await add_site(house, request.user, document, typed["reason"])
    except InvalidInput as error:
        return await _new(request, house, say, slug, typed, by_field(error.faults, say), status=422)
    return Redirect(f"{MANAGE}/{code}?done=added", status_code=303)


@get(MANAGE + "/{code:str}", opt=audience("publish_directly"))
async def life_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """One site's life: how it stands, and a form for each move."""
    return await _life(request, house, say, code)


@post(MANAGE + "/{code:str}", opt=audience("publish_directly"), status_code=303)
async def changing_life(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Make a move; what is wrong comes back beside its form, with everything typed."""
    form = await request.form()
    if form.get("move") == "merge":
        return await _merging(request, house, say, code)
    move = next((one for one in LIFE_MOVES if one == form.get("move")), None)
    if move is None:
        raise Malformed(_NO_MOVE)
    typed = {name: str(form.get(name, "")).strip() for name in (*_TYPED, "reason")} | {"move": move}
    try:
        await change_life(house, request.user, code, version_in_form(form.get("version")), move, typed)
    except InvalidInput as error:
        return await _life(request, house, say, code, typed, by_field(error.faults, say), status=422)
    except (Refused, Stale) as error:
        return await _life(request, house, say, code, typed, {"": say.of(error.message)}, status=409)
    return Redirect(f"{MANAGE}/{code}?done={move}", status_code=303)


async def _merging(request: Request[Actor, Any, Any], house: House, say: Speech, code: str) -> Response[Any]:
    form = await request.form()
    names = ("move", "reason", "into", *_TYPED)
    typed = {name: str(form.get(name, "")).strip() for name in names}
    version = version_in_form(form.get("version"))
    try:
        stays = await merge_sites(house, request.user, code, version, typed["into"], typed["reason"])
    except InvalidInput as error:
        return await _life(request, house, say, code, typed, by_field(error.faults, say), status=422)
    except Stale as error:
        return await _life(request, house, say, code, typed, {"": say.of(error.message)}, status=409)
    return Redirect(f"{MANAGE}/{stays.code}?done=merged", status_code=303)


async def _life(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Template:
    row = await stored_site(code)
    require(request.user, "publish_directly", row)
    site, whole = readable(house, row), await network(house)
    programme = house.programme(row.programme)
    if site is None:
        raise Refused(_UNREADABLE)
    after = await consequences(house, whole, row, site)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "registry/life.html",
        has_samples=whole.has_samples,
        status_code=status,
        site=site,
        version=row.version,
        kind=say.of(programme.kinds_by_code[site.kind].label),
        tier=tier_label(house, say, site),
        place=say.of(township_name(house, township_over(house, programme.jurisdiction, site.division))),
        status_label=say.of(STATUSES[site.status]) if site.status else "",
        statuses=[Option(c, say.of(label), False) for c, label in STATUSES.items() if c != site.status],
        to_accept=site.status in ("planned", "building", "declared"),
        tiers=[
            Option(t.code, say.of(t.label), False)
            for t in programme.kinds_by_code[site.kind].tiers
            if t.code != site.tier
        ],
        divisions=_divisions(house, programme, say, (typed or {}).get("division") or site.division or ""),
        others=[
            (one.site.code, one.site.name or one.site.code)
            for one in whole.of_programme(site.programme)
            if one.site.kind == site.kind and one.site.code != code and not one.site.is_closed
        ],
        waivers=[(w, say.of(programme.clauses_by_id[w.clause].title)) for w in site.waivers],
        waivable=_waivable(programme, site, say),
        warned=_warned(house, say, after.township_left, after.orders, len(after.below)),
        last=await _last(code, say),
        typed=typed or dict.fromkeys(("move", "reason", *_TYPED), ""),
        faults=faults or {},
        today=formats.day(house.today()),
        done=done if done in _DONE and status == 200 else "",
    )


async def _last(code: str, say: Speech) -> dict[str, Any] | None:
    try:
        change = await last_change(code)
    except Refused:
        return None
    action = ACTIONS.get(change.action, Wording(change.action, change.action))
    return {"action": say.of(action), "at": change.at, "by": change.actor_name, "reason": change.reason}


def _warned(house: House, say: Speech, left: str | None, orders: int, below: int) -> list[str]:
    said = []
    if left is not None:
        said.append(say("manage.leaves_township", name=say.of(township_name(house, left))))
    if orders:
        said.append(say("manage.leaves_orders", n=orders))
    if below:
        said.append(say("manage.leaves_below", n=below))
    return said


async def _new(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str | None,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    whole = await network(house)
    mine = _kept_by(request.user, whole)
    programmes = _programmes(house, mine)
    programme = house.programmes.get(slug or "") or programmes[0]
    return page(
        request,
        say,
        "registry/new.html",
        has_samples=whole.has_samples,
        status_code=status,
        programme=programme,
        programmes=programme_choices(programmes, programme.slug, say),
        kinds=[
            (
                say.of(kind.label),
                [
                    Option(f"{kind.code}/{tier.code}", say.of(tier.label), typed["kind"] == f"{kind.code}/{tier.code}")
                    for tier in kind.tiers
                ],
            )
            for kind in programme.kinds
        ],
        divisions=_divisions(house, programme, say, typed["division"]),
        statuses=[
            Option(c, say.of(label), (typed["status"] or "building") == c)
            for c, label in STATUSES.items()
            if c != "closed"
        ],
        typed=typed,
        faults=faults,
    )


def _kept_by(actor: Actor, whole: Network) -> list[NetworkSite]:
    """The sites whose records this person publishes."""
    return [one for one in whole.every if may(actor, "publish_directly", target_of(one.site)).allowed]


def _programmes(house: House, mine: Sequence[NetworkSite]) -> list[Programme]:
    """The programmes, the one with most of these sites first."""
    return sorted(house.programmes.values(), key=lambda p: -sum(one.site.programme == p.slug for one in mine))


def _divisions(house: House, programme: Programme, say: Speech, chosen: str) -> list[tuple[str, list[Option]]]:
    """Townships of the county, each with its villages, as groups of one choice."""
    county = programme.jurisdiction
    inside = [d for d in house.divisions if lies_within(d.code, county)]
    groups: list[tuple[str, list[Option]]] = []
    for township in (d for d in inside if d.level == "township"):
        below = [d for d in inside if d.level == "village" and lies_within(d.code, township.code)]
        options = [
            Option(township.code, say("manage.whole_township", name=say.of(township.label)), chosen == township.code)
        ]
        options += [Option(d.code, say.of(d.common_label), chosen == d.code) for d in below]
        groups.append((say.of(township.label), options))
    whole = [Option(d.code, say.of(d.label), chosen == d.code) for d in inside if d.level == "county"]
    return [(say("manage.county"), whole), *groups]


def _waivable(programme: Programme, site: Site, say: Speech) -> list[Option]:
    """Clauses that bind the site and may be waived."""
    return [
        Option(clause.id, say.of(clause.title), False)
        for clause in programme.clauses
        if clause.level == "generally" and clause.covers(site.kind, site.tier)
    ]


def _query(asked: Mapping[str, object]) -> str:
    return f"{MANAGE}?{urlencode({name: value for name, value in asked.items() if value})}"
