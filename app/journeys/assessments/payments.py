"""Sums asked for and paid under a contract: the operator asks, the bureau passes on, and enters what really was paid.

What was paid of a part is never more than it pays by its score.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.access.actor import Actor
from app.assessments.signed_terms import money
from app.errors import NotFound, Refused
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.records import answer_record, put_on_record, record, said_in, sent_before
from app.journeys.assessments.schedule import PaymentPart, amount_of, payment_schedule
from app.journeys.house import House
from app.journeys.site_rights import require
from app.journeys.spending.entries import enter_within, strike_within
from app.sites.entry import Entry
from app.sites.typed import typed_day
from app.store.contracts import StoredEntry
from app.store.engine import transaction
from app.units import plain
from app.wording import Wording

LONGEST = 100
_NO_PART = Wording("没有这一笔款项", "the contract has no such part")
_NOTHING_DUE = Wording("这笔款项目前没有应付金额", "nothing of this part is due")
_PAID = Wording("所请款项已付清，不必再申请付款", "what was asked for is paid: there is nothing to pass on")
_ASKED = Wording("这笔款项已经请款", "this part was asked for already")


async def request_payment(
    house: House, actor: Actor, code: str, part: str, given: Mapping[str, str], key: UUID | None = None
) -> StoredEntry:
    """The operator asks for what is due of a part and was not asked for; `invoice` and `account` may be named.

    Raises InvalidInput, Refused where nothing is due or it was asked for, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "read_assessment", code)
        require(actor, "fill_assessment", operated.site)
        if (before := await sent_before(actor, key, "request")) is not None:
            return before
        found = await _part(house, operated, part)
        if not found.shares.due:
            raise Refused(_NOTHING_DUE)
        if not found.may_be_asked:
            raise Refused(_ASKED)
        entry = Entry()
        said = {
            name: entry.text(given.get(name, ""), name, longest=LONGEST, blank=True) for name in ("invoice", "account")
        }
        entry.end()
        asked = {"amount": plain(found.may_be_asked), **said}
        return await put_on_record(house, actor, operated, "request", house.today(), asked, part=part, key=key)


async def pass_on_request(
    house: House, actor: Actor, key: UUID, seen_version: int, given: Mapping[str, str]
) -> StoredEntry:
    """The bureau enters that it passed a request on to the finance bureau: `day` and `number` of its letter. What was
    paid since the operator asked is not asked for again.

    Raises InvalidInput, Refused when it was passed on or is paid, Stale, NotFound, NotAllowed.
    """
    async with transaction():
        operated, found = await record(house, actor, key, "request")
        require(actor, "keep_contract", operated.site)
        part = await _part(house, operated, found.part)
        if found.answer is None and not part.asked:
            raise Refused(_PAID)
        entry = Entry()
        day = entry.day(typed_day(given.get("day", "")), "day", latest=house.today())
        number = entry.text(given.get("number", ""), "number", longest=LONGEST, blank=True)
        if day is not None and day < found.day:
            entry.fault("day", "too_early", f"不能早于请款日期 {found.day}", f"must not lie before {found.day}")
        day, number = entry.sound(day), entry.sound(number)
        told = {"day": day.isoformat(), "number": number, "amount": plain(min(part.asked, amount_of(found)))}
        return await answer_record(house, actor, found, seen_version, told, "contract.request_passed_on", number)


async def enter_payment(
    house: House, actor: Actor, code: str, part: str, given: Mapping[str, str], key: UUID | None = None
) -> StoredEntry:
    """The bureau enters what was paid: `amount`, `day` and `voucher`; `again` says that one voucher pays for several
    parts. The same `key` sent twice pays once.

    Raises InvalidInput with every fault (more than is due is one), NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_contract", code)
        if (before := await sent_before(actor, key, "paid")) is not None:
            return before
        found = await _part(house, operated, part)
        entry = Entry()
        day = entry.day(typed_day(given.get("day", "")), "day", latest=house.today())
        amount = money(entry, given.get("amount", ""), "amount")
        voucher = entry.text(given.get("voucher", ""), "voucher", longest=LONGEST)
        if amount is not None and amount > found.shares.due:
            zh, en = f"超过这笔款项的应付金额 {found.shares.due:,.2f} 元", f"more than the {found.shares.due:,.2f} due"
            entry.fault("amount", "above_due", zh, en)
        day, amount = entry.sound(day), entry.sound(amount)
        paid = {"amount": plain(amount), "voucher": voucher}
        recorded = await put_on_record(house, actor, operated, "paid", day, paid, part=part, key=key)
        await _note_spending(house, actor, operated, recorded, found, again=given.get("again", ""))
    return recorded


async def _note_spending(
    house: House, actor: Actor, operated: OperatedSite, paid: StoredEntry, part: PaymentPart, *, again: str
) -> None:
    """The same sum in the county's ledger of money spent, so that both say one figure. `again`: that the voucher is
    meant to stand there twice.
    """
    site, said = operated.site, said_in(paid)
    target = next((one for one in operated.programme.targets if one.is_of(site.kind, site.tier)), None)
    if target is None:
        return
    what = part.name.zh
    row = {
        "target": target.id,
        "site": site.code,
        "voucher": said["voucher"],
        "paid_on": paid.day.isoformat(),
        "amount": said["amount"],
        "purpose": f"合同付款：{what}",
        "again": again,
    }
    await enter_within(house, actor, operated.programme.slug, row, paid.id)


async def withdraw_payment(house: House, actor: Actor, key: UUID, seen_version: int, reason: str) -> StoredEntry:
    """Withdraw a sum that was entered by mistake, for a reason; it stays on record and counts nowhere.

    Raises InvalidInput without a reason, Refused when it was withdrawn, Stale, NotFound, NotAllowed.
    """
    async with transaction():
        operated, found = await record(house, actor, key, "paid")
        require(actor, "keep_contract", operated.site)
        entry = Entry()
        said = entry.sound(entry.text(reason, "reason", longest=LONGEST))
        answer = {"withdrawn": said}
        withdrawn = await answer_record(house, actor, found, seen_version, answer, "contract.payment_withdrawn", said)
        await strike_within(house, actor, found.id, said)
    return withdrawn


async def _part(house: House, operated: OperatedSite, code: str) -> PaymentPart:
    found = (await payment_schedule(house, operated)).part(code)
    if found is None:
        raise NotFound(_NO_PART)
    return found
