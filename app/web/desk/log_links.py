"""Where what a change record is about can be looked at, for who reads the whole log."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from app.journeys.log_subjects import LogSubject

SUBJECT_PAGES: Mapping[str, str] = {
    "site": "/work/sites/{key}/history",
    "proposal": "/review/{key}",
    "rectification": "/rectifications/{key}",
    "notice": "/notices/{key}",
    "notice_words": "/notices/words/{key}",
    "inspection": "/inspections/{key}",
    "planned_visit": "/inspections/planned",
    "holidays": "/holidays",
    "audit": "/audits/{key}",
    "audit_clock": "/audits?programme={key}",
    "account": "/accounts/{username}/edit",
    "token": "/accounts/{username}/edit",
    "programme": "/programmes/{key}",
    "contract": "/contract?site={site}",
    "village": "/programmes/{programme}/villages",
    "evidence": "/evidence/{key}",
    "coverage": "/programmes/{programme}/coverage",
    "roads": "/programmes/{programme}/coverage",
    "site_plan": "/programmes/{programme}/site-plans/{key}",
    "ledger_entry": "/ledgers/rows/{key}",
    "assessment": "/assessments?site={site}&period={name}",
    "spending": "/county/{programme}/spending/{key}",
    "acceptance": "/manage/sites/{key}",
    "what_if": "/county/{programme}/clauses/{clause}/what-if?kept={key}",
    "fault_report": "/faults/{key}",
    "public_photo": "/manage/sites/{site}/photos",
    "registry": "",
}
"""The page of each kind of subject; the places are what is known of one. The whole registry has none."""
_OWN_ACCOUNT = "/account"
_KNOWN_BY_KEY = frozenset({"site", "notice_words", "audit_clock", "programme", "acceptance", "holidays"})


def subject_href(subject: LogSubject, reader_key: str) -> str:
    """The address of its page; empty where it has none: what is gone, was taken back, or was never handed in.

    What is the own of the reader, whose key is given, stands on the page of their own account.
    """
    if reader_key in (subject.known["key"], subject.known.get("account")):
        return _OWN_ACCOUNT
    known = {name: quote(value, safe="") for name, value in subject.known.items() if value}
    is_there = len(known) > 1 or subject.kind in _KNOWN_BY_KEY
    if not is_there or "gone" in known or known.get("state") == "draft":
        return ""
    try:
        return SUBJECT_PAGES.get(subject.kind, "").format_map(known)
    except KeyError:
        return ""
