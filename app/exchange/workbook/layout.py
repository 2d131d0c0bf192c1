"""Which sheets and columns a workbook has: derived from the packs, so that a new kind needs no code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.sites.vocabulary import EMPLOYMENTS, STATUSES, WEEKDAYS, FactKind
from app.standards.form import form_for
from app.standards.programme import Programme
from app.units import Grain, Period, last_full_months, last_full_years

GUIDE = "说明"
ROSTER, INVENTORY, TRAININGS = "人员名册", "设施设备", "培训"
FIGURES: Mapping[Grain, str] = {
    "month": "月度数据",
    "quarter": "季度数据",
    "half": "半年数据",
    "year": "年度数据",
    "cumulative": "累计数据",
}
YES, NO = "是", "否"
HAVE, HAVE_NOT = "有", "无"
CLEAR, NONE = "清除", "无"
CRS = {"wgs84": "GPS/CGCS2000", "gcj02": "高德/腾讯", "bd09": "百度"}
ALWAYS = ("opening_hours", "special_days")
MONTHS, YEARS = 12, 3
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `code` is its name for the program; `choices` its drop-down, label by code; `kind` the fact's."""

    code: str
    header: str
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: FactKind | None = None
    required: bool = False
    locked: bool = False
    width: int = 14


@dataclass(frozen=True, slots=True)
class KindSheet:
    """The sheet of one kind of site."""

    name: str
    programme: str
    kind: str
    columns: tuple[Column, ...]


def kind_sheets(programmes: Mapping[str, Programme], day: date) -> list[KindSheet]:
    """A sheet for every kind of every programme; a name that two share is told apart by the programme."""
    sheets: list[KindSheet] = []
    taken: set[str] = set()
    for slug, programme in programmes.items():
        for kind in programme.kinds:
            name = _sheet_name(kind.label.zh, taken, programme.short_title.zh)
            taken.add(name)
            sheets.append(KindSheet(name, slug, kind.code, tuple(_columns(programme, kind.code, day))))
    return sheets


def _sheet_name(label: str, taken: set[str], programme: str) -> str:
    plain = "".join(sign for sign in label if sign not in "[]:*?/\\'")[:LONGEST_SHEET_NAME]
    if plain not in taken:
        return plain
    return f"{plain[: LONGEST_SHEET_NAME - len(programme) - 2]}（{programme}）"


def _columns(programme: Programme, kind: str, day: date) -> Iterator[Column]:
    definition = programme.kinds_by_code[kind]
    tiers = {tier.code: tier.label.zh for tier in definition.tiers}
    yield Column("code", "编码", required=True, locked=True, width=16)
    yield Column("version", "版本", locked=True, width=7)
    yield Column("name", "名称", required=True, width=34)
    yield Column("tier", "层级", tiers, required=len(tiers) > 1, width=16)
    yield Column("division", "区划代码", required=True, width=16)
    yield Column("parent", "上级站点编码", width=16)
    yield Column("status", "运行状态", {code: label.zh for code, label in STATUSES.items()}, required=True)
    yield Column("location.lon", "经度")
    yield Column("location.lat", "纬度")
    yield Column("location.crs", "坐标系", CRS)
    yield Column("address", "地址", width=28)
    yield Column("phone", "对外电话")
    if definition.remote:
        yield Column("host_city", "所驻城市")
    form = form_for(programme, kind, None, day)
    asked = {question.code: question.items for questions in form.sections.values() for question in questions}
    for code in dict.fromkeys((*asked, *ALWAYS)):
        fact = programme.vocabulary.facts.get(code)
        if fact is not None:
            yield from _fact_columns(fact)


def _fact_columns(fact: FactKind) -> Iterator[Column]:
    unit = f"（{fact.unit.zh}）" if fact.unit else ""
    header, code = fact.label.zh + unit, f"facts.{fact.code}"
    match fact.type:
        case "set":
            for item, label in fact.items.items():
                yield Column(f"{code}[{item}]", f"{fact.label.zh}：{label.zh}", {HAVE: HAVE, HAVE_NOT: HAVE_NOT}, fact)
        case "hours":
            for weekday, label in WEEKDAYS.items():
                yield Column(f"{code}[{weekday}]", f"{fact.label.zh}：{label.zh}", kind=fact, width=24)
        case "boolean":
            yield Column(code, header, {YES: YES, NO: NO}, fact)
        case "choice":
            yield Column(code, header, {item: label.zh for item, label in fact.items.items()}, fact, width=18)
        case _:
            yield Column(code, header, kind=fact, width=20 if fact.type in ("text", "special_days") else 12)


ROSTER_KEYS = ("role", "employment", "from", "to", "name", "phone", "public")
EMPLOYMENT_LABELS = {code: label.zh for code, label in EMPLOYMENTS.items()}


def periods_of(grain: Grain, day: date) -> tuple[Period, ...]:
    """The periods that the sheet of a grain has columns for, oldest first."""
    match grain:
        case "month":
            return (*last_full_months(day, MONTHS), Period.month(day.year, day.month))
        case "year":
            return (*last_full_years(day, YEARS), Period.year(day.year))
        case "half":
            return tuple(Period.parse(f"{year}-H{half}") for year in (day.year - 1, day.year) for half in (1, 2))
        case "quarter":
            return tuple(Period.parse(f"{year}-Q{part}") for year in (day.year - 1, day.year) for part in (1, 2, 3, 4))
        case "cumulative":
            return (Period.parse("cumulative"),)
