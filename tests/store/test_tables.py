"""What the tables promise: unknown stays unknown, nothing is made up, rules hold in the database, times are UTC."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from piccolo.columns import JSON, JSONB, Column, Decimal, Float, ForeignKey, Numeric, Real
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.acceptance import AcceptanceStep
from app.store.accounts import Account, AccountScope
from app.store.assessments import Assessment
from app.store.attempts import AccessRecord
from app.store.audits import AuditedSite, CountyAudit
from app.store.changes import Change
from app.store.contracts import ContractEntry, SignedContract
from app.store.coverage import CoverageResult
from app.store.devices import KnownDevice
from app.store.divisions import Division
from app.store.engine import Engine, transaction
from app.store.evidence import Evidence
from app.store.fault_reports import FaultReport
from app.store.holiday_notices import HolidayNotice
from app.store.inspections import Inspection
from app.store.ledgers import LedgerEntry
from app.store.notices import Notice, NoticeWords
from app.store.planned_visits import PlannedVisit
from app.store.programmes import ProgrammeVersion
from app.store.proposals import Proposal
from app.store.public_photos import PublicPhoto
from app.store.rectifications import Rectification
from app.store.refusals import RowRefused
from app.store.revisions import Revision
from app.store.schema import TABLES
from app.store.sessions import ApiToken, Session
from app.store.site_plans import SitePlan
from app.store.sites import Site, insert_sites, read_stored_site
from app.store.spending import Spending
from app.store.village_points import VillagePoint
from app.store.what_ifs import WhatIf
from tests.store.examples import NOON, a_site
from tests.store.least_rows import CLERK, DAY, ROWS

COLUMNS = [column for table in TABLES for column in table._meta.columns]


def named(value: type[Table] | Column) -> str:
    return f"{value._meta.table._meta.tablename}.{value._meta.name}" if isinstance(value, Column) else value.__name__


async def store(table: type[Table], row: dict[str, Any]) -> None:
    """Insert exactly these columns by plain SQL, with what they need to refer to."""
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("{}" for _ in row)
    async with transaction():
        if any(isinstance(column, ForeignKey) for column in table._meta.columns):
            await Account.insert(Account(**ROWS[Account]))
        await table.raw(f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES ({marks})', *row.values())


async def accepted(table: type[Table], rows: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
    """The names of those rows that the database takes, each tried alone."""
    taken = []
    for name, row in rows:
        try:
            await store(table, row)
        except RowRefused:
            continue
        taken.append(name)
    assert await table.count() == len(taken)
    return taken


def test_every_table_is_held_to_these_promises() -> None:
    assert set(ROWS) == set(TWICE) == set(TABLES)
    assert set(BROKEN) == {table for table in TABLES if any(isinstance(c, Check) for c in table._meta.constraints)}


def test_every_column_says_in_a_sentence_what_it_holds() -> None:
    assert [named(c) for c in COLUMNS if not (c._meta.help_text or "").endswith(".")] == []


def test_no_column_makes_up_a_value_that_was_not_given() -> None:
    assert [named(c) for c in COLUMNS if c.get_default_value() is not None] == []


def test_no_column_is_of_a_kind_on_which_the_engines_differ() -> None:
    differing = (Numeric, Decimal, Real, Float, JSON, JSONB)
    assert [named(c) for c in COLUMNS if type(c) in differing] == []


@pytest.mark.parametrize("table", TABLES, ids=named)
async def test_every_value_left_out_reads_back_as_unknown(database: Engine, table: type[Table]) -> None:
    await store(table, ROWS[table])
    (row,) = await table.select()
    left_out = [column._meta.name for column in table._meta.columns if column._meta.name not in ROWS[table]]
    assert {name: row[name] for name in left_out} == dict.fromkeys(left_out)
    assert {name for name, value in row.items() if value is not None} == set(ROWS[table])


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_a_row_made_by_piccolo_is_unknown_where_nothing_was_given(table: type[Table]) -> None:
    row = table(**ROWS[table]).to_dict()
    assert {name for name, value in row.items() if value is not None} == set(ROWS[table])


@pytest.mark.parametrize("table", TABLES, ids=named)
async def test_a_row_without_a_value_it_needs_is_refused(database: Engine, table: type[Table]) -> None:
    needed = [column._meta.name for column in table._meta.columns if not column._meta.null]
    lacking = ((name, {k: v for k, v in ROWS[table].items() if k != name}) for name in needed)
    assert await accepted(table, lacking) == []


HALF_ANSWERED: tuple[dict[str, Any], ...] = (
    {"answer": "a"},
    {"answered_at": NOON},
    {"answered_by_key": "k"},
    {"answered_by_name": "n"},
)
BROKEN: dict[type[Table], list[dict[str, Any]]] = {
    Site: [
        {"division": "511725"},
        {"division": "51172510300X"},
        {"status": "abandoned"},
        {"code": ""},
        {"parent": "A"},
        {"version": 0},
        {"lon": 106.9},
        {"lat": 30.8},
        {"lon": 30.8, "lat": 106.9},
        {"lon": 206.9, "lat": 30.8},
    ],
    Change: [
        {"sequence": 0},
        {"actor_name": ""},
        {"actor_key": ""},
        {"subject_key": ""},
        {"subject_kind": ""},
        {"action": ""},
    ],
    Division: [
        {"code": "511725"},
        {"code": "51172500000O"},
        {"level": "hamlet"},
        {"lon": 106.9},
        {"lon": 30.8, "lat": 106.9},
        {"lon": 206.9, "lat": 30.8},
        {"population": -1},
    ],
    ProgrammeVersion: [{"content_hash": "abc"}],
    Account: [{"role": "emperor"}, {"username": ""}, {"display_name": ""}],
    AccountScope: [
        {"division": "511725103000"},
        {"site": None},
        {"site": None, "division": "511725"},
        {"account": uuid.UUID(int=99)},
    ],
    Session: [{"token_sha256": "abc"}, {"csrf_secret": ""}, {"account": uuid.UUID(int=99)}],
    ApiToken: [{"token_sha256": "abc"}, {"name": ""}, {"account": uuid.UUID(int=99)}],
    KnownDevice: [{"token_sha256": "abc"}, {"account": uuid.UUID(int=99)}],
    AccessRecord: [{"outcome": ""}],
    Proposal: [{"state": "lost"}, {"version": 0}, {"base_version": 0}, {"author_key": ""}, {"author_name": ""}],
    Evidence: [{"sha256": "abc"}, {"size_bytes": 0}, {"taken_lon": 106.9}, {"proposal": uuid.UUID(int=99)}],
    VillagePoint: [{"division": "511725"}, {"lon": 206.9}, {"lat": 96.9}],
    CoverageResult: [{"programme": ""}, {"fingerprint": ""}],
    SitePlan: [
        {"state": "lost"},
        {"programme": ""},
        {"asked_by_key": ""},
        {"asked_by_name": ""},
        {"state": "done"},
        {"ended_at": NOON},
    ],
    Rectification: [
        {"state": "lost"},
        {"state": "answered"},
        {"site_code": ""},
        {"finding": ""},
        {"demand": ""},
        {"ordered_by_key": ""},
        {"ordered_by_name": ""},
        {"version": 0},
        {"due_on": DAY - timedelta(days=1)},
        {"answer": "done"},
        {"answered_at": NOON},
        {"remark": "so"},
    ],
    CountyAudit: [
        {"programme": ""},
        {"made_by_name": ""},
        {"pack_hash": "x"},
        {"result_hash": "x"},
        {"sites": -1},
        {"signed_at": NOON},
        {"signed_by_key": "k"},
        {"signed_by_name": "n"},
        {"remark": ""},
    ],
    AuditedSite: [{"code": ""}, {"kind": ""}, {"version": 0}],
    Notice: [
        {"serial": 0},
        {"version": 0},
        {"programme": ""},
        {"number": ""},
        {"issued_by_key": ""},
        {"issued_by_name": ""},
        {"received_on": DAY},
        {"received_by": "n"},
    ],
    NoticeWords: [{"version": 0}],
    LedgerEntry: [
        {"version": 0},
        {"site_code": ""},
        {"programme": ""},
        {"ledger": ""},
        {"figures": ""},
        {"entered_by_key": ""},
        {"entered_by_name": ""},
    ],
    Assessment: [
        {"version": 0},
        {"site_code": ""},
        {"programme": ""},
        {"period": ""},
        {"self_by_key": "k"},
        {"review_by_key": "k"},
        {"frozen": "{}"},
        {"closed_by_name": "n"},
        {"self_by_key": "k", "self_by_name": "n", "review_by_key": "k", "review_by_name": "n"},
    ],
    WhatIf: [{"programme": ""}, {"clause": ""}, {"name": ""}, {"kept_by_key": ""}, {"kept_by_name": ""}],
    Inspection: [{"site_code": ""}, {"inspectors": ""}, {"recorded_by_key": ""}, {"recorded_by_name": ""}],
    Spending: [
        *({name: ""} for name in ("programme", "target", "voucher", "purpose", "entered_by_key", "entered_by_name")),
        *({"amount_fen": 0}, {"version": 0}, {"struck": True}, {"struck_why": "w"}),
    ],
    AcceptanceStep: [
        *({name: ""} for name in ("site_code", "done_by", "opinion", "recorded_by_key", "recorded_by_name")),
        *({"step": "passed"}, {"serial": 0}),
    ],
    SignedContract: [{"version": 0}, {"site_code": ""}, {"programme": ""}, {"terms": ""}],
    ContractEntry: [
        *({name: ""} for name in ("site_code", "programme", "by_key", "by_name")),
        *({"kind": "gift"}, {"version": 0}, *HALF_ANSWERED),
        {"answer": "a", "answered_at": NOON, "answered_by_key": "k", "answered_by_name": "n"},
    ],
    PlannedVisit: [
        *({name: ""} for name in ("site_code", "inspector_key", "inspector_name", "planned_by_key", "planned_by_name")),
        *({"state": "lost"}, {"state": "done"}, {"state": "called_off"}, {"visit": uuid.UUID(int=1)}, {"version": 0}),
    ],
    HolidayNotice: [
        *({name: ""} for name in ("year", "document", "days", "entered_by_key", "entered_by_name")),
        {"version": 0},
    ],
    FaultReport: [{"site_code": ""}, {"number": ""}, {"sort": "weather"}, {"version": 0}, *HALF_ANSWERED],
    PublicPhoto: [
        {"site_code": ""},
        {"caption": ""},
        {"published_by_key": ""},
        {"sha256": "x"},
        {"width": 0},
        {"height": 0},
    ],
}


@pytest.mark.parametrize("table", BROKEN, ids=named)
async def test_the_database_itself_refuses_what_cannot_be(database: Engine, table: type[Table]) -> None:
    broken = ((str(change), {**ROWS[table], **change}) for change in BROKEN[table])
    assert await accepted(table, broken) == []


TWICE: dict[type[Table], dict[str, Any]] = {
    Site: {"id": uuid.UUID(int=20)},
    Change: {"id": uuid.UUID(int=30), "subject_key": "B"},
    Division: {"name": "另一个县"},
    ProgrammeVersion: {"id": uuid.UUID(int=40)},
    Revision: {"value": 2},
    Account: {"id": uuid.UUID(int=10)},
    AccountScope: {"id": uuid.UUID(int=50)},
    Session: {"csrf_secret": "d"},
    ApiToken: {"id": uuid.UUID(int=60)},
    KnownDevice: {"id": uuid.UUID(int=61)},
    AccessRecord: {"outcome": "refused"},
    Proposal: {"site_code": "B"},
    Evidence: {"site_code": "B"},
    VillagePoint: {"source": "by_suggestion"},
    CoverageResult: {"programme": "q"},
    SitePlan: {"programme": "q"},
    Rectification: {"site_code": "B"},
    CountyAudit: {"programme": "q"},
    AuditedSite: {"id": uuid.UUID(int=17)},
    Notice: {"id": uuid.UUID(int=150)},
    NoticeWords: {"texts": "[]"},
    LedgerEntry: {"ledger": "m"},
    Assessment: {"id": uuid.UUID(int=190)},
    Inspection: {"site_code": "B"},
    WhatIf: {"programme": "q"},
    Spending: {"voucher": "w"},
    AcceptanceStep: {"id": uuid.UUID(int=320)},
    SignedContract: {"id": uuid.UUID(int=330)},
    ContractEntry: {"site_code": "B"},
    FaultReport: {"id": uuid.UUID(int=350)},
    PublicPhoto: {"site_code": "B"},
    PlannedVisit: {"site_code": "B"},
    HolidayNotice: {"document": "e"},
}


@pytest.mark.parametrize("table", TABLES, ids=named)
async def test_what_is_there_once_cannot_be_there_twice(database: Engine, table: type[Table]) -> None:
    await store(table, ROWS[table])
    with pytest.raises(RowRefused):
        async with transaction():
            await table.insert(table(**{**ROWS[table], **TWICE[table]}))
    assert await table.count() == 1


@pytest.mark.parametrize("table", [AccountScope, Session, ApiToken, KnownDevice], ids=named)
async def test_an_account_that_something_refers_to_cannot_vanish(database: Engine, table: type[Table]) -> None:
    await store(table, ROWS[table])
    with pytest.raises(RowRefused):
        async with transaction():
            await Account.delete().where(Account.id == CLERK)
    assert await table.count() == 1


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 20, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8))),
        datetime(2026, 11, 22, 20, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
    ids=str,
)
async def test_a_moment_comes_back_in_utc_to_the_microsecond(database: Engine, moment: datetime) -> None:
    async with transaction():
        await insert_sites([a_site("A", updated_at=moment)])
    site = await read_stored_site("A")
    assert site is not None
    assert site.updated_at == moment
    assert site.updated_at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(database: Engine) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        async with transaction():
            await insert_sites([a_site("A", updated_at=datetime(2026, 11, 22, 12, 0))])  # noqa: DTZ001 # the mistake tested
    assert await read_stored_site("A") is None
