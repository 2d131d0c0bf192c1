"""Who may travel an OpenStreetMap way, and in which direction, read from its tags.

Follows the tagging conventions of the OpenStreetMap wiki (pages "Access", "Oneway", "Conditional
restrictions", "Barriers"): the most specific access tag of a mode decides, and of several values in one
tag the strictest; one-way rules bind vehicles and not walkers; a barrier on a node closes it for whom it
stops. Not read: turn restrictions, and rules that hold only at certain hours (the way counts as open). An
e-bike is an 电动自行车, a non-motor vehicle that rides where bicycles may.
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

_NO_CAR = frozenset({"bollard", "block", "jersey_barrier", "concrete_barrier", "log", "debris", "chain", "planter"})
_NARROW = frozenset(
    {"cycle_barrier", "motorcycle_barrier", "turnstile", "kissing_gate", "stile", "full-height_turnstile"}
)
_NOBODY = frozenset({"wall", "fence", "ditch"})
STOPS: dict[TravelMode, frozenset[str]] = {
    "walk": _NOBODY,
    "ebike": _NOBODY | (_NARROW - {"cycle_barrier", "motorcycle_barrier"}),
    "car": _NOBODY | _NARROW | _NO_CAR,
}
"""Barriers that stop a mode where no access tag says otherwise. A gate is taken as open."""

CONTRAFLOW_TAGS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")


def road_class_of(tags: Mapping[str, str]) -> str | None:
    """The way's class: its `highway` value, ``ferry`` for a ferry line, None for anything else."""
    if "highway" in tags:
        return tags["highway"]
    return "ferry" if tags.get("route") == "ferry" else None


def passage_of(tags: Mapping[str, str]) -> int:
    """The bits of `FORWARD` and `BACKWARD` that the tags grant; 0 when nobody may use the way.

    >>> passage_of({"highway": "residential", "oneway": "yes"}) == FORWARD["car"] | FORWARD["ebike"] | 1 | 2
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
            return _closes(tags[key])
    return mode != "car" and tags.get("motorroad") == "yes"


def _closes(value: str) -> bool:
    """Whether any of the values of an access tag closes the way: who may be meant by the others, nobody can say.

    >>> _closes("agricultural;forestry"), _closes("yes; no"), _closes("yes;destination")
    (True, True, False)
    """
    return any(one.strip() in CLOSED for one in value.split(";"))


def is_ends_only(tags: Mapping[str, str]) -> bool:
    """Whether a way is entered and left at its ends alone, beside the classes that always are."""
    return tags.get("motorroad") == "yes"


def stopped_at(tags: Mapping[str, str]) -> int:
    """The bits of those whom the barrier of a node stops; 0 where nobody is stopped, or there is no barrier.

    >>> stopped_at({"barrier": "bollard"}) == FORWARD["car"] | BACKWARD["car"], stopped_at({"barrier": "gate"})
    (True, 0)
    """
    barrier = tags.get("barrier")
    if barrier is None:
        return 0
    stopped = 0
    for mode, keys in ACCESS_TAGS.items():
        key = next((key for key in keys if key in tags), None)
        closed = _closes(tags[key]) if key is not None else barrier in STOPS[mode]
        stopped |= (FORWARD[mode] | BACKWARD[mode]) * closed
    return stopped


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
