"""Visits: recorded once whatever the connection, read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.compliance.cells import cells_of
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.strict_json import json_text, load_json
from app.inspections.visit import Verified, VisitRow, difference, read_visit
from app.journeys.changes import change_by
from app.journeys.evidence import EvidencePiece, forget_pieces, put_on_record
from app.journeys.house import House
from app.journeys.inspections.planned_visits import done_within
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.inspections.visit_photos import Photos, drawn_photos, photos_of
from app.journeys.site_rights import require, stored_site
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.inspections import (
    StoredInspection,
    insert_inspection,
    read_inspection,
    read_inspections,
)
from app.store.rectifications import read_rectification
from app.store.sites import StoredSite
from app.wording import Wording

VISIT = "inspection"
_NO_SUCH = Wording("没有此检查记录", "there is no such visit")
_OTHER_SITE = Wording("该整改事项不属于本站点", "that rectification is of another site")


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit with its site and rows; `photos` by clause, that of the rest OF_THE_REST."""

    stored: StoredInspection
    site: StoredSite
    rows: tuple[VisitRow, ...]
    photos: Mapping[str, tuple[EvidencePiece, ...]] = field(default_factory=dict)


async def record_visit(
    house: House,
    actor: Actor,
    code: str,
    given: Mapping[str, Any],
    key: UUID | None,
    of: UUID | None = None,
    photos: Photos | None = None,
) -> StoredInspection:
    """Put a visit on record with its photos; nothing of the site's record changes.

    `of` is the order it is the second look at. Whoever sends the same `key` twice records once. Raises InvalidInput
    with every fault, TooLarge, NotAllowed, NotFound.
    """
    site = await stored_site(code)
    require(actor, "order_rectification", site)
    before = None if key is None else await read_inspection(key)
    if before is not None and _is_theirs(before, actor, code):
        return before
    photos = {clause: some for clause, some in (photos or {}).items() if some}
    stored = await _read(house, actor, site, given, (key if before is None else None) or uuid4(), of, photos)
    pieces = await drawn_photos(house, actor, site, stored.id, photos) if photos else []
    try:
        async with transaction():
            meanwhile = await read_inspection(stored.id)
            if meanwhile is None:
                await put_on_record(house, actor, pieces)
                await insert_inspection(stored)
                await done_within(house, actor, code, stored.id)
                change = change_by(actor, house, "inspection.recorded", VISIT, stored.id, version=1, after=stored.rows)
                await append_changes([change])
    except BaseException:
        await forget_pieces(house, pieces)
        raise
    if meanwhile is not None:
        await forget_pieces(house, pieces)
        return meanwhile
    return stored


def _is_theirs(before: StoredInspection, actor: Actor, code: str) -> bool:
    return (before.recorded_by_key, before.site_code) == (actor.key, code)


async def _read(
    house: House,
    actor: Actor,
    site: StoredSite,
    given: Mapping[str, Any],
    key: UUID,
    of: UUID | None,
    photos: Photos,
) -> StoredInspection:
    """The visit as it will stand on record, beside what stands in the register now."""
    verdicts = {found.clause.id: found for found in verdicts_now(house, site)}
    visit = read_visit(given, tuple(verdicts), house.today(), photos)
    if of is not None and ((order := await read_rectification(of)) is None or order.site_code != site.code):
        raise InvalidInput([Fault("of", "other_site", _OTHER_SITE)])
    vocabulary = house.programme(site.programme).vocabulary
    rows = []
    for one in visit.rows:
        verdict = verdicts[one.clause]
        unit = verdict.unit.zh if verdict.unit else ""
        rows.append(
            VisitRow(
                one.clause,
                verdict.clause.title.zh,
                cells_of(verdict, vocabulary).found.zh,
                one.looked,
                one.seen,
                difference(verdict.found, one.seen, unit),
                one.note,
            )
        )
    return StoredInspection(
        id=key,
        site_code=site.code,
        visited_on=visit.visited_on,
        inspectors=visit.inspectors,
        accompanied_by=visit.accompanied_by,
        rows=json_text([row.as_document() for row in rows]),
        remarks=visit.remarks,
        rectification=of,
        recorded_by_key=actor.key,
        recorded_by_name=actor.name,
        recorded_at=house.now(),
    )


async def visit_view(actor: Actor, key: UUID) -> VisitView:
    """One visit, for whoever may read its site from inside. Raises NotFound, NotAllowed."""
    stored = await read_inspection(key)
    if stored is None:
        raise NotFound(_NO_SUCH)
    site = await stored_site(stored.site_code)
    require(actor, "read_site_inside", site)
    return replace(_view(stored, site), photos=await photos_of(site.code, key))


async def visits_of(actor: Actor, code: str) -> tuple[VisitView, ...]:
    """Every visit of a site, the latest first. Raises NotFound, NotAllowed."""
    site = await stored_site(code)
    require(actor, "read_site_inside", site)
    return tuple(_view(one, site) for one in await read_inspections(site_codes=[code]))


def _view(stored: StoredInspection, site: StoredSite) -> VisitView:
    return VisitView(stored, site, tuple(VisitRow(**row) for row in load_json(stored.rows.encode())))


async def verified_at(code: str) -> Mapping[str, Verified]:
    """What the latest visit that looked found of each clause of a site. Whoever asks sees to who may know of it."""
    found: dict[str, Verified] = {}
    for one in await read_inspections(site_codes=[code]):
        for row in load_json(one.rows.encode()):
            known = VisitRow(**row)
            found.setdefault(known.clause, Verified(known, one.visited_on, one.inspectors, one.id))
    return found
