"""The form of a site as the template shows it: fields in sections, each with what the clauses say about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.compliance.verdicts import ClauseVerdict, SiteVerdict, Verdict
from app.errors import Fault
from app.journeys.evidence import CLAUSE
from app.journeys.proposals.form import Trial
from app.journeys.proposals.sheet import Sheet
from app.sites.facts import shape_of, value_type
from app.sites.site import Report, Site
from app.sites.vocabulary import EMPLOYMENTS, EQUIPMENT, STAFF, TRAININGS, WEEKDAYS, Vocabulary
from app.sites.words import item_label
from app.standards.asked import Asked, AskedFact, AskedMetric
from app.standards.programme import GROUPS, Clause, Programme
from app.web import formats
from app.web.language import Speech
from app.web.proposals.form.form_parts import CellFault, Choices, Field, Grid, GridRow, Section, Sign, anchor
from app.web.proposals.form.form_values import LOCATION, Raw, rows_of
from app.web.proposals.form.marked import marked, told
from app.web.proposals.form.returned import Returned, returned_items
from app.web.states import MARKS, Mark
from app.wording import Wording

BLANK_ROWS = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How the site stands with what is typed: the counts, and what the change would turn."""

    status: Mark
    unknown: int
    not_met: int
    faults: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def signs_of(trial: Trial, say: Speech) -> dict[str, Sign]:
    """What every clause says now, by its id."""
    before = trial.before
    return {c.clause.id: _sign(c, before.get(c.clause.id), say) for c in trial.after.clauses}


def _sign(clause: ClauseVerdict, before: Verdict | None, say: Speech) -> Sign:
    return Sign(
        "c-" + clause.clause.id.replace(".", "-"),
        CLAUSE + clause.clause.id,
        say.of(clause.clause.title),
        MARKS[clause.verdict],
        say.of(clause.explanation),
        clause.clause.level,
        before != clause.verdict,
    )


def standing(trial: Trial, say: Speech) -> Standing:
    """The counts for the bar at the foot of the form."""
    gained, lost = [], []
    for clause in trial.after.clauses:
        then = trial.before.get(clause.clause.id)
        if clause.verdict == "met" and then != "met":
            gained.append(say.of(clause.clause.title))
        elif clause.verdict == "not_met" and then != "not_met":
            lost.append(say.of(clause.clause.title))
    after: SiteVerdict = trial.after
    return Standing(
        MARKS[after.status],
        after.count("unknown"),
        after.count("not_met"),
        sum(len({fault.message for fault in faults}) for faults in trial.faults.values()),
        tuple(gained),
        tuple(lost),
    )


class FormView:
    """Builds sections, fields and grids for one page."""

    def __init__(self, programme: Programme, sheet: Sheet, asked: Asked, trial: Trial, raw: Raw, say: Speech) -> None:
        self._vocabulary: Vocabulary = programme.vocabulary
        self._site: Site = sheet.site
        self._asked, self._raw, self._say = asked, raw, say
        self._returned = returned_items(sheet, self._vocabulary, say)
        self._faults = trial.faults
        self._told = told(trial.faults, self._vocabulary, say)
        self._stale = frozenset(trial.due)
        self._signs = signs_of(trial, say)

    def sections(self) -> tuple[Section, ...]:
        """All sections: who and where it is, the groups of clauses, what else is reported."""
        basics = Section("basics", self._say("form.basics"), tuple(self._basics()))
        groups = (
            Section(str(group), self._say.of(GROUPS[group]), tuple(self._field(fact) for fact in facts))
            for group, facts in self._asked.sections.items()
            if facts
        )
        known = sorted(groups, key=lambda section: list(GROUPS).index(section.id))  # type: ignore[arg-type] # ids of groups are groups
        if self._asked.figures() and all(section.id != "operation" for section in known):
            # The grids stand in the section of their own name, whether facts stand there or not.
            known.append(Section("operation", self._say.of(GROUPS["operation"]), ()))
        if not self._asked.others:
            return (basics, *known)
        others = tuple(self._field(fact) for fact in self._asked.others)
        return (basics, *known, Section("others", self._say("form.others"), others))

    def fault_links(self) -> tuple[tuple[str, str], ...]:
        """Every fault in one line that names its field, with the way to it."""
        return tuple(
            (anchor(item), f"{self._say.of(item_label(item, self._vocabulary))}{self._say.colon}{text}")
            for item in self._faults
            for text in self._said(item)
        )

    def field_of(self, code: str) -> Field | None:
        """The field of one fact or collection."""
        return next((self._field(fact) for fact in self._asked.facts() if fact.code == code), None)

    def grids(self) -> tuple[Grid, ...]:
        """The figures, one grid for each grain."""
        by_grain: dict[str, list[AskedMetric]] = {}
        for metric in self._asked.figures():
            by_grain.setdefault(metric.kind.grain, []).append(metric)
        return tuple(self._grid(grain, metrics) for grain, metrics in by_grain.items())

    def _grid(self, grain: str, metrics: Sequence[AskedMetric]) -> Grid:
        columns = tuple(period.text for period in metrics[0].periods)
        rows = tuple(self._grid_row(metric, columns) for metric in metrics)
        return Grid(
            id=grain,
            label=self._say(f"form.figures_{grain}"),
            columns=columns,
            rows=rows,
            none_for=tuple(month for month in columns if self._is_blank(rows, month)) if grain == "month" else (),
            returned=tuple(
                back
                for row in rows
                for cell in row.cells
                for back in self._returned
                if back.item == f"{row.item}.{cell}"
            ),
            faults=tuple(
                CellFault(f"{row.item}.{cell}", f"{cell} {row.label}{self._say.colon}{text}")
                for row in rows
                for cell, texts in row.faults.items()
                for text in texts
            ),
        )

    def _is_blank(self, rows: Sequence[GridRow], month: str) -> bool:
        return any(row.counts and not any(self._raw.get(f"{row.item}.{month}", ())) for row in rows)

    def _basics(self) -> Iterator[Field]:
        for field in self._asked.fields:
            if (kind := field.value) is not None:
                yield Field(
                    kind.code,
                    value_type(kind.type).control,
                    self._say.of(kind.label),
                    unit=self._say.of(kind.unit) if kind.unit else "",
                    note=self._say.of(kind.note) if kind.note else "",
                    choices=_choices(kind.items, self._say),
                    faults=self._said(kind.code),
                    keyboard=field.keyboard,
                    returned=self._came_back(kind.code),
                )
        yield Field(
            LOCATION,
            "location",
            self._say.of(item_label(LOCATION, self._vocabulary)),
            choices=tuple((crs, self._say(f"form.crs_{crs}")) for crs in ("wgs84", "gcj02", "bd09")),
            faults=self._said(LOCATION),
            marked=self._marked(LOCATION),
            returned=self._came_back(LOCATION),
        )

    def _field(self, fact: AskedFact) -> Field:
        if fact.kind is None:
            label, control, unit, note = self._vocabulary.label(fact.code), fact.code, "", ""
            choices, more = self._collection_choices(fact)
        else:
            label, control = fact.kind.label, value_type(fact.kind.type).control
            unit = self._say.of(fact.kind.unit) if fact.kind.unit else ""
            note = self._say.of(fact.kind.note) if fact.kind.note else ""
            choices, more = self._fact_choices(fact)
        return Field(
            item=fact.item,
            control=control,
            label=self._say.of(label),
            unit=unit,
            note=note,
            choices=choices,
            more_choices=more,
            rows=self._rows(fact),
            signs=self._signs_of(fact.clauses),
            faults=self._said(fact.item),
            marked=self._marked(fact.item),
            reported=self._reported(fact.code),
            stale=fact.code in self._stale,
            returned=self._came_back(fact.item),
        )

    def _fact_choices(self, fact: AskedFact) -> tuple[Choices, Choices]:
        assert fact.kind is not None
        if shape_of(fact.kind) == "week":
            return _choices(WEEKDAYS, self._say), ()
        items = _choices(fact.kind.items, self._say)
        if shape_of(fact.kind) != "codes" or not (fact.items or fact in self._asked.others):
            return items, ()
        first = self._first(fact, fact.item)
        named = tuple(item for item in items if item[0] in first)
        return named, tuple(item for item in items if item[0] not in first)

    def _first(self, fact: AskedFact, name: str) -> frozenset[str]:
        """The items that a field opens with: those that clauses name; where none looks at it, those reported."""
        if fact not in self._asked.others:
            return frozenset(fact.items)
        reported = self._raw.get(name, ()) or [
            code.removeprefix(f"{name}.")
            for code, typed in self._raw.items()
            if code.startswith(f"{name}.") and any(typed)
        ]
        return frozenset(reported)

    def _collection_choices(self, fact: AskedFact) -> tuple[Choices, Choices]:
        """What the clauses name first; the rest of the vocabulary for whoever has more."""
        known = {EQUIPMENT: self._vocabulary.equipment, STAFF: self._vocabulary.roles}
        every = _choices(known.get(fact.code, self._vocabulary.trainings), self._say)
        first = self._first(fact, fact.code)
        named = tuple(item for item in every if item[0] in first)
        rest = tuple(item for item in every if item[0] not in first)
        if fact.code != EQUIPMENT:
            return (*named, *rest), _choices(EMPLOYMENTS, self._say) if fact.code == STAFF else ()
        return named, rest

    def _rows(self, fact: AskedFact) -> tuple[int, ...]:
        if fact.code not in (STAFF, TRAININGS) and (fact.kind is None or shape_of(fact.kind) != "days"):
            return ()
        there = rows_of(self._raw, fact.item)
        after = there[-1] + 1 if there else 0
        return (*there, *range(after, after + BLANK_ROWS))

    def _grid_row(self, metric: AskedMetric, periods: Sequence[str]) -> GridRow:
        item = f"metrics.{metric.kind.code}"
        faults = {period: said for period in periods if (said := self._said(f"{item}.{period}"))}
        return GridRow(
            item,
            self._say.of(metric.kind.label),
            self._say.of(metric.kind.unit),
            metric.counts and metric in self._asked.metrics,
            tuple(periods),
            self._signs_of(metric.clauses),
            faults,
            frozenset(period for period in periods if self._came_back(f"{item}.{period}")),
            "numeric" if metric.kind.decimals == 0 else "decimal",
        )

    def _came_back(self, item: str) -> tuple[Returned, ...]:
        return tuple(back for back in self._returned if back.item == item)

    def _signs_of(self, clauses: Sequence[Clause]) -> tuple[Sign, ...]:
        return tuple(self._signs[clause.id] for clause in clauses if clause.id in self._signs)

    def _said(self, item: str) -> tuple[str, ...]:
        return self._told.get(item, ())

    def _marked(self, item: str) -> frozenset[str]:
        faults: tuple[Fault, ...] = self._faults.get(item, ())
        return marked(item, faults, self._raw)

    def _reported(self, code: str) -> str:
        report: Report | None = self._site.reports.get(code)
        if report is None:
            return ""
        day = formats.day(report.day)
        return (
            self._say("form.reported_by", day=day, by=report.by) if report.by else self._say("form.reported", day=day)
        )


def _choices(labels: Mapping[str, Wording], say: Speech) -> Choices:
    return tuple((code, say.of(label)) for code, label in labels.items())
