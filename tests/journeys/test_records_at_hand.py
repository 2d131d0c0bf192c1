"""Records that were saved since stand before those packed and are packed with them once they are many; a network judged
on another day says what one read afresh on that day says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House, build_house
from app.journeys.kept import Kept
from app.journeys.network.judged import network
from app.journeys.network.judging import AT_ONCE, joined, judged_anew, notes_of, nothing, part_of, points_of, renewed
from app.journeys.network.past import HouseOnDay, house_on
from app.journeys.network.records import SITES_AT_HAND, Packed, Record, Records, microseconds, record_with
from app.journeys.network.snapshot import KeptNetwork, forget_snapshot, snapshot_place, write_snapshot
from app.journeys.turns import TODAY, a_turn
from app.store.engine import opened, transaction
from app.store.migrate import migrate
from app.store.sites import read_sites, read_sites_of, replace_site
from app.units import CHINA
from tests.journeys.test_renewed_network import read_afresh, said
from tests.journeys.test_seals import FAR_AWAY
from tests.networks import seeds, settings_for
from tests.province import settle

FEW = 32_768
"""So many newer records are never packed anew."""


def record(number: int, version: int = 1) -> Record:
    return Record(f"S-{number:05}", version, number + version, f"站{number}", b'{"name": "x"}')


def test_newer_records_are_packed_when_they_are_more_than_an_eighth_and_more_than_few() -> None:
    first = [record(number) for number in range(10)]
    packed = Records(Packed.of(first))
    more = packed.replaced([record(number, 2) for number in range(5, FEW + 5)])
    assert len(more.newer) == FEW
    assert more.packed is packed.packed
    again = more.replaced([record(5, 3)])
    assert (len(again.newer), again.of("S-00005").version) == (FEW, 3)
    whole = more.replaced([record(0, 3)])
    assert whole.newer == {}
    assert whole.codes == more.codes == [f"S-{number:05}" for number in range(FEW + 5)]
    assert [whole.of(code).version for code in whole.codes[:7]] == [3, 1, 1, 1, 1, 2, 2]
    assert [more.of(code).version for code in whole.codes[:7]] == [1, 1, 1, 1, 1, 2, 2]


def test_of_very_many_packed_an_eighth_may_stand_beside_them() -> None:
    eighth = FEW + 1
    many = Packed.of(())._replace(codes=[f"P-{number:06}" for number in range(8 * eighth)])
    more = Records(many).replaced([record(number) for number in range(eighth)])
    assert (len(more.newer), more.packed is many) == (eighth, True)


def test_a_moment_is_kept_to_the_microsecond_since_1970() -> None:
    moment = datetime(1970, 1, 1, 8, 0, 1, 3, tzinfo=CHINA)
    assert microseconds(moment) == 1_000_003
    assert record(1)._replace(saved=1_000_003).updated_at == moment


def test_a_record_that_is_not_there_is_none() -> None:
    records = Records(Packed.of([record(1), record(3)]), {"S-00002": record(2, 5), "S-00003": record(3, 9)})
    codes = ["S-00001", "S-00002", "S-00003"]
    assert records.codes == codes
    assert list(records.saved_of(codes)) == [2, 7, 12]
    assert [records.of(code).version for code in codes] == [1, 5, 9]
    for ask in (records.of, records.name_of, lambda code: list(records.saved_of([code]))):
        with pytest.raises(KeyError):
            ask("S-00004")


def at_noon(house: House, days: int) -> House:
    """The same house, with all that it keeps, so many days later."""
    moment = house.now() + timedelta(days=days)
    return replace(house, now=lambda: moment)


async def spoilt(code: str) -> None:
    """Put into a record what entry refuses, as no save of the program would."""
    (row,) = (await read_sites_of([code])).values()
    document = dump_json({**load_json(row.document.encode()), "kind": "none"}).decode()
    async with transaction():
        assert await replace_site(replace(row, version=row.version + 1, document=document, seal=None), row.version)


@pytest.mark.parametrize("days", [1, 400])
async def test_after_midnight_the_records_known_are_judged_as_if_they_were_read_afresh(house: House, days: int) -> None:
    await spoilt("QX-TUXI")
    before = await network(house)
    assert [one.code for one in before.unreadable] == ["QX-TUXI"]
    later = at_noon(house, days)
    day = later.today()
    after = judged_anew(before, before.columns.codes, await house_on(later, day), day)
    assert (after.as_of, after.revision) == (before.as_of + timedelta(days=days), before.revision)
    assert after.records is before.records
    assert (after.lineage, after.saved, after.known_from) == (before.lineage, before.saved, before.known_from)
    assert after.origin is not before.origin
    afresh = said(await network(replace(await read_afresh(house), now=later.now)))
    assert said(after) == afresh
    assert said(await network(later)) == afresh


async def test_of_the_last_64_states_it_is_known_what_changed_since(house: House) -> None:
    whole, (row, *_) = await network(house), await read_sites()
    states = [replace(whole, saved=(), known_from=whole.revision, origin=object(), lineage=object())]
    for number in range(1, 66):
        states.append(renewed(states[-1], whole.revision + number, [row] if number == 30 else []))
    first, second, before, after, last_known, newest = (states[number] for number in (0, 1, 29, 30, 64, 65))
    for then in (first, before):
        assert last_known.changed_since(then) == last_known.recorded_since(then) == {row.code}
    assert last_known.changed_since(after) == last_known.changed_since(last_known) == frozenset()
    assert (newest.changed_since(first), newest.recorded_since(first)) == (None, None)
    assert newest.changed_since(second) == {row.code}
    assert (len(last_known.saved), len(newest.saved)) == (64, 64)
    of_another_day = replace(before, origin=object())
    assert (newest.changed_since(of_another_day), newest.recorded_since(of_another_day)) == (None, {row.code})
    for lineage in (object(), None):
        assert newest.recorded_since(replace(before, lineage=lineage)) is None
    assert replace(newest, lineage=None).recorded_since(replace(before, lineage=None)) is None


async def test_more_records_than_are_judged_at_once_are_all_judged(house: House) -> None:
    await settle(house, ("gangbei-2025",), AT_ONCE)
    before = await network(house)
    after = judged_anew(before, before.columns.codes, await house_on(house, before.as_of), before.as_of)
    assert AT_ONCE < len(before.columns) == len(after.columns)
    assert list(after.columns.codes) == list(before.columns.codes)
    for place in (0, AT_ONCE - 1, AT_ONCE, len(before.columns) - 1):
        assert after.every[place] == before.every[place]


async def test_a_document_that_was_checked_is_not_asked_again_and_every_other_is(house: House) -> None:
    await spoilt("QX-TUXI")
    rows = [replace(row, seal=None) for row in await read_sites()]
    whole = await network(house)
    none = nothing(await house_on(house, whole.as_of), whole.revision, whole.as_of)
    (spoilt_row,) = [row for row in rows if row.code == "QX-TUXI"]
    asked = part_of(none, rows)
    assert [one.code for one in asked.unreadable] == ["QX-TUXI"]
    assert said(joined(none, [asked])) == said(whole)
    good = next(row for row in rows if row.code == "QX-SANHUI")
    checked = Records(Packed.of([record_with(good, good.document.encode())]))
    moved = replace(good, document=good.document.replace('"planned"', '"closed"'))
    assert said(joined(none, [part_of(none, rows, checked)])) == said(whole)
    found = part_of(none, [moved if row is good else row for row in rows], checked)
    assert found.records.of("QX-SANHUI").document == moved.document.encode()
    assert spoilt_row.code not in found.columns.codes
    far = replace(good, document=dump_json({**load_json(good.document.encode()), **FAR_AWAY}).decode())
    known = Records(Packed.of([record_with(far, far.document.encode())]))
    assert [one.code for one in part_of(none, [far]).unreadable] == ["QX-SANHUI"]
    assert part_of(none, [far], known).unreadable == (), "what was checked before is believed as it stands"


async def test_a_site_that_moved_only_east_or_only_north_lies_where_it_moved_to(house: House) -> None:
    whole = await network(house)
    here = np.arange(len(whole.columns), dtype=np.float64)
    columns = replace(whole.columns, cells=whole.columns.cells._replace(lat=here, lon=here + 100))
    known = points_of(whole.points, columns)
    assert points_of(known, replace(columns)) is known
    for moved in (columns.cells._replace(lon=here + 101), columns.cells._replace(lat=here + 1)):
        points = points_of(known, replace(columns, cells=moved))
        assert (points.lat.tolist(), points.lon.tolist()) == (moved.lat.tolist(), moved.lon.tolist())


async def test_before_a_programme_binds_its_days_say_so_and_from_that_day_on_no_more(house: House) -> None:
    then = HouseOnDay(house, {}, 0)
    for slug, pack in house.programmes.items():
        begins = pack.in_force_from
        assert begins is not None
        assert [len(notes_of(then, begins + timedelta(days=days), {})[slug]) for days in (-1, 0, 1)] == [1, 0, 0]


async def test_of_very_many_sites_that_were_asked_for_only_so_many_are_at_hand(house: House) -> None:
    whole = await network(house)
    times = SITES_AT_HAND // len(whole.columns) + 2
    many = replace(whole, columns=whole.columns.joined([whole.columns] * times))
    first = many.every[0]
    for place in range(1, SITES_AT_HAND):
        assert many.every[place].site.code == many.columns.codes[place]
    assert many.every[0] is first
    assert many.every[SITES_AT_HAND].site.code == many.columns.codes[SITES_AT_HAND]
    again = many.every[0]
    assert again is not first
    assert again.site.code == first.site.code
    assert many.every[0] is again


async def test_a_programme_of_which_nothing_was_loaded_judges_every_day_as_it_stands(house: House) -> None:
    packs = house.programmes
    other = packs["qu-2023"].model_copy(update={"slug": "new"})
    newer = replace(house, programmes={**packs, "new": other}, kept=Kept())
    then = await house_on(newer, house.today() - timedelta(days=1))
    assert then.house.programmes["new"] is other
    assert then.notes["new"] == ()


async def test_no_file_is_kept_of_a_network_that_was_not_judged_or_of_which_nothing_is_recorded(
    house: House,
) -> None:
    whole = await network(house)
    forget_snapshot(house)
    judged = KeptNetwork(
        whole.revision, whole.records.packed_of(whole.columns.codes), (), (whole.columns, whole.tables)
    )
    async with a_turn(house, TODAY) as at_work:
        assert not await write_snapshot(house, at_work, judged._replace(judged=None), whole.as_of)
        assert not snapshot_place(house).exists()
        assert await write_snapshot(house, at_work, judged, whole.as_of)
        assert snapshot_place(house).exists()


async def test_no_file_is_kept_of_a_database_in_which_nothing_was_recorded(
    empty_database_url: str, tmp_path: Path
) -> None:
    empty = build_house(settings_for(empty_database_url, tmp_path), seeds=seeds())
    async with opened(empty_database_url) as engine:
        await migrate(engine)
        none = nothing(HouseOnDay(empty, {}, 0), 0, empty.today())
        judged = KeptNetwork(0, Packed.of(()), (), (none.columns, none.tables))
        async with a_turn(empty, TODAY) as at_work:
            assert not await write_snapshot(empty, at_work, judged, empty.today())
    assert not snapshot_place(empty).exists()
