"""A password is long, varied, not one's own name and not what is guessed first."""

import pytest

from app.access.passwords import as_typed, password_faults

NAMES = ("wangfang", "王芳", "小王子")


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("码头边的三号茶馆也开门", set()),
        ("k7#Qz!m2Lp", set()),
        ("k7#Qz!m2L", {"bad_length"}),
        ("", {"bad_length"}),
        ("k7#Qz!m2Lp" * 20, set()),
        ("k7#Qz!m2Lp" * 20 + "x", {"bad_length"}),
        ("x1!yx1!yx1!y", {"monotonous"}),
        ("x1!yzx1!yzx1", set()),
        ("my-WangFang-77", {"contains_name"}),
        ("找小王子去码头边喝茶吧", {"contains_name"}),
        ("王芳在码头边喝了三壶茶", set()),
        ("password1234", {"easily_guessed"}),
        ("PassWord!9x7", {"easily_guessed"}),
        ("password!9x7k", set()),
        ("password!9xyz", set()),
        ("qwertyuiopas", {"easily_guessed"}),
        ("poiuytrewq98", {"easily_guessed"}),
        ("9876543210ab", {"easily_guessed"}),
        ("abcdxk9!qwer", {"easily_guessed"}),
        ("abcdxk9!#qwer", set()),
        ("x9kqwertyuio!", {"easily_guessed"}),
        ("abc-xyz-123-k", set()),
        ("5201314zhanwang", {"easily_guessed"}),
        ("zhanwang-demo", {"easily_guessed"}),
        ("Zhanwang-Demo1", {"easily_guessed"}),
        ("zhanwang_demo!", {"easily_guessed"}),
        ("ｚｈａｎｗａｎｇ－ｄｅｍｏ", {"easily_guessed"}),
        ("demokratie-x7", set()),
    ],
)
def test_a_password_is_refused_for_every_reason_and_taken_without_one(password: str, faults: set[str]) -> None:
    assert {fault.code for fault in password_faults(password, *NAMES)} == faults


def test_a_name_too_short_to_tell_is_not_looked_for() -> None:
    assert password_faults("li-in-the-old-teahouse", "li") == []
    assert [f.code for f in password_faults("lin-at-the-old-teahouse", "Lin")] == ["contains_name"]


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    assert as_typed("cafe\u0301-am-hafen") == as_typed("caf\u00e9-am-hafen") == "caf\u00e9-am-hafen"
