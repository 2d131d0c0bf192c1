"""Audits: frozen once, computed again to the same, signed off for good, closed by the clock; and compared."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotAllowed, Refused
from app.exchange.strict_json import json_text, load_json
from app.journeys.audits.compare import AuditComparison, compare, waiver_ended
from app.journeys.audits.freeze import freeze
from app.journeys.audits.kept_audits import (
    OtherVerdict,
    Recomputed,
    audits_of,
    kept_audit,
    make_audit,
    recompute,
    sign_audit,
)
from app.journeys.audits.month_end import close_month, closing_months_by_the_clock, month_end_of, turn_month_end
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judged import Networks
from app.journeys.registry.register import register
from app.standards.programme import Programme
from app.store.audits import AuditedSite, CountyAudit, insert_audit, read_audited_sites
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.refusals import RowRefused
from tests.journeys.proposing_people import ADMIN

QU = "qu-2023"
FIRST = datetime(2026, 10, 30, 2, 0, tzinfo=UTC)
STATION = {
    "code": "NEW-1",
    "programme": QU,
    "kind": "service_station",
    "tier": "township_basic",
    "name": "土溪镇服务站",
    "division": "511725103000",
    "status": "operating",
}


def on_day(house: House, days: int) -> date:
    """Let the house's clock stand so many days after the first."""
    object.__setattr__(house, "now", lambda: FIRST + timedelta(days=days))
    return house.today()


async def tell(house: House, *documents: Mapping[str, Any]) -> None:
    await register(house, ADMIN, list(documents), reason="x")


@pytest.mark.both_engines
async def test_a_form_that_is_sent_twice_makes_one_audit(house: House) -> None:
    key = uuid4()
    one, other = await asyncio.gather(*(make_audit(house, ADMIN, QU, title="十月末", key=key) for _ in range(2)))
    later = await make_audit(house, ADMIN, QU, title="十月末", key=key)
    assert {one.id, other.id, later.id} == {key}
    assert len(await audits_of(house, ADMIN, QU)) == 1
    assert len([c for c in await read_changes("audit", str(key)) if c.action == "audit.made"]) == 1


async def test_an_audit_stays_as_it_was_made_and_comes_out_the_same_again(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 12}})
    made = await make_audit(house, ADMIN, QU, title="十月末")
    on_day(house, 3)
    await tell(house, STATION | {"facts": {"area_m2": 20}, "status": "closed"})
    kept = await kept_audit(house, ADMIN, made.id)
    (site,) = [one for one in kept.sites if one.code == "NEW-1"]
    area = next(clause for clause in site.clauses if clause.id == "station.area_basic")
    assert (site.lifecycle, area.verdict, area.gap.zh) == ("operating", "not_met", "差 3 平方米")
    assert kept.frozen.summary()["clauses"]["station.area_basic"]["not_met"] == 1
    again = await recompute(house, ADMIN, made.id)
    assert again.equal
    assert (again.sites, again.closed, again.differing) == (len(kept.sites), 0, ())
    later = await recompute(house, ADMIN, (await make_audit(house, ADMIN, QU)).id)
    assert (later.sites, later.closed) == (len(kept.sites) - 1, 1), "closed meanwhile, and told apart"
    assert [one.stored.title for one in await audits_of(house, ADMIN, QU)] == ["", "十月末"]


async def test_a_record_touched_behind_the_program_is_found_when_it_is_computed_again(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 12}})
    made = await make_audit(house, ADMIN, QU)
    async with transaction():
        await CountyAudit.update({CountyAudit.result_hash: "0" * 64}).where(CountyAudit.id == made.id)
    again = await recompute(house, ADMIN, made.id)
    assert (again.untouched, again.equal) == (False, False)


async def test_each_verdict_that_comes_out_otherwise_is_told_and_a_record_nobody_can_read_any_more_too(
    house: House,
) -> None:
    on_day(house, 0)
    await tell(house, *(STATION | {"code": code, "facts": {"area_m2": 20}} for code in ("NEW-1", "NEW-2", "NEW-3")))
    made = await make_audit(house, ADMIN, QU)
    # As another hand, or a release that read records otherwise, would have left it.
    left = replace(made, id=uuid4())
    rows = {row.code: replace(row, audit=left.id, id=uuid4()) for row in await read_audited_sites(made.id)}
    for code, changes in (("NEW-1", {"kind": "lighthouse"}), ("NEW-3", {"facts": {"area_m2": 12}})):
        document = load_json(rows[code].document.encode()) | changes
        rows[code] = replace(rows[code], document=json_text(document))
    async with transaction():
        await insert_audit(left, list(rows.values()))
    again = await recompute(house, ADMIN, left.id)
    assert not again.equal
    assert again.differing == (
        OtherVerdict("NEW-1", "", None, None),
        OtherVerdict("NEW-3", "station.area_basic", "met", "not_met"),
    )


@pytest.mark.parametrize(
    "but", [{"untouched": False}, {"pack_lost": True}, {"differing": (OtherVerdict("A", "", None, None),)}]
)
def test_an_audit_is_equal_where_nothing_speaks_against_it(but: dict[str, Any]) -> None:
    equal = Recomputed(untouched=True, pack_lost=False, sites=1, closed=0, clauses=2, differing=())
    assert equal.equal
    assert not replace(equal, **but).equal


async def test_what_is_signed_off_is_changed_by_nobody_and_what_is_frozen_of_a_site_never(house: House) -> None:
    on_day(house, 0)
    made = await make_audit(house, ADMIN, QU)
    signed = await sign_audit(house, ADMIN, made.id, "属实")
    assert (signed.signed_by_name, signed.remark) == (ADMIN.name, "属实")
    with pytest.raises(Refused):
        await sign_audit(house, ADMIN, made.id, "再签一次")
    for change in (
        CountyAudit.update({CountyAudit.remark: "别的"}).where(CountyAudit.id == made.id),
        CountyAudit.delete().where(CountyAudit.id == made.id),
        AuditedSite.update({AuditedSite.status: "compliant"}).where(AuditedSite.audit == made.id),
        AuditedSite.delete().where(AuditedSite.audit == made.id),
    ):
        with pytest.raises(RowRefused):
            async with transaction():
                await change
    assert (await recompute(house, ADMIN, made.id)).equal
    told = await read_changes("audit", str(made.id))
    assert [change.action for change in told] == ["audit.signed", "audit.made"]


async def test_only_the_county_keeps_and_signs_and_no_day_to_come_is_kept(house: House) -> None:
    today = on_day(house, 0)
    reader = Actor("r", "查阅员", "reader", ())
    other = Actor("o", "港北", "county_admin", (Scope(division="450803000000"),))
    for actor in (reader, other):
        with pytest.raises(NotAllowed):
            await make_audit(house, actor, QU)
    with pytest.raises(InvalidInput):
        await make_audit(house, ADMIN, QU, today + timedelta(days=1))
    made = await make_audit(house, ADMIN, QU)
    with pytest.raises(NotAllowed):
        await sign_audit(house, reader, made.id)
    assert len(await audits_of(house, reader, QU)) == 1
    with pytest.raises(NotAllowed):
        await audits_of(house, other, QU)


async def test_the_clock_keeps_a_month_once_and_only_where_it_was_wanted_before_the_month_ended(house: House) -> None:
    on_day(house, 0)
    assert await close_month(house) == 0
    await turn_month_end(house, ADMIN, QU, on=True)
    assert await close_month(house) == 0, "September had ended before"
    on_day(house, 5)
    await tell(house, STATION)
    assert (await close_month(house), await close_month(house)) == (1, 0)
    (kept,) = [head.stored for head in await audits_of(house, ADMIN, QU)]
    assert (kept.as_of, kept.month) == (date(2026, 10, 31), "2026-10")
    assert "NEW-1" not in [site.code for site in (await kept_audit(house, ADMIN, kept.id)).sites]
    await turn_month_end(house, ADMIN, QU, on=False)
    assert not (await month_end_of(house, QU)).on
    on_day(house, 40)
    assert await close_month(house) == 0


@pytest.mark.parametrize(("hours", "wanted"), [(37.9, 1), (38, 0)])
async def test_a_month_is_wanted_by_who_said_so_on_its_last_day_as_china_counts(
    house: House, hours: float, wanted: int
) -> None:
    on_day(house, 0)
    object.__setattr__(house, "now", lambda: FIRST + timedelta(hours=hours))
    await turn_month_end(house, ADMIN, QU, on=True)
    on_day(house, 5)
    assert sum(await asyncio.gather(*(close_month(house) for _ in range(3)))) == wanted, (
        "who comes at once keeps it once"
    )
    assert len(await audits_of(house, ADMIN, QU)) == wanted


async def test_a_month_is_closed_in_the_background_as_soon_as_it_is_begun_and_after_every_pause(house: House) -> None:
    on_day(house, 0)
    await turn_month_end(house, ADMIN, QU, on=True)
    paused, again = asyncio.Queue[int](), asyncio.Queue[int]()

    async def pause() -> None:
        paused.put_nowait(0)
        await again.get()

    kept = []
    async with closing_months_by_the_clock(house, pause):
        for days in (5, 35):
            await paused.get()
            kept.append(len(await audits_of(house, ADMIN, QU)))
            on_day(house, days)
            again.put_nowait(0)
        await paused.get()
    assert [*kept, len(await audits_of(house, ADMIN, QU))] == [0, 1, 2]


async def since_then(house: House, before: Any, days: int, *documents: Mapping[str, Any]) -> AuditComparison:
    on_day(house, days)
    await tell(house, *documents)
    return compare(before, await freeze(house, QU))


def why(found: AuditComparison, clause: str, code: str = "NEW-1") -> tuple[Any, ...]:
    (turned,) = [one for one in found.turned if (one.site.code, one.clause) == (code, clause)]
    return turned.turn, turned.why, tuple(item.item for item in turned.items)


async def test_a_clause_turns_for_the_fact_that_it_looks_at_and_for_no_other(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 20}})
    before = await freeze(house, QU)
    found = await since_then(house, before, 2, STATION | {"facts": {"area_m2": 12, "plaque_text": "x"}})
    assert why(found, "station.area_basic") == ("not_met", ("fact",), ("facts.area_m2",))
    assert why(found, "station.plaque") == ("not_met", ("fact",), ("facts.plaque_text",))
    assert {one.site.code for one in found.turned} == {"NEW-1"}
    assert found.turns["not_met"] == 2
    assert sum(found.moves.values()) == 0


async def test_a_waiver_that_ended_and_days_that_passed_are_told_apart(house: House) -> None:
    first = on_day(house, 0)
    old = str(first - timedelta(days=364))
    trainings = [{"topic": topic, "date": old} for topic in ("acceptance_verification", "statistics_survey")]
    trainings.append({"topic": "career_guidance", "date": old})
    document = STATION | {"trainings_held": trainings}
    waived = STATION | {"code": "NEW-2", "name": "另一个站", "trainings_held": []}
    until = first + timedelta(days=4)
    waived["waivers"] = [{"clause": "station.training", "reason": "批准", "until": str(until)}]
    await tell(house, document, waived)
    before = await freeze(house, QU)
    on_day(house, 6)
    found = compare(before, await freeze(house, QU))
    assert why(found, "station.training") == ("not_met", ("day",), ())
    assert why(found, "station.training", "NEW-2") == ("not_met", ("waiver",), ())
    (turned,) = [one for one in found.turned if one.site.code == "NEW-2"]
    assert waiver_ended(turned) == until
    assert waiver_ended(replace(turned, after=None)) == until, "the clause binds it no more"
    assert turned.after is not None
    assert waiver_ended(replace(turned, after=replace(turned.after, verdict="waived"))) is None
    assert waiver_ended(replace(turned, before=None)) is None


async def test_a_site_that_changes_tier_turns_because_of_that(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 20}})
    before = await freeze(house, QU)
    found = await since_then(house, before, 2, STATION | {"tier": "township_demonstration"})
    assert why(found, "station.area_basic")[:2] == ("dropped", ("site",))
    assert why(found, "station.area_demonstration")[:2] == ("not_met", ("site",))


async def test_a_clause_that_was_changed_is_the_reason(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 16}})
    before = await freeze(house, QU)
    told = house.programmes[QU].model_dump(mode="json") | {"content_hash": "f" * 64}
    for clause in told["clauses"]:
        clause["quote"] = "另有文字"
        if clause["id"] == "station.area_basic":
            clause["check"]["value"] = "30"
    changed = Programme.model_validate(told)
    object.__setattr__(house, "programmes", {**house.programmes, QU: changed})
    await tell(house, STATION | {"address": "新街"})
    house.kept.forget(Networks)
    found = compare(before, await freeze(house, QU))
    assert why(found, "station.area_basic") == ("not_met", ("clause",), ())
    assert len(found.turned) == 1, "words that change turn nothing"
    assert not found.is_same_pack


async def test_a_clause_that_the_pack_drops_or_brings_is_the_reason(house: House) -> None:
    on_day(house, 0)
    await tell(house, STATION | {"facts": {"area_m2": 16}})
    whole = await freeze(house, QU)
    told = house.programmes[QU].model_dump(mode="json") | {"content_hash": "f" * 64}
    told["clauses"] = [clause for clause in told["clauses"] if clause["id"] != "station.area_basic"]
    less = replace(house, programmes={**house.programmes, QU: Programme.model_validate(told)}, kept=Kept())
    before = await freeze(less, QU)
    dropped = compare(whole, before)
    assert why(dropped, "station.area_basic") == ("dropped", ("clause",), ())
    brought = compare(before, whole)
    assert why(brought, "station.area_basic") == ("met", ("clause",), ())
    assert {one.clause for one in (*dropped.turned, *brought.turned)} == {"station.area_basic"}
    found = await since_then(house, before, 2, STATION | {"facts": {"area_m2": 12}})
    assert why(found, "station.area_basic") == ("not_met", ("fact", "clause"), ("facts.area_m2",))


async def test_sites_that_come_are_built_close_and_reopen_are_told(house: House) -> None:
    on_day(house, 0)
    planned = STATION | {"code": "NEW-2", "name": "在建站", "status": "building"}
    closed = STATION | {"code": "NEW-3", "name": "关闭站", "status": "closed"}
    await tell(house, STATION, planned, closed)
    before = await freeze(house, QU)
    fresh = STATION | {"code": "NEW-4", "name": "新站"}
    changed = (STATION | {"status": "closed"}, planned | {"status": "declared"}, closed | {"status": "operating"})
    found = await since_then(house, before, 2, *changed, fresh)
    moves = sorted((one.site.code, one.move) for one in found.moved)
    assert moves == [
        ("NEW-1", "closed"),
        ("NEW-2", "built"),
        ("NEW-3", "built"),
        ("NEW-3", "reopened"),
        ("NEW-4", "built"),
        ("NEW-4", "new"),
    ]
    assert found.turned == (), "a site that came or closed is told once, not clause by clause"
