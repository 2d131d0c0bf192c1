"""The judged network of a moment as a file beside the database, so that the next process need not judge it again.

Kept: records, columns, verdicts and what is due of one revision and day, the texts that search looks through, and how
names sound in Latin letters. Written when a server has judged anew (`keeping`), and when it ends after many saves.
Believed only where the database knows the very change that was its last then, and the rules by which records are read
are the same to the letter (`reading_rules`). On another day, or where a pack or another file changed, the records are
believed and judged anew. The texts are believed where packs, `files_that_search` and the version of what reads Chinese
aloud are the same besides. Anything else about it that is wrong, and it is as if it were not there; lost, everything is
read from the database, and checked where a record has not the seal of today's rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.network_columns import Names, NetworkColumns, PlaceCells
from app.compliance.network_table import NetworkTable, StoredBlock
from app.exchange.array_files import Arrays, read_arrays, write_arrays
from app.journeys.house import House
from app.journeys.network.reading_rules import (
    files_of,
    files_that_read,
    fingerprint,
    named_seeds,
    rules_of_reading,
)
from app.journeys.network.records import Packed, Texts
from app.journeys.turns import AtWork
from app.search.columns import Columns
from app.settings import PROJECT_DIR
from app.sites.sounds import remember, remembered
from app.store.changes import REVISION as CHANGES
from app.store.changes import read_link
from app.store.revisions import read_revision

_ENDING = ".network"
_SEARCHING = (
    *("search", "sites", "normal", "standards", "validation.py"),
    *("journeys/network/search_index.py", "journeys/network/searched.py"),
)
"""What makes of a record the texts to search in."""


class KeptNetwork(NamedTuple):
    """A network as the file has it. `unreadable` are the codes of records that did not pass entry.

    `judged` are the columns and the tables by programme; None where they are of another day or other rules. `search`
    are the texts to search in; None where nobody gathered them, or by other rules.
    """

    revision: int
    records: Packed
    unreadable: Sequence[str]
    judged: tuple[NetworkColumns, Mapping[str, NetworkTable]] | None
    search: Columns | None = None


async def write_snapshot(house: House, at_work: AtWork, taken: KeptNetwork, day: date) -> bool:
    """Keep a network of today; False where nothing is recorded yet or the file cannot be written."""
    sequence = await read_revision(CHANGES)
    link = await read_link(sequence)
    if link is None or taken.judged is None:
        return False
    rules = {
        "read_by": rules_of_reading(house),
        "judged_by": _told(house, _program()),
        "searched_by": _told(house, _searching()),
    }
    head = {**rules, "day": day.isoformat(), "change": [sequence, link]}
    return await at_work(_written, snapshot_place(house), head, taken)


async def read_snapshot(house: House, at_work: AtWork, day: date) -> KeptNetwork | None:
    """What was kept of this database and read as it would be today; None where that is nothing."""
    found = await at_work(read_arrays, snapshot_place(house))
    if found is None:
        return None
    head, arrays = found
    try:
        if head["read_by"] != rules_of_reading(house) or await read_link(head["change"][0]) != head["change"][1]:
            return None
        is_judged = head["judged_by"] == _told(house, _program()) and head["day"] == day.isoformat()
        is_searched = head["searched_by"] == _told(house, _searching())
        return await at_work(_read, house, head, arrays, day if is_judged else None, is_searched)
    except (LookupError, ValueError):
        return None  # a form of its own that no version ever wrote


def forget_snapshot(house: House) -> None:
    """Remove the file: another database takes the place of the one it was made of."""
    snapshot_place(house).unlink(missing_ok=True)


def snapshot_place(house: House) -> Path:
    """Where the file of this house's database stands, if there is one."""
    url = house.settings.database
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///") + _ENDING)
    return house.settings.data_dir / f"database{_ENDING}"


def files_that_search() -> list[Path]:
    """Those of the program's files that make of a record what is searched in, beside those that read it."""
    return [file for part in _SEARCHING for file in files_of(PROJECT_DIR / "app" / part)]


def files_that_judge() -> list[Path]:
    """The program's own files, pages and commands aside, which judge nothing."""
    rooms = [path for path in (PROJECT_DIR / "app").iterdir() if path.name not in ("web", "cli")]
    return [path for room in rooms for path in files_of(room)]


def _told(house: House, program: str) -> str:
    """What names the rules of this house, with the fingerprint of the program's files."""
    packs = sorted((slug, programme.content_hash) for slug, programme in house.programmes.items())
    return f"{program} {named_seeds(house.settings.seeds_dir)} {packs}"


@cache
def _searching() -> str:
    return f"{fingerprint(iter([*files_that_read(), *files_that_search()]))} {version('pypinyin')}"


@cache
def _program() -> str:
    return fingerprint(iter(files_that_judge()))


def _written(place: Path, head: Mapping[str, Any], taken: KeptNetwork) -> bool:
    assert taken.judged is not None
    columns, tables = taken.judged
    records, arrays = taken.records, dict[str, NDArray[Any]]()
    arrays["codes"] = np.frombuffer("\n".join(columns.codes).encode(), np.uint8)
    arrays["versions"], arrays["saved"] = records.versions, records.saved
    for name, texts in (("texts", records.search_texts), ("documents", records.documents)):
        arrays[name], arrays[f"{name} end"] = texts
    arrays |= {f"cells {name}": cells for name, cells in columns.cells._asdict().items()}
    places = {code: place for place, code in enumerate(columns.codes)}
    blocks: dict[str, list[Sequence[str]]] = {}
    for slug, table in tables.items():
        stored = table.stored()
        blocks[slug] = [block.sort for block in stored]
        for number, block in enumerate(stored):
            arrays[f"places {slug} {number}"] = np.array([places[code] for code in block.codes], np.int32)
            arrays[f"answers {slug} {number}"] = block.answers
            arrays[f"due {slug} {number}"] = block.due
    more = {
        "revision": taken.revision,
        "unreadable": list(taken.unreadable),
        "names": {name: names.values() for name, names in columns.names.items()},
        "blocks": blocks,
        "search": None if taken.search is None else taken.search.told(),
        "sounds": remembered(),
    }
    if taken.search is not None:
        arrays |= {f"search {name}": array for name, array in taken.search.arrays().items()}
    return write_arrays(place, {**head, **more}, arrays)


def _read(house: House, head: Mapping[str, Any], arrays: Arrays, day: date | None, is_searched: bool) -> KeptNetwork:
    told = arrays["codes"].tobytes().decode()
    codes = tuple(told.split("\n")) if told else ()
    texts = [Texts(arrays[name], arrays[f"{name} end"]) for name in ("texts", "documents")]
    records = Packed(codes, arrays["versions"], arrays["saved"], *texts)
    judged = _judged(house, head, arrays, codes, day) if day is not None else None
    search = None
    if is_searched:
        remember(head["sounds"])
        if head["search"] is not None:
            search = Columns.restored(head["search"], _named(arrays, "search "))
    return KeptNetwork(head["revision"], records, head["unreadable"], judged, search)


def _named(arrays: Arrays, prefix: str) -> Arrays:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _judged(
    house: House, head: Mapping[str, Any], arrays: Arrays, codes: tuple[str, ...], day: date
) -> tuple[NetworkColumns, Mapping[str, NetworkTable]]:
    cells = PlaceCells(*(arrays[f"cells {name}"] for name in PlaceCells._fields))
    names = {name: Names(values) for name, values in head["names"].items()}
    columns = NetworkColumns.of(house.programmes, house.divisions, day).restored(codes, cells, names)
    tables = {}
    for slug, sorts in head["blocks"].items():
        stored = [
            StoredBlock(
                (kind, tier),
                tuple(codes[place] for place in arrays[f"places {slug} {number}"].tolist()),
                arrays[f"answers {slug} {number}"],
                arrays[f"due {slug} {number}"],
            )
            for number, (kind, tier) in enumerate(sorts)
        ]
        tables[slug] = NetworkTable.restored(stored, house.programmes[slug], house.divisions, day)
    return columns, tables
