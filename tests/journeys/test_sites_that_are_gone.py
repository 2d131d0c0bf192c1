"""A site whose row was taken out of the database by hand is in no list any more, and takes nobody else's list along."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from app.access.actor import Actor
from app.journeys.faults.answering import waiting_faults
from app.journeys.house import House
from app.journeys.inspections.ledger import LedgerQuery, rectification_ledger
from app.journeys.inspections.planned_visits import visits_to_come
from app.journeys.inspections.rectifications import every_open_rectification
from app.journeys.proposals.read import own_and_reviewable
from app.journeys.proposals.review import waiting_reviews
from app.store.engine import transaction
from app.store.sites import Site
from tests.journeys.looked_at import CODE, made
from tests.journeys.writes.table import OFFICE, QU, REVIEWER
from tests.networks import house_of_copy

WHOLE = Actor("whole", "省厅", "county_admin")
LISTS: dict[str, Callable[[House], Awaitable[Any]]] = {
    "faults": lambda _: waiting_faults(WHOLE),
    "ledger": lambda house: rectification_ledger(house, OFFICE, LedgerQuery(programme=QU)),
    "visits": lambda house: visits_to_come(house, REVIEWER),
    "orders": lambda _: every_open_rectification(),
    "requests": lambda house: own_and_reviewable(house, WHOLE),
    "reviews": lambda house: waiting_reviews(house, WHOLE),
}


@pytest.fixture(scope="module")
async def before(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[House, set[str]]]:
    """A house from which a site is gone, and the lists that had it before."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("gone")) as house:
        await made(house)
        had = {name for name, look in LISTS.items() if CODE in str(await look(house))}
        async with transaction():
            await Site.delete().where(Site.code == CODE)
        yield house, had


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_is_there_without_it(before: tuple[House, set[str]], name: str) -> None:
    house, had = before
    assert name in had
    assert CODE not in str(await LISTS[name](house))
