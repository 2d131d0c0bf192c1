"""Checks on collections: sets, inventory, trainings, and people in post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from app.compliance.case import Case, unreported
from app.compliance.outcome import Outcome, noted
from app.sites.vocabulary import EMPLOYMENTS, EQUIPMENT, STAFF, TRAININGS
from app.standards import checks as c
from app.units import years_before
from app.wording import Wording, listed


def _listing(
    case: Case,
    code: str,
    wanted: tuple[str, ...],
    present: Iterable[str] | None,
    labels: Mapping[str, Wording],
    needed: int,
) -> Outcome:
    """Items asked for against items present, for sets, equipment and trainings. `needed` of them are enough."""
    everything = needed == len(set(wanted))
    names = listed(labels[w] for w in wanted)
    required = (
        Wording(f"要求有：{names.zh}", f"required: {names.en}")
        if everything
        else Wording(f"要求至少有其中 {needed} 项：{names.zh}", f"at least {needed} required of: {names.en}")
    )
    sign = ", ".join(wanted) if everything else f"≥ {needed}: {', '.join(wanted)}"
    if present is None:
        return unreported(code, case, required, required=sign)
    having = set(present)
    held, lacking = [w for w in wanted if w in having], tuple(w for w in wanted if w not in having)
    label, found = case.vocabulary.label(code), ", ".join(held)
    if len(held) >= needed:
        shown = listed(labels[h] for h in held)
        return Outcome("met", Wording(f"{label.zh}：{shown.zh}", f"{label.en}: {shown.en}"), found=found, required=sign)
    absent, gap = listed(labels[x] for x in lacking), needed - len(held)
    if everything:
        count = Wording(f"要求 {needed} 项，已有 {len(held)} 项", f"{needed} required, {len(held)} found")
        statement = Wording(
            f"{label.zh}缺少：{absent.zh}（{count.zh}）", f"{label.en}: missing {absent.en} ({count.en})"
        )
    else:
        statement = Wording(
            f"{label.zh}已有 {len(held)} 项，要求不少于 {needed} 项，差 {gap} 项；还可补：{absent.zh}",
            f"{label.en}: {len(held)} found, at least {needed} required, {gap} short; may be added: {absent.en}",
        )
    return Outcome("not_met", statement, found=found, required=sign, shortfall=str(gap), missing=lacking)


def contains_all(check: c.ContainsAll, case: Case) -> Outcome:
    """A set holds every item."""
    items = case.vocabulary.facts[check.fact].items
    present = cast("frozenset[str] | None", case.facts.get(check.fact))
    return _listing(case, check.fact, check.items, present, items, len(set(check.items)))


def contains_at_least(check: c.ContainsAtLeast, case: Case) -> Outcome:
    """A set holds enough of the items."""
    items = case.vocabulary.facts[check.fact].items
    present = cast("frozenset[str] | None", case.facts.get(check.fact))
    return _listing(case, check.fact, check.items, present, items, check.count)


def has_equipment(check: c.HasEquipment, case: Case) -> Outcome:
    """One working piece of every item."""
    inventory = case.site.equipment
    present = None if inventory is None else [item for item, count in inventory.items() if count > 0]
    return _listing(case, EQUIPMENT, check.items, present, case.vocabulary.equipment, len(set(check.items)))


def trained_within(check: c.TrainedWithin, case: Case) -> Outcome:
    """Every topic was trained lately."""
    since = years_before(case.as_of, check.years)
    held = case.site.trainings
    present = None if held is None else [t.topic for t in held if since <= t.day <= case.as_of]
    outcome = _listing(case, TRAININGS, check.topics, present, case.vocabulary.trainings, len(set(check.topics)))
    return noted(
        outcome,
        Wording(f"计 {since} 至 {case.as_of} 之间的培训", f"trainings from {since} to {case.as_of} count"),
    )


def count_people(check: c.CountPeople, case: Case) -> Outcome:
    """Enough people are in post."""
    role = case.vocabulary.roles[check.role] if check.role else Wording("工作人员", "staff")
    kind = EMPLOYMENTS[check.employment] if check.employment else Wording("", "")
    # 信息专职服务人员 says already that they are 专职.
    who = Wording(role.zh if kind.zh in role.zh else kind.zh + role.zh, f"{kind.en.lower()} {role.en}".strip())
    unit, sign = Wording("人", "persons"), f"≥ {check.at_least}"
    required = Wording(f"要求{who.zh}不少于 {check.at_least} 人", f"{who.en}: at least {check.at_least} required")
    if case.site.staff is None:
        return unreported(STAFF, case, required, required=sign, unit=unit)
    found = sum(
        1
        for person in case.site.staff
        if person.in_post(case.as_of)
        and check.role in (None, person.role)
        and check.employment in (None, person.employment)
    )
    statement = Wording(
        f"在岗{who.zh} {found} 人，{required.zh}",
        f"{who.en[:1].upper()}{who.en[1:]} in post: {found}, at least {check.at_least} required",
    )
    if found >= check.at_least:
        return Outcome("met", statement, found=str(found), required=sign, unit=unit)
    gap = check.at_least - found
    statement = Wording(f"{statement.zh}，差 {gap} 人", f"{statement.en}, short by {gap}")
    return Outcome("not_met", statement, found=str(found), required=sign, unit=unit, shortfall=str(gap))
