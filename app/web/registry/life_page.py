"""One site's life in the register: how it stands, and a form for each move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Malformed, Refused
from app.inspections.acceptance import ACCEPTANCE_MOVES
from app.journeys.audits.finding_words import township_name
from app.journeys.desk.history import SITE_ACTIONS
from app.journeys.house import House
from app.journeys.network.closing import merged_into
from app.journeys.network.judged import Network, network
from app.journeys.network.stored import readable
from app.journeys.registry.acceptance import RECORD_ACTIONS, UNREADABLE, acceptance_of
from app.journeys.registry.consequences import consequences
from app.journeys.registry.life import LIFE_MOVES, change_life, last_change
from app.journeys.registry.merge import merge_sites
from app.journeys.site_rights import require, stored_site
from app.sites.site import Site
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, version_in_form
from app.web.language import Speech
from app.web.pages import page
from app.web.public.filters import Option
from app.web.registry.acceptance_view import shown_acceptance
from app.web.registry.register_choices import MANAGE, division_choices
from app.web.site_rows import place_name, tier_label
from app.web.tried import Wrong, tried
from app.wording import Wording

MOST_OFFERED = 300
"""Sites of a kind up to which they are offered to merge into; with more, a code is typed."""
_TYPED = ("status", "tier", "division", "address", "keeps_location", "clause", "why", "paper", "until")
_FIELDS = ("move", "reason", "happened_on", "done_by", "opinion", *_TYPED)
_DONE = frozenset({*LIFE_MOVES, *ACCEPTANCE_MOVES, "added", "merged"})
NO_MOVE = Wording("页面已过期，请刷新页面", "the form does not say what is to be done; reload the page")


@get(MANAGE + "/{code:str}", opt=audience("publish_directly"))
async def life_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText) -> Template:
    """One site's life: how it stands, and a form for each move."""
    return await life_of(request, house, say, code)


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
        raise Malformed(NO_MOVE)
    typed = {name: str(form.get(name, "")).strip() for name in (*_TYPED, "reason")} | {"move": move}
    version = version_in_form(form.get("version"))
    done = await tried(change_life(house, request.user, code, version, move, typed), say)
    if isinstance(done, Wrong):
        return await life_of(request, house, say, code, typed, done)
    return Redirect(f"{MANAGE}/{code}?done={move}", status_code=303)


async def _merging(request: Request[Actor, Any, Any], house: House, say: Speech, code: str) -> Response[Any]:
    form = await request.form()
    names = ("move", "reason", "into", *_TYPED)
    typed = {name: str(form.get(name, "")).strip() for name in names}
    version = version_in_form(form.get("version"))
    stays = await tried(merge_sites(house, request.user, code, version, typed["into"], typed["reason"]), say)
    if isinstance(stays, Wrong):
        return await life_of(request, house, say, code, typed, stays)
    return Redirect(f"{MANAGE}/{stays.code}?done=merged", status_code=303)


async def life_of(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str] | None = None,
    wrong: Wrong | None = None,
) -> Template:
    """The page; with what was typed into one of its forms, and what is wrong with that."""
    row = await stored_site(code)
    require(request.user, "publish_directly", row)
    site, whole = readable(house, row), await network(house)
    programme = house.programme(row.programme)
    if site is None:
        raise Refused(UNREADABLE)
    after = await consequences(house, whole, row, site)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "registry/life.html",
        has_samples=whole.has_samples,
        status_code=wrong.status if wrong else 200,
        site=site,
        version=row.version,
        kind=say.of(programme.kinds_by_code[site.kind].label),
        tier=tier_label(house, say, site),
        place=" ".join(part for part in (place_name(house, say, site), site.address) if part),
        goes_on=whole.by_code.get(await merged_into(site, whole.as_of) or ""),
        status_label=say.of(STATUSES[site.status]) if site.status else "",
        statuses=[Option(c, say.of(label), False) for c, label in STATUSES.items() if c != site.status],
        tiers=[
            Option(t.code, say.of(t.label), False)
            for t in programme.kinds_by_code[site.kind].tiers
            if t.code != site.tier
        ],
        divisions=division_choices(house, programme, say, (typed or {}).get("division") or site.division or ""),
        others=_to_merge_into(whole, site),
        waivers=[(w, say.of(programme.clauses_by_id[w.clause].title)) for w in site.waivers],
        waivable=_waivable(programme, site, say),
        warned=_warned(house, say, after.township_left, after.orders, len(after.below)),
        last=await _last(code, say),
        acceptance=shown_acceptance(await acceptance_of(house, site), say),
        typed=dict.fromkeys(_FIELDS, "") | dict(typed or {}),
        faults=wrong.faults if wrong else {},
        today=formats.day(house.today()),
        done=done if done in _DONE and wrong is None else "",
    )


async def _last(code: str, say: Speech) -> dict[str, Any] | None:
    try:
        change = await last_change(code)
    except Refused:
        return None
    action = SITE_ACTIONS.get(change.action, Wording(change.action, change.action))
    return {
        "action": say.of(action),
        "at": change.at,
        "by": change.actor_name,
        "reason": change.reason,
        "is_step": change.action in RECORD_ACTIONS,
    }


def _warned(house: House, say: Speech, left: str | None, orders: int, below: int) -> list[str]:
    said = []
    if left is not None:
        said.append(say("manage.leaves_township", name=say.of(township_name(house, left))))
    if orders:
        said.append(say("manage.leaves_orders", n=orders))
    if below:
        said.append(say("manage.leaves_below", n=below))
    return said


def _waivable(programme: Programme, site: Site, say: Speech) -> list[Option]:
    """Clauses that bind the site and may be waived."""
    return [
        Option(clause.id, say.of(clause.title), False)
        for clause in programme.clauses
        if clause.level == "generally" and clause.covers(site.kind, site.tier)
    ]


def _to_merge_into(whole: Network, site: Site) -> list[tuple[str, str]]:
    """Open sites of its programme and kind, by code and name; those that come first where there are very many."""
    columns = whole.columns
    alike = columns.of_programme(site.programme) & columns.named("kind").any_of((site.kind,))
    places = np.flatnonzero(alike)[: MOST_OFFERED + 1]
    return [(one.site.code, one.site.called) for one in whole.at(places) if one.site.code != site.code]
