"""How long a way may take is told on foot, then by car, and beyond three hours not at all."""

import pytest

from app.journeys.network.way import estimate_way
from tests.networks import seeds


@pytest.mark.parametrize(
    ("metres", "told"),
    [
        (0, ("walk", 1, 1)),
        (100, ("walk", 2, 2)),
        (1000, ("walk", 15, 18)),
        (1666, ("walk", 24, 30)),
        (1667, ("car", 5, 7)),
        (20_000, ("car", 52, 80)),
        (69_230, ("car", 180, 277)),
        (69_231, None),
    ],
)
def test_a_way_is_walked_as_long_as_a_drive_may_take_and_told_up_to_three_hours(metres: float, told: object) -> None:
    circle = seeds().programmes["qu-2023"].service_circle
    assert circle is not None
    found = estimate_way(metres, circle)
    assert (None if found is None else (found.mode, found.low_minutes, found.high_minutes)) == told
