"""The workbook goes out and comes back: untouched it changes nothing, touched it changes just what was touched."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, Malformed, NotAllowed, Refused, TooLarge
from app.exchange.strict_json import load_json
from app.exchange.workbook.writing import write_workbook
from app.journeys.files.workbook_out import download, host_cities, townships
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.proposals.read import own_and_reviewable
from app.journeys.registry.register import register
from app.sites.document import write_site
from app.store.sites import read_sites
from tests.oracle.documents import random_envelope, to_json
from tests.standards.cases import seeds

pytestmark = pytest.mark.long

ADMIN = Actor("admin", "县局", "county_admin")
TUXI = Actor("tuxi", "土溪", "site_editor", (Scope(division="511725103000"),))
READER = Actor("reader", "查阅", "reader")
STATION, POINT = "公共就业创业服务站", "公共就业创业服务点"

Edit = Callable[[openpyxl.Workbook], None]


def touched(raw: bytes, edit: Edit) -> bytes:
    """The workbook after a person worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book: openpyxl.Workbook, sheet: str, code: str, column: str) -> Any:
    """The cell of a site in the column of a code."""
    page = book[sheet]
    place = next(c.column for c in page[2] if c.value == column)
    row = next(r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == code)
    return page.cell(row, place)


def setting(sheet: str, code: str, column: str, value: Any) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        cell(book, sheet, code, column).value = value

    return edit


async def document(code: str) -> dict[str, Any]:
    return next(load_json(row.document.encode()) for row in await read_sites() if row.code == code)


@pytest.mark.both_engines
async def test_an_untouched_workbook_of_the_whole_network_changes_nothing(
    demo_house: House, demo_codes: frozenset[str]
) -> None:
    house = demo_house
    raw = await download(house, ADMIN)
    for again in (raw, touched(raw, lambda book: None)):
        found = await preview(house, ADMIN, again)
        assert (found.changes, found.faults, found.unchanged) == ((), (), len(demo_codes))
        with pytest.raises(Refused):
            await carry_out(house, ADMIN, again, found.fingerprint, "x")


async def test_random_sites_of_every_kind_come_back_as_they_went_out(house: House) -> None:
    import random

    from app.errors import ZhanwangError
    from app.sites.document import read_site

    rng = random.Random(11)
    documents = []
    for number in range(150):
        drawn = load_json(to_json(random_envelope(rng)).encode())
        whole = {**drawn["site"], "code": f"R-{number}", "name": f"站 {number}", "status": "operating"}
        whole.pop("parent", None)
        try:
            site = read_site(whole, house.rules, house.divisions, registering=True)
        except ZhanwangError:
            continue
        documents.append(write_site(site))
    await register(house, ADMIN, documents, reason="x")
    found = await preview(house, ADMIN, await download(house, ADMIN))
    assert [(str(c), f.message.en) for c, f in found.faults] == []
    assert [(change.cells.code, [d.item for d in change.differences]) for change in found.changes] == []
    assert found.unchanged > 100


@pytest.mark.both_engines
async def test_what_was_typed_is_shown_before_and_written_after(house: House) -> None:
    raw = await download(house, ADMIN)

    def edit(book: openpyxl.Workbook) -> None:
        cell(book, STATION, "QX-TUXI", "facts.area_m2").value = "１8.5"
        cell(book, STATION, "QX-TUXI", "status").value = "运行中"
        cell(book, STATION, "QX-TUXI", "facts.networks[jinbao]").value = "有"
        cell(book, STATION, "QX-TUXI", "facts.opening_hours[mon]").value = "9:00－12:00，13:30至17:30"
        book["人员名册"].append(["QX-TUXI", None, "人力资源专员", "专职", date(2026, 1, 5), None, "王芳", None, None])
        book["设施设备"].append(["QX-TUXI", None, "电脑", 3])
        book["培训"].append(["QX-TUXI", None, "职业指导", "2026年3月2日"])

    raw = touched(raw, edit)
    found = await preview(house, ADMIN, raw)
    assert [str(f) for f in found.faults] == []
    (change,) = found.changes
    assert {d.item for d in change.differences} == {
        *("facts.area_m2", "status", "facts.networks", "facts.opening_hours", "staff", "equipment", "trainings_held"),
    }
    assert "facts" not in await document("QX-TUXI") or (await document("QX-TUXI"))["facts"] == {}
    await carry_out(house, ADMIN, raw, found.fingerprint, "年度填报")
    after = await document("QX-TUXI")
    assert float(after["facts"]["area_m2"]) == 18.5
    assert after["facts"]["networks"] == ["jinbao"]
    assert after["facts"]["opening_hours"] == {"mon": [["09:00", "12:00"], ["13:30", "17:30"]]}
    assert after["staff"][0]["from"] == "2026-01-05"
    assert after["equipment"] == {"computer": 3}
    assert after["trainings_held"] == [{"topic": "career_guidance", "date": "2026-03-02"}]
    assert (await preview(house, ADMIN, await download(house, ADMIN))).changes == ()


async def test_blank_leaves_clear_takes_away_and_none_is_an_answer(house: House) -> None:
    site = {"code": "QX-TUXI", "phone": "1", "facts": {"area_m2": 20}, "equipment": {"computer": 1}}
    await register(house, ADMIN, [site], reason="x")
    raw = await download(house, ADMIN)

    def edit(book: openpyxl.Workbook) -> None:
        cell(book, STATION, "QX-TUXI", "phone").value = None
        cell(book, STATION, "QX-TUXI", "facts.area_m2").value = "清除"
        book["设施设备"].delete_rows(3)
        book["设施设备"].append(["QX-TUXI", None, "无", None])

    raw = touched(raw, edit)
    await carry_out(house, ADMIN, raw, (await preview(house, ADMIN, raw)).fingerprint, "x")
    after = await document("QX-TUXI")
    assert after["phone"] == "1"
    assert "area_m2" not in after["facts"]
    assert after["equipment"] == {}


async def test_every_fault_comes_back_in_its_cell_and_nothing_is_written(house: House) -> None:
    raw = await download(house, ADMIN)

    def edit(book: openpyxl.Workbook) -> None:
        cell(book, STATION, "QX-TUXI", "facts.area_m2").value = "很大"
        cell(book, STATION, "QX-SANHUI", "status").value = "开着"
        cell(book, STATION, "QX-SANHUI", "division").value = "110000000000"
        cell(book, STATION, "QX-LINBA", "phone").value = "0818-1"
        book["设施设备"].append(["NOPE", None, "电脑", 1])

    raw = touched(raw, edit)
    before = [(row.code, row.version) for row in await read_sites()]
    found = await preview(house, ADMIN, raw)
    places = {str(at).split("!")[0] for at, _ in found.faults}
    assert len(found.faults) == 4
    assert places == {STATION, "设施设备"}
    with pytest.raises(InvalidInput):
        await carry_out(house, ADMIN, raw, found.fingerprint, "x")
    assert [(row.code, row.version) for row in await read_sites()] == before
    book = openpyxl.load_workbook(io.BytesIO(await with_marks(house, ADMIN, raw, found)))
    bad = cell(book, STATION, "QX-TUXI", "facts.area_m2")
    assert bad.fill.fgColor.rgb == "FFFDECEA"
    assert "应为数字" in bad.comment.text
    assert book[STATION].cell(1, book[STATION].max_column).value == "错误原因"
    assert cell(book, STATION, "QX-LINBA", "phone").fill.fgColor.rgb != "FFFDECEA"


async def test_a_cell_that_somebody_changed_since_is_a_conflict_and_the_others_are_not_undone(house: House) -> None:
    raw = touched(await download(house, ADMIN), setting(STATION, "QX-TUXI", "phone", "12333"))
    await register(house, ADMIN, [{"code": "QX-TUXI", "address": "新地址"}], reason="x")
    found = await preview(house, ADMIN, raw)
    assert found.faults == ()
    await carry_out(house, ADMIN, raw, found.fingerprint, "x")
    assert ((await document("QX-TUXI"))["phone"], (await document("QX-TUXI"))["address"]) == ("12333", "新地址")
    await register(house, ADMIN, [{"code": "QX-TUXI", "phone": "12345"}], reason="x")
    again = touched(raw, setting(STATION, "QX-TUXI", "phone", "12315"))
    ((clash,),) = [change.conflicts for change in (await preview(house, ADMIN, again)).changes]
    assert (clash.difference.published, clash.difference.proposed, clash.by.name) == ("12345", "12315", "县局")


async def test_an_editors_workbook_is_submitted_for_review_and_holds_only_their_sites(house: House) -> None:
    raw = await download(house, TUXI)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert [book[STATION].cell(r, 1).value for r in range(3, book[STATION].max_row + 1)] == ["QX-TUXI"]
    raw = touched(raw, setting(STATION, "QX-TUXI", "phone", "0818-7200005"))
    found = await preview(house, TUXI, raw)
    await carry_out(house, TUXI, raw, found.fingerprint, "填报")
    assert "phone" not in await document("QX-TUXI")
    (waiting,) = await own_and_reviewable(house, TUXI)
    assert (waiting.stored.state, waiting.stored.site_code) == ("submitted", "QX-TUXI")


async def test_an_editor_cannot_reach_other_sites_with_a_workbook_of_somebody_else(house: House) -> None:
    raw = touched(await download(house, ADMIN), setting(STATION, "QX-SANHUI", "phone", "1"))
    assert {fault.code for _, fault in (await preview(house, TUXI, raw)).faults} == {"not_allowed"}
    with pytest.raises(NotAllowed):
        await preview(house, READER, raw)


async def test_a_new_site_may_be_added_on_the_sheet_of_its_kind(house: House) -> None:
    point = {"code": "P-1", "programme": "qu-2023", "kind": "service_point", "tier": "village", "name": "点"}
    await register(house, ADMIN, [{**point, "status": "planned", "division": "511725103201"}], reason="x")
    raw = await download(house, ADMIN)

    def edit(book: openpyxl.Workbook) -> None:
        page = book[POINT]
        codes = {c.value: c.column for c in page[2]}
        for column, value in (("code", "P-2"), ("name", "新点"), ("division", "511725103"), ("status", "在建")):
            page.cell(page.max_row if column != "code" else page.max_row + 1, codes[column]).value = value

    raw = touched(raw, edit)
    found = await preview(house, ADMIN, raw)
    assert [str(f) for _, f in found.faults] == []
    outcome = await carry_out(house, ADMIN, raw, found.fingerprint, "x")
    assert outcome.created == ("P-2",)


@pytest.mark.parametrize("raw", [b"", b"not a workbook", b"PK\x03\x04 broken", b"<html>"])
async def test_what_is_no_workbook_is_told_so(house: House, raw: bytes) -> None:
    with pytest.raises(Malformed):
        await preview(house, ADMIN, raw)


async def test_a_cell_far_out_does_not_take_the_memory_of_the_server(house: House) -> None:
    raw = touched(await download(house, ADMIN), lambda book: book["培训"].cell(1_000_000, 16_000, "x"))
    with pytest.raises((TooLarge, Malformed)):
        await preview(house, ADMIN, raw)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    site = {
        "code": "X",
        "programme": "qu-2023",
        "kind": "gig_market",
        "tier": "county",
        "name": "=1+1",
        "address": "@SUM(A1)",
    }
    raw = write_workbook([(site, 1)], seeds().programmes, date(2026, 11, 24))
    book = openpyxl.load_workbook(io.BytesIO(raw))
    page = book["零工市场"]
    named = next(c for c in page[3] if c.value == "=1+1")
    assert named.data_type == "s"


def test_the_workbook_has_what_a_clerk_needs_to_fill_it_in() -> None:
    site = {"code": "X", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "name": "市场", "sample": True}
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([(site, 1)], seeds().programmes, date(2026, 11, 24))))
    page = book["零工市场"]
    assert book.sheetnames[0] == "选项"
    assert book["选项"].sheet_state == "hidden"
    assert book.active.title == "说明"
    assert "示例" in book["说明"]["A2"].value
    assert page.freeze_panes == "D3"
    assert page.protection.sheet
    assert page["A3"].protection.locked
    assert not page["C3"].protection.locked
    ruled = " ".join(str(rule.sqref) for rule in page.data_validations.dataValidation)
    coded = {c.value for c in page[2] if f"{c.column_letter}3:" in ruled}
    assert {"tier", "status", "location.crs", "facts.free_of_charge", "facts.zones[recruitment]"} <= coded
    assert page["A1"].value.startswith("* ")


async def test_a_part_of_the_workbook_has_as_many_sites_as_are_told_of_it(demo_house: House) -> None:
    told = await townships(demo_house, ADMIN)
    counties = [place for place in told if place.endswith("000000")]
    for place in [*counties, next(place for place in told if place not in counties)]:
        found = await preview(demo_house, ADMIN, await download(demo_house, ADMIN, township=place))
        assert (found.unchanged, found.faults) == (told[place], ()), place
    assert counties


async def test_a_former_tier_goes_out_in_words_and_comes_back_from_words_and_from_its_code(house: House) -> None:
    former = {"field": "tier", "from": None, "to": "2026-05-31"}
    given = [{"code": "QX-TUXI", "history": [{**former, "value": "township_basic"}]}]
    await register(house, ADMIN, given, reason="x")
    raw = await download(house, ADMIN)
    shown = cell(openpyxl.load_workbook(io.BytesIO(raw)), "沿革", "QX-TUXI", "value").value
    tiers = seeds().programmes["qu-2023"].kinds_by_code["service_station"].tiers
    assert shown == next(tier.label.zh for tier in tiers if tier.code == "township_basic")
    for written in (shown, "township_basic"):
        found = await preview(house, ADMIN, touched(raw, setting("沿革", "QX-TUXI", "value", written)))
        assert (found.changes, found.faults) == ((), ()), written
    wrong = await preview(house, ADMIN, touched(raw, setting("沿革", "QX-TUXI", "value", "特级")))
    assert [str(at) for at, _ in wrong.faults] == ["沿革!D3"]


async def test_sites_that_the_workbook_does_not_have_are_told_in_all_and_by_kind(demo_house: House) -> None:
    found = await preview(demo_house, ADMIN, await download(demo_house, ADMIN, township="511725103000"))
    whole, *by_kind = [note.message for note in found.notes if note.sort == "left_out"]
    assert int(re.findall(r"\d+", whole.zh)[0]) == sum(int(re.findall(r"：(\d+) ", one.zh)[0]) for one in by_kind)
    assert not any("个站点没有读取" in note.message.zh for note in found.notes if note.sort == "not_read")


async def test_parts_outside_of_the_counties_have_the_host_cities_of_their_sites_where_these_are_few(
    demo_house: House,
) -> None:
    parts = ["110000000000", "330100000000"]
    assert await host_cities(demo_house, ADMIN, parts) == {parts[0]: ("北京",), parts[1]: ("杭州",)}
    assert await host_cities(demo_house, TUXI, parts) == dict.fromkeys(parts, ()), "of sites of one's own alone"
    assert await host_cities(demo_house, ADMIN, parts, most=0) == dict.fromkeys(parts, ())


async def test_three_host_cities_are_a_name_and_four_are_none_and_a_part_of_just_so_many_sites_is_looked_at(
    demo_house: House,
) -> None:
    part = "110000000000"
    (outpost,) = [row for row in await read_sites() if row.division == part]
    for cities, named in ((["上海", "广州"], True), (["成都"], False)):
        for city in cities:
            more = {"code": f"X-{city}", "name": f"驻{city}工作站", "host_city": city}
            await register(demo_house, ADMIN, [load_json(outpost.document.encode()) | more], reason="x", confirmed=True)
        found = (await host_cities(demo_house, ADMIN, [part]))[part]
        assert bool(found) == named
    (alone,) = (await host_cities(demo_house, ADMIN, ["330100000000"], most=1)).values()
    assert alone == ("杭州",)
    twenty = [{**load_json(outpost.document.encode()), "code": f"Y-{n}", "name": f"北京站 {n}"} for n in range(20)]
    other = "120000000000"
    for some, named in (
        (twenty[:19], True),
        (twenty[19:], True),
        ([twenty[0] | {"code": "Y-20", "name": "末站"}], False),
    ):
        given = [one | {"division": other, "host_city": "天津"} for one in some]
        await register(demo_house, ADMIN, given, reason="x", confirmed=True)
        assert bool((await host_cities(demo_house, ADMIN, [other]))[other]) == named, len(some)
