"""Rows of spending: entered once, corrected, struck out or put back with a reason. None is ever deleted.

Only the county office keeps them. Every move leaves a change record with the whole row before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Fault, NotFound, Refused, Stale
from app.exchange.strict_json import json_text
from app.inspections.rectification import LONGEST_WORDS
from app.journeys.changes import record_move
from app.journeys.house import House
from app.normal.codes import normal_code
from app.normal.numbers import written_yuan
from app.sites.entry import LONGEST_NAME, Entry
from app.standards.programme import NetworkTarget, Programme
from app.store.accounts import any_sample_account
from app.store.contracts import read_entry
from app.store.engine import transaction
from app.store.sites import SiteFilter, read_sites, read_stored_site
from app.store.spending import StoredSpending, insert_spending, read_one_spending, read_spending, replace_spending
from app.wording import Wording

SUBJECT = "spending"
_UNDER_CONTRACT = Wording(
    "这笔是合同付款，请在合同付款进度页撤回后重新登记",
    "this was paid under a contract: withdraw it on the contract's payment schedule and enter it anew",
)
FIELDS = ("target", "site", "voucher", "paid_on", "amount", "purpose", "again")
"""What a form or a program says of a row: texts all of them. `again`: that a voucher is meant to stand there twice."""
SpendingMove = Literal["correct", "strike", "restore"]
SPENDING_MOVES: tuple[SpendingMove, ...] = get_args(SpendingMove)
SPENDING_ACTIONS: Mapping[str, Wording] = {
    "spending.entered": Wording("登记支出", "Spending entered"),
    "spending.corrected": Wording("更正支出", "Spending corrected"),
    "spending.struck": Wording("作废支出", "Spending struck out"),
    "spending.restored": Wording("恢复支出", "Spending put back"),
}
MOST_YUAN = Decimal(100_000_000_000)
"""Beyond it a sum is a slip: a thousand times what the dearest programme of a county could cost."""
_FEN_A_YUAN = 100
_LONGEST_VOUCHER = 100
_MOST_CHOICES = 8
_NO_SUCH = Wording("没有此笔支出", "there is no such row of spending")
_MOVED_ON = Wording("此笔支出刚被他人修改", "this row was just changed by somebody else")
_NOTHING = Wording("与现有登记相同，没有变更", "nothing would change")
_STRUCK = Wording("此笔支出已作废，请先恢复", "this row is struck out; put it back first")
_NOT_STRUCK = Wording("此笔支出没有作废", "this row is not struck out")


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a row, read. `site_code` None: for no single site."""

    target: str
    site_code: str | None
    voucher: str
    paid_on: date
    amount_fen: int
    purpose: str


async def enter_spending(
    house: House, actor: Actor, slug: str, given: Mapping[str, Any], key: UUID | None = None
) -> StoredSpending:
    """Enter a row of the programme; whoever sends the same `key` twice enters it once.

    Raises InvalidInput with every fault: one of them where the voucher stands at that line and site already and `again`
    was not said. NotAllowed, NotFound.
    """
    async with transaction():
        return await enter_within(house, actor, slug, given, key)


async def enter_within(
    house: House, actor: Actor, slug: str, given: Mapping[str, Any], key: UUID | None = None
) -> StoredSpending:
    """Enter a row in the transaction that is open: a payment under a contract is one. Raises as `enter_spending`."""
    programme = house.programme(slug)
    may(actor, "keep_spending", Target(division=programme.jurisdiction)).require()
    before = None if key is None else await read_one_spending(key)
    if before is not None and (before.entered_by_key, before.programme) == (actor.key, slug):
        return before
    entry = Entry()
    said = await _read(entry, house, programme, given, None)
    stored = StoredSpending(
        id=(key if before is None else None) or uuid4(),
        programme=slug,
        **_columns(said),
        entered_by_key=actor.key,
        entered_by_name=actor.name,
        entered_at=house.now(),
        sample=await any_sample_account(),
    )
    await insert_spending([stored])
    await record_move(house, actor, "spending.entered", SUBJECT, None, stored, _text)
    return stored


async def strike_within(house: House, actor: Actor, key: UUID, reason: str) -> None:
    """Strike out the row of a payment under a contract that was withdrawn, in the transaction that is open."""
    before = await read_one_spending(key)
    if before is None:  # the site is of no target, so that the county's ledger has no row of it
        return
    saved = await replace_spending(replace(before, struck=True, struck_why=reason), before.version)
    assert saved is not None, "read in this very transaction"
    await record_move(house, actor, "spending.struck", SUBJECT, before, saved, _text, reason)


async def change_spending(
    house: House, actor: Actor, key: UUID, seen_version: int, move: SpendingMove, given: Mapping[str, Any]
) -> StoredSpending:
    """Correct a row, strike it out, or put a struck one back; ``reason`` is wanted for all of them.

    Raises InvalidInput with every fault, Refused where nothing would change or the move is not open, Stale where
    somebody was quicker, NotAllowed, NotFound.
    """
    async with transaction():
        before = await read_one_spending(key)
        if before is None:
            raise NotFound(_NO_SUCH)
        programme = house.programme(before.programme)
        may(actor, "keep_spending", Target(division=programme.jurisdiction)).require()
        if before.version != seen_version:
            raise Stale(_MOVED_ON, before.version)
        if await read_entry(key) is not None:
            raise Refused(_UNDER_CONTRACT)
        entry = Entry()
        reason = entry.text(given.get("reason"), "reason", longest=LONGEST_WORDS)
        if move == "restore":
            if not before.struck:
                raise Refused(_NOT_STRUCK)
            after, action = replace(before, struck=False, struck_why=None), "spending.restored"
        elif before.struck:
            raise Refused(_STRUCK)
        elif move == "strike":
            after, action = replace(before, struck=True, struck_why=reason), "spending.struck"
        else:
            said = await _read(entry, house, programme, given, before)
            after, action = replace(before, **_columns(said)), "spending.corrected"
        why = entry.sound(reason)
        if after == before:
            raise Refused(_NOTHING)
        saved = await replace_spending(after, seen_version)
        assert saved is not None, "its version was compared in this very transaction"
        await record_move(house, actor, action, SUBJECT, before, saved, _text, why)
    return saved


def yuan_of(fen: int) -> Decimal:
    """A sum in yuan, exact to the fen.

    >>> yuan_of(1234567)
    Decimal('12345.67')
    """
    return Decimal(fen).scaleb(-2)


async def _read(
    entry: Entry,
    house: House,
    programme: Programme,
    given: Mapping[str, Any],
    own: StoredSpending | None,
) -> _Said:
    """What is said of a row. Raises InvalidInput with every fault, those of `entry` among them."""
    titles = {target.id: target.title for target in programme.targets}
    chosen = entry.one_of(given.get("target"), "target", titles, Wording("任务", "the target"))
    target = next((one for one in programme.targets if one.id == chosen), None)
    site_code = await _site(entry, programme, target, given.get("site"))
    voucher = entry.text(given.get("voucher"), "voucher", longest=_LONGEST_VOUCHER)
    paid_on = entry.day(given.get("paid_on"), "paid_on", latest=house.today())
    amount_fen = _amount(entry, given.get("amount"))
    purpose = entry.text(given.get("purpose"), "purpose", longest=LONGEST_NAME)
    said = _Said(
        entry.sound(target).id,
        site_code,
        entry.sound(voucher),
        entry.sound(paid_on),
        entry.sound(amount_fen),
        entry.sound(purpose),
    )
    if not given.get("again"):
        await _not_twice(entry, programme, own, said)
        entry.end()
    return said


async def _site(entry: Entry, programme: Programme, target: NetworkTarget | None, given: object) -> str | None:
    """The site that a code or a name means; None where none is given, and where it is wrong."""
    text = entry.text(given if given is not None else "", "site", longest=LONGEST_NAME, blank=True)
    if not text:
        return None
    row = await read_stored_site(normal_code(text)) or await read_stored_site(normal_code(text).upper())
    found = [row] if row is not None else await read_sites(SiteFilter(name=text))
    own = [one for one in found if one.programme == programme.slug]
    if not own:
        entry.fault("site", "unknown_site", f"本方案没有站点“{text}”", f"the programme has no site {text}")
        return None
    if len(own) > 1:
        listed = "、".join(one.code for one in own[:_MOST_CHOICES])
        zh, en = f"有 {len(own)} 个站点叫“{text}”，请填编码：{listed}", f"several sites are called so: {listed}"
        entry.fault("site", "ambiguous", zh, en)
        return None
    (site,) = own
    if target is not None and not target.is_of(site.kind, site.tier):
        zh = f"站点 {site.code} 不属于“{target.title.zh}”这一项任务，请改选任务或站点"
        entry.fault("site", "other_target", zh, f"site {site.code} is not of the target “{target.title.en}”")
    return site.code


def _amount(entry: Entry, given: object) -> int | None:
    """A sum in fen. What is finer than a fen, or no number, is refused and never rounded."""
    text = entry.text(given if given is not None else "", "amount", longest=_LONGEST_VOUCHER, blank=True)
    if not text:
        entry.missing("amount", Wording("金额", "the amount"))
        return None
    yuan = written_yuan(text)
    if yuan is None:
        zh = f"金额应为数字，单位是元，如 12345.60；填的是“{text}”"
        entry.fault("amount", "wrong_type", zh, f"must be a number of yuan such as 12345.60, not “{text}”")
        return None
    fen = yuan * _FEN_A_YUAN
    if fen != fen.to_integral_value():
        entry.fault("amount", "finer_than_fen", "金额最多两位小数（到分）", "must not be finer than a fen (1/100 yuan)")
    elif fen == 0:
        entry.fault("amount", "zero", "金额不能为 0", "must not be 0")
    elif abs(yuan) > MOST_YUAN:
        entry.fault("amount", "too_high", f"金额不能超过 {MOST_YUAN:,} 元", f"must not exceed {MOST_YUAN:,} yuan")
    else:
        return int(fen)
    return None


async def _not_twice(entry: Entry, programme: Programme, own: StoredSpending | None, said: _Said) -> None:
    voucher = said.voucher
    for one in await read_spending(programme.slug, target=said.target, voucher=voucher):
        if one.site_code == said.site_code and not one.struck and (own is None or one.id != own.id):
            zh = f"此任务、站点下已登记过凭证 {voucher}（{one.paid_on}，{yuan_of(one.amount_fen):,.2f} 元）；"
            en = f"voucher {voucher} is entered here already ({one.paid_on}, {yuan_of(one.amount_fen):,.2f} yuan); "
            entry.faults.append(
                Fault("voucher", "twice", Wording(zh + "确为另一笔请勾选确认", en + "confirm if meant"))
            )
            return


def _columns(said: _Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in _Said.__slots__}


def _text(one: StoredSpending) -> str:
    return json_text(row_document(one))


def row_document(one: StoredSpending) -> dict[str, Any]:
    """A row as its change records and the interface for programs have it; the amount in yuan as an exact decimal."""
    return {
        "id": str(one.id),
        "programme": one.programme,
        "target": one.target,
        "site": one.site_code,
        "voucher": one.voucher,
        "paid_on": one.paid_on.isoformat(),
        "amount_yuan": f"{yuan_of(one.amount_fen):.2f}",
        "purpose": one.purpose,
        "struck": one.struck,
        "struck_why": one.struck_why,
        "sample": one.sample,
        "entered_by": one.entered_by_name,
        "entered_at": one.entered_at.isoformat(),
        "version": one.version,
    }
