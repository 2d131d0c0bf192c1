"""A plan as plain data: what is stored, sent as JSON and shown. Nothing is chosen or counted anew here."""

from __future__ import annotations

from typing import Any

from app.coverage.comparison import Comparison
from app.coverage.places import Candidate, Place
from app.coverage.siting import Choice, Plan, SitingCase
from app.units import LatLon


def plan_record(case: SitingCase, plan: Plan, comparison: Comparison | None = None) -> dict[str, Any]:
    """A plan with all that it can be understood from by itself: names and points as they were, and its unit.

    `value`, `bound` and `gap` of a choice are in `weighed_by` ("most") or numbers of sites ("everyone").
    `places` are all that have a point and are not served yet, by code elsewhere.
    """
    return {
        "aim": plan.aim,
        "asked_for": plan.asked_for,
        "weighed_by": case.weighed_by,
        "good_roads": case.good_roads,
        "already_served": len(case.served_already),
        "unlocated": len(case.unlocated),
        "candidates": len(case.candidates),
        "best": choice_record(plan.best),
        "runner_up": None if plan.runner_up is None else choice_record(plan.runner_up),
        "out_of_reach": [place.code for place in plan.out_of_reach],
        "comparison": None if comparison is None else _comparison(comparison),
        "places": [_place(place) for place in case.places],
    }


def choice_record(choice: Choice) -> dict[str, Any]:
    """A choice with what each of its sites adds to those before it."""
    return {
        "value": choice.value,
        "bound": choice.bound,
        "gap": choice.gap,
        "proven": choice.proven,
        "steps": [
            {
                **_candidate(step.candidate),
                "adds": step.adds,
                "serves": [place.code for place in step.newly_served],
            }
            for step in choice.steps
        ],
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    return {
        "by_hand": choice_record(found.by_hand),
        "hand_sites": found.hand_sites,
        "plan_sites": found.plan_sites,
        "hand_worth": found.hand_worth,
        "plan_worth": found.plan_worth,
        "could_gain": found.could_gain,
        "only_by_hand": [place.code for place in found.only_by_hand],
        "only_by_plan": [place.code for place in found.only_by_plan],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "code": candidate.code,
        "name": candidate.name,
        "upgrade_of": candidate.upgrade_of,
        "location": _location(candidate.location),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "township": place.township,
        "location": _location(place.location),
        "approximate": place.approximate,
        "population": place.population,
    }


def _location(point: LatLon | None) -> dict[str, float] | None:
    return None if point is None else {"lon": round(point.lon, 6), "lat": round(point.lat, 6)}
