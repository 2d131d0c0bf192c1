"""The network kept as a file beside the database: believed where it is true, else as if it were not there."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from zlib import crc32

import numpy as np
import pytest

from app.access.actor import program
from app.exchange.array_files import read_arrays, write_arrays
from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.network.judged import network
from app.journeys.network.keeping import keep_network
from app.journeys.network.searched import SearchColumns
from app.journeys.network.snapshot import (
    KeptNetwork,
    files_that_judge,
    files_that_read,
    files_that_search,
    read_snapshot,
    snapshot_place,
)
from app.journeys.registry.register import register
from app.journeys.turns import TODAY, a_turn
from app.settings import PROJECT_DIR
from tests.databases import statements
from tests.journeys.test_renewed_network import read_afresh, said
from tests.networks import clean_environment

POINT = {"programme": "qu-2023", "kind": "service_point", "tier": "village", "name": "点", "status": "operating"}


async def kept(house: House) -> Path:
    """The file of a network that was judged anew."""
    await network(await read_afresh(house))
    await network(house)
    await keep_network(house)
    return snapshot_place(house)


async def reads(house: House) -> KeptNetwork | None:
    """What a process that opens the database believes of the file."""
    async with a_turn(house, TODAY) as at_work:
        return await read_snapshot(house, at_work, house.today())


async def save(house: House, code: str) -> None:
    document = POINT | {"code": code, "division": "511725103201"}
    await register(house, program("test"), [document], reason="test")


def cut_off(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-100])


def altered(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(bytes(content))


def emptied(place: Path) -> None:
    place.write_bytes(b"")


def of_another_form(place: Path) -> None:
    place.write_bytes(b"zhanwang arrays 0\n".ljust(4096, b"\0"))


def of_other_rules(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, {**found[0], "read_by": "another version"}, found[1])


def of_another_database(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, {**found[0], "change": [found[0]["change"][0], "0" * 64]}, found[1])


def without_its_rules(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, {name: told for name, told in found[0].items() if name != "read_by"}, found[1])


def without_a_part(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, found[0], {name: cells for name, cells in found[1].items() if name != "cells kind"})


def without_a_part_of_its_texts(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    parts = {name: cells for name, cells in found[1].items() if name != "search own name ends"}
    assert write_arrays(place, found[0], parts)


def with_texts_of_fewer_sites(place: Path) -> None:
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, found[0], {**found[1], "search key code": found[1]["search key code"][1:]})


async def test_who_opens_the_database_next_reads_the_sites_saved_since_only(house: House) -> None:
    await kept(house)
    await save(house, "K-1")
    opened = replace(house, kept=Kept())
    with statements() as heard:
        whole = await network(opened)
    assert "K-1" in whole.by_code
    assert not [one for one in heard if "LIMIT" in one and '"document"' in one], "all records were read"
    assert said(whole) == said(await network(await read_afresh(house)))


SPOILING = (
    cut_off,
    altered,
    emptied,
    of_another_form,
    of_other_rules,
    of_another_database,
    without_its_rules,
    without_a_part,
    without_a_part_of_its_texts,
    with_texts_of_fewer_sites,
    Path.unlink,
)


@pytest.mark.parametrize("spoil", SPOILING)
async def test_a_file_that_is_not_whole_or_not_of_this_database_is_as_none(
    house: House, spoil: Callable[[Path], None]
) -> None:
    place = await kept(house)
    assert await reads(house) is not None
    opened = replace(house, kept=Kept())
    before = await network(opened)
    spoil(place)
    assert said(before) == said(await network(house)), "whoever had read it goes by what it read"
    opened = replace(house, kept=Kept())
    assert await reads(opened) is None
    assert said(await network(opened)) == said(await network(house))
    await keep_network(opened)
    assert await reads(opened) is not None


async def test_under_rules_that_read_alike_its_records_are_judged_anew(house: House) -> None:
    place = await kept(house)
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, {**found[0], "judged_by": "another version"}, found[1])
    believed = await reads(house)
    assert believed is not None
    assert believed.judged is None
    opened = replace(house, kept=Kept())
    with statements() as heard:
        whole = await network(opened)
    assert not [one for one in heard if "LIMIT" in one and '"document"' in one], "all records were read"
    assert said(whole) == said(await network(await read_afresh(house)))
    await keep_network(opened)
    anew = await reads(house)
    assert anew is not None
    assert anew.judged is not None


def imported(wanted: list[Path]) -> set[Path]:
    """These files and those of the program that they import, and so on."""
    seen = set[Path]()
    while wanted:
        file = wanted.pop()
        if file in seen or file.name == "__init__.py":
            continue
        seen.add(file)
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
                place = PROJECT_DIR / (node.module or "").replace(".", "/")
                wanted += [place.with_suffix(".py")] if place.with_suffix(".py").is_file() else [*place.glob("*.py")]
    assert len(seen) > 20
    return seen


def test_what_reads_a_record_imports_nothing_that_does_not_count_for_it_and_nothing_else_counts() -> None:
    """A change of any file that has a say in reading makes all records be checked anew, and of no other."""
    begun = ("sites/document", "sites/reread", "sites/divisions_table", "exchange/strict_json")
    seen = imported([PROJECT_DIR / f"app/{name}.py" for name in begun])
    kept = (
        "exchange/array_files",
        *(f"journeys/network/{name}" for name in ("reading_rules", "records", "snapshot", "stored")),
    )
    assert seen | {PROJECT_DIR / f"app/{name}.py" for name in kept} == {*files_that_read()}


def test_every_file_of_the_program_counts_for_judging_but_those_of_pages_and_commands() -> None:
    app = PROJECT_DIR / "app"
    every = {path for kind in ("*.py", "*.toml", "*.csv") for path in app.rglob(kind)}
    counted = files_that_judge()
    assert {*counted} == {path for path in every if path.relative_to(app).parts[0] not in ("web", "cli")}
    assert len(counted) == len({*counted}) < len(every)


async def test_where_a_pack_asks_the_same_at_entry_its_records_are_judged_anew_only(house: House) -> None:
    await kept(house)
    packs = house.programmes
    qu = packs["qu-2023"]
    judging = replace(house, programmes={**packs, "qu-2023": qu.model_copy(update={"content_hash": "another"})})
    assert (believed := await reads(judging)) is not None
    assert believed.judged is None
    fewer = qu.model_copy(update={"kinds": qu.kinds[:-1]})
    assert await reads(replace(house, programmes={**packs, "qu-2023": fewer})) is None


def test_what_makes_texts_to_search_in_imports_nothing_that_does_not_count_for_it() -> None:
    seen = imported([*(PROJECT_DIR / "app/search").rglob("*.py")])
    counted = {*files_that_read(), *files_that_search()}
    assert seen <= counted, seen - counted


async def test_who_opens_the_database_next_searches_the_texts_of_the_file_and_what_was_saved_since(
    house: House,
) -> None:
    await kept(house)
    await save(house, "K-1")
    opened = replace(house, kept=Kept())
    whole = await network(opened)
    assert opened.kept.of(SearchColumns).changed(whole) == {"K-1"}, "all others are looked at again"
    afresh = await read_afresh(house)
    for typed in ("点", "K-1", "渠县", "shfw", "零工"):
        assert await codes_found(opened, typed) == await codes_found(afresh, typed)
    assert "K-1" in await codes_found(opened, "K-1")


async def codes_found(house: House, typed: str) -> list[str]:
    """The codes of the sites that fit, in their order."""
    found = await find_sites(house, SiteQuery(text=typed))
    return [member.site.code for member in found.members()]


async def test_texts_that_were_made_by_other_rules_are_gathered_again_and_kept(house: House) -> None:
    place = await kept(house)
    found = read_arrays(place)
    assert found is not None
    assert write_arrays(place, {**found[0], "searched_by": "another version"}, found[1])
    opened = replace(house, kept=Kept())
    assert (believed := await reads(opened)) is not None
    assert believed.judged is not None
    assert believed.search is None
    await network(opened)
    await keep_network(opened, gathering=False)
    assert (believed := await reads(house)) is not None
    assert believed.search is None, "an end waits for no gathering"
    written = place.stat().st_mtime_ns
    await keep_network(opened, gathering=False)
    assert place.stat().st_mtime_ns == written, "nothing more is known than before"
    await keep_network(opened)
    assert (believed := await reads(house)) is not None
    assert believed.search is not None
    written = place.stat().st_mtime_ns
    await keep_network(opened)
    assert place.stat().st_mtime_ns == written, "all is in the file"


async def test_a_file_of_another_day_is_written_anew_though_nobody_saved(house: House) -> None:
    now = house.now()
    living = replace(house, now=lambda: now, kept=Kept())
    place = await kept(living)
    now += timedelta(days=1)
    await network(living)
    written = place.stat().st_mtime_ns
    await keep_network(living, most_newer=1000)
    assert place.stat().st_mtime_ns > written
    nobody = replace(house, now=lambda: now, kept=Kept())
    written = place.stat().st_mtime_ns
    await keep_network(nobody)
    assert place.stat().st_mtime_ns == written, "who read nothing keeps nothing"


async def test_over_midnight_the_texts_stay_and_only_later_saves_are_looked_at(house: House) -> None:
    now = house.now()
    living = replace(house, now=lambda: now, kept=Kept())
    await codes_found(living, "点")
    await save(living, "K-2")
    now += timedelta(days=1)
    whole = await network(living)
    assert living.kept.of(SearchColumns).changed(whole) == {"K-2"}
    assert await codes_found(living, "点") == await codes_found(await read_afresh(living), "点")


async def test_a_process_that_opens_the_database_next_searches_without_the_dictionaries_of_pinyin(
    house: House,
) -> None:
    await kept(house)
    asking = [sys.executable, "-c", SEARCHING, house.settings.database]
    environment = clean_environment(house.settings.data_dir)
    told = await asyncio.to_thread(subprocess.check_output, asking, env=environment, cwd=PROJECT_DIR, text=True)
    assert told.split() == ["True", "False"]


SEARCHING = """
import asyncio, sys
from app.journeys.house import build_house
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.opening import database_of
from app.settings import read_settings

async def main():
    house = build_house(read_settings().model_copy(update={"database_url": sys.argv[1]}))
    async with database_of(house):
        print(len(await find_sites(house, SiteQuery(text="tuxi zhen"))) > 0, "pypinyin" in sys.modules)

asyncio.run(main())
"""


@pytest.mark.parametrize("days", [1, 40])
async def test_on_a_later_day_its_records_are_judged_for_that_day(house: House, days: int) -> None:
    await kept(house)
    await save(house, "K-1")
    later = replace(house, now=lambda: house.now() + timedelta(days=days), kept=Kept())
    assert (believed := await reads(later)) is not None
    assert believed.judged is None, "verdicts are those of their day"
    with statements() as heard:
        whole = await network(later)
    assert not [one for one in heard if "LIMIT" in one and '"document"' in one], "all records were read"
    assert said(whole) == said(await network(await read_afresh(later)))


async def test_a_process_that_lives_past_midnight_judges_the_records_it_has(house: House) -> None:
    now = house.now()
    living = replace(house, now=lambda: now, kept=Kept())
    before = await network(living)
    now += timedelta(days=1)
    assert said(await network(living)) == said(await network(await read_afresh(living)))
    assert (await network(living)).as_of > before.as_of


async def test_few_saves_write_nothing_at_the_end(house: House) -> None:
    place = await kept(house)
    await save(house, "K-1")
    await network(house)
    written = place.stat().st_mtime_ns
    await keep_network(house, most_newer=1)
    assert place.stat().st_mtime_ns == written
    await keep_network(house)
    assert place.stat().st_mtime_ns > written


async def test_the_file_is_its_owners_alone(house: House) -> None:
    assert (await kept(house)).stat().st_mode & 0o777 == 0o600


def test_of_two_who_write_at_once_one_wins_whole_and_a_reader_keeps_what_it_read(tmp_path: Path) -> None:
    place = tmp_path / "x.network"
    assert write_arrays(place, {"who": 0}, {"cells": np.zeros(50_000, np.int32)})
    before = read_arrays(place)
    writers = [
        Thread(target=write_arrays, args=(place, {"who": who}, {"cells": np.full(50_000, who, np.int32)}))
        for who in range(1, 9)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (found := read_arrays(place)) is not None
    assert set(found[1]["cells"].tolist()) == {found[0]["who"]} != {0}
    assert before is not None
    assert not before[1]["cells"].any()
    assert [file.name for file in tmp_path.iterdir()] == ["x.network"]


def test_where_nothing_can_be_written_nothing_is(tmp_path: Path) -> None:
    assert not write_arrays(tmp_path / "missing" / "x.network", {}, {"cells": np.zeros(1)})
    (tmp_path / "x.network").mkdir()
    assert not write_arrays(tmp_path / "x.network", {}, {"cells": np.zeros(1)})
    assert [file.name for file in tmp_path.iterdir()] == ["x.network"]


def test_arrays_of_objects_are_no_arrays_however_whole_the_file_is(tmp_path: Path) -> None:
    place = tmp_path / "x.network"
    assert write_arrays(place, {}, {"cells": np.zeros(4, np.int64)})
    content = place.read_bytes().replace(b"'descr': '<i8'", b"'descr': '|O' ")[:-4]
    place.write_bytes(content + crc32(content).to_bytes(4, "big"))
    assert read_arrays(place) is None
