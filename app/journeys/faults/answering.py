"""Working through what people outside reported: what waits in one's scope, one report, its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, NotFound, Stale, Unavailable
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.faults.report import SUBJECT
from app.journeys.house import House
from app.journeys.site_rights import require, stored_site, target_of
from app.journeys.storage import place_of_bytes
from app.normal.identity_numbers import holds_identity_number
from app.normal.text import kept
from app.sites.entry import IDENTITY_NUMBER
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.fault_reports import (
    StoredFaultReport,
    read_answered_fault_reports,
    read_fault_report,
    read_sites_with_answers,
    read_waiting_fault_reports,
    update_fault_report,
)
from app.store.sites import StoredSite, read_sites_of
from app.wording import Wording

LONGEST_ANSWER = 500
MOST_ANSWERED = 50
_NO_SUCH = Wording("没有此条反映。", "There is no such report.")
_ANSWERED = Wording("此条反映已由他人回复。", "This report has been answered by another user.")
_NO_PHOTO = Wording("照片暂时无法读取", "the photo cannot be read now")


@dataclass(frozen=True, slots=True)
class AtSite:
    """A report and the site it is about."""

    report: StoredFaultReport
    site: StoredSite


async def waiting_faults(actor: Actor) -> list[AtSite]:
    """What waits for an answer at the sites of the actor, the oldest first."""
    reports = await read_waiting_fault_reports()
    sites = await _their_sites(actor, {report.site_code for report in reports})
    return [AtSite(report, sites[report.site_code]) for report in reports if report.site_code in sites]


async def answered_faults(actor: Actor) -> list[AtSite]:
    """What was answered last at the sites of the actor, the latest first."""
    sites = await _their_sites(actor, await read_sites_with_answers())
    reports = await read_answered_fault_reports(list(sites), MOST_ANSWERED)
    return [AtSite(report, sites[report.site_code]) for report in reports]


async def fault_at_site(actor: Actor, key: UUID) -> AtSite:
    """One report. Raises NotFound, NotAllowed."""
    report = await read_fault_report(key)
    if report is None:
        raise NotFound(_NO_SUCH)
    site = await stored_site(report.site_code)
    require(actor, "answer_fault", site)
    return AtSite(report, site)


async def photo_of(house: House, actor: Actor, key: UUID) -> bytes:
    """The photo of a report. Raises NotFound, NotAllowed, Unavailable where its bytes are gone."""
    digest = (await fault_at_site(actor, key)).report.photo_sha256
    if digest is None:
        raise NotFound(_NO_SUCH)
    try:
        return await asyncio.to_thread(place_of_bytes(house, digest).read_bytes)
    except OSError:
        raise Unavailable(_NO_PHOTO) from None


async def answer_fault(house: House, actor: Actor, key: UUID, version: int, words: str) -> StoredFaultReport:
    """Answer a report; the record of the site stays as it is. The same answer sent twice is one.

    Raises NotFound, NotAllowed, InvalidInput, Stale where somebody else has answered.
    """
    answer = kept(words)
    if not answer or len(answer) > LONGEST_ANSWER:
        zh, en = f"请填写回复，不超过 {LONGEST_ANSWER} 个字", f"write an answer of {LONGEST_ANSWER} characters at most"
        raise InvalidInput([Fault("answer", "missing", Wording(zh, en))])
    if holds_identity_number(answer):
        raise InvalidInput([replace(IDENTITY_NUMBER, path="answer")])
    async with transaction():
        before = (await fault_at_site(actor, key)).report
        if before.answer == answer and before.answered_by_key == actor.key:
            return before
        if before.answer is not None or before.version != version:
            raise Stale(_ANSWERED, before.version)
        answered = await update_fault_report(
            replace(
                before,
                answer=answer,
                answered_by_key=actor.key,
                answered_by_name=actor.name,
                answered_at=house.now(),
            )
        )
        if answered is None:
            raise Stale(_ANSWERED, before.version)
        after = json_text({"site": before.site_code, "sort": before.sort, "answer": answer})
        await append_changes(
            [change_by(actor, house, "fault.answered", SUBJECT, key, after=after, version=answered.version)]
        )
        return answered


async def _their_sites(actor: Actor, codes: Iterable[str]) -> Mapping[str, StoredSite]:
    """Of these sites, by code, those about which the actor answers."""
    rows = await read_sites_of(set(codes))
    return {code: row for code, row in rows.items() if may(actor, "answer_fault", target_of(row)).allowed}
