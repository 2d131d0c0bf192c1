"""The house as it was on a day: the one way to the packs that a past day is judged by.

Whatever judges a day (a site, the network, targets, the circle, the audit) goes through `house_on`. Today and days to
come are judged by the packs this process has loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.kept import Kept, let_go
from app.standards.programme import Programme
from app.standards.versions import Correction, InUse, Loading, in_use, version_on
from app.store.changes import ChangeRecord, read_changes_of
from app.store.programmes import REVISION, read_programme_version
from app.store.revisions import read_revision
from app.units import CHINA
from app.wording import Wording

LOADED, CORRECTED = "programme.loaded", "programme.corrected"
_HOUSES_KEPT = 4


@dataclass(frozen=True, slots=True)
class HouseOnDay:
    """The house with the packs that judge one day, and what is to be said of each that is not today's, by slug.

    `packs` is the store's count of packs loaded, and the answer is old when it rises; 0 where only this process's own
    packs have a say.
    """

    house: House
    notes: Mapping[str, tuple[Wording, ...]]
    packs: int


@dataclass(slots=True)
class PastPacks:
    """Kept: what was loaded when, and houses with packs of the past, each with what was read under its packs.

    Renewed when any process loads or corrects a pack. Lost, it is read from the database again.
    """

    packs: int = -1
    loadings: Mapping[str, tuple[Loading, ...]] = field(default_factory=dict)
    programmes: dict[tuple[str, str], Programme | None] = field(default_factory=dict)
    houses: dict[tuple[tuple[str, str], ...], House] = field(default_factory=dict)


async def house_on(house: House, as_of: date | None = None) -> HouseOnDay:
    """The house with the packs that judge `as_of` (today when None): those loaded by then, or their corrections."""
    if as_of is not None and as_of > house.today():
        return HouseOnDay(house, dict.fromkeys(house.programmes, (_forecast(as_of),)), 0)
    if as_of is None or as_of == house.today():
        return HouseOnDay(house, {}, 0)
    kept = await _past_packs(house)
    packs = kept.packs
    programmes: dict[str, Programme] = {}
    notes: dict[str, tuple[Wording, ...]] = {}
    for slug, today in house.programmes.items():
        use = version_on(kept.loadings.get(slug, ()), as_of)
        programmes[slug], notes[slug] = await _pack(kept, today, use, as_of)
    if all(programmes[slug] is today for slug, today in house.programmes.items()):
        return HouseOnDay(house, notes, packs)
    key = tuple((slug, programme.content_hash) for slug, programme in programmes.items())
    if key not in kept.houses:
        # What is remembered of sites was read under other packs: this house remembers for itself.
        kept.houses[key] = replace(house, programmes=programmes, kept=Kept())
        let_go(kept.houses, _HOUSES_KEPT)
    return HouseOnDay(kept.houses[key], notes, packs)


async def pack_days(house: House) -> tuple[int, tuple[date, ...]]:
    """The days on which the pack of some programme begins to judge in another's place, the oldest first.

    Before them the store's count of packs loaded: the answer is old when it rises.
    """
    kept = await _past_packs(house)
    told = kept.loadings.values()
    return kept.packs, tuple(sorted({use.since for one in told for use in in_use(one) if use.since is not None}))


async def _past_packs(house: House) -> PastPacks:
    """What was loaded when, read again where anything was loaded since."""
    packs = await read_revision(REVISION)
    kept = house.kept.of(PastPacks)
    if kept.packs != packs:
        kept.loadings, kept.packs = await loadings_of(house), packs
    return kept


async def loadings_of(house: House) -> dict[str, tuple[Loading, ...]]:
    """Everything that was loaded of each programme, in its order."""
    changes = await read_changes_of("programme", list(house.programmes), (LOADED, CORRECTED), limit=None)
    told: dict[str, list[Loading]] = {}
    for change in reversed(changes):
        told.setdefault(change.subject_key, []).append(_loading(change))
    return {slug: tuple(loadings) for slug, loadings in told.items()}


def _loading(change: ChangeRecord) -> Loading:
    after: Mapping[str, Any] = load_json((change.after or "{}").encode())
    day = change.at.astimezone(CHINA).date()
    if change.action == LOADED:
        return Loading(day, after["content_hash"])
    since = after.get("since")
    correction = Correction(day, change.reason, date.fromisoformat(since) if since else None)
    return Loading(day, after["content_hash"], correction)


async def _pack(
    kept: PastPacks, today: Programme, use: InUse | None, day: date
) -> tuple[Programme, tuple[Wording, ...]]:
    """The pack in use on a day and what is to be said about it; today's very object where it says the same."""
    if use is None:
        return today, ()
    then = today
    if use.version.content_hash != today.content_hash:
        key = (today.slug, use.version.content_hash)
        if key not in kept.programmes:
            kept.programmes[key] = await _read(*key)
        stored = kept.programmes[key]
        if stored is None:
            return today, (_cannot_be_read(use.version),)
        # Files that judge nothing (sources, worked cases) count in the hash, but make no other pack.
        if stored.model_copy(update={"content_hash": today.content_hash}) != today:
            then = stored
    return then, _said(use, day, changed=then is not today)


async def _read(slug: str, content_hash: str) -> Programme | None:
    version = await read_programme_version(slug, content_hash)
    try:
        return None if version is None else Programme.model_validate_json(version.content)
    except ValidationError:  # stored by a release whose packs were made otherwise
        return None


async def stored_pack(house: House, slug: str, content_hash: str) -> Programme | None:
    """The pack of this content, the loaded one's very object where it is that; None where it cannot be read any more.

    Raises NotFound for a programme that does not exist.
    """
    today = house.programme(slug)
    return today if today.content_hash == content_hash else await _read(slug, content_hash)


def _said(use: InUse, day: date, *, changed: bool) -> tuple[Wording, ...]:
    correction = use.version.correction
    if correction is not None and day < correction.declared_on:
        declared = correction.declared_on.isoformat()
        return (
            Wording(
                f"按 {declared} 载入的方案更正评估，更正原因：{correction.reason}",
                f"Judged by a correction of the programme loaded on {declared}; its reason: {correction.reason}",
            ),
        )
    if changed:
        loaded = use.version.day.isoformat()
        return (
            Wording(
                f"按 {loaded} 载入的方案版本评估；方案此后有改动",
                f"Judged by the version of the programme loaded on {loaded}; it has changed since",
            ),
        )
    return ()


def _forecast(day: date) -> Wording:
    return Wording(
        f"{day} 尚未到来：以下是按现有信息的预测。",
        f"{day} is still to come: this is a forecast from what is recorded now.",
    )


def _cannot_be_read(version: Loading) -> Wording:
    loaded = version.day.isoformat()
    return Wording(
        f"{loaded} 载入的方案版本由旧版程序保存，现已无法读取；按现行方案评估",
        f"The version of the programme loaded on {loaded} was stored by an older release and cannot be read any more;"
        " judged by today's",
    )
