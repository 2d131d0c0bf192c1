"""What people type is read in one way at every door; what cannot be read is refused in words that say the way out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import Fault, InvalidInput
from app.exchange.points_csv import read_points
from app.normal.hours import written_spans
from app.sites.document import read_site
from app.sites.doubts import doubts
from app.sites.facts import typed_value
from app.sites.fields import FIELD
from app.sites.site import Site
from app.sites.words import change_texts
from app.standards.reader import Seeds

Read = Callable[..., Site]
MARKET = {
    "code": "M-1",
    "programme": "qu-2023",
    "kind": "gig_market",
    "tier": "county",
    "division": "511725103000",
    "name": "市场",
    "status": "operating",
}
TODAY = date(2026, 11, 29)
MANAGER = {"role": "manager", "employment": "full_time", "from": None, "to": None}


def faults(read: Read, document: dict[str, Any], **options: Any) -> list[Fault]:
    with pytest.raises(InvalidInput) as refused:
        read(document, **options)
    return list(refused.value.faults)


@pytest.mark.parametrize("nothing", ["/", "-", "——", "无", "暂无", "没有", " 无 ", "／", "none", "N/A"])
def test_a_stroke_or_a_word_for_nothing_is_no_telephone(read: Read, nothing: str) -> None:
    site = read({**MARKET, "phone": nothing, "staff": [{**MANAGER, "phone": nothing}]})
    assert (site.phone, (site.staff or ())[0].phone) == (None, None)
    assert read({**MARKET, "phone": nothing}, recorded=True).phone is None
    kind = FIELD["phone"].value
    assert kind is not None
    assert typed_value(kind, nothing) is None


def test_a_text_of_one_line_is_joined_and_numbers_on_two_lines_stay_two(read: Read) -> None:
    broken = "水口社区公共就业\n创业服务点"
    site = read(
        {
            **MARKET,
            "name": broken,
            "address": "Room 5\r\nBlock A",
            "phone": "0818-7200001\n0818-7200002",
            "facts": {"plaque_text": broken},
            "staff": [{**MANAGER, "name": "张\n三"}],
            "waivers": [{"clause": "gig.area", "reason": "一\n二", "until": "2027-01-01"}],
        }
    )
    joined = "水口社区公共就业创业服务点"
    assert (site.name, site.facts["plaque_text"], site.address) == (joined, joined, "Room 5\nBlock A")
    assert site.phone == "0818-7200001、0818-7200002"
    assert (site.staff or ())[0].name == "张三"
    assert site.waivers[0].reason == "一\n二", "a reason may have lines"


@pytest.mark.parametrize("typed", ["100㎡", "100平方", "100平米", "100 平方米", "100 m²", "１００㎡"])
def test_a_field_s_unit_may_stand_behind_its_number(seeds: Seeds, typed: str) -> None:
    facts = seeds.programmes["qu-2023"].vocabulary.facts
    assert typed_value(facts["area_m2"], typed) == 100
    rows = read_points(f"code,area_m2\nM-1,{typed}\n".encode(), {"qu-2023": seeds.programmes["qu-2023"].entry_rules})
    assert rows.entries[0].document == {"code": "M-1", "facts": {"area_m2": 100}}


@pytest.mark.parametrize("typed", ["很大", "30亩", "1e3", "1.8E+10"])
def test_what_is_no_number_is_quoted_with_the_unit_that_is_asked_for(read: Read, typed: str) -> None:
    (fault,) = faults(read, {**MARKET, "facts": {"area_m2": typed}})
    assert fault.message.zh == f"应为数字，单位是平方米，填的是“{typed}”"


def test_a_card_number_typed_for_a_number_is_not_repeated(read: Read) -> None:
    (fault,) = faults(read, {**MARKET, "facts": {"area_m2": "甲51172519000101003X"}})
    assert "5117" not in "".join(fault.message)


def test_a_double_that_shows_as_another_number_is_that_and_more_digits_were_meant(read: Read) -> None:
    for typed, kept in (("99.99999999999999", "100"), ("99.99999999999999999", "99.99999999999999999")):
        assert read({**MARKET, "facts": {"area_m2": Decimal(typed)}}).facts["area_m2"] == Decimal(kept)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2024/1/1", "应写作 2024-01-01"),
        ("20240101", "应写作 2024-01-01"),
        ("2024年1月1日", "应写作 2024-01-01"),
        ("45292", "应写作 2024-01-01"),
        ("9999-12-31", "年份须在 1900 至 2200 之间"),
        ("5/6/2024", "2024-05-06 或 2024-06-05"),
        ("2024-02-30", "日期不存在"),
        ("2023年11月", "请写到日"),
        ("9月5日", "请写年份"),
        ("去年", "应为日期"),
    ],
)
def test_a_date_that_is_not_written_as_one_is_told_how(read: Read, typed: str, words: str) -> None:
    (fault,) = faults(read, {**MARKET, "accepted_on": typed})
    assert words in fault.message.zh
    assert (fault.path, fault.code) == ("accepted_on", "impossible_date")


@pytest.mark.parametrize(
    "typed", ["2024/1/1", "20240101", "2024年1月1日", "2024年1月1号", "45292", "2024-01-01 ", "2024.1.1"]
)
def test_a_row_of_a_csv_reads_every_day_that_is_plain(seeds: Seeds, typed: str) -> None:
    rules = {"qu-2023": seeds.programmes["qu-2023"].entry_rules}
    (row,) = read_points(f"code,accepted_on,operating_since\nM-1,{typed},{typed}\n".encode(), rules).entries
    day = "2024-01-01"
    assert row.document == {"code": "M-1", "accepted_on": day, "facts": {"operating_since": day}}


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_a_file_with_tabs_or_semicolons_is_read(seeds: Seeds, separator: str) -> None:
    rules = {"qu-2023": seeds.programmes["qu-2023"].entry_rules}
    text = "\n".join(separator.join(row) for row in (("编码", "名称"), ("M-1", "市场")))
    assert read_points(text.encode(), rules).entries[0].document == {"code": "M-1", "name": "市场"}


def test_a_file_that_begins_with_very_many_empty_lines_is_refused_as_fast_as_any(seeds: Seeds) -> None:
    rules = {"qu-2023": seeds.programmes["qu-2023"].entry_rules}
    with pytest.raises(InvalidInput, match="no column code"):
        read_points(b"\n" * 1_000_000 + b"code,name\nM-1,x\n", rules)  # hours, where each line reads all again


def registering(seeds: Seeds, document: dict[str, Any]) -> Site:
    rules = {s: replace(p.entry_rules, today=TODAY) for s, p in seeds.programmes.items()}
    return read_site(document, rules, seeds.divisions, registering=True)


@pytest.mark.parametrize(("metric", "period"), [("retention_rate", "2027"), ("livestream_sessions", "2026-12")])
def test_figures_of_a_time_to_come_are_refused(seeds: Seeds, metric: str, period: str) -> None:
    def figure(of: str) -> dict[str, Any]:
        return {**MARKET, "metrics": [{"metric": metric, "period": of, "value": 5}]}

    with pytest.raises(InvalidInput) as refused:
        registering(seeds, figure(period))
    (fault,) = refused.value.faults
    assert (fault.path, fault.code) == ("metrics[0].period", "in_the_future")
    assert registering(seeds, figure("2026" if period == "2027" else "2026-11")).metrics


def test_a_list_s_row_without_its_choice_is_told_what_to_choose(read: Read) -> None:
    rows = {"staff": [{**MANAGER, "role": ""}], "trainings_held": [{"topic": "", "date": ""}]}
    said = {fault.path: fault.message.zh for fault in faults(read, {**MARKET, **rows})}
    assert said == {
        "staff[0].role": "请选择岗位",
        "trainings_held[0].topic": "请选择培训内容",
        "trainings_held[0].date": "请填写日期",
    }


def test_no_chinese_message_holds_codes_where_there_are_labels(read: Read) -> None:
    wrong = {"status": "opened", "staff": [{**MANAGER, "role": "boss"}]}
    for fault in faults(read, {**MARKET, **wrong}):
        assert "可选：" in fault.message.zh
        assert not any(code in fault.message.zh for code in ("operating", "hr_specialist", "full_time")), fault


def test_hours_with_one_fault_on_five_days_have_one_sentence_that_names_them(read: Read) -> None:
    week = {day: [["09:00", "05:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    (fault,) = faults(read, {**MARKET, "facts": {"opening_hours": week}})
    assert fault.path == "facts.opening_hours"
    assert fault.message.zh.startswith("周一、周二、周三、周四、周五：")
    assert "09:00-17:00" in fault.message.zh


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("22:00-02:00", "当天 22:00-24:00，次日 00:00-02:00"),
        ("9-5", "如 09:00-17:00"),
        ("早九晚五", "应写作 09:00-12:00, 13:30-17:30"),
        ("上午", "应写作 09:00-12:00, 13:30-17:30"),
        ("无", "应写作 09:00-12:00, 13:30-17:30"),
    ],
)
def test_hours_that_cannot_be_read_say_their_day_and_the_way_out(
    seeds: Seeds, read: Read, typed: str, words: str
) -> None:
    (fault,) = faults(read, {**MARKET, "facts": {"opening_hours": {"tue": written_spans(typed)}}})
    assert fault.path.startswith("facts.opening_hours.tue")
    assert fault.message.zh.startswith("周二：")
    assert words in fault.message.zh


def test_a_point_that_is_rough_or_far_from_the_one_before_is_asked_about(read: Read, seeds: Seeds) -> None:
    vocabulary = seeds.programmes["qu-2023"].vocabulary

    def at(lon: float, lat: float) -> Site:
        return read({**MARKET, "location": {"lon": lon, "lat": lat, "crs": "wgs84"}})

    def asked(before: Site | None, after: Site) -> list[str]:
        return [doubt.kind for doubt in doubts(before, after, vocabulary)]

    near, far, rough = at(107.05912, 31.01234), at(107.12212, 31.01234), at(107, 31)
    assert asked(None, near) == []
    assert asked(None, rough) == ["rough_point"]
    assert asked(None, at(106.97, 30.84)) == []
    assert asked(rough, rough) == [], "what was confirmed is not asked again"
    assert asked(near, at(107.06, 31.01234)) == []
    (moved,) = doubts(near, far, vocabulary)
    assert (moved.path, moved.kind) == ("location", "moved")
    assert "6.0 公里" in moved.why.zh


def test_somebody_who_begins_after_today_is_asked_about(read: Read, seeds: Seeds) -> None:
    after = read({**MARKET, "staff": [{**MANAGER, "from": "2027-01-01", "phone": "8187212345"}]})
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    found = {doubt.path: doubt.kind for doubt in doubts(None, after, vocabulary, TODAY)}
    assert found == {"staff[0].from": "in_the_future", "staff[0].phone": "telephone"}


def test_of_a_long_list_only_what_goes_and_comes_is_told(seeds: Seeds) -> None:
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    people = [{**MANAGER, "name": f"甲{number}"} for number in range(12)]
    was, becomes = change_texts("staff", people, [*people[1:], {**MANAGER, "name": "乙"}], vocabulary)
    assert ("甲0" in was.zh, "甲5" in was.zh, "11 行不变" in was.zh) == (True, False, True)
    assert ("乙" in becomes.zh, "甲5" in becomes.zh) == (True, False)


def test_a_former_tier_is_told_by_its_name(seeds: Seeds) -> None:
    row = {"field": "tier", "value": "township_basic", "from": None, "to": "2024-01-01"}
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    named = {"tier": {"township_basic": seeds.programmes["qu-2023"].document and FIELD["tier"].label}.get}
    _, told = change_texts("history", [], [row], vocabulary, named)
    assert "township_basic" not in told.zh
