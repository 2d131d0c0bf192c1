"""A plan in sentences, from its record: what it wins, how sure that is, what comes second, how a choice compares.

Every figure has its unit: villages and communities, people, or sites. Nothing is called best that is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.wording import Wording

Record = Mapping[str, Any]
_UNITS = {
    "people": ("人", "person", "people"),
    "places": ("个村（社区）", "village", "villages"),
    "sites": ("个站点", "site", "sites"),
}
_ALIKE = Wording("已证明为最优方案。", "Proven to be the best plan.")


def counted(value: int, unit: str, *, more: bool = False) -> Wording:
    """So many of a unit: ``places``, ``people`` or ``sites``; `more` speaks of what is added.

    >>> counted(1, "places").en, counted(1200, "people").zh, counted(2, "places", more=True).en
    ('1 village', '1200 人', '2 more villages')
    """
    zh, one, many = _UNITS[unit]
    number = f"{value} more" if more else str(value)
    return Wording(f"{value} {zh}", f"{number} {one if value == 1 else many}")


def headline(plan: Record) -> Wording:
    """What the choice does, as one sentence."""
    best, unit = plan["best"], plan["weighed_by"]
    used, won = len(best["steps"]), _won(best)
    if not used:
        return Wording(
            "所有候选地点均不能补上缺口。",
            "None of the candidates closes a gap.",
        )
    worth, sites = counted(won, unit), counted(used, "sites")
    if plan["aim"] == "everyone":
        least = Wording("最少 ", "at least ") if best["proven"] else Wording("", "")
        return Wording(
            f"{least.zh}{sites.zh}，即可覆盖候选地点可达的全部 {worth.zh}。",
            f"All of the {worth.en} that any candidate reaches: {least.en}{sites.en}.",
        )
    said = Wording(
        f"新增 {sites.zh}，再覆盖 {worth.zh}。", f"{_further(used)} would cover {counted(won, unit, more=True).en}."
    )
    spare = plan["asked_for"] - used
    if spare > 0 and best["proven"]:
        more = counted(spare, "sites")
        return Wording(
            f"{said.zh}再加 {more.zh}也不会更多。",
            f"{said.en} Adding {counted(spare, 'sites', more=True).en} would win nothing.",
        )
    return said


def proof(plan: Record) -> Wording:
    """Whether it is the best, or how far from that it may be."""
    best = plan["best"]
    if best["proven"]:
        return _ALIKE
    if plan["aim"] == "everyone":
        gap, bound = counted(best["gap"], "sites"), counted(best["bound"], "sites")
        return Wording(
            f"尚未证明为最少：可能还能少 {gap.zh}（至少要 {bound.zh}）。",
            f"Not proven to be the fewest: up to {gap.en} fewer may do ({bound.en} are needed in any case).",
        )
    gap, bound = counted(best["gap"], plan["weighed_by"]), counted(best["bound"], plan["weighed_by"])
    return Wording(
        f"尚未证明为最优：其他方案最多还能多覆盖 {gap.zh}（上限 {bound.zh}）。",
        f"Not proven to be the best: another choice could win at most {gap.en} more ({bound.en} in all).",
    )


def runner_up(plan: Record) -> Wording | None:
    """How the second best stands to the best; None where there is none."""
    best, second = plan["best"], plan["runner_up"]
    if second is None or not second["steps"]:
        return None
    less = abs(best["value"] - second["value"])
    unit = "sites" if plan["aim"] == "everyone" else plan["weighed_by"]
    if not less:
        return Wording("另一方案同样好。", "Another plan does just as well.")
    worth, gap = counted(second["value"], unit), counted(less, unit)
    open_end = (
        Wording("", "") if second["proven"] else Wording("（未计算完，可能更好）", " (not finished, may be better)")
    )
    if plan["aim"] == "everyone":
        return Wording(f"要 {worth.zh}，多 {gap.zh}{open_end.zh}。", f"{worth.en}, {gap.en} more{open_end.en}.")
    return Wording(f"再覆盖 {worth.zh}，少 {gap.zh}{open_end.zh}。", f"{worth.en}, {gap.en} fewer{open_end.en}.")


def comparison(plan: Record) -> tuple[Wording, ...]:
    """The choice made by hand beside the plan; empty where none was made."""
    found = plan["comparison"]
    return () if found is None else tuple(_compared(found, plan["weighed_by"]))


def _compared(found: Record, unit: str) -> Iterator[Wording]:
    mine, planned = counted(found["hand_worth"], unit), counted(found["plan_worth"], unit)
    yield Wording(
        f"自选的 {found['hand_sites']} 个站点再覆盖 {mine.zh}；"
        f"选址方案的 {found['plan_sites']} 个再覆盖 {planned.zh}。",
        f"Your {counted(found['hand_sites'], 'sites').en} would win {mine.en};"
        f" the plan's {counted(found['plan_sites'], 'sites').en}, {planned.en}.",
    )
    more, could = found["plan_worth"] - found["hand_worth"], counted(found["could_gain"], unit)
    if not found["could_gain"]:
        yield Wording("自选方案已是最优：没有方案能覆盖更多。", "Your own selection is the best: no plan covers more.")
    elif more > 0:
        gain = counted(more, unit)
        yield Wording(f"改用选址方案可多覆盖 {gain.zh}。", f"The siting plan would cover {gain.en} more.")
    elif more < 0:
        gain = counted(-more, unit)
        yield Wording(
            f"自选的比目前算出的还多 {gain.zh}；继续算最多还能多 {could.zh}。",
            f"Your choice wins {gain.en} more than what was found so far; at most {could.en} more could be won.",
        )
    else:
        yield Wording(
            f"两种一样多；最多还能多覆盖 {could.zh}。", f"Both win alike; at most {could.en} more could be won."
        )


def _further(sites: int) -> str:
    return "1 further site" if sites == 1 else f"{sites} further sites"


def _won(choice: Record) -> int:
    return sum(step["adds"] for step in choice["steps"])
