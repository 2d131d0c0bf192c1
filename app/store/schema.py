"""Every table of the store, and a CREATE TABLE with its rules inside.

Piccolo adds CHECK and UNIQUE rules by ALTER TABLE, which SQLite does not know. Here they stand inside CREATE
TABLE, on both engines alike, in migrations too (`migrate.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from piccolo.query.methods.create import Create
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

TABLES: tuple[type[Table], ...] = (
    Site,
    Change,
    Division,
    ProgrammeVersion,
    Revision,
    Account,
    AccountScope,
    Session,
    ApiToken,
    KnownDevice,
    AccessRecord,
    Proposal,
    Evidence,
    VillagePoint,
    CoverageResult,
    SitePlan,
    Rectification,
    CountyAudit,
    AuditedSite,
    Notice,
    NoticeWords,
    LedgerEntry,
    Assessment,
    SignedContract,
    ContractEntry,
    Inspection,
    Spending,
    AcceptanceStep,
    WhatIf,
    FaultReport,
    PublicPhoto,
    PlannedVisit,
    HolidayNotice,
)
"""In an order in which they can be created: what others refer to comes first."""


class CreateWithRules(Create):
    """Piccolo's CREATE TABLE, its rules moved inside."""

    @property
    def default_ddl(self) -> Sequence[str]:
        create, *others = super().default_ddl
        rules = "".join(f', CONSTRAINT "{rule._meta.name}" {rule.ddl}' for rule in self.table._meta.constraints)
        return [
            f"{create.removesuffix(')')}{rules})",
            *(other for other in others if " ADD CONSTRAINT " not in other),
        ]
