"""Results of the service circle that were kept, and how two of them differ."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may
from app.coverage.account import Standing
from app.coverage.reach import Method
from app.coverage.report_record import as_record, standings_that_changed
from app.errors import NotFound
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import change_by
from app.journeys.coverage.circle import Reckoned
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.store.changes import append_changes
from app.store.coverage import StoredCoverage, keep_coverage_result, read_coverage_result, read_coverage_results
from app.store.engine import transaction
from app.units import plain
from app.wording import Wording


async def keep_result(house: House, actor: Actor, found: Reckoned) -> bool:
    """Keep a result to be compared later; False when it is kept already. Raises NotAllowed."""
    _require(house, actor, found.programme.slug)
    report = found.report
    result = StoredCoverage(
        programme=found.programme.slug,
        as_of=report.as_of,
        fingerprint=report.fingerprint,
        method=report.method,
        record=json_text(as_record(report)),
        reckoned_by=actor.name,
        reckoned_at=house.now(),
    )
    async with transaction():
        if not await keep_coverage_result(result):
            return False
        after = json_text({"fingerprint": result.fingerprint})
        change = change_by(
            actor, house, "coverage.kept", "coverage", result.id, reason=found.programme.slug, after=after
        )
        await append_changes([change])
    return True


@dataclass(frozen=True, slots=True)
class KeptResult:
    """A kept result in short. `low` and `high`: the covered share in percent, None where there is nobody to count."""

    id: uuid.UUID
    at: datetime
    by: str
    as_of: date
    method: Method
    fingerprint: str
    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A village that stands otherwise in two results; None where one of them does not have it."""

    code: str
    name: str
    before: Standing | None
    after: Standing | None
    minutes_before: str | None
    minutes_after: str | None


@dataclass(frozen=True, slots=True)
class CircleComparison:
    """Two kept results, the older first. `assumptions` names the rules that differ, with both values."""

    before: KeptResult
    after: KeptResult
    assumptions: tuple[tuple[str, str, str], ...]
    moved: tuple[Moved, ...]


async def kept_results(house: House, actor: Actor, slug: str) -> list[KeptResult]:
    """The kept results of a programme, the newest first. Raises NotAllowed outside of the actor's scope."""
    _require(house, actor, slug)
    found = await read_coverage_results(slug)
    return await in_turn(house, LISTS, lambda: [_in_short(one, load_json(one.record.encode())) for one in found])


def _require(house: House, actor: Actor, slug: str) -> None:
    may(actor, "run_coverage", Target(division=house.programme(slug).jurisdiction)).require()


async def compare_kept(house: House, actor: Actor, slug: str, one: uuid.UUID, other: uuid.UUID) -> CircleComparison:
    """How two kept results of a programme differ. Raises NotFound where one is not kept for it, NotAllowed."""
    _require(house, actor, slug)
    found = [await read_coverage_result(key) for key in (one, other)]
    both = sorted((stored for stored in found if stored is not None and stored.programme == slug), key=_when)
    if len(both) < 2:
        raise NotFound(Wording("没有这两个保存的结果。", "These two results are not kept here."))
    records = [load_json(stored.record.encode()) for stored in both]
    older, newer = ({place["code"]: place for place in record["places"]} for record in records)
    changed = standings_that_changed(
        {code: place["standing"] for code, place in older.items()},
        {code: place["standing"] for code, place in newer.items()},
    )
    moved = tuple(
        Moved(
            code,
            (newer.get(code) or older[code])["name"],
            before,
            after,
            older[code]["minutes_bad_roads"] if code in older else None,
            newer[code]["minutes_bad_roads"] if code in newer else None,
        )
        for code, (before, after) in changed.items()
    )
    rules = _differing(*(_flat(record["assumptions"]) for record in records))
    return CircleComparison(_in_short(both[0], records[0]), _in_short(both[1], records[1]), rules, moved)


def _when(stored: StoredCoverage) -> datetime:
    return stored.reckoned_at


def _in_short(stored: StoredCoverage, record: Any) -> KeptResult:
    share = record["with_approximate"]["everyone"]["share"]
    return KeptResult(
        stored.id,
        stored.reckoned_at,
        stored.reckoned_by,
        stored.as_of,
        record["method"],
        stored.fingerprint,
        _plain(share["percent_low"]),
        _plain(share["percent_high"]),
    )


def _plain(percent: str | None) -> str | None:
    return None if percent is None else plain(Decimal(percent))


def _flat(value: Any, name: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        inner = [_flat(part, f"{name}.{key}" if name else str(key)) for key, part in value.items()]
        return {key: text for part in inner for key, text in part.items()}
    if isinstance(value, list):
        return {name: ", ".join(str(part) for part in value)}
    return {name: "" if value is None else str(value)}


def _differing(before: dict[str, str], after: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = sorted(before.keys() | after.keys())
    return tuple((n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n) != after.get(n))
