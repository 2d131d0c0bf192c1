"""An audit held against another, a past day, or the live record of today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import NotFound
from app.journeys.audits.compare import AuditComparison, OneSide, compare
from app.journeys.audits.compare_days import compare_days
from app.journeys.audits.freeze import Frozen, freeze
from app.journeys.audits.kept_audits import kept_audit
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.judged import network
from app.journeys.turns import LISTS, in_turn
from app.store.audits import StoredAudit
from app.wording import Wording

_OTHER_PROGRAMME = Wording("两个核查存档须属于同一方案。", "Both audits must be of one programme.")
_FROZEN_KEPT = 4


@dataclass(slots=True)
class FrozenDays:
    """Kept: programmes frozen as the live record tells them, for the days that audits were held against last.

    Renewed when the network of the day is in another state. Lost, they are frozen again.
    """

    by_state: dict[tuple[str, tuple[int, int, date]], Frozen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it tells, and the audit it was read from, None for the live record."""

    told: OneSide
    audit: StoredAudit | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides, the earlier first, and what became of the one in the other."""

    before: Side
    after: Side
    found: AuditComparison


async def compared(
    house: House, actor: Actor, one: UUID | date, other: UUID | date | None = None, *, programme: str | None = None
) -> Compared:
    """Two results of one programme: each an audit, or the live record of a day; `other` None is today.

    `programme` is needed where no audit says it. Raises NotFound, NotAllowed, InvalidInput for a day to come.
    """
    audits = {key: await kept_audit(house, actor, key) for key in (one, other) if isinstance(key, UUID)}
    slugs = {audit.stored.programme for audit in audits.values()} or ({programme} if programme else set())
    if len(slugs) != 1:
        raise NotFound(_OTHER_PROGRAMME)
    (slug,) = slugs
    may(actor, "read_county", Target(division=house.programme(slug).jurisdiction)).require()
    if not audits:
        found = await compare_days(house, slug, *(day for day in (one, other) if not isinstance(day, UUID)))
        return Compared(Side(found.before, None), Side(found.after, None), found)
    frozen: list[tuple[Frozen, StoredAudit | None]] = []
    for side in (one, other):
        if isinstance(side, UUID):
            frozen.append((audits[side].frozen, audits[side].stored))
        else:
            frozen.append((await _live(house, slug, side), None))
    before, after = sorted(frozen, key=_when)
    found = await in_turn(house, LISTS, compare, before[0], after[0])
    return Compared(Side(*before), Side(*after), found)


def _when(side: tuple[Frozen, StoredAudit | None]) -> tuple[date, bool, float]:
    """The earlier day first, of one day what was kept before the live record, of that what was kept first."""
    frozen, audit = side
    return frozen.as_of, audit is None, audit.made_at.timestamp() if audit is not None else 0.0


async def _live(house: House, slug: str, day: date | None) -> Frozen:
    kept = house.kept.of(FrozenDays).by_state
    if day is not None and day > house.today():
        return await freeze(house, slug, day)  # which refuses it
    key = slug, (await network(house, day)).state
    if key not in kept:
        kept[key] = await freeze(house, slug, day)
        let_go(kept, _FROZEN_KEPT)
    return kept[key]
