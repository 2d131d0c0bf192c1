"""A save and the next reading of the network, beside reading and judging all of it anew as every save once did."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House, build_house
from app.journeys.kept import Kept
from app.journeys.network.judged import Network, network
from app.journeys.opening import database_of
from app.store.engine import transaction
from app.store.sites import StoredSite, insert_sites, read_stored_site, replace_site
from tests.bench.measuring import Timed, moment, tell, told
from tests.networks import seeds, settings_for
from tests.oracle.documents import random_site, to_json

pytestmark = pytest.mark.bench
COUNTY, PROVINCE = 226, 25_000


def rows(house: House, count: int) -> list[StoredSite]:
    """Rows of random sites of every kind."""
    rng = random.Random(20231127)
    made = []
    for number in range(count):
        document = load_json(to_json({**random_site(rng), "code": f"S{number:06}"}).encode())
        row = StoredSite(
            code=document["code"],
            programme=document["programme"],
            kind=document["kind"],
            tier=document.get("tier") or "",
            name=document.get("name") or "",
            division="511725103000",
            parent=None,
            status="operating",
            lon=None,
            lat=None,
            sample=True,
            version=1,
            search_text=document["code"].casefold(),
            updated_at=house.now(),
            document=dump_json(document).decode(),
        )
        made.append(row)
    return made


async def save(row: StoredSite) -> None:
    """The row with another version and nothing else."""
    async with transaction():
        assert await replace_site(replace(row, version=row.version + 1), row.version)


@pytest.mark.parametrize(("count", "runs"), [(COUNTY, 30), (PROVINCE, 10)])
async def test_a_save_costs_one_site(tmp_path: Path, count: int, runs: int) -> None:
    house = build_house(settings_for(f"sqlite:///{tmp_path / 'bench.sqlite'}", tmp_path), seeds=seeds())
    async with database_of(house):
        stored = rows(house, count)
        async with transaction():
            await insert_sites(stored)
        renewed: Network = await network(house)
        saving, renewing, afresh = [], [], []
        for row in stored[:runs]:
            began = moment()
            await save((await read_stored_site(row.code)) or row)
            saved = moment()
            renewed = await network(house)
            saving.append(saved - began)
            renewing.append(moment() - saved)
        for _ in range(3):
            began = moment()
            whole = await network(replace(house, kept=Kept()))
            afresh.append(moment() - began)
        assert whole.every == renewed.every
        assert [table.counts() for table in whole.tables.values()] == [t.counts() for t in renewed.tables.values()]
    tell(
        f"a save among {count:,} sites and the next reading of the network (SQLite)",
        f"one row read and written      {told(Timed(None, saving))}",
        f"the network renewed           {told(Timed(None, renewing))}",
        f"all read and judged anew      {told(Timed(None, afresh))}",
    )
