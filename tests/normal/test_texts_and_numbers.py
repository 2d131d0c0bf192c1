"""One normal form: what only looks different is the same, nothing else is, and normal stays normal."""

import doctest
import importlib
import json
import pkgutil
import struct
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.normal
from app.normal.numbers import meant, with_unit, written_number
from app.normal.text import alike, compared, harmful, kept, searched

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("渠县（）()［］｢｣ 　\u200b\u200e\ufeff\u00ad⼴⽅⻋⻔㎡ＡａⅣ①\r\n\u2028\u0301\ufe0f\uffa0"),
    ),
    max_size=40,
)


@pytest.mark.parametrize("module", [found.name for found in pkgutil.iter_modules(app.normal.__path__)])
def test_the_room_s_examples_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"app.normal.{module}")).failed == 0


@given(TEXTS)
def test_normal_is_normal_already(text: str) -> None:
    for form in (kept, compared, searched):
        assert form(form(text)) == form(text)


@given(TEXTS)
def test_what_is_kept_is_compared_and_searched_as_what_was_typed(text: str) -> None:
    assert compared(kept(text)) == compared(text)
    assert searched(kept(text)) == searched(compared(text)) == searched(text)


@given(st.text("渠县东区就业广场ABCabc019()[]!%&+,-./:;=?@#", min_size=1, max_size=30))
def test_full_width_is_the_same_text(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    assert compared(wide) == compared(text)
    assert searched(wide) == searched(text)


@pytest.mark.parametrize("point", range(0x2F00, 0x2FD6))
def test_every_kangxi_radical_is_the_character_it_draws(point: int) -> None:
    """Python's own name of the radical's decomposition says which character that is."""
    character = chr(int(unicodedata.decomposition(chr(point)).removeprefix("<compat> "), 16))
    assert alike(f"渠{chr(point)}县", f"渠{character}县")


PDF_RADICALS = [
    ("⻋站", "车站"),
    ("⻔市", "门市"),
    ("⻄街", "西街"),
    ("⻢渡", "马渡"),
    ("⻰凤镇", "龙凤镇"),
    ("⻛景", "风景"),
]


@pytest.mark.parametrize(("out_of_a_pdf", "typed"), PDF_RADICALS)
def test_radicals_that_nfkc_leaves_are_folded_too(out_of_a_pdf: str, typed: str) -> None:
    assert unicodedata.normalize("NFKC", out_of_a_pdf) != typed
    assert alike(out_of_a_pdf, typed)


@given(
    st.text("甲乙丙 \n", min_size=1),
    st.sampled_from(["\u200b", "\u200d", "\u200f", "\u202a", "\u2067", "\ufeff", "\u00ad"]),
)
def test_what_nobody_sees_is_not_kept(text: str, unseen: str) -> None:
    assert kept(unseen.join(text)) == kept(text)
    assert kept(f"{unseen}{text}{unseen}") == kept(text)


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\v", "\f", "\u2028", "\x85"])
def test_every_sort_of_line_break_is_one(line_break: str) -> None:
    assert kept(f"文化街1号{line_break}二楼{line_break}") == "文化街1号\n二楼"
    assert harmful(line_break) is None


@pytest.mark.parametrize(
    "sign", ["\0", "\x1b", "\x7f", "\u202e", "\u202d", "\ufffd", "\ufff9", chr(0xD800), "\U000e0041"]
)
def test_what_is_no_text_or_turns_it_round_is_named(sign: str) -> None:
    assert harmful(f"渠县{sign}站") == sign


@pytest.mark.parametrize(
    ("one", "other"), [("土溪镇", "土溪乡"), ("服务站", "服务 站"), ("——", "-"), ("A", "a"), ("车", "車")]
)
def test_what_reads_differently_is_different(one: str, other: str) -> None:
    assert not alike(one, other)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_double_comes_back_as_the_decimal_it_was_made_of(number: Decimal) -> None:
    assert meant(Decimal(repr(float(number)))) == number
    assert meant(json.loads(json.dumps(float(number)), parse_float=Decimal, parse_int=Decimal)) == number


@given(st.decimals(min_value=1, max_value=10**6, places=2), st.integers(-3, 3))
def test_a_double_that_missed_by_its_last_bits_is_what_a_spreadsheet_shows(number: Decimal, steps: int) -> None:
    bits = struct.unpack("<q", struct.pack("<d", float(number)))[0] + steps
    near = struct.unpack("<d", struct.pack("<q", bits))[0]
    assert meant(Decimal(repr(near)), 6) == number


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**8), max_value=10**8, places=20),
    st.integers(0, 6),
)
def test_a_rounded_number_is_rounded_already(number: Decimal, decimals: int) -> None:
    once = meant(number, decimals)
    assert meant(once, decimals) == once
    assert abs(once - number) <= Decimal(1).scaleb(-decimals)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２０", "120"),
        (" 120 ", "120"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("1 200.5", "1200.5"),
        ("0.30", "0.3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: str) -> None:
    assert written_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["约30", "100-120", "一百二十", "1,20", "1.2.3", "", "NaN", "Infinity", "0x10", "1_000", "三"]
)
def test_what_leaves_the_number_open_is_none(text: str) -> None:
    assert written_number(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("30㎡", "m²", 30),
        ("130m²", "m²", 130),
        ("75％", "%", 75),
        ("18户", "户（个）", 18),
        ("2个", "户（个）", 2),
        ("30平方米", "m²", 30),
    ],
)
def test_the_field_s_own_unit_may_stand_behind_a_number(text: str, unit: str, number: int) -> None:
    assert with_unit(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit"), [("30亩", "m²"), ("30%", "m²"), ("18m²", "%"), ("5km²", "m²"), ("30 m", "m²")]
)
def test_another_unit_is_no_number(text: str, unit: str) -> None:
    assert with_unit(text, unit) is None
