"""Journeys that write for the county as a whole: accounts, audits, spending, holidays, coverage."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from argon2 import PasswordHasher

from app.access.actor import Actor
from app.journeys.accounts.accounts import (
    add_account,
    disable_account,
    enable_account,
    end_session_of,
    regrant,
    rename_account,
    set_password,
    withdraw_token_of,
)
from app.journeys.accounts.attempts import Caller
from app.journeys.accounts.sign_in import Present, change_password, end_own_session, present, sign_in
from app.journeys.accounts.tokens import issue_token, withdraw_token
from app.journeys.audits.kept_audits import make_audit, sign_audit
from app.journeys.audits.month_end import month_end_of, turn_month_end
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.kept_circles import keep_result
from app.journeys.coverage.village_points import Placing, place_villages
from app.journeys.desk.what_if_kept import keep_what_if
from app.journeys.holidays import enter_holidays
from app.journeys.house import House
from app.journeys.spending.entries import change_spending, enter_spending
from app.sites.holiday_form import field_of
from app.store.accounts import StoredAccount, insert_account
from app.store.engine import transaction
from app.store.sessions import read_sessions_of
from app.units import LatLon
from tests.journeys.writes.table import OFFICE, QU, ROOT, Do, writes

PASSWORD, OTHER = "三汇镇的码头边 2026", "土溪镇的渡口旁 2026"
DOOR = Caller(address="192.0.2.7")
TOWN = "511725104000"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


async def account(house: House, name: str) -> None:
    """A site editor, whose password costs little to check."""
    said = {"role": "site_editor", "divisions": (TOWN,), "must_change_password": False, "password_hash": CHEAP}
    async with transaction():
        await insert_account(StoredAccount(username=name, display_name=f"{name}号", created_at=house.now(), **said))


async def signed_in(house: House, name: str) -> Present:
    await account(house, name)
    found = await present(house, (await sign_in(house, DOOR, name, PASSWORD)).token, "r-9")
    assert found is not None
    return found


@writes(add_account, "manage_accounts", OFFICE, "account.added")
async def adding_an_account(house: House) -> Do:
    said = {"role": "site_editor", "password": PASSWORD, "divisions": [TOWN]}
    return lambda who, _: add_account(house, who, username="w-1", display_name="一号", **said)


@writes(set_password, "manage_accounts", OFFICE, "account.password_set", repeats=True)
async def setting_a_password(house: House) -> Do:
    await signed_in(house, "w-2")
    return lambda who, _: set_password(house, who, "w-2", OTHER)


@writes(disable_account, "manage_accounts", OFFICE, "account.disabled")
async def disabling_an_account(house: House) -> Do:
    await signed_in(house, "w-3")
    return lambda who, _: disable_account(house, who, "w-3")


@writes(enable_account, "manage_accounts", OFFICE, "account.enabled")
async def enabling_an_account(house: House) -> Do:
    await account(house, "w-4")
    await disable_account(house, ROOT, "w-4")
    return lambda who, _: enable_account(house, who, "w-4")


@writes(regrant, "manage_accounts", OFFICE, "account.regranted")
async def regranting(house: House) -> Do:
    await signed_in(house, "w-5")
    return lambda who, _: regrant(house, who, "w-5", "reviewer", [TOWN], [])


@writes(rename_account, "manage_accounts", OFFICE, "account.renamed")
async def renaming(house: House) -> Do:
    await account(house, "w-6")
    await account(house, "w-66")
    return lambda who, _: rename_account(house, who, "w-6", "w-6", "六号（三汇）")


@writes(end_session_of, "manage_accounts", OFFICE, "account.session_ended")
async def ending_a_session(house: House) -> Do:
    who = await signed_in(house, "w-7")
    (session,) = await read_sessions_of(who.account.id)
    return lambda by, _: end_session_of(house, by, "w-7", session.token_sha256)


@writes(withdraw_token_of, "manage_accounts", OFFICE, "token.withdrawn", reason="月报")
async def withdrawing_a_token_of_somebody(house: House) -> Do:
    token = await issue_token(house, await signed_in(house, "w-8"), "月报", 30)
    return lambda by, _: withdraw_token_of(house, by, "w-8", token.stored.id)


def own(who: Present, by: Actor) -> Present:
    """Themselves, unless a stranger has come by their session."""
    return replace(who, actor=by if by.key == "stranger" or by.standing != "active" else who.actor)


@writes(
    end_own_session,
    "manage_own_account",
    Actor("themselves", "w-9号", "site_editor", request_id="r-9"),
    "account.session_ended",
    place=False,
)
async def ending_ones_own_session(house: House) -> Do:
    me = await signed_in(house, "w-9")
    (session,) = await read_sessions_of(me.account.id)
    return lambda by, _: end_own_session(house, own(me, by), session.token_sha256)


@writes(
    change_password,
    "manage_own_account",
    Actor("themselves", "w-10号", "site_editor", request_id="r-9"),
    "account.password_changed",
    place=False,
    repeats=True,
)
async def changing_ones_password(house: House) -> Do:
    me = await signed_in(house, "w-10")
    return lambda by, _: change_password(house, DOOR, own(me, by), PASSWORD, OTHER)


@writes(
    issue_token,
    "manage_own_tokens",
    Actor("themselves", "w-11号", "site_editor", request_id="r-9"),
    "token.issued",
    place=False,
    reason="月报",
    repeats=True,
)
async def issuing_a_token(house: House) -> Do:
    me = await signed_in(house, "w-11")
    return lambda by, _: issue_token(house, own(me, by), "月报", 30)


@writes(
    withdraw_token,
    "manage_own_tokens",
    Actor("themselves", "w-12号", "site_editor", request_id="r-9"),
    "token.withdrawn",
    place=False,
    reason="月报",
)
async def withdrawing_ones_token(house: House) -> Do:
    me = await signed_in(house, "w-12")
    token = await issue_token(house, me, "月报", 30)
    return lambda by, _: withdraw_token(house, own(me, by), token.stored.id)


@writes(make_audit, "make_audit", OFFICE, "audit.made", reason="季末")
async def making_an_audit(house: House) -> Do:
    key = uuid4()
    return lambda who, _: make_audit(house, who, QU, title="季末", key=key)


@writes(sign_audit, "sign_audit", OFFICE, "audit.signed", reason="属实")
async def signing_an_audit(house: House) -> Do:
    audit = await make_audit(house, OFFICE, QU)
    return lambda who, _: sign_audit(house, who, audit.id, "属实")


@writes(turn_month_end, "make_audit", OFFICE, "audit_clock.on")
async def turning_the_clock_of_audits_on(house: House) -> Do:
    if (await month_end_of(house, QU)).on:
        await turn_month_end(house, OFFICE, QU, on=False)
    return lambda who, _: turn_month_end(house, who, QU, on=True)


@writes(keep_what_if, "keep_what_if", OFFICE, "what_if.kept", reason="放宽", own_keys=True)
async def keeping_a_what_if(house: House) -> Do:
    key, turned = uuid4(), {"check.value": "20"}
    return lambda who, _: keep_what_if(house, who, QU, "station.area_basic", turned, "放宽", key)


@writes(enter_holidays, "keep_calendar", OFFICE, "holidays.entered", reason="国办发明电〔2026〕7号", place=False)
async def entering_holidays(house: House) -> Do:
    year = house.today().year + 1
    said = {"document": "国办发明电〔2026〕7号"} | {
        field_of(name, part): f"{year}-{day}"
        for name, days in OFF.items()
        for part, day in zip(ENDS, days, strict=True)
    }
    return lambda who, late: enter_holidays(house, who, year, -late, said)


ENDS = ("first", "last")
OFF = {
    "New Year's Day": ("01-01", "01-03"),
    "Spring Festival": ("02-05", "02-11"),
    "Tomb-sweeping Day": ("04-03", "04-05"),
    "Labour Day": ("05-01", "05-05"),
    "Dragon Boat Festival": ("06-09", "06-09"),
    "Mid-autumn Festival": ("09-15", "09-15"),
    "National Day": ("10-01", "10-07"),
}


def spent(house: House, voucher: str) -> dict[str, str]:
    row = {"target": "demonstration", "site": "QX-TUXI", "voucher": voucher, "paid_on": str(house.today())}
    return {**row, "amount": "12345.60", "purpose": "桌椅"}


@writes(enter_spending, "keep_spending", OFFICE, "spending.entered")
async def entering_spending(house: House) -> Do:
    key = uuid4()
    return lambda who, _: enter_spending(house, who, QU, spent(house, "记-01"), key)


@writes(change_spending, "keep_spending", OFFICE, "spending.corrected", reason="小数看错")
async def correcting_spending(house: House) -> Do:
    one = await enter_spending(house, OFFICE, QU, spent(house, "记-02"))
    said = spent(house, "记-02") | {"amount": "12345.06", "reason": "小数看错"}
    return lambda who, late: change_spending(house, who, one.id, one.version - late, "correct", said)


@writes(change_spending, "keep_spending", OFFICE, "spending.struck", reason="重复登记")
async def striking_spending_out(house: House) -> Do:
    one = await enter_spending(house, OFFICE, QU, spent(house, "记-03"))
    return lambda who, late: change_spending(house, who, one.id, one.version - late, "strike", {"reason": "重复登记"})


@writes(change_spending, "keep_spending", OFFICE, "spending.restored", reason="查实不重复")
async def putting_spending_back(house: House) -> Do:
    one = await enter_spending(house, OFFICE, QU, spent(house, "记-04"))
    one = await change_spending(house, OFFICE, one.id, one.version, "strike", {"reason": "x"})
    said = {"reason": "查实不重复"}
    return lambda who, late: change_spending(house, who, one.id, one.version - late, "restore", said)


@writes(place_villages, "place_village", OFFICE, "village.placed", reason="地图")
async def placing_a_village(house: House) -> Do:
    here = Placing("511725103201", LatLon(lat=30.95, lon=107.02), "map")
    return lambda who, _: place_villages(house, who, [here], "地图")


@writes(keep_result, "run_coverage", OFFICE, "coverage.kept", reason=QU)
async def keeping_a_circle(house: House) -> Do:
    found = await reckon(house, QU)
    return lambda who, _: keep_result(house, who, found)
