"""Publishing directly takes the draft with it: both are done, or neither."""

from datetime import datetime
from itertools import count

import pytest

from app.access.actor import Actor
from app.errors import InvalidInput, NotAllowed, Stale
from app.journeys.house import House
from app.store.changes import read_changes
from app.store.proposals import StoredProposal, read_proposals
from tests.journeys.proposing_people import ADMIN, ANNA, CODE, publish, published, save_draft, version

OTHER = Actor("other", "另一位", "county_admin")
EDIT = {"phone": "0818-1", "address": "街"}


async def drafted(house: House, who: Actor = ADMIN) -> StoredProposal:
    return (await save_draft(house, who, CODE, EDIT, seen_site_version=await version())).stored


async def as_it_stands() -> tuple[object, ...]:
    """Everything that publishing could have changed."""
    return await published(), await read_proposals(), len(await read_changes())


@pytest.mark.both_engines
async def test_what_was_in_the_draft_is_public_and_the_draft_is_gone(house: House) -> None:
    draft, seen = await drafted(house), await version()
    await publish(house, ADMIN, CODE, EDIT, reason=" 核实 ", seen_site_version=seen, draft=draft.version)
    assert ((await published())["phone"], await version()) == ("0818-1", seen + 1)
    (after,) = await read_proposals()
    assert (after.id, after.state) == (draft.id, "withdrawn")
    newest = [(change.action, change.reason) for change in await read_changes(limit=2)]
    assert newest == [("proposal.discarded", ""), ("site.edited", "核实")]


@pytest.mark.both_engines
async def test_whatever_step_fails_neither_is_done(house: House) -> None:
    draft, seen, clock = await drafted(house), await version(), house.now
    before, failed = await as_it_stands(), 0
    for good in count():
        left = iter(range(good))

        def breaking(left=left) -> datetime:
            if next(left, None) is None:
                raise OSError("the clock stopped")
            return clock()

        object.__setattr__(house, "now", breaking)
        kept = draft.version
        try:
            await publish(house, ADMIN, CODE, EDIT, reason="x", seen_site_version=seen, draft=kept)
        except OSError:
            failed += 1
            assert await as_it_stands() == before, f"after {good} looks at the clock"
            continue
        break
    assert failed > 3
    assert [proposal.state for proposal in await read_proposals()] == ["withdrawn"]
    assert (await published())["phone"] == "0818-1"


async def test_a_draft_of_somebody_else_stays_when_one_publishes(house: House) -> None:
    draft = await drafted(house, OTHER)
    await publish(house, ADMIN, CODE, {"phone": "0818-2"}, reason="x", seen_site_version=await version())
    assert (await published())["phone"] == "0818-2"
    assert await read_proposals() == [draft]


async def test_a_draft_that_moved_on_meanwhile_stays(house: House) -> None:
    seen = await drafted(house)
    more = {**EDIT, "facts": {"area_m2": 20}}
    now = await save_draft(house, ADMIN, CODE, more, seen_site_version=await version(), seen_version=seen.version)
    await publish(house, ADMIN, CODE, EDIT, reason="x", seen_site_version=await version(), draft=seen.version)
    assert (await published())["phone"] == "0818-1"
    assert await read_proposals() == [now.stored]


async def test_publishing_holds_to_the_version_that_was_seen_asks_why_and_asks_for_the_right(house: House) -> None:
    before, seen = await as_it_stands(), await version()
    with pytest.raises(Stale):
        await publish(house, ADMIN, CODE, EDIT, reason="x", seen_site_version=seen + 1)
    with pytest.raises(InvalidInput) as refused:
        await publish(house, ADMIN, CODE, EDIT, reason=" ", seen_site_version=seen)
    assert [fault.path for fault in refused.value.faults] == ["reason"]
    with pytest.raises(NotAllowed):
        await publish(house, ANNA, CODE, EDIT, reason="x", seen_site_version=seen)
    with pytest.raises(InvalidInput) as refused:
        await publish(house, ADMIN, CODE, {"status": "nonsense"}, reason="x", seen_site_version=seen)
    assert [fault.path for fault in refused.value.faults] == ["status"]
    assert await as_it_stands() == before
