"""Findings of the demonstration, counted once more one by one: order, filters, choices and matrix say the same."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.access.actor import Actor, Scope
from app.compliance.verdicts import LEVELS
from app.errors import NotFound
from app.journeys.audits.findings import Scene, explained, finding_scene
from app.journeys.audits.matrix import matrix_of
from app.journeys.audits.pairs import ANSWERS, ELSEWHERE, ORDER_FILTERS, PROBLEMS, FindingQuery
from app.journeys.house import House
from app.journeys.inspections.rectify import answer_rectification, order_rectification
from app.journeys.network.judged import Network, NetworkSite, network
from app.sites.divisions import lies_within
from tests.journeys.writes.table import EDITOR, OFFICE, OPERATOR, QU, QU_COUNTY

READER = Actor("leo", "查阅员", "reader")
TOWN = Actor("town", "镇填报员", "site_editor", (Scope(division="511725103000"), Scope(site="QX-LINBA")))


@dataclass(frozen=True)
class Pair:
    """One clause at one site."""

    member: NetworkSite
    township: str
    clause: str
    level: str
    verdict: str
    orders: frozenset[str]


@pytest.fixture
async def house(demo_house: House) -> House:
    """The demonstration on the day after one order at a site was due, and another was answered."""
    today = demo_house.today()
    given = {"found_on": str(today), "finding": "x", "demand": "y", "due_on": str(today)}
    await order_rectification(demo_house, OFFICE, "QX-LINBA", {**given, "clauses": ["station.posted"]})
    one = await order_rectification(demo_house, OFFICE, "QX-SANHUI", {**given, "clauses": ["station.posted"]})
    await answer_rectification(demo_house, EDITOR, one.id, 1, "好了")
    moment = demo_house.now() + timedelta(days=1)
    object.__setattr__(demo_house, "now", lambda: moment)
    return demo_house


ORDERED = {
    ("QX-TUXI", "station.posted"): {"open"},
    ("QX-LINBA", "station.posted"): {"open", "overdue"},
    ("QX-SANHUI", "station.posted"): {"open"},
}


def pairs_of(house: House, whole: Network, actor: Actor) -> list[Pair]:
    """Every pair that somebody may see, in its order."""
    programme = house.programmes[QU]
    sorts = [(kind.code, tier.code) for kind in programme.kinds for tier in kind.tiers]
    turn = [clause.id for clause in programme.clauses]
    levels = {clause.id: clause.level for clause in programme.clauses}
    found = []
    for member in whole.of_programme(QU):
        site = member.site
        inside = any(
            (scope.division and lies_within(site.division or "", scope.division)) or scope.site == site.code
            for scope in actor.scopes
        )
        if actor.role == "site_editor" and not inside:
            continue
        town = house.divisions.township_of(site.division)
        township = town.code if town is not None and lies_within(town.code, QU_COUNTY) else ELSEWHERE
        for clause, verdict in (whole.tables[QU].verdicts(site.code) if site.code in _asked(whole) else {}).items():
            orders = frozenset(ORDERED.get((site.code, clause), {"none"}))
            found.append(Pair(member, township, clause, levels[clause], verdict, orders))
    return sorted(
        found,
        key=lambda one: (
            (one.township == ELSEWHERE, one.township),
            sorts.index((one.member.site.kind, one.member.site.tier)),
            one.member.site.code,
            turn.index(one.clause),
        ),
    )


def _asked(whole: Network) -> set[str]:
    return {code for codes, _, _ in whole.tables[QU].blocks() for code in codes}


def holding(every: list[Pair], query: FindingQuery, but: str = "") -> list[Pair]:
    """The pairs that a query finds, one of its conditions left out."""

    def holds(one: Pair) -> bool:
        site, area = one.member.site, query.division
        return all(
            holds
            for name, holds in {
                "division": area is None
                or (one.township == ELSEWHERE if area == ELSEWHERE else lies_within(site.division or "", area)),
                "kinds": site.kind in (query.kinds or {site.kind}),
                "level": query.level in (None, one.level),
                "clauses": one.clause in (query.clauses or {one.clause}),
                "states": one.verdict in (query.states or {one.verdict}),
                "order": query.order is None or query.order in one.orders,
                "sites": site.code in (query.sites or {site.code}),
            }.items()
            if name != but
        )

    return [one for one in every if holds(one)]


def asked(rng: random.Random, every: list[Pair]) -> FindingQuery:
    """A question of some of what there is."""

    def some(values: set[str], share: float) -> frozenset[str]:
        known = sorted(values)
        return (
            frozenset(rng.sample(known, min(len(known), rng.choice((1, 3))))) if rng.random() < share else frozenset()
        )

    towns = [ELSEWHERE, QU_COUNTY, *sorted({one.township for one in every} - {ELSEWHERE})]
    return FindingQuery(
        division=rng.choice(towns) if rng.random() < 0.4 else None,
        kinds=some({one.member.site.kind for one in every}, 0.4),
        level=rng.choice((None, None, *LEVELS)),
        clauses=some({one.clause for one in every}, 0.3),
        states=some(set(ANSWERS), 0.5),
        order=rng.choice((None, None, *ORDER_FILTERS)),
        sites=some({one.member.site.code for one in every}, 0.1),
    )


async def assert_as_counted(house: House, scene: Scene, every: list[Pair]) -> None:
    query = scene.query
    found = holding(every, query)
    assert scene.matched == len(found)
    assert scene.sites == len({one.member.site.code for one in found})
    assert scene.has_samples == bool(found)
    choices = scene.choices()
    assert choices.states == dict.fromkeys(ANSWERS, 0) | Counter(one.verdict for one in holding(every, query, "states"))
    by_order = Counter(order for one in holding(every, query, "order") for order in one.orders)
    assert choices.orders == {name: by_order[name] for name in ORDER_FILTERS}
    assert choices.townships == Counter(one.township for one in holding(every, query, "division"))
    assert choices.kinds == Counter(one.member.site.kind for one in holding(every, query, "kinds"))
    by_level = Counter(one.level for one in holding(every, query, "level"))
    assert choices.levels == {level: by_level[level] for level in LEVELS}
    assert choices.clauses == Counter(one.clause for one in holding(every, query, "clauses"))
    shown = await explained(house, scene, 7, 3)
    assert [(one.member.site.code, one.township, one.verdict.clause.id, one.verdict.verdict) for one in shown] == [
        (one.member.site.code, one.township, one.clause, one.verdict) for one in found[3:10]
    ]
    for one, pair in zip(shown, found[3:10], strict=True):
        assert bool(one.orders) == ("open" in pair.orders)
    matrix = matrix_of(scene, 5, 2)
    codes = list(dict.fromkeys(one.member.site.code for one in found))
    assert (matrix.sites, [row.member.site.code for row in matrix.rows]) == (len(codes), codes[2:7])
    across = [clause.id for clause in matrix.clauses]
    assert set(across) == {one.clause for one in found}
    verdicts = {(one.member.site.code, one.clause): one.verdict for one in found}
    for row in matrix.rows:
        assert list(row.cells) == [verdicts.get((row.member.site.code, clause)) for clause in across]
        assert row.count("met") == list(row.cells).count("met")
    for clause, total in zip(across, matrix.totals, strict=True):
        counted = Counter(one.verdict for one in found if one.clause == clause)
        assert {verdict: count for verdict, count in total.items() if count} == counted


async def test_every_question_is_answered_as_one_by_one(house: House) -> None:
    rng, whole = random.Random(7), await network(house)
    for actor in (OFFICE, TOWN, READER):
        every = pairs_of(house, whole, actor)
        assert {"met", "unknown"} <= {one.verdict for one in every}
        assert {one.level for one in every} == {*LEVELS}
        scene = await finding_scene(house, actor, QU, FindingQuery(), problems_only=False)
        await assert_as_counted(house, scene, every)
        assert (await finding_scene(house, actor, QU, FindingQuery())).query.states == PROBLEMS
        for _ in range(12):
            await assert_as_counted(house, scene.asked(asked(rng, every)), every)
    assert {one.township for one in every} > {ELSEWHERE}
    with pytest.raises(NotFound):
        await finding_scene(house, OPERATOR, QU, FindingQuery())
    own = await finding_scene(house, OPERATOR, None, FindingQuery())
    assert [programme.slug for programme in own.programmes] == ["gangbei-2025"]
    both = await finding_scene(house, replace(READER, key="other"), None, FindingQuery())
    assert [programme.slug for programme in both.programmes] == [QU, "gangbei-2025"], "most sites first"
