"""Workbooks as other programs store them are read alike, and their faults marked."""

import io
import random
import zipfile

import openpyxl

from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.house import House
from tests.workbook.filling import ADMIN, AREA, STATION, at, proposed, touched, typing
from tests.workbook.mutations_of_sheets import stored_otherwise


def strict(raw: bytes) -> bytes:
    """The workbook in the strict form of ISO 29500, as Excel saves it when it is asked to."""
    found = (stored_otherwise(raw, random.Random(seed)) for seed in range(20))
    return next(one for one in found if b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(one)).read("xl/workbook.xml"))


async def test_the_strict_form_is_read_and_its_faults_are_marked(county: House) -> None:
    raw = await download(county, ADMIN)
    assert proposed(await preview(county, ADMIN, strict(touched(raw, typing(44))))) == {AREA: 44}
    given = strict(touched(raw, typing("很大")))
    found = await preview(county, ADMIN, given)
    ((where, _),) = found.faults
    marked = await with_marks(county, ADMIN, given, found)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.sheetnames[0] == "错误清单"
    assert book[STATION][where.name].value == "很大"
    assert book[STATION][where.name].comment is not None
    again = touched(marked, lambda mended: setattr(at(mended, "QX-TUXI", AREA), "value", 44))
    assert proposed(await preview(county, ADMIN, again)) == {AREA: 44}
