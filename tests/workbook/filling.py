"""A clerk at a workbook: what is typed where, what the program makes of it, and what is on record afterwards."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.cell import Cell

from app.access.actor import Actor, Scope
from app.exchange.strict_json import load_json
from app.journeys.files.workbook_out import workbook_of
from app.journeys.files.workbook_preview import Preview, preview
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from app.store.sites import StoredSite, read_sites, read_sites_of

ADMIN = Actor("admin", "县局", "county_admin")
TUXI = Actor("tuxi", "土溪", "site_editor", (Scope(division="511725103000"),))
STATION, POINT, INCUBATOR = "公共就业创业服务站", "公共就业创业服务点", "创业孵化基地"
ROSTER, EQUIPMENT, TRAININGS, YEARS = "人员名册", "设施设备", "培训", "年度数据"
AREA, PHONE, READY = "facts.area_m2", "phone", "facts.ready_for_full_service"
SITES: list[dict[str, Any]] = [
    {
        "code": "QX-TUXI",
        "status": "operating",
        "address": "土溪镇文化街1号",
        "accepted_on": "2024-05-06",
        "location": {"lon": 107.06, "lat": 31.01, "crs": "gcj02"},
        "facts": {
            "area_m2": 20,
            "networks": ["jinbao", "gov_extranet"],
            "opening_hours": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]},
            "operating_since": "2022-03-01",
        },
        "equipment": {"computer": 2, "printer": 1},
        "staff": [
            {"role": "hr_specialist", "employment": "full_time", "from": "2026-01-05", "name": "王芳"},
            {"role": "info_officer", "employment": "part_time", "from": "2026-01-06", "name": "李强"},
        ],
        "trainings_held": [{"topic": "career_guidance", "date": "2026-03-02"}],
    },
    {"code": "QX-SANHUI", "address": "三汇镇正街8号", "facts": {"area_m2": 25}},
    {
        "code": "INC-1",
        "programme": "qu-2023",
        "kind": "incubator",
        "tier": "city",
        "name": "渠县创业孵化基地",
        "division": "511725",
        "status": "operating",
        "metrics": [{"metric": "incubated_entities", "period": "2024", "value": 20}],
    },
]
FILLED_IN = [*(site["code"] for site in SITES), "QX-ZHONGTAN"]
"""Whose workbook is filled in: these and a third station, of which nothing is known."""
Edit = Callable[[openpyxl.Workbook], None]


async def filled_house(house: House) -> House:
    """The registry with the sites that the tests fill in."""
    await register(house, ADMIN, SITES, reason="x")
    return house


def touched(raw: bytes, edit: Edit) -> bytes:
    """The workbook after a person worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(book: openpyxl.Workbook, sheet: str, code: str) -> int:
    """The place of the column of a code, counted from 1."""
    return next(cell.column for cell in book[sheet][2] if str(cell.value) == code)


def row(book: openpyxl.Workbook, sheet: str, code: str, metric: str | None = None) -> int:
    """The first row of a site; of a figure of it, where one is named."""
    page = book[sheet]
    place = column(book, sheet, "metric") if metric else 1
    wanted = metric or code
    return next(
        r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == code and page.cell(r, place).value == wanted
    )


def at(book: openpyxl.Workbook, code: str, item: str, sheet: str = STATION) -> Cell:
    """The cell of a site in a column of its kind's sheet."""
    return book[sheet].cell(row(book, sheet, code), column(book, sheet, item))


def figure(book: openpyxl.Workbook, metric: str, period: str = "2025", code: str = "INC-1") -> Cell:
    """The cell of a figure."""
    return book[YEARS].cell(row(book, YEARS, code, metric), column(book, YEARS, period))


def typing(value: Any, item: str = AREA, code: str = "QX-TUXI", sheet: str = STATION, shown: str = "") -> Edit:
    """Somebody types into one cell; `shown` is its number format."""

    def edit(book: openpyxl.Workbook) -> None:
        cell = at(book, code, item, sheet)
        cell.value = value
        if shown:
            cell.number_format = shown

    return edit


async def of_these(house: House, actor: Actor, codes: Collection[str]) -> bytes:
    """The workbook of these sites alone."""

    async def rows() -> AsyncIterator[StoredSite]:
        for row in (await read_sites_of(codes)).values():
            yield row

    pieces = [piece async for piece in workbook_of(house, actor, rows())]
    assert not any(pieces[:-1]), "all of it comes at the end"
    return pieces[-1]


async def uploaded(house: House, edit: Edit, actor: Actor = ADMIN) -> tuple[bytes, Preview]:
    """The workbook after somebody worked in it, and what the program says of it."""
    raw = touched(await of_these(house, actor, FILLED_IN), edit)
    return raw, await preview(house, actor, raw)


async def accepted(house: House, edit: Edit, answers: Mapping[str, str] | None = None, actor: Actor = ADMIN) -> Preview:
    """The same, and carried out where nothing is wrong with it and anything changes."""
    raw, found = await uploaded(house, edit, actor)
    assert [fault.message.zh for _, fault in found.faults] == []
    if found.changes:
        await carry_out(house, actor, raw, found.fingerprint, "x", answers=answers or {})
    return found


async def side_by_side(
    house: House, ways: Sequence[tuple[Any, str]], item: str, before: Mapping[str, Any], answer: str = ""
) -> list[tuple[dict[str, Any], dict[str, Any], str]]:
    """What each way of typing comes to, at a station of its own of which `before` is on record, all in one workbook:
    what would change there, the record afterwards, and what the reader is told of it. Questions get this answer.
    """
    stations = sorted(stored.code for stored in await read_sites() if stored.code.startswith("QX-"))
    codes = [code for code in stations if code != "QX-HUB"][: len(ways)]
    await register(house, ADMIN, [{"code": code, **before} for code in codes], reason="x")

    def edit(book: openpyxl.Workbook) -> None:
        for code, (typed, shown) in zip(codes, ways, strict=True):
            typing(typed, item, code, shown=shown)(book)

    raw = touched(await of_these(house, ADMIN, codes), edit)
    found = await preview(house, ADMIN, raw)
    assert [fault.message.zh for _, fault in found.faults] == []
    answers = {question.key: answer for change in found.changes for question in change.questions}
    await carry_out(house, ADMIN, raw, found.fingerprint, "x", answers=answers)
    by_code = {change.cells.code: {d.item: d.proposed for d in change.differences} for change in found.changes}
    return [
        (by_code.get(code, {}), await record(code), "\n".join(n.message.zh for n in found.notes if n.sort == "read"))
        for code in codes
    ]


async def record(code: str = "QX-TUXI") -> dict[str, Any]:
    """What is on record of a site."""
    return next(load_json(stored.document.encode()) for stored in await read_sites() if stored.code == code)


async def records() -> dict[str, tuple[int, str]]:
    """Version and document of every site."""
    return {stored.code: (stored.version, stored.document) for stored in await read_sites()}


async def refused(house: House, edit: Edit, actor: Actor = ADMIN) -> list[tuple[str, str]]:
    """The faults, each with its place; and nothing was written."""
    before = await records()
    _, found = await uploaded(house, edit, actor)
    assert found.faults, "nothing is wrong with it"
    assert await records() == before
    return [(str(cell), fault.message.zh) for cell, fault in found.faults]


def notes(found: Preview, sort: str) -> str:
    """What the reader is told of one sort, as one text."""
    return "\n".join(note.message.zh for note in found.notes if note.sort == sort)


def questions(found: Preview) -> dict[str, Any]:
    """What is asked, by item."""
    return {question.item: question for change in found.changes for question in change.questions}


def proposed(found: Preview) -> dict[str, Any]:
    """What would change, by item."""
    return {d.item: d.proposed for change in found.changes for d in change.differences}


def worked_out(raw: bytes, formula: str, result: str, *, text: bool = False) -> bytes:
    """The workbook with the result of its one such formula, as a program that calculates saves it."""
    found = re.compile(rb"><f>" + re.escape(formula.encode()) + rb"</f><v ?(?:/>|></v>)")
    kind = ' t="str"' if text else ""
    cell = f"{kind}><f>{formula}</f><v>{result}</v>".encode()
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/"):
                part, here = found.subn(lambda _: cell, part)
                count += here
            after.writestr(name, part)
    assert count == 1
    return out.getvalue()
