"""English names of divisions: pinyin and rank, with the readings that a machine gets wrong."""

from __future__ import annotations

import csv

import pytest

from app.sites.romanised import english_city, english_name, split
from app.standards.reader import Seeds
from tests.networks import ROOT


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("511725000000", "Qu County"),
        ("450802000000", "Gangbei District"),
        ("511725001000", "Qujiang Subdistrict"),
        ("511725103000", "Tuxi Town"),
        ("511725106000", "Yongxing Town"),
        ("511725110000", "Qingxichang Town"),
        ("511725125000", "Juandong Town"),
        ("511725134000", "Dong'an Town"),
        ("511725215000", "Bao'en Township"),
        ("511725220000", "Dayi Township"),
        ("450802101000", "Daxu Town"),
    ],
)
def test_a_division_is_called_by_its_sound_and_its_rank(seeds: Seeds, code: str, english: str) -> None:
    division = seeds.divisions.get(code)
    assert division is not None
    assert division.label.en == english
    assert division.label.zh == division.name


def test_no_division_of_the_seeds_keeps_chinese_in_its_english_name_and_every_one_has_a_rank(seeds: Seeds) -> None:
    ranks = {
        "County",
        "District",
        "Subdistrict",
        "Town",
        "Township",
        "Village",
        "Community",
        "City",
        "Province",
        "Region",
    }
    for division in seeds.divisions:
        name, _, rank = division.label.en.rpartition(" ")
        assert rank in ranks, division
        assert name.replace("'", "").replace("ü", "u").isascii(), division


def test_every_reading_in_the_seeds_is_of_a_division_there_is_and_differs_from_the_machines(seeds: Seeds) -> None:
    names = {split(division.name)[0] for division in seeds.divisions}
    with (ROOT / "seeds" / "divisions" / "readings.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert row["name"] in names
            assert row["why"]
            assert english_name(row["name"], row["pinyin"]) != english_name(row["name"]), row


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("学堂村村民委员会", "Xuetang Village"),
        ("学堂村民委员会", "Xuetang Village"),
        ("何村村委会", "Hecun Village"),
        ("庆丰社区居民委员会", "Qingfeng Community"),
        ("港城街道中山社区", "Zhongshan Community"),
        ("绿水村民委员会", "Lüshui Village"),
        ("乡", "Xiang"),
    ],
)
def test_committees_and_ranks_come_off_before_the_name_is_spelled(name: str, english: str) -> None:
    assert english_name(name) == english


@pytest.mark.parametrize(
    ("typed", "english"),
    [("北京", "Beijing"), ("重庆市", "Chongqing"), ("Dongguan", "Dongguan"), ("广东省东莞市", "广东省东莞市")],
)
def test_a_typed_city_is_spelled_only_where_it_is_a_bare_name(typed: str, english: str) -> None:
    assert english_city(typed) == english
