"""What is to be done under a contract this week, by its operator or at the bureau: what is overdue, what falls due in
seven days, what may be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.access.rules import Action
from app.assessments.ledger_rows import EnteredRow, period_of, stretches
from app.inspections.working_days import after_working_days
from app.journeys.assessments.contract import ContractStanding, standing_of
from app.journeys.assessments.contracts import OperatedSite, operated_sites
from app.journeys.assessments.due_at_the_bureau import DueItem, due_at_the_bureau
from app.journeys.assessments.half_years import periods_begun
from app.journeys.assessments.ledgers import by_ledger, rows_of
from app.journeys.assessments.records import said_in
from app.journeys.house import House
from app.standards.ledgers import LedgerDefinition
from app.store.assessments import StoredAssessment, read_assessments
from app.units import Period, plain
from app.wording import Wording, listed, same

DAYS_AHEAD = 7
_MOST_NAMED = 4
_A_PART: tuple[Action, ...] = ("keep_ledger", "review_assessment", "keep_contract")


async def due_this_week(house: House, actor: Actor) -> tuple[DueItem, ...]:
    """What is to be done at the sites whose ledgers the actor keeps or which it reviews, what is overdue first."""
    found: list[DueItem] = []
    for operated in await own_contracts(house, actor):
        found += await due_under(house, actor, await standing_of(house, operated))
    return _in_order(found)


async def own_contracts(house: House, actor: Actor) -> tuple[OperatedSite, ...]:
    """The sites under whose contracts there can be anything to do for the actor; none is read for who never has."""
    if not any(may_somewhere(actor, action).allowed for action in _A_PART):
        return ()
    return tuple(operated for operated in await operated_sites(house, actor) if has_a_part(actor, operated))


def has_a_part(actor: Actor, operated: OperatedSite) -> bool:
    """Whether there can be anything to do for the actor under this contract."""
    return any(operated.lets(actor, action) for action in _A_PART)


async def due_under(house: House, actor: Actor, standing: ContractStanding) -> tuple[DueItem, ...]:
    """What the actor has to do under one contract within the week, what is overdue first; and what runs until later."""
    operated, until = standing.operated, house.today() + timedelta(days=DAYS_AHEAD)
    found = await due_at_the_bureau(house, actor, operated, standing)
    if operated.lets(actor, "keep_ledger"):
        found += await _of(house, operated, standing)
    return _in_order(one for one in found if one.runs or one.due is None or one.due <= until)


def _in_order(found: Iterable[DueItem]) -> tuple[DueItem, ...]:
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or date.max)))


async def _of(house: House, operated: OperatedSite, standing: ContractStanding) -> list[DueItem]:
    today = house.today()
    kept = {one.period: one for one in await read_assessments(operated.code, operated.programme.slug)}
    open_periods = [one for one in await periods_begun(house, operated) if not _is_closed(kept.get(one.text))]
    rows = by_ledger(await rows_of(operated, None, None))
    found = [
        *(item for period in open_periods for item in _ledgers(operated, period, rows, today)),
        *(item for ledger in operated.book.ledgers for item in _waiting(operated, ledger, rows, open_periods)),
        *_targets(operated, standing),
        *_points(operated, open_periods, kept, today),
        *_warnings(operated, standing),
        *_money(operated, standing),
    ]
    return found + [
        DueItem(
            Wording(f"整改：{one.demand}", f"Rectify: {one.demand}"), one.due_on, f"/rectifications/{one.id}", runs=True
        )
        for one in standing.orders
        if one.state == "ordered"
    ]


def _is_closed(one: StoredAssessment | None) -> bool:
    return one is not None and one.frozen is not None


def _ledgers(
    operated: OperatedSite, period: Period, rows: dict[str, list[EnteredRow]], today: date
) -> Iterator[DueItem]:
    """For each stretch, the ledgers with nothing entered. One that covers the whole period is asked for at its end."""
    empty: dict[Period, list[LedgerDefinition]] = {}
    for ledger in operated.book.ledgers:
        days = [row.day for row in rows.get(ledger.code, ())]
        stock = any(given.stock for given in ledger.gives)
        for stretch in stretches(ledger, period):
            told = any((stock or stretch.first_day <= day) and day <= stretch.last_day for day in days)
            began = operated.signed.started_on
            if stretch.first_day <= today and not told and (began is None or stretch.last_day >= began):
                empty.setdefault(stretch, []).append(ledger)
    for stretch, ledgers in empty.items():
        named = listed(ledger.title for ledger in ledgers[:_MOST_NAMED])
        more = ("等", " and more") if len(ledgers) > _MOST_NAMED else ("", "")
        said = Wording(
            f"{stretch.text} 有 {len(ledgers)} 本台账没有登记：{named.zh}{more[0]}",
            f"{stretch.text}: {len(ledgers)} ledgers have nothing entered: {named.en}{more[1]}",
        )
        only = f"&ledger={ledgers[0].code}" if len(ledgers) == 1 else ""
        page = f"/ledgers?site={operated.code}{only}&stretch={_shown(stretch, period)}"
        yield DueItem(said, stretch.last_day, page)


def _shown(stretch: Period, period: Period) -> str:
    return stretch.text if stretch.grain == "month" else period.text


def _waiting(
    operated: OperatedSite, ledger: LedgerDefinition, rows: dict[str, list[EnteredRow]], periods: Sequence[Period]
) -> Iterator[DueItem]:
    """Rows that wait for a day which has to come in time."""
    for given in ledger.gives:
        if given.how not in ("within_days", "within_workdays") or given.within is None:
            continue
        column = ledger.column(given.column)
        assert column is not None, "LedgerDefinition sees to it"
        for row in rows.get(ledger.code, ()):
            inside = any(one.first_day <= row.day <= one.last_day for one in periods)
            if row.nothing or not inside or row.values.get(column.code) is not None:
                continue
            days = given.within
            worked = given.how == "within_workdays" and days > 0
            due = after_working_days(row.day, days).day if worked else row.day + timedelta(days=days)
            told = same(f"{row.day}")
            said = Wording(
                f"{ledger.title.zh}：{told.zh} 的记录待填“{column.label.zh}”",
                f"{ledger.title.en}: the row of {told.en} waits for “{column.label.en}”",
            )
            stretch = Period.month(row.day.year, row.day.month).text
            yield DueItem(said, due, f"/ledgers?site={operated.code}&ledger={ledger.code}&stretch={stretch}")


def _targets(operated: OperatedSite, standing: ContractStanding) -> Iterator[DueItem]:
    """Targets of a month or quarter that is running and does not reach its mark yet."""
    for one in standing.targets:
        if one.target.every not in ("month", "quarter") or one.still is None:
            continue
        still, title, unit = plain(one.still), one.target.title, one.target.unit
        said = Wording(f"{title.zh}：还需 {still} {unit.zh}", f"{title.en}: {still} {unit.en} more")
        yield DueItem(said, one.by, f"/ledgers?site={operated.code}&ledger={one.measured.ledger}")


def _points(
    operated: OperatedSite, periods: Sequence[Period], kept: dict[str, StoredAssessment], today: date
) -> Iterator[DueItem]:
    """Periods that are over and that the operator has not scored."""
    present = period_of(operated.card.grain, today)
    for period in periods:
        one = kept.get(period.text)
        if period != present and (one is None or one.self_by_key is None):
            said = Wording(f"{period.text} 的自评分没有填写", f"{period.text}: your own points are not entered")
            yield DueItem(said, None, f"/assessments?site={operated.code}&period={period.text}")


def _warnings(operated: OperatedSite, standing: ContractStanding) -> Iterator[DueItem]:
    for one in standing.warnings:
        if one.answer is None:
            warned = said_in(one)
            number, demand = warned["number"], warned["demand"]
            said = Wording(f"第 {number} 次警告，限期整改：{demand}", f"Warning {number}, to be put right: {demand}")
            page = f"/contract/warnings?site={operated.code}#warning-{number}"
            yield DueItem(said, date.fromisoformat(warned["due_on"]), page, runs=True)


def _money(operated: OperatedSite, standing: ContractStanding) -> Iterator[DueItem]:
    """What has to be put right before it is paid, and what may be asked for."""
    page = f"/assessments/schedule?site={operated.code}"
    for part in standing.schedule.parts:
        if part.put_right_by is not None:
            assert part.period is not None, "a closed one failed"
            text = part.period.text
            said = Wording(f"{text} 考核不合格，限期整改", f"{text} failed and is to be put right")
            yield DueItem(said, part.put_right_by, f"/assessments?site={operated.code}&period={text}", runs=True)
        elif part.may_be_asked:
            yuan, name = f"{part.may_be_asked:,.2f}", part.name
            said = Wording(f"{name.zh}应付 {yuan} 元，可以书面请款", f"{name.en}: CNY {yuan} may be asked for")
            yield DueItem(said, None, page)
