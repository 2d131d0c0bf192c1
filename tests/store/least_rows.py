"""A row of every table with nothing but what it cannot be without."""

import uuid
from typing import Any

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
from app.store.revisions import Revision
from app.store.sessions import ApiToken, Session
from app.store.site_plans import SitePlan
from app.store.sites import Site
from app.store.spending import Spending
from app.store.village_points import VillagePoint
from app.store.what_ifs import WhatIf
from tests.store.examples import NOON, SHA256

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
    WhatIf: {
        "id": uuid.UUID(int=19), "programme": "p", "clause": "c", "name": "n", "turned": "{}", "pack_hash": "h",
        "as_of": DAY, "found": "{}", "kept_by_key": "k", "kept_by_name": "n", "kept_at": NOON,
    },
    PlannedVisit: {
        "id": uuid.UUID(int=36), "site_code": "A", "planned_on": DAY, "inspector_key": "k", "inspector_name": "n",
        "purpose": "", "state": "planned", "planned_by_key": "k", "planned_by_name": "n", "planned_at": NOON,
        "version": 1,
    },
    HolidayNotice: {
        "year": "2027", "document": "d", "days": "{}", "entered_by_key": "k", "entered_by_name": "n",
        "entered_at": NOON, "version": 1,
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
    Spending: {
        "id": uuid.UUID(int=31), "programme": "p", "target": "t", "voucher": "v", "paid_on": DAY, "amount_fen": 1,
        "purpose": "w", "struck": False, "sample": False, "entered_by_key": "k", "entered_by_name": "n",
        "entered_at": NOON, "version": 1,
    },
    AcceptanceStep: {
        "id": uuid.UUID(int=32), "site_code": "A", "serial": 1, "step": "declared", "happened_on": DAY, "done_by": "n",
        "opinion": "o", "recorded_by_key": "k", "recorded_by_name": "n", "recorded_at": NOON,
    },
    SignedContract: {"id": uuid.UUID(int=33), "site_code": "A", "programme": "p", "terms": "{}", "version": 1},
    ContractEntry: {
        "id": uuid.UUID(int=34), "site_code": "A", "programme": "p", "kind": "objection", "part": "", "day": DAY,
        "said": "{}", "by_key": "k", "by_name": "n", "at": NOON, "version": 1,
    },
    FaultReport: {
        "id": uuid.UUID(int=35), "number": "x", "site_code": "A", "sort": "closed", "words": "", "reported_at": NOON,
        "version": 1,
    },
    PublicPhoto: {
        "id": uuid.UUID(int=36), "site_code": "A", "sha256": "0" * 64, "width": 1, "height": 1, "caption": "c",
        "published_by_key": "k", "published_by_name": "n", "published_at": NOON,
    },
}  # fmt: skip
"""A row a table with nothing but what it cannot be without."""
