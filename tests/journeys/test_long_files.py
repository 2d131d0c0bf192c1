"""A file of any length is registered in parts, and still all of it or nothing, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from app.errors import InvalidInput
from app.exchange.strict_json import dump_json
from app.journeys.files.import_export import import_sites
from app.journeys.house import House
from app.journeys.registry.register import AT_ONCE, register
from app.normal.doubts import Unconfirmed
from app.store.changes import read_changes
from app.store.revisions import read_revision
from app.store.sites import REVISION, read_sites_of
from tests.databases import queries
from tests.journeys.proposing_people import ADMIN

POINT = {"programme": "qu-2023", "kind": "service_point", "tier": "village", "name": "点", "status": "operating"}
NUMBER = AT_ONCE + 40
FIRST, LAST = "LONG-0000", f"LONG-{NUMBER - 1:04}"
SOMEWHERE = {"lon": 106.97, "lat": 30.84, "crs": "wgs84"}


def a_long_file(**last: Any) -> Iterator[dict[str, Any]]:
    """More sites than are in memory together; the first stands below the last."""
    for number in range(NUMBER):
        document = POINT | {"code": f"LONG-{number:04}", "name": f"第{number}点", "division": "511725103201"}
        yield document | ({"parent": LAST} if number == 0 else {}) | (last if number == NUMBER - 1 else {})


def in_lines(*more: bytes, **last: Any) -> BytesIO:
    return BytesIO(b"\n".join((*map(dump_json, a_long_file(**last)), *more)))


@pytest.mark.both_engines
async def test_what_is_drawn_first_is_written_before_the_rest_is_drawn(house: House) -> None:
    heard_by: dict[int, list[str]] = {}

    def drawn() -> Iterator[dict[str, Any]]:
        for number, document in enumerate(a_long_file()):
            heard_by[number] = list(heard.statements)
            yield document

    with queries() as heard:
        done = await register(house, ADMIN, drawn(), reason="x")
    assert len(done.created) == NUMBER
    assert "INSERT INTO site" not in heard_by[AT_ONCE - 1]
    assert "INSERT INTO site" in heard_by[AT_ONCE]
    assert (await read_sites_of([FIRST]))[FIRST].parent == LAST
    assert [change.version for change in await read_changes("site", LAST)] == [1]
    again = await register(house, ADMIN, a_long_file(), reason="x")
    assert (again.nothing, len(again.unchanged)) == (True, NUMBER)
    some = await register(house, ADMIN, [{"code": FIRST, "phone": "1"}, {"code": LAST}], reason="x")
    assert (some.created, some.changed, some.unchanged) == ((), (FIRST,), (LAST,))


@pytest.mark.both_engines
async def test_one_fault_at_its_end_leaves_nothing_of_it(house: House) -> None:
    before = await read_revision(REVISION)
    with pytest.raises(InvalidInput) as refused:
        await register(house, ADMIN, a_long_file(parent=FIRST, code="long-0001", tier="no such"), reason="x")
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        (f"[{NUMBER - 1}].code", "duplicate"),
        (f"[{NUMBER - 1}].tier", "unknown_code"),
        ("[0].parent", "unknown_parent"),
    ]
    assert await read_sites_of([FIRST, LAST]) == {}
    assert await read_revision(REVISION) == before


async def test_a_ring_and_a_shared_point_are_seen_across_its_parts(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        await register(house, ADMIN, a_long_file(parent=FIRST), reason="x")
    assert {fault.path for fault in refused.value.faults if fault.code == "circular"} == {
        "[0].parent",
        f"[{NUMBER - 1}].parent",
    }
    two = [*a_long_file(location=SOMEWHERE)]
    two[0] = two[0] | {"location": SOMEWHERE}
    with pytest.raises(Unconfirmed) as asked:
        await register(house, ADMIN, two, reason="x", confirmed=False)
    shared = {doubt.path for doubt in asked.value.doubts if doubt.kind == "shared_point"}
    assert shared == {"[0].location", f"[{NUMBER - 1}].location"}
    assert await read_sites_of([FIRST, LAST]) == {}


async def test_a_line_that_is_no_json_at_its_end_leaves_nothing_of_it(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        await import_sites(house, ADMIN, in_lines(b'{"code": ', tier="no such"), ".jsonl", reason="x")
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        (f"line {NUMBER + 1}", "malformed"),
        (f"line {NUMBER}: tier", "unknown_code"),
        ("line 1: parent", "unknown_parent"),
    ]
    assert await read_sites_of([FIRST]) == {}


async def test_a_dry_run_of_it_says_the_same_and_writes_nothing(house: House) -> None:
    tried = await import_sites(house, ADMIN, in_lines(), ".jsonl", reason="x", dry_run=True, confirmed=True)
    assert len(tried.outcome.created) == NUMBER
    assert await read_sites_of([FIRST]) == {}
    done = await import_sites(house, ADMIN, in_lines(), ".jsonl", reason="x", confirmed=True)
    assert done.outcome == tried.outcome
