"""Telephones, codes, identity cards and bytes in their normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Malformed
from app.normal.codes import code_fault, normal_code
from app.normal.encodings import decoded
from app.normal.identity_numbers import holds_identity_number, without_identity_numbers
from app.normal.telephones import telephone_doubt, telephones

DIALLED = [
    ("0818-7200004、0818-7200005", ["08187200004", "08187200005"]),
    ("0818-7200004/0818-7200005", ["08187200004", "08187200005"]),
    ("0818-7200004 0818-7200005", ["08187200004", "08187200005"]),
    ("0818-7200004\n13800138000", ["08187200004", "13800138000"]),
    ("（0818）7200004", ["08187200004"]),
    ("０８１８－７２００００４", ["08187200004"]),
    ("0818 7200004", ["08187200004"]),
    ("138 0013 8000", ["13800138000"]),
    ("+86 818 7200004；0086-13800138000", ["08187200004", "13800138000"]),
    ("0818-7200004转801", ["08187200004,801"]),
    ("0818-7200004-801", ["08187200004,801"]),
    ("0818-7200004 分机 12", ["08187200004,12"]),
    ("电话：0818-7200004（办公室）", ["08187200004"]),
    ("12333", ["12333"]),
    ("400-123-4567", ["4001234567"]),
    ("028-85551234", ["02885551234"]),
]


@pytest.mark.parametrize(("written", "dialled"), DIALLED)
def test_every_number_of_a_field_can_be_dialled(written: str, dialled: list[str]) -> None:
    assert [one.dialled for one in telephones(written)] == dialled
    assert telephone_doubt(written) is None


@pytest.mark.parametrize(
    "written", ["0818-", "7200003", "0818-72", "没有", "0818-7200004/5", "187212345", "0818-7200004、无"]
)
def test_what_cannot_be_dialled_from_everywhere_is_asked_about(written: str) -> None:
    doubt = telephone_doubt(written)
    assert doubt is not None
    assert doubt.zh


CODES = ["QX-BRANCH-1", "QX-土溪-01", "51172501", "a.b", "A_1:2"]
NO_CODES = [
    ".",
    "..",
    "...",
    "-",
    "a.",
    ".a",
    "CON",
    "con.x",
    "nul",
    "COM1",
    "lpt9",
    "nearest",
    "null",
    "a/b",
    "a b",
    "",
]
LOOK_ALIKES = ["QХ-1", "ΑB", "QX‐1", "QX-l\u0301", "١٢", "Qⅹ\u0335"]


@pytest.mark.parametrize("code", CODES)
def test_codes_that_people_use_are_codes(code: str) -> None:
    assert code_fault(normal_code(code)) is None


@pytest.mark.parametrize("code", NO_CODES + LOOK_ALIKES)
def test_what_means_something_or_only_looks_like_a_code_is_none(code: str) -> None:
    assert code_fault(normal_code(code)) is not None


@pytest.mark.parametrize("code", ["ＱＸ－ＴＵＸＩ", " QX-TUXI ", "QX-\u200bTUXI", "QX-TUXI\r\n"])
def test_a_code_typed_in_other_signs_is_the_same_code(code: str) -> None:
    assert normal_code(code) == "QX-TUXI"


def card(first: str) -> str:
    """A made-up number of 18 digits with its check digit, computed as the standard words it."""
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first)) % 11
    return first + "10X98765432"[remainder]


def arabic(sign: str) -> str:
    return chr(0x0660 + int(sign)) if sign.isdigit() else sign


def chinese(sign: str) -> str:
    return "〇一二三四五六七八九"[int(sign)] if sign.isdigit() else sign


@given(st.sampled_from(["511725", "450802", "110105"]), st.dates(), st.integers(0, 999))
def test_every_number_of_a_card_is_found_however_it_is_written(division: str, day: object, serial: int) -> None:
    digits = f"{str(day)[:10]}".replace("-", "")
    if not 1900 <= int(digits[:4]) <= 2026:
        return
    number = card(f"{division}{digits}{serial:03d}")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    spaced = f"{number[:6]} {number[6:14]}-{number[14:]}"
    for written in (
        number,
        number.lower(),
        wide,
        spaced,
        f"张三{number}。",
        "\u200b".join(number),
        f"13800138000、{number}",
        f"{number[:6]}/{number[6:14]}/{number[14:]}",
        f"{number[:6]}，{number[6:14]}，{number[14:]}",
        f"{number[:6]}、{number[6:14]}；{number[14:]}",
        f"{number[:6]} （{number[6:14]}） {number[14:]}",
        "/".join(number),
        "".join(map(arabic, number)),
        "".join(map(chinese, number)),
        f"其一{number}",
        f"其一：{''.join(map(chinese, number))}",
    ):
        assert holds_identity_number(written), written
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert not holds_identity_number(wrong)
    if digits[:2] == "19":
        assert holds_identity_number(f"{division}{digits[2:]}{serial:03d}")


@pytest.mark.parametrize(
    "text",
    [
        "511725103000",
        "0818-7200004、0818-7200005",
        "2024-01-01 2025-01-01 18",
        "511725103201、511725103202",
        "123456789012345678",
        "一、二、三、四、五、六、七、八、九、十、十一、十二、十三、十四、十五、十六、十七、十八",
        "511725/103201/511725/103202/511725/103203",
        "二〇二四年一月一日至二〇二五年十二月三十一日",
        "2024/01/01, 2025/01/01, 2026/01/01",
    ],
)
def test_other_long_numbers_are_no_cards(text: str) -> None:
    assert not holds_identity_number(text)


def test_a_number_is_taken_out_in_whatever_digits_it_is_written() -> None:
    number = card("51172519900101003")
    written = "".join(map(chinese, number))
    assert (
        without_identity_numbers(f"其一 {written}，{number[:6]}/{number[6:14]}/{number[14:]} 乙", "…") == "其一 …,… 乙"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_a_county_is_read(encoding: str) -> None:
    text = "编码,名称\r\nC-1,土溪镇零工市场\r\n" * 20
    assert decoded(text.encode(encoding))[0] == text


@pytest.mark.parametrize("marks", [1, 2, 3])
def test_marks_before_a_text_are_no_part_of_it(marks: int) -> None:
    assert decoded(("\ufeff" * marks + "编码,名称").encode())[0] == "编码,名称"


def test_a_rare_character_of_gb18030_is_read() -> None:
    assert decoded("𰝟渡镇土溪镇".encode("gb18030"))[0] == "𰝟渡镇土溪镇"


@pytest.mark.parametrize("raw", ["土溪镇零工市场".encode()[:-1], b"\xff\xfea", "土溪镇".encode() + b"\xff"])
def test_a_damaged_file_is_refused_and_not_read_as_something_else(raw: bytes) -> None:
    with pytest.raises(Malformed):
        decoded(raw)
