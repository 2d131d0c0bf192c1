"""Adding a site to the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.registry.life import add_site
from app.journeys.registry.register_list import kept_programmes
from app.sites.vocabulary import STATUSES
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.public.filters import Option
from app.web.query import QueryReader
from app.web.registry.register_choices import MANAGE, division_choices, sites_offered
from app.web.tried import Wrong, tried

_NEW = ("code", "kind", "name", "division", "address", "phone", "status", "parent", "reason")


@get(MANAGE + "/new", opt=audience("publish_directly"))
async def new_site_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The form of a site that is to be registered."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
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
    code = await tried(add_site(house, request.user, document, typed["reason"]), say)
    if isinstance(code, Wrong):
        return await _new(request, house, say, slug, typed, code.faults, code.status)
    return Redirect(f"{MANAGE}/{code}?done=added", status_code=303)


async def _new(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str | None,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    programmes = await kept_programmes(house, request.user)
    programme = house.programmes.get(slug or "") or programmes[0]
    whole = await network(house)
    return page(
        request,
        say,
        "registry/new.html",
        has_samples=whole.has_samples,
        status_code=status,
        programme=programme,
        code_like=_codes_like(whole, programme.slug),
        parents=await sites_offered(house, whole, programme.slug),
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
        divisions=division_choices(house, programme, say, typed["division"]),
        statuses=[
            Option(c, say.of(label), (typed["status"] or "building") == c)
            for c, label in STATUSES.items()
            if c != "closed"
        ],
        typed=typed,
        faults=faults,
    )


def _codes_like(whole: Network, slug: str) -> str:
    """A code of the programme as an example of how they are formed here; empty where it has no site yet."""
    return next((one.site.code for one in whole.each_of_programme(slug)), "")
