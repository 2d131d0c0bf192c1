"""Every row of the table of what people write in workbooks becomes what it says there: cells."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from app.errors import Refused
from app.journeys.files.workbook_out import download
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from tests.thorough import everything
from tests.workbook.filling import (
    ADMIN,
    AREA,
    EQUIPMENT,
    INCUBATOR,
    PHONE,
    READY,
    ROSTER,
    STATION,
    accepted,
    at,
    column,
    figure,
    notes,
    proposed,
    questions,
    record,
    refused,
    row,
    side_by_side,
    typing,
    uploaded,
)
from tests.workbook.rows import LABELS, NAME, of_row

pytestmark = pytest.mark.long

SINCE = "facts.operating_since"
OPEN_SINCE_2020 = {"facts": {"operating_since": "2020-01-01"}}


@of_row("约30 · 100-120 · 一百二十")
async def test_what_is_no_number_is_refused_with_site_field_and_what_was_typed(county: House) -> None:
    for typed in ("约30", "100-120", "一百二十"):
        ((_, said),) = await refused(county, typing(typed))
        assert (NAME in said, "场地面积" in said, f"“{typed}”" in said, "应为数字" in said) == (True,) * 4, said


@of_row("30㎡ · 130m² · 18户 · 2台")
async def test_a_unit_is_read_where_it_is_the_fields_own(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", AREA).value = "30㎡"
        at(book, "QX-SANHUI", AREA).value = "130m²"
        figure(book, "incubated_entities").value = "18户"
        book[EQUIPMENT].cell(row(book, EQUIPMENT, "QX-TUXI"), column(book, EQUIPMENT, "count")).value = "3台"

    found = await accepted(county, edit)
    assert (await record())["facts"]["area_m2"] == 30
    assert (await record("QX-SANHUI"))["facts"]["area_m2"] == 130
    assert (await record())["equipment"] == {"computer": 3, "printer": 1}
    assert (await record("INC-1"))["metrics"][-1] == {"metric": "incubated_entities", "period": "2025", "value": 18}
    assert "“30㎡”，已按 30 读取" in notes(found, "read")
    for typed in ("30亩", "30台", "75%", "30㎡左右"):
        ((_, said),) = await refused(county, typing(typed))
        assert "应为数字" in said


@of_row("１２０ · ` 120 ` · 1,200 · 1，200 · a #,##0 cell")
async def test_numbers_as_people_and_spreadsheets_write_them(county: House) -> None:
    ways = (
        (("１２０", ""), 120),
        ((" 120 ", ""), 120),
        (("1,200", ""), 1200),
        (("1，200", ""), 1200),
        ((1201, "#,##0"), 1201),
        ((14.999999999999998, ""), 15),
    )
    before = {"facts": {"area_m2": 200}}
    found = await side_by_side(county, [way for way, _ in ways], AREA, before, answer="read")
    for (way, wanted), (changes, after, _) in zip(ways, found, strict=True):
        assert changes == {AREA: wanted}, way
        assert after["facts"]["area_m2"] == wanted, way


@of_row("text 75% · 0.75 in a cell formatted 0 %")
async def test_per_cent_is_read_where_that_is_the_unit(county: House) -> None:
    for typed, shown in (("75%", ""), ("７５％", ""), (0.75, "0%"), (0.75, "0.00%")):

        def edit(book: openpyxl.Workbook, typed: Any = typed, shown: str = shown) -> None:
            figure(book, "utilisation_rate").value = typed
            if shown:
                figure(book, "utilisation_rate").number_format = shown

        found = await accepted(county, edit)
        (value,) = (r["value"] for r in (await record("INC-1"))["metrics"] if r["metric"] == "utilisation_rate")
        assert value == 75
        assert "已按 75 读取" in notes(found, "read")
        await register(
            county,
            ADMIN,
            [{"code": "INC-1", "metrics": [{"metric": "utilisation_rate", "period": "2025", "value": None}]}],
            reason="x",
        )


@of_row("bare 0.75 in a % field")
async def test_a_bare_fraction_in_a_field_of_per_cent_is_asked(county: House) -> None:
    item = "metrics.utilisation_rate.2025"

    def edit(book: openpyxl.Workbook) -> None:
        figure(book, "utilisation_rate").value = 0.75

    for answer, wanted in ((None, None), ("skip", None), ("instead", 75), ("read", Decimal("0.75"))):
        raw, found = await uploaded(county, edit)
        asked = questions(found)[item]
        assert (asked.read.zh, asked.instead.zh) == ("0.75", "75")
        assert "0.75" in asked.why.zh
        assert "75%" in asked.why.zh
        if answer in (None, "skip"):
            with pytest.raises(Refused):
                await carry_out(
                    county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: answer} if answer else {}
                )
        else:
            await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: answer})
        values = [r["value"] for r in (await record("INC-1"))["metrics"] if r["metric"] == "utilisation_rate"]
        assert values == ([] if wanted is None else [wanted])


@of_row("1.3 formatted 0 % in an m² field")
async def test_a_format_of_per_cent_in_another_field_is_asked(county: House) -> None:
    raw, found = await uploaded(county, typing(1.3, shown="0%"))
    asked = questions(found)[AREA]
    assert (asked.read.zh, asked.instead.zh) == ("1.3", "130")
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: "instead"})
    assert (await record())["facts"]["area_m2"] == 130


@of_row("2023/11/5 · 2023-11-5 · 2023.11.5 · 2023年11月5日 · full-width · a date cell")
async def test_days_in_every_usual_way(county: House) -> None:
    ways = ["2023/11/5", "2023-11-5", "2023.11.5", "2023年11月5日", "２０２３－１１－０５", date(2023, 11, 5)]
    found = await side_by_side(county, [(typed, "") for typed in ways], SINCE, OPEN_SINCE_2020)
    for typed, (changes, after, _) in zip(ways, found, strict=True):
        assert changes.keys() == {SINCE}, typed
        assert after["facts"]["operating_since"] == "2023-11-05", typed


@of_row("20231105 · 45235 (number or text) in a date field")
async def test_bare_numbers_as_days_are_read_and_told(county: House) -> None:
    ways = (20231105, "20231105", 45235, "45235")
    found = await side_by_side(county, [(typed, "General") for typed in ways], SINCE, OPEN_SINCE_2020)
    for typed, (_, after, told) in zip(ways, found, strict=True):
        assert after["facts"]["operating_since"] == "2023-11-05", typed
        assert told.count(f"“{typed}”，已按 2023-11-05 读取") == 2, "as a number and as a text"


@of_row("2023年11月 · 2023/11 · 9月5日")
async def test_half_a_day_is_refused_with_what_is_missing(county: House) -> None:
    for typed, wanted in (
        ("2023年11月", "请写到日"),
        ("2023/11", "请写到日"),
        ("9月5日", "请写年份"),
        ("9.5", "请写年份"),
    ):
        ((_, said),) = await refused(county, typing(typed, "facts.operating_since"))
        assert wanted in said
        assert f"“{typed}”" in said


@of_row("2099-01-01 as a past date")
async def test_what_has_happened_does_not_lie_ahead(county: House) -> None:
    for item in ("facts.operating_since", "accepted_on"):
        ((_, said),) = await refused(county, typing("2099-01-01", item))
        assert "不能晚于今天" in said


@of_row("√ · ✓ · TRUE · 1 · 对 · 有 in a yes/no column")
async def test_signs_for_yes_and_no(county: House) -> None:
    signs = (
        *((sign, True) for sign in ("√", "✓", True, "TRUE", 1, "1", "对", "有", "是", "√ ")),
        *((sign, False) for sign in ("×", False, "FALSE", 0, "0", "无", "否")),
    )
    found = await side_by_side(county, [(sign, "") for sign, _ in signs], READY, {})
    for (sign, wanted), (changes, after, _) in zip(signs, found, strict=True):
        assert changes == {READY: wanted}, sign
        assert after["facts"]["ready_for_full_service"] is wanted, sign
    ((_, said),) = await refused(county, typing("也许", READY))
    assert "可填：是、否" in said


@of_row("08187201234 typed in a telephone column")
async def test_a_telephone_keeps_its_zero(county: House) -> None:
    raw = await download(county, ADMIN)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert at(book, "QX-TUXI", PHONE).number_format == "@"
    assert book[STATION].column_dimensions["A"].width
    await accepted(county, typing("08187201234", PHONE))
    assert (await record())["phone"] == "08187201234"
    _, found = await uploaded(county, typing(8187201234, PHONE, shown="General"))
    assert "少了区号开头的 0" in questions(found)[PHONE].why.zh


@of_row("full-width digits, blanks, brackets in a telephone")
async def test_a_telephone_in_full_width_is_read_in_its_normal_form(county: House) -> None:
    found = await accepted(county, typing("（０８１８） ７２０１２３４", PHONE))
    assert (await record())["phone"] == "(0818) 7201234"
    assert "已按 (0818) 7201234 读取" in notes(found, "read")


@of_row("a name or plaque with a trailing blank or line break")
async def test_blanks_at_the_ends_of_a_text_change_nothing(county: House) -> None:
    for name in (f"{NAME} ", f"{NAME}\n", f"\u3000{NAME}"):
        found = await accepted(county, typing(name, "name"))
        assert found.changes == ()


@of_row("blanks only, an emptied cell")
async def test_a_blank_cell_leaves_things_as_they_are_and_says_so(county: House) -> None:
    for typed in (None, "  ", "\u3000\n"):
        for items in [{item} for item in LABELS] if everything() else [set(LABELS)]:

            def edit(book: openpyxl.Workbook, typed: str | None = typed, items: set[str] = items) -> None:
                for item in items:
                    typing(typed, item)(book)

            found = await accepted(county, edit)
            assert found.changes == ()
            said = notes(found, "unchanged").splitlines()
            for item in items:
                assert any(LABELS[item] in line and "原有内容不变" in line for line in said), item


@of_row("a column deleted (any, of a group too)")
async def test_a_deleted_column_changes_nothing_and_is_named(county: House) -> None:
    for item, header in (LABELS | {"location.crs": "坐标系"}).items():

        def edit(book: openpyxl.Workbook, item: str = item) -> None:
            book[STATION].delete_cols(column(book, STATION, item))

        found = await accepted(county, edit)
        assert found.changes == ()
        assert header in notes(found, "not_read")


@of_row("the version column deleted or overtyped")
async def test_the_version_cannot_be_got_rid_of(county: House) -> None:
    def deleted(book: openpyxl.Workbook) -> None:
        book[STATION].delete_cols(column(book, STATION, "version"))
        at(book, "QX-TUXI", AREA).value = 44

    ((_, said),) = await refused(county, deleted)
    assert "版本" in said
    for typed in (1, "2", None, "3-0000", "=1+1"):
        assert all("版本" in said for _, said in await refused(county, typing(typed, "version")))

    def filled_down(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", "version").value = at(book, "QX-SANHUI", "version").value

    ((_, said),) = await refused(county, filled_down)
    assert "版本列请勿改动" in said


@of_row("the code column deleted")
async def test_a_deleted_column_of_codes_is_one_message(county: House) -> None:
    for sheet in (STATION, INCUBATOR):
        ((_, said),) = await refused(county, lambda book, sheet=sheet: book[sheet].delete_cols(1))
        assert f"“{sheet}”缺少“编码”列" in said
    ((_, said),) = await refused(county, lambda book: book[ROSTER].delete_cols(1, 2))
    assert "缺少“站点编码”列" in said


@of_row("sheets re-ordered; help sheets deleted")
async def test_sheets_may_be_moved_and_help_deleted(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.move_sheet(ROSTER, -3)
        del book["说明"]
        at(book, "QX-TUXI", AREA).value = 44

    assert proposed(await accepted(county, edit)) == {AREA: 44}


@of_row("a sheet copied or renamed")
async def test_a_sheet_is_known_by_its_head(county: House) -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", AREA).value = 44
        book[STATION].title = "我们镇"
        book[ROSTER].title = "名单2"

    assert proposed(await accepted(county, renamed)) == {AREA: 44}

    def copied(book: openpyxl.Workbook) -> None:
        copy = book.copy_worksheet(book[STATION])
        copy.title = "备份"
        copy.cell(row(book, STATION, "QX-TUXI"), column(book, STATION, AREA)).value = 55

    said = dict(await refused(county, copied))
    assert {where.split("!")[0] for where in said} == {STATION, "备份"}
    assert len(said) == 2
    assert any("55" in text for text in said.values())
    assert any("44" in text for text in said.values())

    def copied_as_it_is(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book[STATION])
        book.copy_worksheet(book[ROSTER])

    assert (await accepted(county, copied_as_it_is)).changes == ()


@of_row("a sheet of one's own")
async def test_a_sheet_of_ones_own_is_skipped_and_said_to_be(county: House) -> None:
    found = await accepted(county, lambda book: book.create_sheet("我的统计").append(["合计", 3]))
    assert found.changes == ()
    assert "“我的统计”不是填报表的一部分，未读取" in notes(found, "not_read")


@of_row("a remark column with text · a stray cell")
async def test_what_stands_beside_the_columns_is_not_read_and_said_so(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        place = book[STATION].max_column + 1
        book[STATION].cell(1, place).value = "备注"
        book[STATION].cell(4, place).value = "下月搬家"
        book[STATION].cell(9, place + 3).value = "?"

    found = await accepted(county, edit)
    assert found.changes == ()
    assert "（备注）" in notes(found, "not_read")
    assert len([note for note in found.notes if "没有可识别的代码" in note.message.zh]) == 2


async def test_a_point_in_another_township_is_asked_about(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        at(book, "QX-TUXI", "location.lon").value, at(book, "QX-TUXI", "location.lat").value = 107.1361, 31.0291

    raw, found = await uploaded(county, edit)
    asked = questions(found)["location"]
    assert "三汇镇" in asked.why.zh
    with pytest.raises(Refused):
        await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={})
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: "read"})
    assert (await record())["location"]["lon"] == Decimal("107.1361")


async def test_words_for_a_closed_day_are_told_as_they_were_read_but_for_the_usual_one(county: House) -> None:
    found = await accepted(county, typing("不上班", "facts.opening_hours[mon]"))
    assert "填的是“不上班”，已按 不开放 读取" in notes(found, "read")
    found = await accepted(county, typing("9:00-12:00/14:00-17:00", "facts.opening_hours[mon]"))
    assert (await record())["facts"]["opening_hours"]["mon"] == [["09:00", "12:00"], ["14:00", "17:00"]]
    assert notes(await accepted(county, typing("休息", "facts.opening_hours[mon]")), "read") == ""


async def test_what_was_typed_is_told_once_in_a_sentence(county: House) -> None:
    for text, item in (("今天", "accepted_on"), ("三十", AREA), ("75%", AREA)):
        ((_, said),) = await refused(county, typing(text, item))
        assert said.count(text) == 1


async def test_a_system_of_coordinates_goes_by_its_everyday_names(county: House) -> None:
    for text, code in (("百度地图坐标", "bd09"), ("天地图", "wgs84")):
        _, found = await uploaded(county, typing(text, "location.crs"))
        assert found.faults == ()
        assert found.changes[0].edit["location"]["crs"] == code
