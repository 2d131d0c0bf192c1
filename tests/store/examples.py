"""Rows to store in tests: one call makes a whole one, and names only what the test is about."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from app.store.accounts import StoredAccount
from app.store.changes import NewChange
from app.store.divisions import StoredDivision
from app.store.sites import StoredSite

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHA256 = "0123456789abcdef" * 4


def a_moment(minutes_after_noon: float) -> datetime:
    """A moment of the test's day."""
    return NOON + timedelta(minutes=minutes_after_noon)


def a_site(code: str = "QX-TX-01", **others: Any) -> StoredSite:
    """A planned station in 土溪镇."""
    row: dict[str, Any] = {
        "code": code,
        "programme": "qu-2023",
        "kind": "service_station",
        "tier": "township_basic",
        "name": f"站点 {code}",
        "division": "511725103000",
        "parent": None,
        "status": "planned",
        "lon": None,
        "lat": None,
        "sample": False,
        "version": 1,
        "search_text": f"站点 {code.casefold()} zhandian zd",
        "updated_at": NOON,
        "document": json.dumps({"code": code}),
    }
    return StoredSite(**{**row, **others})


def a_change(site: StoredSite, **others: Any) -> NewChange:
    """The record of that site having been made."""
    row: dict[str, Any] = {
        "at": NOON,
        "actor_key": str(uuid.UUID(int=7)),
        "actor_name": "李秀英",
        "action": "site.registered",
        "subject_kind": "site",
        "subject_key": site.code,
        "reason": "",
        "before": None,
        "after": site.document,
        "version": site.version,
    }
    return NewChange(**{**row, **others})


def a_division(code: str = "511725103000", **others: Any) -> StoredDivision:
    """土溪镇, of which nothing more is known."""
    row: dict[str, Any] = {
        "code": code,
        "name": "土溪镇",
        "level": "township",
        "parent_code": "511725000000",
        "kind": "镇",
    }
    return StoredDivision(**{**row, **others})


def an_account(username: str = "lixy", **others: Any) -> StoredAccount:
    """A site editor who has signed in before."""
    row: dict[str, Any] = {
        "username": username,
        "display_name": "李秀英",
        "role": "site_editor",
        "password_hash": "$argon2id$…",
        "must_change_password": False,
        "created_at": NOON,
    }
    return StoredAccount(**{**row, **others})
