"""Reading the many-rowed parts of a site document: facts, inventory, roster, trainings, figures, waivers, history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, cast, get_args

from app.normal.printable import printable
from app.sites.entry import LONGEST_NAME, Entry, is_ordinary
from app.sites.facts import read_fact
from app.sites.fields import ROWS, keys_of_row
from app.sites.site import Dated, Employment, FactValue, FormerValue, Person, Report, Training, Waiver
from app.sites.vocabulary import COLLECTIONS, EMPLOYMENTS, STAFF, TRAININGS, EntryRules, MetricKind, SiteKind
from app.units import Grain, Period
from app.wording import Wording

PERIODS: Mapping[Grain, Wording] = {
    "year": Wording("按年填报，如 2026", "by the year, as 2026"),
    "half": Wording("按半年填报，如 2026-H1", "by the half-year, as 2026-H1"),
    "quarter": Wording("按季度填报，如 2026-Q3", "by the quarter, as 2026-Q3"),
    "month": Wording("按月填报，如 2026-09", "by the month, as 2026-09"),
}


def read_facts(entry: Entry, given: Mapping[str, Any], rule: EntryRules) -> dict[str, FactValue]:
    """The facts, under `facts` and the top-level `opening_hours`; null means unreported."""
    facts: dict[str, FactValue] = {}
    document = entry.mapping(given.get("facts", {}), "facts") or {}
    values = dict(document)
    if "opening_hours" in given:
        if values.get("opening_hours") is not None:
            entry.fault("opening_hours", "duplicate", "与 facts.opening_hours 重复", "is given here and under facts")
        values["opening_hours"] = given["opening_hours"]
    for code, value in values.items():
        kind = rule.vocabulary.facts.get(code)
        if kind is None:
            entry.fault(f"facts.{printable(str(code))}", "unknown_code", "没有这个填报项", "there is no such item")
        elif value is not None:
            is_above = code == "opening_hours" and code in given
            read = read_fact(entry, kind, value, code if is_above else f"facts.{code}")
            if read is not None:
                facts[code] = read
    return facts


def read_equipment(entry: Entry, value: object, rule: EntryRules) -> dict[str, int] | None:
    """The inventory: how many of each item work."""
    given = entry.mapping(value, "equipment")
    if given is None:
        return None
    counts: dict[str, int] = {}
    for item, count in given.items():
        if item in rule.vocabulary.equipment and is_ordinary(count):
            counts[item] = count
            continue
        path = f"equipment.{printable(str(item))}"
        if item not in rule.vocabulary.equipment:
            entry.fault(path, "unknown_code", "没有此设备", "there is no such equipment")
            continue
        number = entry.integer(count, path)
        if number is not None:
            counts[item] = number
    return counts


def read_staff(entry: Entry, value: object, rule: EntryRules) -> tuple[Person, ...] | None:
    """The roster."""
    rows = entry.rows(value, "staff")
    if rows is None:
        return None
    return tuple(p for i, row in enumerate(rows) if (p := _read_person(entry, row, f"staff[{i}]", rule)) is not None)


def _read_person(entry: Entry, value: object, path: str, rule: EntryRules) -> Person | None:
    given = entry.mapping(value, path)
    if given is None:
        return None
    entry.unknown_keys(given, keys_of_row("staff"), path)
    given = {key: v for key, v in given.items() if v is not None}
    labels = _labels(STAFF)
    role = entry.one_of(given.get("role"), f"{path}.role", rule.vocabulary.roles, labels["role"])
    employment = entry.one_of(given.get("employment"), f"{path}.employment", EMPLOYMENTS, labels["employment"])
    start = entry.day(given["from"], f"{path}.from") if "from" in given else None
    end = entry.day(given["to"], f"{path}.to") if "to" in given else None
    if start is not None and end is not None and end < start:
        entry.fault(f"{path}.to", "impossible_date", "离岗早于到岗", "lies before from")
    name = entry.text(given["name"], f"{path}.name", longest=LONGEST_NAME, blank=True) if "name" in given else None
    phone = entry.telephone(given["phone"], f"{path}.phone") if "phone" in given else None
    public = bool(entry.boolean(given["public"], f"{path}.public")) if "public" in given else False
    if role is None or employment is None:
        return None
    return Person(role, cast(Employment, employment), start, end, name, phone or None, public)


@cache
def _labels(key: str) -> Mapping[str, Wording]:
    """What each key of a row of a list is called."""
    return {kind.code: kind.label for kind in ROWS[key]}


def read_trainings(entry: Entry, value: object, rule: EntryRules) -> tuple[Training, ...] | None:
    """The trainings held."""
    rows = entry.rows(value, "trainings_held")
    if rows is None:
        return None
    trainings, labels = [], _labels(TRAININGS)
    for index, row in enumerate(rows):
        path = f"trainings_held[{index}]"
        given = entry.mapping(row, path)
        if given is None:
            continue
        entry.unknown_keys(given, keys_of_row("trainings_held"), path)
        topic = entry.one_of(given.get("topic"), f"{path}.topic", rule.vocabulary.trainings, labels["topic"])
        day = None
        if given.get("date") in (None, ""):
            entry.missing(f"{path}.date", labels["date"])
        else:
            day = entry.day(given["date"], f"{path}.date", latest=rule.today)
        if topic is not None and day is not None:
            trainings.append(Training(topic, day))
    return tuple(trainings)


def read_metrics(entry: Entry, value: object, rule: EntryRules) -> dict[tuple[str, Period], Decimal]:
    """Figures by metric and period."""
    metrics: dict[tuple[str, Period], Decimal] = {}
    for index, row in enumerate(entry.rows(value, "metrics") or ()):
        path = f"metrics[{index}]"
        given = entry.mapping(row, path)
        if given is None:
            continue
        entry.unknown_keys(given, ("metric", "period", "value"), path)
        metric = entry.one_of(given.get("metric"), f"{path}.metric", rule.vocabulary.metrics)
        period = entry.period(given.get("period"), f"{path}.period")
        kind = rule.vocabulary.metrics[metric] if metric else None
        # A rate since opening may be given year by year too; a clause then looks at the one cumulative figure.
        if kind is not None and period is not None and kind.grain not in (period.grain, "cumulative"):
            said = PERIODS[kind.grain]
            entry.fault(f"{path}.period", "wrong_period", f"该运行数据{said.zh}", f"this figure is reported {said.en}")
            continue
        if period is not None and _lies_ahead(period, rule.today) and not entry.recorded:
            zh, en = f"{period.text} 尚未开始，不能填报", f"{period.text} has not begun; nothing can be reported for it"
            entry.fault(f"{path}.period", "in_the_future", zh, en)
            continue
        highest = kind.highest_in(period) if kind is not None else None
        unit = kind.unit if kind is not None else None
        number = _read_figure(entry, given.get("value"), f"{path}.value", kind, highest, unit)
        if metric is None or period is None or number is None:
            continue
        if (metric, period) in metrics:
            zh, en = rule.vocabulary.metrics[metric].label.zh, f"{metric} {period.text}"
            entry.fault(path, "duplicate", f"{zh}（{period.text}）重复", f"{en} is given twice")
        metrics[metric, period] = number
    return metrics


def _lies_ahead(period: Period, today: date | None) -> bool:
    """Whether a period begins only after `today`; false where nobody registers."""
    return today is not None and period.grain != "cumulative" and period.first_day > today


def _read_figure(
    entry: Entry, value: object, path: str, kind: MetricKind | None, highest: Decimal | None, unit: Wording | None
) -> Decimal | None:
    """A figure to the precision of its kind; a count is whole."""
    if kind is not None and kind.decimals == 0 and not entry.recorded:
        count = entry.integer(value, path, highest=highest, unit=unit)
        return None if count is None else Decimal(count)
    decimals = kind.decimals if kind is not None else None
    return entry.number(value, path, highest=highest, decimals=decimals, unit=unit)


def read_waivers(entry: Entry, value: object, rule: EntryRules, kind: SiteKind | None) -> tuple[Waiver, ...]:
    """Waivers: of *generally* clauses of this kind of site only, each with a reason and an end."""
    waivers: list[Waiver] = []
    for index, row in enumerate(entry.rows(value, "waivers") or ()):
        path = f"waivers[{index}]"
        given = entry.mapping(row, path)
        if given is None:
            continue
        entry.unknown_keys(given, keys_of_row("waivers"), path)
        clause = entry.one_of(given.get("clause"), f"{path}.clause", rule.waivable)
        reason = entry.text(given.get("reason"), f"{path}.reason", lines=True)
        until = entry.day(given.get("until"), f"{path}.until")
        if clause is None:
            continue
        allowed, kinds = rule.waivable[clause]
        if not allowed:
            entry.fault(
                f"{path}.clause", "not_waivable", "必备条款不能豁免", "a mandatory requirement cannot be waived"
            )
        elif kind is not None and kind.code not in kinds:
            entry.fault(
                f"{path}.clause",
                "not_applicable",
                "该条款不适用于这类站点",
                "the clause does not apply to this kind of site",
            )
        elif reason is not None and until is not None:
            waiver = Waiver(clause, reason, until)
            if any((w.clause, w.until) == (clause, until) for w in waivers):
                entry.fault(path, "duplicate", f"{clause} 的豁免重复", f"the waiver of {clause} is given twice")
            waivers.append(waiver)
    return tuple(waivers)


def read_history(entry: Entry, value: object, kind: SiteKind | None) -> tuple[FormerValue, ...]:
    """What parent, tier and name were before."""
    former: list[FormerValue] = []
    for index, row in enumerate(entry.rows(value, "history") or ()):
        path = f"history[{index}]"
        given = entry.mapping(row, path)
        if given is None:
            continue
        entry.unknown_keys(given, keys_of_row("history"), path)
        field = entry.one_of(given.get("field"), f"{path}.field", get_args(Dated))
        start = entry.day(given["from"], f"{path}.from") if given.get("from") is not None else None
        end = entry.day(given.get("to"), f"{path}.to")
        if start is not None and end is not None and end < start:
            entry.fault(f"{path}.to", "impossible_date", "早于开始日期", "lies before from")
        text = given.get("value")
        if field == "tier" and kind is not None:
            text = entry.one_of(text, f"{path}.value", kind.tiers)
        elif text is not None or field == "name":
            text = entry.text(text, f"{path}.value", longest=LONGEST_NAME)
        if field is not None and end is not None:
            former.append(FormerValue(cast(Dated, field), text, start, end))
    return tuple(former)


def read_reports(entry: Entry, value: object, rule: EntryRules) -> dict[str, Report]:
    """Who reported which fact when."""
    reports: dict[str, Report] = {}
    for code, row in (entry.mapping(value, "reports") or {}).items():
        if code not in rule.vocabulary.facts and code not in COLLECTIONS:
            entry.fault(f"reports.{printable(str(code))}", "unknown_code", "没有这个填报项", "there is no such item")
            continue
        report = _report_of(row, rule.today, entry.recorded)
        if report is None:
            report = _read_report(entry, row, f"reports.{code}", rule.today)
        if report is not None:
            reports[code] = report
    return reports


def _read_report(entry: Entry, row: object, path: str, today: date | None) -> Report | None:
    given = entry.mapping(row, path)
    if given is None:
        return None
    entry.unknown_keys(given, ("on", "by"), path)
    day = entry.day(given.get("on"), f"{path}.on", latest=today)
    by = entry.text(given["by"], f"{path}.by", longest=LONGEST_NAME) if given.get("by") is not None else None
    return None if day is None else Report(day, by)


def _report_of(row: object, today: date | None, recorded: bool) -> Report | None:
    """The report of a row in which nothing is wrong; None where there is more to be said."""
    if isinstance(row, dict) and {*map(type, row.values())} == {str}:
        return _faultless_report(tuple(row.items()), today, recorded)
    return None


@lru_cache(4096)
def _faultless_report(row: tuple[tuple[str, str], ...], today: date | None, recorded: bool) -> Report | None:
    """One person says many things on a day, so most rows of a site, and of its neighbours, are the same."""
    entry = Entry(recorded=recorded)
    report = _read_report(entry, dict(row), "", today)
    return None if entry.faults else report
