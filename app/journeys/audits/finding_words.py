"""A finding in words, column by column: what page, workbook and print say of it, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.compliance.cells import cells_of
from app.compliance.verdicts import LEVELS, VERDICTS
from app.inspections.rectification import STATES, order_number
from app.journeys.audits.findings import Finding, Scene, is_overdue
from app.journeys.audits.since import Since
from app.journeys.house import House
from app.standards.programme import Clause, Programme
from app.wording import Wording, listed, same

ELSEWHERE_NAME = Wording("县外或未写明乡镇", "Outside the county, or no township given")
NO_RECORD = Wording("无记录", "not recorded")
NO_ORDER = Wording("未下达", "none")
_OVERDUE = Wording("逾期", "overdue")


@dataclass(frozen=True, slots=True)
class OrderWords:
    """A rectification order: its number, how it stands, by when."""

    number: str
    state: Wording
    due_on: date
    overdue: bool

    @property
    def standing(self) -> Wording:
        """How it stands, and whether it is overdue, in one cell."""
        late = Wording(f"（{_OVERDUE.zh}）", f" ({_OVERDUE.en})") if self.overdue else same("")
        return Wording(f"{self.state.zh}{late.zh}", f"{self.state.en}{late.en}")


@dataclass(frozen=True, slots=True)
class FindingWords:
    """The columns of one finding."""

    township: Wording
    code: str
    site: str
    kind: Wording
    clause: str
    title: Wording
    level: Wording
    section: str
    quote: str
    state: Wording
    found: Wording
    required: Wording
    gap: Wording
    since: Wording
    sentence: Wording
    orders: tuple[OrderWords, ...]


def in_words(house: House, scene: Scene, finding: Finding) -> FindingWords:
    """The columns of a finding."""
    site, verdict, programme = finding.member.site, finding.verdict, scene.programme
    cells = cells_of(verdict, programme.vocabulary)
    return FindingWords(
        township=township_name(house, finding.township),
        code=site.code,
        site=site.called,
        kind=programme.kinds_by_code[site.kind].label,
        clause=verdict.clause.id,
        title=verdict.clause.title,
        level=LEVELS[verdict.clause.level],
        section=verdict.clause.section,
        quote=verdict.clause.quote,
        state=VERDICTS[verdict.verdict],
        found=cells.found,
        required=cells.required,
        gap=cells.gap,
        since=since_words(finding.since),
        sentence=verdict.explanation,
        orders=tuple(
            OrderWords(order_number(one.stored.id), STATES[one.state], one.stored.due_on, is_overdue(house, one))
            for one in finding.orders
        ),
    )


def since_words(since: Since | None) -> Wording:
    """Since when, and what is known of the day before.

    >>> since_words(Since(date(2026, 3, 1), turned=False)).zh
    '2026-03-01 首次登记时即如此'
    """
    if since is None:
        return NO_RECORD
    if since.turned:
        return Wording(f"{since.day} 起", f"since {since.day}")
    return Wording(f"{since.day} 首次登记时即如此", f"since first recorded on {since.day}, or longer")


def township_name(house: House, code: str) -> Wording:
    """The name of a township, or what is said of the sites that lie in none."""
    division = house.divisions.get(code)
    return ELSEWHERE_NAME if division is None else division.label


def clause_titles(programme: Programme, clauses: Sequence[Clause]) -> dict[str, Wording]:
    """A title for each clause by its id; clauses of one title are told apart by the kinds or tiers they are for."""
    found: dict[str, Wording] = {}
    for clause in clauses:
        alike = [other for other in clauses if other.title == clause.title]
        for whom in (_nobody, _kinds, _tiers, _kinds_and_tiers):
            said = [whom(programme, other) for other in alike]
            if len(set(said)) == len(alike):
                break
        (zh, en), title = whom(programme, clause), clause.title
        found[clause.id] = Wording(f"{title.zh}（{zh}）", f"{title.en} ({en})") if zh else title
    return found


def _nobody(programme: Programme, clause: Clause) -> Wording:
    return same("")


def _kinds(programme: Programme, clause: Clause) -> Wording:
    return listed(programme.kinds_by_code[one.kind].label for one in clause.applies_to)


def _tiers(programme: Programme, clause: Clause) -> Wording:
    return listed(
        tier.label
        for one in clause.applies_to
        for tier in programme.kinds_by_code[one.kind].tiers
        if not one.tiers or tier.code in one.tiers
    )


def _kinds_and_tiers(programme: Programme, clause: Clause) -> Wording:
    return listed((_kinds(programme, clause), _tiers(programme, clause)))


def standing_on(programme: Programme, day: date) -> Wording:
    """What a list stands on: whose document, as of which day."""
    title, number = programme.title, programme.document
    return Wording(f"{title.zh} · {number} · 截至 {day}", f"{title.en} · {number} · as of {day}")
