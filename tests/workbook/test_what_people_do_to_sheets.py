"""Every row of the table of what people write in workbooks becomes what it says there: rows and sheets."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from app.errors import Malformed, Refused
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from tests.workbook import test_merged_cells, test_what_people_write
from tests.workbook.filling import (
    ADMIN,
    AREA,
    EQUIPMENT,
    INCUBATOR,
    ROSTER,
    STATION,
    TRAININGS,
    accepted,
    at,
    column,
    notes,
    proposed,
    questions,
    record,
    records,
    refused,
    row,
    touched,
    typing,
    uploaded,
    worked_out,
)
from tests.workbook.rows import COVERED, NAME, TABLE, of_row

pytestmark = pytest.mark.long


def test_every_row_of_the_table_has_its_test() -> None:
    rows = [
        line.split(" | ")[0].removeprefix("| ") for line in TABLE.read_text("utf-8").splitlines() if line[:2] == "| "
    ]
    rows = [written for written in rows if written not in ("written", "---")]
    assert len(rows) > 40
    assert test_what_people_write.__doc__, "its rows are among those covered"
    assert test_merged_cells.__doc__, "and its rows too"
    assert set(rows) - COVERED.keys() == set()
    assert COVERED.keys() - set(rows) == set()


@of_row("a new site in a new row")
async def test_a_new_site_gets_its_code(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[INCUBATOR]
        for item, value in (("name", "土溪镇孵化园"), ("division", "511725103"), ("status", "在建"), ("tier", "市级")):
            page.cell(4, column(book, INCUBATOR, item)).value = value
        book[ROSTER].append([None, "土溪镇孵化园", "创业导师", "专职"])

    raw, found = await uploaded(county, edit)
    assert [str(fault) for _, fault in found.faults] == []
    ((code, name),) = [(c.cells.code, c.cells.name) for c in found.changes]
    assert (code, name) == ("511725103-01", "土溪镇孵化园")
    assert "编码为 511725103-01" in notes(found, "read")
    assert (await carry_out(county, ADMIN, raw, found.fingerprint, "x")).created == (code,)
    assert (await record(code))["staff"][0]["role"] == "mentor"
    book = openpyxl.load_workbook(io.BytesIO(await download(county, ADMIN)))
    book[INCUBATOR].cell(60, 1)
    assert book[INCUBATOR]["A3"].protection.locked
    assert not book[INCUBATOR].column_dimensions["A"].protection.locked, "a code can be typed in a new row"


@of_row("合计 · 填表人 rows")
async def test_sums_and_signatures_are_skipped_and_said_to_be(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[STATION]
        last = page.max_row + 1
        page.cell(last, 1).value = "合  计"
        page.cell(last, column(book, STATION, AREA)).value = 45
        page.cell(last + 1, 2).value = "填表人：张三"
        book[EQUIPMENT].append(["合计", None, None, 12])

    found = await accepted(county, edit)
    assert found.changes == ()
    told = notes(found, "not_read")
    assert told.count("不是站点，未读取") == 2
    assert f"“{EQUIPMENT}”" in told


@of_row("a duplicate row")
async def test_a_row_twice_is_refused_at_both_cells(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[STATION]
        first = row(book, STATION, "QX-TUXI")
        page.append([cell.value for cell in page[first]])

    said = await refused(county, edit)
    assert len(said) == 2
    (first, one), (second, other) = said
    assert second in one
    assert first in other


@of_row("hidden rows or columns, struck-through text")
async def test_what_is_hidden_or_struck_through_is_read_and_marked(county: House) -> None:
    def row_hidden(book: openpyxl.Workbook) -> None:
        book[STATION].row_dimensions[row(book, STATION, "QX-TUXI")].hidden = True

    def column_hidden(book: openpyxl.Workbook) -> None:
        letter = openpyxl.utils.get_column_letter(column(book, STATION, AREA))
        book[STATION].column_dimensions[letter].hidden = True

    def struck(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", AREA).font = Font(strike=True)

    for value, (mark, how) in enumerate(((row_hidden, "隐藏"), (column_hidden, "隐藏"), (struck, "删除线")), start=41):

        def edit(book: openpyxl.Workbook, mark: Any = mark, value: int = value) -> None:
            at(book, "QX-TUXI", AREA).value = value
            mark(book)

        found = await accepted(county, edit)
        assert proposed(found) == {AREA: value}
        assert how in found.changes[0].marks[AREA].zh


@of_row("a formula with its result")
async def test_a_formula_with_its_result_is_read(county: House) -> None:
    raw = touched(await download(county, ADMIN), typing("=4*11"))
    found = await preview(county, ADMIN, worked_out(raw, "4*11", "44"))
    assert (found.faults, proposed(found)) == ((), {AREA: 44})


@of_row("a formula without result · #N/A · #SPILL!")
async def test_a_cell_without_a_value_is_refused_there(county: House) -> None:
    for typed in ("=4*11", "#N/A", "#SPILL!", "#REF!"):
        ((where, said),) = await refused(county, typing(typed))
        assert where.startswith(f"{STATION}!")
        assert typed in said


@of_row("a title row put on top · the code row deleted")
async def test_a_title_on_top_is_passed_over_and_a_lost_code_row_named(county: House) -> None:
    def titled(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", AREA).value = 44
        book[STATION].insert_rows(1)
        book[STATION]["A1"].value = "渠县 2026 年填报"

    assert proposed(await accepted(county, titled)) == {AREA: 44}
    ((_, said),) = await refused(county, lambda book: book[STATION].delete_rows(2))
    assert "缺少代码行" in said
    assert "复制回来" in said


@of_row("a code with blanks, lower case, full width")
async def test_a_code_written_otherwise_is_read(county: House) -> None:
    for typed in (" QX-TUXI ", "qx-tuxi", "ＱＸ－ＴＵＸＩ", "QX- TUXI"):

        def edit(book: openpyxl.Workbook, typed: str = typed) -> None:
            at(book, "QX-TUXI", "address").value = f"新街 {len(typed)}"
            for sheet in (ROSTER, STATION):
                for number in range(3, book[sheet].max_row + 1):
                    if book[sheet].cell(number, 1).value == "QX-TUXI":
                        book[sheet].cell(number, 1).value = typed

        found = await accepted(county, edit)
        assert set(proposed(found)) <= {"address"}
        assert "已按 QX-TUXI 读取" in notes(found, "read")


@of_row("a site's name in place of its code")
async def test_a_name_in_place_of_a_code_is_read_where_it_is_the_only_one(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", AREA).value = 44
        at(book, "QX-TUXI", "code").value = NAME
        book[TRAININGS].append([NAME, None, "职业指导", "2026-04-01"])

    found = await accepted(county, edit)
    assert set(proposed(found)) == {AREA, "trainings_held"}

    def misspelt(book: openpyxl.Workbook) -> None:
        book[TRAININGS].append(["土溪镇公共就业创业服务站", None, "职业指导", "2026-04-01"])

    ((_, said),) = await refused(county, misspelt)
    assert "没有此站点，是不是" in said
    assert "QX-TUXI" in said


@of_row("one roster row deleted")
async def test_a_deleted_row_of_the_roster_is_a_change_that_is_shown(county: House) -> None:
    found = await accepted(county, lambda book: book[ROSTER].delete_rows(row(book, ROSTER, "QX-TUXI") + 1))
    assert [d.item for c in found.changes for d in c.differences] == ["staff"]
    assert [person["name"] for person in (await record())["staff"]] == ["王芳"]


@of_row("all roster rows of a site deleted")
async def test_a_roster_without_any_row_is_asked_about(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[ROSTER].delete_rows(row(book, ROSTER, "QX-TUXI"), 2)

    raw, found = await uploaded(county, edit)
    asked = questions(found)["staff"]
    assert "原有 2 行" in asked.why.zh
    with pytest.raises(Refused, match="chosen"):
        await carry_out(county, ADMIN, raw, found.fingerprint, "x")
    assert len((await record())["staff"]) == 2
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: "instead"})
    assert (await record())["staff"] == []


@of_row("the same person twice")
async def test_the_same_person_twice_is_asked_about(county: House) -> None:
    raw, found = await uploaded(
        county, lambda book: book[ROSTER].append(["QX-TUXI", None, "服务人员", "专职", None, None, "王 芳"])
    )
    asked = questions(found)["staff"]
    assert "王 芳" in asked.why.zh
    assert "两行" in asked.why.zh
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: "read"})
    assert len((await record())["staff"]) == 3


@of_row("longitude and latitude swapped")
async def test_swapped_coordinates_are_named(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", "location.lon").value, at(book, "QX-TUXI", "location.lat").value = 31.01, 107.06

    ((_, said),) = await refused(county, edit)
    assert "经纬度写反了" in said


@of_row("GCJ-02 with its CRS named")
async def test_coordinates_of_another_system_are_converted(county: House) -> None:
    for typed in ("GCJ-02", "高德", "高德/腾讯", "gcj02"):

        def edit(book: openpyxl.Workbook, typed: str = typed) -> None:
            at(book, "QX-SANHUI", "location.lon").value = 107.1234
            at(book, "QX-SANHUI", "location.lat").value = 31.0567
            at(book, "QX-SANHUI", "location.crs").value = typed

        await accepted(county, edit)
        assert (await record("QX-SANHUI"))["location"] == {
            "lon": Decimal("107.1234"),
            "lat": Decimal("31.0567"),
            "crs": "gcj02",
        }
        await register(county, ADMIN, [{"code": "QX-SANHUI", "location": None}], reason="x")


@of_row("休息 · 全天 · 9-12 · 9点到12点 in hours")
async def test_hours_as_people_write_them(county: House) -> None:
    day = "facts.opening_hours[{}]"

    def edit(book: openpyxl.Workbook) -> None:
        for weekday, typed in (
            ("mon", "休息"),
            ("wed", "全天"),
            ("thu", "9-12"),
            ("fri", "9点到12点"),
            ("sat", "9点半-12点，14:00至17:00"),
        ):
            at(book, "QX-TUXI", day.format(weekday)).value = typed

    await accepted(county, edit)
    assert {d: s for d, s in (await record())["facts"]["opening_hours"].items() if s} == {
        "tue": [["09:00", "17:00"]],
        "wed": [["00:00", "24:00"]],
        "thu": [["09:00", "12:00"]],
        "fri": [["09:00", "12:00"]],
        "sat": [["09:30", "12:00"], ["14:00", "17:00"]],
    }
    ((_, said),) = await refused(county, typing("上午", day.format("mon")))
    assert "应写作 09:00-12:00" in said


@of_row("10月1日休息 in exceptions")
async def test_an_exception_without_its_year_is_refused(county: House) -> None:
    ((_, said),) = await refused(county, typing("10月1日休息", "facts.special_days"))
    assert "请写年份" in said
    await accepted(county, typing("2026年10月1日休息", "facts.special_days"))
    assert (await record())["facts"]["special_days"] == {"2026-10-01": []}


@of_row(".xls · .csv · damaged · encrypted")
async def test_what_is_no_workbook_is_named(county: House) -> None:
    raw = await download(county, ADMIN)
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    for given, what in (
        (old, "旧版 Excel 文件（.xls）"),
        (old + "EncryptedPackage".encode("utf-16-le"), "加密"),
        ("编码,名称\nQX-TUXI,站\n".encode("gbk"), "CSV"),
        (raw[: len(raw) // 2], "损坏"),
        (b"", "空文件"),
    ):
        with pytest.raises(Malformed) as told:
            await preview(county, ADMIN, given)
        assert what in told.value.message.zh
        assert "请另存为 .xlsx" in told.value.message.zh


@of_row("the error workbook mended and uploaded again")
async def test_the_workbook_of_faults_is_mended_and_read(county: House) -> None:
    raw, found = await uploaded(county, typing("很大"))
    marked = await with_marks(county, ADMIN, raw, found)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    assert book.active.title == "错误清单"
    link = book["错误清单"]["B3"].hyperlink.location
    sheet, _, place = link.replace("'", "").partition("!")
    assert book[sheet][place].value == "很大"
    assert book[sheet][place].comment.text == book["错误清单"]["C3"].value
    again = await preview(county, ADMIN, touched(marked, typing(44)))
    assert (again.faults, proposed(again)) == ((), {AREA: 44})
    assert notes(again, "not_read") == notes(found, "not_read")
    still = touched(marked, typing("更大"))
    remarked = openpyxl.load_workbook(
        io.BytesIO(await with_marks(county, ADMIN, still, await preview(county, ADMIN, still)))
    )
    assert remarked.sheetnames.count("错误清单") == 1


@of_row("a sheet deleted whole")
async def test_a_deleted_sheet_leaves_its_sites_and_is_named(county: House) -> None:
    before = await records()

    def edit(book: openpyxl.Workbook) -> None:
        del book[INCUBATOR]
        del book[ROSTER]

    found = await accepted(county, edit)
    assert (found.changes, await records()) == ((), before)
    told = notes(found, "not_read")
    assert INCUBATOR in notes(found, "left_out")
    assert f"没有“{ROSTER}”工作表" in told


@of_row("a value changed by somebody since the download")
async def test_what_somebody_changed_since_is_chosen_and_the_rest_goes_on(county: House) -> None:
    for answer, wanted in ((None, 22), ("theirs", 22), ("mine", 44)):
        await register(county, ADMIN, [{"code": "QX-TUXI", "facts": {"area_m2": 20}, "address": "旧址"}], reason="x")

        def edit(book: openpyxl.Workbook) -> None:
            at(book, "QX-TUXI", AREA).value = 44
            at(book, "QX-TUXI", "address").value = "新址"

        raw = touched(await download(county, ADMIN), edit)
        await register(county, ADMIN, [{"code": "QX-TUXI", "facts": {"area_m2": 22}}], reason="x")
        found = await preview(county, ADMIN, raw)
        assert found.faults == ()
        (clash,) = found.changes[0].conflicts
        assert (clash.difference.base, clash.difference.published, clash.difference.proposed) == (20, 22, 44)
        assert clash.by.name == "县局"
        answers = {clash.key: answer} if answer else {}
        await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers=answers)
        after = await record()
        assert (after["facts"]["area_m2"], after["address"]) == (wanted, "新址")


@of_row("清除 in one cell of a group")
async def test_clearing_one_cell_of_a_group_clears_that_one(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", "facts.networks[jinbao]").value = "清除"
        at(book, "QX-TUXI", "facts.opening_hours[mon]").value = " 清除 "

    await accepted(county, edit)
    after = (await record())["facts"]
    assert after["networks"] == ["gov_extranet"]
    assert {d: s for d, s in after["opening_hours"].items() if s} == {"tue": [["09:00", "17:00"]]}
