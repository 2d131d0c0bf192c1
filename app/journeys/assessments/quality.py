"""Whether there were quality problems, which the bureau finds after the term: only then the retention falls due.

Every finding stays on record; the last one counts, until the retention is paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.access.actor import Actor
from app.assessments.payment_parts import RETENTION
from app.errors import Refused
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.records import put_on_record, records, sent_before
from app.journeys.assessments.schedule import QUALITY, QUALITY_WORDS, term
from app.journeys.house import House
from app.sites.entry import Entry
from app.sites.typed import typed_day
from app.store.contracts import StoredEntry
from app.store.engine import transaction
from app.wording import Wording

LONGEST = 400
_RUNS = Wording("服务期未满，期满后再登记有无质量问题", "the term is not over; enter this after it")
_NO_TERM = Wording("请先登记正式运营日期", "enter first when operation began")
_PAID = Wording("质量保证金已付，不能再登记", "the retention is paid; nothing more can be entered")


async def record_quality(
    house: House, actor: Actor, code: str, given: Mapping[str, str], key: UUID | None = None
) -> StoredEntry:
    """Enter what was found after the term: `found` (none, problems), the `day` of the finding, `why`.

    The same `key` sent twice enters once. Raises InvalidInput with every fault, Refused before the term is over and
    once the retention is paid, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_contract", code)
        if (before := await sent_before(actor, key, QUALITY)) is not None:
            return before
        span = term(operated)
        if span is None:
            raise Refused(_NO_TERM)
        if house.today() <= span.last:
            raise Refused(_RUNS)
        if any(one.part == RETENTION and one.answer is None for one in await records(operated, "paid")):
            raise Refused(_PAID)
        entry = Entry()
        found = entry.one_of(given.get("found", ""), "found", QUALITY_WORDS)
        day = entry.day(typed_day(given.get("day", "")), "day", latest=house.today())
        if day is not None and day <= span.last:
            zh, en = f"须在服务期满（{span.last}）之后", f"must lie after the term ({span.last})"
            entry.fault("day", "too_early", zh, en)
        why = entry.text(given.get("why", ""), "why", longest=LONGEST)
        day = entry.sound(day)
        said = {"found": found, "why": why}
        return await put_on_record(house, actor, operated, QUALITY, day, said, part=RETENTION, key=key)
