"""Under writing, a version and the content beside it are always those of one save: by interface, form and workbook."""

import asyncio
import io
import re
from collections.abc import Callable

import httpx
import openpyxl
import pytest
from litestar.testing import TestClient

from app.access.actor import program
from app.journeys.registry.register import register
from app.store.sites import read_stored_site
from tests.web.people import sign_in
from tests.web.writing import house_of

CODE = "QX-TUXI"
OFFSET = 1000
"""The area of the site is the version that it is saved as, and this."""
SAVES = 20


def by_interface(answer: httpx.Response) -> tuple[int, float]:
    document = answer.json()
    return document["version"], document["facts"]["area_m2"]


def by_form(answer: httpx.Response) -> tuple[int, float]:
    version = re.search(r'name="_site_version" value="(\d+)"', answer.text)
    area = re.search(r'name="facts.area_m2" value="([\d.]+)"', answer.text)
    assert version
    assert area
    return int(version[1]), float(area[1])


def by_workbook(answer: httpx.Response) -> tuple[int, float]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = next(page for page in book if CODE in {row[0].value for row in page.iter_rows(min_row=3)})
    row = next(r for r in range(3, sheet.max_row + 1) if sheet.cell(r, 1).value == CODE)
    columns = {cell.value: cell.column for cell in sheet[2]}
    return int(sheet.cell(row, columns["version"]).value.partition("-")[0]), float(
        sheet.cell(row, columns["facts.area_m2"]).value
    )


def by_public_page(answer: httpx.Response) -> tuple[int, float]:
    """The page tells no version: the area among the facts is held against the one that the verdict speaks of."""
    judged = re.search(r"场地面积 (\d{4}) 平方米，要求", answer.text)
    fact = re.search(r"<dt>场地面积</dt><dd>(\d{4})\u202f平方米", answer.text)
    assert judged
    assert fact
    return int(judged[1]) - OFFSET, float(fact[1])


@pytest.mark.long
def test_a_version_and_its_content_come_from_one_reading(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    places = [
        (f"/api/v1/sites/{CODE}", by_interface),
        (f"/sites/{CODE}", by_public_page),
        (f"/work/sites/{CODE}", by_form),
        ("/work/workbook.xlsx", by_workbook),
    ]
    apart, readings = client.blocking_portal.call(_hammered, client, places)
    assert min(readings.values()) > 1, "every place is to be read while the site is saved"
    assert not apart


async def _hammered(client: TestClient, places: list[tuple[str, Callable]]) -> tuple[list[tuple], dict[str, int]]:
    """What was read with a version and an area that do not belong together; how often each place was read."""
    house, written = house_of(client), asyncio.Event()
    apart: list[tuple] = []
    readings = {path: 0 for path, _ in places}

    async def save(times: int) -> None:
        for _ in range(times):
            version = (await read_stored_site(CODE)).version + 1
            document = {"code": CODE, "facts": {"area_m2": OFFSET + version}}
            await register(house, program("test"), [document], reason="x")

    async def save_all() -> None:
        await save(SAVES)
        written.set()

    async def read(asking: httpx.AsyncClient, path: str, understood: Callable) -> None:
        while not written.is_set():
            version, area = understood(await asking.get(path))
            readings[path] += 1
            if area != OFFSET + version:
                apart.append((path, version, area))

    await save(1)
    transport = httpx.ASGITransport(app=client.app)
    async with httpx.AsyncClient(transport=transport, base_url=str(client.base_url), cookies=client.cookies) as asking:
        await asyncio.gather(save_all(), *(read(asking, *place) for place in places))
    return apart, readings
