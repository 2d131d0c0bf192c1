"""Making accounts, changing what they may, and reading who came in: by whoever may, with every fault, on record."""

import shutil
from collections.abc import MutableMapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.access.actor import Actor, Scope, program
from app.errors import InvalidInput, NotAllowed, NotFound
from app.exchange.strict_json import load_json
from app.journeys.accounts.accounts import (
    add_account,
    disable_account,
    list_accounts,
    managed_accounts,
    regrant,
    set_password,
)
from app.journeys.accounts.attempts import Caller, entry, note, record_of_access
from app.journeys.house import House
from app.journeys.registry.register import register
from app.store.accounts import read_account
from app.store.attempts import read_attempts
from app.store.changes import read_changes
from app.store.engine import Engine, bind, bound_engine, open_engine
from app.store.sessions import read_sessions_of
from app.store.sites import read_sites
from tests.journeys.door_people import NOON, OFFICE, PASSWORD, after, at, who_is

TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY = "511725104000", "511725103000", "511725000000", "450802000000"
OFFICE_OF_QU = Actor("office", "县局", "county_admin", (Scope(division=COUNTY),))
OFFICE_OF_GANGBEI = Actor("elsewhere", "港北", "county_admin", (Scope(division=OTHER_COUNTY),))
PROGRAM = program("test")
CARD = "51172519000101003X"
"""The number of no card that exists."""


async def faults_of(house: House, **given: object) -> list[tuple[str, str]]:
    """What stands against an account that is good but for what is given."""
    whole = {"username": "zhao", "display_name": "赵", "role": "site_editor", "password": PASSWORD}
    whole |= {"divisions": [TOWN]} | given
    with pytest.raises(InvalidInput) as told:
        await add_account(house, PROGRAM, **whole)
    return [(fault.path, fault.code) for fault in told.value.faults]


async def test_every_fault_of_a_new_account_is_told_and_none_is_made(door: House) -> None:
    for given, faults in (
        ({"username": "li"}, [("username", "taken")]),
        ({"username": " ＬＩ "}, [("username", "taken")]),
        ({"username": "zhao li"}, [("username", "bad_name")]),
        ({"username": ""}, [("username", "bad_name")]),
        ({"username": "z" * 65}, [("username", "bad_name")]),
        ({"username": "ｌі"}, [("username", "taken")]),
        ({"username": CARD}, [("username", "identity_number")]),
        ({"display_name": " "}, [("display_name", "empty")]),
        ({"display_name": "赵" * 61}, [("display_name", "too_long")]),
        ({"display_name": "赵\x07"}, [("display_name", "bad_character")]),
        ({"display_name": "赵\u202e"}, [("display_name", "bad_character")]),
        ({"display_name": f"赵 {CARD}"}, [("display_name", "identity_number")]),
        ({"display_name": "wang"}, [("display_name", "taken")]),
        ({"display_name": "Ｗ a\u200bng"}, [("display_name", "taken")]),
        ({"display_name": "w\u0430ng"}, [("display_name", "taken")]),
        ({"password": "short"}, [("password", "bad_length")]),
        ({"password": "码头边的赵大爷喝茶去", "display_name": "赵大爷"}, [("password", "contains_name")]),
        ({"divisions": ["999999"]}, [("divisions", "unknown_code")]),
        ({"divisions": []}, [("divisions", "missing")]),
        ({"sites": ["NO-SUCH", "\ud800"]}, [("sites", "unknown_code")] * 2),
        ({"role": "king"}, [("role", "unknown_code")]),
        (
            {"username": "li", "display_name": "", "password": "short", "divisions": ["x"]},
            [
                ("display_name", "empty"),
                ("password", "bad_length"),
                ("divisions", "unknown_code"),
                ("username", "taken"),
            ],
        ),
    ):
        assert await faults_of(door, **given) == faults, given
    assert [one.username for one in await list_accounts()] == ["li", "wang"]


@pytest.mark.parametrize(("many", "named"), [(2, 2), (8, 8), (9, 8)])
async def test_a_name_that_several_sites_have_gives_none_of_them_and_the_codes_of_eight_are_told(
    door: House, many: int, named: int
) -> None:
    place = {"programme": "qu-2023", "kind": "service_station", "tier": "township_basic", "division": "511725103201"}
    sites = [{**place, "code": f"X{n}", "name": "同名服务点", "status": "planned"} for n in range(many)]
    await register(door, PROGRAM, sites, reason="x", confirmed=True)
    for given in (["同名服务点"], ["QX-TUXI", "同名服务点"]):
        with pytest.raises(InvalidInput) as told:
            await regrant(door, PROGRAM, "li", "operator", [], given)
        (fault,) = told.value.faults
        assert (fault.path, fault.code) == ("sites", "ambiguous")
        codes = "、".join(f"X{n}" for n in range(named))
        assert fault.message.zh == f"有 {many} 个站点叫同名服务点，请写编码：{codes}"


async def test_who_comes_back_to_another_account_has_their_own_name_again(door: House) -> None:
    async def comes_back() -> None:
        li = await read_account("li")
        assert li is not None
        await add_account(
            door,
            PROGRAM,
            username="li2",
            display_name=li.display_name,
            role="site_editor",
            password=PASSWORD,
            sites=["QX-TUXI"],
        )

    with pytest.raises(InvalidInput):
        await comes_back()
    await disable_account(door, OFFICE_OF_QU, "li")
    await comes_back()


async def test_an_account_is_kept_in_one_form_with_its_sites_by_code_and_on_record_without_its_password(
    door: House,
) -> None:

    row = next(row for row in await read_sites() if row.code == "QX-TUXI")
    made = await add_account(
        door,
        PROGRAM,
        username=" Ｚhao ",
        display_name=" 赵" + "六" * 59 + " ",
        role="operator",
        password=PASSWORD,
        sites=[row.name, "QX-LIVE-PARK"],
    )
    assert (made.username, len(made.display_name), made.sites) == ("zhao", 60, ("QX-LIVE-PARK", "QX-TUXI"))
    assert (made.must_change_password, made.sample, made.created_at) == (True, False, NOON)
    (record,) = await read_changes("account", str(made.id))
    assert (record.action, record.before) == ("account.added", None)
    assert load_json(record.after.encode()) == {
        "username": "zhao",
        "display_name": made.display_name,
        "role": "operator",
        "divisions": [],
        "sites": ["QX-LIVE-PARK", "QX-TUXI"],
        "must_change_password": True,
        "disabled_at": None,
        "sample": False,
    }


async def test_only_who_reaches_all_that_an_account_has_and_gets_changes_it(door: House) -> None:
    at_office = {one.username for one in await managed_accounts(OFFICE_OF_QU)}
    assert at_office == {"li", "wang"}
    assert await managed_accounts(OFFICE_OF_GANGBEI) == []
    with pytest.raises(NotAllowed):
        await managed_accounts(Actor("e", "e", "site_editor", (Scope(division=COUNTY),)))
    new = {"username": "zhao", "display_name": "赵", "role": "site_editor", "password": PASSWORD}
    for refused in (
        add_account(door, OFFICE_OF_GANGBEI, **new, divisions=[TOWN]),
        disable_account(door, OFFICE_OF_GANGBEI, "li"),
        set_password(door, OFFICE_OF_GANGBEI, "li", "another good one 2026"),
        regrant(door, OFFICE_OF_GANGBEI, "li", "site_editor", [OTHER_COUNTY], []),
        regrant(door, OFFICE_OF_QU, "li", "site_editor", [OTHER_COUNTY], []),
        regrant(door, OFFICE_OF_QU, "li", "county_admin", [], []),
    ):
        with pytest.raises(NotAllowed):
            await refused
    with pytest.raises(NotFound):
        await disable_account(door, OFFICE_OF_QU, "nobody")
    li = await read_account("li")
    assert (li.divisions, li.disabled_at) == ((TOWN,), None)


async def test_another_scope_or_role_signs_out_and_the_same_one_does_not(door: House) -> None:
    me = await who_is(door, OFFICE)
    key = str(me.account.id)
    before = len(await read_changes("account", key))
    await regrant(door, OFFICE_OF_QU, " LI ", "site_editor", ["511725104"], [])
    assert len(await read_sessions_of(me.account.id)) == 1
    assert len(await read_changes("account", key)) == before
    for role, divisions, sites, path in (
        ("site_editor", ["x"], [], "divisions"),
        ("site_editor", [], ["x"], "sites"),
        ("reviewer", [], [], "divisions"),
    ):
        with pytest.raises(InvalidInput) as told:
            await regrant(door, OFFICE_OF_QU, "li", role, divisions, sites)
        assert path in {fault.path for fault in told.value.faults}
    await regrant(door, OFFICE_OF_QU, "li", "reviewer", [OTHER_TOWN, TOWN], [])
    changed = await read_account("li")
    assert (changed.role, changed.divisions) == ("reviewer", (OTHER_TOWN, TOWN))
    assert await read_sessions_of(me.account.id) == []
    (record, *_) = await read_changes("account", key)
    assert (record.action, record.actor_name) == ("account.regranted", "县局")
    assert [load_json(text.encode())["role"] for text in (record.before, record.after)] == ["site_editor", "reviewer"]


async def test_disabling_and_a_password_set_by_others_end_sessions_and_are_on_record(door: House) -> None:
    me = await who_is(door, OFFICE)
    with pytest.raises(InvalidInput):
        await set_password(door, OFFICE_OF_QU, "li", "short")
    assert len(await read_sessions_of(me.account.id)) == 1
    await set_password(door, OFFICE_OF_QU, "li", "another good one 2026")
    assert await read_sessions_of(me.account.id) == []
    assert (await read_account("li")).must_change_password
    after(door, minutes=1)
    assert await disable_account(door, OFFICE_OF_QU, "li")
    assert not await disable_account(door, OFFICE_OF_QU, "li"), "it was already"
    assert (await read_account("li")).disabled_at == NOON + timedelta(minutes=1)
    actions = [one.action for one in await read_changes("account", str(me.account.id))]
    assert actions[:2] == ["account.disabled", "account.password_set"]


async def test_the_record_of_who_came_in_is_read_by_name_outcome_and_day_in_china(door: House) -> None:
    office = Caller(address="192.0.2.1", route="POST /sign-in" + "x" * 300)
    # 22 November in China goes from 16:00 of the 21st to 16:00 of the 22nd.
    for hours, outcome, username in (
        (-12, "wrong_password", "li"),
        (-12 - 1 / 3600, "signed_in", "li"),
        (0, "attempted", "li"),
        (0.1, "signed_in", "wang"),
        (11.9, "unknown_user", "?a1b2"),
        (12, "signed_out", "wang"),
    ):
        after(door, hours=hours)
        await note(door, entry(door, office, outcome, username=username))
    at(door, NOON)

    async def read(actor: Actor = PROGRAM, managed: tuple[str, ...] = (), **asked: object) -> list[str]:
        return [f"{one.username} {one.outcome}" for one in await record_of_access(actor, managed, **asked)]

    every = ["wang signed_out", "?a1b2 unknown_user", "wang signed_in", "li wrong_password", "li signed_in"]
    assert await read() == every
    assert await read(limit=2) == every[:2]
    assert await read(skip=2, limit=2) == every[2:4]
    assert await read(day=date(2026, 11, 22)) == every[1:4]
    assert await read(username="li") == every[3:]
    assert await read(outcome="signed_in") == [every[2], every[4]]
    assert await read(OFFICE_OF_QU, ("li",)) == every[3:], "strangers are for the whole installation only"
    assert await read(OFFICE_OF_QU, ("li",), username="wang") == []
    assert await read(OFFICE_OF_QU, ("li", "wang"), username="wang") == [every[0], every[2]]
    with pytest.raises(NotAllowed):
        await read(Actor("e", "e", "site_editor", (Scope(division=COUNTY),)), ("li",))
    (newest, *_) = await record_of_access(PROGRAM, ())
    assert (newest.address, newest.route) == ("192.0.2.1", office.route[:200])


async def noted_in(house: House, other: Engine) -> list[MutableMapping[str, object]]:
    """What the log says of a refusal that is noted in another database than the one that is read."""
    bound = bound_engine()
    assert bound is not None
    bind(other)
    try:
        with capture_logs() as told:
            await note(house, entry(house, Caller(route="GET /work", request_id="request-7"), "refused", username="li"))
    finally:
        bind(bound)
        await other.stop()
    assert await read_attempts() == []
    return told


TOLD = {"event": "not noted in the database", "log_level": "warning", "outcome": "refused"}
TOLD |= {"route": "GET /work", "request_id": "request-7"}


async def test_what_cannot_be_noted_while_others_write_is_told_to_the_log(door: House) -> None:
    bound, other = bound_engine(), open_engine(door.settings.database, patience_seconds=0.2)
    assert bound is not None
    await other.start()
    async with bound.transaction():
        assert await noted_in(door, other) == [TOLD]


async def test_what_cannot_be_noted_because_the_database_is_gone_is_told_to_the_log(
    door: House, tmp_path: Path
) -> None:
    (tmp_path / "gone").mkdir()
    other = open_engine(f"sqlite:///{tmp_path}/gone/away.sqlite")
    await other.start()
    shutil.rmtree(tmp_path / "gone")
    assert await noted_in(door, other) == [TOLD]
