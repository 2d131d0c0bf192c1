"""What a journey lists, it lists to those it is for: nothing to every other role, elsewhere, with a first password."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import pytest

from app.access.actor import Actor
from app.access.rules import Action
from app.errors import NotAllowed
from app.journeys.assessments.contracts import operated_sites
from app.journeys.assessments.due_this_week import due_this_week, own_contracts
from app.journeys.desk.inside import inside_site
from app.journeys.desk.my_work import my_work, sites_inside
from app.journeys.faults.answering import answered_faults, waiting_faults
from app.journeys.files.workbook_out import host_cities, townships
from app.journeys.inspections.ledger import LedgerQuery, rectification_ledger
from app.journeys.inspections.planned_visits import own_visits_to_come, visits_to_come
from app.journeys.inspections.rectifications import open_rectifications, rectification_counts
from app.journeys.inspections.sites_to_visit import sites_to_visit
from app.journeys.network.judged import network
from app.journeys.proposals.read import own_and_reviewable
from app.journeys.proposals.review import decided_lately, waiting_reviews
from app.journeys.registry.register_list import RegisterQuery, register_list
from app.journeys.spending.spent import spent_at
from tests.journeys.looked_at import CODE, CONTRACT, WHOLE, Look, World, world
from tests.journeys.writes.table import BUREAU, EDITOR, GANGBEI, OFFICE, QU, REVIEWER, strangers

__all__ = ["world"]


def listing(name: str, right: Action, who: Actor, look: Look) -> Any:
    return pytest.param(right, who, look, id=name)


async def _told(looked: Awaitable[Any]) -> list[Any]:
    return list(await looked)


async def _work(world: World, actor: Actor) -> list[Any]:
    work = await my_work(world.house, actor)
    return [code for place in work.sites.tolist() if (code := work.whole.columns.codes[place]) != CONTRACT]


async def _inside(world: World, actor: Actor) -> list[Any]:
    whole, mine, _ = await sites_inside(world.house, actor)
    return [code for place in mine.tolist() if (code := whole.columns.codes[place]) != CONTRACT]


async def _townships(world: World, actor: Actor) -> list[Any]:
    return [code for code in await townships(world.house, actor) if code != GANGBEI]


async def _cities(world: World, actor: Actor) -> list[Any]:
    whole = await network(world.house)
    parts = {site.division for one in whole.every if (site := one.site).host_city and site.division}
    return [cities for cities in (await host_cities(world.house, actor, parts)).values() if cities]


async def _to_visit(world: World, actor: Actor) -> list[Any]:
    found = await sites_to_visit(world.house, actor, QU, "", "risk", limit=5)
    assert bool(found.shown) == bool(found.matched) == bool(found.townships)
    return list(found.shown)


async def _register(world: World, actor: Actor) -> list[Any]:
    found = await register_list(world.house, actor, RegisterQuery(QU), 1, 5)
    assert bool(found.shown) == bool(found.matched)
    return list(found.shown)


async def _spent(world: World, actor: Actor) -> list[Any]:
    site = await inside_site(world.house, OFFICE, "QX-TUXI")
    return [sum_] if (sum_ := await spent_at(world.house, actor, site.site)) is not None else []


async def _ledger(world: World, actor: Actor) -> list[Any]:
    try:
        return list((await rectification_ledger(world.house, actor, LedgerQuery(programme=QU))).rows)
    except NotAllowed:
        return []


async def _counts(world: World, actor: Actor) -> list[Any]:
    found = await rectification_counts(world.house, actor)
    return [found] if found.open else []


async def _visits(world: World, actor: Actor) -> list[Any]:
    return list(await visits_to_come(world.house, actor, inspector=str(world["inspector"])))


@pytest.mark.parametrize(
    ("right", "who", "look"),
    [
        listing("reported faults", "answer_fault", EDITOR, lambda w, a: waiting_faults(a)),
        listing("answered faults", "answer_fault", EDITOR, lambda w, a: answered_faults(a)),
        listing("open orders", "read_site_inside", EDITOR, lambda w, a: open_rectifications(a)),
        listing("orders", "read_site_inside", EDITOR, _ledger),
        listing("how many orders", "read_site_inside", EDITOR, _counts),
        listing("contracts", "read_assessment", BUREAU, lambda w, a: operated_sites(w.house, a)),
        listing("contracts to do something under", "read_assessment", BUREAU, lambda w, a: own_contracts(w.house, a)),
        listing("visits to come", "order_rectification", REVIEWER, lambda w, a: visits_to_come(w.house, a)),
        listing("an inspector's visits", "order_rectification", REVIEWER, _visits),
        listing("waiting requests", "review_change", REVIEWER, lambda w, a: waiting_reviews(w.house, a)),
        listing("decided requests", "review_change", REVIEWER, lambda w, a: decided_lately(w.house, a)),
        listing("requests", "review_change", REVIEWER, lambda w, a: own_and_reviewable(w.house, a)),
        listing("sites to fill in", "edit_site", EDITOR, _work),
        listing("sites to look into", "read_site_inside", EDITOR, _inside),
        listing("sites to visit", "order_rectification", REVIEWER, _to_visit),
        listing("sites to keep", "publish_directly", OFFICE, _register),
        listing("money at a site", "read_county", REVIEWER, _spent),
        listing("townships of a workbook", "export_sites_inside", EDITOR, _townships),
        listing("cities of parts of a workbook", "export_sites_inside", WHOLE, _cities),
        listing("what a contract asks", "read_assessment", BUREAU, lambda w, a: due_this_week(w.house, a)),
    ],
)
async def test_what_is_listed_is_empty_for_whom_it_is_not_for(
    world: World, right: Action, who: Actor, look: Look
) -> None:
    for stranger in strangers(right, who):
        assert await _told(look(world, stranger)) == [], stranger
    assert await _told(look(world, who))


@pytest.mark.parametrize("text", [" ", "　"])
async def test_a_text_that_says_nothing_leaves_no_site_out_of_the_register(world: World, text: str) -> None:
    every = await register_list(world.house, OFFICE, RegisterQuery(QU), 1, 5)
    found = await register_list(world.house, OFFICE, RegisterQuery(QU, text=text), 1, 5)
    assert (found.matched, found.shown) == (every.matched, every.shown)
    named = await register_list(world.house, OFFICE, RegisterQuery(QU, text="土溪"), 1, 5)
    assert 0 < named.matched < every.matched


async def test_visits_are_planned_for_whom_they_are_and_told_to_nobody_who_inspects_nowhere(world: World) -> None:
    account = world["inspector"]
    own = Actor(str(account), "审核员", "reviewer", REVIEWER.scopes)
    assert [one.site.code for one in await own_visits_to_come(world.house, own)] == [CODE]
    assert await own_visits_to_come(world.house, REVIEWER) == ()
    assert await own_visits_to_come(world.house, Actor(str(account), "审核员", "reader")) == ()
