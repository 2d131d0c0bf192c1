"""Change records chained by hash: each holds the fingerprint of itself and of the one before.

Whoever alters, takes out or slips in a record has to write all that follow anew, and the last fingerprint, once noted
elsewhere, tells even that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

BEGINNING = "0" * 64
"""What stands before the first record."""
LINKED = (
    *("id", "sequence", "at", "actor_key", "actor_name", "request_id", "action", "subject_kind", "subject_key"),
    *("version", "reason", "before", "after", "effect"),
)
"""The columns that a fingerprint covers, in this order: all but itself."""


def link(previous: str, record: Mapping[str, Any]) -> str:
    """SHA-256 over the fingerprint before and the record's columns as JSON; 64 hexadecimal digits."""
    text = orjson.dumps([_plain(record[name]) for name in LINKED])
    return hashlib.sha256(previous.encode() + b"\n" + text).hexdigest()


def _plain(value: Any) -> Any:
    """A value as both engines give it back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int | str) else str(value)
