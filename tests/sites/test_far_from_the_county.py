"""A point is refused where it cannot be meant: far outside of the county, and not just over its border."""

from collections.abc import Callable

import pytest

from app.errors import InvalidInput
from app.sites.site import Site
from app.standards.reader import Seeds

NEAR, FAR = 0.4, 0.6
"""Degrees beyond the outermost known point: some 45 km, which the roads of a border county make likely, and 65."""
SIDES = ["west", "south", "east", "north"]


def station(seeds: Seeds, side: str, degrees: float, **more: object) -> dict[str, object]:
    """A station so far beyond one side of Qu County, in the middle of the other direction."""
    west, south, east, north = seeds.divisions.extent(seeds.programmes["qu-2023"].jurisdiction)
    lon, lat = (west + east) / 2, (south + north) / 2
    point = {
        "west": (west - degrees, lat),
        "east": (east + degrees, lat),
        "south": (lon, south - degrees),
        "north": (lon, north + degrees),
    }[side]
    return {
        "code": "A",
        "programme": "qu-2023",
        "kind": "gig_market",
        "tier": "county",
        "location": {"lon": round(point[0], 6), "lat": round(point[1], 6), "crs": "wgs84"},
        **more,
    }


@pytest.mark.parametrize("side", SIDES)
def test_a_point_just_over_the_border_is_taken(seeds: Seeds, read: Callable[..., Site], side: str) -> None:
    assert read(station(seeds, side, NEAR)).location is not None


@pytest.mark.parametrize("side", SIDES)
def test_a_point_far_over_the_border_is_refused(seeds: Seeds, read: Callable[..., Site], side: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(station(seeds, side, FAR))
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("location", "far_away")]


def test_a_site_in_another_city_stands_where_it_stands(seeds: Seeds, read: Callable[..., Site]) -> None:
    assert read(station(seeds, "east", 8, host_city="东莞市")).location is not None
