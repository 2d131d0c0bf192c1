"""What the tables say of the subjects of change records: enough to name each, and which of them are about a site."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.table import Table

from app.store.accounts import Account
from app.store.assessments import Assessment
from app.store.audits import CountyAudit
from app.store.contracts import ContractEntry, SignedContract
from app.store.coverage import CoverageResult
from app.store.evidence import Evidence
from app.store.fault_reports import FaultReport
from app.store.inspections import Inspection
from app.store.ledgers import LedgerEntry
from app.store.notices import Notice
from app.store.planned_visits import PlannedVisit
from app.store.proposals import Proposal
from app.store.public_photos import PublicPhoto
from app.store.rectifications import Rectification
from app.store.rows import MOST_PARAMETERS
from app.store.sessions import ApiToken
from app.store.site_plans import SitePlan
from app.store.spending import Spending
from app.store.what_ifs import WhatIf


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where subjects of a kind stand, and the columns that tell which one it is, by what they tell."""

    table: type[Table]
    columns: Mapping[str, Column]


_KEPT: Mapping[str, tuple[_Kept, ...]] = {
    "proposal": (_Kept(Proposal, {"site": Proposal.site_code, "state": Proposal.state}),),
    "rectification": (_Kept(Rectification, {"site": Rectification.site_code}),),
    "inspection": (_Kept(Inspection, {"site": Inspection.site_code, "name": Inspection.visited_on}),),
    "planned_visit": (_Kept(PlannedVisit, {"site": PlannedVisit.site_code, "name": PlannedVisit.planned_on}),),
    "notice": (_Kept(Notice, {"name": Notice.number}),),
    "audit": (_Kept(CountyAudit, {"day": CountyAudit.as_of, "name": CountyAudit.title}),),
    "account": (_Kept(Account, {"name": Account.username, "username": Account.username}),),
    "token": (_Kept(ApiToken, {"name": ApiToken.name, "account": ApiToken.account}),),
    "contract": (
        _Kept(SignedContract, {"site": SignedContract.site_code}),
        _Kept(ContractEntry, {"site": ContractEntry.site_code, "name": ContractEntry.day}),
    ),
    "assessment": (_Kept(Assessment, {"site": Assessment.site_code, "name": Assessment.period}),),
    "ledger_entry": (_Kept(LedgerEntry, {"site": LedgerEntry.site_code, "name": LedgerEntry.day}),),
    "evidence": (_Kept(Evidence, {"site": Evidence.site_code, "name": Evidence.name, "gone": Evidence.taken_back_at}),),
    "fault_report": (_Kept(FaultReport, {"site": FaultReport.site_code, "name": FaultReport.number}),),
    "public_photo": (_Kept(PublicPhoto, {"site": PublicPhoto.site_code, "name": PublicPhoto.caption}),),
    "spending": (
        _Kept(Spending, {"site": Spending.site_code, "name": Spending.voucher, "programme": Spending.programme}),
    ),
    "what_if": (_Kept(WhatIf, {"name": WhatIf.name, "programme": WhatIf.programme, "clause": WhatIf.clause}),),
    "coverage": (_Kept(CoverageResult, {"programme": CoverageResult.programme, "name": CoverageResult.as_of}),),
    "site_plan": (_Kept(SitePlan, {"programme": SitePlan.programme}),),
}


async def read_subjects(kind: str, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """What tells these subjects apart, by key: texts by what they tell, those that are empty left out.

    A kind that has no ids, and a subject that is gone, is left out.
    """
    wanted = list({key: one for key in keys if (one := _id(key)) is not None}.values())
    found: dict[str, dict[str, str]] = {}
    for kept in _KEPT.get(kind, ()):
        for start in range(0, len(wanted), MOST_PARAMETERS):
            for row in await _rows(kept, wanted[start : start + MOST_PARAMETERS]):
                said = {name: row[column._meta.name] for name, column in kept.columns.items()}
                found[str(row["id"])] = {name: str(value) for name, value in said.items() if value}
    return found


async def read_subject_keys_of_site(code: str) -> list[str]:
    """The keys of everything that change records of a site can be about: the site, and what hangs on it."""
    keys, notices = [code], set[str]()
    for kind in _KEPT.values():
        for kept in kind:
            if "site" in kept.columns:
                rows = await kept.table.select(kept.table.id).where(kept.columns["site"] == code)  # type: ignore[attr-defined] # each of them has one
                keys += [str(row["id"]) for row in rows]
    for row in await Rectification.select(Rectification.notice).where(Rectification.site_code == code):
        notices |= {str(row["notice"])} if row["notice"] is not None else set()
    return keys + sorted(notices)


async def _rows(kept: _Kept, keys: list[uuid.UUID]) -> list[dict[str, Any]]:
    table: Any = kept.table
    rows: list[dict[str, Any]] = await table.select(table.id, *set(kept.columns.values())).where(table.id.is_in(keys))
    return rows


def _id(key: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(key)
    except ValueError:
        return None
