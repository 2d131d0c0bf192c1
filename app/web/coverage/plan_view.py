"""A plan as its page shows it: everything in words, names and numbers with their unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.coverage.siting_wording import comparison, counted, headline, proof, runner_up
from app.journeys.coverage.site_plans import KeptPlan
from app.journeys.house import House
from app.web.language import Speech
from app.web.places import division_said

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One chosen site."""

    name: str
    code: str
    upgrade: bool
    adds: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The answer, ready to be read. `runner_up` is empty where there is none; `instead` names the sites that it has
    and the plan has not, and the other way round, where these are few."""

    headline: str
    proof: str
    proven: bool
    steps: tuple[ShownStep, ...]
    runner_up: str
    second_steps: tuple[ShownStep, ...]
    instead: tuple[list[str], list[str]] | None
    out_of_reach: tuple[tuple[str, tuple[str, ...]], ...]
    out_of_reach_count: int
    comparison: tuple[str, ...]
    only_by_hand: tuple[str, ...]
    only_by_plan: tuple[str, ...]
    already_served: int
    waiting: int
    unlocated: int
    candidates: int


@dataclass(frozen=True, slots=True)
class ShownProgress:
    """How a search stands. `gap` is what the best so far may at most fall short of the best of all; `share` how far
    value and bound have met, from 0 to 1; None where that says nothing.
    """

    stage: str
    seconds: int
    value: str
    bound: str
    gap: str
    share: float | None
    best: tuple[str, ...]


def shown_plan(plan: Record, house: House, say: Speech) -> ShownPlan:
    """The view of a plan's record."""
    steps = [step for choice in (plan["best"], plan["runner_up"]) if choice for step in choice["steps"]]
    names = {one["code"]: division_said(house, say, one["code"], one["name"]) for one in (*plan["places"], *steps)}
    compared = plan["comparison"]
    second = runner_up(plan)

    def called(codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(names[code] for code in codes)

    return ShownPlan(
        say.of(headline(plan)),
        say.of(proof(plan)),
        plan["best"]["proven"],
        _steps(plan["best"], plan["weighed_by"], names, say),
        say.of(second) if second is not None else "",
        _steps(plan["runner_up"], plan["weighed_by"], names, say) if second is not None else (),
        _instead(plan["best"], plan["runner_up"], names) if second is not None else None,
        _by_township(plan, names, house, say),
        len(plan["out_of_reach"]),
        tuple(say.of(said) for said in comparison(plan)),
        called(compared["only_by_hand"]) if compared else (),
        called(compared["only_by_plan"]) if compared else (),
        plan["already_served"],
        len(plan["places"]),
        plan["unlocated"],
        plan["candidates"],
    )


def _steps(choice: Record, unit: str, names: Mapping[str, str], say: Speech) -> tuple[ShownStep, ...]:
    return tuple(
        ShownStep(
            names[step["code"]],
            step["code"],
            step["upgrade_of"] is not None,
            say.of(counted(step["adds"], unit)),
            tuple(names[code] for code in step["serves"]),
        )
        for step in choice["steps"]
    )


_FEW = 5


def _instead(best: Record, second: Record, names: Mapping[str, str]) -> tuple[list[str], list[str]] | None:
    ours, theirs = ({step["code"]: names[step["code"]] for step in choice["steps"]} for choice in (best, second))
    new = [name for code, name in theirs.items() if code not in ours]
    old = [name for code, name in ours.items() if code not in theirs]
    return (new, old) if new and old and len(new) + len(old) <= _FEW else None


def _by_township(
    plan: Record, names: Mapping[str, str], house: House, say: Speech
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The places out of reach, by name, under their township's name."""
    beyond = set(plan["out_of_reach"])
    groups: dict[str, list[str]] = {}
    for place in plan["places"]:
        if place["code"] in beyond:
            groups.setdefault(division_said(house, say, place["township"]), []).append(names[place["code"]])
    return tuple((name, tuple(found)) for name, found in sorted(groups.items()))


def shown_progress(plan: KeptPlan, say: Speech) -> ShownProgress | None:
    """How the search stands; None before anything is known."""
    news = plan.progress
    if news is None:
        return None
    stage, seconds = say(f"plan.stage_{news['stage']}"), round(news["seconds"])
    if "value" not in news:
        return ShownProgress(stage, seconds, "", "", "", None, ())
    value, bound = news["value"], news["bound"]
    low, high = sorted((value, bound))
    steps = plan.result["best"]["steps"] if plan.result is not None else ()
    return ShownProgress(
        stage,
        seconds,
        say.of(counted(value, news["unit"])),
        say.of(counted(bound, news["unit"])),
        _gap(high - low, high, news["unit"], say),
        low / high if high else None,
        tuple(step["name"] for step in steps),
    )


def _gap(gap: int, of: int, unit: str, say: Speech) -> str:
    """A gap in its unit and as a percentage, rounded up: 0.0 % would be none."""
    if not gap:
        return say("plan.gap_none")
    return say("plan.gap_of", worth=say.of(counted(gap, unit)), percent=f"{math.ceil(1000 * gap / of) / 10:.1f}")


def as_geojson(plan: Record) -> dict[str, Any]:
    """What the map draws: the chosen sites with their numbers, and who is won, by whom, or left out."""
    won = {code: number for number, step in enumerate(plan["best"]["steps"], 1) for code in step["serves"]}
    places = [
        _feature(place["location"], role="place", name=place["name"], site=won.get(place["code"]))
        for place in plan["places"]
    ]
    sites = [
        _feature(step["location"], role="site", name=step["name"], site=number)
        for number, step in enumerate(plan["best"]["steps"], 1)
    ]
    return {"type": "FeatureCollection", "features": [*places, *sites]}


def _feature(location: Mapping[str, float] | None, **properties: Any) -> dict[str, Any]:
    point = None if location is None else {"type": "Point", "coordinates": [location["lon"], location["lat"]]}
    return {"type": "Feature", "geometry": point, "properties": properties}
