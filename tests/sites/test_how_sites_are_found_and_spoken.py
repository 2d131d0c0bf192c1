"""What a site is found by, and how Chinese sounds: read by the machine once, and by what others read before."""

import pytest

from app.sites.divisions import Division, Divisions, level_of
from app.sites.romanised import sounded, spelled, split
from app.sites.search import search_text
from app.sites.site import Site
from app.sites.sounds import remember, remembered, syllables


def division(code: str, name: str, *aliases: str) -> Division:
    return Division(code, name, level_of(code), None, "", aliases=aliases)


KNOWN = Divisions(
    [
        division("511725000000", "渠县"),
        division("511725113000", "鲜渡镇", "𰝟渡镇"),
        division("511725113201", "A座村"),
    ]
)


def site(**given: str) -> Site:
    return Site("QX-1", "p", "k", "t", **given)


def test_a_site_is_found_by_its_names_and_those_above_it_in_both_writings_by_sound_and_by_initials() -> None:
    found = search_text(site(name="鲜渡镇12号站", address="渠县 Abc 街", division="511725113201"), KNOWN)
    assert found.split("\n") == [
        "qx-1",
        *("鲜渡镇12号站", "xianduzhen12haozhan", "xdz12hz"),
        *("渠县 abc 街", "quxian abc jie", "qx abc j"),
        *("𰝟渡镇12号站", "𰝟duzhen12haozhan", "𰝟dz12hz"),
        *("渠县", "quxian", "qx"),
        *("鲜渡镇", "xianduzhen", "xdz"),
        *("𰝟渡镇", "𰝟duzhen", "𰝟dz"),
        *("a座村", "azuocun", "azc"),
    ]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, "qx-1"),
        ({"name": "甲B"}, "qx-1 甲b jiab jb"),
        ({"address": "甲B"}, "qx-1 甲b jiab jb"),
        ({"name": "甲", "address": "甲"}, "qx-1 甲 jia j"),
        ({"division": "511726000000"}, "qx-1"),
        ({"name": "QX-1"}, "qx-1"),
    ],
)
def test_each_thing_that_a_site_is_found_by_is_kept_once(given: dict[str, str], found: str) -> None:
    assert search_text(site(**given), KNOWN) == found.replace(" ", "\n")


def test_a_text_is_read_once_and_remembered_unless_it_is_a_question() -> None:
    """Of texts that nobody else reads."""
    assert syllables("绿水绿绿", once=True) == ("lü", "shui", "lü", "lü")
    assert "绿水绿绿" not in remembered()
    assert (syllables("渠渠县A1"), syllables("Tuxi"), syllables("")) == (("qu", "qu", "xian", "A1"), ("Tuxi",), ())
    assert remembered()["渠渠县A1"] == ("qu", "qu", "xian", "A1")
    assert "Tuxi" not in remembered()
    assert syllables("渠渠县A1", once=True) == ("qu", "qu", "xian", "A1")


def test_what_another_process_read_is_taken_over_and_asked_no_machine_and_what_was_read_here_stays() -> None:
    remember({"甲甲乙": ["yi", "er"]})
    assert (syllables("甲甲乙"), spelled("甲甲乙")) == (("yi", "er"), "Yi'er")
    assert syllables("甲乙乙") == ("jia", "yi", "yi")
    remember({"甲甲乙": ["san"], "甲乙乙": ["si"]})
    assert (syllables("甲甲乙"), syllables("甲乙乙")) == (("yi", "er"), ("jia", "yi", "yi"))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("东社区居委会", ("东", "Community")),
        ("何街道办事处", ("何", "Subdistrict")),
        ("何村村民委员会", ("何村", "Village")),
        ("何家村村民委员会", ("何家", "Village")),
        ("何村", ("何", "Village")),
        ("何居委会", ("何", "Community")),
        ("何办事处", ("何", "")),
        ("广西壮族自治区", ("广西壮族", "Autonomous Region")),
        ("港城街道中山社区", ("中山", "Community")),
        ("港城街道", ("港城", "Subdistrict")),
        ("", ("", "")),
    ],
)
def test_a_name_is_split_from_its_rank_and_its_committee(name: str, parts: tuple[str, str]) -> None:
    assert split(name) == parts


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Station 1", ""),
        ("大圩镇公共就业服务点（二楼）", "Daxu Zhen Gonggong Jiuye Fuwu Dian (Erlou)"),
        ("大圩镇（甲、乙），站", "Daxu Zhen (Jia, Yi), Zhan"),
        ("创业园区服务中心", "Chuangyeyuanqu Fuwu Zhongxin"),
        ("甲(乙)丙", "Jia (Yi) Bing"),
    ],
)
def test_the_name_of_a_site_sounds_word_by_word(name: str, said: str) -> None:
    assert sounded(name, {"大圩镇": "Daxu Zhen"}) == said
