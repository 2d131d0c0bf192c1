"""The service circle as somebody asks for it: the pack's rules with some of them changed for one calculation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError

from app.coverage.assumptions import AREAS, rule_for
from app.coverage.places import Area
from app.errors import Fault, InvalidInput
from app.standards.programme import CircleMode, ServiceCircle, TravelMode
from app.wording import Wording

MODES: tuple[TravelMode, ...] = get_args(TravelMode)

NUMBERS = ("limit_minutes", "speed_kmh", "detour_factor_good", "detour_factor_bad")
"""The numbers of a `CircleMode` that can be asked for otherwise."""

CANNOT_BE: Mapping[str, Wording] = {
    "limit_minutes": Wording(
        "应为大于 0、不超过 1440 的分钟数，最多一位小数", "must be minutes above 0 and up to 1,440, one decimal at most"
    ),
    "speed_kmh": Wording("应为 0.5 至 150 之间的时速（公里/小时）", "must be a speed from 0.5 to 150 km/h"),
    "detour_factor_good": Wording("应为 1 至 20", "must be from 1 to 20"),
    "detour_factor_bad": Wording(
        "应为 1 至 20，且不小于路况良好时的系数", "must be from 1 to 20 and not below that of good roads"
    ),
    "mode": Wording("方案包没有这种出行方式的道路速度", "the pack gives no road speeds for this mode"),
}
"""What each of them may be, said of a value that it cannot."""


@dataclass(frozen=True, slots=True)
class AskedCircle:
    """What is asked for otherwise than in the pack. Empty kinds or states, and values not given, leave the pack's.

    `numbers`: ``urban.limit_minutes`` and the like, sorted by name.
    """

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    modes: tuple[tuple[Area, TravelMode], ...] = ()
    numbers: tuple[tuple[str, Decimal], ...] = ()

    @property
    def as_in_the_pack(self) -> bool:
        """Whether nothing is asked for otherwise."""
        return not (self.kinds or self.statuses or self.modes or self.numbers)


def circle_as_asked(
    circle: ServiceCircle, asked: AskedCircle, kinds: Collection[str], statuses: Collection[str]
) -> ServiceCircle:
    """The rules with what was asked for in them. Raises InvalidInput with every value that cannot be."""
    faults = [
        Fault("kind", "unknown_code", Wording(f"没有站点类别 {kind}", f"there is no kind {kind}"))
        for kind in asked.kinds
        if kind not in kinds
    ]
    faults += [
        Fault("status", "unknown_code", Wording(f"没有状态 {status}", f"there is no state {status}"))
        for status in asked.statuses
        if status not in statuses
    ]
    changes: dict[str, Any] = {}
    if asked.kinds:
        changes["counting_kinds"] = asked.kinds
    if asked.statuses:
        changes["counting_statuses"] = asked.statuses
    for area in AREAS:
        rule = _rule(circle, area, asked, faults)
        if rule is not None:
            changes[area] = rule
    if faults:
        raise InvalidInput(faults)
    return circle.model_copy(update=changes) if changes else circle


def _rule(circle: ServiceCircle, area: Area, asked: AskedCircle, faults: list[Fault]) -> CircleMode | None:
    before = rule_for(circle, area)
    mode = dict(asked.modes).get(area, before.mode)
    own = {name.removeprefix(f"{area}."): value for name, value in asked.numbers if name.startswith(f"{area}.")}
    if not own and mode == before.mode:
        return None
    if circle.roads is not None and not circle.roads.speeds_kmh.get(mode):
        faults.append(Fault(f"{area}.mode", "no_speeds", CANNOT_BE["mode"]))
        return None
    try:
        return CircleMode.model_validate({**before.model_dump(), **own, "mode": mode})
    except ValidationError as error:
        names = {str(fault["loc"][0]) if fault["loc"] else "detour_factor_bad" for fault in error.errors()}
        faults += [Fault(f"{area}.{name}", "out_of_range", CANNOT_BE[name]) for name in sorted(names)]
        return None
