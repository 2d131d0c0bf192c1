"""The network that is kept and renewed save by save, in memory and beside the database, is the network read and judged
afresh, whatever was saved.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.access.actor import Actor, Scope, program
from app.access.may import may
from app.compliance.standing import unasked
from app.exchange.strict_json import dump_json, load_json
from app.journeys.audits.pairs import pairs_of
from app.journeys.desk.board import urgency
from app.journeys.desk.due import COUNTED, due_numbers
from app.journeys.desk.my_work import my_work
from app.journeys.desk.reporting import OWED, reporting
from app.journeys.desk.tasks import early_of, tasks_of
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.network.judged import Network, network
from app.journeys.network.keeping import keep_network
from app.journeys.network.reading_rules import NamedRules, RulesOfReading
from app.journeys.network.search_index import SearchWords
from app.journeys.registry.register import register
from app.journeys.site_rights import target_of
from app.store.engine import transaction
from app.store.sites import read_sites, read_sites_after, replace_site
from tests.journeys.plain_reading import assert_reads_as_the_sites_say
from tests.oracle.documents import random_site, to_json

ACTOR = program("test")
EDITOR = Actor(
    "ed", "填报员", "site_editor", (Scope(division="511725000000"), Scope(division="450802100000"), Scope(site="N1-0"))
)
pytestmark = [pytest.mark.both_engines, pytest.mark.long]


def said(whole: Network) -> dict[str, Any]:
    """Everything a network says, in words that can be compared."""
    return {
        "revision": whole.revision,
        "sites": whole.every,
        "unreadable": whole.unreadable,
        "verdicts": {
            member.site.code: whole.tables[member.site.programme].verdicts(member.site.code)
            for member in whole.every
            if unasked(member.site, whole.as_of) is None
        },
        "due": {
            code: table.due_of(code)[-1].tolist() for _, table in sorted(whole.tables.items()) for code in table.places
        },
        "clauses": {slug: table.counts() for slug, table in whole.tables.items()},
        "held": {slug: sorted(table.places) for slug, table in whole.tables.items()},
        "by_code": dict(whole.by_code),
        "below": {head: whole.below(head) for head in whole.heads},
        "columns": {
            name: whole.columns.names[name].of(cells.tolist()) if name in whole.columns.names else str(cells.tolist())
            for name, cells in whole.columns.cells._asdict().items()
        },
        "points": (str(whole.points.lat.tolist()), str(whole.points.lon.tolist())),
        "of_programme": {slug: whole.statuses_of(slug) for slug in whole.tables},
    }


async def read_afresh(house: House) -> House:
    """The house as a process opens it that goes by other rules, and so believes neither the file beside the database
    nor any seal: it checks everything.
    """
    afresh = replace(house, kept=Kept())
    afresh.kept.of(NamedRules).last = RulesOfReading(house.programmes, "other rules", b"other rules")
    await network(afresh)
    return afresh


def document(rng: random.Random, code: str, kind: str | None = None) -> dict[str, Any]:
    made = random_site(rng, kind=kind)
    kept = {key: value for key, value in made.items() if key not in ("history", "waivers", "parent", "accepted_on")}
    read = load_json(to_json({**kept, "code": code, "status": "operating"}).encode())
    assert isinstance(read, dict)
    return read


async def save_something(house: House, rng: random.Random, number: int) -> None:
    """A new site, an edit, several at once, or a record spoiled or mended past every check."""
    rows = await read_sites()
    match rng.choice(("new", "edit", "edit", "spoil", "mend")):
        case "new":
            await register_valid(house, [document(rng, f"N{number}-{part}") for part in range(rng.randint(1, 3))])
        case "edit":
            known = [row for row in rows if row.code.startswith("N")]
            for row in rng.sample(known, min(len(known), rng.randint(1, 3))):
                await register_valid(house, [document(rng, row.code, row.kind) | {"tier": row.tier}])
        case "spoil" | "mend" as how:
            row = rng.choice(rows)
            content = dict(load_json(row.document.encode()))
            content.pop("facts", None)
            if how == "spoil":
                content["facts"] = {"no_such_fact": 1}
            changed = replace(row, version=row.version + 1, document=dump_json(content).decode())
            async with transaction():
                assert await replace_site(changed, row.version)


async def register_valid(house: House, documents: list[dict[str, Any]]) -> None:
    """Register what passes entry; a drawn document need not fit what stands there."""
    from app.errors import InvalidInput

    try:
        await register(house, ACTOR, documents, reason="test")
    except InvalidInput:
        return


async def assert_finds_the_same(house: House, afresh: House, rng: random.Random) -> None:
    """A search in the kept texts finds what one in texts made afresh finds, in the same order."""
    words = house.kept.of(SearchWords)
    afresh.kept.of(SearchWords, lambda: words)  # they are of the seeds, and take long to gather
    for text in rng.sample(("土溪", "渠县", "公共就业", "tuxi", "招聘", "周末", "0818", "N3"), 3):
        kept, made = [await find_sites(one, SiteQuery(text=text)) for one in (house, afresh)]
        assert kept.members() == made.members()
        assert kept.places.tolist() == made.places.tolist()


async def assert_counts_what_is_due(house: House, rng: random.Random) -> None:
    """My work in numbers is what it is in words, page by page, too."""
    whole = await network(house)
    due = await due_numbers(house, whole)
    told = [list(tasks_of(house, whole, member)) for member in whole.every]
    for row, kind in enumerate(COUNTED):
        assert due.tasks[row].tolist() == [sum(task.kind == kind for task in tasks) for tasks in told]
        assert due.must[row].tolist() == [sum(task.kind == kind and task.must for task in tasks) for tasks in told]
    owed = [{task.item for task in tasks if task.kind in OWED} for tasks in told]
    assert due.owed.tolist() == [len(items) for items in owed]
    assert due.early.tolist() == [
        unasked(member.site, whole.as_of) is None and bool(early_of(house, member, whole.as_of).metrics)
        for member in whole.every
    ]
    kind = rng.choice((None, *COUNTED))
    own = [
        tasks
        for member, tasks in zip(whole.every, told, strict=True)
        if may(EDITOR, "edit_site", target_of(member.site)).allowed
    ]
    wanted = sorted((task for tasks in own for task in tasks if kind in (None, task.kind)), key=urgency)
    turns = {code: turn for turn, code in enumerate(dict.fromkeys(task.site.site.code for task in wanted))}
    by_site = sorted(wanted, key=lambda task: turns[task.site.site.code])
    board, start = (await my_work(house, EDITOR)).board, rng.randrange(len(wanted) + 2)
    assert board.tasks(kind, start, start + 15, by_site=True) == by_site[start : start + 15]
    assert board.tasks(kind, start, start + 15, by_site=False) == wanted[start : start + 15]
    assert sum(board.counts().values()) == sum(map(len, own))


@pytest.mark.parametrize("seed", range(3))
async def test_after_random_saves_the_renewed_network_is_the_one_read_afresh(house: House, seed: int) -> None:
    rng = random.Random(seed)
    first, revisions = await network(house), set()
    for number in range(12):
        await save_something(house, rng, number)
        renewed = await network(house)
        afresh = await read_afresh(house)
        assert said(renewed) == said(await network(afresh))
        assert said(await network(replace(house, kept=Kept()))) == said(renewed), "opened with the file beside it"
        if number % 4 == 0:
            await keep_network(house)
        await assert_reads_as_the_sites_say(house, rng)
        await assert_finds_the_same(house, afresh, rng)
        await assert_counts_what_is_due(house, rng)
        for slug in house.programmes:
            assert (await reporting(house, ACTOR, slug)).townships == (await reporting(afresh, ACTOR, slug)).townships
            pairs, anew = await pairs_of(house, renewed, slug), await pairs_of(afresh, await network(afresh), slug)
            assert pairs.order == anew.order
            for name in ("places", "area", "sites", "clauses", "answers"):
                assert getattr(pairs, name).tolist() == getattr(anew, name).tolist(), name
            assert pairs.whole.state == renewed.state
        revisions.add(renewed.revision)
    assert len(revisions) > 3, "nothing was saved"
    assert first.every != renewed.every


async def test_a_past_day_is_the_same_whoever_knows_today_already(house: House) -> None:
    """Records that stood then as they stand now are not checked twice; those changed since are."""
    rng, start = random.Random(9), house.now()
    for days in range(1, 4):
        object.__setattr__(house, "now", lambda days=days: start + timedelta(days=days))
        for number in range(5):
            await save_something(house, rng, 10 * days + number)
    today, past = await network(house), house.today() - timedelta(days=2)
    unknowing = replace(house, kept=Kept())
    looked_back = await network(house, past)
    assert said(looked_back) == said(await network(unknowing, past))
    assert any(looked_back.records.of(code) != today.records.of(code) for code in looked_back.columns.codes)


async def test_one_save_reads_one_row_and_keeps_every_other_site_as_it_is(house: House) -> None:
    before = await network(house)
    (row, *_) = await read_sites()
    content = dict(load_json(row.document.encode())) | {"facts": {"area_m2": 4321}}
    async with transaction():
        await replace_site(replace(row, version=row.version + 1, document=dump_json(content).decode()), row.version)
    assert [r.code for r in await read_sites_after(before.revision)] == [row.code]
    after = await network(house)
    assert after.by_code[row.code].site.facts["area_m2"] == 4321
    others = [code for code in before.by_code if code != row.code]
    assert all(after.by_code[code].site is before.by_code[code].site for code in others)
    assert len(others) == len(before.every) - 1


async def test_an_import_of_many_is_renewed_too(house: House) -> None:
    await network(house)
    rng = random.Random(5)
    documents = [document(rng, f"M{number:03}", "service_point") | {"facts": {}} for number in range(120)]
    await register(house, ACTOR, documents, reason="test")
    assert said(await network(house)) == said(await network(await read_afresh(house)))


async def test_a_refused_save_raises_no_revision(house: House) -> None:
    before = await network(house)
    (row, *_) = await read_sites()
    async with transaction():
        assert not await replace_site(replace(row, version=row.version + 5), row.version + 4)
    assert (await network(house)) is before
