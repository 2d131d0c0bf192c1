"""A save and the next reading of the network, beside reading and judging all of it anew as every save once did."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from uuid import uuid4

import pytest

from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import build_house
from app.journeys.kept import Kept
from app.journeys.network.judged import Network, network
from app.journeys.opening import database_of
from app.store.engine import transaction
from app.store.sites import StoredSite, insert_sites, read_stored_site, replace_site
from tests.bench.measuring import Timed, moment, tell, told
from tests.networks import seeds, settings_for
from tests.oracle.documents import random_site, to_json

pytestmark = pytest.mark.bench
COUNTY, PROVINCE, MORE, DRAWN = 226, 25_000, 100_000, 5_000
"""So many sites; at most so many different ones, the others are these under other codes."""


def rows(count: int) -> list[StoredSite]:
    """Rows of random sites of every kind."""
    drawn = _drawn(min(count, DRAWN))
    again = (_another(row, number // DRAWN) for number, row in enumerate(islice(cycle(drawn), count - len(drawn))))
    return [*drawn, *again]


def _another(row: StoredSite, turn: int) -> StoredSite:
    code = f"T{turn}-{row.code}"
    document = row.document.replace(f'"{row.code}"', f'"{code}"')
    return replace(row, id=uuid4(), code=code, document=document, search_text=code.casefold())


def _drawn(count: int) -> list[StoredSite]:
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
            updated_at=datetime.now(UTC),
            document=dump_json(document).decode(),
        )
        made.append(row)
    return made


async def save(row: StoredSite) -> None:
    """The row with another version and nothing else."""
    async with transaction():
        assert await replace_site(replace(row, version=row.version + 1), row.version)


@pytest.mark.parametrize(("count", "runs"), [(COUNTY, 30), (PROVINCE, 10), (MORE, 10)])
async def test_a_save_costs_one_site(tmp_path: Path, count: int, runs: int) -> None:
    house = build_house(settings_for(f"sqlite:///{tmp_path / 'bench.sqlite'}", tmp_path), seeds=seeds())
    async with database_of(house):
        stored = rows(count)
        async with transaction():
            await insert_sites(stored)
        renewed: Network = await network(house)
        saving, renewing, afresh, processor = [], [], [], []
        for row in stored[:runs]:
            began, before = moment(), process_time()
            await save((await read_stored_site(row.code)) or row)
            saved = moment()
            renewed = await network(house)
            saving.append(saved - began)
            renewing.append(moment() - saved)
            processor.append(process_time() - before)
        for _ in range(3 if count < MORE else 1):
            began = moment()
            whole = await network(replace(house, kept=Kept()))
            afresh.append(moment() - began)
        assert whole.every == renewed.every
        assert [table.counts() for table in whole.tables.values()] == [t.counts() for t in renewed.tables.values()]
    tell(
        f"a save among {count:,} sites and the next reading of the network (SQLite)",
        f"one row read and written      {told(Timed(None, saving))}",
        f"the network renewed           {told(Timed(None, renewing))}",
        f"both, the processor's time    {told(Timed(None, processor))}",
        f"all read and judged anew      {told(Timed(None, afresh))}",
    )
