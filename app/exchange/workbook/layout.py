"""Which sheets and columns a workbook has: derived from a site's fields and the packs, so that a new one needs no code.

Whatever the record holds has its column: what is asked always, all else where somebody reported it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, assert_never

from app.sites.facts import shape_of, value_type
from app.sites.fields import FIELD, ROWS, SiteField, carried
from app.sites.vocabulary import STAFF, TRAININGS, WEEKDAYS, FactKind
from app.standards.asked import asked_of_kind, periods_shown
from app.standards.programme import Programme
from app.units import Grain

GUIDE = "说明"
INVENTORY = "设施设备"
LISTS: Mapping[str, str] = {STAFF: "人员名册", TRAININGS: "培训", "waivers": "豁免", "history": "沿革"}
"""The sheets of lists by key of the document: a row of the sheet is a row of a site's list."""
ONLY_WHERE_ANY = frozenset({"waivers", "history"})
"""Lists that have a sheet only where a site has one: the county keeps them, and few sites have any."""
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
CLOSED_DAY = "休息"
OPTIONS = "选项"
"""The hidden sheet that the drop-downs take their choices from."""
NAME = "site"
"""The column with a site's name beside its code: for people; read only where the code is missing."""
CRS = {"wgs84": "GPS/CGCS2000", "gcj02": "高德/腾讯", "bd09": "百度"}
LONGEST_SHEET_NAME = 31
_LEADING = ("code", "name")
"""The columns that stay in view."""
_NUMBERS = frozenset({"location.lon", "location.lat", "count"})
_REQUIRED_IN_ROWS = frozenset({"role", "employment", "topic", "date", "clause", "until", "reason", "field"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `code` is its name for the program; `choices` its drop-down, label by code; `kind` what it holds.

    What is `locked` cannot be changed by accident in rows that are there already; in new rows it can be typed.
    """

    code: str
    header: str
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: FactKind | None = None
    required: bool = False
    locked: bool = False
    width: int = 14

    @property
    def holds(self) -> Literal["text", "day", "number"]:
        """How a spreadsheet is to take what is typed: codes and telephones are texts, so that no zero is lost."""
        if self.kind is None:
            return "number" if self.code in _NUMBERS else "text"
        if self.kind.type == "date":
            return "day"
        return "number" if shape_of(self.kind) == "number" else "text"


@dataclass(frozen=True, slots=True)
class KindSheet:
    """The sheet of one kind of site."""

    name: str
    programme: str
    kind: str
    columns: tuple[Column, ...]


def kind_sheets(
    programmes: Mapping[str, Programme], day: date, reported: Collection[str] | None = None
) -> list[KindSheet]:
    """A sheet for every kind of every programme; a name that two share is told apart by the programme.

    `reported` are the keys and the codes of facts that some site has reported; with None the sheets have every column
    that there can be.
    """
    sheets: list[KindSheet] = []
    taken: set[str] = set()
    for slug, programme in programmes.items():
        known = {*FIELD, *programme.vocabulary.facts} if reported is None else reported
        for kind in programme.kinds:
            name = _sheet_name(kind.label.zh, taken, programme.short_title.zh)
            taken.add(name)
            sheets.append(KindSheet(name, slug, kind.code, tuple(_columns(programme, kind.code, day, known))))
    return sheets


def _sheet_name(label: str, taken: set[str], programme: str) -> str:
    plain = "".join(sign for sign in label if sign not in "[]:*?/\\'")[:LONGEST_SHEET_NAME]
    if plain not in taken:
        return plain
    return f"{plain[: LONGEST_SHEET_NAME - len(programme) - 2]}（{programme}）"


def _columns(programme: Programme, kind: str, day: date, reported: Collection[str]) -> Iterator[Column]:
    asked = asked_of_kind(programme, kind, None, day, reported)
    shown = [f for f in carried("workbook") if f in asked.fields or f.kept_by == "county" or f.key in reported]
    fields = {f.key: f for f in shown} | {"code": FIELD["code"]}
    yield from _field_columns(fields["code"], programme, kind)
    yield Column("version", "版本", locked=True, width=7)
    for key in (*_LEADING[1:], *(key for key in fields if key not in _LEADING)):
        yield from _field_columns(fields[key], programme, kind)
    for fact in asked.facts():
        if fact.kind is not None:
            unit = f"（{fact.kind.unit.zh}）" if fact.kind.unit else ""
            yield from _value_columns(f"facts.{fact.code}", fact.kind.label.zh + unit, fact.kind)


def _field_columns(field: SiteField, programme: Programme, kind: str) -> Iterator[Column]:
    header = (field.heading or field.label).zh
    if field.value is not None:
        yield from _value_columns(field.key, header, field.value, required=field.needed, width=field.width)
        return
    part = field.part
    match part:
        case "code":
            yield Column(field.key, header, required=True, locked=True, width=field.width)
        case "tier":
            tiers = tier_choices(programme, kind)
            yield Column(field.key, header, tiers, required=len(tiers) > 1, width=field.width)
        case "division" | "parent":
            yield Column(field.key, header, required=field.needed, width=field.width)
        case "location":
            yield Column("location.lon", "经度")
            yield Column("location.lat", "纬度")
            yield Column("location.crs", "坐标系", CRS)
        case "programme" | "kind":
            return  # which sheet it is says so
        case "facts" | "equipment" | "staff" | "trainings" | "metrics" | "waivers" | "history" | "reports":
            return  # they have columns, or a sheet, of their own
        case None:
            raise ValueError(f"{field.name} holds neither a value nor a part")
        case _:
            assert_never(part)


def _value_columns(
    code: str, header: str, kind: FactKind, *, required: bool = False, width: int | None = None
) -> Iterator[Column]:
    width = width or value_type(kind.type).width
    shape = shape_of(kind)
    match shape:
        case "codes":
            for item, label in kind.items.items():
                yield Column(f"{code}[{item}]", f"{header}：{label.zh}", {HAVE: HAVE, HAVE_NOT: HAVE_NOT}, kind)
        case "week":
            for weekday, label in WEEKDAYS.items():
                yield Column(f"{code}[{weekday}]", f"{header}：{label.zh}", kind=kind, width=width)
        case "truth":
            yield Column(code, header, {YES: YES, NO: NO}, kind, required, width=width)
        case "code":
            labels = {item: label.zh for item, label in kind.items.items()}
            yield Column(code, header, labels, kind, required, width=width)
        case "number" | "text" | "days":
            yield Column(code, header, kind=kind, required=required, width=width)
        case _:
            assert_never(shape)


_WHICH_SITE = (Column("code", "站点编码", required=True, width=16), Column(NAME, "站点", width=28))


def inventory_columns(programmes: Iterable[Programme]) -> tuple[Column, ...]:
    """The columns of the sheet of equipment."""
    items = {code: label.zh for p in programmes for code, label in p.vocabulary.equipment.items()}
    return (
        *_WHICH_SITE,
        Column("item", "设备", {**items, NONE: NONE}, required=True, width=20),
        Column("count", "数量（可正常使用）", required=True),
    )


def figure_columns(periods: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of a sheet of figures: whose and which, then one a period."""
    return (
        Column("code", "站点编码", required=True, locked=True, width=16),
        Column(NAME, "站点", locked=True, width=28),
        Column("label", "项目", locked=True, width=28),
        Column("metric", "项目代码", locked=True, width=18),
        *(Column(period, "累计" if period == "cumulative" else period, width=10) for period in periods),
    )


def shown_columns(programme: Programme, kind: str, reported: Collection[str], day: date) -> tuple[Column, ...]:
    """The columns of a kind's sheet: what is asked for, and the keys and facts that some site of it has `reported`."""
    return tuple(_columns(programme, kind, day, reported))


def reported_in(document: Mapping[str, Any]) -> Iterator[str]:
    """The keys and facts that a document has reported."""
    yield from document
    yield from document.get("facts", ())


def list_columns(key: str, programmes: Iterable[Programme]) -> tuple[Column, ...]:
    """The columns of a list's sheet. The first after those of the site may say that the site has none."""
    columns = list(_WHICH_SITE)
    for kind in ROWS[key]:
        labels = {code: label for p in programmes for code, label in row_choices(kind, p).items()}
        if len(columns) == len(_WHICH_SITE):
            labels |= {NONE: NONE}
        width = 26 if kind.code in ("topic", "clause") else value_type(kind.type).width
        required = kind.code in _REQUIRED_IN_ROWS
        columns.append(Column(kind.code, kind.label.zh, labels, kind, required, width=width))
    return tuple(columns)


def row_choices(kind: FactKind, programme: Programme) -> Mapping[str, str]:
    """What a cell of a list's row offers, label by code; empty where it holds no code."""
    if shape_of(kind) == "truth":
        return {YES: YES, NO: NO}
    vocabulary = programme.vocabulary
    match kind.code:
        case "role":
            return {code: label.zh for code, label in vocabulary.roles.items()}
        case "topic":
            return {code: label.zh for code, label in vocabulary.trainings.items()}
        case "clause":
            return {clause.id: f"{clause.title.zh}（{clause.id}）" for clause in programme.clauses}
        case _:
            return {code: label.zh for code, label in kind.items.items()}


def tier_choices(programme: Programme, kind: str) -> Mapping[str, str]:
    """What the tiers of a kind are called, by code, in its column and where a former one is told."""
    return {tier.code: tier.label.zh for tier in programme.kinds_by_code[kind].tiers}


def former_choices(field: object, programme: Programme, kind: str) -> Mapping[str, str]:
    """What the former value of a field offers, label by code; empty where it holds no code with a label."""
    return tier_choices(programme, kind) if field == "tier" else {}


def periods_with(grain: Grain, day: date, reported: Iterable[str]) -> tuple[str, ...]:
    """The periods that the sheet of a grain has columns for: those asked for, and before them all others reported."""
    shown = [period.text for period in periods_shown(grain, day)]
    return (*sorted(set(reported) - set(shown)), *shown)
