"""Where villages lie: what a file may say, what is refused at its row, and that no suggestion moves what was placed."""

from dataclasses import replace

import pytest

from app.access.actor import Actor
from app.errors import InvalidInput, Malformed, NotAllowed, TooLarge
from app.journeys.coverage.village_points import (
    SUGGESTED,
    Placing,
    place_villages,
    read_placings,
    suggestions,
)
from app.journeys.house import House
from app.store.changes import read_changes
from app.store.village_points import read_village_points
from app.units import LatLon
from tests.journeys.proposing_people import ADMIN, ANNA

VILLAGE, OTHER, COUNTY = "511725103201", "511725103001", "511725000000"
HERE = LatLon(lat=30.95, lon=107.02)
READER = Actor("leo", "里奥", "reader")


def at(code: str = VILLAGE, lat: float = 30.95, source: str = "map", **more: bool) -> Placing:
    return Placing(code, LatLon(lat=lat, lon=107.02), source, **more)


async def test_a_village_is_placed_once_moved_when_it_is_said_anew_and_never_by_a_suggestion(house: House) -> None:
    assert await place_villages(house, ANNA, [at()], "地图") == 1
    assert await place_villages(house, ANNA, [at()], "再说一次") == 0
    assert await place_villages(house, ANNA, [at(approximate=True)]) == 1
    assert await place_villages(house, ANNA, [at(lat=30.96)]) == 1
    assert await place_villages(house, ANNA, [at(lat=30.97, source=SUGGESTED), at(OTHER, source=SUGGESTED)]) == 1
    placed = await read_village_points()
    assert {code: (point.lat, point.source) for code, point in placed.items()} == {
        VILLAGE: (30.96, "map"),
        OTHER: (30.95, SUGGESTED),
    }
    told = await read_changes("village", VILLAGE)
    assert [change.before is None for change in told] == [False, False, True]
    assert told[-1].reason == "地图"


async def test_who_may_not_places_nothing_and_neither_does_a_faulty_list(house: House) -> None:
    with pytest.raises(NotAllowed):
        await place_villages(house, READER, [at()])
    far = replace(at(OTHER), point=LatLon(lat=20.0, lon=107.02))
    swapped = replace(at("511725103002"), point=LatLon(lat=80.0, lon=30.95))
    with pytest.raises(InvalidInput) as refused:
        await place_villages(house, ADMIN, [at(), at(lat=30.96), at("511725103000"), far, swapped, at("511725999999")])
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        (VILLAGE, "duplicate"),
        ("511725103000", "unknown_code"),
        (OTHER, "far_away"),
        ("511725103002", "far_away"),
        ("511725999999", "unknown_code"),
    ]
    assert await read_village_points() == {}


async def test_communities_with_the_name_of_a_former_township_are_suggested_its_seat(house: House) -> None:
    found = suggestions(house, COUNTY, {})
    assert found
    assert all(one.approximate and one.source == SUGGESTED and one.division.startswith("511725") for one in found)
    assert all(house.divisions.get(one.division) is not None for one in found)
    assert suggestions(house, "110000000000", {}) == []


def test_a_file_is_read_row_by_row() -> None:
    text = "division,lon,lat,crs,approximate\n511725103201,107.02,30.95,,\n511725103001,107.02,30.95,WGS-84,是\n"
    one, two = read_placings(text.encode())
    assert (one.division, one.approximate, one.source) == (VILLAGE, False, "file")
    assert (two.approximate, two.point) == (True, HERE)
    (moved,) = read_placings(b"division,lon,lat,crs\n511725103201,107.02,30.95,gcj02\n")
    assert moved.point != HERE
    assert read_placings(b"division,lon,lat\n") == []


def test_every_fault_of_a_file_is_named_by_its_row_and_column() -> None:
    rows = ["51172,107,31,,", "511725103201,x,31,,", "511725103201,107,31,,maybe", "511725103201,107,31,mars,"]
    rows += ["511725103201,,,,", "511725103201,107,31,,yes"]
    with pytest.raises(InvalidInput) as refused:
        read_placings("\n".join(["division,lon,lat,crs,approximate", *rows]).encode())
    assert [fault.path for fault in refused.value.faults] == [
        "row 2, division",
        "row 3, lon",
        "row 4, approximate",
        "row 5, crs",
        "row 6, lon",
        "row 6, lat",
    ]


def test_a_row_that_ends_early_is_told_what_it_lacks() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_placings(b"lon,lat,division\n107,31\n")
    assert [fault.path for fault in refused.value.faults] == ["row 2, division"]
    with pytest.raises(InvalidInput) as refused:
        read_placings(b"division,lon,lat,crs,approximate\n511725103201\n511725103201,107\n")
    assert [fault.path for fault in refused.value.faults] == ["row 2, lon", "row 2, lat", "row 3, lat"]
    assert [one.approximate for one in read_placings(b"division,lon,lat,crs,approximate\n511725103201,107,31\n")] == [
        False
    ]


def test_a_file_has_so_many_rows_at_most_and_is_a_table() -> None:
    row = b"511725103201,107.02,30.95\n"
    assert len(read_placings(b"division,lon,lat\n" + row * 5000)) == 5000
    with pytest.raises(TooLarge):
        read_placings(b"division,lon,lat\n" + row * 5001)
    for raw in (b"\x00\xff\xfe", b'division,lon,lat\n"' + b"x" * 1_000_001 + b'",1,2\n'):
        with pytest.raises(Malformed):
            read_placings(raw)
