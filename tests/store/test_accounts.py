"""Accounts with their scope come back as saved; failed sign-ins are counted by the database."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from app.store.accounts import (
    StoredAccount,
    insert_account,
    read_account,
    read_account_by_id,
    read_accounts,
    replace_account,
)
from app.store.engine import Engine, transaction
from app.store.refusals import RowRefused
from app.store.revisions import read_revision
from tests.store.examples import a_moment, an_account


async def keep(*accounts: StoredAccount) -> None:
    async with transaction():
        for account in accounts:
            await insert_account(account)


async def test_an_account_comes_back_with_its_scope_by_name_and_by_id(database: Engine) -> None:
    clerk = an_account("lixy", divisions=("511725103000", "511725104000"), sites=("QX-TX-01",))
    admin = an_account("admin", role="county_admin", disabled_at=a_moment(3), sample=True)
    await keep(clerk, admin)
    assert await read_account("lixy") == clerk
    assert await read_account_by_id(admin.id) == admin
    assert await read_accounts() == [admin, clerk]


async def test_an_account_that_nobody_has_is_none(database: Engine) -> None:
    assert await read_account("lixy") is None
    assert await read_account_by_id(uuid.uuid4()) is None
    assert await read_accounts() == []


async def test_a_taken_user_name_is_refused(database: Engine) -> None:
    await keep(an_account("lixy"))
    with pytest.raises(RowRefused):
        await keep(an_account("lixy"))
    assert len(await read_accounts()) == 1


async def test_a_saved_account_has_its_new_scope_and_no_other(database: Engine) -> None:
    clerk = an_account("lixy", divisions=("511725103000",), sites=("QX-TX-01",))
    await keep(clerk, an_account("other", divisions=("511725103000",)))
    changed = replace(clerk, username="lixiuying", divisions=("511725104000",), sites=(), must_change_password=True)
    async with transaction():
        assert await replace_account(changed)
    assert await read_account("lixiuying") == changed
    assert await read_account("lixy") is None
    other = await read_account("other")
    assert other is not None
    assert other.divisions == ("511725103000",)


async def test_an_account_that_does_not_exist_cannot_be_saved(database: Engine) -> None:
    async with transaction():
        assert not await replace_account(an_account("ghost"))
    assert await read_accounts() == []


async def test_every_change_of_an_account_raises_the_revision(database: Engine) -> None:
    clerk = an_account("lixy")
    await keep(clerk)
    async with transaction():
        await replace_account(replace(clerk, disabled_at=a_moment(1)))
    assert await read_revision("accounts") == 2
