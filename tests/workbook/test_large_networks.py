"""The workbook of a large network is read again: what it comes to grows as its sites do, and stays far from the limits.

Counted on a small network and reckoned up, so that no clock and no gigabyte decides; `make bench` reads large ones.
"""

import io
import subprocess
import sys
import zipfile

import openpyxl
import pytest

from app.errors import TooLarge
from app.exchange.workbook import child, in_the_child
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.fault_list import fault_list
from app.exchange.workbook.scan import MOST_ELEMENTS, MOST_UNPACKED_BYTES
from app.exchange.workbook.sheets import Cell
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview
from app.journeys.house import House
from app.journeys.registry.register import register
from app.sites.document import read_site
from tests.calls import calls_here
from tests.fields.whole_site import DAY
from tests.standards.cases import seeds
from tests.workbook.filling import ADMIN, AREA, POINT, STATION, column, touched
from tests.workbook.large import known, well_equipped, workbook_of
from tests.workbook.whole import read_whole

pytestmark = pytest.mark.long

FEW, MANY = 30, 3_000
BODY = 16 * 1024 * 1024
"""The largest upload by default."""


def test_three_thousand_well_equipped_sites_stay_within_every_limit() -> None:
    sizes = []
    for count in (FEW, 2 * FEW):
        raw = workbook_of(well_equipped(count))
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            unpacked = [parts.read(name) for name in parts.namelist()]
        elements = sum(part.count(b"<") - part.count(b"</") for part in unpacked)
        done = subprocess.run([sys.executable, "-m", in_the_child.__name__], input=raw, capture_output=True, check=True)
        cells = sum(len(sheet.rows) * max(map(len, sheet.rows), default=0) for sheet in read_sheets(raw).values())
        sizes.append((cells, elements, sum(map(len, unpacked)), len(done.stdout), len(raw)))
    for (few, twice), limit in zip(
        zip(*sizes, strict=True),
        (child.MOST_CELLS, MOST_ELEMENTS, MOST_UNPACKED_BYTES, child.MOST_CHARACTERS, BODY),
        strict=True,
    ):
        a_site = (twice - few) / FEW
        assert few + a_site * (MANY - FEW) < limit / 2


def test_every_site_is_read_back() -> None:
    documents = well_equipped(2 * FEW)
    content = read_whole(read_sheets(workbook_of(documents)), seeds().programmes, DAY, known(documents))
    assert content.faults == ()
    assert content.sites.keys() == {document["code"] for document in documents}
    assert {len(site.items["staff"]) for site in content.sites.values()} == {8}


async def test_of_a_workbook_that_changes_every_site_each_document_is_read_once_and_its_record_once(
    county: House,
) -> None:
    await register(county, ADMIN, well_equipped(FEW), reason="x")

    def every_area(book: openpyxl.Workbook) -> None:
        for sheet in (STATION, POINT):
            place = column(book, sheet, AREA)
            for number in range(3, book[sheet].max_row + 1):
                if str(book[sheet].cell(number, 1).value).startswith("LARGE"):
                    book[sheet].cell(number, place).value = 33

    raw = touched(await download(county, ADMIN), every_area)
    with calls_here(read_site) as heard:
        found = await preview(county, ADMIN, raw)
    assert len(found.changes) == FEW
    assert heard["read_site"] <= 2 * FEW


def test_what_is_too_large_says_what_to_do() -> None:
    with pytest.raises(TooLarge) as told:
        child.in_child("app.exchange.workbook.no_such_module", b"", b"")
    assert "按乡镇（街道）分开下载、填写和上传" in told.value.message.zh


def test_faults_that_cannot_be_marked_are_listed_alone() -> None:
    from openpyxl import load_workbook

    page = load_workbook(io.BytesIO(fault_list([(Cell("公共就业创业服务点", 2, 5), "=应为数字")]))).active
    assert page is not None
    assert [cell.value for cell in page[3]] == [1, "公共就业创业服务点!F3", "=应为数字"]
    assert page["C3"].data_type == "s"
