"""A value of each type as a document says it and as somebody types it: what is taken of it, what is written again."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from app.sites.entry import LONGEST_TEXT, Entry
from app.sites.facts import (
    _plain_spans,
    overlapping,
    read_fact,
    shape_of,
    typed_value,
    value_type,
    write_fact,
)
from app.sites.vocabulary import FactKind, FactType
from app.wording import Wording

LABEL, PEOPLE = Wording("甲", "a matter"), Wording("人", "people")
ITEMS = {"a": Wording("一", "one"), "b": Wording("二", "two")}


def kind(name: FactType, **more: Any) -> FactKind:
    return FactKind("x", name, LABEL, **more)


@pytest.mark.parametrize(
    ("asked", "value", "wanted"),
    [
        (kind("text"), "无", "无"),
        (kind("text", none=True), "无", None),
        (kind("text", none=True), "—", None),
        (kind("text", none=True), "无名路", "无名路"),
        (kind("text"), "", ""),
        (kind("text", blank=False), "", "empty"),
        (kind("text"), "a\nb", "a b"),
        (kind("text", lines=True), "a\nb", "a\nb"),
        (kind("text", longest=2), "甲乙", "甲乙"),
        (kind("text", longest=2), "甲乙丙", "too_long"),
        (kind("text"), "甲" * LONGEST_TEXT, "甲" * LONGEST_TEXT),
        (kind("text"), "甲" * (LONGEST_TEXT + 1), "too_long"),
        (kind("telephone"), "无", ""),
        (kind("telephone", none=True), "无", None),
        (kind("telephone", none=True), "0818-7200003", "0818-7200003"),
        (kind("telephone", longest=5), "123456", "too_long"),
        (kind("telephone"), "１２３４５６", "123456"),
        (kind("telephone"), "1" * (LONGEST_TEXT + 1), "too_long"),
        (kind("number"), 1.25, Decimal("1.25")),
        (kind("number", decimals=1), 1.25, Decimal("1.3")),
        (kind("number", highest=Decimal(2)), 2, 2),
        (kind("number", highest=Decimal(2)), 3, "too_high"),
        (kind("integer", highest=Decimal(2)), 2, 2),
        (kind("integer", highest=Decimal(2)), 3, "too_high"),
        (kind("integer"), 1.5, "not_whole"),
        (kind("boolean"), True, True),
        (kind("boolean"), "yes", "wrong_type"),
        (kind("date"), "2026-11-30", date(2026, 11, 30)),
        (kind("date"), "2026-11-31", "impossible_date"),
        (kind("choice", items=ITEMS), "a", "a"),
        (kind("choice", items=ITEMS), "c", "unknown_code"),
        (kind("set", items=ITEMS), ["b", "a"], frozenset("ab")),
        (kind("set", items=ITEMS), ["a", "a"], "duplicate"),
        (kind("set", items=ITEMS), ["c"], "unknown_code"),
        (kind("set", items=ITEMS), "a", "wrong_type"),
    ],
)
def test_what_a_document_says_is_taken_or_refused_by_its_type(asked: FactKind, value: object, wanted: Any) -> None:
    entry = Entry()
    found = read_fact(entry, asked, value, "facts.x")
    if entry.faults:
        assert [fault.code for fault in entry.faults] == [wanted]
        assert entry.faults[0].path.partition("[")[0] == "facts.x"
    else:
        assert found == wanted


def test_what_is_asked_for_is_said_with_its_unit_and_by_its_name() -> None:
    for asked, value, said in (
        (kind("number", unit=PEOPLE), "五", "应为数字，单位是人，填的是“五”"),
        (kind("integer", unit=PEOPLE), None, "应为数字，单位是人"),
        (kind("choice", items=ITEMS), "", "请选择甲"),
    ):
        entry = Entry()
        read_fact(entry, asked, value, "x")
        assert [fault.message.zh for fault in entry.faults] == [said]


@pytest.mark.parametrize(
    ("asked", "typed", "wanted"),
    [
        (kind("number", unit=PEOPLE), "12人", 12),
        (kind("integer"), "１２", 12),
        (kind("number"), "", None),
        (kind("text"), "无", "无"),
        (kind("text", none=True), "无", None),
        (kind("text", none=True), " 甲 ", "甲"),
        (kind("text"), "a\nb", "a b"),
        (kind("text", lines=True), "a\nb", "a\nb"),
        (kind("telephone", none=True), "无", None),
        (kind("telephone"), "（０８１８）7200003", "(0818)7200003"),
        (kind("date"), "2026年1月2日", "2026-01-02"),
        (kind("choice", items=ITEMS), "a", "a"),
        (kind("special_days"), "2026/10/1 休息", {"2026-10-01": []}),
    ],
)
def test_what_somebody_types_is_read_by_the_type_of_what_is_asked(asked: FactKind, typed: str, wanted: Any) -> None:
    assert typed_value(asked, typed) == wanted


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, True),
        (5, 5),
        ("甲", "甲"),
        (frozenset("ba"), ["a", "b"]),
        (date(2026, 1, 2), "2026-01-02"),
        (Decimal("5.00"), 5),
        (Decimal("5.50"), Decimal("5.5")),
        ({"tue": (), "mon": ((time(9), time.max),)}, {"mon": [["09:00", "24:00"]], "tue": []}),
        ({"2026-10-02": (), "2026-10-01": ()}, {"2026-10-01": [], "2026-10-02": []}),
    ],
)
def test_a_value_is_written_as_a_document_has_it_and_read_again_without_a_question(value: Any, written: Any) -> None:
    found = write_fact(value)
    assert (found, str(found), type(found)) == (written, str(written), type(written))
    if isinstance(found, dict):
        assert list(found) == list(written), "from Monday on, and by day"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", Decimal("5.5")),
        ("integer", 5),
        ("boolean", False),
        ("text", "甲"),
        ("telephone", "0818"),
        ("date", date(2026, 1, 2)),
        ("choice", "a"),
        ("set", frozenset("ab")),
        ("hours", {"mon": ((time(9), time.max),)}),
        ("special_days", {"2026-10-01": ()}),
    ],
)
def test_what_was_written_of_each_type_is_that_value_again(name: FactType, value: Any) -> None:
    assert value_type(name).reread(write_fact(value)) == value
    assert shape_of(kind(name)) == value_type(name).shape


NINE, TEN, NOON, ONE = time(9), time(10), time(12), time(13)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], []),
        ([(NINE, NOON)], []),
        ([(NINE, NOON), (NOON, ONE)], []),
        ([(NOON, ONE), (NINE, NOON)], []),
        ([(NINE, NOON), (TEN, ONE)], [((NINE, NOON), (TEN, ONE))]),
        ([(TEN, ONE), (NINE, NOON)], [((NINE, NOON), (TEN, ONE))]),
        ([(NINE, ONE), (TEN, NOON)], [((NINE, ONE), (TEN, NOON))]),
        ([(NINE, TEN), (NINE, TEN)], [((NINE, TEN), (NINE, TEN))]),
    ],
)
def test_spans_overlap_where_one_begins_before_the_other_ends(spans: Any, found: Any) -> None:
    assert overlapping(spans) == found


@pytest.mark.parametrize(
    "day",
    [[], [["09:00", "12:00"]], [["09:00", "12:00"], ["12:00", "13:00"]], [["00:00", "09:00"], ["10:00", "24:00"]]],
)
def test_a_plain_day_is_read_at_once(day: list[list[str]]) -> None:
    assert write_fact({"mon": _plain_spans(day)}) == {"mon": day}


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("09:00", "05:00", "下午请用 24 小时制，如 09:00-17:00"),
        ("11:59", "00:30", "下午请用 24 小时制，如 11:59-12:30"),
        ("09:00", "08:59", "下午请用 24 小时制，如 09:00-20:59"),
        ("12:00", "11:00", "过零点的请分两天写：当天 12:00-24:00，次日 00:00-11:00"),
        ("22:00", "06:00", "过零点的请分两天写：当天 22:00-24:00，次日 00:00-06:00"),
        ("13:00", "12:30", "过零点的请分两天写：当天 13:00-24:00，次日 00:00-12:30"),
        ("24:00", "12:00", "过零点的请分两天写：当天 24:00-24:00，次日 00:00-12:00"),
    ],
)
def test_who_closes_before_opening_is_told_what_may_be_meant(opens: str, closes: str, said: str) -> None:
    entry = Entry()
    read_fact(entry, kind("hours"), {"mon": [[opens, closes]]}, "x")
    (fault,) = entry.faults
    assert fault.message.zh == f"周一：“{opens}-{closes}”关门不晚于开门；{said}"
    assert (fault.path, fault.parts) == ("x.mon[0]", ("mon",))


def test_days_with_the_same_fault_are_told_once() -> None:
    entry = Entry()
    read_fact(entry, kind("hours"), {"mon": [["x", "12:00"]], "wed": [["x", "12:00"]], "tue": [["y", "y"]]}, "x")
    assert [(fault.path, fault.parts) for fault in entry.faults] == [("x", ("mon", "wed")), ("x.tue[0]", ("tue",))]
    assert entry.faults[0].message.zh.startswith("周一、周三：")
