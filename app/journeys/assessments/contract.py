"""A contract as a whole: what was signed, where it stands, and how its yearly targets are getting on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.access.actor import Actor
from app.assessments.contract_stand import GivenWarning, Stand, stand_of
from app.assessments.contract_years import ContractYear, Span, contract_year
from app.assessments.signed_terms import read_terms
from app.assessments.target_progress import YearlyProgress, progress_of
from app.errors import Refused, Stale
from app.exchange.strict_json import json_text
from app.inspections.rectification import OPEN
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.ledgers import by_ledger, rows_of
from app.journeys.assessments.records import SUBJECT, records, said_in
from app.journeys.assessments.schedule import PaymentSchedule, contract_periods, payment_schedule, term
from app.journeys.changes import change_by
from app.journeys.house import House
from app.store.assessments import read_assessments
from app.store.changes import append_changes
from app.store.contracts import StoredEntry, StoredSigned, save_signed
from app.store.engine import transaction
from app.store.rectifications import StoredRectification, read_rectifications
from app.units import CHINA
from app.wording import Wording

_STALE = Wording("合同信息刚被他人更新，请刷新后再填写", "the contract was just changed; reload and look again")
_FIXED = Wording(
    "已有考核期办结，合同金额和第一个考核期不能再改动",
    "a period is closed: the sum and the first period cannot be changed",
)

_PAID = Wording(
    "已登记付款，合同金额不能再改动；如登记有误，请先撤回付款登记",
    "something was paid: the sum cannot be changed; withdraw the payments first if it is wrong",
)


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """A contract today. `orders` are the open rectifications of its site, `warnings` the oldest first."""

    operated: OperatedSite
    term: Span | None
    year: ContractYear
    stand: Stand
    targets: tuple[YearlyProgress, ...]
    schedule: PaymentSchedule
    orders: tuple[StoredRectification, ...]
    warnings: tuple[StoredEntry, ...]
    replacement: StoredEntry | None

    @property
    def may_propose_replacement(self) -> bool:
        """Whether the contract's words for replacing the operator are fulfilled and nobody proposed it yet."""
        return self.stand == "replacement_due"


async def contract_standing(house: House, actor: Actor, code: str | None) -> ContractStanding:
    """A contract for whoever may read it. Raises NotFound, NotAllowed."""
    operated = await operated_site(house, actor, "read_assessment", code)
    return await standing_of(house, operated)


async def standing_of(house: House, operated: OperatedSite) -> ContractStanding:
    """A contract today; whoever asks sees to who may know of it."""
    today, contract, span = house.today(), operated.programme.contract, term(operated)
    years = 1 if contract is None else contract.term.years
    year = contract_year(operated.signed.started_on, years, today)
    orders = await read_rectifications(site_codes=[operated.code], states=sorted(OPEN))
    entries = await records(operated, "warning", "replacement")
    warnings = tuple(one for one in entries if one.kind == "warning")
    proposed = next((one for one in reversed(entries) if one.kind == "replacement" and one.answer is None), None)
    running = None if contract is None else contract.warnings_to_replacement
    stand = stand_of(
        span,
        [given(one) for one in warnings],
        running,
        open_orders=len(orders),
        proposed=proposed is not None,
        today=today,
    )
    targets = await target_progress(house, operated, year)
    schedule = await payment_schedule(house, operated)
    return ContractStanding(operated, span, year, stand, targets, schedule, tuple(orders), warnings, proposed)


def given(one: StoredEntry) -> GivenWarning:
    """A warning as it is reckoned with."""
    said, at = said_in(one), one.answered_at
    accepted = None if at is None else at.astimezone(CHINA).date()
    return GivenWarning(one.day, date.fromisoformat(said["due_on"]), bool(said.get("grave")), accepted)


async def target_progress(house: House, operated: OperatedSite, year: ContractYear) -> tuple[YearlyProgress, ...]:
    """Every yearly target that the pack says how to measure, in the document's order."""
    contract = operated.programme.contract
    if contract is None:
        return ()
    rows = by_ledger(await rows_of(operated, None, None))
    measured = {one.target: one for one in contract.measured}
    return tuple(
        progress_of(target, how, year, rows.get(how.ledger, ()), house.today())
        for target in operated.programme.annual_targets
        if (how := measured.get(target.id)) is not None
    )


async def keep_signed_terms(house: House, actor: Actor, code: str, seen_version: int, typed: Mapping[str, str]) -> None:
    """Enter what the signed contract says. Raises InvalidInput with every fault, Refused for a sum or first day once a
    period is closed, Stale, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_contract", code)
        terms = read_terms(typed, house.today())
        before = operated.stored
        await _require_fitting(house, operated, replace(operated, signed=terms))
        text = json_text(terms.as_document())
        version = 0 if before is None else before.version
        one = StoredSigned(site_code=operated.code, programme=operated.programme.slug) if before is None else before
        saved = await save_signed(replace(one, terms=text), seen_version) if seen_version == version else None
        if saved is None:
            raise Stale(_STALE, version)
        change = change_by(
            actor,
            house,
            "contract.terms",
            SUBJECT,
            saved.id,
            version=saved.version,
            before=None if before is None else before.terms,
            after=text,
        )
        await append_changes([change])


async def _require_fitting(house: House, before: OperatedSite, after: OperatedSite) -> None:
    """What closed periods and payments rest on stays: the sum, and which period is the first. Raises Refused."""
    assessments = await read_assessments(before.code, before.programme.slug)
    if any(one.frozen is not None for one in assessments):
        was, becomes = [await contract_periods(house, one) for one in (before, after)]
        if before.amount != after.amount or was != becomes:
            raise Refused(_FIXED)
    if before.amount != after.amount and any(one.answer is None for one in await records(before, "paid")):
        raise Refused(_PAID)
