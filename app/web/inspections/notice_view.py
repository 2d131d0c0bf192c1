"""A notice as lists and papers show it: whom it went to, how its orders stand, and what of it was taken back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from app.inspections.rectification import STATES, urgency
from app.journeys.house import House
from app.journeys.inspections.notices import NoticeView
from app.web import formats
from app.web.language import Speech

_NAMED = 2
"""So many sites are named; of more, the first and how many."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice of the list. `due` is the nearest deadline that still runs, `late` how many are past; else empty."""

    key: UUID
    number: str
    sample: bool
    addressee: str
    sites: str
    due: str
    late: str
    standing: str
    issued: str
    received: str


def notice_line(house: House, view: NoticeView, say: Speech) -> NoticeLine:
    """The line of a notice."""
    stored = view.stored
    running = [one.stored.due_on for one in view.orders if one.state == "ordered"]
    late = sum(urgency(day, house.today()) == "overdue" for day in running)
    states = Counter(one.state for one in view.orders)
    return NoticeLine(
        key=stored.id,
        number=stored.number,
        sample=view.paper.sample,
        addressee=view.paper.addressee,
        sites=_sites(view, say),
        due=formats.day(min(running)) if running else "",
        late=say("notice.late", n=late) if late else "",
        standing=say.comma.join(f"{say.of(word)} {states[state]}" for state, word in STATES.items() if states[state]),
        issued=say("notice.issued_by", day=formats.day(stored.issued_at), by=stored.issued_by_name),
        received=_received(view, say),
    )


def withdrawn_words(view: NoticeView, say: Speech) -> str:
    """What of a notice was taken back; empty where nothing was."""
    if view.void:
        return say("notice.void")
    return say("notice.withdrawn_some", n=view.withdrawn, total=len(view.orders)) if view.withdrawn else ""


def taken_back_words(view: NoticeView) -> str:
    """The same as its paper says it, in Chinese; of a part, which sites it no longer holds for."""
    if view.void:
        return "本通知书已撤回，不再执行"
    sites = [one.site.name or one.site.code for one in view.orders if one.state == "withdrawn"]
    return f"以下站点的整改事项已撤回，不再执行：{'、'.join(sites)}" if sites else ""


def _sites(view: NoticeView, say: Speech) -> str:
    names = list(dict.fromkeys(one.site.name or one.site.code for one in view.orders))
    if len(names) > _NAMED:
        return say("notice.sites_many", first=names[0], n=len(names))
    return say.comma.join(names)


def _received(view: NoticeView, say: Speech) -> str:
    stored = view.stored
    if stored.received_on is None:
        return say("notice.need_not") if view.void else say("notice.not_received")
    day = formats.day(stored.received_on)
    return say("notice.received_by", day=day, who=stored.received_by, by=stored.received_noted_by)
