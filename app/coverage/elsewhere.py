"""Points that stand in another township than their site: what the picker of the form says while one is chosen, said
wherever a site is written.

The borders of townships are not known, their seats are: clearly nearer to another seat than to its own is worth a look,
and no more than that.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.coverage.distance import Floats, degrees_of, metres_along
from app.normal.doubts import Doubt
from app.sites.divisions import Division, Divisions
from app.sites.site import Site
from app.units import LatLon
from app.wording import Wording

CLEARLY_NEARER = 0.6
"""Nearer to another seat than this share of the way to its own (`static/js/pick-location.js` has the same)."""


class Seats:
    """The seats of townships, as far as they are known, a county at a time."""

    def __init__(self, divisions: Divisions) -> None:
        self._divisions = divisions
        self._of_county: dict[str, tuple[list[Division], Floats]] = {}

    def clearly_nearer(self, point: LatLon, own: Division) -> tuple[Division, float, float] | None:
        """The township whose seat is clearly nearer to the point than that of its `own`, and the metres to either.

        None where there is none, or its own seat is not known.
        """
        if own.point is None:
            return None
        known, seats = self._known(own.code[:6])
        metres = metres_along(np.broadcast_to(degrees_of([point]), seats.shape), seats)
        nearest = int(metres.argmin())
        near, far = float(metres[nearest]), float(metres[known.index(own)])
        return None if known[nearest] is own or near >= far * CLEARLY_NEARER else (known[nearest], near, far)

    def _known(self, county: str) -> tuple[list[Division], Floats]:
        if county not in self._of_county:
            known = [one for one in self._divisions.under(f"{county}000000", "township") if one.point is not None]
            self._of_county[county] = known, degrees_of([one.point for one in known if one.point is not None])
        return self._of_county[county]


def elsewhere(changed: Iterable[tuple[Site | None, Site]], divisions: Divisions) -> dict[str, Doubt]:
    """A doubt by code for every changed site whose new point, or new township, makes another township's seat clearly
    the nearer one. Nothing is said where its own seat is not known, or it belongs to no township.
    """
    seats = Seats(divisions)
    found = {}
    for before, after in changed:
        own = divisions.township_of(after.division)
        if after.location is None or own is None or _is_where_it_was(before, after):
            continue
        nearer = seats.clearly_nearer(after.location.point, own)
        if nearer is not None:
            path = "location" if before is None or before.location != after.location else "division"
            found[after.code] = _doubt(path, after.location.point, own, *nearer)
    return found


def _is_where_it_was(before: Site | None, after: Site) -> bool:
    return before is not None and (before.location, before.division) == (after.location, after.division)


def _doubt(path: str, point: LatLon, own: Division, nearer: Division, near: float, far: float) -> Doubt:
    here, there = own.label, nearer.label
    near_km, far_km = f"{near / 1000:.1f}", f"{far / 1000:.1f}"
    return Doubt(
        path,
        "elsewhere",
        f"{point.lon:g}, {point.lat:g}",
        Wording(
            f"坐标离{there.zh}（{near_km} 公里）比离{here.zh}（{far_km} 公里）近得多，请核对坐标和所在乡镇（街道）；"
            "确实如此请确认",
            f"the point is much nearer to {there.en} ({near_km} km) than to {here.en} ({far_km} km); check the point"
            " and the township, and confirm if they are right",
        ),
        only_told=True,
    )
