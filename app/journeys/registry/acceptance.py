"""The acceptance of a site step by step: each with its day, who did it and what they found, and a change record.

Declaring and accepting change the site's record as well; the other steps do not. What changed the record is undone with
it (`life.py`), and with it what followed; any other step is taken back here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.errors import Refused, Stale
from app.exchange.strict_json import json_text
from app.inspections.acceptance import (
    STEP_OF,
    STEPS,
    AcceptanceMove,
    Stage,
    Step,
    moves_of,
    stage_of,
    standing_steps,
)
from app.inspections.rectification import LONGEST_WORDS
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.network.stored import readable, recorded_document
from app.journeys.proposals.publish import planned_edit, site_after
from app.journeys.registry.planned import Planned, moved_on, save
from app.journeys.site_rights import require, stored_site
from app.sites.entry import LONGEST_NAME, Entry
from app.sites.site import Site
from app.store.acceptance import StoredStep, insert_steps, read_steps
from app.store.changes import NewChange
from app.store.engine import transaction
from app.store.sites import StoredSite
from app.wording import Wording

SUBJECT = "acceptance"
ACCEPTANCE_ACTIONS: Mapping[str, Wording] = {
    **{f"acceptance.{step}": words for step, words in STEPS.items()},
    "acceptance.undone": Wording("撤销验收的上一步", "Last step of the acceptance undone"),
}
RECORD_ACTIONS: Mapping[str, Step] = {"site.declared": "declared", "site.accepted": "accepted"}
"""Changes of a site's record that are a step of its acceptance too: undone, they take the step with them,
and every later one."""
UNREADABLE = Wording("该站点的信息有误，请先在填报页更正", "this record is not valid; correct it on its form first")
_NOT_NOW = Wording("验收状态已变，请刷新页面后再试", "the acceptance has moved on; reload the page")
_NOT_OPEN = Wording("现在不能进行这一步", "this step is not open now")


@dataclass(frozen=True, slots=True)
class SiteAcceptance:
    """How a site's acceptance stands. `steps` are all there were, `stage` None: not declared, `moves` what may come."""

    stage: Stage | None
    steps: tuple[StoredStep, ...]
    moves: tuple[AcceptanceMove, ...]

    @property
    def standing(self) -> list[StoredStep]:
        """The steps that were not taken back."""
        return standing_steps(self.steps)

    @property
    def serial(self) -> int:
        """The number of the last step; 0 before the first."""
        return self.steps[-1].serial if self.steps else 0


async def acceptance_of(house: House, site: Site) -> SiteAcceptance:
    """How the acceptance of a site stands today. Asks for nobody's right."""
    steps = (await read_steps([site.code])).get(site.code, [])
    return _standing(house, site, steps)


async def stages_of(house: House, sites: Collection[Site]) -> dict[str, Stage | None]:
    """The stage of each of these sites today, by code."""
    steps = await read_steps([site.code for site in sites])
    return {
        site.code: stage_of(site.status, site.accepted_on, steps.get(site.code, ()), house.today()) for site in sites
    }


async def read_acceptance(house: House, actor: Actor, code: str) -> SiteAcceptance:
    """How the acceptance of a site stands, for who reads it from inside. Raises NotFound, NotAllowed."""
    row = await stored_site(code)
    require(actor, "read_site_inside", row)
    return await acceptance_of(house, _read(house, row))


async def move_acceptance(
    house: House,
    actor: Actor,
    code: str,
    seen: tuple[int, int],
    move: AcceptanceMove,
    given: Mapping[str, Any],
) -> None:
    """Make the next step of a site's acceptance: ``happened_on``, ``done_by``, ``opinion`` (all are wanted).

    `seen` are the version of the record and the serial of the last step that the actor saw. Raises InvalidInput with
    every fault, Refused where the step is not open, Stale where somebody was quicker, NotAllowed, NotFound.
    """
    async with transaction():
        row = await stored_site(code)
        require(actor, "publish_directly", row)
        site = _read(house, row)
        standing = await acceptance_of(house, site)
        if row.version != seen[0]:
            raise Stale(moved_on(code), row.version)
        if standing.serial != seen[1]:
            raise Stale(_NOT_NOW, row.version)
        if move not in standing.moves:
            raise Refused(_NOT_OPEN)
        step = _read_step(house, actor, standing, code, move, given)
        edit = _edit(site, step)
        planned: list[Planned] = []
        if edit:
            after = site_after(house, recorded_document(row), edit)
            action = f"site.{step.step}"
            made = await planned_edit(
                house, actor, row, after, right="publish_directly", reason=step.opinion, action=action
            )
            planned = [made] if made is not None else []
        await insert_steps([step])
        await save(planned, also=[_change(house, actor, standing, step)])


async def taken_back(house: House, actor: Actor, site: Site, step: Step, reason: str) -> list[NewChange]:
    """Take this step back, whose change of the record is being undone, and with it every later one: what was reviewed
    or looked at on the strength of a declaration falls with it. Needs an open transaction.

    The change records of them, to be written with that of the site; none where no such step stands.
    """
    standing = await acceptance_of(house, site)
    since = [one.step for one in reversed(standing.standing)]
    if step not in since:
        return []
    said = {"day": house.today(), "by": actor.name, "said": reason}
    fallen, changes = list[StoredStep](), list[NewChange]()
    for _ in range(since.index(step) + 1):
        undone = _step(house, actor, standing, site.code, "undone", said)
        fallen.append(undone)
        changes.append(_change(house, actor, standing, undone))
        standing = replace(standing, steps=(*standing.steps, undone))
    await insert_steps(fallen)
    return changes


def _read(house: House, row: StoredSite) -> Site:
    site = readable(house, row)
    if site is None:
        raise Refused(UNREADABLE)
    return site


def _standing(house: House, site: Site, steps: Sequence[StoredStep]) -> SiteAcceptance:
    known = (site.status, site.accepted_on, steps, house.today())
    return SiteAcceptance(stage_of(*known), tuple(steps), moves_of(*known))


def _read_step(
    house: House, actor: Actor, standing: SiteAcceptance, code: str, move: AcceptanceMove, given: Mapping[str, Any]
) -> StoredStep:
    entry = Entry()
    opinion = entry.text(given.get("opinion"), "opinion", longest=LONGEST_WORDS)
    day: date | None = house.today()
    by: str | None = actor.name
    if move != "take_back":
        by = entry.text(given.get("done_by"), "done_by", longest=LONGEST_NAME)
        day = entry.day(given.get("happened_on"), "happened_on", latest=house.today())
        last = standing_steps(standing.steps)
        if day is not None and last and day < last[-1].happened_on:
            before = last[-1].happened_on
            zh, en = f"不能早于上一步的日期 {before}", f"must not be before the day of the last step, {before}"
            entry.fault("happened_on", "before_last_step", zh, en)
    said = {"day": entry.sound(day), "by": entry.sound(by), "said": entry.sound(opinion)}
    return _step(house, actor, standing, code, STEP_OF[move], said)


def _step(
    house: House, actor: Actor, standing: SiteAcceptance, code: str, step: Step, said: Mapping[str, Any]
) -> StoredStep:
    return StoredStep(
        site_code=code,
        serial=standing.serial + 1,
        step=step,
        happened_on=said["day"],
        done_by=said["by"],
        opinion=said["said"],
        recorded_by_key=actor.key,
        recorded_by_name=actor.name,
        recorded_at=house.now(),
    )


def _edit(site: Site, step: StoredStep) -> dict[str, Any]:
    """What a step changes of the site's record. A site that operates already stays so while it is being accepted."""
    if step.step == "declared" and site.status in ("planned", "building"):
        return {"status": "declared"}
    if step.step == "accepted":
        opens = {"status": "operating"} if site.status == "declared" else {}
        return {"accepted_on": step.happened_on.isoformat(), **opens}
    return {}


def step_document(one: StoredStep) -> dict[str, Any]:
    """A step as its change record and the interface for programs have it."""
    return {
        "serial": one.serial,
        "step": one.step,
        "happened_on": one.happened_on.isoformat(),
        "done_by": one.done_by,
        "opinion": one.opinion,
        "recorded_by": one.recorded_by_name,
        "recorded_at": one.recorded_at.isoformat(),
    }


def _change(house: House, actor: Actor, standing: SiteAcceptance, step: StoredStep) -> NewChange:
    before = json_text(step_document(standing.steps[-1])) if standing.steps else None
    return change_by(
        actor,
        house,
        f"acceptance.{step.step}",
        SUBJECT,
        step.site_code,
        reason=step.opinion,
        before=before,
        after=json_text(step_document(step)),
    )
