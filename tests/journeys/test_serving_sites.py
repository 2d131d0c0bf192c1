"""The sites that a service circle counts are those whose own records say so, named and located as they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import isnan

import pytest

from app.access.actor import program
from app.coverage.places import ServingSite
from app.journeys.coverage.circle import serving_sites
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judged import network
from app.journeys.network.records import SitesAtHand
from app.journeys.registry.register import register

pytestmark = pytest.mark.both_engines
POINT = {"programme": "qu-2023", "kind": "service_point", "tier": "village", "division": "511725103201"}


async def test_only_sites_of_the_kinds_and_states_that_the_circle_counts_serve_anybody(demo_house: House) -> None:
    wanted = [
        POINT | {"code": "Z-2", "name": "点二", "status": "operating"},
        POINT | {"code": "Z-1", "name": "点一", "status": "planned"},
        POINT | {"code": "Z-3", "name": "点三", "status": "closed"},
    ]
    await register(demo_house, program("test"), wanted, reason="test")
    circle = demo_house.programme("qu-2023").service_circle
    assert circle is not None
    house = replace(demo_house, kept=Kept())
    whole = await network(house)
    found = serving_sites(whole, "qu-2023", circle)
    said = [
        ServingSite(s.code, s.name or s.code, s.kind, s.location.point if s.location else None)
        for s in (member.site for member in whole.of_programme("qu-2023"))
        if s.kind in circle.counting_kinds and s.status in circle.counting_statuses
    ]
    assert list(found) == said
    assert {site.location is None for site in found} == {True, False}
    assert [site.code for site in found if site.code.startswith("Z-")] == ["Z-2"]


async def test_counting_them_makes_no_site_of_a_record(demo_house: House) -> None:
    circle = demo_house.programme("qu-2023").service_circle
    assert circle is not None
    whole = await network(replace(demo_house, kept=Kept()))
    at_hand = whole.house.kept.of(SitesAtHand).by_version
    at_hand.clear()
    found = serving_sites(whole, "qu-2023", circle)
    assert Counter(found.kinds) == Counter(site.kind for site in found)
    assert [not isnan(lat) for lat in found.degrees[:, 0].tolist()] == [site.location is not None for site in found]
    assert not at_hand
