"""Single divisions: how each is called in either language, where it lies, and what stands above and below it."""

import pytest

from app.errors import InvalidInput
from app.sites.divisions import Division, Divisions, FormerTownship, code_span, level_of, lies_within
from app.sites.divisions_table import COLUMNS, parse_divisions, parse_former
from app.units import LatLon

CODES = {
    "province": "510000000000",
    "city": "511700000000",
    "county": "511725000000",
    "township": "511725103000",
    "village": "511725103201",
}
ABOVE = dict(zip(CODES, ["", *CODES.values()], strict=False))


def division(code: str, name: str = "某地", **more: object) -> Division:
    return Division(code, name, level_of(code), None, "", **more)


def row(code: str = CODES["township"], **changed: str) -> dict[str, str]:
    """A right row of the table, but for what is changed."""
    level = level_of(code)
    given = {"code": code, "name": "土溪镇", "level": level, "parent_code": ABOVE[level], "kind": "镇"}
    return dict.fromkeys(COLUMNS, "") | given | changed


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("学堂村村民委员会", "学堂村"),
        ("学堂村民委员会", "学堂村"),
        ("何村村委会", "何村"),
        ("庆丰社区居民委员会", "庆丰社区"),
        ("庆丰社区居委会", "庆丰社区"),
        ("庆丰社区居", "庆丰社区"),
        ("庆丰居委会", "庆丰"),
        ("庆丰居民委员会", "庆丰"),
        ("渠江街道办事处", "渠江街道"),
        ("土溪镇", "土溪镇"),
        ("村委会", "村"),
    ],
)
def test_a_place_is_called_without_its_committee_and_agrees_with_either_name(name: str, bare: str) -> None:
    known = Divisions([division(CODES["village"], name, aliases=("别名村",))])
    assert division(CODES["village"], name).common_label.zh == bare
    assert known.name_agrees(CODES["village"], name)
    assert known.name_agrees(CODES["village"], bare)
    assert known.name_agrees(CODES["village"], "别名村民委员会")
    assert not known.name_agrees(CODES["village"], "别的")
    assert not known.name_agrees(CODES["township"], name)


def test_each_language_writes_a_name_in_its_own_way_and_a_map_without_the_rank_in_english() -> None:
    town = division(CODES["township"], "大圩镇", reading="da xu", aliases=("大墟镇",))
    assert (town.label.zh, town.label.en) == ("大圩镇", "Daxu Town")
    assert (town.short_label.zh, town.short_label.en) == ("大圩镇", "Daxu")
    assert town.names == ("大圩镇", "大墟镇")
    assert dict(town.sound) == {"大圩镇": "Daxu Zhen"}
    village = division(CODES["village"], "城坝村民委员会")
    assert (village.common_label.zh, village.common_label.en) == ("城坝村", "Chengba Village")
    assert dict(village.sound) == {
        "城坝村民委员会": "Chengba Cunminweiyuanhui",
        "城坝村": "Chengba Cun",
    }
    assert dict(division(CODES["village"], "东安").sound) == {"东安": "Dong'an"}


def test_what_lies_above_and_below_is_known_as_far_as_the_divisions_are() -> None:
    known = Divisions(
        [
            division(CODES["village"], point=LatLon(30.5, 107.5)),
            division(CODES["township"], point=LatLon(30.0, 107.0)),
            division(CODES["county"]),
            division("511725104000", point=LatLon(31.0, 106.0)),
        ]
    )
    assert [one.code for one in known] == sorted(one.code for one in known)
    county, township, village = (known.get(CODES[level]) for level in ("county", "township", "village"))
    assert known.get("511725105000") is None
    assert known.path(CODES["village"]) == (county, township, village)
    assert known.path("511725103202") == (county, township)
    assert known.path(CODES["township"]) == (county, township)
    assert known.path(CODES["county"]) == (county,)
    assert known.township_of(CODES["village"]) is known.township_of(CODES["township"]) is township
    assert [known.township_of(code) for code in (None, CODES["county"], "511725105201")] == [None] * 3
    assert known.under(CODES["county"], "township") == [township, known.get("511725104000")]
    assert known.under(CODES["township"]) == [township, village]
    assert known.extent(CODES["county"]) == (106.0, 30.0, 107.5, 31.0)
    assert known.extent(CODES["township"]) == known.extent(CODES["township"]) == (107.0, 30.0, 107.5, 30.5)
    assert known.extent("511725105000") is None
    former = known.with_former([FormerTownship("龙潭镇", CODES["township"], renamed=False)])
    assert (list(former), [one.name for one in former.former], known.former) == (list(known), ["龙潭镇"], ())


def test_the_codes_below_a_division_are_those_that_lie_within_it() -> None:
    every = [*CODES.values(), "511725104000", "511726000000", "511800000000", "520000000000", "511725103202"]
    for above in CODES.values():
        low, beyond = code_span(above)
        assert [low <= int(code) < beyond for code in every] == [lies_within(code, above) for code in every]
        below = [code for code in CODES.values() if code >= above]
        assert [code for code in CODES.values() if lies_within(code, above)] == below
    assert not lies_within("511725104000", CODES["township"])
    assert not lies_within("511726000000", CODES["county"])
    assert not lies_within("511800000000", CODES["city"])
    assert not lies_within("520000000000", CODES["province"])


@pytest.mark.parametrize("level", CODES)
def test_a_row_of_every_level_names_the_one_above_it(level: str) -> None:
    (read,) = parse_divisions([row(CODES[level])])
    assert (read.level, read.parent) == (level, ABOVE[level] or None)
    for wrong in ({*CODES.values(), ""} - {ABOVE[level]}) - {CODES[level]}:
        with pytest.raises(InvalidInput) as refused:
            parse_divisions([row(CODES[level], parent_code=wrong)])
        (fault,) = refused.value.faults
        assert (fault.path, fault.code) == ("divisions.csv:2 parent_code", "contradiction")
        assert fault.message.en == f"must be {ABOVE[level]}, from the code"


def test_what_a_row_gives_is_kept_and_what_it_leaves_out_is_unknown() -> None:
    given = row(
        aliases="甲镇| 乙镇 ||",
        urban_rural_code="121",
        lon="107.05",
        lat="31.01",
        crs="WGS-84",
        coord_source="somewhere",
        population="0",
    )
    (read,) = parse_divisions([given], readings={"土溪": "tu xi"})
    assert (read.aliases, read.urban_rural_code, read.point) == (("甲镇", "乙镇"), "121", LatLon(31.01, 107.05))
    assert (read.point_source, read.population, read.reading, read.kind) == ("somewhere", 0, "tu xi", "镇")
    (bare,) = parse_divisions([row()])
    assert (bare.aliases, bare.urban_rural_code, bare.point, bare.point_source) == ((), None, None, None)
    assert (bare.population, bare.reading) == (None, "")


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"urban_rural_code": "210"}, []),
        ({"urban_rural_code": "310"}, ["urban_rural_code not_a_code"]),
        ({"urban_rural_code": "1210"}, ["urban_rural_code not_a_code"]),
        ({"urban_rural_code": "1a1"}, ["urban_rural_code not_a_code"]),
        ({"urban_rural_code": "1２1"}, ["urban_rural_code not_a_code"]),
        ({"population": "１２"}, ["population not_a_number"]),
        ({"population": "1.5"}, ["population not_a_number"]),
        ({"code": "51172510300x"}, ["code not_a_code"]),
        ({"code": "5117251030000"}, ["code not_a_code", "parent_code contradiction"]),
        ({"level": "town"}, ["level unknown_code"]),
        ({"level": "county"}, ["level contradiction"]),
        ({"name": ""}, ["name missing"]),
        ({"kind": " "}, ["kind missing"]),
        ({"lon": "107"}, ["crs unknown_code", "lon not_a_point"]),
        ({"lat": "31"}, ["crs unknown_code", "lon not_a_point"]),
        ({"lon": "107", "lat": "31"}, ["crs unknown_code"]),
        ({"crs": "GCJ-02"}, []),
    ],
)
def test_every_fault_of_a_row_is_named_and_nothing_else(changed: dict[str, str], faults: list[str]) -> None:
    try:
        parse_divisions([row(**changed)])
        found = []
    except InvalidInput as refused:
        found = [f"{fault.path.partition(' ')[2]} {fault.code}" for fault in refused.faults]
    assert found == faults


def test_a_row_without_columns_is_told_of_each_and_read_no_further() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_divisions([{"code": "x"}])
    assert [fault.code for fault in refused.value.faults] == ["missing"] * (len(COLUMNS) - 1)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"old_name": " 龙潭镇 ", "successor_code": CODES["township"], "successor_basis": "same name"}, True),
        ({"old_name": "龙潭镇", "successor_code": CODES["township"], "successor_basis": "villages"}, False),
        ({"old_name": "龙潭镇", "successor_code": CODES["township"]}, False),
        ({"old_name": "土溪镇", "successor_code": CODES["township"], "successor_basis": "same name"}, None),
        ({"old_name": "土溪乡", "successor_code": CODES["township"]}, None),
        ({"old_name": None, "successor_code": CODES["township"]}, "old_name missing"),
        ({"old_name": "龙潭镇", "successor_code": None}, "successor_code unknown_code"),
        ({"old_name": "龙潭镇", "successor_code": CODES["village"]}, "successor_code unknown_code"),
    ],
)
def test_a_township_of_the_past_is_known_by_its_successor_unless_that_bears_its_name(
    given: dict[str, str | None], found: object
) -> None:
    known = Divisions([division(CODES["township"], "土溪镇", aliases=("土溪乡",))])
    if not isinstance(found, str):
        read = parse_former([given], known)
        assert [(one.name, one.successor, one.renamed) for one in read] == (
            [] if found is None else [("龙潭镇", CODES["township"], found)]
        )
        return
    with pytest.raises(InvalidInput) as refused:
        parse_former([given], known)
    assert [f"{fault.path.partition(' ')[2]} {fault.code}" for fault in refused.value.faults] == [found]
    assert refused.value.faults[0].path.startswith("former_townships.csv:2 ")
