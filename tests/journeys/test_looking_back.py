"""The network of a past day is what was recorded by its end; before that a site has no state."""

from datetime import date, datetime, timedelta

import pytest

from app.compliance.judge import judge
from app.journeys.coverage.circle import network_verdicts
from app.journeys.house import House
from app.journeys.network.judged import network, programme_progress
from app.journeys.network.one_site import recorded_on, site_on, site_verdict
from app.journeys.network.recorded import NotYetRecorded
from app.journeys.registry.register import register
from app.units import CHINA
from tests.journeys.proposing_people import ADMIN, CODE
from tests.province import settle

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


async def test_a_site_recorded_later_is_not_yet_recorded(house: House) -> None:
    past = house.today()
    await with_a_site_of_tomorrow(house)
    then, now = await network(house, past), await network(house)
    assert "NEW-1" not in then.by_code
    assert then.not_yet_recorded == {"qu-2023": 1}
    assert "1 个站点" in then.notes["qu-2023"][0].zh
    assert now.not_yet_recorded == {}
    assert (then.knows("qu-2023"), then.knows("gangbei-2025"), now.knows("qu-2023")) == (True, True, True)
    assert (then.has_samples, now.has_samples) == (False, False)
    assert now.by_code["NEW-1"].site.facts["area_m2"] == 200
    with pytest.raises(NotYetRecorded):
        await site_on(house, "NEW-1", past)
    verdict = await site_verdict(house, "NEW-1", past)
    assert (verdict.status, verdict.reason, verdict.clauses) == ("not_assessed", "not_yet_recorded", ())
    assert (verdict.site_code, verdict.as_of) == ("NEW-1", past)
    assert (past + timedelta(days=1)).isoformat() in verdict.notes[0].zh
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
    assert then.by_code.keys() == now.by_code.keys()


async def test_a_day_ends_at_midnight_in_china_to_the_microsecond(house: House) -> None:
    midnight = datetime(2031, 5, 7, tzinfo=CHINA)
    for area, later in ((31, -1), (32, 0), (33, 1)):
        object.__setattr__(house, "now", lambda later=later: midnight + timedelta(microseconds=later))
        await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": area}}], reason="x")
    object.__setattr__(house, "now", lambda: midnight + timedelta(days=2))
    for day, area, version in ((6, 31, 2), (7, 33, 4)):
        looked_at = date(2031, 5, day)
        recorded, member = await recorded_on(house, CODE, looked_at), (await network(house, looked_at)).by_code[CODE]
        assert (recorded.site.facts["area_m2"], recorded.version) == (area, version)
        assert (member.site.facts["area_m2"], member.version) == (area, version)
        assert recorded.updated_at == member.updated_at == midnight + timedelta(microseconds=1 if day == 7 else -1)


async def test_a_register_first_filled_today_knows_nothing_of_an_earlier_day(house: House) -> None:
    """And the three answers of a site that is not assessed are three, a day to come is called a forecast."""
    early = house.today() - timedelta(days=1)
    then = await network(house, early)
    assert (then.every, then.knows("qu-2023")) == ((), False)
    assert {line.registered for line in await programme_progress(house, "qu-2023", early)} == {0}
    assert {line.gap.zh for line in await programme_progress(house, "qu-2023", early)} == {"尚未登记任何站点"}
    assert await network_verdicts(house, "qu-2023", early) == ()
    assert (await site_verdict(house, CODE, early)).reason == "not_yet_recorded"
    park = next(m.site.code for m in (await network(house)).every if m.site.kind == "hr_industrial_park")
    assert (await site_verdict(house, park)).reason == "not_built"
    await register(house, ADMIN, [{"code": park, "status": "operating"}], reason="x")
    assert (await site_verdict(house, park)).reason == "no_standard"
    site, programme = await site_on(house, CODE), house.programme("qu-2023")
    assert judge(site, programme, house.divisions, date(2022, 12, 31)).reason == "not_in_force"
    tomorrow = await site_verdict(house, CODE, house.today() + timedelta(days=1))
    assert "预测" in tomorrow.notes[0].zh


async def test_a_site_without_any_change_record_was_recorded_first_when_it_was_saved(house: House) -> None:
    """Its day is all that is known; that it is a sample every page of a day before it says too."""
    await settle(house, ("qu-2023",), 1)
    early, today = house.today() - timedelta(days=1), house.today()
    with pytest.raises(NotYetRecorded, match=f"first recorded on {today}; not yet recorded on {early}"):
        await site_on(house, "PR-000000", early)
    then, now = await network(house, early), await network(house)
    assert (then.every, then.has_samples, then.is_sample("qu-2023")) == ((), True, False)
    assert (now.has_samples, now.is_sample("qu-2023"), now.is_sample("gangbei-2025")) == (True, True, False)
    assert (await site_on(house, "PR-000000", today)).sample
