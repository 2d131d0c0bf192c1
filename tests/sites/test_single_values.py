"""One value at the door, on both sides of every limit: what is taken, and what is refused by which name."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from app.normal.printable import printable, unprintable
from app.sites.entry import MOST_KEYS_NAMED, MOST_ROWS, Entry, is_ordinary
from app.units import Period
from app.wording import Wording

PEOPLE = Wording("人", "people")


def read(reader: str, value: object, **options: Any) -> Any:
    """What is read, or the one fault by its name."""
    entry = Entry(recorded=options.pop("recorded", False))
    found = getattr(entry, reader)(value, "x", **options)
    assert len(entry.faults) == (1 if entry.faults else 0)
    assert found is None or entry.faults == []
    return entry.faults[0].code if entry.faults else found


@pytest.mark.parametrize(
    ("reader", "value", "options", "wanted"),
    [
        ("text", 5, {}, "wrong_type"),
        ("text", "甲" * 5, {"longest": 5}, "甲" * 5),
        ("text", "甲" * 6, {"longest": 5}, "too_long"),
        ("text", " ", {}, "empty"),
        ("text", " ", {"blank": True}, ""),
        ("text", "甲", {"blank": True}, "甲"),
        ("text", "a\nb", {"lines": True}, "a\nb"),
        ("text", "a\nb", {}, "a b"),
        ("text", "甲\u202e", {}, "bad_character"),
        ("text", "甲\u202e", {"recorded": True}, "甲\u202e"),
        ("text", "甲\u0000", {"recorded": True}, "bad_character"),
        ("number", True, {}, "wrong_type"),
        ("number", "5", {}, "wrong_type"),
        ("number", 0, {}, 0),
        ("number", -1, {}, "negative"),
        ("number", -1, {"signed": True}, -1),
        ("number", 0.5, {}, Decimal("0.5")),
        ("number", 0.55, {"decimals": 1}, Decimal("0.6")),
        ("number", Decimal("Infinity"), {}, "not_finite"),
        ("number", Decimal("1e99"), {}, "too_large"),
        ("number", 5, {"highest": Decimal(5)}, 5),
        ("number", 5.01, {"highest": Decimal(5)}, "too_high"),
        ("integer", 5, {"highest": Decimal(5)}, 5),
        ("integer", 6, {"highest": Decimal(5)}, "too_high"),
        ("integer", 4.5, {"highest": Decimal(5)}, "not_whole"),
        ("integer", None, {"unit": PEOPLE}, "wrong_type"),
        ("boolean", False, {}, False),
        ("boolean", 0, {}, "wrong_type"),
        ("one_of", "", {"allowed": ["a"]}, "missing"),
        ("one_of", None, {"allowed": ["a"]}, "missing"),
        ("one_of", 5, {"allowed": ["a"]}, "wrong_type"),
        ("one_of", "b", {"allowed": ["a"]}, "unknown_code"),
        ("one_of", "a", {"allowed": ["a"]}, "a"),
        ("day", 5, {}, "wrong_type"),
        ("day", datetime(2026, 1, 1, tzinfo=UTC), {}, "wrong_type"),
        ("day", date(2026, 1, 1), {}, date(2026, 1, 1)),
        ("day", "２０２６-01-01", {"latest": date(2026, 1, 1)}, date(2026, 1, 1)),
        ("day", "2026-01-02", {"latest": date(2026, 1, 1)}, "in_the_future"),
        ("day", "1900-01-01", {}, date(1900, 1, 1)),
        ("day", "1899-12-31", {}, "impossible_date"),
        ("period", 2026, {}, "impossible_period"),
        ("period", "cumulative", {}, Period.parse("cumulative")),
        ("period", "1900", {}, Period.parse("1900")),
        ("period", "1899", {}, "impossible_period"),
        ("period", "2200-12", {}, Period.parse("2200-12")),
        ("period", "2201-01", {}, "impossible_period"),
        ("clock", "24:00", {}, time.max),
        ("clock", "23:59", {}, time(23, 59)),
        ("clock", "00:00", {}, time(0)),
        ("clock", "24:01", {}, "impossible_time"),
        ("clock", "9:00", {}, "impossible_time"),
        ("clock", 9, {}, "impossible_time"),
        ("mapping", {}, {}, {}),
        ("mapping", [], {}, "wrong_type"),
        ("rows", (1,), {}, [1]),
        ("rows", "a", {}, "wrong_type"),
        ("rows", [0] * MOST_ROWS, {}, [0] * MOST_ROWS),
        ("rows", [0] * (MOST_ROWS + 1), {}, "too_long"),
        ("telephone", "无", {}, ""),
        ("telephone", "1" * 61, {}, "too_long"),
        ("telephone", 5, {}, "wrong_type"),
    ],
)
def test_a_value_is_taken_or_refused(reader: str, value: object, options: dict[str, Any], wanted: Any) -> None:
    assert read(reader, value, **options) == wanted


def said(reader: str, value: object, **options: Any) -> tuple[str, str]:
    entry = Entry()
    getattr(entry, reader)(value, "x", **options)
    (fault,) = entry.faults
    return fault.message.zh, fault.message.en


def test_what_is_refused_is_told_with_what_it_should_be() -> None:
    labelled = {f"c{number}": Wording(f"项{number}", f"item {number}") for number in range(31)}
    zh, en = said("one_of", "b", allowed=labelled)
    assert ("项29" in zh, "项30" in zh, "c29" in en, "c30" in en, "c0" in zh) == (True, False, True, False, False)
    assert "a、b" in said("one_of", "c", allowed=["a", "b"])[0]
    assert said("one_of", "", allowed=["a"], what=PEOPLE) == ("请选择人", "people is required")
    assert said("one_of", "", allowed=["a"]) == ("必须填写", "is required")
    assert said("integer", "五", unit=PEOPLE) == (
        "应为数字，单位是人，填的是“五”",
        "must be a number of people, not “五”",
    )
    assert said("integer", None) == ("应为数字", "must be a number")
    assert said("text", "甲乙\ufffd")[0].startswith("第 3 个字是乱码")
    assert "U+0007" in said("text", "\u0007")[0]
    assert "看不见" in said("text", "\u202e")[0]


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_hundred_keys_without_meaning_are_named_and_the_rest_counted(left: int) -> None:
    entry = Entry()
    entry.unknown_keys(dict.fromkeys(map(str, range(MOST_KEYS_NAMED + left))) | {"known": 1}, ["known"], "staff[0]")
    assert len(entry.faults) == MOST_KEYS_NAMED + (left > 0)
    assert entry.faults[0].path == "staff[0].0"
    if left:
        assert (entry.faults[-1].path, f"{left} 个" in entry.faults[-1].message.zh) == ("staff[0]", True)


def test_a_text_is_shown_in_a_message_up_to_eighty_signs_and_without_what_cannot_be_shown() -> None:
    assert printable("甲" * 80) == "甲" * 80
    assert printable("甲" * 81) == "甲" * 77 + "…"
    hidden = "\t\n\u0000\u001f\u007f\u0080\u009f\ud800\udfff\ufffe\uffff"
    assert printable(hidden) == "\ufffd" * len(hidden)
    assert printable(" ~\u00a0\ud7ff\ue000甲") == " ~\u00a0\ud7ff\ue000甲"


@pytest.mark.parametrize(
    ("value", "highest", "ordinary"),
    [
        (0, None, True),
        (-1, None, False),
        (5, 5, True),
        (6, 5, False),
        (10**9, None, True),
        (True, None, False),
        (5.0, None, False),
        ("5", None, False),
        (Decimal(5), None, False),
    ],
)
def test_of_an_ordinary_number_nothing_remains_to_be_asked(value: object, highest: int | None, ordinary: bool) -> None:
    assert is_ordinary(value, None if highest is None else Decimal(highest)) is ordinary


def test_what_cannot_be_kept_are_controls_lone_surrogates_and_what_is_no_character() -> None:
    asked = (*range(0x400), *range(0xD700, 0x10100), 0x10FFFF)
    refused = {chr(point) for point in asked if unprintable(chr(point))}
    controls = {*range(9), *range(11, 32), *range(127, 160)}
    assert refused == {chr(point) for point in (*controls, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
