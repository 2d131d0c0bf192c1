"""Orders at many sites at once, as a form asks for them: read, with every fault, before anything is issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.compliance.verdicts import VERDICTS
from app.errors import Refused
from app.inspections.clause_state import ClauseState
from app.inspections.notice import LONGEST_LINE
from app.inspections.rectification import LONGEST_WORDS, read_deadline
from app.journeys.audits.pairs import PROBLEMS, township_over
from app.journeys.house import House
from app.journeys.inspections.freezing import frozen_now
from app.journeys.inspections.notice_words import Demanded, Ordered
from app.journeys.site_rights import require
from app.sites.entry import Entry
from app.standards.programme import Programme
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

MOST_AT_ONCE = 300
"""Clauses at sites in one go."""
_KEYS = ("found_on", "demand", "due_on", "remarks", "pairs", "addressees")
_CLOSED = Wording("站点已关闭，不能下达整改要求", "the site is closed; nothing can be ordered there")


@dataclass(frozen=True, slots=True)
class WantedOrders:
    """Orders that were asked for, read: by township (ELSEWHERE last), the sites in the order of their codes."""

    asked: Demanded
    by_township: Mapping[str, tuple[Ordered, ...]]
    addressees: Mapping[str, str]


async def read_wanted(house: House, actor: Actor, programme: Programme, given: Mapping[str, Any]) -> WantedOrders:
    """What is asked for, held against how the sites stand now.

    Raises InvalidInput with every fault, Refused at a closed site, NotAllowed.
    """
    entry = Entry()
    entry.unknown_keys(given, _KEYS, "")
    found_on = entry.day(given.get("found_on"), "found_on", latest=house.today())
    demand = entry.text(given.get("demand"), "demand", longest=LONGEST_WORDS)
    remarks = entry.text(given.get("remarks", ""), "remarks", longest=LONGEST_WORDS, blank=True)
    due_on = read_deadline(entry, given.get("due_on"), house.today())
    addressees = {
        code: entry.text(text, f"addressees[{code}]", longest=LONGEST_LINE, blank=True)
        for code, text in (entry.mapping(given.get("addressees", {}), "addressees") or {}).items()
    }
    sites = await _sites(entry, actor, programme, given.get("pairs", []))
    by_township: dict[str, list[Ordered]] = {}
    for site, clauses in sites:
        frozen = frozen_now(house, site, clauses)
        _held(entry, site, clauses, frozen)
        said = "；".join(one.sentence.zh for one in frozen)
        ordered = Ordered(site, frozen, f"{said}；{remarks}" if remarks else said)
        by_township.setdefault(township_over(house, programme.jurisdiction, site.division), []).append(ordered)
    sound = entry.sound
    asked = Demanded(sound(found_on), sound(demand).strip(), sound(due_on), sound(remarks).strip())
    return WantedOrders(
        asked,
        {code: tuple(by_township[code]) for code in sorted(by_township)},
        {code: sound(text) for code, text in addressees.items()},
    )


def _held(entry: Entry, site: StoredSite, clauses: Iterable[str], frozen: Sequence[ClauseState]) -> None:
    """Only what is not met or not reported now can be ordered to be put right."""
    now = {one.clause: one for one in frozen}
    for clause in clauses:
        one = now.get(clause)
        if one is None or one.verdict not in PROBLEMS:
            state = VERDICTS[one.verdict].zh if one and one.verdict else "不适用"  # type: ignore[index] # a verdict's code
            name = site.name
            title = one.title if one else Wording(clause, clause)
            entry.fault(
                "pairs",
                "nothing_to_order",
                f"{name}“{title.zh}”现已{state}，请取消勾选",
                f"{name}: {title.en} has nothing to put right any more; untick it",
            )


async def _sites(
    entry: Entry, actor: Actor, programme: Programme, given: object
) -> list[tuple[StoredSite, tuple[str, ...]]]:
    """The sites that were chosen, by code, each with its clauses. Raises NotAllowed, Refused."""
    wanted: dict[str, list[str]] = {}
    pairs = entry.rows(given, "pairs") or []
    if not pairs:
        entry.fault("pairs", "empty", "请至少选择一个问题", "choose at least one finding")
    if len(pairs) > MOST_AT_ONCE:
        entry.fault("pairs", "too_long", f"一次最多 {MOST_AT_ONCE} 条", f"at most {MOST_AT_ONCE} at once")
        return []
    for place, pair in enumerate(pairs):
        if isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):
            wanted.setdefault(pair[0], []).append(pair[1])
        else:
            entry.fault(
                f"pairs[{place}]", "wrong_type", "应为站点编码和条款编号", "must be a site code and a clause id"
            )
    rows = {row.code: row for row in await read_sites(SiteFilter(codes=tuple(sorted(wanted))))} if wanted else {}
    found = []
    for code, clauses in sorted(wanted.items()):
        site = rows.get(code)
        if site is None or site.programme != programme.slug:
            entry.fault("pairs", "unknown_site", f"本方案没有站点 {code}", f"this programme has no site {code}")
            continue
        require(actor, "order_rectification", site)
        if site.status == "closed":
            raise Refused(_CLOSED)
        found.append((site, tuple(dict.fromkeys(clauses))))
    return found
