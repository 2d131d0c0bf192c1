"""A site's own fields: what each is called, what it holds, who keeps it, who may see it, where it is asked for.

The one home of a field. Documents, CSV, GeoJSON, the workbook, the form, the interface for programs, reviews and
history are all made from `FIELDS`: a field more is a line here and an attribute of `Site`. What a format does not carry
stands in `LEFT_OUT` with the reason; a test fills every field and carries it through every format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args

from app.sites.entry import LONGEST_NAME, LONGEST_TELEPHONE
from app.sites.site import Dated
from app.sites.vocabulary import COLLECTIONS, EMPLOYMENTS, EQUIPMENT, HOST_CITY, STAFF, STATUSES, TRAININGS, FactKind
from app.wording import Wording

Part = Literal[
    "code",
    "programme",
    "kind",
    "tier",
    "division",
    "parent",
    "location",
    "facts",
    "equipment",
    "staff",
    "trainings",
    "metrics",
    "waivers",
    "history",
    "reports",
]
"""What is more than one plain value, or has its meaning only from the rest of the site."""
Keeper = Literal["program", "county", "site"]
"""Who changes a field: nobody, once the site is registered; the county office; whoever fills in the site."""
AskedOf = Literal["every_site", "remote_sites", "nobody"]
Format = Literal["json", "jsonl", "csv", "geojson", "workbook", "form", "public"]


@dataclass(frozen=True, slots=True)
class SiteField:
    """One field of a site. `name` is the attribute of `Site`, `key` the key of the document.

    What it holds is a plain `value`, described as facts are, or a `part` that `document` reads in its own way.
    `heading` is what its column is called where that holds a code and the label says what the code means; `also` are
    headings of files from before. `public` is false for what stays inside; lists for programs show what is `listed`,
    a site by itself all that is public. Both must be said of every field.
    `absent` is what the site holds where the document says nothing; what is `needed` must be given to register one.
    `keyboard` is the one a phone shows.
    """

    name: str
    label: Wording
    value: FactKind | None = None
    part: Part | None = None
    key: str = ""
    heading: Wording | None = None
    also: tuple[str, ...] = ()
    kept_by: Keeper = "site"
    public: bool = field(kw_only=True)
    listed: bool = field(kw_only=True)
    asked_of: AskedOf = "nobody"
    absent: Any = None
    needed: bool = False
    width: int = 14
    keyboard: str = "text"

    def __post_init__(self) -> None:
        if (self.value is None) == (self.part is None):
            raise ValueError(f"{self.name} must be either a plain value or a part")
        object.__setattr__(self, "key", self.key or self.name)


def _text(
    name: str,
    label: Wording,
    *,
    longest: int | None = None,
    blank: bool = True,
    lines: bool = False,
    **more: Any,
) -> SiteField:
    return SiteField(name, label, FactKind(name, "text", label, longest=longest, blank=blank, lines=lines), **more)


def _value(kind: FactKind, **more: Any) -> SiteField:
    return SiteField(kind.code, kind.label, kind, **more)


def _part(part: Part, label: Wording, **more: Any) -> SiteField:
    return SiteField(part, label, part=part, **more)


FIELDS: tuple[SiteField, ...] = (
    _part("code", Wording("编码", "Code"), kept_by="program", listed=True, width=16, public=True),
    _part("programme", Wording("方案", "Programme"), kept_by="program", listed=True, public=True),
    _part("kind", Wording("站点类别", "Site type"), also=("类型", "Kind"), kept_by="program", listed=True, public=True),
    _part("tier", Wording("层级", "Tier"), kept_by="county", listed=True, width=16, public=True),
    _text(
        "name",
        Wording("名称", "Name"),
        longest=LONGEST_NAME,
        blank=False,
        listed=True,
        asked_of="every_site",
        needed=True,
        width=34,
        public=True,
    ),
    _part(
        "division",
        Wording("所在地", "Division"),
        heading=Wording("区划代码", "Division code"),
        kept_by="county",
        listed=True,
        needed=True,
        width=16,
        public=True,
    ),
    _part(
        "parent",
        Wording("上级站点", "Parent site"),
        heading=Wording("上级站点编码", "Parent code"),
        kept_by="county",
        listed=True,
        width=16,
        public=True,
    ),
    _value(
        FactKind("status", "choice", Wording("运行状态", "Status"), items=STATUSES),
        also=("状态",),
        listed=True,
        asked_of="every_site",
        needed=True,
        public=True,
    ),
    _part("location", Wording("位置", "Location"), asked_of="every_site", listed=False, public=True),
    _text("address", Wording("地址", "Address"), listed=True, asked_of="every_site", width=28, lines=True, public=True),
    _value(
        FactKind("phone", "telephone", Wording("对外电话", "Telephone"), longest=LONGEST_TELEPHONE, none=True),
        also=("电话",),
        listed=True,
        asked_of="every_site",
        keyboard="tel",
        public=True,
    ),
    _text("host_city", HOST_CITY, longest=60, blank=False, listed=True, asked_of="remote_sites", public=True),
    _value(
        FactKind("accepted_on", "date", Wording("验收日期", "Accepted on")), kept_by="county", listed=False, public=True
    ),
    _part("facts", Wording("填报项", "Items"), absent={}, listed=False, public=True),
    _part("equipment", COLLECTIONS[EQUIPMENT], listed=False, public=True),
    _part("staff", COLLECTIONS[STAFF], listed=False, public=True),
    _part("trainings", COLLECTIONS[TRAININGS], key=TRAININGS, listed=False, public=True),
    _part("metrics", Wording("运行数据", "Operating figures"), absent={}, listed=False, public=True),
    _part("waivers", Wording("豁免", "Waivers"), kept_by="county", absent=(), listed=False, public=True),
    _part("history", Wording("沿革", "Former values"), kept_by="program", absent=(), listed=False, public=True),
    _part("reports", Wording("填报记录", "Reports"), absent={}, listed=False, public=True),
    _value(
        FactKind("sample", "boolean", Wording("示例", "Sample")),
        kept_by="program",
        listed=True,
        absent=False,
        width=7,
        public=True,
    ),
)
"""Every field of a site, in the order in which documents have them."""
FIELD: Mapping[str, SiteField] = {one.key: one for one in FIELDS}
"""The fields by their keys in a document."""

ROWS: Mapping[str, tuple[FactKind, ...]] = {
    STAFF: (
        FactKind("role", "choice", Wording("岗位", "Role")),
        FactKind("employment", "choice", Wording("专兼职", "Employment"), items=EMPLOYMENTS),
        FactKind("from", "date", Wording("到岗日期", "In post from")),
        FactKind("to", "date", Wording("离岗日期", "In post until")),
        FactKind("name", "text", Wording("姓名（内部）", "Name (internal only)"), longest=LONGEST_NAME),
        FactKind(
            "phone",
            "telephone",
            Wording("个人电话（内部）", "Personal telephone (internal only)"),
            longest=LONGEST_TELEPHONE,
            none=True,
        ),
        FactKind("public", "boolean", Wording("本人同意公开", "Agrees to being public")),
    ),
    TRAININGS: (
        FactKind("topic", "choice", Wording("培训内容", "Topic")),
        FactKind("date", "date", Wording("日期", "Date")),
    ),
    "waivers": (
        FactKind("clause", "choice", Wording("条款", "Clause")),
        FactKind("until", "date", Wording("豁免至", "Waived until")),
        FactKind("reason", "text", Wording("理由", "Reason"), lines=True),
    ),
    "history": (
        FactKind("field", "choice", Wording("项目", "Field"), items={k: FIELD[k].label for k in get_args(Dated)}),
        FactKind("value", "text", Wording("原来的值", "Former value")),
        FactKind("from", "date", Wording("起", "From")),
        FactKind("to", "date", Wording("止", "To")),
    ),
}
"""What one row of each list holds, by key. Choices without items are codes of the programme: roles, topics, clauses."""
_ONLY_WHERE_GIVEN = frozenset({"name", "phone", "public"})

_ROWS = "a row a site has no place for lists; an import leaves them as they are"
_REPORTS = "the import itself is the report: who brings a value in answers for it"
_NOT_ASKED = "kept by the county office or the program; the form is for those who fill in a site"
LEFT_OUT: Mapping[Format, Mapping[str, str]] = {
    "json": {},
    "jsonl": {},
    "geojson": {},
    "csv": {
        **dict.fromkeys(("equipment", "staff", TRAININGS, "metrics", "waivers", "history"), _ROWS),
        "reports": _ROWS,
    },
    "workbook": {"reports": _REPORTS},
    "form": {one.key: _NOT_ASKED for one in FIELDS if one.kept_by != "site"} | {"reports": _REPORTS},
    "public": {one.key: "stays inside" for one in FIELDS if not one.public},
}
"""What each format does not carry of a site, by key, and why. All else goes out and comes back."""


@cache
def keys_of_row(key: str) -> tuple[str, ...]:
    """The keys that a row of a list may have."""
    return tuple(kind.code for kind in ROWS[key])


def row_of(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a list as documents have it: in order, without a name, telephone or consent that nobody gave.

    >>> row_of("staff", {"role": "r", "employment": "full_time", "from": None, "to": None, "name": "", "public": None})
    {'role': 'r', 'employment': 'full_time', 'from': None, 'to': None}
    """
    every = ((code, values.get(code)) for code in keys_of_row(key))
    return {code: value for code, value in every if value or code not in _ONLY_WHERE_GIVEN}


def carried(form: Format) -> tuple[SiteField, ...]:
    """The fields that a format carries, in order."""
    return tuple(one for one in FIELDS if one.key not in LEFT_OUT[form])
