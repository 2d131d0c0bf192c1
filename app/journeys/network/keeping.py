"""Keeping today's network and what is searched in as a file beside the database, for the next process that opens it."""

from __future__ import annotations

from app.journeys.house import House
from app.journeys.network.judged import Networks
from app.journeys.network.search_index import search_index
from app.journeys.network.searched import SearchColumns
from app.journeys.network.snapshot import KeptNetwork, write_snapshot
from app.journeys.turns import a_turn, lane_of


async def keep_network(house: House, *, most_newer: int = 0, gathering: bool = True) -> None:
    """Keep today's network where it was read before. The texts to search in are gathered for that where nobody has
    searched yet, which takes a nation minutes; where not `gathering` they are left out then.

    Nothing is written where no more than `most_newer` sites were saved since the file was.
    """
    networks = house.kept.of(Networks)
    whole, before = networks.by_day.get(house.today()), networks.in_file
    if whole is None:
        return
    changed = whole.changed_since(before) if before is not None and before.as_of == whole.as_of else None
    is_searched = gathering or house.kept.of(SearchColumns).changed(whole) is not None
    if changed is not None and len(changed) <= most_newer and not (networks.lacks_search and is_searched):
        return
    search = (await search_index(house, whole)).columns if is_searched else None
    unreadable = [one.code for one in whole.unreadable]
    async with a_turn(house, lane_of(house, whole.as_of)) as at_work:
        records = await at_work(whole.records.packed_of, whole.columns.codes)
        taken = KeptNetwork(whole.revision, records, unreadable, (whole.columns, whole.tables), search)
        if await write_snapshot(house, at_work, taken, whole.as_of):
            networks.in_file, networks.lacks_search = whole, search is None
