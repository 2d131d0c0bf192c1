"""Who may travel an OpenStreetMap way, and in which direction, read from its tags.

Follows the tagging conventions of the OpenStreetMap wiki (pages "Access", "Oneway", "Conditional
restrictions"): the most specific access tag of a mode decides; one-way rules bind vehicles and not
walkers. Not read: turn restrictions, gates and other barriers on nodes, and rules that hold only at
certain hours (the way counts as open). An e-bike is an 电动自行车, a non-motor vehicle that rides where
bicycles may.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.coverage.road_graph import BACKWARD, FORWARD
from app.standards.programme import TravelMode

ACCESS_TAGS: dict[TravelMode, tuple[str, ...]] = {
    "walk": ("foot", "access"),
    "ebike": ("electric_bicycle", "bicycle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
"""For each mode the tags that may speak about it, the most specific first."""

ONEWAY_TAGS: dict[TravelMode, tuple[str, ...]] = {
    "walk": ("oneway:foot",),
    "ebike": ("oneway:bicycle", "oneway"),
    "car": ("oneway:motorcar", "oneway:motor_vehicle", "oneway"),
}

CLOSED = frozenset(
    {
        "no",
        "private",
        "permit",
        "military",
        "emergency",
        "delivery",
        "agricultural",
        "forestry",
        "restricted",
        "use_sidepath",
        "dismount",
    }
)
"""Access values that close a way to the general public on that mode."""

CONTRAFLOW_TAGS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")


def road_class_of(tags: Mapping[str, str]) -> str | None:
    """The way's class: its `highway` value, ``ferry`` for a ferry line, None for anything else."""
    if "highway" in tags:
        return tags["highway"]
    return "ferry" if tags.get("route") == "ferry" else None


def access_of(tags: Mapping[str, str]) -> int:
    """The bits of `FORWARD` and `BACKWARD` that the tags grant; 0 when nobody may use the way.

    >>> access_of({"highway": "residential", "oneway": "yes"}) == FORWARD["car"] | FORWARD["ebike"] | 1 | 2
    True
    """
    granted = 0
    for mode in ACCESS_TAGS:
        if _closed(tags, mode):
            continue
        ahead, back = _directions(tags, mode)
        granted |= FORWARD[mode] * ahead | BACKWARD[mode] * back
    return granted


def _closed(tags: Mapping[str, str], mode: TravelMode) -> bool:
    for key in ACCESS_TAGS[mode]:
        if key in tags:
            return tags[key] in CLOSED
    return mode != "car" and tags.get("motorroad") == "yes"


def _directions(tags: Mapping[str, str], mode: TravelMode) -> tuple[bool, bool]:
    """(along the way, against it)."""
    contraflow = any(tags.get(key, "").startswith("opposite") for key in CONTRAFLOW_TAGS)
    if mode == "ebike" and contraflow and "oneway:bicycle" not in tags:
        return True, True
    stated = next((tags[key] for key in ONEWAY_TAGS[mode] if key in tags), None)
    if stated is None and mode != "walk":
        circling = tags.get("junction") in ("roundabout", "circular")
        stated = "yes" if circling or tags.get("highway") == "motorway" else None
    if stated in ("yes", "true", "1"):
        return True, False
    if stated in ("-1", "reverse"):
        return False, True
    # a direction that changes with the hour ("reversible") cannot be relied on in either direction
    return (False, False) if stated in ("reversible", "alternating") else (True, True)
