"""A past day is judged by the pack that was loaded then, unless a later one was loaded as its correction."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from app.access.actor import program
from app.asgi import create_app
from app.errors import InvalidInput, NotAllowed, Refused
from app.journeys.audits.findings import explained, finding_scene
from app.journeys.audits.pairs import ANSWERS, FindingQuery
from app.journeys.audits.result import audit
from app.journeys.audits.since import Since
from app.journeys.house import House, build_house
from app.journeys.network.judged import network, programme_progress
from app.journeys.network.one_site import site_verdict
from app.journeys.network.past import house_on, pack_days
from app.journeys.opening import database_of
from app.journeys.registry.correct_pack import correct_pack
from app.journeys.registry.register import register
from app.store.changes import read_changes
from tests.networks import settings_for
from tests.standards.packs import seeds_with_third_county

ACTOR = program("cli:clerk")
CORNER = {
    "code": "C1",
    "programme": "third-county",
    "kind": "job_corner",
    "name": "求职角",
    "tier": "county",
    "division": "990101000000",
    "status": "operating",
    "facts": {"benches": 4, "roofed": True, "languages": ["mandarin", "dialect"]},
}
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 10), date(2026, 9, 10), date(2026, 10, 10)
SLUG = "third-county"


class County:
    """A made-up county whose pack is changed in place as time goes by."""

    def __init__(self, url: str, folder: Path) -> None:
        self.pack = seeds_with_third_county(folder)
        self.settings = settings_for(url, folder, seeds_dir=folder / "seeds")

    def asks_for_benches(self, count: int) -> None:
        """Change the pack in place."""
        clauses = self.pack / "standards" / "01_job_corner.toml"
        start, mark, rest = clauses.read_text("utf-8").rpartition('fact = "benches", value = ')
        clauses.write_text(start + mark + f"{count} }}" + rest[rest.index("}") + 1 :], "utf-8")

    @asynccontextmanager
    async def on(self, day: date) -> AsyncIterator[House]:
        """The registry as a program started on a day has it."""
        house = build_house(self.settings, lambda: datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        async with database_of(house):
            yield house

    async def begins(self) -> None:
        """Loaded in August with four benches asked for, and a site that has them."""
        async with self.on(AUGUST) as house:
            await register(house, ACTOR, [CORNER], reason="test")


@pytest.fixture
def county(empty_database_url: str, tmp_path: Path) -> County:
    """A county on either engine, nothing loaded yet."""
    return County(empty_database_url, tmp_path)


async def benches(house: House, day: date) -> str:
    """The verdict on the benches, the same by every way that judges the day."""
    verdict = await site_verdict(house, "C1", day)
    whole = await network(house, day)
    (result,) = (await audit(house, as_of=day)).programmes
    assert {whole.by_code["C1"].status, result.sites[0].status} == {verdict.status}
    (clause,) = (c for c in result.clauses if c.clause.id == "corner.benches")
    said = verdict.by_clause()["corner.benches"]
    assert getattr(clause, said) == 1
    assert result.notes == verdict.notes == whole.notes.get(SLUG, ())
    (target,) = (line for line in await programme_progress(house, SLUG, day) if line.target.counts == "sites")
    assert target.compliant == (verdict.status == "compliant")
    return said


async def notes(house: House, day: date) -> list[str]:
    return [note.en for note in (await site_verdict(house, "C1", day)).notes]


async def test_a_pack_changed_in_place_leaves_past_verdicts_as_they_were(county: County) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        assert await benches(house, SEPTEMBER) == "not_met"
        assert await benches(house, date(2026, 9, 9)) == "met"
        assert await benches(house, AUGUST) == "met"
        assert (await site_verdict(house, "C1", date(2026, 7, 1))).reason == "not_yet_recorded"
        assert "loaded on 2026-08-10" in (await notes(house, AUGUST))[0]
        assert await notes(house, SEPTEMBER) == []
    async with county.on(OCTOBER) as house:
        assert await benches(house, SEPTEMBER) == "not_met"
        assert await notes(house, SEPTEMBER) == []


async def test_only_the_pack_that_is_loaded_is_declared_a_correction(county: County) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        pack = house.programme(SLUG)
        not_loaded = {SLUG: pack.model_copy(update={"content_hash": "f" * 64}), "never": pack}
        for slug in not_loaded:
            other = replace(house, programmes={**house.programmes, **not_loaded})
            with pytest.raises(Refused, match="not the one on this disk"):
                await correct_pack(other, ACTOR, slug, "抄录有误")
        assert await read_changes("programme", "never") == []
        assert (await correct_pack(house, ACTOR, SLUG, "抄录有误")).version.content_hash == pack.content_hash


async def test_a_correction_is_told_of_days_before_it_was_declared_and_of_no_other(county: County) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        await correct_pack(house, ACTOR, SLUG, "录入时漏看")
    async with county.on(OCTOBER) as house:
        days = (AUGUST, SEPTEMBER - timedelta(days=1), SEPTEMBER, SEPTEMBER + timedelta(days=1))
        assert [len(await notes(house, day)) for day in days] == [1, 1, 0, 0]
        assert await pack_days(house) == ((await house_on(house, AUGUST)).packs, ())


async def test_a_day_is_judged_by_its_packs_also_where_only_one_of_several_was_another(county: County) -> None:
    other = county.pack.with_name("another-county")
    shutil.copytree(county.pack, other)
    programme = other / "programme.toml"
    programme.write_text(programme.read_text("utf-8").replace(f'"{SLUG}"', '"another-county"'), "utf-8")
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        assert set(house.programmes) == {SLUG, "another-county"}
        then = await house_on(house, AUGUST)
        assert then.house.programmes["another-county"] is house.programmes["another-county"]
        assert then.house.programmes[SLUG] != house.programmes[SLUG]
        assert await pack_days(house) == (then.packs, (SEPTEMBER,))
        assert (then.notes["another-county"], len(then.notes[SLUG])) == ((), 1)
        assert (await house_on(house, AUGUST + timedelta(days=1))).house is then.house, "what it read under it is kept"
        assert (await site_verdict(house, "C1", AUGUST)).by_clause()["corner.benches"] == "met"
        for day in (None, SEPTEMBER, SEPTEMBER + timedelta(days=1)):
            assert ((await house_on(house, day)).house, (await house_on(house, day)).packs) == (house, 0)


async def test_houses_of_four_packs_of_the_past_are_kept(county: County) -> None:
    await county.begins()
    for number in range(1, 7):
        county.asks_for_benches(4 + number)
        async with county.on(AUGUST + timedelta(days=number)):
            """Loaded."""
    async with county.on(OCTOBER) as house:
        days = [AUGUST + timedelta(days=number) for number in range(5)]
        houses = [(await house_on(house, day)).house for day in days]
        assert [(await house_on(house, day)).house is one for day, one in zip(days[1:], houses[1:], strict=True)] == [
            True
        ] * 4
        assert (await house_on(house, days[0])).house is not houses[0]


async def test_what_judges_nothing_may_change_without_a_word(county: County) -> None:
    await county.begins()
    (county.pack / "SOURCE.md").write_text("where it comes from", "utf-8")
    async with county.on(SEPTEMBER) as house:
        assert await benches(house, AUGUST) == "met"
        assert await notes(house, AUGUST) == []


async def test_a_version_taken_up_again_judges_its_days_twice(county: County) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER):
        pass
    county.asks_for_benches(4)
    async with county.on(OCTOBER) as house:
        days = (AUGUST, SEPTEMBER, OCTOBER)
        assert [await benches(house, day) for day in days] == ["met", "not_met", "met"]


async def test_a_correction_judges_the_past_and_says_why(county: County) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        assert await benches(house, AUGUST) == "met"
        await correct_pack(house, ACTOR, SLUG, "录入时 漏看 「6 条」")
        assert await benches(house, AUGUST) == "not_met", "what is kept in memory is renewed"
        (said,) = await notes(house, AUGUST)
        assert "correction" in said
        assert "2026-09-10" in said
        assert "录入时 漏看 「6 条」" in said
        assert await notes(house, SEPTEMBER) == []
        change = (await read_changes("programme", SLUG))[0]
        assert (change.action, change.actor_key, change.reason) == (
            "programme.corrected",
            "cli:clerk",
            "录入时 漏看 「6 条」",
        )


async def test_a_correction_reaches_no_further_than_the_version_it_corrects_unless_a_day_is_named(
    county: County,
) -> None:
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER):
        pass
    county.asks_for_benches(5)
    async with county.on(OCTOBER) as house:
        await correct_pack(house, ACTOR, SLUG, "5, not 6")
        assert await benches(house, AUGUST) == "met"
        assert [c.required for c in (await site_verdict(house, "C1", SEPTEMBER)).clauses if c.found == "4"] == ["≥ 5"]
        with pytest.raises(Refused):
            await correct_pack(house, ACTOR, SLUG, "once more")
        await correct_pack(house, ACTOR, SLUG, "and in August too", since=date(2026, 8, 20))
        assert await benches(house, date(2026, 8, 20)) == "not_met"
        assert await benches(house, date(2026, 8, 19)) == "met"


async def test_what_cannot_be_a_correction_is_refused_and_recorded_nowhere(county: County) -> None:
    await county.begins()
    async with county.on(SEPTEMBER) as house:
        with pytest.raises(Refused, match="no earlier version"):
            await correct_pack(house, ACTOR, SLUG, "nothing changed")
        with pytest.raises(InvalidInput):
            await correct_pack(house, ACTOR, SLUG, "  ")
        with pytest.raises(NotAllowed):
            await correct_pack(house, replace(ACTOR, role="reviewer"), SLUG, "not mine to say")
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        with pytest.raises(Refused, match="before the pack in use"):
            await correct_pack(house, ACTOR, SLUG, "too late", since=SEPTEMBER)
        assert [c.action for c in await read_changes("programme", SLUG)] == ["programme.loaded"] * 2


async def test_a_site_of_a_day_is_read_by_the_codes_of_that_day(county: County) -> None:
    await county.begins()
    vocabulary = county.pack / "vocabulary.toml"
    clauses = county.pack / "standards" / "01_job_corner.toml"
    vocabulary.write_text(vocabulary.read_text("utf-8").replace('"roofed"', '"covered"'), "utf-8")
    clauses.write_text(clauses.read_text("utf-8").replace('"roofed"', '"covered"'), "utf-8")
    async with county.on(SEPTEMBER) as house:
        assert [site.code for site in (await network(house)).unreadable] == ["C1"]
        assert (await site_verdict(house, "C1", AUGUST)).status == "compliant"
        assert (await network(house, AUGUST)).by_code["C1"].status == "compliant"


async def test_a_version_of_another_release_that_cannot_be_read_is_said_and_not_hidden(county: County) -> None:
    from app.store.engine import transaction
    from app.store.programmes import ProgrammeVersion

    await county.begins()
    async with county.on(AUGUST), transaction():
        await ProgrammeVersion.update({ProgrammeVersion.content: '{"slug": "third-county"}'}, force=True)
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        assert await benches(house, AUGUST) == "not_met"
        assert "cannot be read" in (await notes(house, AUGUST))[0]


async def test_pages_and_interface_say_it_too(tmp_path: Path) -> None:
    county = County(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path)
    await county.begins()
    county.asks_for_benches(6)
    async with county.on(SEPTEMBER) as house:
        await correct_pack(house, ACTOR, SLUG, "<b>six</b>")
    app = create_app(county.settings, lambda: datetime(2026, 10, 1, 4, tzinfo=UTC))
    with TestClient(app) as client:
        verdict = client.get("/api/v1/sites/C1/compliance", params={"as_of": "2026-08-10"}).json()
        assert "<b>six</b>" in verdict["notes"][0]["zh"]
        assert verdict["status"] == "non_compliant"
        assert "notes" not in client.get("/api/v1/sites/C1/compliance").json()
        progress = client.get(f"/api/v1/programmes/{SLUG}/progress", params={"as_of": "2026-08-10"}).json()
        assert progress["notes"] == verdict["notes"]
        for address in ("/sites/C1", f"/programmes/{SLUG}"):
            past = client.get(address, params={"as_of": "2026-08-10"}).text
            assert "更正原因：&lt;b&gt;six&lt;/b&gt;" in past
            assert "pack-note" not in client.get(address).text


async def test_a_verdict_that_a_changed_pack_turned_holds_since_its_loading(county: County) -> None:
    await county.begins()
    county.asks_for_benches(5)
    async with county.on(SEPTEMBER):
        """Loaded."""
    async with county.on(OCTOBER) as house:
        scene = await finding_scene(house, ACTOR, SLUG, FindingQuery(sites=frozenset({"C1"})))
        found = {one.verdict.clause.id: one.since for one in await explained(house, scene)}
        assert found["corner.benches"] == Since(SEPTEMBER, turned=True)
        assert (await site_verdict(house, "C1", SEPTEMBER - timedelta(days=1))).by_clause()["corner.benches"] == "met"


async def test_a_verdict_on_a_clause_that_a_pack_brought_holds_since_its_loading(county: County) -> None:
    clauses = county.pack / "standards" / "01_job_corner.toml"
    whole = clauses.read_text("utf-8")
    parts = whole.split("[[clause]]")
    clauses.write_text("[[clause]]".join(part for part in parts if '"corner.roof"' not in part), "utf-8")
    await county.begins()
    clauses.write_text(whole, "utf-8")
    async with county.on(SEPTEMBER):
        """Loaded."""
    async with county.on(OCTOBER) as house:
        scene = await finding_scene(
            house, ACTOR, SLUG, FindingQuery(states=frozenset(ANSWERS), sites=frozenset({"C1"}))
        )
        found = {one.verdict.clause.id: one.since for one in await explained(house, scene)}
        assert found["corner.roof"] == Since(SEPTEMBER, turned=True)
        assert found["corner.benches"] == Since(AUGUST, turned=False)
