"""The programme packs a verdict was judged by: every version ever loaded, by its content hash, one of them
current."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, Boolean, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import as_record, as_row, insert

REVISION = "programmes"


class ProgrammeVersion(Table):
    """One version of one programme's pack."""

    id = UUID(primary_key=True, default=None, help_text="Names this version for ever.")
    slug = Text(default=None, help_text="The programme.")
    content_hash = Text(default=None, help_text="SHA-256 of the content, 64 hexadecimal digits.")
    content = Text(default=None, help_text="The whole pack as canonical JSON.")
    loaded_at = Timestamptz(default=None, help_text="When this version was first loaded.")
    current = Boolean(default=None, help_text="True for the version in use; one a programme.")

    programme_version_once = Unique([slug, content_hash])
    programme_version_hash_is_sha256 = Check("length(content_hash) = 64")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProgrammeVersion:
    """One version of a pack. Columns as described at `ProgrammeVersion`."""

    slug: str
    content_hash: str
    content: str
    loaded_at: datetime
    current: bool = True
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def save_programme_version(version: StoredProgrammeVersion) -> bool:
    """Make this version its programme's current one, storing it if it is new; False when it already was the
    current one.

    A version stored before keeps its first `loaded_at`. Needs an open transaction.
    """
    this = (ProgrammeVersion.slug == version.slug) & (ProgrammeVersion.content_hash == version.content_hash)
    known = await ProgrammeVersion.select(ProgrammeVersion.current).where(this).first()
    if known is not None and known["current"]:
        return False
    await ProgrammeVersion.update({ProgrammeVersion.current: False}).where(ProgrammeVersion.slug == version.slug)
    if known is None:
        await insert(ProgrammeVersion, [{**as_row(version), "current": True}])
    else:
        await ProgrammeVersion.update({ProgrammeVersion.current: True}).where(this)
    await bump_revision(REVISION)
    return True


async def read_current_hashes() -> dict[str, str]:
    """The content hash of the current version of every programme, by slug, without the packs themselves."""
    this = ProgrammeVersion.select(ProgrammeVersion.slug, ProgrammeVersion.content_hash)
    rows = await this.where(ProgrammeVersion.current == True)  # noqa: E712 # SQL, not a truth value
    return {row["slug"]: row["content_hash"] for row in rows}


async def read_programme_version(slug: str, content_hash: str) -> StoredProgrammeVersion | None:
    """The version of this content, current or not, or None."""
    this = (ProgrammeVersion.slug == slug) & (ProgrammeVersion.content_hash == content_hash)
    row = await ProgrammeVersion.select().where(this).first()
    return None if row is None else as_record(StoredProgrammeVersion, row)
