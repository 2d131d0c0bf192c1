"""Divisions: codes of three lengths, the township above, and names that agree."""

from __future__ import annotations

import pytest

from app.sites.divisions import level_of, lies_within, widened
from app.standards.reader import Seeds


@pytest.mark.parametrize("code", ["51172", "5117251030", "abcdef", "５１１７２５", ""])
def test_a_code_of_another_length_or_script_is_no_code(code: str) -> None:
    with pytest.raises(ValueError, match="not a division code"):
        widened(code)


def test_levels_follow_from_the_zeros() -> None:
    codes = ["510000000000", "511700000000", "511725000000", "511725103000", "511725103201"]
    assert [level_of(code) for code in codes] == ["province", "city", "county", "township", "village"]


def test_a_village_lies_in_its_township_and_county_and_in_no_other() -> None:
    village = "511725103201"
    assert [
        lies_within(village, above) for above in ("511725103000", "511725000000", "511700000000", "511725104000")
    ] == [
        True,
        True,
        True,
        False,
    ]


def test_the_county_of_qu_has_its_37_townships_and_415_villages(seeds: Seeds) -> None:
    assert len(seeds.divisions.under("511725000000", "township")) == 37
    assert len(seeds.divisions.under("511725000000", "village")) == 415


def test_a_village_agrees_with_its_name_with_and_without_its_committee(seeds: Seeds) -> None:
    village = next(d for d in seeds.divisions.under("511725000000", "village") if d.name.endswith("村民委员会"))
    assert seeds.divisions.name_agrees(village.code, village.name)
    assert seeds.divisions.name_agrees(village.code, village.name.removesuffix("村民委员会").removesuffix("村") + "村")
    assert not seeds.divisions.name_agrees(village.code, "别的村")
