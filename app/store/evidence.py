"""Photos and papers about a site's facts and clauses. The bytes lie in the data directory, by their hash."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, BigInt, DoublePrecision, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.proposals import Proposal
from app.store.rows import as_record, as_row, insert


class Evidence(Table):
    """One photo or paper, as it was put on record. Never changed; taken back by a later date."""

    id = UUID(primary_key=True, default=None, help_text="Names this piece; the same bytes may be put on record twice.")
    site_code = Text(index=True, default=None, help_text="The site it is about.")
    about = Text(default=None, help_text="The item it shows (`facts.area_m2`) or the clause (`clause:station.posted`).")
    proposal = ForeignKey(
        Proposal, null=True, default=None, on_delete=OnDelete.restrict, help_text="The proposal it came with, if any."
    )
    sha256 = Text(index=True, default=None, help_text="SHA-256 of the kept bytes, hexadecimal; also where they lie.")
    media_type = Text(default=None, help_text="What the content was recognised as, never what the uploader said.")
    size_bytes = BigInt(default=None, help_text="How many bytes are kept.")
    name = Text(default=None, help_text="The file's name as uploaded, for people only.")
    taken_lon = DoublePrecision(null=True, default=None, help_text="Where it was taken, if the uploader kept that.")
    taken_lat = DoublePrecision(null=True, default=None, help_text="Where it was taken, if the uploader kept that.")
    uploaded_by_key = Text(default=None, help_text="Who uploaded it: an account's id.")
    uploaded_by_name = Text(default=None, help_text="Their name as it was then.")
    uploaded_at = Timestamptz(default=None, help_text="When it was put on record.")
    taken_back_at = Timestamptz(null=True, default=None, help_text="When it was taken back; empty while it stands.")

    evidence_hash_is_sha256 = Check("length(sha256) = 64")
    evidence_has_bytes = Check("size_bytes > 0")
    evidence_point_whole = Check("(taken_lon IS NULL) = (taken_lat IS NULL)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvidence:
    """One piece of evidence. Columns as described at `Evidence`."""

    site_code: str
    about: str
    sha256: str
    media_type: str
    size_bytes: int
    name: str
    uploaded_by_key: str
    uploaded_by_name: str
    uploaded_at: datetime
    proposal: uuid.UUID | None = None
    taken_lon: float | None = None
    taken_lat: float | None = None
    taken_back_at: datetime | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_evidence(site_codes: Sequence[str]) -> list[StoredEvidence]:
    """What stands on record about these sites, oldest first; pieces taken back are left out."""
    if not site_codes:
        return []
    query = Evidence.select().where(Evidence.site_code.is_in(list(site_codes)) & Evidence.taken_back_at.is_null())
    return [as_record(StoredEvidence, row) for row in await query.order_by(Evidence.uploaded_at)]


async def read_piece(key: uuid.UUID) -> StoredEvidence | None:
    """One piece, also one taken back; or None."""
    row = await Evidence.select().where(Evidence.id == key).first()
    return None if row is None else as_record(StoredEvidence, row)


async def recorded_hashes() -> set[str]:
    """The hashes of all bytes that any piece names, also pieces taken back."""
    return {row["sha256"] for row in await Evidence.select(Evidence.sha256).distinct()}


async def insert_evidence(piece: StoredEvidence) -> None:
    """Put a piece on record. Needs an open transaction."""
    await insert(Evidence, [as_row(piece)])


async def take_back_evidence(key: uuid.UUID, at: datetime) -> None:
    """Mark a piece as taken back. Needs an open transaction."""
    await Evidence.update({Evidence.taken_back_at: at}).where(Evidence.id == key)
