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

from app.store.accounts import Account, AccountScope
from app.store.assessments import Assessment
from app.store.attempts import AccessRecord
from app.store.audits import AuditedSite, CountyAudit
from app.store.changes import Change
from app.store.coverage import CoverageResult
from app.store.devices import KnownDevice
from app.store.divisions import Division
from app.store.engine import Engine, transaction
from app.store.evidence import Evidence
from app.store.inspections import Inspection
from app.store.ledgers import LedgerEntry
from app.store.notices import Notice, NoticeWords
from app.store.programmes import ProgrammeVersion
from app.store.proposals import Proposal
from app.store.rectifications import Rectification
from app.store.refusals import RowRefused
from app.store.revisions import Revision
from app.store.schema import TABLES
from app.store.sessions import ApiToken, Session
from app.store.site_plans import SitePlan
from app.store.sites import Site, insert_sites, read_stored_site
from app.store.village_points import VillagePoint
from tests.store.examples import NOON, SHA256, a_site

CLERK = uuid.UUID(int=1)
DAY = NOON.date()
ROWS: dict[type[Table], dict[str, Any]] = {
    Site: {
        "id": uuid.UUID(int=2), "code": "A", "programme": "p", "kind": "k", "tier": "t", "name": "n",
        "division": "511725103000", "status": "planned", "sample": False, "version": 1, "search_text": "",
        "updated_at": NOON, "document": "{}",
    },
    Change: {
        "id": uuid.UUID(int=3), "sequence": 1, "at": NOON, "actor_key": "k", "actor_name": "n", "action": "a",
        "subject_kind": "site", "subject_key": "A", "reason": "",
    },
    Division: {
        "code": "511725000000", "name": "渠县", "level": "county", "kind": "县", "point_approximate": False,
        "aliases": "[]",
    },
    ProgrammeVersion: {
        "id": uuid.UUID(int=4), "slug": "s", "content_hash": SHA256, "content": "{}", "loaded_at": NOON,
        "current": True,
    },
    Revision: {"name": "sites", "value": 1},
    Account: {
        "id": CLERK, "username": "u", "display_name": "n", "role": "reader", "password_hash": "h",
        "must_change_password": True, "created_at": NOON, "sample": False,
    },
    AccountScope: {"id": uuid.UUID(int=5), "account": CLERK, "site": "A"},
    Session: {
        "token_sha256": SHA256, "account": CLERK, "csrf_secret": "c", "created_at": NOON, "last_seen_at": NOON,
        "expires_at": NOON,
    },
    ApiToken: {
        "id": uuid.UUID(int=6), "account": CLERK, "name": "n", "token_sha256": SHA256, "created_at": NOON,
        "expires_at": NOON,
    },
    KnownDevice: {
        "id": uuid.UUID(int=13), "account": CLERK, "token_sha256": SHA256, "created_at": NOON, "last_used_at": NOON,
    },
    AccessRecord: {"id": uuid.UUID(int=8), "at": NOON, "outcome": "signed_in"},
    Proposal: {
        "id": uuid.UUID(int=9), "site_code": "A", "state": "draft", "author_key": "k", "author_name": "n",
        "edit": "{}", "reason": "", "base_version": 1, "base_document": "{}", "version": 1, "created_at": NOON,
        "updated_at": NOON,
    },
    Evidence: {
        "id": uuid.UUID(int=11), "site_code": "A", "about": "facts.area_m2", "sha256": SHA256,
        "media_type": "image/jpeg", "size_bytes": 1, "name": "n", "uploaded_by_key": "k", "uploaded_by_name": "n",
        "uploaded_at": NOON,
    },
    VillagePoint: {
        "division": "511725103201", "lon": 106.9, "lat": 30.8, "approximate": False, "source": "by_hand",
        "placed_by": "n", "placed_at": NOON,
    },
    CoverageResult: {
        "id": uuid.UUID(int=12), "programme": "p", "as_of": DAY, "fingerprint": SHA256, "method": "straight_line",
        "record": "{}", "reckoned_by": "n", "reckoned_at": NOON,
    },
    SitePlan: {
        "id": uuid.UUID(int=13), "programme": "p", "asked": "{}", "asked_by_key": "k", "asked_by_name": "n",
        "asked_at": NOON, "state": "running", "stop_asked": False, "heard_at": NOON,
    },
    Rectification: {
        "id": uuid.UUID(int=14), "site_code": "A", "state": "ordered", "found_on": DAY, "finding": "f", "clauses": "[]",
        "demand": "d", "due_on": DAY, "ordered_by_key": "k", "ordered_by_name": "n", "ordered_at": NOON, "version": 1,
    },
    CountyAudit: {
        "id": uuid.UUID(int=15), "programme": "p", "as_of": DAY, "title": "", "pack_hash": SHA256,
        "result_hash": SHA256, "sites": 0, "sample": False, "summary": "{}", "made_by_key": "k", "made_by_name": "n",
        "made_at": NOON,
    },
    AuditedSite: {
        "id": uuid.UUID(int=16), "audit": uuid.UUID(int=15), "code": "A", "name": "", "kind": "k",
        "lifecycle": "planned", "built": False, "sample": False, "status": "incomplete", "version": 1,
        "document": "{}", "clauses": "[]",
    },
    Notice: {
        "id": uuid.UUID(int=17), "programme": "p", "year": 2026, "serial": 1, "number": "x〔2026〕1号", "paper": "{}",
        "issued_by_key": "k", "issued_by_name": "n", "issued_at": NOON, "version": 1,
    },
    NoticeWords: {"programme": "p", "texts": "{}", "version": 1},
    Inspection: {
        "id": uuid.UUID(int=18), "site_code": "A", "visited_on": DAY, "inspectors": "n", "accompanied_by": "",
        "rows": "[]", "remarks": "", "recorded_by_key": "k", "recorded_by_name": "n", "recorded_at": NOON,
    },
    LedgerEntry: {
        "id": uuid.UUID(int=28), "site_code": "A", "programme": "p", "ledger": "l", "day": DAY, "figures": "{}",
        "nothing": False, "withdrawn": False, "entered_by_key": "k", "entered_by_name": "n", "entered_at": NOON,
        "version": 1,
    },
    Assessment: {
        "id": uuid.UUID(int=29), "site_code": "A", "programme": "p", "period": "2026-H1", "self_side": "{}",
        "review_side": "{}", "put_right": False, "version": 1,
    },
}  # fmt: skip
"""A row a table with nothing but what it cannot be without."""

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
    Inspection: [{"site_code": ""}, {"inspectors": ""}, {"recorded_by_key": ""}, {"recorded_by_name": ""}],
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
