"""The table of divisions that comes with the seeds, and what happens to a faulty one."""

import csv
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.sites.divisions import lies_within
from app.sites.divisions_table import COLUMNS, parse_divisions, parse_former

BOTH = {"511725000000": (37, 415), "450802000000": (8, 137)}
"""The counties whose divisions are known in number, and how many townships and villages each has; others may stand
beside them."""
SEEDS = Path(__file__).parents[2] / "seeds" / "divisions"


def rows_of(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def divisions():
    return parse_divisions(rows_of("divisions.csv"))


GOOD = dict.fromkeys(COLUMNS, "") | {
    "code": "511725103000",
    "name": "土溪镇",
    "level": "township",
    "parent_code": "511725000000",
    "kind": "镇",
}


def faults_of(**changed: str) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        parse_divisions([GOOD, GOOD | {"code": "511725104000", "name": "三汇镇"} | changed])
    return [fault.path for fault in refused.value.faults]


class TestTheSeeds:
    def test_hold_both_counties_whole(self, divisions):
        for county, (townships, villages) in BOTH.items():
            assert len(divisions.under(county, "township")) == townships
            assert len(divisions.under(county, "village")) == villages
            assert len(divisions.under(county)) == 1 + townships + villages

    def test_know_both_writings_of_xiandu(self, divisions):
        assert divisions.name_agrees("511725113000", "鲜渡镇")
        assert divisions.name_agrees("511725113000", "𰝟渡镇")
        assert not divisions.name_agrees("511725115000", "𰝟渡镇")

    def test_leave_unknown_what_no_source_gives(self, divisions):
        assert divisions.get("511725123000").point is None
        assert divisions.get("511725103000").population is None
        assert divisions.get("511725000000").population == 917508
        of_both = [d for county in BOTH for d in divisions.under(county)]
        assert sum(d.point is not None for d in of_both) == 60

    def test_have_a_known_parent_for_everything_below_a_province(self, divisions):
        for division in divisions:
            if division.level != "province":
                assert divisions.get(division.parent) is not None
                assert lies_within(division.code, division.parent)

    def test_name_codes_of_the_statistics_bureau_in_the_crosswalk(self, divisions):
        translated = [row for row in rows_of("code_crosswalk.csv") if row["nbs_code"]]
        assert len([row for row in translated if any(lies_within(row["nbs_code"], county) for county in BOTH)]) == 45
        assert all(divisions.name_agrees(row["nbs_code"], row["nbs_name"]) for row in translated)

    def test_trace_every_former_township_to_a_present_one(self, divisions):
        former = rows_of("former_townships.csv")
        of_both = [row for row in former if any(lies_within(row["successor_code"], county) for county in BOTH)]
        assert len(of_both) == 60
        assert all(divisions.name_agrees(row["successor_code"], row["successor_name"]) for row in former)


def test_former_townships_are_those_whose_name_is_gone_and_say_whether_they_were_merged(divisions):
    former = {one.name: one for one in parse_former(rows_of("former_townships.csv"), divisions)}
    assert "土溪镇" not in former
    assert (former["青龙乡"].successor, former["青龙乡"].renamed) == ("511725123000", True)
    assert (former["龙潭镇"].successor, former["龙潭镇"].renamed) == ("511725102000", False)


def test_every_former_township_without_name_or_known_successor_is_told_with_its_row(divisions):
    rows = [
        {"old_name": "", "successor_code": "511725102000", "successor_basis": ""},
        {"old_name": "龙潭镇", "successor_code": "511725999000", "successor_basis": ""},
    ]
    with pytest.raises(InvalidInput) as refusal:
        parse_former(rows, divisions)
    assert [fault.path for fault in refusal.value.faults] == [
        "former_townships.csv:2 old_name",
        "former_townships.csv:3 successor_code",
    ]


class TestAFaultyRow:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("code", "511725104"),
            ("code", "５１１７２５１０４０００"),
            ("name", " "),
            ("level", "village"),
            ("level", "town"),
            ("parent_code", "511724000000"),
            ("kind", ""),
            ("urban_rural_code", "12"),
            ("urban_rural_code", "321"),
            ("population", "many"),
            ("population", "-3"),
        ],
    )
    def test_is_named_by_row_and_column(self, column, value):
        assert f"divisions.csv:3 {column}" in faults_of(**{column: value})

    def test_may_not_swap_its_axes(self):
        assert faults_of(lon="30.84", lat="106.97", crs="WGS-84") == ["divisions.csv:3 lon"]

    def test_may_not_give_half_a_point(self):
        assert faults_of(lon="106.97", crs="WGS-84") == ["divisions.csv:3 lon"]

    def test_must_say_which_system_its_point_is_in(self):
        assert faults_of(lon="106.97", lat="30.84", crs="GCJ-02") == ["divisions.csv:3 crs"]

    def test_may_not_repeat_a_code(self):
        assert faults_of(code=GOOD["code"]) == ["divisions.csv:3 code"]

    def test_does_not_hide_the_faults_of_the_next(self):
        with pytest.raises(InvalidInput) as refused:
            parse_divisions([GOOD | {"name": ""}, GOOD | {"kind": "", "population": "x"}], source="d.csv")
        assert {f.path for f in refused.value.faults} == {
            "d.csv:2 name",
            "d.csv:3 kind",
            "d.csv:3 population",
        }


def test_a_table_without_a_column_says_which():
    with pytest.raises(InvalidInput) as refused:
        parse_divisions([{key: value for key, value in GOOD.items() if key != "crs"}])
    assert [f.path for f in refused.value.faults] == ["divisions.csv:2 crs"]


def test_an_empty_table_is_a_fault():
    with pytest.raises(InvalidInput):
        parse_divisions([])
