"""A site that moves to another township has two places, and whoever lets it move has the right at both."""

import pytest

from app.access.actor import Actor, Scope
from app.errors import NotAllowed
from app.journeys.house import House
from app.journeys.proposals.review import accept
from app.store.proposals import read_proposal
from tests.journeys.proposing_people import ADMIN, CODE, TUXI, published, submitted, version

SANHUI = Scope(division="511725104000")
"""The township that the station of 土溪镇 is to move to."""
OF_THE_OLD = Actor("old", "旧地审核员", "reviewer", TUXI)
OF_THE_NEW = Actor("new", "新地审核员", "reviewer", (SANHUI,))
OF_BOTH = Actor("both", "两地审核员", "reviewer", (*TUXI, SANHUI))
MOVE = {"division": SANHUI.division}


async def let_through(house: House, who: Actor, sent) -> None:
    await accept(house, who, sent.stored.id, seen_version=sent.stored.version, seen_site_version=await version())


@pytest.mark.parametrize("who", [OF_THE_OLD, OF_THE_NEW], ids=lambda who: who.key)
async def test_a_reviewer_of_only_one_of_the_two_places_cannot_let_a_site_move(house: House, who: Actor) -> None:
    sent = await submitted(house, ADMIN, MOVE)
    before = await published()
    with pytest.raises(NotAllowed):
        await let_through(house, who, sent)
    assert await published() == before
    kept = await read_proposal(sent.stored.id)
    assert kept is not None
    assert (kept.state, kept.version) == ("submitted", sent.stored.version)


async def test_a_reviewer_of_both_places_lets_it_move(house: House) -> None:
    await let_through(house, OF_BOTH, await submitted(house, ADMIN, MOVE))
    assert (await published())["division"] == SANHUI.division


async def test_what_moves_nothing_needs_no_right_elsewhere(house: House) -> None:
    await let_through(house, OF_THE_OLD, await submitted(house, ADMIN, {"phone": "1"}))
    assert (await published())["phone"] == "1"
    assert (await published())["code"] == CODE
