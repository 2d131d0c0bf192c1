"""Photos of sites that the county shows to everybody. Their bytes, drawn small, lie in the folder of evidence."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, BigInt, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.evidence import Evidence
from app.store.rows import as_record, as_row, insert


class PublicPhoto(Table):
    """One photo of a site for everybody to see. Never changed; withdrawn by a later date."""

    id = UUID(primary_key=True, default=None, help_text="Names it for those who keep it.")
    site_code = Text(index=True, default=None, help_text="The site it shows.")
    sha256 = Text(index=True, default=None, help_text="SHA-256 of the bytes that are shown; also their address.")
    width = BigInt(default=None, help_text="Pixels.")
    height = BigInt(default=None, help_text="Pixels.")
    caption = Text(default=None, help_text="What is to be seen, in a few words.")
    evidence = ForeignKey(
        Evidence, null=True, default=None, on_delete=OnDelete.restrict, help_text="The evidence it was chosen from."
    )
    published_by_key = Text(default=None, help_text="Who published it: an account's id.")
    published_by_name = Text(default=None, help_text="Their name as it was then.")
    published_at = Timestamptz(default=None, help_text="When it was published.")
    withdrawn_at = Timestamptz(null=True, default=None, help_text="When it was withdrawn; empty while it is shown.")

    public_photo_hash_is_sha256 = Check("length(sha256) = 64")
    public_photo_has_pixels = Check("width > 0 AND height > 0")
    public_photo_named = Check("site_code <> '' AND caption <> '' AND published_by_key <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPublicPhoto:
    """One photo. Columns as described at `PublicPhoto`."""

    site_code: str
    sha256: str
    width: int
    height: int
    caption: str
    published_by_key: str
    published_by_name: str
    published_at: datetime
    evidence: uuid.UUID | None = None
    withdrawn_at: datetime | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_public_photos(site_code: str) -> list[StoredPublicPhoto]:
    """What everybody sees of a site, in the order in which it was published."""
    query = PublicPhoto.select().where((PublicPhoto.site_code == site_code) & PublicPhoto.withdrawn_at.is_null())
    return [as_record(StoredPublicPhoto, row) for row in await query.order_by(PublicPhoto.published_at)]


async def read_public_photos_of(site_codes: Sequence[str]) -> list[StoredPublicPhoto]:
    """What everybody sees of these sites, in the order in which it was published."""
    if not site_codes:
        return []
    shown = PublicPhoto.site_code.is_in(list(site_codes)) & PublicPhoto.withdrawn_at.is_null()
    query = PublicPhoto.select().where(shown).order_by(PublicPhoto.published_at)
    return [as_record(StoredPublicPhoto, row) for row in await query]


async def read_public_photo(key: uuid.UUID) -> StoredPublicPhoto | None:
    """One photo, also one withdrawn; or None."""
    row = await PublicPhoto.select().where(PublicPhoto.id == key).first()
    return None if row is None else as_record(StoredPublicPhoto, row)


async def read_public_photos_from(evidence: uuid.UUID) -> list[StoredPublicPhoto]:
    """The photos that are shown and were chosen from this piece of evidence."""
    query = PublicPhoto.select().where((PublicPhoto.evidence == evidence) & PublicPhoto.withdrawn_at.is_null())
    return [as_record(StoredPublicPhoto, row) for row in await query]


async def is_public_photo(digest: str) -> bool:
    """Whether any photo that is shown has these bytes."""
    shown = (PublicPhoto.sha256 == digest) & PublicPhoto.withdrawn_at.is_null()
    return bool(await PublicPhoto.exists().where(shown))


async def recorded_public_photos() -> set[str]:
    """The hashes of all photos that were ever shown."""
    return {row["sha256"] for row in await PublicPhoto.select(PublicPhoto.sha256).distinct()}


async def insert_public_photo(photo: StoredPublicPhoto) -> None:
    """Publish a photo. Needs an open transaction."""
    await insert(PublicPhoto, [as_row(photo)])


async def withdraw_public_photo(key: uuid.UUID, at: datetime) -> None:
    """Mark a photo as withdrawn. Needs an open transaction."""
    await PublicPhoto.update({PublicPhoto.withdrawn_at: at}).where(PublicPhoto.id == key)
