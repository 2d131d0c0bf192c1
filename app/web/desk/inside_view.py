"""A site as its inside page shows it: section by section what the clauses say, what was reported, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from app.compliance.verdicts import SiteVerdict
from app.sites.fields import FIELDS, SiteField
from app.sites.site import Person, Site
from app.sites.vocabulary import COLLECTIONS, EMPLOYMENTS, EQUIPMENT, STAFF, TRAININGS
from app.standards.asked import Asked, AskedFact
from app.standards.programme import GROUPS, Programme
from app.units import Grain
from app.web import formats
from app.web.clauses import ShownClause, shown_clause
from app.web.language import Speech
from app.web.public.facts import fact_lines
from app.web.states import VERDICT_ORDER

_ELSEWHERE = frozenset({"name", "status", "sample"})
"""Plain fields that stand at the top of the page."""


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """One row of the roster; `name` and `phone` are empty where the reader may not know them or nobody gave them."""

    role: str
    employment: str
    span: str
    name: str
    phone: str
    left: bool


@dataclass(frozen=True, slots=True)
class ReportedFact:
    """One fact: what was reported, line by line, or as a roster; who said so when; whether it is due to be confirmed.

    `known` is false for what nobody reported; `href` leads to what a line names.
    """

    label: str
    lines: tuple[str, ...]
    people: tuple[ShownPerson, ...] = ()
    known: bool = True
    reported: str = ""
    due: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class InsideSection:
    """One section of the page. `open` counts the clauses about which something is still to be done."""

    id: str
    title: str
    clauses: tuple[ShownClause, ...]
    facts: tuple[ReportedFact, ...]

    @property
    def open(self) -> int:
        """How many of its clauses are not met or not known."""
        return sum(clause.is_open for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures of one grain, the newest period first; a cell is empty where nothing was reported."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]


class InsideView:
    """Builds the sections and tables for one page."""

    def __init__(
        self, programme: Programme, site: Site, verdict: SiteVerdict, asked: Asked, say: Speech, day: date
    ) -> None:
        self._programme, self._vocabulary = programme, programme.vocabulary
        self._site, self._verdict, self._asked, self._say, self._day = site, verdict, asked, say, day

    def sections(self) -> tuple[InsideSection, ...]:
        """The groups of clauses in the form's order, then what is reported though no clause looks at it."""
        found = []
        tables = self.tables()
        for group, title in GROUPS.items():
            facts = tuple(self._fact(fact) for fact in self._asked.sections.get(group, ()))
            clauses = self._clauses(group)
            if facts or clauses or (group == "operation" and tables):
                found.append(InsideSection(group, self._say.of(title), clauses, facts))
        if others := tuple(self._fact(fact) for fact in self._asked.others):
            found.append(InsideSection("others", self._say("form.others"), (), others))
        return tuple(found)

    def basics(self, place: str, parent: tuple[str, str] | None) -> tuple[ReportedFact, ...]:
        """What the site says of itself and how it is reached: what is asked and whatever else is known, field by field.

        `place` is its division in words, `parent` name and address of the site above it.
        """
        asked = {field.key for field in self._asked.fields}
        found = []
        for field in FIELDS:
            label, lines = self._say.of(field.label), self._of_field(field, place)
            if field.part == "parent" and parent is not None:
                found.append(ReportedFact(label, (parent[0],), href=parent[1]))
            elif field.key not in _ELSEWHERE and (lines is not None or field.key in asked or field.part == "division"):
                found.append(self._line(label, lines))
        return tuple(found)

    def _of_field(self, field: SiteField, place: str) -> tuple[str, ...] | None:
        """A field in words; None where nothing is known of it, and for a part that has a place of its own."""
        match field.part:
            case None:
                assert field.value is not None, "what is no part holds a plain value"
                value = getattr(self._site, field.name)
                return None if value in (None, "") else fact_lines(field.value, value, self._say)
            case "division":
                return (place,) if place else None
            case "location":
                point = self._site.location.point if self._site.location else None
                return (f"{point.lat:.6f}, {point.lon:.6f}",) if point else None
            case "parent" | "code" | "programme" | "kind" | "tier" | "history":
                return None
            case "facts" | "equipment" | "staff" | "trainings" | "metrics" | "waivers" | "reports":
                return None
            case _:
                assert_never(field.part)

    def tables(self) -> tuple[FigureTable, ...]:
        """The figures that are asked for or were reported, a table a grain."""
        columns: dict[Grain, set[str]] = {}
        rows: dict[Grain, set[str]] = {}
        for metric in self._asked.metrics:
            columns.setdefault(metric.kind.grain, set()).update(period.text for period in metric.periods)
            rows.setdefault(metric.kind.grain, set()).add(metric.kind.code)
        for code, period in self._site.metrics:
            columns.setdefault(period.grain, set()).add(period.text)
            rows.setdefault(period.grain, set()).add(code)
        return tuple(self._table(grain, sorted(columns[grain], reverse=True), rows[grain]) for grain in columns)

    def _table(self, grain: Grain, columns: list[str], codes: set[str]) -> FigureTable:
        values = {(code, period.text): value for (code, period), value in self._site.metrics.items()}

        def cell(code: str, period: str) -> str:
            value = values.get((code, period))
            return "" if value is None else formats.number(value)

        return FigureTable(
            self._say(f"form.figures_{grain}"),
            tuple(self._say("site.cumulative") if column == "cumulative" else column for column in columns),
            tuple(
                (self._say.of(kind.label), self._say.of(kind.unit), tuple(cell(code, column) for column in columns))
                for code, kind in self._vocabulary.metrics.items()
                if code in codes
            ),
        )

    def _clauses(self, group: str) -> tuple[ShownClause, ...]:
        """What is wrong first, each in the document's order."""
        here = [clause for clause in self._verdict.clauses if clause.clause.group == group]
        here.sort(key=lambda clause: VERDICT_ORDER.index(clause.verdict))
        return tuple(shown_clause(clause, self._programme, self._say) for clause in here)

    def _fact(self, fact: AskedFact) -> ReportedFact:
        label = self._say.of(self._vocabulary.label(fact.code))
        if fact.code == STAFF and self._site.staff:
            return self._line(label, (), fact.code, tuple(self._people(self._site.staff)))
        return self._line(label, self._values(fact), fact.code)

    def _values(self, fact: AskedFact) -> tuple[str, ...] | None:
        site, say = self._site, self._say
        if fact.kind is not None:
            value = site.facts.get(fact.code)
            return None if value is None else fact_lines(fact.kind, value, say)
        held: Mapping[str, Iterator[str] | None] = {
            EQUIPMENT: None if site.equipment is None else self._equipment(site.equipment),
            TRAININGS: None if site.trainings is None else self._trainings(site),
            STAFF: None if site.staff is None else iter(()),
        }
        assert fact.code in COLLECTIONS, "what is no fact is one of the three collections"
        found = held[fact.code]
        return None if found is None else tuple(found) or (say("site.none"),)

    def _equipment(self, counts: Mapping[str, int]) -> Iterator[str]:
        if counts:
            yield self._say.comma.join(f"{self._item(code)} {count}" for code, count in counts.items())

    def _trainings(self, site: Site) -> Iterator[str]:
        for training in sorted(site.trainings or (), key=lambda t: t.day, reverse=True):
            yield f"{formats.day(training.day)} {self._item(training.topic)}"

    def _people(self, staff: tuple[Person, ...]) -> Iterator[ShownPerson]:
        """Those in post first."""
        for person in sorted(staff, key=lambda p: not p.in_post(self._day)):
            start = formats.day(person.start) if person.start else ""
            end = formats.day(person.end) if person.end else ""
            yield ShownPerson(
                role=self._item(person.role),
                employment=self._say.of(EMPLOYMENTS[person.employment]),
                span=f"{start or '…'} – {end}".rstrip() if start or end else "",
                name=person.name or "",
                phone=person.phone or "",
                left=person.end is not None and person.end < self._day,
            )

    def _item(self, code: str) -> str:
        return self._say.of(self._vocabulary.item_label(code))

    def _line(
        self, label: str, lines: tuple[str, ...] | None, code: str = "", people: tuple[ShownPerson, ...] = ()
    ) -> ReportedFact:
        known = lines is not None
        return ReportedFact(
            label=label,
            lines=(self._say("inside.unreported"),) if lines is None else lines,
            people=people,
            known=known,
            reported=self._reported(code),
            due=code in self._verdict.due_for_confirmation,
        )

    def _reported(self, code: str) -> str:
        report = self._site.reports.get(code)
        if report is None:
            return ""
        day = formats.day(report.day)
        return (
            self._say("form.reported_by", day=day, by=report.by) if report.by else self._say("form.reported", day=day)
        )
