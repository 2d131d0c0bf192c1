"""The operator objects to a reviewed score, the bureau answers: both before the period is closed, both on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

from app.access.actor import Actor
from app.errors import Refused
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.half_years import HalfYear, half_year_of
from app.journeys.assessments.records import answer_record, put_on_record, record, records, said_in, sent_before
from app.journeys.house import House
from app.journeys.site_rights import require
from app.sites.entry import Entry
from app.store.contracts import StoredEntry
from app.store.engine import transaction
from app.units import Period
from app.wording import Wording

KIND = "objection"
LONGEST = 400
Decision = Literal["upheld", "partly", "dismissed"]
DECISIONS: Mapping[Decision, Wording] = {
    "upheld": Wording("异议成立，已更正评分", "Upheld: the points were corrected"),
    "partly": Wording("部分成立，已更正评分", "Upheld in part: the points were corrected"),
    "dismissed": Wording("异议不成立，维持评分", "Dismissed: the points stand"),
}
_CLOSED = Wording("此期考核已办结，不能再提出异议", "this period is closed; no objection can be made")
_NOT_REVIEWED = Wording("验收方尚未评分，没有可提出异议的评分", "nothing was reviewed yet that could be objected to")
_WAITING = Wording("此期已有异议待答复", "an objection to this period waits for its answer already")
ANSWER_FIRST = Wording(
    "此期有异议待答复，答复后才能办结", "an objection waits for its answer; answer it before closing"
)


async def objections(operated: OperatedSite, period: Period) -> tuple[StoredEntry, ...]:
    """The objections to a period, the oldest first; whoever asks sees to who may know of them."""
    return tuple(one for one in await records(operated, KIND) if one.part == period.text)


async def object_to(
    house: House, actor: Actor, code: str, period: str, given: Mapping[str, str], key: UUID | None = None
) -> None:
    """Object to what was reviewed: `lines` (none for the whole) and `why`. The same `key` sent twice objects once.

    Raises InvalidInput, Refused before a review, after closing and while another one waits, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "read_assessment", code)
        require(actor, "fill_assessment", operated.site)
        if await sent_before(actor, key, KIND) is not None:
            return
        half = await half_year_of(house, operated, period)
        if half.closed:
            raise Refused(_CLOSED)
        if half.stored.review_by_key is None:
            raise Refused(_NOT_REVIEWED)
        if await is_objected(operated, half.period):
            raise Refused(_WAITING)
        entry = Entry()
        why = entry.text(given.get("why", ""), "why", longest=LONGEST)
        line = given.get("line", "")
        if line:
            entry.one_of(line, "line", {one.id: one.title for one in half.card.lines})
        entry.end()
        points = next((found.counted for found in half.score.lines if found.line.id == line), None)
        said = {"line": line, "why": why, "points": None if points is None else str(points)}
        await put_on_record(house, actor, operated, KIND, house.today(), said, part=half.period.text, key=key)


async def answer_objection(
    house: House, actor: Actor, key: UUID, seen_version: int, decision: str, answer: str
) -> StoredEntry:
    """Answer an objection. Whoever objected does not answer. One that is upheld has its points corrected before, on the
    scorecard itself.

    Raises InvalidInput, Refused when it was answered (each is before its period closes), Stale, NotFound, NotAllowed.
    """
    async with transaction():
        operated, found = await record(house, actor, key, KIND)
        require(actor, "review_assessment", operated.site, owner=found.by_key)
        half = await half_year_of(house, operated, found.part)
        entry = Entry()
        decided = entry.one_of(decision, "decision", DECISIONS)
        if decided in ("upheld", "partly"):
            _require_corrected(entry, half, said_in(found))
        said = entry.sound(entry.text(answer, "answer", longest=LONGEST))
        told = {"decision": decided, "answer": said}
        return await answer_record(house, actor, found, seen_version, told, "contract.objection_answered", said)


def _require_corrected(entry: Entry, half: HalfYear, objection: Mapping[str, str | None]) -> None:
    """A fault where the line that was objected to has the same points as then."""
    line = next((one for one in half.score.lines if one.line.id == objection["line"]), None)
    if line is not None and line.counted is not None and str(line.counted) == objection["points"]:
        title = line.line.title
        zh, en = f"请先在评分表更正“{title.zh}”的得分，再答复", f"correct the points of “{title.en}” first"
        entry.fault("decision", "not_corrected", zh, en)


async def is_objected(operated: OperatedSite, period: Period) -> bool:
    """Whether an objection to a period waits for its answer."""
    return any(one.answer is None for one in await objections(operated, period))
