"""What the bureau has to do under a contract: review and close, answer objections, pass requests on, look again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.access.actor import Actor
from app.journeys.assessments.contract import ContractStanding, given
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.half_years import periods_begun
from app.journeys.assessments.records import records, said_in
from app.journeys.house import House
from app.store.assessments import StoredAssessment, read_assessments
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing to do. `due` None has no day of its own; `page` is where it is done. With `runs` its days have begun to
    run, and it is said from the first of them.
    """

    said: Wording
    due: date | None
    page: str
    runs: bool = False


async def due_at_the_bureau(
    house: House, actor: Actor, operated: OperatedSite, standing: ContractStanding
) -> list[DueItem]:
    """What waits for this actor, who reviews or keeps the contract; nothing for anybody else."""
    found: list[DueItem] = []
    if operated.lets(actor, "review_assessment"):
        found += await _to_review(house, operated)
        found += _to_look_at_again(operated, standing)
    if operated.lets(actor, "keep_contract"):
        found += _to_keep(operated, standing, house.today())
    return found


async def _to_review(house: House, operated: OperatedSite) -> list[DueItem]:
    kept = {one.period: one for one in await read_assessments(operated.code, operated.programme.slug)}
    objected = {one.part for one in await records(operated, "objection") if one.answer is None}
    found = []
    for period in await periods_begun(house, operated):
        said = _step(period.text, kept.get(period.text), period.text in objected, over=period.last_day < house.today())
        if said is not None:
            found.append(DueItem(said, None, f"/assessments?site={operated.code}&period={period.text}"))
    return found


def _step(period: str, kept: StoredAssessment | None, objected: bool, *, over: bool) -> Wording | None:
    """What comes next in a period; None where it is closed, or runs and nobody objects."""
    if kept is not None and kept.frozen is not None:
        return None
    if objected:
        return Wording(f"{period} 有异议待答复", f"{period}: an objection waits for its answer")
    if not over:
        return None
    if kept is None or kept.review_by_key is None:
        return Wording(f"{period} 待验收评分", f"{period} is to be reviewed")
    return Wording(f"{period} 待办结", f"{period} is to be closed")


def _to_look_at_again(operated: OperatedSite, standing: ContractStanding) -> Iterator[DueItem]:
    """Periods that failed: what was put right is looked at once its days are over."""
    for part in standing.schedule.parts:
        if part.put_right_by is not None:
            assert part.period is not None, "a closed one failed"
            text = part.period.text
            said = Wording(f"{text} 考核不合格，整改后复查验收", f"{text} failed: accept what was put right")
            yield DueItem(said, part.put_right_by, f"/assessments?site={operated.code}&period={text}", runs=True)


def _to_keep(operated: OperatedSite, standing: ContractStanding, today: date) -> Iterator[DueItem]:
    page = f"/assessments/schedule?site={operated.code}"
    for part in standing.schedule.parts:
        if part.pass_on_by is not None:
            name = part.name
            said = Wording(f"{name.zh}已请款，向财政局申请付款", f"{name.en} is asked for: pass it on")
            yield DueItem(said, part.pass_on_by.day, f"{page}#requests", runs=True)
        if part.shares.standing == "unchecked":
            said = Wording(
                "服务期已满，登记有无质量问题", "The term is over: enter whether there were quality problems"
            )
            yield DueItem(said, None, f"{page}#quality")
    for one in standing.warnings:
        if one.answer is None and given(one).is_late(today):
            number = said_in(one)["number"]
            said = Wording(f"第 {number} 次警告整改期限已过，复查验收", f"Warning {number} is past its day: look again")
            there = f"/contract/warnings?site={operated.code}#warning-{number}"
            yield DueItem(said, given(one).due_on, there)
