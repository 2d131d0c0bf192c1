"""The public codes a site is described with: facts, items, roles, metrics, kinds and tiers, each with both wordings.

The codes are a contract (API, workbooks, packs). The vocabulary itself is data: it is read from the seeds by
`standards.reader` and handed in here; a pack may add codes of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from app.units import Grain, Period, days_between
from app.wording import Wording

Range = tuple[Decimal, Decimal]
FactType = Literal[
    "number", "integer", "boolean", "text", "date", "hours", "special_days", "set", "choice", "telephone"
]

STATUSES: Mapping[str, Wording] = {
    "planned": Wording("规划", "Planned"),
    "building": Wording("在建", "Under construction"),
    "declared": Wording("建成待验收", "Built, awaiting acceptance"),
    "operating": Wording("运行中", "Operating"),
    "suspended": Wording("暂停服务", "Suspended"),
    "closed": Wording("已关闭", "Closed"),
}
"""The lifecycle of a site, in order."""

EMPLOYMENTS: Mapping[str, Wording] = {
    "full_time": Wording("专职", "Full time"),
    "part_time": Wording("兼职", "Part time"),
}

WEEKDAYS: Mapping[str, Wording] = {
    "mon": Wording("周一", "Monday"),
    "tue": Wording("周二", "Tuesday"),
    "wed": Wording("周三", "Wednesday"),
    "thu": Wording("周四", "Thursday"),
    "fri": Wording("周五", "Friday"),
    "sat": Wording("周六", "Saturday"),
    "sun": Wording("周日", "Sunday"),
}

# The three parts of a document that are not under `facts` but are reported, confirmed and go stale like facts.
EQUIPMENT, STAFF, TRAININGS = "equipment", "staff", "trainings_held"
COLLECTIONS: Mapping[str, Wording] = {
    EQUIPMENT: Wording("设施设备", "Equipment"),
    STAFF: Wording("人员名册", "Staff roster"),
    TRAININGS: Wording("已开展培训", "Trainings held"),
}
HOST_CITY = Wording("所驻城市", "Host city")


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact that can be reported: its code, type, unit, and for sets and choices the items allowed.

    `highest` is inclusive and None when there is none; the lowest number is always 0. `decimals` is the precision to
    which a number is kept, None for whatever is written. `plausible` is the lowest and the highest that nobody need be
    asked about, both inclusive. Of a text, `longest` is how many characters it may have (None for as many as any text
    may), `blank` whether it may be empty, `lines` whether it may have several, `none` whether 无, a stroke and the like
    say in it that there is none. `plain` says of items in everyday words what a person gets.
    """

    code: str
    type: FactType
    label: Wording
    unit: Wording | None = None
    highest: Decimal | None = None
    note: Wording | None = None
    items: Mapping[str, Wording] = field(default_factory=dict)
    longest: int | None = None
    blank: bool = True
    decimals: int | None = None
    plausible: Range | None = None
    lines: bool = False
    none: bool = False
    plain: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricKind:
    """One figure reported period by period. `grain` is the sort of period it is reported for, and clauses look at.

    `decimals` and `plausible` as in `FactKind`; what is plausible is so in one period of the `grain`.
    """

    code: str
    grain: Grain
    label: Wording
    unit: Wording
    highest: Decimal | None = None
    decimals: int | None = None
    plausible: Range | None = None

    def highest_in(self, period: Period | None) -> Decimal | None:
        """The most that can be in a period: hours no more than it has."""
        if self.unit.en != "hours" or period is None or period.grain == "cumulative":
            return self.highest
        hours = Decimal(24 * (days_between(period.first_day, period.last_day) + 1))
        return hours if self.highest is None else min(hours, self.highest)


@dataclass(frozen=True, slots=True)
class EverydayWords:
    """What people call a matter, and who deals with it: sites of these kinds, or that report one of these services.

    Words are written as people type them, in any language. `at_weekends`: by sites that open on Saturdays or Sundays.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    at_weekends: bool = False


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public number that answers for a matter, as it is dialled, and what it is called."""

    number: str
    name: Wording


@dataclass(frozen=True, slots=True)
class ElsewhereWords:
    """What people call a matter that the documents give no site a part in, and the hotline that has it.

    `ask` is the everyday word for whom to ask about it in the county; empty where no site can say more. A programme
    whose own `EverydayWords` name who deals with the matter has a part in it.
    """

    words: tuple[str, ...]
    ask: str = ""
    call: Hotline | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every code a document may use, and the words that people search with in place of codes.

    `filler` are words that a search passes over (我要, 哪里, where), `nearby` those of them that ask for what is near.
    """

    facts: Mapping[str, FactKind]
    equipment: Mapping[str, Wording]
    roles: Mapping[str, Wording]
    trainings: Mapping[str, Wording]
    metrics: Mapping[str, MetricKind]
    everyday: tuple[EverydayWords, ...] = ()
    filler: tuple[str, ...] = ()
    nearby: tuple[str, ...] = ()
    elsewhere: tuple[ElsewhereWords, ...] = ()

    def merged(self, more: Vocabulary) -> Vocabulary:
        """This vocabulary and another's codes; the other's wording wins where both have a code."""
        return Vocabulary(
            {**self.facts, **more.facts},
            {**self.equipment, **more.equipment},
            {**self.roles, **more.roles},
            {**self.trainings, **more.trainings},
            {**self.metrics, **more.metrics},
            self.everyday + more.everyday,
            self.filler + more.filler,
            self.nearby + more.nearby,
            self.elsewhere + more.elsewhere,
        )

    def label(self, code: str) -> Wording:
        """The wording of any code that a clause can need; the code itself when it is in no list."""
        if code == "host_city":
            return HOST_CITY
        if code in COLLECTIONS:
            return COLLECTIONS[code]
        named = self.facts.get(code) or self.metrics.get(code)
        return named.label if named else Wording(code, code)

    def item_label(self, code: str) -> Wording:
        """The wording of an item (a zone, a piece of equipment, a role, a training topic), wherever it is listed."""
        for group in self._groups():
            if code in group:
                return group[code]
        return Wording(code, code)

    def _groups(self) -> Iterator[Mapping[str, Wording]]:
        yield self.equipment
        yield self.roles
        yield self.trainings
        for fact in self.facts.values():
            yield fact.items


@dataclass(frozen=True, slots=True)
class SiteKind:
    """A kind of site in one programme, with its tiers.

    `township_tiers` must lie in a township's division. `remote` kinds (outposts) stand outside the county, so their
    division and point are not held against its borders.
    """

    code: str
    label: Wording
    tiers: Mapping[str, Wording]
    township_tiers: frozenset[str] = frozenset()
    remote: bool = False


@dataclass(frozen=True, slots=True)
class EntryRules:
    """What one programme asks of documents at entry, before anything is judged.

    `waivable` maps every clause id to (may be waived, kinds it applies to). `jurisdiction` is the 12-digit code of the
    county, empty in the rules of no programme in particular. What is registered as done cannot lie after `today`; None
    where nobody registers. Built by `standards`; handed to `sites.document`.
    """

    programme: str
    jurisdiction: str
    kinds: Mapping[str, SiteKind]
    vocabulary: Vocabulary
    waivable: Mapping[str, tuple[bool, frozenset[str]]]
    today: date | None = None


def rules_of_any(rules: Mapping[str, EntryRules]) -> EntryRules:
    """What all programmes together allow: for a document that names none, so that its other faults are found too."""
    vocabulary = Vocabulary({}, {}, {}, {}, {})
    kinds: dict[str, SiteKind] = {}
    waivable: dict[str, tuple[bool, frozenset[str]]] = {}
    today = next((rule.today for rule in rules.values()), None)
    for rule in rules.values():
        vocabulary = vocabulary.merged(rule.vocabulary)
        for code, kind in rule.kinds.items():
            known = kinds.get(code, kind)
            tiers, townships = {**known.tiers, **kind.tiers}, known.township_tiers & kind.township_tiers
            kinds[code] = SiteKind(code, kind.label, tiers, townships, known.remote or kind.remote)
        waivable |= rule.waivable
    return EntryRules("", "", kinds, vocabulary, waivable, today)
