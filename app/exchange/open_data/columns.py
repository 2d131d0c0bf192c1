"""What a flat row of a site has when it leaves the house: the one list behind every open file and the OGC features.

A column a public field, a column a fact, and beside codes what they mean. What no flat value can hold (rosters,
inventories, figures by period) stands in its column as a list or an object. Every row has every column: None is what
nobody reported. Nothing is in a row that `write_site(public=True)` does not write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.sites.divisions import Divisions
from app.sites.document import write_site
from app.sites.facts import shape_of
from app.sites.fields import FIELD, SiteField, carried
from app.sites.site import Site
from app.sites.vocabulary import STATUSES, FactKind
from app.standards.programme import Programme
from app.wording import Wording

Holds = Literal["text", "number", "integer", "truth", "day", "moment", "codes", "object", "list"]
"""What a column holds: a text, a number with or without decimals, true or false, a day, a moment, a list of codes, a
JSON object, a JSON list of objects."""
FACT_PREFIX = "fact_"
"""In front of a fact whose code is also the key of a field."""


_COMPLIANCE = Wording("评估结果", "Compliance")


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column: its name in every format, what it is called, what it holds, the codes it may have."""

    name: str
    label: Wording
    holds: Holds
    unit: Wording | None = None
    items: Mapping[str, Wording] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenSite:
    """One site as it leaves the house, with what the registry knows of it besides. `compliance` is None where verdicts
    are not published."""

    site: Site
    version: int
    updated_at: datetime
    compliance: str | None


def site_columns(programmes: Iterable[Programme], *, verdicts: bool) -> tuple[OpenColumn, ...]:
    """The columns of all these programmes, in order; `verdicts` says whether the county publishes them."""
    packs = list(programmes)
    columns: list[OpenColumn] = []
    for one in carried("public"):
        columns += _columns_of(one, packs, verdicts=verdicts)
    if verdicts:
        columns.append(
            OpenColumn(
                "compliance", _COMPLIANCE, "text", items={str(code): said for code, said in COMPLIANCE_STATUSES.items()}
            )
        )
    columns.append(OpenColumn("version", Wording("版本", "Version"), "integer"))
    columns.append(OpenColumn("updated_at", Wording("更新时间", "Updated at"), "moment"))
    return tuple(columns)


def _columns_of(one: SiteField, packs: list[Programme], *, verdicts: bool) -> list[OpenColumn]:
    kinds = {kind.code: kind.label for pack in packs for kind in pack.kinds}
    tiers = {tier.code: tier.label for pack in packs for kind in pack.kinds for tier in kind.tiers}
    match one.part:
        case None:
            assert one.value is not None  # a field has a value or is a part
            column = _of_kind(one.key, one.value)
            named = [OpenColumn("status_name", Wording("运行状态名称", "Status in words"), "text")]
            return [column, *(named if one.key == "status" else [])]
        case "kind":
            named = [OpenColumn("kind_name", Wording("站点类别名称", "Site type in words"), "text")]
            return [OpenColumn("kind", one.label, "text", items=kinds), *named]
        case "tier":
            return [OpenColumn("tier", one.label, "text", items=tiers)]
        case "programme":
            return [OpenColumn("programme", one.label, "text", items={pack.slug: pack.title for pack in packs})]
        case "division":
            return [
                OpenColumn("division", one.heading or one.label, "text"),
                OpenColumn("division_name", Wording("区划名称", "Division name"), "text"),
                OpenColumn("township", Wording("乡镇代码", "Township code"), "text"),
                OpenColumn("township_name", Wording("乡镇名称", "Township name"), "text"),
            ]
        case "location":
            return [
                OpenColumn("lon", Wording("经度（WGS-84）", "Longitude (WGS-84)"), "number"),
                OpenColumn("lat", Wording("纬度（WGS-84）", "Latitude (WGS-84)"), "number"),
            ]
        case "facts":
            facts = {code: kind for pack in reversed(packs) for code, kind in pack.vocabulary.facts.items()}
            return [_of_kind(fact_column(code), facts[code]) for code in sorted(facts)]
        case "equipment" | "reports":
            return [OpenColumn(one.key, one.label, "object")]
        case "waivers":
            return [OpenColumn(one.key, one.label, "list")] if verdicts else []
        case "staff" | "trainings" | "metrics" | "history":
            return [OpenColumn(one.key, one.label, "list")]
        case _:
            return [OpenColumn(one.key, one.label, "text")]


def fact_column(code: str) -> str:
    """The column in which a fact stands."""
    return FACT_PREFIX + code if code in FIELD else code


def _of_kind(name: str, kind: FactKind) -> OpenColumn:
    holds: Mapping[str, Holds] = {
        "number": "integer" if kind.type == "integer" else "number",
        "truth": "truth",
        "text": "day" if kind.type == "date" else "text",
        "code": "text",
        "codes": "codes",
        "week": "object",
        "days": "object",
    }
    return OpenColumn(name, kind.label, holds[shape_of(kind)], kind.unit, kind.items)


def open_row(
    columns: Iterable[OpenColumn], one: OpenSite, programmes: Mapping[str, Programme], divisions: Divisions
) -> dict[str, Any]:
    """The row of a site: every column by its name, in order; None where nothing is known."""
    site = one.site
    document = write_site(site, public=True)
    location = document.pop("location", None) or {}
    facts = {fact_column(code): value for code, value in document.pop("facts", {}).items()}
    pack = programmes.get(site.programme)
    kind = pack.kinds_by_code.get(site.kind) if pack else None
    division = divisions.get(site.division) if site.division else None
    township = divisions.township_of(site.division)
    known = {
        **facts,
        **document,
        "lon": location.get("lon"),
        "lat": location.get("lat"),
        "kind_name": kind.label.zh if kind else None,
        "status_name": STATUSES[site.status].zh if site.status else None,
        "division_name": division.name if division else None,
        "township": township.code if township else None,
        "township_name": township.name if township else None,
        "sample": site.sample,
        "compliance": one.compliance,
        "version": one.version,
        "updated_at": one.updated_at.isoformat(timespec="seconds"),
    }
    return {column.name: known.get(column.name) for column in columns}
