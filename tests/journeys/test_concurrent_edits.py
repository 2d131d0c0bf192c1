"""Two hundred edits of twenty sites at once: each is saved, or told that it was stale; none lost, none half saved."""

import asyncio
import itertools
from collections import Counter
from dataclasses import replace

import pytest

from app.access.actor import Actor, Scope, program
from app.errors import Stale
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.stored import site_of
from app.journeys.proposals.review import accept
from app.journeys.registry.planned import plan_one, save
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.proposals import read_proposals
from app.store.sites import read_sites
from tests.journeys.proposing_people import save_draft, submit

pytestmark = pytest.mark.both_engines

SITES, AUTHORS = 20, 10
COUNTY = (Scope(division="511725000000"),)
REVIEWER = Actor("reviewer", "审核员", "reviewer", COUNTY)


@pytest.mark.long
async def test_edits_all_at_once_are_saved_or_told_that_they_are_stale(house: House) -> None:
    codes = [row.code for row in await read_sites() if row.kind == "service_station"][:SITES]
    before = {row.code: row.version for row in await read_sites()}

    async def edit(code: str, number: int) -> str:
        author = Actor(f"author-{number}", f"填报员 {number}", "site_editor", COUNTY)
        text = f"{code}/{number}"
        seen = next(row.version for row in await read_sites() if row.code == code)
        try:
            draft = await save_draft(house, author, code, {"address": text}, reason=text, seen_site_version=seen)
            sent = await submit(house, author, draft.stored.id, draft.stored.version, text)
            await accept(
                house,
                REVIEWER,
                sent.stored.id,
                seen_version=sent.stored.version,
                seen_site_version=sent.site.version,
            )
        except Stale:
            return "stale"
        return "saved"

    outcomes = Counter(await asyncio.gather(*(edit(code, n) for n in range(AUTHORS) for code in codes)))
    assert sum(outcomes.values()) == SITES * AUTHORS
    assert set(outcomes) <= {"saved", "stale"}
    assert outcomes["saved"] >= SITES

    after = {row.code: row for row in await read_sites()}
    raised = sum(after[code].version - before[code] for code in codes)
    assert raised == outcomes["saved"], "what was answered as saved is saved, once"
    accepted = [p for p in await read_proposals(states=["accepted"]) if p.site_code in codes]
    assert len(accepted) == outcomes["saved"]
    for code in codes:
        changes = await read_changes("site", code, limit=1000)
        assert [change.version for change in changes] == list(range(after[code].version, 0, -1)), "no version twice"
        assert load_json(changes[0].after.encode()) == load_json(after[code].document.encode())
        for newer, older in itertools.pairwise(changes):
            assert newer.before == older.after, "every change begins where the one before it ended"


async def test_of_two_saves_made_from_one_row_the_second_is_told_that_it_is_stale_and_writes_nothing(
    house: House,
) -> None:
    row = next(row for row in await read_sites() if row.code == "QX-TUXI")
    site = site_of(house, row)
    first, second = [
        plan_one(house, program("test"), row, replace(site, address=text), text, "site.imported") for text in "甲乙"
    ]
    assert first is not None
    assert second is not None
    async with transaction():
        await save([first])
    with pytest.raises(Stale) as refused:
        async with transaction():
            await save([second])
    assert refused.value.current_version == 2
    (last, *_) = await read_changes("site", "QX-TUXI")
    assert (last.reason, last.version) == ("甲", 2)
    assert next(row.version for row in await read_sites() if row.code == "QX-TUXI") == 2


async def test_imports_all_at_once_each_find_what_the_others_saved(house: House) -> None:
    async def add(number: int) -> None:
        document = {
            "code": "QX-TUXI",
            "metrics": [{"metric": "internship_posts", "period": f"{1990 + number}", "value": 1}],
        }
        await register(house, program("test"), [document], reason=str(number))

    await asyncio.gather(*(add(number) for number in range(30)))
    row = next(row for row in await read_sites() if row.code == "QX-TUXI")
    assert len(load_json(row.document.encode())["metrics"]) == 30
    assert row.version == 31
