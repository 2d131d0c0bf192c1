"""The forms of a visit and of an acceptance for one site, filled in as far as the record goes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from app.access.actor import Actor
from app.compliance.cells import cells_of
from app.compliance.verdicts import LEVELS
from app.inspections.acceptance import STEPS
from app.inspections.site_form import FilledRecord, FormRow, FormStep, RecordPhoto, RecordRow, SiteForm
from app.inspections.visit import LOOKED, VisitRow
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import township_over
from app.journeys.desk.inside import inside_site
from app.journeys.house import House
from app.journeys.inspections.visit_photos import OF_THE_REST
from app.journeys.inspections.visits import VisitView, visit_view
from app.journeys.registry.acceptance import acceptance_of
from app.journeys.storage import place_of_bytes
from app.units import CHINA

NOT_LOOKED = "未核查"


async def site_form(house: House, actor: Actor, code: str) -> SiteForm:
    """The site as it stands today, for whoever may read it from inside. Raises NotFound, NotAllowed, Unreadable."""
    found = await inside_site(house, actor, code)
    site, verdict = found.site, found.verdict
    programme = house.programme(site.programme)
    kind = programme.kinds_by_code[site.kind]
    steps = (await acceptance_of(house, site)).standing
    tier = next((tier.label.zh for tier in kind.tiers if tier.code == site.tier), "")
    return SiteForm(
        name=site.called,
        code=site.code,
        kind=f"{kind.label.zh}（{tier}）" if tier and tier != kind.label.zh else kind.label.zh,
        place=township_name(house, township_over(house, programme.jurisdiction, site.division)).zh,
        address=site.address or "",
        document=f"《{programme.document_title}》（{programme.document}）",
        as_of=verdict.as_of,
        rows=tuple(
            FormRow(
                clause=one.clause.id,
                title=one.clause.title.zh,
                basis=f"{one.clause.section}“{one.clause.quote}”",
                level=LEVELS[one.clause.level].zh,
                reported=cells_of(one, programme.vocabulary).found.zh,
            )
            for one in verdict.clauses
        ),
        met=verdict.count("met"),
        not_met=verdict.count("not_met"),
        unknown=verdict.count("unknown"),
        waived=verdict.count("waived"),
        sample=site.sample,
        declared_on=next((one.happened_on for one in reversed(steps) if one.step == "declared"), None),
        accepted_on=site.accepted_on,
        steps=tuple(FormStep(STEPS[one.step].zh, one.happened_on, one.done_by, one.opinion) for one in steps),
    )


async def filled_record(house: House, actor: Actor, key: UUID) -> tuple[SiteForm, FilledRecord]:
    """检查记录表 as a visit filled it in: what was reported then, what was seen, photos by number.

    Raises NotFound, NotAllowed, Unreadable.
    """
    view = await visit_view(actor, key)
    form = await site_form(house, actor, view.site.code)
    known = house.programme(view.site.programme).clauses_by_id
    numbers = numbered_photos(view)
    rows = []
    looked = {row.clause: row for row in view.rows}
    for one in (row for row in form.rows if row.clause not in looked):
        looked[one.clause] = VisitRow(one.clause, one.title, "", "", "", "", "")
    order = {row.clause: place for place, row in enumerate(form.rows)}
    for row in sorted(looked.values(), key=lambda row: order.get(row.clause, -1)):
        clause = known.get(row.clause)
        seen = "；".join(filter(None, [LOOKED[row.looked].zh, row.seen, row.note])) if row.looked else NOT_LOOKED  # type: ignore[index] # a row says one of both
        basis = f"{clause.section}“{clause.quote}”" if clause else ""
        photos = "、".join(str(number) for number in numbers.get(row.clause, ()))
        rows.append(RecordRow(row.title, basis, row.reported, seen, row.difference, photos))
    stored = view.stored
    filled = FilledRecord(
        visited_on=stored.visited_on,
        inspectors=stored.inspectors,
        accompanied_by=stored.accompanied_by,
        rows=tuple(rows),
        remarks=stored.remarks,
        photos=sum(len(some) for some in view.photos.values()),
        pictures=await asyncio.to_thread(_pictures, house, view, numbers),
    )
    return replace(form, as_of=stored.recorded_at.astimezone(CHINA).date()), filled


def _pictures(house: House, view: VisitView, numbers: Mapping[str, tuple[int, ...]]) -> tuple[RecordPhoto, ...]:
    """The photos in the order of their numbers; one whose file is gone is left out, its number stays in the table."""
    titles = {row.clause: row.title for row in view.rows} | {OF_THE_REST: "其他情况"}
    found = []
    for clause, counted in numbers.items():
        for number, piece in zip(counted, view.photos.get(clause, ()), strict=True):
            with suppress(OSError):
                found.append(RecordPhoto(number, titles[clause], place_of_bytes(house, piece.sha256).read_bytes()))
    return tuple(found)


def numbered_photos(view: VisitView) -> Mapping[str, tuple[int, ...]]:
    """The numbers of a visit's photos by clause: counted through the record, those of the rest last."""
    numbers, last = {}, 0
    for clause in (*(row.clause for row in view.rows), OF_THE_REST):
        some = view.photos.get(clause, ())
        numbers[clause] = tuple(range(last + 1, last + 1 + len(some)))
        last += len(some)
    return numbers
