"""A house at noon with two people who can sign in, whose passwords cost little to check; and its clock."""

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher

from app.journeys.accounts.attempts import Caller
from app.journeys.accounts.sign_in import Present, present, sign_in
from app.journeys.house import House
from app.store.accounts import StoredAccount, insert_account
from app.store.engine import transaction

PASSWORD = "三汇镇的码头边 2026"
OFFICE, ELSEWHERE = Caller(address="192.0.2.1"), Caller(address="198.51.100.7")
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


async def with_people(house: House) -> House:
    """The house with li and wang, site editors of 三汇镇."""
    at(house, NOON)
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    given = {
        "role": "site_editor",
        "divisions": ("511725104000",),
        "password_hash": cheap,
        "must_change_password": False,
    }
    async with transaction():
        for name in ("li", "wang"):
            await insert_account(StoredAccount(username=name, display_name=name, created_at=NOON, **given))
    return house


def at(house: House, moment: datetime) -> None:
    """Set the house's clock."""
    object.__setattr__(house, "now", lambda: moment)


def after(house: House, **passed: float) -> None:
    """Set the house's clock so long after noon."""
    at(house, NOON + timedelta(**passed))


async def who_is(house: House, caller: Caller, name: str = "li") -> Present:
    """Somebody signed in, as requests know them."""
    found = await present(house, (await sign_in(house, caller, name, PASSWORD)).token, None)
    assert found is not None
    return found
