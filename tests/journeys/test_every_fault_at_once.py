"""Nothing hides a fault: neither a missing programme, nor a cell too many, nor a line that is no JSON."""

from io import BytesIO
from pathlib import Path

import pytest

from app.access.actor import program
from app.errors import InvalidInput
from app.journeys.files.import_export import import_sites
from app.journeys.house import House, build_house
from app.sites.document import read_site
from app.store.sites import read_stored_site
from tests.networks import settings_for


@pytest.fixture(scope="module")
def pure_house() -> House:
    return build_house(settings_for("sqlite:///unused", Path("unused")))


def faults_of(house: House, document: dict) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read_site(document, house.rules, house.divisions)
    return {(fault.path, fault.code) for fault in refused.value.faults}


@pytest.mark.parametrize("programme", [{}, {"programme": "no-such"}])
def test_without_a_programme_all_else_is_checked(pure_house: House, programme: dict) -> None:
    document = {
        "code": "E",
        "kind": "x",
        "facts": {"area_m2": -1},
        "staff": [{"role": "x"}],
        "location": {"lon": 999, "lat": 1, "crs": "z"},
        "trainings_held": [{"topic": "career_guidance", "date": "2026-02-30"}],
        "foo": 1,
    }
    found = faults_of(pure_house, document | programme)
    assert found - {("programme", "missing"), ("programme", "unknown_code")} == {
        ("kind", "unknown_code"),
        ("facts.area_m2", "negative"),
        ("staff[0].role", "unknown_code"),
        ("staff[0].employment", "missing"),
        ("location.lon", "out_of_range"),
        ("location.crs", "unknown_code"),
        ("trainings_held[0].date", "impossible_date"),
        ("foo", "unknown_key"),
    }
    assert ("programme", "unknown_code" if programme else "missing") in found


def test_without_a_programme_nothing_is_called_wrong_that_some_programme_allows(pure_house: House) -> None:
    outpost = {"code": "E", "kind": "outpost", "division": "440100000000", "host_city": "广州"}
    station = {"code": "E", "kind": "service_station", "tier": "township_basic", "division": "511725103000"}
    centre = {"code": "E", "kind": "park_service_centre", "facts": {"video_channel": True}}
    for document in (outpost, station, centre):
        assert faults_of(pure_house, document) == {("programme", "missing")}


async def refusals(house: House, raw: str, ending: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        await import_sites(house, program("test"), BytesIO(raw.encode()), ending, reason="test")
    return [(fault.path, fault.code) for fault in refused.value.faults]


CSV = """code,programme,kind,tier,name,division,division_name,status
A1,qu-2023,gig_market,county,甲,511725103000,三汇镇,operating
A1,qu-2023,gig_market,county,乙,511725103000,土溪镇,operating
A3,qu-2023,gig_market,county,丙,511725103000,土溪镇,operating,surplus
"""


async def test_a_cell_too_many_in_one_row_hides_no_fault_of_another(house: House) -> None:
    assert await refusals(house, CSV, ".csv") == [
        ("row 4, column 9", "no_heading"),
        ("row 3, column code", "duplicate_code"),
        ("row 2, column division_name", "name_differs"),
    ]
    assert await read_stored_site("A3") is None


async def test_a_feature_that_is_no_point_hides_no_fault_of_another(house: House) -> None:
    raw = """{"type": "FeatureCollection", "features": [
      {"type": "Feature", "geometry": {"type": "LineString", "coordinates": []}, "properties": {"code": "A"}},
      {"type": "Feature", "geometry": {"type": "Point", "coordinates": [999, 1]},
       "properties": {"code": "B", "kind": "x"}}]}"""
    found = await refusals(house, raw, ".geojson")
    assert ("features[0].geometry", "not_a_point") in found
    assert ("features[1].geometry.coordinates", "out_of_range") in found
    assert ("features[1].properties.kind", "unknown_code") in found


async def test_a_line_that_is_no_json_hides_no_fault_of_another(house: House) -> None:
    found = await refusals(house, '{"code": \n{"code": "B", "kind": "x"}\n', ".jsonl")
    assert ("line 1", "malformed") in found
    assert ("line 2: kind", "unknown_code") in found


@pytest.mark.both_engines
async def test_a_file_with_a_fault_of_form_alone_writes_nothing(house: House) -> None:
    good = CSV.splitlines()[3]
    assert await refusals(house, CSV.splitlines()[0] + "\n" + good, ".csv") == [("row 2, column 9", "no_heading")]
    assert await read_stored_site("A3") is None
