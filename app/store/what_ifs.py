"""What-ifs: a clause turned in a scratch copy, kept by name. Nothing that is judged is read from here."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert


class WhatIf(Table):
    """One what-if, as it was kept; it is never changed."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    programme = Text(index=True, default=None, help_text="The programme whose clause it turns.")
    clause = Text(default=None, help_text="The id of the clause.")
    name = Text(default=None, help_text="What it is called by whoever kept it.")
    turned = Text(default=None, help_text="JSON: what was given in place of what the clause says, by path.")
    pack_hash = Text(default=None, help_text="The version of the programme that it was tried on.")
    as_of = Date(default=None, help_text="The day that was judged when it was kept.")
    found = Text(default=None, help_text="JSON: how many sites came out how then, before and after.")
    kept_by_key = Text(default=None, help_text="Who kept it: an account's id.")
    kept_by_name = Text(default=None, help_text="Their name as it was then.")
    kept_at = Timestamptz(default=None, help_text="When it was kept.")

    what_if_named = Check(
        "programme <> '' AND clause <> '' AND name <> '' AND kept_by_key <> '' AND kept_by_name <> ''"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWhatIf:
    """One what-if. Columns as described at `WhatIf`."""

    programme: str
    clause: str
    name: str
    turned: str
    pack_hash: str
    as_of: date
    found: str
    kept_by_key: str
    kept_by_name: str
    kept_at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_what_if(one: StoredWhatIf) -> None:
    """Keep a new one. Needs an open transaction."""
    await insert(WhatIf, [as_row(one)])


async def read_what_if(key: uuid.UUID) -> StoredWhatIf | None:
    """The what-if of this id, or None."""
    row = await WhatIf.select().where(WhatIf.id == key).first()
    return None if row is None else as_record(StoredWhatIf, row)


async def read_what_ifs(programme: str, clause: str, limit: int = 50) -> list[StoredWhatIf]:
    """Those of one clause, the newest first."""
    query = WhatIf.select().where((WhatIf.programme == programme) & (WhatIf.clause == clause))
    return [as_record(StoredWhatIf, row) for row in await query.order_by(WhatIf.kept_at, ascending=False).limit(limit)]
