"""The pairs of findings that are renewed after a save are those laid out anew, also where only answers turned."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import numpy as np

from app.access.actor import program
from app.errors import InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.audits.pairs import Pairs, pairs_of
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judged import Network, network
from app.journeys.registry.register import register
from tests.oracle.documents import random_site, to_json

ACTOR = program("test")
QU = "qu-2023"


async def saved(house: House, rng: random.Random, code: str, kind: str) -> None:
    """Other facts of a site; what entry refuses of what was drawn is left out."""
    drawn = load_json(to_json({"facts": random_site(rng, QU, kind).get("facts", {})}).encode())["facts"]
    for fact, value in rng.sample(sorted(drawn.items()), min(len(drawn), 3)):
        try:
            await register(house, ACTOR, [{"code": code, "facts": {fact: value}}], reason="x")
        except InvalidInput:
            continue


def parts(pairs: Pairs) -> list[list[int]]:
    return [column.tolist() for column in (pairs.places, pairs.area, pairs.sites, pairs.clauses, pairs.answers)]


async def laid_out_anew(house: House, whole: Network) -> Pairs:
    return await pairs_of(replace(house, kept=Kept()), whole, QU)


async def test_pairs_after_saves_are_those_laid_out_anew_and_only_answers_are_where_nothing_else_turned(
    demo_house: House,
) -> None:
    house, rng = demo_house, random.Random(20261130)
    before = await pairs_of(house, await network(house), QU)
    counting = [member for member in (await network(house)).of_programme(QU) if member.status != "not_built"]
    only_answers, turned, anew = 0, 0, 0
    for _ in range(30):
        some = rng.choice(counting)
        await saved(house, rng, some.site.code, some.site.kind)
        whole = await network(house)
        pairs = await pairs_of(house, whole, QU)
        assert parts(pairs) == parts(await laid_out_anew(house, whole))
        assert pairs.whole.state == whole.state
        if pairs is not before:
            only_answers += pairs.sites is before.sites
            turned += pairs.sites is before.sites and pairs.answers.tolist() != before.answers.tolist()
            anew += pairs.sites is not before.sites
        before = pairs
    assert turned > 5, "answers turned in their places"
    assert only_answers > 5
    assert anew > 0, "what binds a site turned"


async def test_where_a_site_closes_or_comes_all_pairs_are_laid_out_anew(demo_house: House) -> None:
    house = demo_house
    first = await pairs_of(house, await network(house), QU)
    code = (await network(house)).of_programme(QU)[0].site.code
    fresh = {"programme": QU, "kind": "service_point", "tier": "village", "name": "点", "status": "operating"}
    for document in ({"code": code, "status": "closed"}, {"code": "A-NEW", "division": "511725103201"} | fresh):
        await register(house, ACTOR, [document], reason="x", action="site.sampled")
        whole = await network(house)
        pairs = await pairs_of(house, whole, QU)
        assert pairs.sites is not first.sites
        assert parts(pairs) == parts(await laid_out_anew(house, whole))
        first = pairs


async def test_the_pairs_of_places_are_theirs_alone_and_what_is_no_pair_is_left_out(demo_house: House) -> None:
    whole = await network(demo_house)
    pairs = await pairs_of(demo_house, whole, QU)
    codes = [whole.columns.codes[place] for place in pairs.places.tolist()]
    every = [
        (codes[site], pairs.order[clause].id)
        for site, clause in zip(pairs.sites.tolist(), pairs.clauses.tolist(), strict=True)
    ]
    for number in range(0, len(every), 37):
        assert np.flatnonzero(pairs.of_places({every[number]})).tolist() == [number]
    some = random.Random(7).sample(range(len(every)), 40)
    strangers = {("NOWHERE", every[0][1]), (every[0][0], "no.clause"), ("GB-CENTRE", every[0][1])}
    assert np.flatnonzero(pairs.of_places({every[one] for one in some} | strangers)).tolist() == sorted(some)


async def test_who_asks_for_pairs_while_they_are_laid_out_gets_the_same(demo_house: House) -> None:
    house = replace(demo_house, kept=Kept())
    whole = await network(house)
    first, second = await asyncio.gather(pairs_of(house, whole, QU), pairs_of(house, whole, QU))
    assert second is first
