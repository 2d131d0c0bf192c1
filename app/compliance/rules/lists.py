"""Rules on collections: sets, inventory, trainings, and people in post."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Any, assert_never, cast

import numpy as np

from app.compliance.answers import Answers, answered
from app.compliance.block import Block, Column
from app.compliance.case import Case, unreported
from app.compliance.column_values import Members, bits, items_of
from app.compliance.columns import FactSets, PeopleInPost, TrainedTopics, WorkingEquipment, in_post
from app.compliance.outcome import Outcome, noted
from app.compliance.rules.base import C, Rule
from app.sites.vocabulary import EMPLOYMENTS, EQUIPMENT, STAFF, TRAININGS
from app.standards.checks.lists import (
    ContainsAll,
    ContainsAtLeast,
    CountPeople,
    HasEquipment,
    ListCheck,
    TrainedWithin,
)
from app.units import years_before
from app.wording import Wording, listed


def rule_of(check: ListCheck) -> Rule[Any]:
    """The rule of a check on a collection."""
    match check:
        case ContainsAll():
            return ContainsAllRule(check)
        case ContainsAtLeast():
            return ContainsAtLeastRule(check)
        case TrainedWithin():
            return TrainedWithinRule(check)
        case HasEquipment():
            return HasEquipmentRule(check)
        case CountPeople():
            return CountPeopleRule(check)
        case _:
            assert_never(check)


class _ItemsRule(Rule[C]):
    """Of the items of a column, `needed` of those `wanted` are enough. Its bits are those of one vocabulary."""

    def __init__(self, check: C, column: Column[Members], code: str, wanted: tuple[str, ...], needed: int) -> None:
        super().__init__(check)
        self._column, self._code, self._wanted, self._needed = column, code, wanted, needed
        self._wanted_items = frozenset(wanted)
        self._bits: list[tuple[int, np.uint64]] = []

    @abstractmethod
    def present(self, case: Case) -> Collection[str] | None:
        """What the site has, among it whatever is wanted and there; None where that is unreported."""

    def looked_at(self, case: Case) -> Hashable:
        """Which of the wanted items are there."""
        present = self.present(case)
        return None if present is None else self._wanted_items.intersection(present)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        members = block.cells(self._column)
        if not self._bits:
            self._bits = bits(self._wanted, items_of(self._code, block.background.vocabulary))
        first, *others = (np.bitwise_count(members.words[row] & mask) for row, mask in self._bits)
        return answered(sum(others, start=first) >= self._needed, members.unknown)


class ContainsAllRule(_ItemsRule[ContainsAll]):
    """A set holds every item."""

    def __init__(self, check: ContainsAll) -> None:
        super().__init__(check, FactSets(check.fact), check.fact, check.items, len(set(check.items)))

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        items = case.vocabulary.facts[check.fact].items
        return _listing(case, check.fact, check.items, self.present(case), items, len(set(check.items)))

    def present(self, case: Case) -> frozenset[str] | None:
        """The set."""
        return cast("frozenset[str] | None", case.facts.get(self.check.fact))


class ContainsAtLeastRule(_ItemsRule[ContainsAtLeast]):
    """A set holds enough of the items."""

    def __init__(self, check: ContainsAtLeast) -> None:
        super().__init__(check, FactSets(check.fact), check.fact, check.items, check.count)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        items = case.vocabulary.facts[check.fact].items
        return _listing(case, check.fact, check.items, self.present(case), items, check.count)

    def present(self, case: Case) -> frozenset[str] | None:
        """The set."""
        return cast("frozenset[str] | None", case.facts.get(self.check.fact))


class HasEquipmentRule(_ItemsRule[HasEquipment]):
    """One working piece of every item."""

    def __init__(self, check: HasEquipment) -> None:
        super().__init__(check, WorkingEquipment(), EQUIPMENT, check.items, len(set(check.items)))

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        wanted, labels = self.check.items, case.vocabulary.equipment
        return _listing(case, EQUIPMENT, wanted, self.present(case), labels, len(set(wanted)))

    def present(self, case: Case) -> list[str] | None:
        """What there is a working piece of."""
        inventory = case.site.equipment
        return None if inventory is None else [item for item, count in inventory.items() if count > 0]


class TrainedWithinRule(_ItemsRule[TrainedWithin]):
    """Every topic was trained lately."""

    def __init__(self, check: TrainedWithin) -> None:
        super().__init__(check, TrainedTopics(check.years), TRAININGS, check.topics, len(set(check.topics)))

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        since = years_before(case.as_of, check.years)
        topics, labels = check.topics, case.vocabulary.trainings
        outcome = _listing(case, TRAININGS, topics, self.present(case), labels, len(set(topics)))
        return noted(
            outcome,
            Wording(f"计 {since} 至 {case.as_of} 之间的培训", f"trainings from {since} to {case.as_of} count"),
        )

    def present(self, case: Case) -> list[str] | None:
        """The topics of the trainings that count."""
        since, held = years_before(case.as_of, self.check.years), case.site.trainings
        return None if held is None else [t.topic for t in held if since <= t.day <= case.as_of]


class CountPeopleRule(Rule[CountPeople]):
    """Enough people are in post. `wider`: the check told right before, some of whose people these may be."""

    def __init__(self, check: CountPeople, wider: CountPeople | None = None) -> None:
        super().__init__(check)
        self._people = PeopleInPost(check.role, check.employment)
        self._wider = wider if wider is not None and _is_part(check, wider) else None

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        who = _people_said(case, check.role or STAFF, check.employment)
        unit, sign = Wording("人", "persons"), f"≥ {check.at_least}"
        required = Wording(f"要求{who.zh}不少于 {check.at_least} 人", f"{who.en}: at least {check.at_least} required")
        some = self._some(case)
        found = self._in_post(case)
        if found is None:
            among = some and Wording(
                f"其中{some.zh}不少于 {check.at_least} 人", f"of them {some.en}: at least {check.at_least}"
            )
            return unreported(STAFF, case, required, required=sign, unit=unit, among=among)
        gap = check.at_least - found
        short = Wording(f"，差 {gap} 人", f", short by {gap}") if gap > 0 else Wording("", "")
        statement = Wording(
            f"在岗{who.zh} {found} 人，{required.zh}{short.zh}",
            f"{who.en[:1].upper()}{who.en[1:]} in post: {found}, at least {check.at_least} required{short.en}",
        )
        among = some and Wording(
            f"其中{some.zh} {found} 人，要求不少于 {check.at_least} 人{short.zh}",
            f"of them {some.en}: {found}, at least {check.at_least} required{short.en}",
        )
        if gap <= 0:
            return Outcome("met", statement, found=str(found), required=sign, unit=unit, among=among)
        return Outcome(
            "not_met", statement, found=str(found), required=sign, unit=unit, shortfall=str(gap), among=among
        )

    def looked_at(self, case: Case) -> Hashable:
        """How many are in post."""
        return self._in_post(case)

    def _in_post(self, case: Case) -> int | None:
        return in_post(case.site, self.check.role, self.check.employment, case.as_of)

    def _some(self, case: Case) -> Wording | None:
        """What sets these people apart from those of the check before; None where they are no part of them."""
        if self._wider is None:
            return None
        role = self.check.role if self._wider.role is None else None
        employment = self.check.employment if self._wider.employment is None else None
        return _people_said(case, role, employment)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        people = block.cells(self._people)
        return answered(people.counts >= self.check.at_least, people.unknown)


def _is_part(check: CountPeople, wider: CountPeople) -> bool:
    """Whether everybody whom a check counts is counted by a wider one."""
    of_role, of_employment = wider.role in (None, check.role), wider.employment in (None, check.employment)
    return of_role and of_employment and (check.role, check.employment) != (wider.role, wider.employment)


def _people_said(case: Case, role: str | None, employment: str | None) -> Wording:
    """People of a role (`STAFF` for any, none where it is not to be said) and an employment."""
    name = (
        Wording("", "")
        if role is None
        else Wording("工作人员", "staff")
        if role == STAFF
        else case.vocabulary.roles[role]
    )
    kind = EMPLOYMENTS[employment] if employment else Wording("", "")
    # 信息专职服务人员 says already that they are 专职.
    return Wording(name.zh if kind.zh in name.zh else kind.zh + name.zh, f"{kind.en.lower()} {name.en}".strip())


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
