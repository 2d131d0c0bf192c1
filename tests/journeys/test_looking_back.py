"""The network of a past day is what was recorded by its end; a site recorded later, as it was first recorded."""

from datetime import timedelta

from app.journeys.house import House
from app.journeys.network.judged import network, site_on
from app.journeys.registry.register import register
from tests.journeys.proposing_people import ADMIN, CODE

LATER = {
    "code": "NEW-1",
    "programme": "qu-2023",
    "kind": "gig_market",
    "tier": "county",
    "name": "零工市场",
    "division": "511725103000",
    "status": "operating",
}


async def with_a_site_of_tomorrow(house: House) -> None:
    """A site registered tomorrow with 100 m² and measured anew the day after with 200; and the clock stands there."""
    start = house.now()
    for day, area in ((1, 100), (2, 200)):
        object.__setattr__(house, "now", lambda day=day: start + timedelta(days=day))
        await register(house, ADMIN, [{**LATER, "facts": {"area_m2": area}}], reason="x")


async def test_a_site_recorded_later_stands_as_it_was_first_recorded(house: House) -> None:
    past = house.today()
    await with_a_site_of_tomorrow(house)
    then, now = await network(house, past), await network(house)
    assert then.by_code["NEW-1"].site.facts["area_m2"] == 100
    assert now.by_code["NEW-1"].site.facts["area_m2"] == 200
    assert (await site_on(house, "NEW-1", past)).facts["area_m2"] == 100
    assert (await site_on(house, "NEW-1")).facts["area_m2"] == 200


async def test_a_site_recorded_before_stands_as_it_was_at_the_end_of_the_day(house: House) -> None:
    past = house.today()
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 10}}], reason="x")
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 11}}], reason="x")
    start = house.now()
    object.__setattr__(house, "now", lambda: start + timedelta(days=1))
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 20}}], reason="x")
    then, now = await network(house, past), await network(house)
    assert then.by_code[CODE].site.facts["area_m2"] == 11
    assert now.by_code[CODE].site.facts["area_m2"] == 20
    assert len(then.sites) == len(now.sites)
