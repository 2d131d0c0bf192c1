"""The four collections: what each holds, which properties its features have, what may be asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.exchange.open_data.columns import OpenColumn, site_columns
from app.journeys.house import House
from app.sites.vocabulary import STATUSES
from app.wording import Wording

CollectionId = Literal["sites", "villages", "townships", "circle"]
Schema = dict[str, Any]
IN_GEOMETRY = frozenset({"lon", "lat"})
"""Columns of an open row that a feature says by its geometry."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a feature as a JSON Schema, with what it is called."""

    name: str
    label: Wording
    schema: Schema

    def described(self) -> Schema:
        """The schema with its title in English and the Chinese name beside it."""
        return {"title": f"{self.label.en} {self.label.zh}", **self.schema}


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection. `asked` are the properties that may be asked for by their value; `timed` says what `datetime`
    looks at, empty where features have no time."""

    id: CollectionId
    title: Wording
    said: Wording
    geometry: Literal["Point", "MultiPolygon"]
    properties: tuple[Property, ...]
    asked: tuple[Property, ...]
    timed: str = ""


PHOTOS = "photos"
_TEXT: Schema = {"type": "string"}
_SHAPES: dict[str, Schema] = {
    "text": _TEXT,
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "truth": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "codes": {"type": "array", "items": _TEXT},
    "object": {"type": "object"},
    "list": {"type": "array", "items": {"type": "object"}},
}


@dataclass(slots=True)
class Collections:
    """Kept: the collections and the columns of a site, made from the packs, which a process reads once; never renewed.

    Lost, they are made again.
    """

    by_id: dict[str, Collection]
    columns: tuple[OpenColumn, ...]


def collections_of(house: House) -> Collections:
    """The collections of this house, sites first."""
    return house.kept.of(Collections, lambda: _made(house))


def _made(house: House) -> Collections:
    columns = site_columns(house.programmes.values(), verdicts=house.settings.public_compliance)
    all_of_them = (_sites(house, columns), _villages(), _townships(), _circle(house))
    return Collections({one.id: one for one in all_of_them}, columns)


def _sites(house: House, columns: tuple[OpenColumn, ...]) -> Collection:
    packs = house.programmes.values()
    items = {
        "programme": sorted(house.programmes),
        "kind": sorted({kind.code for pack in packs for kind in pack.kinds}),
        "tier": sorted({tier.code for pack in packs for kind in pack.kinds for tier in kind.tiers}),
        "status": list(STATUSES),
        "compliance": list(COMPLIANCE_STATUSES),
    }
    properties = (*(_property(column) for column in columns if column.name not in IN_GEOMETRY), _PHOTOS)
    asked = (*items, "division")
    return Collection(
        "sites",
        Wording("站点", "Sites"),
        Wording(
            "公共就业服务站点，所有公开信息；已关闭的站点仅在 status=closed 时列出",
            "Public employment sites with all that is public; closed ones only where status=closed is asked for",
        ),
        "Point",
        properties,
        tuple(
            Property(one.name, one.label, {**_TEXT, "enum": items[one.name]} if one.name in items else _DIVISION)
            for one in properties
            if one.name in asked
        ),
        timed="updated_at",
    )


def _property(column: OpenColumn) -> Property:
    schema = dict(_SHAPES[column.holds])
    if column.unit is not None:
        schema["description"] = f"{column.unit.en} {column.unit.zh}"
    return Property(column.name, column.label, schema)


_PHOTOS = Property(
    PHOTOS,
    Wording("公开照片", "Public photos"),
    {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"url": {**_TEXT, "format": "uri"}, "alt": {**_TEXT, "description": "What it shows"}},
            "required": ["url", "alt"],
        },
    },
)
_DIVISION: Schema = {**_TEXT, "pattern": r"^\d{6}(\d{3}(\d{3})?)?$", "description": "This division and all below it"}
_CODE = Property("code", Wording("区划代码", "Division code"), _TEXT)
_NAME = Property("name", Wording("名称", "Name"), _TEXT)
_NAME_EN = Property("name_en", Wording("英文名称", "Name in English"), _TEXT)
_TOWNSHIP = Property("township", Wording("乡镇代码", "Township code"), _TEXT)
_COUNTY = Property("county", Wording("区县代码", "County code"), _TEXT)
_WITHIN = Property("division", Wording("所在区划", "Within the division"), _DIVISION)


def _villages() -> Collection:
    return Collection(
        "villages",
        Wording("村、社区", "Villages and communities"),
        Wording("方案所在区县的村和社区；未标注位置的没有几何", "Of the counties; one not placed has no geometry"),
        "Point",
        (
            *(_CODE, _NAME, _NAME_EN, _TOWNSHIP),
            Property("township_name", Wording("乡镇名称", "Township name"), _TEXT),
            _COUNTY,
            Property("area", Wording("城乡", "Urban or rural"), {**_TEXT, "enum": ["urban", "rural"]}),
            Property("approximate", Wording("位置为大致", "Position is rough"), {"type": "boolean"}),
            Property("population", Wording("人口", "Population"), {"type": "integer"}),
        ),
        (_TOWNSHIP, _WITHIN),
    )


def _townships() -> Collection:
    return Collection(
        "townships",
        Wording("乡镇、街道", "Townships"),
        Wording("方案所在区县的乡镇和街道，附站点数", "Those of the counties, with how many sites each has"),
        "Point",
        (
            *(_CODE, _NAME, _NAME_EN, _COUNTY),
            Property("county_name", Wording("区县名称", "County name"), _TEXT),
            Property("kind", Wording("类型", "Rank"), _TEXT),
            Property("sites", Wording("站点数", "Number of sites"), {"type": "integer"}),
        ),
        (_COUNTY, _WITHIN),
    )


def _percent(name: str, zh: str, en: str) -> Property:
    """A share in percent; null where it could not be measured or cannot be decided."""
    return Property(name, Wording(f"{zh}（%）", f"{en} (%)"), {"type": "number"})


def _circle(house: House) -> Collection:
    programme = Property("programme", Wording("方案", "Programme"), {**_TEXT, "enum": sorted(house.programmes)})
    area = Property("area", Wording("城乡", "Urban or rural"), {**_TEXT, "enum": ["urban", "rural"]})
    roads = Property("roads", Wording("道路状况", "State of roads"), {**_TEXT, "enum": ["good", "bad", "as_mapped"]})
    return Collection(
        "circle",
        Wording("服务圈", "Service circle"),
        Wording("在规定时间内能到达站点的范围，按城乡和路况", "Where from a site is reached in time"),
        "MultiPolygon",
        (
            *(programme, area, roads),
            Property("limit_minutes", Wording("时限（分钟）", "Limit in minutes"), {"type": "number"}),
            Property("method", Wording("计算方法", "Method"), _TEXT),
            Property("as_of", Wording("日期", "As of"), {"type": "string", "format": "date"}),
            _percent("county_area_low", "时限内的县域面积，低值", "Share of the county's area in reach, low"),
            _percent("county_area_high", "时限内的县域面积，高值", "Share of the county's area in reach, high"),
            Property("villages", Wording("村（社区）数", "Villages and communities"), {"type": "integer"}),
            Property("villages_placed", Wording("已标注位置的村（社区）", "Of them placed"), {"type": "integer"}),
            Property(
                "undecided",
                Wording("暂不能判断（已标注的不到一半）", "Cannot be decided yet: less than half have a position"),
                {"type": "boolean"},
            ),
            _percent("villages_covered_low", "村（社区）覆盖率，低值", "Share of villages covered, low"),
            _percent("villages_covered_high", "村（社区）覆盖率，高值", "Share of villages covered, high"),
        ),
        (programme, area, roads),
    )
