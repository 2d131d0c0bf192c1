"""Declaring the pack in use a correction: what it says then holds for past days too."""

from __future__ import annotations

from datetime import date

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, Refused
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.network.past import CORRECTED, loadings_of
from app.standards.versions import Correction, InUse, Loading, in_use
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.programmes import REVISION
from app.store.revisions import bump_revision
from app.wording import Wording

_NO_REASON = Wording("须写明更正原因", "a correction needs a reason")


async def correct_pack(house: House, actor: Actor, slug: str, reason: str, since: date | None = None) -> InUse:
    """Have the pack in use stand in for the version before it, on all its days or from `since` on; from when it judges.

    Raises NotFound for an unknown programme, InvalidInput without a reason, Refused where there is nothing to correct.
    """
    may(actor, "correct_programme").require()
    programme = house.programme(slug)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput([Fault("correction", "missing", _NO_REASON)])
    declared = Correction(house.today(), reason, since)
    async with transaction():
        loadings = (await loadings_of(house)).get(slug, ())
        correction = Loading(house.today(), programme.content_hash, declared)
        before = in_use(loadings)
        if not before or before[-1].version.content_hash != programme.content_hash:
            raise Refused(_OTHER_LOADED)
        after = in_use((*loadings, correction))
        change = change_by(
            actor,
            house,
            CORRECTED,
            "programme",
            slug,
            reason=reason,
            before=json_text({"in_use": _told(before)}),
            after=json_text(
                {
                    "content_hash": programme.content_hash,
                    "since": since.isoformat() if since else None,
                    "in_use": _told(after),
                }
            ),
        )
        await append_changes([change])
        await bump_revision(REVISION)
    return after[-1]


def _told(uses: tuple[InUse, ...]) -> list[dict[str, str | None]]:
    return [
        {"since": use.since.isoformat() if use.since else None, "content_hash": use.version.content_hash}
        for use in uses
    ]


_OTHER_LOADED = Wording(
    "数据库中现行的方案包与服务器上的文件不同，请重试",
    "the pack in the database is not the one on this disk; try again",
)
