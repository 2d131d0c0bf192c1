"""What review, history and form say of a value: in the words of the field, as it was typed where it makes no sense."""

from decimal import Decimal
from typing import Any

import pytest

from app.sites.words import change_texts, item_label, value_text
from app.standards.reader import Seeds
from app.wording import Wording

LABELS = {"tier": {"t": Wording("乡镇", "Town")}.get, "waivers": {"c": Wording("面积", "Area")}.get}
MANAGER = {"role": "manager", "employment": "full_time"}


@pytest.mark.parametrize(
    ("item", "value", "zh", "en"),
    [
        ("facts.area_m2", None, "未填报", "not reported"),
        ("facts.area_m2", 120, "120 平方米", "120 m²"),
        ("facts.area_m2", Decimal("12.50"), "12.5 平方米", "12.5 m²"),
        ("facts.area_m2", "很大", "很大", "很大"),
        ("facts.area_m2", Decimal("NaN"), "NaN 平方米", "NaN m²"),
        ("facts.area_m2", "1e999999999", "1e999999999", "1e999999999"),
        ("facts.nothing", "x", "x", "x"),
        ("facts.free_of_charge", True, "是", "yes"),
        ("facts.free_of_charge", False, "否", "no"),
        ("facts.networks", ["jinbao", "fax"], "金保专网、fax", "Jinbao social security network, fax"),
        ("facts.networks", [], "无", "none"),
        (
            "facts.opening_hours",
            {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "sun": [], "x": ["ab", ["9"]]},
            "周一 09:00–12:00, 13:00–17:00、周日 不开放、x 不开放",
            "Monday 09:00–12:00, 13:00–17:00, Sunday closed, x closed",
        ),
        ("facts.opening_hours", {"mon": [["早", "早"]]}, "周一 早", "Monday 早"),
        ("facts.opening_hours", {}, "无", "none"),
        ("facts.plaque_text", "甲", "甲", "甲"),
        ("metrics.retention_rate.2025", 75, "75 %", "75 %"),
        ("metrics.nothing.2025", 75, "75", "75"),
        ("reports.area_m2", {"on": "2026-01-01", "by": "王"}, "2026-01-01 王", "2026-01-01 王"),
        ("reports.area_m2", {"on": "2026-01-01", "by": None}, "2026-01-01", "2026-01-01"),
        ("reports.area_m2", "x", "x", "x"),
        ("tier", "t", "乡镇", "Town"),
        ("tier", "u", "u", "u"),
        ("tier", 5, "5", "5"),
        ("status", "operating", "运行中", "Operating"),
        ("status", "x", "x", "x"),
        ("sample", True, "是", "yes"),
        ("location", {"lon": 107, "lat": 31, "crs": "gcj02"}, "107, 31 (GCJ-02)", "107, 31 (GCJ-02)"),
        ("location", {"lon": 107, "lat": 31, "crs": "x"}, "107, 31 (x)", "107, 31 (x)"),
        ("location", "x", "x", "x"),
        ("equipment", {"computer": 2, "fax": "y"}, "电脑 2、fax y", "computer 2, fax y"),
        ("equipment", {}, "无", "none"),
        ("equipment", "x", "x", "x"),
        ("staff", [], "无", "none"),
        ("staff", [MANAGER | {"name": "王"}], "管理服务人员（专职） 王", "manager (full time) 王"),
        (
            "staff",
            [MANAGER | {"from": "2026-01-01"}],
            *("管理服务人员（专职） 2026-01-01–", "manager (full time) 2026-01-01–"),
        ),
        (
            "staff",
            [MANAGER | {"to": "2026-02-01"}, "z"],
            *("管理服务人员（专职） …–2026-02-01、z", "manager (full time) …–2026-02-01, z"),
        ),
        (
            "trainings_held",
            [{"topic": "career_guidance", "date": "2026-01-01"}],
            *("职业指导 2026-01-01", "career guidance 2026-01-01"),
        ),
        (
            "waivers",
            [{"clause": "c", "until": "2027-01-01", "reason": "小"}, {"clause": "d", "until": "2027-01-02"}],
            *("面积，至 2027-01-01（小）、d，至 2027-01-02", "Area, until 2027-01-01 (小), d, until 2027-01-02"),
        ),
        (
            "history",
            [
                {"field": "tier", "value": "t", "from": None, "to": "2024-01-01"},
                {"field": "tier", "value": "u", "from": None, "to": "2023-01-01"},
                {"field": "name", "value": "旧", "from": "2023-01-01", "to": "2024-01-01"},
                {"field": "x", "value": "t"},
            ],
            "层级：乡镇 …–2024-01-01、层级：u …–2023-01-01、名称：旧 2023-01-01–2024-01-01、x：t",
            "Tier: Town …–2024-01-01, Tier: u …–2023-01-01, Name: 旧 2023-01-01–2024-01-01, x: t",
        ),
        ("nothing", [{"a": None, "b": 5, "c": "m"}], "5 m", "5 m"),
        ("nothing", 5, "5", "5"),
        ("nothing", {"a": 5}, "{'a': 5}", "{'a': 5}"),
        ("staff", {"a": 5}, "{'a': 5}", "{'a': 5}"),
    ],
)
def test_a_value_is_told_in_words(seeds: Seeds, item: str, value: Any, zh: str, en: str) -> None:
    told = value_text(item, value, seeds.programmes["qu-2023"].vocabulary, LABELS)
    assert (told.zh, told.en) == (zh, en)


def test_without_names_for_codes_a_former_value_is_told_by_its_code(seeds: Seeds) -> None:
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    former = [{"field": "parent", "value": "QX-HUB", "from": None, "to": None}]
    assert value_text("history", former, vocabulary).zh == "上级站点：QX-HUB"
    assert value_text("waivers", [{"clause": "c", "until": "2027-01-01"}], vocabulary).zh == "c，至 2027-01-01"


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        ("facts.area_m2", "场地面积", "Floor area"),
        ("facts.zz", "zz", "zz"),
        ("reports.area_m2", "场地面积（确认）", "Floor area (confirmed)"),
        ("metrics.retention_rate", "留用率", "Retention rate"),
        ("metrics.retention_rate.2025", "2025 留用率", "Retention rate, 2025"),
        ("metrics.retention_rate.cumulative", "累计 留用率", "Retention rate, cumulative"),
        ("phone", "对外电话", "Telephone"),
        ("zz", "zz", "zz"),
    ],
)
def test_an_item_is_called_by_its_name(seeds: Seeds, item: str, zh: str, en: str) -> None:
    told = item_label(item, seeds.programmes["qu-2023"].vocabulary)
    assert (told.zh, told.en) == (zh, en)


FEW, KEPT = "甲乙丙", "3 行不变"


@pytest.mark.parametrize(
    ("before", "after", "was", "becomes"),
    [
        ("甲乙丙", "乙丙", "甲、乙、丙", "乙、丙"),
        ("甲乙丙丁", "乙丙丁", "甲（其余 3 行不变）", KEPT),
        ("甲乙丙", "甲乙丙丁", KEPT, "丁（其余 3 行不变）"),
        ("甲乙丙丁", "", "甲、乙、丙、丁", "无"),
        ("甲乙丙丁", None, "甲、乙、丙、丁", "未填报"),
        (None, "甲乙丙丁", "未填报", "甲、乙、丙、丁"),
        ("甲乙", "丙丁戊己", "甲、乙", "丙、丁、戊、己"),
        ("甲甲乙丙", "甲乙丙", "甲（其余 3 行不变）", KEPT),
    ],
)
def test_of_a_list_of_more_than_three_only_what_goes_and_comes_is_told(
    seeds: Seeds, before: str | None, after: str | None, was: str, becomes: str
) -> None:
    old, new = (None if names is None else [MANAGER | {"name": name} for name in names] for names in (before, after))
    told = change_texts("staff", old, new, seeds.programmes["qu-2023"].vocabulary)
    assert [text.zh.replace("管理服务人员（专职） ", "") for text in told] == [was, becomes]
