"""What a workbook says is held against the version it was downloaded from, and told at its cell where that cannot be:
a version nobody knows, a site nobody registered, what only the county decides, what entry refuses.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import openpyxl

from app.access.actor import Scope
from app.exchange.workbook.sheets import Cell
from app.journeys.files.workbook_out import workbook_of
from app.journeys.files.workbook_preview import preview
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from app.store.sites import StoredSite, read_sites_of
from tests.workbook.filling import (
    ADMIN,
    INCUBATOR,
    PHONE,
    STATION,
    TUXI,
    at,
    column,
    of_these,
    proposed,
    touched,
    typing,
)

BOTH = ["QX-TUXI", "QX-SANHUI"]


async def at_version(house: House, codes: list[str], version: int) -> bytes:
    """The workbook as it would be had these sites been saved so often: one of another registry."""

    async def rows() -> AsyncIterator[StoredSite]:
        for row in (await read_sites_of(codes)).values():
            yield replace(row, version=version)

    return b"".join([piece async for piece in workbook_of(house, ADMIN, rows())])


async def version_of(code: str) -> int:
    return (await read_sites_of([code]))[code].version


async def test_a_version_that_never_was_is_told_at_its_cell(county: House) -> None:
    assert await version_of("QX-TUXI") == 2
    raw = touched(await at_version(county, BOTH, 9), typing("12333", PHONE))
    found = await preview(county, ADMIN, raw)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = {(at(book, code, "version").row - 1, at(book, code, "version").column - 1) for code in BOTH}
    assert {(cell.row, cell.column) for cell, _ in found.faults} == cells
    assert {fault.code for _, fault in found.faults} == {"stale"}
    assert all("请重新下载填报表" in fault.message.zh for _, fault in found.faults)
    assert found.changes == ()


async def test_of_a_site_that_nobody_touched_here_a_later_version_is_that_of_its_registration(county: House) -> None:
    assert await version_of("QX-LINBA") == 1
    raw = touched(await at_version(county, ["QX-LINBA"], 9), typing("12333", PHONE, "QX-LINBA"))
    found = await preview(county, ADMIN, raw)
    assert (found.faults, proposed(found)) == ((), {"phone": "12333"})


async def test_an_older_version_that_is_on_record_is_what_the_row_is_held_against(county: House) -> None:
    await register(county, ADMIN, [{"code": "QX-TUXI", "phone": "12345"}], reason="x")
    found = await preview(county, ADMIN, touched(await at_version(county, ["QX-TUXI"], 2), typing("12333", PHONE)))
    assert found.faults == ()
    (clash,) = found.changes[0].conflicts
    assert (clash.difference.base, clash.difference.published, clash.difference.proposed) == (None, "12345", "12333")


async def test_of_somebody_else_s_site_it_is_told_that_it_is_and_not_its_version(county: House) -> None:
    found = await preview(county, TUXI, await at_version(county, BOTH, 9))
    assert sorted(fault.code for _, fault in found.faults) == ["not_allowed", "stale"]
    assert sorted(cell.column for cell, fault in found.faults if fault.code == "not_allowed") == [0]


async def test_whoever_does_not_publish_adds_no_site(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[STATION]
        for item, value in (("code", "QX-NEW"), ("name", "新站"), ("division", "511725103"), ("status", "在建")):
            page.cell(4, column(book, STATION, item)).value = value

    raw = touched(await of_these(county, TUXI, ["QX-TUXI"]), edit)
    found = await preview(county, TUXI, raw)
    ((cell, fault),) = found.faults
    assert (cell, fault.code) == (Cell(STATION, 3, 0), "unknown_code")
    assert "新站点由县级主管部门登记" in fault.message.zh
    (change,) = found.changes
    assert (change.cells.code, change.stored, change.differences, change.questions) == ("QX-NEW", None, (), ())
    assert change.edit["name"] == "新站"
    assert (await preview(county, ADMIN, raw)).faults[0][1].code != "unknown_code"


async def test_what_only_the_county_decides_is_refused_at_its_cell(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", "accepted_on").value = "2024-06-07"
        at(book, "QX-TUXI", "division").value = "511725102"
        at(book, "QX-TUXI", "phone").value = "12333"

    raw = touched(await of_these(county, ADMIN, BOTH), edit)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    found = await preview(county, TUXI, raw)
    assert [(fault.code, cell.row, cell.column) for cell, fault in found.faults] == [
        ("county_only", at(book, "QX-TUXI", item).row - 1, at(book, "QX-TUXI", item).column - 1)
        for item in ("accepted_on", "division")
    ]
    assert not found.at_once
    published = await preview(county, ADMIN, raw)
    assert (published.faults, published.at_once) == ((), True)


async def test_what_must_be_filled_in_is_told_with_what_may_stand_there(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[INCUBATOR]
        for item, value in (("code", "INC-2"), ("name", "新园"), ("division", "511725103"), ("tier", "市级")):
            page.cell(4, column(book, INCUBATOR, item)).value = value

    raw = touched(await of_these(county, ADMIN, ["INC-1"]), edit)
    ((cell, fault),) = (await preview(county, ADMIN, raw)).faults
    place = column(openpyxl.load_workbook(io.BytesIO(raw)), INCUBATOR, "status")
    assert (cell, fault.code) == (Cell(INCUBATOR, 3, place - 1), "missing")
    assert "必须填写，可填：" in fault.message.zh
    assert "在建" in fault.message.zh


async def test_a_draft_of_one_s_own_is_told_beside_it_only_where_one_may_still_fill_in(county: House) -> None:
    raw = touched(await of_these(county, TUXI, ["QX-TUXI"]), typing("12333", PHONE))
    found = await preview(county, TUXI, raw)
    await carry_out(county, TUXI, raw, found.fingerprint, "x", hand_in=False)
    other = touched(await of_these(county, TUXI, ["QX-TUXI"]), typing("新街1号", "address"))
    (change,) = (await preview(county, TUXI, other)).changes
    assert [d.item for d in change.drafted] == ["phone"]
    moved = replace(TUXI, scopes=(Scope(division="511725102000"),))
    (change,) = (await preview(county, moved, other)).changes
    assert change.drafted == ()
