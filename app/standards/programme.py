"""A programme: one official document as data. Clauses, targets and budget lines, each citing its own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.sites.vocabulary import EntryRules, SiteKind, Vocabulary
from app.standards.checks.combined import Check, Condition
from app.standards.contract import ContractPack
from app.standards.ledgers import LedgerBook
from app.standards.pack_model import Bilingual, ClauseId, Code, DivisionCode, PackModel, Text
from app.standards.scorecard import Scorecard
from app.units import days_between
from app.validation import Unfit
from app.wording import Wording

Level = Literal["must", "generally"]
TravelMode = Literal["walk", "ebike", "car"]
Group = Literal["signage", "premises", "equipment", "staff", "services", "operation"]

GROUPS: dict[Group, Wording] = {
    "signage": Wording("标牌与制度", "Signs and rules"),
    "premises": Wording("场地", "Premises"),
    "equipment": Wording("设施设备", "Equipment"),
    "staff": Wording("人员", "Staff"),
    "services": Wording("服务", "Services"),
    "operation": Wording("运行数据", "Operating figures"),
}
"""The sections a site's form and its verdict are shown in, in this order."""


class AppliesTo(PackModel):
    """A kind, and which of its tiers; all of them when none is named."""

    kind: Code
    tiers: tuple[Code, ...] = ()

    def covers(self, kind: str, tier: str | None) -> bool:
        """Whether a site of this kind and tier is meant."""
        return kind == self.kind and (not self.tiers or tier in self.tiers)


class Clause(PackModel):
    """One requirement of the document. `quote` is verbatim; `reading` says how what it left open was read."""

    id: ClauseId
    section: Text
    quote: Text
    level: Level
    group: Group
    applies_to: Annotated[tuple[AppliesTo, ...], Field(min_length=1)]
    title: Bilingual
    wording: Bilingual
    reading: Bilingual | None = None
    in_force_from: date
    in_force_until: date | None = None
    applies_when: Condition | None = None
    check: Check

    @model_validator(mode="after")
    def _in_order(self) -> Clause:
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise Unfit("in_force_until 早于 in_force_from", "in_force_until lies before in_force_from")
        return self

    def in_force(self, day: date) -> bool:
        """Whether the clause binds on `day`."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def covers(self, kind: str, tier: str | None) -> bool:
        """Whether the clause is addressed to this kind and tier."""
        return any(a.covers(kind, tier) for a in self.applies_to)


class NetworkTarget(PackModel):
    """How many the document promised, by when, with what money. `duty` strive is an aim, not a duty.

    `budget_yuan` None means the document states no sum; `budget_basis` says whether it stands there or was derived.
    `counts` staff means people in post at the named kinds instead of sites.
    """

    id: Code
    title: Bilingual
    counts: Literal["sites", "staff"] = "sites"
    of: Annotated[tuple[AppliesTo, ...], Field(min_length=1)]
    count: Annotated[int, Field(ge=1)]
    duty: Literal["must", "strive"]
    deadline: date | None = None
    budget_yuan: Decimal | None = None
    budget_basis: Literal["stated", "derived"] | None = None
    in_budget_total: bool = True
    section: Text
    quote: Text
    reading: Bilingual | None = None

    def is_of(self, kind: str, tier: str) -> bool:
        """Whether sites of this kind and tier are those that the target counts."""
        return any(kind == one.kind and (not one.tiers or tier in one.tiers) for one in self.of)


class AnnualTarget(PackModel):
    """A yearly service target of a contract (gangbei-2025): a figure to be reached in every `every`."""

    id: Code
    title: Bilingual
    at_least: Decimal
    unit: Bilingual
    every: Literal["year", "quarter", "month", "event", "request", "quarter_total"]
    section: Text
    quote: Text
    reading: Bilingual | None = None


class BudgetLine(PackModel):
    """A line of a contract's yearly budget."""

    id: Code
    title: Bilingual
    yuan_a_year: Decimal
    section: Text
    quote: Text


class TierDefinition(PackModel):
    """A tier of a kind. `lies_in_township`: a site of it must lie in a township's division."""

    code: Code
    label: Bilingual
    lies_in_township: bool = False


class KindDefinition(PackModel):
    """A kind of site. `colour` is its marker colour on maps, `services` what a visitor can have done there."""

    code: Code
    label: Bilingual
    remote: bool = False
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    tiers: Annotated[tuple[TierDefinition, ...], Field(min_length=1)]


Speed = Annotated[Decimal, Field(ge=Decimal("0.5"), le=150)]
"""In km/h: from a person who can hardly walk to a car on a motorway."""
Detour = Annotated[Decimal, Field(ge=1, le=20)]
"""How many times as long as the straight line the way is: even around a lake or a gorge not more than twenty times."""


class CircleMode(PackModel):
    """How people of an urban or a rural place are taken to travel, and the limit in minutes that the document sets.

    `speed_kmh` and the detour factors serve where no roads are loaded: way = straight line times factor, between good
    and bad roads. The limit is a multiple of 0.1 minutes, so that a printed time is never on the wrong side of it.
    """

    limit_minutes: Annotated[Decimal, Field(gt=0, le=1440, multiple_of=Decimal("0.1"))]
    mode: TravelMode
    speed_kmh: Speed
    detour_factor_good: Detour
    detour_factor_bad: Detour

    @model_validator(mode="after")
    def _in_order(self) -> CircleMode:
        if self.detour_factor_bad < self.detour_factor_good:
            raise Unfit("detour_factor_bad 小于 detour_factor_good", "detour_factor_bad lies below detour_factor_good")
        return self


class RoadTravel(PackModel):
    """How people travel where a road network is loaded.

    `speeds_kmh`: for each mode the OpenStreetMap `highway` classes it may use, each with its speed; a class left out is
    not used. From a point to the nearest road they walk at `walking_kmh`, up to `snap_limit_m`; farther off, the
    roads give no answer. Patches of roads with fewer than `smallest_network_nodes` nodes that join nothing are gaps in
    the map, not snapped to. `clip_margin_km` of roads beyond the border of the county are kept: ways may lead outside.
    """

    speeds_kmh: dict[TravelMode, dict[Code, Speed]]
    walking_kmh: Speed
    snap_limit_m: Annotated[Decimal, Field(gt=0)]
    smallest_network_nodes: Annotated[int, Field(ge=2)]
    clip_margin_km: Annotated[Decimal, Field(ge=0)]


class ServiceCircle(PackModel):
    """The network clause "城市 10 分钟、农村半小时": who must be how near to which sites.

    It is judged on one fact of the whole network, the share of villages and communities (or of their residents) within
    their limit, which must reach `covered_percent_at_least`.
    """

    id: ClauseId
    section: Text
    quote: Text
    level: Level
    title: Bilingual
    wording: Bilingual
    reading: Bilingual | None = None
    in_force_from: date
    covered_percent_at_least: Annotated[Decimal, Field(gt=0, le=100)]
    counting_kinds: Annotated[tuple[Code, ...], Field(min_length=1)]
    counting_statuses: Annotated[tuple[str, ...], Field(min_length=1)]
    urban: CircleMode
    rural: CircleMode
    roads: RoadTravel | None = None

    @model_validator(mode="after")
    def _modes_have_speeds(self) -> ServiceCircle:
        for area, rule in (("urban", self.urban), ("rural", self.rural)):
            if self.roads is not None and not self.roads.speeds_kmh.get(rule.mode):
                raise Unfit(
                    f"roads.speeds_kmh 没有 {rule.mode}（{area} 地区的出行方式）的车速",
                    f"roads.speeds_kmh gives no speeds for {rule.mode}, the mode of {area} places",
                )
        return self


class Parameters(PackModel):
    """Sums the programme leaves to the county; unset (None) is unknown. A site's own fact overrides it."""

    subsidy_monthly: Decimal | None = None


class Programme(PackModel):
    """One programme pack, whole and checked."""

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Bilingual
    short_title: Bilingual
    issuer: Bilingual
    document: Text
    document_title: Text
    issued_on: date | None = None
    deadline: date | None = None
    jurisdiction: DivisionCode
    freshness_days: Annotated[int, Field(ge=1)] = 365
    parameters: Parameters = Parameters()
    kinds: Annotated[tuple[KindDefinition, ...], Field(min_length=1)]
    clauses: tuple[Clause, ...] = ()
    targets: tuple[NetworkTarget, ...] = ()
    annual_targets: tuple[AnnualTarget, ...] = ()
    budget_lines: tuple[BudgetLine, ...] = ()
    service_circle: ServiceCircle | None = None
    scorecard: Scorecard | None = None
    ledgers: LedgerBook | None = None
    contract: ContractPack | None = None
    notes: tuple[Bilingual, ...] = ()
    vocabulary: Vocabulary
    content_hash: str

    @cached_property
    def kinds_by_code(self) -> dict[str, KindDefinition]:
        """Kinds by their code."""
        return {k.code: k for k in self.kinds}

    @cached_property
    def clauses_by_id(self) -> dict[str, Clause]:
        """Clauses by their id."""
        return {c.id: c for c in self.clauses}

    @property
    def budget_stated(self) -> Decimal | None:
        """What the sums that the document states or implies for its targets add up to; None where it states none."""
        sums = [one.budget_yuan for one in self.targets if one.in_budget_total and one.budget_yuan is not None]
        return sum(sums, Decimal()) if sums else None

    @cached_property
    def in_force_from(self) -> date | None:
        """The day from which the first of its clauses binds; None where it has none."""
        return min((clause.in_force_from for clause in self.clauses), default=None)

    @cached_property
    def sums_set(self) -> dict[str, Decimal]:
        """The sums that the county has set for all sites, by the fact they stand for."""
        return {code: value for code, value in self.parameters.model_dump().items() if value is not None}

    @cached_property
    def entry_rules(self) -> EntryRules:
        """What documents of this programme must satisfy before they are judged."""
        return EntryRules(
            programme=self.slug,
            jurisdiction=self.jurisdiction,
            kinds={
                k.code: SiteKind(
                    code=k.code,
                    label=k.label,
                    tiers={t.code: t.label for t in k.tiers},
                    township_tiers=frozenset(t.code for t in k.tiers if t.lies_in_township),
                    remote=k.remote,
                )
                for k in self.kinds
            },
            vocabulary=self.vocabulary,
            waivable={c.id: (c.level == "generally", frozenset(a.kind for a in c.applies_to)) for c in self.clauses},
        )

    def clauses_for(self, kind: str, tier: str | None, day: date) -> Iterator[Clause]:
        """The clauses addressed to this kind and tier that are in force on `day`, in the document's order."""
        addressed = self._addressed.get((kind, tier))
        if addressed is None:
            addressed = self._addressed[kind, tier] = tuple(c for c in self.clauses if c.covers(kind, tier))
        return (c for c in addressed if c.in_force(day))

    @cached_property
    def _addressed(self) -> dict[tuple[str, str | None], tuple[Clause, ...]]:
        """The clauses by kind and tier, as far as they were asked for: a few pairs, asked for by every site."""
        return {}

    def is_due(self, reported_on: date, day: date) -> bool:
        """Whether a fact said on `reported_on` is older on `day` than the programme lets facts grow."""
        return days_between(reported_on, day) > self.freshness_days
